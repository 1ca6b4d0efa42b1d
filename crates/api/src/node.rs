//! The one decoder: JSON to a tree, guided by the shape table.
//!
//! The tree holds what the shapes name and nothing else; items are no trees but the model's own type. Constraints are not
//! checked here (`constraint` does), only that each value has its member's type.

use std::collections::BTreeMap;

use model::{AttributeValue, Item};

use crate::Error;
use crate::json::Token;
use crate::shape::{Kind, Member, Shape, members, shape};
use crate::text::{self, Serialization};
use crate::value::{ValueProblem, ValueReader};

/// A decoded value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A double or a date, as its text.
    Decimal(String),
    /// A boolean.
    Bool(bool),
    /// A list; null elements are `None`.
    List(Vec<Option<Node>>),
    /// A map in the order sent; null values are `None`.
    Map(Vec<(String, Option<Node>)>),
    /// A structure.
    Structure(Fields),
    /// A map of attribute values.
    Item(Item),
    /// An attribute value.
    Value(AttributeValue),
}

/// The members of a structure that were sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    shape: &'static str,
    members: &'static [Member],
    /// One for each member.
    nodes: Vec<Option<Node>>,
}

impl Fields {
    fn new(shape: &'static str, members: &'static [Member]) -> Self {
        Fields { shape, members, nodes: members.iter().map(|_| None).collect() }
    }

    /// The shape's name.
    pub(crate) fn shape(&self) -> &'static str {
        self.shape
    }

    /// All members of the shape, sent or not.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'static str, Option<&Node>)> {
        self.members.iter().map(|member| member.name).zip(self.nodes.iter().map(Option::as_ref))
    }

    /// A member.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.nodes.get(self.members.iter().position(|member| member.name == name)?)?.as_ref()
    }

    /// Takes a member out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.members.iter().position(|member| member.name == name)?;
        self.nodes.get_mut(at)?.take()
    }
}

/// The first problem of a value, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundProblem {
    /// The member that holds the value, for example `ExpressionAttributeValues`.
    pub(crate) member: &'static str,
    /// The value's name in it.
    pub(crate) key: String,
    /// What is wrong.
    pub(crate) problem: ValueProblem,
}

/// What a body decodes to.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The members.
    pub(crate) fields: Fields,
    /// The first problem of a value.
    pub(crate) problem: Option<FoundProblem>,
    /// Whether only the older layer reads such a request.
    pub(crate) older: bool,
    /// Whether a number was not the 32-bit integer that its member is.
    pub(crate) coerced: bool,
}

/// Decodes a body whose top is the structure `input`.
pub(crate) fn decode_body(input: u16, body: &[u8]) -> Result<Decoded, Error> {
    let mut decoder =
        Decoder { reader: ValueReader::new(body)?, member: "", problem: None, coerced: false, in_transaction: false };
    let read = decoder.node(input).and_then(|node| {
        decoder.reader.json.end()?;
        Ok(node)
    });
    match read {
        Ok(node) => {
            let fields = if let Some(Node::Structure(fields)) = node { fields } else { Fields::new("", &[]) };
            Ok(Decoded { fields, problem: decoder.problem, older: decoder.reader.older, coerced: decoder.coerced })
        }
        // The service looks at types only once the whole body is JSON.
        Err(Error::Serialization(text)) => Err(check(body).err().unwrap_or(Error::Serialization(text))),
        Err(error) => Err(error),
    }
}

/// Whether a body is one JSON document.
pub(crate) fn check(body: &[u8]) -> Result<(), Error> {
    let mut reader = crate::json::Reader::new(body)?;
    reader.skip()?;
    reader.end()
}

struct Decoder<'a> {
    reader: ValueReader<'a>,
    /// The member that is being read.
    member: &'static str,
    problem: Option<FoundProblem>,
    coerced: bool,
    /// Whether it is inside of a transaction's actions.
    in_transaction: bool,
}

impl Decoder<'_> {
    /// Reads a value of this shape; `None` for null. The recursion is as deep as the shapes nest (the model's are not recursive).
    fn node(&mut self, index: u16) -> Result<Option<Node>, Error> {
        let kind = shape(index).kind;
        let token = self.reader.json.token()?;
        if token == Token::Null && kind != Kind::AttributeValue {
            return self.reader.json.literal(token).map(|()| None);
        }
        Ok(match kind {
            Kind::Structure { name, first, count } => Some(Node::Structure(self.structure(token, name, first, count)?)),
            Kind::List(member) => Some(Node::List(self.list(token, member)?)),
            Kind::Map { value, .. } if shape(value).kind == Kind::AttributeValue => self.item()?.map(Node::Item),
            Kind::Map { value, .. } => Some(Node::Map(self.map(token, value)?)),
            Kind::AttributeValue => Some(Node::Value(self.value()?)),
            Kind::Text { .. } => self.reader.text()?.map(Node::Text),
            // Alone among members, `Exists` reads words as values do (DYX).
            Kind::Boolean if self.member == "Exists" => self.reader.boolean()?.map(Node::Bool),
            Kind::Boolean if self.takes_words() => self.reader.word_boolean()?.map(Node::Bool),
            Kind::Boolean => self.reader.plain_boolean()?.map(Node::Bool),
            Kind::Integer => self.integer(token, "Integer", i64::from(i32::MIN)..=i64::from(i32::MAX))?,
            Kind::Long => self.integer(token, "Long", i64::MIN..=i64::MAX)?,
            Kind::Double | Kind::Timestamp => self.decimal(token)?,
        })
    }

    fn structure(&mut self, token: Token, name: &'static str, first: u16, count: u16) -> Result<Fields, Error> {
        self.open(token, Token::Object, || Serialization::CollectionClass(text::java_class(name)))?;
        let members = members(first, count);
        let (mut fields, mut first) = (Fields::new(name, members), true);
        while let Some(key) = self.reader.json.key(&mut first)? {
            match members.iter().zip(&mut fields.nodes).find(|(member, _)| member.name == key) {
                Some((member, node)) => {
                    let outer = core::mem::replace(&mut self.member, member.name);
                    self.in_transaction |= member.name == "TransactItems";
                    *node = self.node(member.shape)?;
                    self.member = outer;
                }
                None => self.reader.json.skip()?,
            }
        }
        Ok(fields)
    }

    fn list(&mut self, token: Token, member: u16) -> Result<Vec<Option<Node>>, Error> {
        self.open(token, Token::Array, || Serialization::UnexpectedStructure)?;
        let (mut nodes, mut first) = (vec![], true);
        while self.reader.json.element(&mut first)? {
            nodes.push(self.node(member)?);
        }
        Ok(nodes)
    }

    fn map(&mut self, token: Token, value: u16) -> Result<Vec<(String, Option<Node>)>, Error> {
        self.open(token, Token::Object, || Serialization::CollectionType(text::java_map(&java_type(shape(value)))))?;
        // A repeated key keeps its first place and its last value, as in Java's linked maps.
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let (mut entries, mut first) = (Vec::<(String, Option<Node>)>::new(), true);
        while let Some(key) = self.reader.json.key(&mut first)? {
            let node = self.node(value)?;
            match places.get(key.as_ref()).and_then(|place| entries.get_mut(*place)) {
                Some(entry) => entry.1 = node,
                None => {
                    places.insert(key.clone().into_owned(), entries.len());
                    entries.push((key.into_owned(), node));
                }
            }
        }
        Ok(entries)
    }

    /// Opens the bracket that is wanted, or tells what stands in its place. `wrong` is said of the other bracket.
    fn open(&mut self, token: Token, wanted: Token, wrong: impl FnOnce() -> Serialization) -> Result<(), Error> {
        match token {
            token if token == wanted => {
                self.reader.json.open();
                Ok(())
            }
            Token::Object | Token::Array => Err(wrong().into()),
            _ => Err(Serialization::UnexpectedField.into()),
        }
    }

    fn item(&mut self) -> Result<Option<Item>, Error> {
        // A transaction looks at values of its expressions one level later (measured).
        self.reader.spare_levels = usize::from(self.in_transaction && self.member == "ExpressionAttributeValues");
        self.items_problem(|reader| reader.item(0))
    }

    fn value(&mut self) -> Result<AttributeValue, Error> {
        self.items_problem(|reader| reader.value(0))
    }

    /// Reads with the value reader and takes over its problem, together with where it is.
    fn items_problem<T>(&mut self, read: impl FnOnce(&mut ValueReader) -> Result<T, Error>) -> Result<T, Error> {
        let value = read(&mut self.reader)?;
        if let Some((key, problem)) = self.reader.take_problem()
            && self.problem.as_ref().is_none_or(|known| problem.rank() < known.problem.rank())
        {
            self.problem = Some(FoundProblem { member: self.member, key, problem });
        }
        Ok(value)
    }

    fn integer(
        &mut self,
        token: Token,
        wanted: &'static str,
        range: core::ops::RangeInclusive<i64>,
    ) -> Result<Option<Node>, Error> {
        if token != Token::Number {
            let class = if wanted == "Long" { "java.lang.Long" } else { "java.lang.Integer" };
            return self.reader.mismatch(token, wanted, class).map(|()| None);
        }
        let text = self.reader.json.number()?;
        // The service reads a number into the integer that it wants: beyond its range as the last one, without a fraction.
        let value = whole(text);
        let kept = value.clamp(*range.start(), *range.end());
        self.coerced |= kept != value || text.parse::<i64>().is_err();
        Ok(Some(Node::Integer(kept)))
    }

    /// Whether the member is one of the two flags of a read, which are read as BOOL is (measured).
    fn takes_words(&self) -> bool {
        matches!(self.member, "ConsistentRead" | "ScanIndexForward")
    }

    fn decimal(&mut self, token: Token) -> Result<Option<Node>, Error> {
        if token != Token::Number {
            return self.reader.mismatch(token, "Double", "java.lang.Double").map(|()| None);
        }
        Ok(Some(Node::Decimal(self.reader.json.number()?.to_owned())))
    }
}

/// The whole part of a JSON number, the last 64-bit integer in its direction if it has none.
fn whole(text: &str) -> i64 {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (front, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = front.bytes().chain(behind.bytes()).map(|digit| i128::from(digit.saturating_sub(b'0')));
    // A power of more digits than an integer has is beyond all bounds in its direction.
    let power = power.parse().unwrap_or(if power.starts_with('-') { i64::MIN } else { i64::MAX });
    let mut left = power.saturating_add(front.len() as i64);
    let mut magnitude = 0_i128;
    while left > 0 && magnitude <= i128::from(i64::MAX) {
        let Some(digit) = digits.next().or_else(|| (magnitude > 0).then_some(0)) else { break };
        (magnitude, left) = (magnitude * 10 + digit, left - 1);
    }
    let magnitude = if negative { -magnitude } else { magnitude };
    i64::try_from(magnitude).unwrap_or(if negative { i64::MIN } else { i64::MAX })
}

/// The Java type of a shape, as messages name it.
fn java_type(row: &Shape) -> String {
    match row.kind {
        Kind::Structure { name, .. } => text::java_class(name),
        Kind::AttributeValue => text::java_class("AttributeValue"),
        Kind::List(member) => format!("java.util.List<{}>", java_type(shape(member))),
        Kind::Map { value, .. } => text::java_map(&java_type(shape(value))),
        Kind::Text { .. } => "java.lang.String".into(),
        Kind::Integer => "java.lang.Integer".into(),
        Kind::Long => "java.lang.Long".into(),
        Kind::Double => "java.lang.Double".into(),
        Kind::Boolean => "java.lang.Boolean".into(),
        Kind::Timestamp => "java.util.Date".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn numbers_are_read_as_whole_ones_up_to_the_last() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("1.9", 1),
            ("-1.9", -1),
            ("0.5e1", 5),
            ("1e2", 100),
            ("1.234567890123456789012345678901234567890123e5", 123_456),
            ("123456e-3", 123),
            ("0e999999999999999999999", 0),
            ("5e-999999999999999999999", 0),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("9223372036854775808", i64::MAX),
            ("1e19", i64::MAX),
            ("1E300", i64::MAX),
            ("1e+999999999999999999999", i64::MAX),
            ("-1e300", i64::MIN),
        ] {
            assert_eq!(whole(text), value, "{text}");
        }
    }
}
