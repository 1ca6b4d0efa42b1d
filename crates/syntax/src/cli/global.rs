//! Options of the AWS CLI itself, which are no members of a request.
//!
//! Follows: AWS CLI reference, "Global options" and "Pagination".

use api::shapes::OperationView;

/// A global option.
pub(crate) struct Global {
    name: &'static str,
    /// Whether a value follows.
    pub(crate) takes_value: bool,
    /// Why it can be ignored.
    pub(crate) why: &'static str,
    /// If ignoring it would mislead: what to do instead.
    pub(crate) refused: Option<&'static str>,
}

const fn ignored(name: &'static str, takes_value: bool, why: &'static str) -> Global {
    Global { name, takes_value, why, refused: None }
}

const fn refused(name: &'static str, advice: &'static str) -> Global {
    Global { name, takes_value: true, why: "", refused: Some(advice) }
}

const NO_ACCOUNT: &str = "nothing leaves this page, so there is no account and no endpoint";
const NO_NETWORK: &str = "nothing leaves this page";
const ONE_FORMAT: &str = "answers are always shown as JSON";

const GLOBALS: [Global; 20] = [
    ignored("region", true, "the region of the workspace is chosen in the page"),
    ignored("endpoint-url", true, NO_ACCOUNT),
    ignored("profile", true, NO_ACCOUNT),
    ignored("output", true, ONE_FORMAT),
    ignored("color", true, ONE_FORMAT),
    ignored("no-cli-pager", false, ONE_FORMAT),
    ignored("debug", false, "each request shows its receipt here"),
    ignored("no-paginate", false, "one page is read here"),
    ignored("no-sign-request", false, NO_ACCOUNT),
    ignored("no-verify-ssl", false, NO_NETWORK),
    ignored("ca-bundle", true, NO_NETWORK),
    ignored("cli-read-timeout", true, NO_NETWORK),
    ignored("cli-connect-timeout", true, NO_NETWORK),
    ignored("cli-binary-format", true, "binary values are always base64 here"),
    ignored("cli-auto-prompt", false, "there is no prompt here"),
    ignored("no-cli-auto-prompt", false, "there is no prompt here"),
    refused("query", "Leave it out; to choose attributes use --projection-expression."),
    refused("cli-input-yaml", "Give JSON instead: --cli-input-json '{...}'."),
    refused("generate-cli-skeleton", "Open the create form to see what a request consists of."),
    refused("version", "dynalab is not the AWS CLI: it reads its lines."),
];

impl Global {
    /// The option of this name, without hyphens.
    pub(crate) fn named(name: &str) -> Option<&'static Global> {
        GLOBALS.iter().find(|global| global.name == name)
    }
}

/// Options that the AWS CLI pages with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paging {
    /// `--max-items`: stop after this many, over all pages.
    MaxItems,
    /// `--page-size`: the request's limit.
    PageSize,
    /// `--starting-token`: a token that the AWS CLI made up.
    Token,
}

impl Paging {
    /// The option of this name, if the operation has pages of a limited size.
    pub(crate) fn named(name: &str, operation: OperationView) -> Option<Self> {
        operation.input().member("Limit")?;
        match name {
            "max-items" => Some(Paging::MaxItems),
            "page-size" => Some(Paging::PageSize),
            "starting-token" => Some(Paging::Token),
            _ => None,
        }
    }
}
