//! Tables of a case, in one line each.
//!
//! `@ table Songs pk:S sk:N`, then `@ gsi ByAlbum album:S year:N include(title,length)`, `@ lsi ByYear pk:S year:N all` and
//! `@ throughput 5 5` for the table above them. `@ gsi Glo a:S b:N | c:S d:S all` has keys of several attributes. Without a
//! throughput the table is on-demand. `@ vector ByMood mood 3 COSINE year:N+ artist:S all` is a vector index on `mood` with three
//! dimensions; `+` marks the partition key, the others are filters.

use std::collections::BTreeMap;

/// A table to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableSetUp {
    /// Table name.
    pub name: String,
    /// Attribute and type, partition key first.
    pub keys: Vec<(String, String)>,
    /// Global secondary indexes.
    pub global: Vec<IndexSetUp>,
    /// Local secondary indexes.
    pub local: Vec<IndexSetUp>,
    /// Vector indexes.
    pub vectors: Vec<VectorSetUp>,
    /// Read and write units of the table and of each global index; none is on-demand.
    pub throughput: Option<(u64, u64)>,
}

/// An index to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexSetUp {
    /// Index name.
    pub name: String,
    /// Attribute and type, partition key first.
    pub keys: Vec<(String, String)>,
    /// How many of them are the partition key.
    pub partition: usize,
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection: &'static str,
    /// Attributes of an INCLUDE.
    pub included: Vec<String>,
}

/// A vector index to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VectorSetUp {
    /// Name, projection and, as keys, the search schema.
    pub index: IndexSetUp,
    /// The attribute that holds the vectors.
    pub attribute: String,
    /// Numbers in each vector.
    pub dimensions: u64,
    /// `COSINE`, `DOT_PRODUCT` or `EUCLIDEAN`.
    pub function: String,
    /// The attribute of the search schema that is the partition key.
    pub partition_key: Option<String>,
}

impl TableSetUp {
    /// Reads what follows `@ table`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let name = words.next()?.to_owned();
        let keys: Vec<_> = words.map(key).collect::<Option<_>>()?;
        (!keys.is_empty()).then(|| TableSetUp { name, keys, ..TableSetUp::default() })
    }

    /// Reads one of the lines that belong to the table.
    pub(super) fn add(&mut self, directive: &str, text: &str) -> Option<()> {
        match directive {
            "gsi" => self.global.push(IndexSetUp::read(text)?),
            "lsi" => self.local.push(IndexSetUp::read(text)?),
            "vector" => self.vectors.push(VectorSetUp::read(text)?),
            "throughput" => {
                let (read, write) = text.split_once(' ')?;
                self.throughput = Some((read.parse().ok()?, write.trim().parse().ok()?));
            }
            _ => return None,
        }
        Some(())
    }

    /// The CreateTable request.
    pub fn request(&self) -> String {
        let mut definitions = BTreeMap::new();
        let vectors = self.vectors.iter().map(|vector| &vector.index);
        let indexes = self.global.iter().chain(&self.local).chain(vectors);
        for (name, kind) in self.keys.iter().chain(indexes.flat_map(|index| &index.keys)) {
            definitions.insert(name, kind);
        }
        let definitions =
            definitions.iter().map(|(name, kind)| format!(r#"{{"AttributeName":"{name}","AttributeType":"{kind}"}}"#));
        let mut request = format!(
            r#"{{"TableName":"{}","KeySchema":[{}],"AttributeDefinitions":[{}]"#,
            self.name,
            schema(&self.keys, 1),
            definitions.collect::<Vec<_>>().join(",")
        );
        let throughput = self.throughput.map(|(read, write)| {
            format!(r#","ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}"#)
        });
        request += throughput.as_deref().unwrap_or(r#","BillingMode":"PAY_PER_REQUEST""#);
        for (member, indexes, throughput) in
            [("GlobalSecondaryIndexes", &self.global, throughput.as_deref()), ("LocalSecondaryIndexes", &self.local, None)]
        {
            if !indexes.is_empty() {
                let indexes: Vec<String> = indexes.iter().map(|index| index.definition(throughput)).collect();
                request += &format!(r#","{member}":[{}]"#, indexes.join(","));
            }
        }
        if !self.vectors.is_empty() {
            let vectors: Vec<String> = self.vectors.iter().map(VectorSetUp::definition).collect();
            request += &format!(r#","VectorIndexes":[{}]"#, vectors.join(","));
        }
        request + "}"
    }
}

impl IndexSetUp {
    fn read(text: &str) -> Option<Self> {
        Self::of(text).filter(|index| !index.keys.is_empty())
    }

    /// An index that may be without a key.
    fn of(text: &str) -> Option<Self> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let projection = words.pop()?;
        let mut words = words.into_iter();
        let name = words.next()?.to_owned();
        let words: Vec<&str> = words.collect();
        let partition = words.iter().position(|word| *word == "|").unwrap_or(1);
        let keys: Vec<_> = words.iter().filter(|word| **word != "|").map(|word| key(word)).collect::<Option<_>>()?;
        let (projection, included) = match projection {
            "all" => ("ALL", vec![]),
            "keys" => ("KEYS_ONLY", vec![]),
            other => {
                let names = other.strip_prefix("include(")?.strip_suffix(')')?;
                ("INCLUDE", names.split(',').map(str::to_owned).collect())
            }
        };
        Some(IndexSetUp { name, keys, partition, projection, included })
    }

    fn definition(&self, throughput: Option<&str>) -> String {
        format!(
            r#"{{"IndexName":"{}","KeySchema":[{}],{}{}}}"#,
            self.name,
            schema(&self.keys, self.partition),
            self.projection(),
            throughput.unwrap_or_default()
        )
    }

    fn projection(&self) -> String {
        let included: Vec<String> = self.included.iter().map(|name| format!(r#""{name}""#)).collect();
        let included = match included.is_empty() {
            true => String::new(),
            false => format!(r#","NonKeyAttributes":[{}]"#, included.join(",")),
        };
        format!(r#""Projection":{{"ProjectionType":"{}"{included}}}"#, self.projection)
    }
}

impl VectorSetUp {
    /// Reads `Name attribute dimensions FUNCTION`, the search schema and the projection.
    fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(' ')?;
        let (attribute, rest) = rest.split_once(' ')?;
        let (dimensions, rest) = rest.split_once(' ')?;
        let (function, rest) = rest.split_once(' ')?;
        let marked = rest.split(' ').find_map(|word| word.strip_suffix('+')?.rsplit_once(':'));
        Some(VectorSetUp {
            index: IndexSetUp::of(&format!("{name} {}", rest.replace('+', "")))?,
            attribute: attribute.to_owned(),
            dimensions: dimensions.parse().ok()?,
            function: function.to_owned(),
            partition_key: marked.map(|(name, _)| name.to_owned()),
        })
    }

    fn definition(&self) -> String {
        let elements = self.index.keys.iter().map(|(name, _)| {
            let kind = if self.partition_key.as_ref() == Some(name) { "HASH" } else { "INLINE_FILTER" };
            format!(r#"{{"AttributeName":"{name}","SearchSchemaElementType":"{kind}"}}"#)
        });
        let elements: Vec<String> = elements.collect();
        let schema = match elements.is_empty() {
            true => String::new(),
            false => format!(r#""SearchSchema":[{}],"#, elements.join(",")),
        };
        format!(
            r#"{{"IndexName":"{}","VectorAttribute":{{"AttributeName":"{}"}},{schema}{},"Dimensions":{},"DistanceFunction":"{}"}}"#,
            self.index.name,
            self.attribute,
            self.index.projection(),
            self.dimensions,
            self.function
        )
    }
}

fn key(word: &str) -> Option<(String, String)> {
    let (name, kind) = word.rsplit_once(':')?;
    matches!(kind, "S" | "N" | "B").then(|| (name.to_owned(), kind.to_owned()))
}

fn schema(keys: &[(String, String)], partition: usize) -> String {
    let elements = keys.iter().enumerate().map(|(at, (name, _))| {
        let kind = if at < partition { "HASH" } else { "RANGE" };
        format!(r#"{{"AttributeName":"{name}","KeyType":"{kind}"}}"#)
    });
    elements.collect::<Vec<_>>().join(",")
}
