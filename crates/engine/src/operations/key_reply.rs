//! Keys, projections and throughput in replies that are no table descriptions.

use api::{Reply, ReplyNode};
use model::{KeyAttribute, KeySchema};

use crate::due::units_of;
use crate::{CapacitySetting, Index, Projected, SearchElement, VectorIndex};

/// `KeySchema`.
pub(crate) fn key_schema(key: &KeySchema) -> Vec<ReplyNode> {
    let element = |attribute: &KeyAttribute, kind: &str| {
        Reply::default().text("AttributeName", attribute.name.clone()).text("KeyType", kind).into()
    };
    let partition = key.partition.iter().map(|attribute| element(attribute, "HASH"));
    partition.chain(key.sort.iter().map(|attribute| element(attribute, "RANGE"))).collect()
}

/// `ProvisionedThroughput`, or zeros on demand.
pub(crate) fn throughput(capacity: CapacitySetting) -> Reply {
    let (read, write) = units_of(capacity);
    Reply::default().integer("ReadCapacityUnits", read).integer("WriteCapacityUnits", write)
}

/// Name, key and projection of an index.
pub(crate) fn index(index: &Index) -> Reply {
    let reply = Reply::default().text("IndexName", index.name.clone());
    reply.list("KeySchema", key_schema(&index.key)).structure("Projection", projection(&index.projected))
}

/// What a vector index is.
pub(crate) fn vector_index(index: &VectorIndex) -> Reply {
    let element = |(attribute, kind): &(KeyAttribute, SearchElement)| {
        let reply = Reply::default().text("AttributeName", attribute.name.clone());
        reply.text("SearchSchemaElementType", kind.name()).into()
    };
    let mut reply = Reply::default().text("IndexName", index.name.clone());
    if !index.schema.is_empty() {
        reply = reply.list("SearchSchema", index.schema.iter().map(element).collect());
    }
    reply
        .structure("VectorAttribute", Reply::default().text("AttributeName", index.attribute.clone()))
        .structure("Projection", projection(&index.projected))
        .integer("Dimensions", index.dimensions)
        .text("DistanceFunction", index.function.name())
}

fn projection(projected: &Projected) -> Reply {
    match projected {
        Projected::All => Reply::default().text("ProjectionType", "ALL"),
        Projected::KeysOnly => Reply::default().text("ProjectionType", "KEYS_ONLY"),
        Projected::Include(names) => {
            let names = names.iter().cloned().map(ReplyNode::Text).collect();
            Reply::default().text("ProjectionType", "INCLUDE").list("NonKeyAttributes", names)
        }
    }
}
