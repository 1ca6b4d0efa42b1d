//! The AWS CLI's shorthand: `AttributeName=UserId,AttributeType=S`, `Projection={ProjectionType=ALL}`, `Keys=[a,b]`.
//!
//! Follows: AWS CLI user guide, "Using shorthand syntax", and the grammar in the AWS CLI's `shorthand.py`: a value may be bare,
//! quoted, a list in brackets, a map in braces, or several bare values separated by commas.

use model::limits::PARSE_DEPTH;

use crate::error::Problem;

/// What shorthand says before it is known what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shorthand {
    /// A bare or quoted value, with the byte at which it begins.
    Text(String, usize),
    /// Values.
    List(Vec<Shorthand>),
    /// Values by key, each key with the byte at which it begins.
    Map(Vec<(String, usize, Shorthand)>),
}

/// What is wrong at a byte of the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShorthandError {
    pub(crate) at: usize,
    pub(crate) length: usize,
    pub(crate) problem: Problem,
}

/// Reads `key=value[,key=value...]`.
pub(crate) fn parse(text: &str) -> Result<Shorthand, ShorthandError> {
    let mut reader = Reader { text, at: 0 };
    let mut members = vec![];
    loop {
        let (key, at) = reader.key()?;
        reader.expect('=', "=")?;
        let value = reader.values()?;
        add(&mut members, key, at, value)?;
        reader.skip_blanks();
        if reader.peek().is_none() {
            return Ok(Shorthand::Map(members));
        }
        reader.expect(',', "a comma or the end")?;
    }
}

fn add(members: &mut Vec<(String, usize, Shorthand)>, key: String, at: usize, value: Shorthand) -> Result<(), ShorthandError> {
    if members.iter().any(|(known, ..)| *known == key) {
        return Err(ShorthandError { at, length: key.len(), problem: Problem::MemberTwice { member: key } });
    }
    members.push((key, at, value));
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// Which characters end a bare value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bare {
    /// The first of several: `,` ends it, `=` does not.
    First,
    /// A later one: `=` ends it too, since it then was a key.
    Later,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn error(&self, expected: &'static str) -> ShorthandError {
        let found = self.peek();
        let length = found.map_or(0, char::len_utf8);
        ShorthandError { at: self.at, length, problem: Problem::Shorthand { expected, found } }
    }

    fn expect(&mut self, char: char, expected: &'static str) -> Result<(), ShorthandError> {
        self.skip_blanks();
        if self.peek() != Some(char) {
            return Err(self.error(expected));
        }
        self.at += char.len_utf8();
        self.skip_blanks();
        Ok(())
    }

    fn key(&mut self) -> Result<(String, usize), ShorthandError> {
        let at = self.at;
        let valid = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | '#' | '/' | ':');
        let length = self.rest().find(|char| !valid(char)).unwrap_or(self.rest().len());
        if length == 0 {
            return Err(self.error("a name"));
        }
        let key = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length;
        Ok((key, at))
    }

    /// What stands behind `=` at the top.
    fn values(&mut self) -> Result<Shorthand, ShorthandError> {
        match self.peek() {
            None => Ok(Shorthand::Text(String::new(), self.at)),
            Some('[' | '{') => self.nested(1),
            Some(_) => self.comma_separated(),
        }
    }

    /// `a`, or `a,b,c` if what follows the commas is no `key=`.
    fn comma_separated(&mut self) -> Result<Shorthand, ShorthandError> {
        let first = self.value(Bare::First)?;
        let mut values = vec![first];
        loop {
            let before_comma = self.at;
            self.skip_blanks();
            if self.peek() != Some(',') {
                break;
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.value(Bare::Later);
            self.skip_blanks();
            match value {
                Ok(value) if matches!(self.peek(), None | Some(',')) => values.push(value),
                Err(error) if self.peek().is_none() => return Err(error),
                _ => {
                    self.at = before_comma;
                    break;
                }
            }
        }
        Ok(if values.len() == 1 { values.remove(0) } else { Shorthand::List(values) })
    }

    /// A list in brackets, a map in braces, or a value.
    fn nested(&mut self, depth: usize) -> Result<Shorthand, ShorthandError> {
        if depth > PARSE_DEPTH {
            return Err(ShorthandError { at: self.at, length: 1, problem: Problem::TooDeep });
        }
        match self.peek() {
            Some('[') => self.list(depth),
            Some('{') => self.map(depth),
            _ => self.value(Bare::First),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Shorthand, ShorthandError> {
        self.expect('[', "[")?;
        let mut values = vec![];
        while self.peek() != Some(']') {
            values.push(self.nested(depth + 1)?);
            self.skip_blanks();
            if self.peek() != Some(']') {
                self.expect(',', "a comma or ]")?;
            }
        }
        self.at += 1;
        Ok(Shorthand::List(values))
    }

    fn map(&mut self, depth: usize) -> Result<Shorthand, ShorthandError> {
        self.expect('{', "{")?;
        let mut members = vec![];
        while self.peek() != Some('}') {
            let (key, at) = self.key()?;
            self.expect('=', "=")?;
            let value = self.nested(depth + 1)?;
            add(&mut members, key, at, value)?;
            self.skip_blanks();
            if self.peek() != Some('}') {
                self.expect(',', "a comma or }")?;
            }
        }
        self.at += 1;
        Ok(Shorthand::Map(members))
    }

    fn value(&mut self, bare: Bare) -> Result<Shorthand, ShorthandError> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            _ => self.bare(bare),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Shorthand, ShorthandError> {
        let at = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(char) = self.peek() {
            self.at += char.len_utf8();
            match char {
                '\\' if self.rest().starts_with([quote, '\\']) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                end if end == quote => return Ok(Shorthand::Text(text, at)),
                other => text.push(other),
            }
        }
        self.at = at;
        Err(ShorthandError { at, length: 1, problem: Problem::UnclosedQuote(quote) })
    }

    fn bare(&mut self, bare: Bare) -> Result<Shorthand, ShorthandError> {
        let at = self.at;
        let mut text = String::new();
        while let Some(char) = self.peek() {
            let first = self.at == at;
            let ends = match char {
                ',' | ']' | '}' => true,
                '=' => bare == Bare::Later || first,
                '[' | '{' => first,
                '"' | '\'' => first,
                _ => false,
            };
            if ends {
                break;
            }
            let escaped_comma = self.rest().starts_with("\\,");
            text.push(if escaped_comma { ',' } else { char });
            self.at += if escaped_comma { 2 } else { char.len_utf8() };
        }
        if self.at == at {
            return Err(self.error("a value"));
        }
        text.truncate(text.trim_end().len());
        Ok(Shorthand::Text(text, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::proptest;

    fn show(shorthand: &Shorthand) -> String {
        match shorthand {
            Shorthand::Text(text, _) => format!("{text:?}"),
            Shorthand::List(values) => format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(" ")),
            Shorthand::Map(members) => {
                let members: Vec<_> = members.iter().map(|(key, _, value)| format!("{key}:{}", show(value))).collect();
                format!("{{{}}}", members.join(" "))
            }
        }
    }

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&match parse(text) {
            Ok(shorthand) => show(&shorthand),
            Err(error) => format!("{} at {}", error.problem, error.at),
        });
    }

    #[test]
    fn the_grammar_of_the_aws_cli() {
        check("AttributeName=UserId,AttributeType=S", expect![[r#"{AttributeName:"UserId" AttributeType:"S"}"#]]);
        check("a=b,c,d,e=f", expect![[r#"{a:["b" "c" "d"] e:"f"}"#]]);
        check("a=[b,c],d={e=f,g=[h]},i=", expect![[r#"{a:["b" "c"] d:{e:"f" g:["h"]} i:""}"#]]);
        check("a='x, y',b=\"q\\\"z\" , c = w v ", expect![[r#"{a:"x, y" b:"q\"z" c:"w v"}"#]]);
        check("a=x\\,y", expect![[r#"{a:"x,y"}"#]]);
        check("url=http://x/?q=1,b=2", expect![[r#"{url:"http://x/?q=1" b:"2"}"#]]);
        check("Key={UserId={S=u1}}", expect![[r#"{Key:{UserId:{S:"u1"}}}"#]]);
    }

    #[test]
    fn errors_have_a_place() {
        check("AttributeName", expect!["Malformed shorthand: expected = before the end at 13"]);
        check("a=[b", expect!["Malformed shorthand: expected a comma or ] before the end at 4"]);
        check("a={b=c", expect!["Malformed shorthand: expected a comma or } before the end at 6"]);
        check("=b", expect!["Malformed shorthand: expected a name, found `=` at 0"]);
        check("a=b,a=c", expect!["`a` stands there twice at 4"]);
        check("a='b", expect!["The quote ' is not closed at 2"]);
        let deep = format!("a={}", "[".repeat(4_096));
        check(&deep, expect!["Nested deeper than 128 levels at 130"]);
    }

    proptest! {
        #[test]
        fn nothing_panics_or_hangs(text in "[a=,\\[\\]{}'\"\\\\ é]{0,40}") {
            let _ = parse(&text);
        }
    }
}
