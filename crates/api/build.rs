//! Makes the static table of all operations and shapes (`src/shape.rs`) out of the published service model.
//!
//! `model/api-model.json` is the model as published; `model/service.json` holds what the service does otherwise. Rows that are
//! equal are stored once.
//!
//! There are two tables: what is shipped holds the shapes of inputs; the tests of this crate see those of outputs too.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;

/// How deep an input may reach from its top: no shape of the model is deeper.
const DEEPEST: usize = 40;

fn main() {
    println!("cargo::rerun-if-changed=model");
    println!("cargo::rerun-if-changed=build.rs");
    let model = read("model/api-model.json");
    let service = read("model/service.json");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for (file, with_outputs) in [("shapes.rs", false), ("whole_shapes.rs", true)] {
        let mut table = Table::new(&service, with_outputs);
        for (name, streams) in [("dynamodb", false), ("dynamodbstreams", true)] {
            table.add_service(&model[name], streams);
        }
        // Made anew rather than written over: a build folder that was copied by hard links keeps its own.
        let file = out.join(file);
        drop(fs::remove_file(&file));
        fs::write(file, table.print()).expect("the output folder is writable");
    }
}

fn read(path: &str) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The table while it grows: every part is Rust source text, so that equal rows are found by comparing text.
struct Table<'a> {
    service: &'a Value,
    with_outputs: bool,
    operations: BTreeMap<String, String>,
    shapes: Rows,
    members: Vec<String>,
    structures: BTreeMap<String, usize>,
    enums: Rows,
    patterns: Rows,
}

#[derive(Default)]
struct Rows(Vec<String>);

impl Rows {
    fn index(&mut self, row: String) -> usize {
        self.0.iter().position(|known| *known == row).unwrap_or_else(|| {
            self.0.push(row);
            self.0.len() - 1
        })
    }
}

impl<'a> Table<'a> {
    fn new(service: &'a Value, with_outputs: bool) -> Self {
        Table {
            service,
            with_outputs,
            operations: BTreeMap::new(),
            shapes: Rows::default(),
            members: vec![],
            structures: BTreeMap::new(),
            enums: Rows::default(),
            patterns: Rows::default(),
        }
    }

    fn add_service(&mut self, model: &Value, streams: bool) {
        // Both services have an AttributeValue, a KeySchema and so on; rows of one name must not mix.
        self.structures.clear();
        let shapes = &model["shapes"];
        for (name, operation) in model["operations"].as_object().expect("operations") {
            let input = self.shape(shapes, text(&operation["input"]["shape"]), None, 0);
            let output = match operation.get("output") {
                _ if !self.with_outputs => String::new(),
                Some(output) => format!("output: {}, ", self.shape(shapes, text(&output["shape"]), None, 0)),
                None => format!("output: {}, ", self.nothing()),
            };
            self.operations.insert(name.clone(), format!("Row {{ name: {name:?}, input: {input}, {output}streams: {streams} }}"));
        }
    }

    /// The index of a structure without members.
    fn nothing(&mut self) -> usize {
        self.shapes.index(row("Structure { name: \"\", first: 0, count: 0 }", None, None))
    }

    /// The index of a shape's row, which is added if it is new.
    fn shape(&mut self, shapes: &Value, name: &str, max: Option<i64>, depth: usize) -> usize {
        assert!(depth < DEEPEST, "{name} is recursive");
        if name == "AttributeValue" {
            return self.shapes.index(row("AttributeValue", None, None));
        }
        let shape = &shapes[name];
        let (mut min, mut max) = (shape["min"].as_i64(), max.or(shape["max"].as_i64()));
        let part = |table: &mut Self, member: &str| table.shape(shapes, text(&shape[member]["shape"]), None, depth + 1);
        let kind = match text(&shape["type"]) {
            "structure" => return self.structure(shapes, name, shape, depth),
            "list" => format!("List({})", part(self, "member")),
            "map" => format!("Map {{ key: {}, value: {} }}", part(self, "key"), part(self, "value")),
            "string" => {
                if self.lists("unchecked", name) {
                    (min, max) = (None, None);
                }
                let arn = self.lists("tableNames", name);
                let pattern = if arn { Some("[a-zA-Z0-9_.-]+") } else { shape["pattern"].as_str() };
                if arn {
                    (min, max) = (Some(3), Some(255));
                }
                let enumeration = self.enumeration(name, shape);
                let pattern = pattern.map(|pattern| self.patterns.index(pattern::compile(pattern)));
                format!("Text {{ enumeration: {enumeration:?}, pattern: {pattern:?}, arn: {arn} }}")
            }
            "integer" => "Integer".into(),
            "long" => "Long".into(),
            "double" => "Double".into(),
            "boolean" => "Boolean".into(),
            "timestamp" => "Timestamp".into(),
            other => panic!("{name} has the unknown type {other}"),
        };
        self.shapes.index(row(&kind, min, max))
    }

    fn structure(&mut self, shapes: &Value, name: &str, shape: &Value, depth: usize) -> usize {
        if let Some(known) = self.structures.get(name) {
            return *known;
        }
        let mut required: Vec<&str> = strings(&shape["required"]);
        required.extend(strings(&self.service["required"][name]));
        if self.lists("unchecked", name) {
            required.clear();
        }
        let first_members = strings(&self.service["firstMembers"][name]);
        let members = shape["members"].as_object().expect("members");
        let mut names: Vec<&String> = members.keys().collect();
        names.sort_by_key(|member| first_members.iter().position(|first| first == member).unwrap_or(usize::MAX));
        let rows: Vec<String> = names
            .into_iter()
            .map(|member| {
                let max = self.service["max"][format!("{name}.{member}")].as_i64();
                let shape = match self.lists("unchecked", &format!("{name}.{member}")) {
                    true => self.shapes.index(row("Text { enumeration: None, pattern: None, arn: false }", None, None)),
                    false => self.shape(shapes, text(&members[member]["shape"]), max, depth + 1),
                };
                let required = required.contains(&member.as_str());
                format!("Member {{ name: {member:?}, shape: {shape}, required: {required} }}")
            })
            .collect();
        let (first, count) = (self.members.len(), rows.len());
        self.members.extend(rows);
        let index =
            self.shapes.index(row(&format!("Structure {{ name: {name:?}, first: {first}, count: {count} }}"), None, None));
        self.structures.insert(name.to_owned(), index);
        index
    }

    fn enumeration(&mut self, name: &str, shape: &Value) -> Option<usize> {
        let values = strings(&shape["enum"]);
        if values.is_empty() || self.lists("open", name) {
            return None;
        }
        let measured = strings(&self.service["enums"][name]);
        if measured.is_empty() {
            return Some(self.enums.index(format!("&{values:?}")));
        }
        let sorted = |mut values: Vec<&str>| {
            values.sort_unstable();
            values.join(" ")
        };
        assert_eq!(sorted(measured.clone()), sorted(values), "the measured order of {name} has the model's values");
        Some(self.enums.index(format!("&{measured:?}")))
    }

    fn lists(&self, list: &str, name: &str) -> bool {
        strings(&self.service[list]).contains(&name)
    }

    fn print(&self) -> String {
        let mut out = String::new();
        let operations: Vec<String> = self.operations.values().cloned().collect();
        for (name, kind, rows) in [
            ("OPERATIONS", "Row", &operations),
            ("SHAPES", "Shape", &self.shapes.0),
            ("MEMBERS", "Member", &self.members),
            ("ENUMS", "&[&str]", &self.enums.0),
            ("PATTERNS", "Pattern", &self.patterns.0),
        ] {
            writeln!(out, "pub(crate) static {name}: [{kind}; {}] = [", rows.len()).expect("a string");
            for row in rows {
                writeln!(out, "    {row},").expect("a string");
            }
            out.push_str("];\n");
        }
        out
    }
}

fn row(kind: &str, min: Option<i64>, max: Option<i64>) -> String {
    let bound = |bound: Option<i64>, none: &str| bound.map_or(none.to_owned(), |bound| bound.to_string());
    format!("Shape {{ kind: Kind::{kind}, min: {}, max: {} }}", bound(min, "i32::MIN"), bound(max, "i32::MAX"))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string in the model")
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().map(text).collect()).unwrap_or_default()
}

/// The model's patterns are sequences of character classes with a count; anything else stops the build.
mod pattern {
    use std::iter::Peekable;
    use std::str::Chars;

    /// A pattern as Rust source: its text and its pieces.
    pub(crate) fn compile(pattern: &str) -> String {
        // Java's way to say "any scalar value but control characters": surrogates are no characters here.
        let scalars = r"\uD800\uDC00-\uDBFF\uDFFF";
        let readable = pattern.replace(scalars, r"\u{10000}-\u{10FFFF}");
        let mut chars = readable.trim_start_matches('^').trim_end_matches('$').chars().peekable();
        let mut pieces = vec![];
        while chars.peek().is_some() {
            pieces.push(piece(&mut chars));
        }
        format!("Pattern {{ text: {pattern:?}, pieces: &[{}] }}", pieces.join(", "))
    }

    fn piece(chars: &mut Peekable<Chars>) -> String {
        let group = chars.next_if_eq(&'(').is_some();
        let class = class(chars);
        let (mut min, mut max) = count(chars);
        let mut step = 1;
        if group {
            assert_eq!((chars.next(), min == max), (Some(')'), true), "a group of one class counted exactly");
            step = min;
            (min, max) = count(chars);
            (min, max) = (min * step, max.saturating_mul(step));
        }
        format!("Piece {{ class: &{class:?}, min: {min}, max: {max}, step: {step} }}")
    }

    fn count(chars: &mut Peekable<Chars>) -> (u32, u32) {
        match chars.peek() {
            Some('+') => (chars.next().map_or(0, |_| 1), u32::MAX),
            Some('*') => (chars.next().map_or(0, |_| 0), u32::MAX),
            Some('{') => {
                let text: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let (min, max) = text.split_once(',').unwrap_or((&text, &text));
                (min.parse().expect("a count"), max.parse().expect("a count"))
            }
            _ => (1, 1),
        }
    }

    fn class(chars: &mut Peekable<Chars>) -> Vec<(u32, u32)> {
        match chars.next() {
            Some('[') => {}
            Some('\\') => return escape(chars),
            Some(literal) => return vec![(literal.into(), literal.into())],
            None => panic!("a class"),
        }
        let negated = chars.next_if_eq(&'^').is_some();
        let mut ranges: Vec<(u32, u32)> = vec![];
        loop {
            let part = match chars.next().expect("a closing bracket") {
                ']' => break,
                '\\' => escape(chars),
                literal => vec![(literal.into(), literal.into())],
            };
            let [(low, high)] = part[..] else {
                ranges.extend(part);
                continue;
            };
            let mut ahead = chars.clone();
            let is_range = low == high && ahead.next() == Some('-') && ahead.next() != Some(']');
            if !is_range {
                ranges.push((low, high));
                continue;
            }
            chars.next();
            let high = match chars.next() {
                Some('\\') => escape(chars)[0].1,
                Some(literal) => literal.into(),
                None => panic!("a range's end"),
            };
            ranges.push((low, high));
        }
        if negated { complement(ranges) } else { ranges }
    }

    fn escape(chars: &mut Peekable<Chars>) -> Vec<(u32, u32)> {
        let one = |code: u32| vec![(code, code)];
        match chars.next().expect("an escaped character") {
            'w' => vec![(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)],
            'p' => {
                let name: String = chars.take_while(|c| *c != '}').collect();
                assert_eq!(name, "{Print");
                vec![(0x20, 0x7e)]
            }
            'x' => one(hex(chars, 2)),
            'u' if chars.next_if_eq(&'{').is_some() => {
                let digits: String = chars.take_while(|c| *c != '}').collect();
                one(u32::from_str_radix(&digits, 16).expect("a code point"))
            }
            'u' => one(hex(chars, 4)),
            'r' => one(0x0d),
            'n' => one(0x0a),
            't' => one(0x09),
            literal => one(literal.into()),
        }
    }

    fn hex(chars: &mut Peekable<Chars>, digits: usize) -> u32 {
        let text: String = chars.by_ref().take(digits).collect();
        u32::from_str_radix(&text, 16).expect("hexadecimal digits")
    }

    fn complement(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
        ranges.sort_unstable();
        let mut gaps = vec![];
        let mut next = 0;
        for (low, high) in ranges {
            if low > next {
                gaps.push((next, low - 1));
            }
            next = high + 1;
        }
        gaps.push((next, 0x10_ffff));
        gaps
    }
}
