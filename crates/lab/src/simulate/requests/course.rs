//! What the requests of one access pattern do, call by call.

use std::collections::BTreeMap;

use api::{
    DeleteItem, Expressions, GetItem, Operation, PutItem, Query, Response, Scan, TransactWrite, TransactWriteItems, UpdateItem,
};
use model::{AttributeValue, Item};

use super::shape::{Shape, Value, rendered};
use crate::access::{self, Note, Plan, Target, Way, attributes, holds, suffixes};
use crate::scenario::{Action, Design, KeyPart, KeyTemplate, Pattern, Scenario};
use crate::simulate::latency::ServiceTime;
use crate::workload::{Draws, KeyGroups, Request};

/// The course of a pattern's requests on one design.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) number: u32,
    pub(super) pattern: Pattern,
    pub(super) service: ServiceTime,
    pub(super) steps: Vec<Step>,
    /// Each table that holds the entity.
    pub(super) shapes: Vec<Shape>,
    /// Arrivals of the present second: its number, how many, the first one's number, how many have come.
    second: (u64, u64, u64, u64),
}

/// A call, or several of one kind.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Reads the item.
    Get { shape: usize },
    /// Reads pages of items that belong together, of one suffix of a sharded key.
    Query(Queried),
    /// Reads pages of everything.
    Scan { table_name: String, index_name: Option<String> },
    /// Reads what was found in an index from the table, item by item: so many, for a filter leaves the others out.
    Fetch { shape: usize, items: usize },
    /// Writes.
    Write { shape: usize, write: Write },
}

/// What a query reads.
#[derive(Clone, Debug)]
pub(super) struct Queried {
    pub(super) table_name: String,
    pub(super) index_name: Option<String>,
    pub(super) key: KeyTemplate,
    /// The suffix that it reads, and its attribute.
    pub(super) suffix: Option<(String, String)>,
    /// Where collections hold several kinds of items: the sort key, and how those of this kind begin.
    pub(super) beginning: Option<(String, String)>,
    pub(super) items: u64,
    /// A table or local index: it can be read consistently.
    pub(super) consistent: bool,
}

/// Kinds of writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Put,
    Update,
    Delete,
    Transact,
}

/// The call that comes next.
#[derive(Clone, Debug, Default)]
pub(super) struct Next {
    pub(super) step: usize,
    /// Where the next page begins.
    page: Option<Item>,
    /// Items evaluated by the step.
    evaluated: u64,
    /// Keys of items to fetch.
    found: Vec<Item>,
}

impl Course {
    /// The course of a pattern whose way is this one.
    pub(super) fn new(scenario: &Scenario, design: &Design, draws: &Draws, plan: &Plan, number: u32) -> Option<Self> {
        let pattern = scenario.patterns.get(number as usize)?;
        let way = plan.patterns.get(number as usize)?.way.as_ref().ok()?;
        let tables = || design.tables.iter().enumerate().filter(|(_, table)| holds(table, &pattern.entity));
        let mut course = Course {
            number,
            pattern: pattern.clone(),
            service: ServiceTime::of(way),
            steps: Vec::new(),
            shapes: tables().map(|table| Shape::new(scenario, table, &pattern.entity)).collect(),
            second: (u64::MAX, 0, 0, 0),
        };
        let shape_of = |table: usize| tables().position(|(number, _)| number == table).unwrap_or(0);
        if let Some(target) = way.reads {
            let is_everywhere =
                way.flows.iter().any(|flow| flow.direction == capacity::Direction::Read && flow.place == access::Place::Spread);
            course.read(scenario, design, draws, way, target, is_everywhere, shape_of(target.table));
        }
        if !matches!(pattern.action, Action::Get | Action::List | Action::ScanAll) {
            for shape in 0..course.shapes.len() {
                let moves = !access::creates(pattern) && pattern.action != Action::Delete && course.shapes[shape].moves(pattern);
                let write = match pattern.action {
                    Action::Delete => Write::Delete,
                    Action::TransactWrite => Write::Transact,
                    Action::Update if !moves => Write::Update,
                    _ => Write::Put,
                };
                if moves {
                    course.steps.push(Step::Write { shape, write: Write::Delete });
                }
                course.steps.push(Step::Write { shape, write });
            }
        }
        Some(course)
    }

    #[expect(clippy::too_many_arguments, reason = "they are all that a read depends on")]
    fn read(
        &mut self,
        scenario: &Scenario,
        design: &Design,
        draws: &Draws,
        way: &Way,
        target: Target,
        is_everywhere: bool,
        shape: usize,
    ) {
        let Some(table) = design.tables.get(target.table) else { return };
        let keys = match target.index.and_then(|place| table.indexes.get(place)) {
            Some(index) => access::index_keys(index),
            None => access::table_keys(table),
        };
        let is_mixed = keys.iter().any(|key| !key.of_kind.is_empty());
        let table = &table.of(&self.pattern.entity);
        let index = target.index.and_then(|place| table.indexes.get(place));
        let (table_name, index_name) = (table.name.clone(), index.map(|index| index.name.clone()));
        if way.operation == access::Operation::GetItem {
            self.steps.push(Step::Get { shape });
            return;
        }
        if is_everywhere {
            self.steps.push(Step::Scan { table_name, index_name });
            return;
        }
        let key = index.filter(|index| !index.is_local).map_or(&table.partition_key, |index| &index.partition_key);
        let mut texts = vec![None];
        if way.notes.iter().any(|note| matches!(note, Note::FanOut(_)))
            && let Some(name) = attributes(key).find(|name| suffixes(scenario, name).is_some())
        {
            let alone = KeyTemplate::new(String::new(), vec![KeyPart::Attribute(name.to_owned())]);
            let groups = KeyGroups::of(draws, &alone, self.number, 0);
            texts = groups.heavy.into_iter().map(|heavy| Some((name.to_owned(), heavy.key))).collect();
        }
        let sort_key = index.map_or(&table.sort_key, |index| &index.sort_key).as_ref().filter(|_| is_mixed);
        let beginning = sort_key.and_then(|key| match key.parts.first()? {
            KeyPart::Text(text) => Some((key.name.clone(), text.clone())),
            KeyPart::Attribute(_) => None,
        });
        let items = way.evaluated.div_ceil(texts.len().max(1) as u64).max(1);
        for suffix in texts {
            self.steps.push(Step::Query(Queried {
                table_name: table_name.clone(),
                index_name: index_name.clone(),
                key: key.clone(),
                suffix,
                beginning: beginning.clone(),
                items,
                consistent: self.pattern.consistent && index.is_none_or(|index| index.is_local),
            }));
        }
        let fetched = way.notes.iter().find_map(|note| if let Note::Fetches(items) = note { Some(*items) } else { None });
        if let Some(items) = fetched.filter(|_| index.is_some_and(|index| !index.is_local)) {
            self.steps.push(Step::Fetch { shape, items: usize::try_from(items).unwrap_or(usize::MAX) });
        }
    }

    /// When the next request of this second comes, in microseconds since the start.
    pub(super) fn arrival(&mut self, draws: &Draws, second: u64) -> Option<u64> {
        if self.second.0 != second {
            let pattern = self.number as usize;
            self.second = (second, draws.arrivals().count(pattern, second), draws.arrivals().until(pattern, second), 0);
        }
        let (_, count, _, come) = self.second;
        (come < count).then(|| second * 1_000_000 + (2 * come + 1) * 1_000_000 / (2 * count))
    }

    /// That request.
    pub(super) fn take(&mut self, draws: &Draws) -> Request {
        let (second, _, first, come) = &mut self.second;
        *come += 1;
        draws.request(self.number, *first + *come - 1, *second)
    }

    /// How the item lies that a step reads or changes by its key, if it does.
    pub(super) fn key_shape(&self, step: &Step) -> Option<&Shape> {
        match step {
            Step::Write { write: Write::Transact, .. } if access::creates(&self.pattern) => None,
            Step::Get { shape } | Step::Write { shape, write: Write::Update | Write::Delete | Write::Transact } => {
                self.shapes.get(*shape)
            }
            Step::Write { write: Write::Put, .. } | Step::Query(_) | Step::Fetch { .. } | Step::Scan { .. } => None,
        }
    }

    /// How the item lies that a step puts as a whole, if it does.
    pub(super) fn put_shape(&self, step: &Step) -> Option<&Shape> {
        match step {
            Step::Write { shape, write: Write::Put | Write::Transact } if access::creates(&self.pattern) => {
                self.shapes.get(*shape)
            }
            _ => None,
        }
    }

    /// That key.
    pub(super) fn key(&self, step: &Step, item: &Request, draws: &Draws) -> Option<Item> {
        self.key_shape(step).map(|shape| shape.key(&|name, out| draws.write(name, item, out)))
    }

    /// The next call of a request for an item, by the step's key; `None` if it is done.
    pub(super) fn call(
        &self,
        next: &Next,
        request: &Request,
        item: &Request,
        key: Option<Item>,
        draws: &Draws,
    ) -> Option<Operation> {
        let value = |name: &str, out: &mut String| draws.write(name, item, out);
        Some(match self.steps.get(next.step)? {
            Step::Get { shape } => get(&self.shapes[*shape], key.unwrap_or_default(), self.pattern.consistent),
            Step::Fetch { shape, .. } => get(&self.shapes[*shape], next.found.last()?.clone(), self.pattern.consistent),
            Step::Query(queried) => query(queried, next, &value),
            Step::Scan { table_name, index_name } => Operation::Scan(Box::new(Scan {
                table_name: table_name.clone(),
                index_name: index_name.clone(),
                consistent_read: self.pattern.consistent && index_name.is_none(),
                exclusive_start_key: next.page.clone(),
                ..Scan::default()
            })),
            Step::Write { shape, write } => {
                self.write(&self.shapes[*shape], *write, request, item, key.unwrap_or_default(), draws)
            }
        })
    }

    fn write(&self, shape: &Shape, write: Write, request: &Request, item: &Request, key: Item, draws: &Draws) -> Operation {
        let changed = |name: &str, out: &mut String| {
            draws.write(name, if access::has(&self.pattern.changes, name) { request } else { item }, out);
        };
        let table_name = shape.table_name.clone();
        let put = || PutItem {
            table_name: table_name.clone(),
            item: shape.item(&changed, draws.size(&self.pattern, item), request.number.saturating_add(1)),
            ..PutItem::default()
        };
        match write {
            Write::Put => Operation::PutItem(put()),
            Write::Delete => Operation::DeleteItem(DeleteItem { table_name, key, ..DeleteItem::default() }),
            Write::Update => Operation::UpdateItem(update(shape, &self.pattern, key, &changed, request.number)),
            Write::Transact => {
                let is_update = !access::creates(&self.pattern);
                let action = if is_update {
                    TransactWrite::Update(update(shape, &self.pattern, key, &changed, request.number))
                } else {
                    TransactWrite::Put(put())
                };
                Operation::TransactWriteItems(TransactWriteItems {
                    transact_items: vec![action],
                    ..TransactWriteItems::default()
                })
            }
        }
    }

    /// A call was carried out: which one is next.
    pub(super) fn advance(&self, next: &mut Next, response: Response) {
        match (self.steps.get(next.step), response) {
            (Some(Step::Query(queried)), Response::Page { items, scanned_count, last_evaluated_key, .. }) => {
                next.evaluated += scanned_count;
                if matches!(self.steps.last(), Some(Step::Fetch { .. })) {
                    self.find(next, items.unwrap_or_default().iter().map(|item| &**item));
                }
                next.page = last_evaluated_key.filter(|_| next.evaluated < queried.items);
            }
            (Some(Step::Scan { .. }), Response::Page { last_evaluated_key, .. }) => next.page = last_evaluated_key,
            (Some(Step::Fetch { .. }), _) => drop(next.found.pop()),
            _ => {}
        }
        let fetches = matches!(self.steps.get(next.step), Some(Step::Fetch { .. }));
        if next.page.is_none() && (!fetches || next.found.is_empty()) {
            next.step += 1;
            next.evaluated = 0;
        }
        // Nothing was found: there is nothing to fetch.
        if matches!(self.steps.get(next.step), Some(Step::Fetch { .. })) && next.found.is_empty() {
            next.step += 1;
        }
    }

    fn find<'i>(&self, next: &mut Next, items: impl Iterator<Item = &'i Item>) {
        let Some(Step::Fetch { shape, items: most }) = self.steps.last() else { return };
        let (shape, room) = (&self.shapes[*shape], most.saturating_sub(next.found.len()));
        next.found.extend(items.take(room).map(|item| shape.key_of(item)));
    }
}

fn get(shape: &Shape, key: Item, consistent_read: bool) -> Operation {
    Operation::GetItem(GetItem { table_name: shape.table_name.clone(), key, consistent_read, ..GetItem::default() })
}

fn query(queried: &Queried, next: &Next, value: Value<'_>) -> Operation {
    let key = queried.text(value);
    let mut names = BTreeMap::from([("#p".to_owned(), queried.key.name.clone())]);
    let mut values = Item::from([(":p", AttributeValue::S(key))]);
    let mut condition = "#p = :p".to_owned();
    if let Some((name, text)) = &queried.beginning {
        condition.push_str(" AND begins_with(#s, :s)");
        names.insert("#s".to_owned(), name.clone());
        values.insert(":s", AttributeValue::S(text.clone()));
    }
    Operation::Query(Box::new(Query {
        table_name: queried.table_name.clone(),
        index_name: queried.index_name.clone(),
        key_condition_expression: Some(condition),
        expressions: Expressions { names: Some(names), values: Some(values), ..Expressions::default() },
        limit: Some(i64::try_from(queried.items - next.evaluated.min(queried.items - 1)).unwrap_or(i64::MAX)),
        consistent_read: queried.consistent,
        scan_index_forward: Some(false),
        exclusive_start_key: next.page.clone(),
        ..Query::default()
    }))
}

fn update(shape: &Shape, pattern: &Pattern, key: Item, changed: Value<'_>, count: u64) -> UpdateItem {
    let (mut expression, mut names, mut values) = (String::from("SET "), BTreeMap::new(), Item::new());
    for (at, (name, value)) in shape.update(pattern, changed, count).into_iter().enumerate() {
        if at > 0 {
            expression.push_str(", ");
        }
        let (placeholder, with) = (format!("#{at}"), format!(":{at}"));
        expression.push_str(&placeholder);
        expression.push_str(" = ");
        expression.push_str(&with);
        names.insert(placeholder, name.as_str().to_owned());
        values.insert(with, value);
    }
    UpdateItem {
        table_name: shape.table_name.clone(),
        key,
        update_expression: Some(expression),
        expressions: Expressions { names: Some(names), values: Some(values), ..Expressions::default() },
        ..UpdateItem::default()
    }
}

impl Queried {
    /// The partition key that it reads.
    pub(super) fn text(&self, value: Value<'_>) -> String {
        rendered(&self.key, &|name, out| match &self.suffix {
            Some((attribute, text)) if attribute == name => out.push_str(text),
            _ => value(name, out),
        })
    }
}
