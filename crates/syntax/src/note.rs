//! What was read in a request and left out, or read kindly: said beside the result.

use core::fmt;

/// A remark on how a request was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// An option that changes nothing here.
    OptionIgnored {
        /// The option.
        option: String,
        /// Why.
        why: &'static str,
    },
    /// `--max-items` was sent as `Limit`.
    MaxItemsAsLimit,
    /// A line break without a mark of continuation was taken for one.
    LinesJoined,
    /// Quotes that a word processor had bent were straightened.
    QuotesStraightened,
    /// Backslashes before quotes, as Windows PowerShell needs them, were taken away.
    BackslashesRemoved,
    /// A long dash was read as two hyphens.
    DashRead,
    /// `aws dynamodb wait`: tables are described instead.
    WaitDescribes,
    /// A bare PartiQL statement.
    StatementRead,
    /// The operation was guessed from the JSON.
    OperationInferred {
        /// Its name.
        operation: &'static str,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::OptionIgnored { option, why } => write!(f, "{option} was ignored: {why}."),
            Note::MaxItemsAsLimit => f.write_str(
                "--max-items was sent as Limit. The AWS CLI reads on page by page until it has that many; one page is read here.",
            ),
            Note::LinesJoined => f.write_str(
                "A line that begins with -- was joined to the one before it. In a shell, end a line with \\ to go on.",
            ),
            Note::QuotesStraightened => f.write_str("Curly quotes were read as straight ones. A shell would not."),
            Note::BackslashesRemoved => f.write_str("Backslashes before the quotes were taken away, as Windows PowerShell does."),
            Note::DashRead => f.write_str("A long dash was read as --. A shell would not."),
            Note::WaitDescribes => {
                f.write_str("Nothing to wait for: tables are ready at once here. The table is described instead.")
            }
            Note::StatementRead => f.write_str("Read as ExecuteStatement: a PartiQL statement."),
            Note::OperationInferred { operation } => write!(f, "Read as {operation}, by the members of the JSON."),
        }
    }
}
