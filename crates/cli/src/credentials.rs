//! The file of `--credentials`: who may ask, and with which secret.
//!
//! It has the form of the AWS CLI's own file: a section for each user, with `aws_access_key_id` and `aws_secret_access_key`. `arn`
//! is ours: who the user is to resource policies; without it, the user of the section's name in the account of the key.
//!
//! Follows: AWS CLI User Guide, "Configuration and credential file settings".

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use crate::account::account_of;

/// Users by access key id.
#[derive(Debug, Default)]
pub(crate) struct Credentials(BTreeMap<String, User>);

/// Somebody who may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) secret: String,
    /// Of the user; its account is the one whose tables the user sees.
    pub(crate) arn: String,
    pub(crate) account: String,
}

/// Why a file of credentials cannot be used.
#[derive(Debug)]
pub enum CredentialsError {
    /// It cannot be read.
    File(PathBuf, io::Error),
    /// A line is no `[name]` and no `name = value`.
    Line(PathBuf, usize),
    /// A section lacks its key or its secret.
    Incomplete(PathBuf, String),
    /// The `arn` of a section is none, or names no account of twelve digits.
    Arn(PathBuf, String),
    /// There is no section.
    Empty(PathBuf),
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CredentialsError::File(path, error) => {
                write!(f, "cannot read the file of --credentials, {}: {error}", path.display())
            }
            CredentialsError::Line(path, line) => write!(f, "{}, line {line}: neither [name] nor name = value", path.display()),
            CredentialsError::Incomplete(path, section) => {
                write!(f, "{}: [{section}] needs aws_access_key_id and aws_secret_access_key", path.display())
            }
            CredentialsError::Arn(path, section) => {
                write!(f, "{}: the arn of [{section}] is not like arn:aws:iam::123456789012:user/name", path.display())
            }
            CredentialsError::Empty(path) => {
                write!(
                    f,
                    "{} has no credentials in it: a section [name] with aws_access_key_id and aws_secret_access_key",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for CredentialsError {}

impl Credentials {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, CredentialsError> {
        let text = fs::read_to_string(path).map_err(|error| CredentialsError::File(path.to_owned(), error))?;
        Credentials::parse(path, &text)
    }

    /// The user who has this key.
    pub(crate) fn user(&self, access_key: &str) -> Option<&User> {
        self.0.get(access_key)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, CredentialsError> {
        let mut sections: Vec<(String, BTreeMap<String, String>)> = vec![];
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                sections.push((name.trim().to_owned(), BTreeMap::new()));
            } else if let (Some((name, value)), Some((_, values))) = (line.split_once('='), sections.last_mut()) {
                values.insert(name.trim().to_lowercase(), value.trim().to_owned());
            } else {
                return Err(CredentialsError::Line(path.to_owned(), number));
            }
        }
        let mut users = BTreeMap::new();
        for (name, values) in sections {
            let value = |name: &str| values.get(name).filter(|value| !value.is_empty());
            let (Some(key), Some(secret)) = (value("aws_access_key_id"), value("aws_secret_access_key")) else {
                return Err(CredentialsError::Incomplete(path.to_owned(), name));
            };
            let arn = value("arn").cloned().unwrap_or_else(|| format!("arn:aws:iam::{}:user/{name}", account_of(key)));
            let account = account_in(&arn).ok_or_else(|| CredentialsError::Arn(path.to_owned(), name))?;
            users.insert(key.clone(), User { secret: secret.clone(), arn, account });
        }
        if users.is_empty() { Err(CredentialsError::Empty(path.to_owned())) } else { Ok(Credentials(users)) }
    }
}

/// The account in an ARN.
fn account_in(arn: &str) -> Option<String> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
    let account = parts.nth(3)?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && parts.next().is_some_and(|rest| !rest.is_empty())).then(|| account.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use expect_test::{Expect, expect};

    use super::Credentials;

    fn check(text: &str, expected: Expect) {
        let told = match Credentials::parse(Path::new("file"), text) {
            Ok(Credentials(users)) => users
                .iter()
                .map(|(key, user)| format!("{key} {} {} {}\n", user.secret, user.arn, user.account))
                .collect::<String>(),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn a_file_is_read() {
        check(
            "# who may ask\n[alice]\naws_access_key_id = 111111111111\naws_secret_access_key = a=b\n\n\
             [bob]\nAWS_ACCESS_KEY_ID=bobs\naws_secret_access_key=s\narn = arn:aws:sts::222222222222:assumed-role/r/bob\n",
            expect![[r#"
                111111111111 a=b arn:aws:iam::111111111111:user/alice 111111111111
                bobs s arn:aws:sts::222222222222:assumed-role/r/bob 222222222222
            "#]],
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        check("key secret", expect!["file, line 1: neither [name] nor name = value"]);
        check("\na = b", expect!["file, line 2: neither [name] nor name = value"]);
        check("[a]\naws_access_key_id = k", expect!["file: [a] needs aws_access_key_id and aws_secret_access_key"]);
        check(
            "[a]\naws_access_key_id = k\naws_secret_access_key = s\narn = me",
            expect!["file: the arn of [a] is not like arn:aws:iam::123456789012:user/name"],
        );
        check(
            "# nothing",
            expect!["file has no credentials in it: a section [name] with aws_access_key_id and aws_secret_access_key"],
        );
    }
}
