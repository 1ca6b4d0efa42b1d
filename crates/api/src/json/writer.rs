//! Writes compact JSON: the commas are its business, the order of members the caller's.

use super::first_special;

/// A JSON text that grows.
#[derive(Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
    /// Whether a comma goes before what comes next.
    comma: bool,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl Writer {
    /// A text that will have about this many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Writer { out: Vec::with_capacity(bytes), comma: false }
    }

    /// The text.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// `{`
    pub(crate) fn open_object(&mut self) {
        self.open(b'{');
    }

    /// `}`
    pub(crate) fn close_object(&mut self) {
        self.close(b'}');
    }

    /// `[`
    pub(crate) fn open_array(&mut self) {
        self.open(b'[');
    }

    /// `]`
    pub(crate) fn close_array(&mut self) {
        self.close(b']');
    }

    /// A member's name; its value follows.
    pub(crate) fn key(&mut self, name: &str) {
        self.text(name);
        self.out.push(b':');
        self.comma = false;
    }

    /// A member with a string.
    pub(crate) fn member(&mut self, name: &str, text: &str) {
        self.key(name);
        self.text(text);
    }

    /// A member with a string, if there is one.
    pub(crate) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.member(name, text);
        }
    }

    /// A member with a whole number.
    pub(crate) fn integer(&mut self, name: &str, value: impl Into<i128>) {
        self.key(name);
        self.raw(&value.into().to_string());
    }

    /// A member with a boolean.
    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        self.key(name);
        self.bool(value);
    }

    /// A boolean.
    pub(crate) fn bool(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// A number or a literal, as it is.
    pub(crate) fn raw(&mut self, text: &str) {
        self.separate();
        self.out.extend_from_slice(text.as_bytes());
        self.comma = true;
    }

    /// A string, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        self.separate();
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(at) = first_special(rest) {
            let (plain, tail) = rest.split_at(at);
            self.out.extend_from_slice(plain);
            if let Some((byte, tail)) = tail.split_first() {
                self.escape(*byte);
                rest = tail;
            }
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
        self.comma = true;
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => {
                let digit = |nibble: u8| HEX[usize::from(nibble & 0x0f)];
                self.out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte)]);
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    fn open(&mut self, bracket: u8) {
        self.separate();
        self.out.push(bracket);
        self.comma = false;
    }

    fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn what_must_be_escaped_is_found_wherever_it_stands() {
        for at in 0..100 {
            for (special, escaped) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{1}", "\\u0001"), ("\n", "\\n")] {
                let text = |special: &str| format!("{}{special}{}{special}é", "a".repeat(at), "b".repeat(40));
                let mut out = Writer::default();
                out.text(&text(special));
                assert_eq!(String::from_utf8(out.into_bytes()).unwrap(), format!("\"{}\"", text(escaped)));
            }
        }
    }
}
