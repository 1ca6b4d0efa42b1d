//! Replies and requests of the operations beyond the core: one writer for all of them.

use super::{capacity, table};
use crate::json::Writer;
use crate::node::{Fields, Node};
use crate::value::{write_item, write_value};
use crate::{Reply, ReplyNode};

/// Writes a structure of a reply.
pub(super) fn write(reply: &Reply, out: &mut Writer) {
    out.open_object();
    write_members(reply, out);
    out.close_object();
}

/// Writes the members of a reply into a structure that is open.
pub(super) fn write_members(reply: &Reply, out: &mut Writer) {
    for (name, value) in &reply.members {
        out.key(name);
        node(value, out);
    }
}

fn node(value: &ReplyNode, out: &mut Writer) {
    match value {
        ReplyNode::Text(text) => out.text(text),
        ReplyNode::Integer(number) => out.raw(&number.to_string()),
        ReplyNode::Decimal(text) => out.raw(text),
        ReplyNode::Bool(flag) => out.bool(*flag),
        ReplyNode::Null => out.raw("null"),
        ReplyNode::Json(json) => out.raw(json),
        ReplyNode::Moment(moment) => out.raw(&table::seconds(*moment)),
        ReplyNode::List(elements) => {
            out.open_array();
            elements.iter().for_each(|element| node(element, out));
            out.close_array();
        }
        ReplyNode::Map(entries) => {
            out.open_object();
            for (key, value) in entries {
                out.key(key);
                node(value, out);
            }
            out.close_object();
        }
        ReplyNode::Structure(reply) => write(reply, out),
        ReplyNode::Item(item) => write_item(item, out),
        ReplyNode::Value(value) => write_value(value, out),
        ReplyNode::Consumed(consumed) => capacity::write(consumed, out),
        ReplyNode::Table(description) => table::write(description, out),
    }
}

impl Fields {
    /// The members that were sent, as JSON: what a description echoes of the request that it describes.
    pub fn to_json(&self) -> String {
        let mut out = Writer::default();
        write_fields(self, &mut out);
        String::from_utf8_lossy(&out.into_bytes()).into_owned()
    }
}

/// A structure as JSON by itself.
pub(super) fn to_json(reply: &Reply) -> Vec<u8> {
    let mut out = Writer::default();
    write(reply, &mut out);
    out.into_bytes()
}

/// Writes the members of a request that were sent.
pub(super) fn write_fields(fields: &Fields, out: &mut Writer) {
    out.open_object();
    for (name, member) in fields.members() {
        if let Some(member) = member {
            out.key(name);
            request_node(member, out);
        }
    }
    out.close_object();
}

fn request_node(node: &Node, out: &mut Writer) {
    match node {
        Node::Text(text) => out.text(text),
        Node::Integer(number) => out.raw(&number.to_string()),
        Node::Decimal(text) => out.raw(text),
        Node::Bool(flag) => out.bool(*flag),
        Node::List(elements) => {
            out.open_array();
            elements.iter().flatten().for_each(|element| request_node(element, out));
            out.close_array();
        }
        Node::Map(entries) => {
            out.open_object();
            for (key, value) in entries {
                if let Some(value) = value {
                    out.key(key);
                    request_node(value, out);
                }
            }
            out.close_object();
        }
        Node::Structure(fields) => write_fields(fields, out),
        Node::Item(item) => write_item(item, out),
        Node::Value(value) => write_value(value, out),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use model::EpochMillis;

    use crate::shape::operation;
    use crate::{Call, Operation, Reply, ReplyNode, Response, encode, encode_request, node};

    #[test]
    fn a_request_is_written_as_it_was_read() {
        for (name, body) in [
            ("TagResource", r#"{"ResourceArn":"arn:aws:x","Tags":[{"Key":"a","Value":"b"}]}"#),
            ("ExecuteStatement", r#"{"Statement":"SELECT","Parameters":[{"N":"1"},{"S":"x"}],"ConsistentRead":true,"Limit":3}"#),
            ("ExportTableToPointInTime", r#"{"TableArn":"t","ExportTime":1700000000.5,"S3Bucket":"b"}"#),
        ] {
            let row = operation(name).unwrap();
            let fields = node::decode_body(row.input, body.as_bytes()).unwrap().fields;
            let call = Operation::Call(Box::new(Call::new(row, fields)));
            assert_eq!((call.name(), encode_request(&call)), (name, body.as_bytes().to_vec()));
        }
    }

    #[track_caller]
    fn check(reply: Reply, expected: Expect) {
        let encoded = encode("DescribeExport", &Ok(Response::Members(reply)));
        expected.assert_eq(&String::from_utf8(encoded.body).unwrap());
    }

    #[test]
    fn a_reply_keeps_the_order_of_its_members() {
        check(Reply::default(), expect!["{}"]);
        let inner = Reply::default().moment("B", EpochMillis(1_700_000_000_042)).flag("A", false);
        let list = vec![inner.clone().into(), ReplyNode::Decimal("0.25".into())];
        let map = ReplyNode::Map(vec![("k".into(), "v".to_owned().into())]);
        check(
            Reply::default().integer("N", u64::MAX).list("L", list).with("M", map).structure("S", inner).with_optional("O", None),
            expect![[
                r#"{"N":9223372036854775807,"L":[{"B":1700000000.042,"A":false},0.25],"M":{"k":"v"},"S":{"B":1700000000.042,"A":false}}"#
            ]],
        );
    }
}
