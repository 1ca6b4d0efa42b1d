//! Items that are there before they are asked for.
//!
//! A scenario may begin with more items than memory holds, and only those matter that requests touch. So an item is put in
//! place when a request asks for it and it is not there; a list's items are when its key is first asked for; and what is
//! scanned is there from the start. None of it costs capacity.

use std::collections::BTreeSet;

use engine::{Context, Engine, TablePlace};
use model::Item;

use super::course::{Course, Queried, Step};
use super::known::Known;
use super::shape::Shape;
use crate::access::attributes;
use crate::scenario::Design;
use crate::workload::{Draws, Origin, Request};

/// Bytes of items put in place at most (our bound: a third of what a wasm memory holds).
const BYTES_MAX: u64 = 1 << 30;
/// Numbers of items that no request makes begin here.
const FIRST: u64 = 1 << 40;

/// What was put in place.
#[derive(Debug, Default)]
pub(super) struct Stock {
    /// Keys whose lists are there: of each, the course and the text.
    lists: BTreeSet<(u32, String)>,
    known: Known,
    /// Items of the start whose key was put: of each, the table and the number.
    met: BTreeSet<(usize, u64)>,
    items: u64,
    bytes: u64,
    /// Something was left out because of the bound.
    pub(super) is_cut: bool,
}

/// What an item is put in place for.
#[derive(Clone, Copy)]
pub(super) struct For<'a> {
    pub(super) course: &'a Course,
    pub(super) draws: &'a Draws,
    pub(super) context: &'a Context,
    pub(super) start_s: u64,
}

impl Stock {
    /// Nothing is in place yet for the requests of these courses.
    pub(super) fn new(courses: &[Course]) -> Self {
        Stock { known: Known::new(courses), ..Stock::default() }
    }

    /// The items that scans read.
    pub(super) fn lay_in(&mut self, of: For<'_>, design: &Design, engine: &mut Engine) {
        for step in &of.course.steps {
            let Step::Scan { table_name, .. } = step else { continue };
            let Some(table) = design.tables.iter().find(|table| table.name == *table_name) else { continue };
            let Some(shape) = of.course.shapes.iter().find(|shape| shape.table_name == *table_name) else { continue };
            for number in 0..table.item_count {
                let Some(item) = of.draws.stock_item(&of.course.pattern.entity, number) else { break };
                let value = |name: &str, out: &mut String| of.draws.write(name, &item, out);
                if !self.put(shape, &value, table.item_bytes, of.context, engine) {
                    break;
                }
            }
        }
    }

    /// What a step of a request reads or changes; `key` is that of the item, if it does so by a key.
    pub(super) fn prepare(
        &mut self,
        of: For<'_>,
        step: &Step,
        request: &Request,
        item: &Request,
        key: Option<&Item>,
        engine: &mut Engine,
    ) {
        if let (Some(key), Some(shape)) = (key, of.course.key_shape(step)) {
            self.one(of, shape, request, item, key, engine);
        } else if let Step::Query(queried) = step {
            self.list(of, queried, item, engine);
        } else if let Some(shape) = of.course.put_shape(step).filter(|shape| shape.stock > 0) {
            self.replaced(of, shape, request, engine);
        }
    }

    /// The item of the start that a put replaces, if there is one with its key that nobody has asked for.
    fn replaced(&mut self, of: For<'_>, shape: &Shape, request: &Request, engine: &mut Engine) {
        let Some(before) = of.draws.stock_with_key_of(request).filter(|before| before.number < shape.stock) else { return };
        if !self.met.insert((shape.table, before.number)) {
            return;
        }
        let value = |name: &str, out: &mut String| of.draws.write(name, &before, out);
        let place = TablePlace { account: &of.context.account, region: &of.context.region, name: &shape.table_name };
        if !engine.has_item(place, &shape.key(&value)) {
            self.put(shape, &value, of.draws.size(&of.course.pattern, &before), of.context, engine);
        }
    }

    fn one(&mut self, of: For<'_>, shape: &Shape, request: &Request, item: &Request, key: &Item, engine: &mut Engine) {
        if self.known.has(shape.table, item) {
            return;
        }
        let place = TablePlace { account: &of.context.account, region: &of.context.region, name: &shape.table_name };
        let is_there = engine.has_item(place, key) || self.before(of, shape, request, item, engine);
        // Numbers of what a request names itself do not come again.
        if is_there && item != request {
            self.known.note(shape.table, item);
        }
    }

    /// Puts in place what a request finds; whether that was done.
    fn before(&mut self, of: For<'_>, shape: &Shape, request: &Request, item: &Request, engine: &mut Engine) -> bool {
        // What the request itself will write was something else before.
        let before = Request { number: request.number.wrapping_add(FIRST), ..*item };
        let value = |name: &str, out: &mut String| {
            let is_changed = crate::access::has(&of.course.pattern.changes, name) && item == request;
            of.draws.write(name, if is_changed { &before } else { item }, out);
        };
        self.put(shape, &value, of.draws.size(&of.course.pattern, item), of.context, engine)
    }

    fn list(&mut self, of: For<'_>, queried: &Queried, item: &Request, engine: &mut Engine) {
        let own = |name: &str, out: &mut String| of.draws.write(name, item, out);
        let text = queried.text(&own);
        if self.lists.contains(&(of.course.number, text.clone())) {
            return;
        }
        self.lists.insert((of.course.number, text));
        let Some(shape) = of.course.shapes.iter().find(|shape| shape.table_name == queried.table_name) else { return };
        let origin = of.draws.stock_item(&of.course.pattern.entity, 0).map_or(Origin::Stock(0), |item| item.origin);
        for _ in 0..queried.items {
            let number = FIRST + self.items;
            let made = Request { origin, number, at_s: of.start_s.saturating_sub(1 + self.items / 1_000_000) };
            let value = |name: &str, out: &mut String| match &queried.suffix {
                Some((attribute, text)) if attribute == name => out.push_str(text),
                _ if attributes(&queried.key).any(|known| known == name) => own(name, out),
                _ => of.draws.write(name, &made, out),
            };
            self.put(shape, &value, of.draws.size(&of.course.pattern, &made), of.context, engine);
        }
    }

    fn put(
        &mut self,
        shape: &Shape,
        value: super::shape::Value<'_>,
        size_bytes: u32,
        context: &Context,
        engine: &mut Engine,
    ) -> bool {
        self.items += 1;
        if self.bytes > BYTES_MAX {
            self.is_cut = true;
            return false;
        }
        self.bytes += u64::from(size_bytes);
        let place = TablePlace { account: &context.account, region: &context.region, name: &shape.table_name };
        engine.place_item(place, shape.item(value, size_bytes, 0));
        true
    }
}
