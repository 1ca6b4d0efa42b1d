//! `NextToken`: where a `SELECT` goes on, in a text that only the same statement can be continued with.
//!
//! Our model: the service's tokens are opaque, and so are ours. They hold a check, the statement's fingerprint, the number of the
//! read to go on with, and the key behind which it goes on.

use api::text::{StatementProblem, Validation};
use model::{Item, KeyHash};

use super::{Sent, refused};
use crate::Context;

/// What a token belongs to: statement, parameters, account and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint(KeyHash);

/// Where a `SELECT` goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Position {
    /// Which of the reads that the statement became, from 0.
    pub(crate) part: usize,
    /// Behind which key; from the read's start without one.
    pub(crate) start: Option<Item>,
}

/// Bytes of a hash.
const HASH_BYTES: usize = 16;

impl Fingerprint {
    /// The fingerprint of a statement for its caller.
    pub(crate) fn of(context: &Context, sent: &Sent) -> Self {
        let mut bytes = Vec::with_capacity(sent.text.len() + 64);
        for part in [&context.account, &context.region, &sent.text] {
            bytes.extend_from_slice(part.as_bytes());
            bytes.push(0);
        }
        for parameter in &sent.parameters {
            bytes.extend_from_slice(api::wire::value_to_json(parameter).as_bytes());
        }
        Fingerprint(KeyHash::of(&bytes))
    }
}

impl Position {
    /// The token.
    pub(crate) fn token(&self, fingerprint: Fingerprint) -> String {
        let mut content = fingerprint.0.0.to_be_bytes().to_vec();
        content.extend_from_slice(&u32::try_from(self.part).unwrap_or(u32::MAX).to_be_bytes());
        if let Some(start) = &self.start {
            content.extend_from_slice(api::wire::item_to_json(start).as_bytes());
        }
        let check = KeyHash::of(&content).0.to_be_bytes();
        let digits = check.iter().chain(&content).flat_map(|byte| [byte >> 4, byte & 0xf]);
        digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
    }

    /// What a token says, if it is one, and one of this statement.
    pub(crate) fn from_token(token: &str, fingerprint: Fingerprint) -> Result<Self, Validation> {
        let invalid = || refused(StatementProblem::NextToken);
        let bytes = bytes(token).ok_or_else(invalid)?;
        let (check, content) = bytes.split_at_checked(HASH_BYTES).ok_or_else(invalid)?;
        if KeyHash::of(content).0.to_be_bytes() != check {
            return Err(invalid());
        }
        let (of, rest) = content.split_at_checked(HASH_BYTES).ok_or_else(invalid)?;
        if fingerprint.0.0.to_be_bytes() != of {
            return Err(refused(StatementProblem::NextTokenMismatch));
        }
        let (part, start) = rest.split_first_chunk::<4>().ok_or_else(invalid)?;
        let start = match core::str::from_utf8(start).map_err(|_| invalid())? {
            "" => None,
            json => Some(api::wire::item_from_json(json).map_err(|_| invalid())?),
        };
        Ok(Position { part: usize::try_from(u32::from_be_bytes(*part)).unwrap_or(usize::MAX), start })
    }
}

fn bytes(token: &str) -> Option<Vec<u8>> {
    let digits = token.bytes().map(|byte| char::from(byte).to_digit(16)).collect::<Option<Vec<u32>>>()?;
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    fn sent(text: &str) -> Sent {
        Sent { text: text.to_owned(), parameters: vec![], consistent_read: false, wants_old: false }
    }

    #[test]
    fn a_token_goes_on_with_its_own_statement_alone() {
        let context = Bench::default().context();
        let fingerprint = Fingerprint::of(&context, &sent("SELECT * FROM T"));
        let start = api::wire::item_from_json(r#"{"pk":{"S":"é"},"b":{"B":"AP8="}}"#).unwrap();
        for position in [Position { part: 7, start: Some(start) }, Position { part: 1, start: None }] {
            let token = position.token(fingerprint);
            assert_eq!(Position::from_token(&token, fingerprint), Ok(position));
            let other = Fingerprint::of(&context, &sent("SELECT a FROM T"));
            assert_eq!(Position::from_token(&token, other), Err(refused(StatementProblem::NextTokenMismatch)));
            for broken in ["", "é", "abc", &token[2..], &token.replace('a', "b"), &format!("{token}00")] {
                assert_eq!(Position::from_token(broken, fingerprint), Err(refused(StatementProblem::NextToken)), "{broken}");
            }
        }
    }
}
