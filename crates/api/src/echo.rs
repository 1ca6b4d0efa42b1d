//! How AWS's Java prints a list, map or structure inside an error message. It is not JSON and is not read back; only
//! BatchGetItem prints JSON (measured).

use core::fmt::Write;

use model::{AttributeType, AttributeValue, Item};

use crate::constraint::lower_first;
use crate::java::{bucket, map_buckets};
use crate::json::Writer;
use crate::node::Node;

/// Bytes after which an echo is cut (our own bound: the service prints everything). A value takes twenty times its own size.
const ECHO_SIZE_BYTES: usize = 1 << 20;

/// The members of an attribute value as the service's Java lists them, with the type that fills each.
const VALUE_MEMBERS: [(&str, Option<AttributeType>); 16] = [
    ("s", Some(AttributeType::S)),
    ("n", Some(AttributeType::N)),
    ("b", Some(AttributeType::B)),
    ("iNT", None),
    ("dECIMAL", None),
    ("dOUBLE", None),
    ("sS", Some(AttributeType::Ss)),
    ("nS", Some(AttributeType::Ns)),
    ("bS", Some(AttributeType::Bs)),
    ("iNTSET", None),
    ("dECIMALSET", None),
    ("dOUBLESET", None),
    ("m", Some(AttributeType::M)),
    ("l", Some(AttributeType::L)),
    ("nULL", Some(AttributeType::Null)),
    ("bOOL", Some(AttributeType::Bool)),
];

/// The value as Java's `toString` shows it: `[]`, `{T=[WriteRequest(putRequest=..., deleteRequest=null)]}`.
pub(crate) fn echo(node: &Node) -> String {
    let mut out = Echo(String::new());
    // An error only says that the bound is reached.
    if write_node(&mut out, node).is_err() {
        out.0.push_str("...");
    }
    out.0
}

/// The value as JSON without spaces, what is absent left out: so BatchGetItem shows its map of tables.
pub(crate) fn echo_json(node: &Node) -> String {
    let mut out = Writer::with_capacity(256);
    write_json(&mut out, node);
    let mut echo = Echo(String::new());
    if echo.write_str(&String::from_utf8_lossy(&out.into_bytes())).is_err() {
        echo.0.push_str("...");
    }
    echo.0
}

/// An attribute value as messages on expressions show operands: `{S:a}`, `{N:1}`, `{L:[{S:a}]}`.
pub fn operand(value: &AttributeValue) -> String {
    let mut out = Echo(String::new());
    if write_value(&mut out, value).is_err() {
        out.0.push_str("...");
    }
    out.0
}

/// A text that refuses to grow beyond its bound.
struct Echo(String);

impl Write for Echo {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        if self.0.len() + text.len() > ECHO_SIZE_BYTES {
            let room = ECHO_SIZE_BYTES - self.0.len();
            let end = (0..=room).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            self.0.push_str(text.get(..end).unwrap_or_default());
            return Err(core::fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

fn write_node(out: &mut Echo, node: &Node) -> core::fmt::Result {
    match node {
        Node::Text(text) | Node::Decimal(text) => out.write_str(text),
        Node::Integer(value) => write!(out, "{value}"),
        Node::Bool(value) => write!(out, "{value}"),
        Node::List(elements) => separated(out, '[', ']', elements, |out, node| write_optional(out, node.as_ref())),
        Node::Map(entries) => {
            separated(out, '{', '}', java_order(entries.iter().map(|(key, value)| (key.as_str(), value))), |out, (key, value)| {
                write!(out, "{key}=")?;
                write_optional(out, value.as_ref())
            })
        }
        Node::Structure(fields) => {
            out.write_str(fields.shape())?;
            separated(out, '(', ')', fields.members(), |out, (name, node)| {
                write!(out, "{}=", lower_first(name))?;
                write_optional(out, node)
            })?;
            // A member that the published model lacks (measured).
            if fields.shape() == "PutRequest" && out.0.pop().is_some() {
                out.write_str(", workloadProfileName=null)")?;
            }
            Ok(())
        }
        Node::Item(item) => write_item(out, item),
        Node::Value(value) => write_attribute(out, value),
    }
}

fn write_optional(out: &mut Echo, node: Option<&Node>) -> core::fmt::Result {
    match node {
        Some(node) => write_node(out, node),
        None => out.write_str("null"),
    }
}

/// `AttributeValue(s=a, n=null, ...)`: all members, the one in use filled in.
fn write_attribute(out: &mut Echo, value: &AttributeValue) -> core::fmt::Result {
    out.write_str("AttributeValue")?;
    separated(out, '(', ')', VALUE_MEMBERS, |out, (name, filled_by)| {
        write!(out, "{name}=")?;
        if filled_by == Some(value.attribute_type()) { write_content(out, value, write_attribute) } else { out.write_str("null") }
    })
}

fn write_item(out: &mut Echo, item: &Item) -> core::fmt::Result {
    write_map(out, item, write_attribute)
}

fn write_map(out: &mut Echo, item: &Item, write: fn(&mut Echo, &AttributeValue) -> core::fmt::Result) -> core::fmt::Result {
    separated(out, '{', '}', java_order(item.iter().map(|(name, value)| (name.as_str(), value))), |out, (name, value)| {
        write!(out, "{name}=")?;
        write(out, value)
    })
}

/// The entries in the order of a Java map that was made for their number.
fn java_order<'a, T>(entries: impl Iterator<Item = (&'a str, T)>) -> Vec<(&'a str, T)> {
    let mut entries: Vec<(&str, T)> = entries.collect();
    let buckets = map_buckets(entries.len());
    model::sort_by(&mut entries, |left, right| bucket(left.0, buckets).cmp(&bucket(right.0, buckets)));
    entries
}

/// `AttributeValue: {S:a}`, as messages on expressions show an operand.
fn write_operand(out: &mut Echo, value: &AttributeValue) -> core::fmt::Result {
    out.write_str("AttributeValue: ")?;
    write_value(out, value)
}

fn write_value(out: &mut Echo, value: &AttributeValue) -> core::fmt::Result {
    write!(out, "{{{}:", value.attribute_type().code())?;
    write_content(out, value, write_operand)?;
    out.write_str("}")
}

/// What the value holds; values inside of it are written as told.
fn write_content(
    out: &mut Echo,
    value: &AttributeValue,
    inner: fn(&mut Echo, &AttributeValue) -> core::fmt::Result,
) -> core::fmt::Result {
    match value {
        AttributeValue::S(text) => out.write_str(text),
        AttributeValue::N(number) => write!(out, "{number}"),
        AttributeValue::B(bytes) => write_bytes(out, bytes),
        AttributeValue::Bool(value) => write!(out, "{value}"),
        AttributeValue::Null => out.write_str("true"),
        AttributeValue::L(values) => separated(out, '[', ']', values, inner),
        AttributeValue::M(item) => write_map(out, item, inner),
        AttributeValue::Ss(set) => separated(out, '[', ']', set, |out, text| out.write_str(text)),
        AttributeValue::Ns(set) => separated(out, '[', ']', set, |out, number| write!(out, "{number}")),
        AttributeValue::Bs(set) => separated(out, '[', ']', set, |out, bytes| write_bytes(out, bytes)),
    }
}

fn write_json(out: &mut Writer, node: &Node) {
    match node {
        Node::Text(text) | Node::Decimal(text) => out.text(text),
        Node::Integer(value) => out.text(&value.to_string()),
        Node::Bool(value) => out.bool(*value),
        Node::List(elements) => {
            out.open_array();
            elements.iter().flatten().for_each(|element| write_json(out, element));
            out.close_array();
        }
        Node::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.as_str(), value.as_ref()));
            write_json_members(out, entries);
        }
        Node::Structure(fields) => write_json_members(out, fields.members()),
        Node::Item(item) => crate::value::write_item(item, out),
        Node::Value(value) => crate::value::write_value(value, out),
    }
}

fn write_json_members<'k, 'n>(out: &mut Writer, members: impl Iterator<Item = (&'k str, Option<&'n Node>)>) {
    out.open_object();
    for (name, node) in members {
        let Some(node) = node else { continue };
        out.key(name);
        write_json(out, node);
    }
    out.close_object();
}

fn write_bytes(out: &mut Echo, bytes: &[u8]) -> core::fmt::Result {
    write!(out, "java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]", length = bytes.len())
}

fn separated<T>(
    out: &mut Echo,
    open: char,
    close: char,
    parts: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Echo, T) -> core::fmt::Result,
) -> core::fmt::Result {
    out.write_char(open)?;
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            out.write_str(", ")?;
        }
        write(out, part)?;
    }
    out.write_char(close)
}
