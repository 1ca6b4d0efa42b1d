//! Reading JSON: recursive, with bounded depth and the place of what is wrong.

use model::limits;

use super::{Map, Value};

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column, from 1, in characters.
    pub(crate) column: u32,
    /// The text ends before the value does.
    pub(crate) at_end: bool,
}

/// Reads one value and nothing after it. Arrays and objects nest at most [`limits::PARSE_DEPTH`] deep.
pub(crate) fn parse(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = reader.value().and_then(|value| {
        reader.space();
        if reader.at == text.len() { Some(value) } else { None }
    });
    value.ok_or_else(|| place(text, reader.at))
}

fn place(text: &str, at: usize) -> JsonError {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    JsonError { line: count(line), column: count(column), at_end: at >= text.len() }
}

/// What is read stands before `at`; a failure leaves `at` at the place of what is wrong.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The next byte if it is this one.
    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// The next byte after space must be this one.
    fn expect(&mut self, byte: u8) -> Option<()> {
        self.space();
        self.eat(byte).then_some(())
    }

    fn value(&mut self) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' => self.nested(Reader::object),
            b'[' => self.nested(Reader::array),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Value>) -> Option<Value> {
        if self.depth == limits::PARSE_DEPTH {
            return None;
        }
        self.at += 1;
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Value> {
        let mut members = Map::new();
        self.space();
        if self.eat(b'}') {
            return Some(Value::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.expect(b':')?;
            let value = self.value()?;
            members.put(name, value);
            self.space();
            if self.eat(b'}') {
                return Some(Value::Object(members));
            }
            self.expect(b',')?;
        }
    }

    fn array(&mut self) -> Option<Value> {
        let mut elements = Vec::new();
        self.space();
        if self.eat(b']') {
            return Some(Value::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.space();
            if self.eat(b']') {
                return Some(Value::Array(elements));
            }
            self.expect(b',')?;
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_there = self.text.get(self.at..)?.starts_with(word);
        self.at += if is_there { word.len() } else { 0 };
        is_there.then_some(value)
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            self.digits()?;
        }
        Some(Value::Number(self.text.get(start..self.at)?.to_owned()))
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        if !self.eat(b'"') {
            return None;
        }
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte != b'"' && byte != b'\\' && byte >= b' ') {
                self.at += 1;
            }
            out.push_str(self.text.get(start..self.at)?);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(out);
                }
                b'\\' => out.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let letter = self.peek()?;
        let plain = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return None,
        };
        self.at += 1;
        Some(plain)
    }

    /// `u` and four hexadecimal digits, or two such escapes for a surrogate pair. A lone surrogate is no character.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        if !self.eat(b'\\') {
            return None;
        }
        let second = self.hex().filter(|second| (0xdc00..0xe000).contains(second))?;
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at + 1..self.at + 5).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = u32::from_str_radix(digits.filter(|_| self.peek() == Some(b'u'))?, 16).ok()?;
        self.at += 5;
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, parse};

    #[test]
    fn what_is_json_is_read() {
        for (text, written) in [
            (" [1 , -0.50e+3,true,false, null] ", "[1,-0.50e+3,true,false,null]"),
            (r#"{"a":{"b":[]},"c":{}}"#, r#"{"a":{"b":[]},"c":{}}"#),
            (r#""\u00e9\ud83d\ude00\n\"\/""#, "\"é😀\\n\\\"/\""),
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
            ("123456789012345678901234567890123456789.10", "123456789012345678901234567890123456789.10"),
        ] {
            assert_eq!(parse(text).map(|value| value.to_string()), Ok(written.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_says_where() {
        for (text, line, column, at_end) in [
            ("", 1, 1, true),
            ("{\"a\":", 1, 6, true),
            ("{\n \"é\" 1}", 2, 6, false),
            ("[1,]", 1, 4, false),
            ("01", 1, 2, false),
            ("-", 1, 2, true),
            ("1.", 1, 3, true),
            ("tru", 1, 1, false),
            ("\"a\nb\"", 1, 3, false),
            ("\"\\x\"", 1, 3, false),
            ("\"\\ud800\"", 1, 8, false),
            ("\"\\u+123\"", 1, 3, false),
            ("[] []", 1, 4, false),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.line, error.column, error.at_end), (line, column, at_end), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(128)).is_ok());
        assert!(parse(&nested(129)).is_err());
        assert!(parse(&"{\"a\":".repeat(100_000)).is_err());
    }

    #[test]
    fn the_order_of_members_does_not_matter() {
        assert_eq!(parse(r#"{"a":1,"b":2}"#), parse(r#"{"b":2,"a":1}"#));
        assert_ne!(parse(r#"{"a":1}"#), parse(r#"{"a":1,"b":2}"#));
        assert_eq!(parse("7").map(|value| value.as_u64()), Ok(Some(7)));
        assert_eq!(Value::Null, Value::default());
    }
}
