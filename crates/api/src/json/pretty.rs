//! JSON laid out for reading: two spaces a level, one member a line, every text and number as it was.

use model::limits::PARSE_DEPTH;

use super::{Reader, Token};
use crate::Error;

/// The document with line breaks and indentation; what is no JSON comes back as it was.
pub fn pretty(json: &[u8]) -> String {
    lay_out(json).unwrap_or_else(|_| String::from_utf8_lossy(json).into_owned())
}

/// Like [`Reader::skip`], open brackets are kept in a list, so any depth is laid out without recursion.
fn lay_out(json: &[u8]) -> Result<String, Error> {
    let mut reader = Reader::new(json)?;
    let mut out = String::with_capacity(json.len() * 2);
    let mut open: Vec<bool> = vec![];
    let mut first = false;
    loop {
        match reader.token()? {
            token @ (Token::Object | Token::Array) => {
                reader.open();
                out.push(if token == Token::Object { '{' } else { '[' });
                open.push(token == Token::Object);
                first = true;
            }
            Token::Text => push_text(&mut out, &reader.text()?),
            Token::Number => out.push_str(reader.number()?),
            token => {
                reader.literal(token)?;
                out.push_str(match token {
                    Token::True => "true",
                    Token::False => "false",
                    _ => "null",
                });
            }
        }
        loop {
            let Some(is_object) = open.last().copied() else {
                reader.end()?;
                return Ok(out);
            };
            let is_first = first;
            let key = if is_object { reader.key(&mut first)? } else { None };
            let goes_on = if is_object { key.is_some() } else { reader.element(&mut first)? };
            if goes_on {
                if !is_first {
                    out.push(',');
                }
                break_line(&mut out, open.len());
                if let Some(key) = key {
                    push_text(&mut out, &key);
                    out.push_str(": ");
                }
                break;
            }
            open.pop();
            if !is_first {
                break_line(&mut out, open.len());
            }
            out.push(if is_object { '}' } else { ']' });
        }
    }
}

fn break_line(out: &mut String, levels: usize) {
    out.push('\n');
    // Deeper levels stay where they are, so that the layout of a hostile text is not quadratic.
    out.extend(core::iter::repeat_n("  ", levels.min(PARSE_DEPTH)));
}

fn push_text(out: &mut String, text: &str) {
    let mut writer = super::Writer::default();
    writer.text(text);
    out.push_str(&String::from_utf8_lossy(&writer.into_bytes()));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::pretty;

    #[test]
    fn members_stand_on_their_own_lines() {
        let json = br#"{"Items":[{"pk":{"S":"a\"b"}},{}],"Count":2,"Empty":[],"Last":[1.50,null]}"#;
        expect![[r#"
            {
              "Items": [
                {
                  "pk": {
                    "S": "a\"b"
                  }
                },
                {}
              ],
              "Count": 2,
              "Empty": [],
              "Last": [
                1.50,
                null
              ]
            }"#]]
        .assert_eq(&pretty(json));
        assert_eq!(pretty(b"{\"a\":"), "{\"a\":");
        assert_eq!(pretty(&[b'['; 4_096]), "[".repeat(4_096));
    }
}
