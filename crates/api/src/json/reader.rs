//! A pull parser over one text: the caller asks for what it expects next.

use std::borrow::Cow;

use super::first_special;
use crate::Error;

/// What the next value is, by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    Text,
    /// A digit or `-`.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
}

/// Where a parse stands.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the first character of `body`, which must be UTF-8.
    pub(crate) fn new(body: &'a [u8]) -> Result<Self, Error> {
        match core::str::from_utf8(body) {
            Ok(text) => Ok(Reader { text, at: 0 }),
            Err(error) => {
                let readable = body.get(..error.valid_up_to()).and_then(|valid| core::str::from_utf8(valid).ok()).unwrap_or("");
                Err(Reader { text: readable, at: readable.len() }.malformed("UTF-8 text"))
            }
        }
    }

    /// Whether only white space is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.at >= self.text.len()
    }

    /// An error unless only white space is left.
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        if self.is_at_end() { Ok(()) } else { Err(self.malformed("the end of the text")) }
    }

    /// The kind of the next value, which is not consumed.
    pub(crate) fn token(&mut self) -> Result<Token, Error> {
        self.skip_space();
        Ok(match self.byte() {
            Some(b'{') => Token::Object,
            Some(b'[') => Token::Array,
            Some(b'"') => Token::Text,
            Some(b'-' | b'0'..=b'9') => Token::Number,
            Some(b't') => Token::True,
            Some(b'f') => Token::False,
            Some(b'n') => Token::Null,
            _ => return Err(self.malformed("a value")),
        })
    }

    /// Consumes the opening bracket that [`Reader::token`] has seen.
    pub(crate) fn open(&mut self) {
        self.at += 1;
    }

    /// The next key of an object, up to and with its colon; `None` at the object's end. `first` starts true.
    pub(crate) fn key(&mut self, first: &mut bool) -> Result<Option<Cow<'a, str>>, Error> {
        if !self.continues(b'}', first, "a comma or a closing brace")? {
            return Ok(None);
        }
        if self.byte() != Some(b'"') {
            return Err(self.malformed("a member name in double quotes"));
        }
        let key = self.text()?;
        self.skip_space();
        if self.byte() != Some(b':') {
            return Err(self.malformed("a colon"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Whether an array has another element, which is then next. `first` starts true.
    pub(crate) fn element(&mut self, first: &mut bool) -> Result<bool, Error> {
        self.continues(b']', first, "a comma or a closing bracket")
    }

    fn continues(&mut self, close: u8, first: &mut bool, expected: &'static str) -> Result<bool, Error> {
        self.skip_space();
        let is_first = core::mem::replace(first, false);
        match self.byte() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                self.skip_space();
                Ok(true)
            }
            Some(_) if is_first => Ok(true),
            _ => Err(self.malformed(expected)),
        }
    }

    /// Consumes a literal that [`Reader::token`] has announced.
    pub(crate) fn literal(&mut self, token: Token) -> Result<(), Error> {
        let (word, expected) = match token {
            Token::True => ("true", "the literal true"),
            Token::False => ("false", "the literal false"),
            _ => ("null", "the literal null"),
        };
        if !self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(self.malformed(expected));
        }
        self.at += word.len();
        if self.byte().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            return Err(self.malformed(expected));
        }
        Ok(())
    }

    /// Consumes a number and gives its text.
    pub(crate) fn number(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        if self.byte().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            return Err(self.malformed("the end of the number"));
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(self.malformed("a digit")) } else { Ok(()) }
    }

    /// Consumes a string; borrowed where it has no escapes.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, Error> {
        self.at += 1;
        let run = self.plain_run()?;
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(run));
        }
        let mut text = run.to_owned();
        while self.byte() != Some(b'"') {
            self.at += 1;
            let escaped = self.escape()?;
            text.push(escaped);
            text.push_str(self.plain_run()?);
        }
        self.at += 1;
        Ok(Cow::Owned(text))
    }

    /// Characters up to a quote or a backslash.
    fn plain_run(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let length = first_special(rest).unwrap_or(rest.len());
        self.at += length;
        match self.byte() {
            Some(b'"' | b'\\') => Ok(self.text.get(start..self.at).unwrap_or_default()),
            Some(_) => Err(self.malformed("an escaped control character")),
            None => Err(self.malformed("a closing double quote")),
        }
    }

    /// The character of an escape; its backslash is consumed.
    fn escape(&mut self) -> Result<char, Error> {
        let plain = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.malformed("an escape such as \\n, \\\" or \\u00e9")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode_escape(&mut self) -> Result<char, Error> {
        let unit = self.code_unit()?;
        let code = match unit {
            0xd800..=0xdbff => {
                let low = if self.byte() == Some(b'\\') {
                    self.at += 1;
                    if self.byte() == Some(b'u') { self.code_unit()? } else { 0 }
                } else {
                    0
                };
                if !(0xdc00..=0xdfff).contains(&low) {
                    return Err(self.malformed("the second half of a surrogate pair"));
                }
                0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
            _ => unit,
        };
        char::from_u32(code).ok_or_else(|| self.malformed("the first half of a surrogate pair"))
    }

    /// The four hexadecimal digits after `u`.
    fn code_unit(&mut self) -> Result<u32, Error> {
        self.at += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or_else(|| self.malformed("a hexadecimal digit"))?;
            self.at += 1;
        }
        Ok(unit)
    }

    /// Consumes a whole value of any depth, checking that it is JSON. It does not recurse: open brackets are kept in a list.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        // Whether each open bracket is a brace, and whether nothing has been read in the innermost one.
        let mut open: Vec<bool> = vec![];
        let mut first = false;
        loop {
            match self.token()? {
                token @ (Token::Object | Token::Array) => {
                    self.open();
                    open.push(token == Token::Object);
                    first = true;
                }
                Token::Text => drop(self.text()?),
                Token::Number => drop(self.number()?),
                token => self.literal(token)?,
            }
            loop {
                let Some(is_object) = open.last() else { return Ok(()) };
                let goes_on = if *is_object { self.key(&mut first)?.is_some() } else { self.element(&mut first)? };
                if goes_on {
                    break;
                }
                open.pop();
            }
        }
    }

    /// The error that something else was expected here.
    pub(crate) fn malformed(&self, expected: &'static str) -> Error {
        let before = self.text.as_bytes().get(..self.at).unwrap_or(self.text.as_bytes());
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        // Characters are counted by their first bytes.
        let column = before.get(line_start..).unwrap_or_default().iter().filter(|byte| (**byte & 0xc0) != 0x80).count() + 1;
        let fit = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Error::MalformedJson { line: fit(line), column: fit(column), expected }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use crate::Error;

    /// Reads the whole text as one value and tells where it stops being JSON.
    fn check(text: &[u8]) -> Result<(), (u32, u32, &'static str)> {
        let read = Reader::new(text).and_then(|mut reader| {
            reader.skip()?;
            reader.end()
        });
        read.map_err(|error| match error {
            Error::MalformedJson { line, column, expected } => (line, column, expected),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn errors_tell_line_and_column() {
        for (text, expected) in [
            ("", (1, 1, "a value")),
            ("{\"a\":1,\n \"b\" 2}", (2, 6, "a colon")),
            ("{\"a\":1,}", (1, 8, "a member name in double quotes")),
            ("[1,]", (1, 4, "a value")),
            ("[,1]", (1, 2, "a value")),
            ("[1 2]", (1, 4, "a comma or a closing bracket")),
            ("{\"a\":tru}", (1, 6, "the literal true")),
            ("[truely]", (1, 6, "the literal true")),
            ("[01]", (1, 3, "the end of the number")),
            ("[1.]", (1, 4, "a digit")),
            ("[-]", (1, 3, "a digit")),
            ("\"é\\x\"", (1, 4, "an escape such as \\n, \\\" or \\u00e9")),
            ("\"a\nb\"", (1, 3, "an escaped control character")),
            ("\"abc", (1, 5, "a closing double quote")),
            ("\"\\ud800\"", (1, 8, "the second half of a surrogate pair")),
            ("\"\\udc00\"", (1, 8, "the first half of a surrogate pair")),
            ("\"\\u12g4\"", (1, 6, "a hexadecimal digit")),
            ("{} {}", (1, 4, "the end of the text")),
            ("{'a':1}", (1, 2, "a member name in double quotes")),
        ] {
            assert_eq!(check(text.as_bytes()), Err(expected), "{text:?}");
        }
        assert_eq!(check(b"[\"\xff\"]"), Err((1, 3, "UTF-8 text")));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(check(deep.as_bytes()), Err((1, 1_000_001, "a comma or a closing bracket")));
        assert_eq!(check((deep + &"]".repeat(1_000_000)).as_bytes()), Ok(()));
    }

    #[test]
    fn strings_are_unescaped() {
        let text = r#""a\"\\\/\b\f\n\r\té\ud83d\ude00z""#;
        assert_eq!(Reader::new(text.as_bytes()).unwrap().text().unwrap(), "a\"\\/\u{8}\u{c}\n\r\té😀z");
    }

    #[test]
    fn numbers_keep_their_text() {
        for text in ["0", "-0", "1.50", "1e400", "-1.5E-7", "123456789012345678901234567890"] {
            assert_eq!(Reader::new(text.as_bytes()).unwrap().number().unwrap(), text);
        }
    }
}
