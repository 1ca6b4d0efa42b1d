//! A query or scan as the form holds it, and the request that it means. Pure.
//!
//! Every attribute name and value goes in by placeholder, so that reserved words and odd names need no care.

use model::{AttributeType, KeySchema, ScalarType};

use super::attribute;
use crate::json::{Map, Value};

/// Items on a page at first, as the AWS console has it.
const LIMIT: &str = "50";

/// Query or scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReadMode {
    /// Reads all in key order.
    #[default]
    Scan,
    /// Reads one item collection.
    Query,
}

/// How the sort key is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SortTest {
    /// Not at all.
    #[default]
    Any,
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `BETWEEN`
    Between,
    /// `begins_with`
    BeginsWith,
}

impl SortTest {
    /// In the form's order.
    pub(crate) const ALL: [SortTest; 8] = [
        SortTest::Any,
        SortTest::Equal,
        SortTest::Less,
        SortTest::AtMost,
        SortTest::Greater,
        SortTest::AtLeast,
        SortTest::Between,
        SortTest::BeginsWith,
    ];

    /// As the form says it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            SortTest::Any => "any value",
            SortTest::Equal => "=",
            SortTest::Less => "<",
            SortTest::AtMost => "<=",
            SortTest::Greater => ">",
            SortTest::AtLeast => ">=",
            SortTest::Between => "between",
            SortTest::BeginsWith => "begins with",
        }
    }
}

/// How a filter compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FilterTest {
    /// `=`
    #[default]
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `BETWEEN`
    Between,
    /// `IN`, with commas
    In,
    /// `attribute_exists`
    Exists,
    /// `attribute_not_exists`
    NotExists,
    /// `contains`
    Contains,
    /// `NOT contains`
    NotContains,
    /// `begins_with`
    BeginsWith,
    /// `attribute_type`
    HasType,
    /// `size(...) >`
    LargerThan,
}

impl FilterTest {
    /// In the form's order.
    pub(crate) const ALL: [FilterTest; 15] = [
        FilterTest::Equal,
        FilterTest::NotEqual,
        FilterTest::Less,
        FilterTest::AtMost,
        FilterTest::Greater,
        FilterTest::AtLeast,
        FilterTest::Between,
        FilterTest::In,
        FilterTest::Exists,
        FilterTest::NotExists,
        FilterTest::Contains,
        FilterTest::NotContains,
        FilterTest::BeginsWith,
        FilterTest::HasType,
        FilterTest::LargerThan,
    ];

    /// As the form says it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            FilterTest::Equal => "=",
            FilterTest::NotEqual => "<>",
            FilterTest::Less => "<",
            FilterTest::AtMost => "<=",
            FilterTest::Greater => ">",
            FilterTest::AtLeast => ">=",
            FilterTest::Between => "between",
            FilterTest::In => "is one of",
            FilterTest::Exists => "exists",
            FilterTest::NotExists => "does not exist",
            FilterTest::Contains => "contains",
            FilterTest::NotContains => "does not contain",
            FilterTest::BeginsWith => "begins with",
            FilterTest::HasType => "has type",
            FilterTest::LargerThan => "is longer than",
        }
    }

    /// Values that it takes.
    pub(crate) const fn values(self) -> usize {
        match self {
            FilterTest::Exists | FilterTest::NotExists => 0,
            FilterTest::Between => 2,
            _ => 1,
        }
    }
}

/// Types that a filter's value may be typed as.
pub(crate) const VALUE_TYPES: [AttributeType; 5] =
    [AttributeType::S, AttributeType::N, AttributeType::Bool, AttributeType::Null, AttributeType::B];

/// One condition on what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilterDraft {
    /// For the list of the form.
    pub(crate) id: u32,
    /// Attribute path: dots go into maps.
    pub(crate) path: String,
    /// Comparison.
    pub(crate) test: FilterTest,
    /// Type of the values.
    pub(crate) kind: AttributeType,
    /// Value, as typed.
    pub(crate) value: String,
    /// Upper value of a `between`.
    pub(crate) upper: String,
}

/// A query or scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueryDraft {
    /// Which of both.
    pub(crate) mode: ReadMode,
    /// Values of the partition key attributes, as typed.
    pub(crate) partition: Vec<String>,
    /// Comparison of the sort key.
    pub(crate) sort_test: SortTest,
    /// Its value.
    pub(crate) sort: String,
    /// Upper value of a `between`.
    pub(crate) sort_upper: String,
    /// Filters, joined by AND.
    pub(crate) filters: Vec<FilterDraft>,
    /// Limit, as typed; none if empty.
    pub(crate) limit: String,
    /// Strongly consistent.
    pub(crate) strong: bool,
    /// Highest sort key first.
    pub(crate) backward: bool,
    next: u32,
}

impl Default for QueryDraft {
    fn default() -> Self {
        QueryDraft {
            mode: ReadMode::Scan,
            partition: Vec::new(),
            sort_test: SortTest::Any,
            sort: String::new(),
            sort_upper: String::new(),
            filters: Vec::new(),
            limit: LIMIT.to_owned(),
            strong: false,
            backward: false,
            next: 0,
        }
    }
}

impl QueryDraft {
    /// Adds an empty filter.
    pub(crate) fn add_filter(&mut self) {
        self.next += 1;
        self.filters.push(FilterDraft {
            id: self.next,
            path: String::new(),
            test: FilterTest::Equal,
            kind: AttributeType::S,
            value: String::new(),
            upper: String::new(),
        });
    }

    /// The operation.
    pub(crate) const fn operation(&self) -> &'static str {
        match self.mode {
            ReadMode::Scan => "Scan",
            ReadMode::Query => "Query",
        }
    }

    /// The request, from `start` on if it is a later page.
    pub(crate) fn body(&self, table: &str, index: Option<&str>, key: &KeySchema, start: Option<&Value>) -> Value {
        let mut body = Map::new();
        let mut placeholders = Placeholders::default();
        body.insert("TableName", table);
        if let Some(index) = index {
            body.insert("IndexName", index);
        }
        if self.mode == ReadMode::Query {
            body.insert("KeyConditionExpression", self.key_condition(key, &mut placeholders));
            if self.backward {
                body.insert("ScanIndexForward", false);
            }
        }
        let filters: Vec<String> = self
            .filters
            .iter()
            .filter(|filter| !filter.path.is_empty())
            .map(|filter| filter.expression(&mut placeholders))
            .collect();
        if !filters.is_empty() {
            body.insert("FilterExpression", filters.join(" AND "));
        }
        if let Ok(limit) = self.limit.trim().parse::<u32>() {
            body.insert("Limit", u64::from(limit));
        }
        if self.strong {
            body.insert("ConsistentRead", true);
        }
        if !placeholders.names.is_empty() {
            body.insert("ExpressionAttributeNames", placeholders.names);
        }
        if !placeholders.values.is_empty() {
            body.insert("ExpressionAttributeValues", placeholders.values);
        }
        if let Some(start) = start {
            body.insert("ExclusiveStartKey", start.clone());
        }
        body.into()
    }

    fn key_condition(&self, key: &KeySchema, placeholders: &mut Placeholders) -> String {
        let mut terms = Vec::new();
        for (place, attribute) in key.partition.iter().enumerate() {
            let text = self.partition.get(place).map_or("", String::as_str);
            let name = placeholders.name(&attribute.name);
            terms.push(format!("{name} = {}", placeholders.key_value(attribute.key_type, text)));
        }
        if let Some(attribute) = key.sort.first().filter(|_| self.sort_test != SortTest::Any) {
            let name = placeholders.name(&attribute.name);
            let value = placeholders.key_value(attribute.key_type, &self.sort);
            terms.push(match self.sort_test {
                SortTest::Between => {
                    let upper = placeholders.key_value(attribute.key_type, &self.sort_upper);
                    format!("{name} BETWEEN {value} AND {upper}")
                }
                SortTest::BeginsWith => format!("begins_with({name}, {value})"),
                test => format!("{name} {} {value}", test.label()),
            });
        }
        terms.join(" AND ")
    }
}

impl FilterDraft {
    fn expression(&self, placeholders: &mut Placeholders) -> String {
        let path: Vec<String> = self.path.split('.').map(|name| placeholders.path_step(name)).collect();
        let path = path.join(".");
        let mut value = |text: &str| placeholders.value(self.kind, text);
        match self.test {
            FilterTest::Exists => format!("attribute_exists({path})"),
            FilterTest::NotExists => format!("attribute_not_exists({path})"),
            FilterTest::Between => format!("{path} BETWEEN {} AND {}", value(&self.value), value(&self.upper)),
            FilterTest::In => {
                let values: Vec<String> = self.value.split(',').map(|text| value(text.trim())).collect();
                format!("{path} IN ({})", values.join(", "))
            }
            FilterTest::Contains => format!("contains({path}, {})", value(&self.value)),
            FilterTest::NotContains => format!("NOT contains({path}, {})", value(&self.value)),
            FilterTest::BeginsWith => format!("begins_with({path}, {})", value(&self.value)),
            FilterTest::HasType => format!("attribute_type({path}, {})", placeholders.value(AttributeType::S, self.value.trim())),
            FilterTest::LargerThan => format!("size({path}) > {}", placeholders.value(AttributeType::N, &self.value)),
            test => format!("{path} {} {}", test.label(), value(&self.value)),
        }
    }
}

/// Names and values that went in by placeholder.
#[derive(Default)]
struct Placeholders {
    names: Map,
    values: Map,
}

impl Placeholders {
    /// `#n0` for a name; the same name has one placeholder.
    fn name(&mut self, name: &str) -> String {
        if let Some((placeholder, _)) = self.names.iter().find(|(_, one)| one.as_str() == Some(name)) {
            return placeholder.to_owned();
        }
        let placeholder = format!("#n{}", self.names.len());
        self.names.insert(placeholder.as_str(), name);
        placeholder
    }

    /// A step of a path: list positions such as `[0]` stay behind their name.
    fn path_step(&mut self, step: &str) -> String {
        match step.split_once('[') {
            Some((name, positions)) if step.ends_with(']') => format!("{}[{positions}", self.name(name)),
            _ => self.name(step),
        }
    }

    fn key_value(&mut self, key_type: ScalarType, text: &str) -> String {
        self.value(key_type.attribute_type(), text)
    }

    /// `:v0` for a value as it was typed.
    fn value(&mut self, kind: AttributeType, text: &str) -> String {
        let content = match kind {
            AttributeType::Bool => text.trim().eq_ignore_ascii_case("true").into(),
            AttributeType::Null => true.into(),
            AttributeType::N | AttributeType::B => text.trim().into(),
            _ => text.into(),
        };
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.as_str(), attribute::value(kind, content));
        placeholder
    }
}

#[cfg(test)]
mod tests {
    use super::{AttributeType, FilterTest, KeySchema, QueryDraft, ReadMode, ScalarType, SortTest};
    use crate::json::{Map, parse};
    use expect_test::{Expect, expect};
    use model::KeyAttribute;

    fn key() -> KeySchema {
        let attribute = |name: &str, key_type| KeyAttribute { name: name.into(), key_type };
        KeySchema { partition: vec![attribute("location", ScalarType::S)], sort: vec![attribute("age", ScalarType::N)] }
    }

    fn check(draft: &QueryDraft, expected: Expect) {
        expected.assert_eq(&draft.body("t", Some("by"), &key(), None).to_string());
    }

    fn query() -> QueryDraft {
        QueryDraft { mode: ReadMode::Query, partition: vec!["Lisbon".into()], ..QueryDraft::default() }
    }

    #[test]
    fn a_scan_reads_a_page() {
        let start = parse(r#"{"location": {"S": "x"}}"#).unwrap();
        let body = QueryDraft::default().body("t", None, &key(), Some(&start));
        assert_eq!(body.to_string(), r#"{"TableName":"t","Limit":50,"ExclusiveStartKey":{"location":{"S":"x"}}}"#);
    }

    #[test]
    fn a_query_names_its_key_by_placeholder() {
        check(
            &query(),
            expect![[
                r##"{"TableName":"t","IndexName":"by","KeyConditionExpression":"#n0 = :v0","Limit":50,"ExpressionAttributeNames":{"#n0":"location"},"ExpressionAttributeValues":{":v0":{"S":"Lisbon"}}}"##
            ]],
        );
    }

    #[test]
    fn the_sort_key_is_compared() {
        let mut draft = query();
        (draft.sort_test, draft.sort, draft.sort_upper) = (SortTest::Between, " 1".into(), "9 ".into());
        (draft.limit, draft.backward, draft.strong) = (String::new(), true, true);
        check(
            &draft,
            expect![[
                r##"{"TableName":"t","IndexName":"by","KeyConditionExpression":"#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2","ScanIndexForward":false,"ConsistentRead":true,"ExpressionAttributeNames":{"#n0":"location","#n1":"age"},"ExpressionAttributeValues":{":v0":{"S":"Lisbon"},":v1":{"N":"1"},":v2":{"N":"9"}}}"##
            ]],
        );
    }

    #[test]
    fn filters_are_joined_and_reuse_names() {
        let mut draft = QueryDraft::default();
        for (path, test, kind, value) in [
            ("address.lines[0]", FilterTest::Contains, AttributeType::S, "a b"),
            ("size", FilterTest::In, AttributeType::N, "1, 2"),
            ("size", FilterTest::Exists, AttributeType::S, ""),
            ("ok", FilterTest::Equal, AttributeType::Bool, "true"),
            ("", FilterTest::Equal, AttributeType::S, "left out"),
        ] {
            draft.add_filter();
            let filter = draft.filters.last_mut().unwrap();
            (filter.path, filter.test, filter.kind, filter.value) = (path.into(), test, kind, value.into());
        }
        check(
            &draft,
            expect![[
                r##"{"TableName":"t","IndexName":"by","FilterExpression":"contains(#n0.#n1[0], :v0) AND #n2 IN (:v1, :v2) AND attribute_exists(#n2) AND #n3 = :v3","Limit":50,"ExpressionAttributeNames":{"#n0":"address","#n1":"lines","#n2":"size","#n3":"ok"},"ExpressionAttributeValues":{":v0":{"S":"a b"},":v1":{"N":"1"},":v2":{"N":"2"},":v3":{"BOOL":true}}}"##
            ]],
        );
    }

    #[test]
    fn every_filter_gives_an_expression() {
        for test in FilterTest::ALL {
            let mut draft = QueryDraft::default();
            draft.add_filter();
            (draft.filters[0].path, draft.filters[0].test) = ("a".into(), test);
            let body = draft.body("t", None, &key(), None);
            let values = body.get("ExpressionAttributeValues").and_then(|values| values.as_object()).map_or(0, Map::len);
            assert!(body.get("FilterExpression").and_then(|filter| filter.as_str()).unwrap().contains("#n0"), "{test:?}");
            assert_eq!(values, test.values(), "{test:?}");
        }
    }
}
