//! A table as the create form holds it, and the CreateTable request that it means. Pure.
//!
//! Nothing is checked here: what is wrong, the engine says in AWS's words.

use model::ScalarType;
use report::IndexKind;

use crate::json::{Map, Value, object};

/// The three key types, in the form's order.
pub(crate) const KEY_TYPES: [ScalarType; 3] = [ScalarType::S, ScalarType::N, ScalarType::B];

/// A key attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyDraft {
    /// Name; an empty sort key is none.
    pub(crate) name: String,
    /// Type.
    pub(crate) key_type: ScalarType,
}

impl Default for KeyDraft {
    fn default() -> Self {
        KeyDraft { name: String::new(), key_type: ScalarType::S }
    }
}

/// What an index copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ProjectionDraft {
    /// Every attribute.
    #[default]
    All,
    /// Keys alone.
    KeysOnly,
    /// Keys and named ones.
    Include,
}

/// Capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CapacityDraft {
    /// On-demand, or provisioned with the units below.
    pub(crate) on_demand: bool,
    /// Read units, as typed.
    pub(crate) read_units: String,
    /// Write units, as typed.
    pub(crate) write_units: String,
}

impl Default for CapacityDraft {
    fn default() -> Self {
        CapacityDraft { on_demand: true, read_units: "5".to_owned(), write_units: "5".to_owned() }
    }
}

/// Which key attribute of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    /// Partition key of the table, or of the index with this id.
    Partition(Option<u32>),
    /// Sort key likewise.
    Sort(Option<u32>),
}

/// A secondary index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IndexDraft {
    /// For the list of the form.
    pub(crate) id: u32,
    /// Local or global.
    pub(crate) kind: IndexKind,
    /// Name.
    pub(crate) name: String,
    /// Partition key; a local index has the table's.
    pub(crate) partition: KeyDraft,
    /// Sort key.
    pub(crate) sort: KeyDraft,
    /// Projection.
    pub(crate) projection: ProjectionDraft,
    /// Attributes of an INCLUDE projection, with commas.
    pub(crate) include: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableDraft {
    /// Name.
    pub(crate) name: String,
    /// Partition key.
    pub(crate) partition: KeyDraft,
    /// Sort key.
    pub(crate) sort: KeyDraft,
    /// Capacity of the table and of each global index.
    pub(crate) capacity: CapacityDraft,
    /// Indexes.
    pub(crate) indexes: Vec<IndexDraft>,
    next: u32,
}

impl TableDraft {
    /// Adds an empty index.
    pub(crate) fn add_index(&mut self, kind: IndexKind) {
        self.next += 1;
        self.indexes.push(IndexDraft {
            id: self.next,
            kind,
            name: String::new(),
            partition: KeyDraft::default(),
            sort: KeyDraft::default(),
            projection: ProjectionDraft::All,
            include: String::new(),
        });
    }

    /// The index with this id.
    pub(crate) fn index_mut(&mut self, id: u32) -> Option<&mut IndexDraft> {
        self.indexes.iter_mut().find(|index| index.id == id)
    }

    /// The key attribute at a place.
    pub(crate) fn key_mut(&mut self, place: KeyPlace) -> Option<&mut KeyDraft> {
        Some(match place {
            KeyPlace::Partition(None) => &mut self.partition,
            KeyPlace::Sort(None) => &mut self.sort,
            KeyPlace::Partition(Some(id)) => &mut self.index_mut(id)?.partition,
            KeyPlace::Sort(Some(id)) => &mut self.index_mut(id)?.sort,
        })
    }

    /// A draft that holds one global index alone, to add it to a table.
    pub(crate) fn of_global_index() -> Self {
        let mut draft = TableDraft::default();
        draft.add_index(IndexKind::Global);
        draft
    }

    /// The UpdateTable request that adds the draft's first index to a table. `provisioned` has the table's capacity.
    pub(crate) fn add_index_body(&self, table: &str, provisioned: Option<(u64, u64)>) -> Value {
        let mut types = Types::new();
        let mut creates = Vec::new();
        if let Some(index) = self.indexes.first() {
            let mut create = index.members(&index.partition, &mut types);
            if let Some((read, write)) = provisioned {
                create.insert("ProvisionedThroughput", throughput(read, write));
            }
            creates.push(object([("Create", create.into())]));
        }
        object([
            ("TableName", table.into()),
            ("AttributeDefinitions", definitions(&types)),
            ("GlobalSecondaryIndexUpdates", creates.into()),
        ])
    }

    /// The CreateTable request.
    pub(crate) fn body(&self) -> Value {
        let mut types = Types::new();
        let keys = key_schema(&self.partition, &self.sort, &mut types);
        let mut local = Vec::new();
        let mut global = Vec::new();
        for index in &self.indexes {
            match index.kind {
                IndexKind::Local => local.push(index.members(&self.partition, &mut types).into()),
                IndexKind::Global => {
                    let mut members = index.members(&index.partition, &mut types);
                    if !self.capacity.on_demand {
                        members.insert("ProvisionedThroughput", self.capacity.throughput());
                    }
                    global.push(members.into());
                }
            }
        }
        let mut body = Map::new();
        body.insert("TableName", self.name.trim());
        body.insert("AttributeDefinitions", definitions(&types));
        body.insert("KeySchema", keys);
        if self.capacity.on_demand {
            body.insert("BillingMode", "PAY_PER_REQUEST");
        } else {
            body.insert("BillingMode", "PROVISIONED");
            body.insert("ProvisionedThroughput", self.capacity.throughput());
        }
        for (name, indexes) in [("LocalSecondaryIndexes", local), ("GlobalSecondaryIndexes", global)] {
            if !indexes.is_empty() {
                body.insert(name, indexes);
            }
        }
        body.into()
    }
}

impl CapacityDraft {
    /// ProvisionedThroughput. What is no whole number is sent as 0, which AWS's own error speaks of.
    pub(crate) fn throughput(&self) -> Value {
        let units = |text: &str| text.trim().parse::<u64>().unwrap_or(0);
        throughput(units(&self.read_units), units(&self.write_units))
    }
}

impl IndexDraft {
    fn members(&self, partition: &KeyDraft, types: &mut Types) -> Map {
        let mut members = Map::new();
        members.insert("IndexName", self.name.trim());
        members.insert("KeySchema", key_schema(partition, &self.sort, types));
        members.insert("Projection", self.projection());
        members
    }

    /// Projection, as the wire has it.
    fn projection(&self) -> Value {
        let (word, include) = match self.projection {
            ProjectionDraft::All => ("ALL", false),
            ProjectionDraft::KeysOnly => ("KEYS_ONLY", false),
            ProjectionDraft::Include => ("INCLUDE", true),
        };
        let mut projection = Map::new();
        projection.insert("ProjectionType", word);
        if include {
            let names: Vec<Value> =
                self.include.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Value::from).collect();
            projection.insert("NonKeyAttributes", names);
        }
        projection.into()
    }
}

/// Types of key attributes, in the order they are named; a name has one type in a request, and the first one given holds.
type Types = Vec<(String, &'static str)>;

fn throughput(read: u64, write: u64) -> Value {
    object([("ReadCapacityUnits", read.into()), ("WriteCapacityUnits", write.into())])
}

fn definitions(types: &Types) -> Value {
    let define = |(name, code): &(String, &'static str)| {
        object([("AttributeName", name.as_str().into()), ("AttributeType", (*code).into())])
    };
    types.iter().map(define).collect::<Vec<_>>().into()
}

fn key_schema(partition: &KeyDraft, sort: &KeyDraft, types: &mut Types) -> Value {
    let mut keys = Vec::new();
    for (key, role) in [(partition, "HASH"), (sort, "RANGE")] {
        let name = key.name.trim();
        if role == "HASH" || !name.is_empty() {
            keys.push(object([("AttributeName", name.into()), ("KeyType", role.into())]));
            if !types.iter().any(|(one, _)| one == name) {
                types.push((name.to_owned(), key.key_type.code()));
            }
        }
    }
    keys.into()
}

#[cfg(test)]
mod tests {
    use super::{IndexKind, KeyDraft, ProjectionDraft, ScalarType, TableDraft};
    use expect_test::{Expect, expect};

    fn check(draft: &TableDraft, expected: Expect) {
        expected.assert_eq(&draft.body().to_string());
    }

    fn key(name: &str, key_type: ScalarType) -> KeyDraft {
        KeyDraft { name: name.into(), key_type }
    }

    fn users() -> TableDraft {
        TableDraft { name: " Users ".into(), partition: key("UserId", ScalarType::S), ..TableDraft::default() }
    }

    #[test]
    fn a_plain_table() {
        check(
            &users(),
            expect![[
                r#"{"TableName":"Users","AttributeDefinitions":[{"AttributeName":"UserId","AttributeType":"S"}],"KeySchema":[{"AttributeName":"UserId","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}"#
            ]],
        );
    }

    #[test]
    fn an_index_is_added_later() {
        let mut draft = TableDraft::of_global_index();
        draft.indexes[0].name = "by-at".into();
        draft.indexes[0].partition = key("At", ScalarType::N);
        expect![[r#"{"TableName":"Users","AttributeDefinitions":[{"AttributeName":"At","AttributeType":"N"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-at","KeySchema":[{"AttributeName":"At","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":7}}}]}"#]]
            .assert_eq(&draft.add_index_body("Users", Some((5, 7))).to_string());
    }

    #[test]
    fn a_table_with_everything() {
        let mut draft = users();
        draft.sort = key("At", ScalarType::N);
        draft.capacity.on_demand = false;
        draft.capacity.write_units = "x".into();
        draft.add_index(IndexKind::Local);
        draft.indexes[0].name = "by-name".into();
        draft.indexes[0].sort = key("Name", ScalarType::S);
        draft.indexes[0].projection = ProjectionDraft::KeysOnly;
        draft.add_index(IndexKind::Global);
        draft.indexes[1].name = "by-at".into();
        draft.indexes[1].partition = key("At", ScalarType::S);
        draft.indexes[1].projection = ProjectionDraft::Include;
        draft.indexes[1].include = "a, b,,".into();
        check(
            &draft,
            expect![[
                r#"{"TableName":"Users","AttributeDefinitions":[{"AttributeName":"UserId","AttributeType":"S"},{"AttributeName":"At","AttributeType":"N"},{"AttributeName":"Name","AttributeType":"S"}],"KeySchema":[{"AttributeName":"UserId","KeyType":"HASH"},{"AttributeName":"At","KeyType":"RANGE"}],"BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":0},"LocalSecondaryIndexes":[{"IndexName":"by-name","KeySchema":[{"AttributeName":"UserId","KeyType":"HASH"},{"AttributeName":"Name","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],"GlobalSecondaryIndexes":[{"IndexName":"by-at","KeySchema":[{"AttributeName":"At","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["a","b"]},"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":0}}]}"#
            ]],
        );
    }
}
