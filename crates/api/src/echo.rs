//! How AWS's Java prints a list, map or structure inside an error message. It is not JSON and is not read back.
//!
//! Our model for attribute values, whose measured messages were cut: `AttributeValue: {S:a}`, as in messages on expressions.

use core::fmt::Write;

use model::{AttributeValue, Item};

use crate::constraint::lower_first;
use crate::node::Node;

/// Bytes after which an echo is cut (our own bound: the service prints everything).
const ECHO_SIZE_BYTES: usize = 2_048;

/// The value as Java's `toString` shows it: `[]`, `{T=[WriteRequest(putRequest=..., deleteRequest=null)]}`.
pub(crate) fn echo(node: &Node) -> String {
    let mut out = Echo(String::new());
    // An error only says that the bound is reached.
    if write_node(&mut out, node).is_err() {
        out.0.push_str("...");
    }
    out.0
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
        Node::Map(entries) => separated(out, '{', '}', entries, |out, (key, value)| {
            write!(out, "{key}=")?;
            write_optional(out, value.as_ref())
        }),
        Node::Structure(fields) => {
            out.write_str(fields.shape())?;
            separated(out, '(', ')', fields.members(), |out, (name, node)| {
                write!(out, "{}=", lower_first(name))?;
                write_optional(out, node)
            })
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

fn write_attribute(out: &mut Echo, value: &AttributeValue) -> core::fmt::Result {
    out.write_str("AttributeValue: ")?;
    write_value(out, value)
}

fn write_item(out: &mut Echo, item: &Item) -> core::fmt::Result {
    separated(out, '{', '}', item, |out, (name, value)| {
        write!(out, "{name}=")?;
        write_attribute(out, value)
    })
}

fn write_value(out: &mut Echo, value: &AttributeValue) -> core::fmt::Result {
    write!(out, "{{{}:", value.attribute_type().code())?;
    match value {
        AttributeValue::S(text) => out.write_str(text)?,
        AttributeValue::N(number) => write!(out, "{number}")?,
        AttributeValue::B(bytes) => write_bytes(out, bytes)?,
        AttributeValue::Bool(value) => write!(out, "{value}")?,
        AttributeValue::Null => out.write_str("true")?,
        AttributeValue::L(values) => separated(out, '[', ']', values, write_attribute)?,
        AttributeValue::M(item) => write_item(out, item)?,
        AttributeValue::Ss(set) => separated(out, '[', ']', set, |out, text| out.write_str(text))?,
        AttributeValue::Ns(set) => separated(out, '[', ']', set, |out, number| write!(out, "{number}"))?,
        AttributeValue::Bs(set) => separated(out, '[', ']', set, |out, bytes| write_bytes(out, bytes))?,
    }
    out.write_str("}")
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
