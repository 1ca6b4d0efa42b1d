//! The part of YAML that lessons use: front matter, checks and predictions.
//!
//! Maps and lists by indentation, maps and lists in brackets, quoted and plain texts, comments. Every scalar is a text; no anchors,
//! tags, block scalars or several documents. Each value knows its line.

use model::limits::PARSE_DEPTH;

/// A value and the line it begins on, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Yaml {
    pub(crate) line: u32,
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A text, quoted or plain; empty if nothing was written.
    Text(String),
    /// A list.
    List(Vec<Yaml>),
    /// A map, in order, keys unique.
    Map(Vec<(String, Yaml)>),
}

/// What is wrong on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct YamlError {
    pub(crate) line: u32,
    pub(crate) problem: YamlProblem,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlProblem {
    /// Neither `key: value` nor `- value`.
    NeitherKeyNorEntry,
    /// Indented differently from its neighbours.
    Indentation,
    /// A key twice.
    KeyTwice,
    /// A quote or bracket is not closed on its line.
    Unclosed,
    /// Something stands behind the end of a value.
    Behind,
    /// Nested too deep.
    TooDeep,
}

impl core::fmt::Display for YamlProblem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            YamlProblem::NeitherKeyNorEntry => "expected `key: value` or `- value`",
            YamlProblem::Indentation => "indented differently from the lines before",
            YamlProblem::KeyTwice => "this key stands there twice",
            YamlProblem::Unclosed => "a quote or bracket is not closed on its line",
            YamlProblem::Behind => "something stands behind the end of the value",
            YamlProblem::TooDeep => "nested too deep",
        })
    }
}

impl Yaml {
    /// Reads a text whose first line has this number. An empty text is an empty map.
    pub(crate) fn parse(text: &str, first_line: u32) -> Result<Self, YamlError> {
        let numbered = text.lines().zip(first_line..).map(|(text, number)| Line { number, text });
        let lines: Vec<Line> = numbered.filter(|line| !line.is_empty()).collect();
        let mut reader = Reader { lines: &lines, at: 0 };
        let Some(first) = lines.first() else { return Ok(Yaml { line: first_line, value: Value::Map(vec![]) }) };
        let yaml = reader.block(first.indent(), 0)?;
        match reader.peek() {
            Some(line) => Err(YamlError { line: line.number, problem: YamlProblem::Indentation }),
            None => Ok(yaml),
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn as_map(&self) -> Option<&[(String, Yaml)]> {
        if let Value::Map(members) = &self.value { Some(members) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Yaml]> {
        if let Value::List(entries) = &self.value { Some(entries) } else { None }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Yaml> {
        self.as_map()?.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The texts of a list, or a single text as a list of one.
    pub(crate) fn texts(&self) -> Vec<String> {
        match &self.value {
            Value::Text(text) if text.is_empty() => vec![],
            Value::Text(text) => vec![text.clone()],
            Value::List(entries) => entries.iter().filter_map(Yaml::as_text).map(str::to_owned).collect(),
            Value::Map(_) => vec![],
        }
    }
}

#[derive(Clone, Copy)]
struct Line<'a> {
    number: u32,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn is_empty(self) -> bool {
        let trimmed = self.text.trim_start();
        trimmed.is_empty() || trimmed.starts_with('#')
    }

    fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn content(self) -> &'a str {
        self.text.trim_start_matches(' ')
    }
}

struct Reader<'a> {
    lines: &'a [Line<'a>],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<Line<'a>> {
        self.lines.get(self.at).copied()
    }

    /// A map or a list whose lines have this indentation.
    fn block(&mut self, indent: usize, depth: usize) -> Result<Yaml, YamlError> {
        let Some(first) = self.peek() else { return Ok(Yaml { line: 0, value: Value::Text(String::new()) }) };
        if depth > PARSE_DEPTH {
            return Err(YamlError { line: first.number, problem: YamlProblem::TooDeep });
        }
        let is_list = is_entry(first.content());
        let (mut entries, mut members) = (vec![], vec![]);
        while let Some(line) = self.peek().filter(|line| line.indent() >= indent) {
            if line.indent() != indent {
                return Err(YamlError { line: line.number, problem: YamlProblem::Indentation });
            }
            // A list may stand as deep as the map that it belongs to, which then goes on.
            if is_entry(line.content()) != is_list {
                break;
            }
            if is_list {
                entries.push(self.entry(line, indent, depth)?);
            } else {
                self.at += 1;
                self.member(line, line.content(), indent, depth, &mut members)?;
            }
        }
        let value = if is_list { Value::List(entries) } else { Value::Map(members) };
        Ok(Yaml { line: first.number, value })
    }

    /// `- value`, or `- key: value` with further keys indented to the first one.
    fn entry(&mut self, line: Line<'a>, indent: usize, depth: usize) -> Result<Yaml, YamlError> {
        self.at += 1;
        let content = line.content().get(1..).unwrap_or_default();
        let inner = indent + 1 + (content.len() - content.trim_start().len());
        let content = content.trim_start();
        if content.is_empty() || content.starts_with('#') {
            return self.nested(line, indent + 1, depth);
        }
        if key_of(content).is_none() || content.starts_with(['{', '[', '"', '\'']) {
            return inline(line, content);
        }
        let mut members = vec![];
        self.member(line, content, inner, depth, &mut members)?;
        while let Some(next) = self.peek().filter(|next| next.indent() >= inner) {
            if next.indent() != inner {
                return Err(YamlError { line: next.number, problem: YamlProblem::Indentation });
            }
            self.at += 1;
            self.member(next, next.content(), inner, depth, &mut members)?;
        }
        Ok(Yaml { line: line.number, value: Value::Map(members) })
    }

    fn member(
        &mut self,
        line: Line<'a>,
        content: &'a str,
        indent: usize,
        depth: usize,
        members: &mut Vec<(String, Yaml)>,
    ) -> Result<(), YamlError> {
        let error = |problem| YamlError { line: line.number, problem };
        let (key, rest) = key_of(content).ok_or_else(|| error(YamlProblem::NeitherKeyNorEntry))?;
        if members.iter().any(|(known, _)| known == key) {
            return Err(error(YamlProblem::KeyTwice));
        }
        let rest = rest.trim_start();
        let value = if rest.is_empty() || rest.starts_with('#') {
            // A list may stand as deep as its key.
            let same_depth = self.peek().is_some_and(|next| next.indent() == indent && is_entry(next.content()));
            if same_depth { self.block(indent, depth + 1)? } else { self.nested(line, indent + 1, depth)? }
        } else {
            inline(line, rest)?
        };
        members.push((key.to_owned(), value));
        Ok(())
    }

    /// What is indented more than `least`; an empty text if nothing is.
    fn nested(&mut self, line: Line<'a>, least: usize, depth: usize) -> Result<Yaml, YamlError> {
        match self.peek().map(Line::indent).filter(|indent| *indent >= least) {
            Some(indent) => self.block(indent, depth + 1),
            None => Ok(Yaml { line: line.number, value: Value::Text(String::new()) }),
        }
    }
}

fn is_entry(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// `key: rest` or `key:`.
fn key_of(content: &str) -> Option<(&str, &str)> {
    let (key, rest) = content.split_once(':')?;
    let key = key.trim_end();
    let plain = !key.is_empty() && key.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.'));
    (plain && (rest.is_empty() || rest.starts_with(' '))).then_some((key, rest))
}

fn inline(line: Line, text: &str) -> Result<Yaml, YamlError> {
    let mut reader = Inline { line: line.number, rest: text };
    let yaml = reader.value(&[], 0)?;
    let behind = reader.rest.trim_start();
    if !behind.is_empty() && !behind.starts_with('#') {
        return Err(YamlError { line: line.number, problem: YamlProblem::Behind });
    }
    Ok(yaml)
}

struct Inline<'a> {
    line: u32,
    rest: &'a str,
}

impl Inline<'_> {
    fn error<T>(&self, problem: YamlProblem) -> Result<T, YamlError> {
        Err(YamlError { line: self.line, problem })
    }

    fn skip(&mut self, char: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(char) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    /// A value; a plain text in brackets ends at one of `ends`.
    fn value(&mut self, ends: &[char], depth: usize) -> Result<Yaml, YamlError> {
        if depth > PARSE_DEPTH {
            return self.error(YamlProblem::TooDeep);
        }
        let value = match self.rest.chars().next() {
            Some('[') => self.list(depth)?,
            Some('{') => self.map(depth)?,
            Some(quote @ ('"' | '\'')) => Value::Text(self.quoted(quote)?),
            _ => Value::Text(self.plain(ends)),
        };
        Ok(Yaml { line: self.line, value })
    }

    fn list(&mut self, depth: usize) -> Result<Value, YamlError> {
        let mut entries = vec![];
        self.skip('[');
        while !self.skip(']') {
            if self.rest.is_empty() {
                return self.error(YamlProblem::Unclosed);
            }
            entries.push(self.value(&[',', ']'], depth + 1)?);
            if !self.skip(',') && !self.rest.trim_start().starts_with(']') {
                return self.error(YamlProblem::Unclosed);
            }
        }
        Ok(Value::List(entries))
    }

    fn map(&mut self, depth: usize) -> Result<Value, YamlError> {
        let mut members: Vec<(String, Yaml)> = vec![];
        self.skip('{');
        while !self.skip('}') {
            let key = match self.rest.chars().next() {
                Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
                _ => self.plain(&[':', ',', '}']),
            };
            if !self.skip(':') {
                return self.error(YamlProblem::Unclosed);
            }
            if members.iter().any(|(known, _)| *known == key) {
                return self.error(YamlProblem::KeyTwice);
            }
            members.push((key, self.value(&[',', '}'], depth + 1)?));
            if !self.skip(',') && !self.rest.trim_start().starts_with('}') {
                return self.error(YamlProblem::Unclosed);
            }
        }
        Ok(Value::Map(members))
    }

    fn quoted(&mut self, quote: char) -> Result<String, YamlError> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1).peekable();
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' if quote == '"' => text.extend(chars.next().map(|(_, escaped)| if escaped == 'n' { '\n' } else { escaped })),
                end if end == quote => {
                    if quote == '\'' && chars.next_if(|(_, next)| *next == '\'').is_some() {
                        text.push('\'');
                        continue;
                    }
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(text);
                }
                other => text.push(other),
            }
        }
        self.error(YamlProblem::Unclosed)
    }

    fn plain(&mut self, ends: &[char]) -> String {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let comment = self.rest.find(" #").unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end.min(comment));
        self.rest = rest;
        text.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn show(yaml: &Yaml) -> String {
        match &yaml.value {
            Value::Text(text) => format!("{text:?}"),
            Value::List(entries) => format!("[{}]", entries.iter().map(show).collect::<Vec<_>>().join(" ")),
            Value::Map(members) => {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| format!("{key}@{}:{}", value.line, show(value))).collect();
                format!("{{{}}}", members.join(" "))
            }
        }
    }

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&match Yaml::parse(text, 1) {
            Ok(yaml) => show(&yaml),
            Err(error) => format!("line {}: {}", error.line, error.problem),
        });
    }

    #[test]
    fn what_lessons_write() {
        check(
            "id: one # comment\ntitle: \"A: b \\\"c\\\"\"\nlist: [a, 'b, c', {d: e}]\n",
            expect![[r#"{id@1:"one" title@2:"A: b \"c\"" list@3:["a" "b, c" {d@3:"e"}]}"#]],
        );
        check(
            "all:\n  - table.key: { table: t, hash: \"id:S\" }\n  - last.op: { in: [A, B] }\n    more: 1\nfail:\n  last.op: no",
            expect![[
                r#"{all@2:[{table.key@2:{table@2:"t" hash@2:"id:S"}} {last.op@3:{in@3:["A" "B"]} more@4:"1"}] fail@6:{last.op@6:"no"}}"#
            ]],
        );
        check("a:\n- x\n- y\nb:", expect![[r#"{a@2:["x" "y"] b@4:""}"#]]);
        check("url: https://example.com/a#b", expect![[r#"{url@1:"https://example.com/a#b"}"#]]);
        check("", expect!["{}"]);
    }

    #[test]
    fn errors_have_their_line() {
        check("a: 1\na: 2", expect!["line 2: this key stands there twice"]);
        check("a: 1\n  b: 2", expect!["line 2: indented differently from the lines before"]);
        check("a: [1, 2", expect!["line 1: a quote or bracket is not closed on its line"]);
        check("a: 'b' c", expect!["line 1: something stands behind the end of the value"]);
        check("just words", expect!["line 1: expected `key: value` or `- value`"]);
        check(&format!("a: {}", "[".repeat(4_096)), expect!["line 1: nested too deep"]);
        let deep: String = (0..4_096).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        check(&deep, expect!["line 130: nested too deep"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_or_hangs(text in "[a:\\- \n#'\"{}\\[\\],é]{0,40}") {
            let _ = Yaml::parse(&text, 1);
        }
    }
}
