//! Which values a request carries, and which item it touches.
//!
//! A value is a hash of the scenario's seed, the request and the attribute's name, so whoever asks gets the same. Attributes are
//! drawn independently of each other.
//!
//! Our model of what a request touches: a put makes an item, in the place of one with its key. A request whose caller knows a
//! time or a number that only one item has goes to an item that exists, all of them equally likely, and finds that item's
//! values; a delete takes the oldest. Every other request names values as a put would draw them.

use super::arrivals::Arrivals;
use super::calendar::{write_date, write_hour, write_moment};
use super::live::Live;
use super::number_text::write_number;
use super::spectrum::Spectrum;
use super::zipf::Zipf;
use crate::Chance;
use crate::scenario::{Action, Attribute, ItemSize, KeyPart, KeyTemplate, Pattern, Scenario, Values};

/// A request, or the item that it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// Where it comes from.
    pub origin: Origin,
    /// Its number among those of its origin, from 0.
    pub number: u64,
    /// Second since 1970 at which it arrives, or at which the item came to be.
    pub at_s: u64,
}

/// Where a request or an item comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The scenario's pattern with this number.
    Pattern(u32),
    /// Items of the entity with this number that were there at the start.
    Stock(u32),
}

/// Draws for one scenario.
#[derive(Clone, Debug)]
pub struct Draws {
    arrivals: Arrivals,
    start_s: u64,
    chance: Chance,
    attributes: Vec<Drawn>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) live: Vec<Live>,
}

/// An attribute with what its draws need.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) attribute: Attribute,
    pub(super) pick: Pick,
    /// Digits of its numbered values.
    digits: usize,
    /// Its values with their shares, if they come from a list.
    pub(super) listed: Spectrum,
}

/// How one of an attribute's values is picked.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    /// All equally likely.
    Even(u64),
    /// By rank.
    Zipf(u64, Zipf),
    /// The first takes so many millionths, the others share the rest.
    OneHot(u64, u32),
    /// Sums of weights.
    Weighted(Vec<u64>),
    /// In turn.
    Turn(u64),
    /// No list of values: the request itself gives it.
    Request,
}

impl Draws {
    /// Draws of this scenario.
    pub fn new(scenario: &Scenario) -> Self {
        Draws {
            arrivals: Arrivals::new(scenario),
            start_s: scenario.start_s,
            chance: Chance::new(scenario.seed),
            attributes: scenario.attributes.iter().map(Drawn::new).collect(),
            patterns: scenario.patterns.clone(),
            live: Live::all(scenario),
        }
    }

    /// The arrivals that these draws go with.
    pub fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    /// The request with this number of a pattern, which arrives in this second of the scenario.
    pub fn request(&self, pattern: u32, number: u64, second: u64) -> Request {
        Request { origin: Origin::Pattern(pattern), number, at_s: self.start_s.saturating_add(second) }
    }

    /// Items of an entity that are there at the start: as many as the design with most of them says.
    pub fn stock(&self, entity: &str) -> u64 {
        self.live_of(entity).map_or(0, |(_, live)| live.stock)
    }

    /// One of the items that are there at the start, from 0.
    pub fn stock_item(&self, entity: &str, number: u64) -> Option<Request> {
        let (index, live) = self.live_of(entity)?;
        Some(Request { origin: Origin::Stock(index), number, at_s: live.stock_born_s(number, self.start_s) })
    }

    /// The first item of the start that has the values of a request, of the attributes that name an item.
    pub fn stock_with_key_of(&self, request: &Request) -> Option<Request> {
        let entity = self.kind_of(request);
        let (_, live) = self.live_of(entity)?;
        let number = live.with_values(|name| self.attribute(name).map(|drawn| self.index(drawn, request)))?;
        self.stock_item(entity, number)
    }

    /// The item that a request touches: its own values, or those of an item that exists.
    pub fn item(&self, request: &Request) -> Request {
        let Origin::Pattern(index) = request.origin else { return *request };
        let Some(pattern) = self.patterns.get(index as usize).filter(|pattern| self.finds_existing(pattern)) else {
            return *request;
        };
        let Some((entity, live)) = self.live_of(&pattern.entity) else { return *request };
        let now = request.at_s.saturating_sub(self.start_s);
        let found = if pattern.action == Action::Delete {
            live.oldest(index, request.number, &self.arrivals, now)
        } else {
            let among = live.count(&self.arrivals, now);
            (among > 0)
                .then(|| self.chance_of(request.origin).below("item", request.number, among))
                .and_then(|chosen| live.nth(chosen, &self.arrivals, now))
        };
        found.map_or(*request, |(origin, number)| self.born(origin.unwrap_or(Origin::Stock(entity)), number, live, now))
    }

    /// The value of an attribute that a request or an item carries; `None` if the scenario has no such attribute.
    pub fn value(&self, attribute: &str, item: &Request) -> Option<String> {
        let drawn = self.attribute(attribute)?;
        let mut text = String::new();
        self.write_drawn(drawn, item, &mut text);
        Some(text)
    }

    /// Appends the value of an attribute that a request or an item carries; nothing if the scenario has no such attribute.
    pub fn write(&self, attribute: &str, item: &Request, out: &mut String) {
        if let Some(drawn) = self.attribute(attribute) {
            self.write_drawn(drawn, item, out);
        }
    }

    fn write_drawn(&self, drawn: &Drawn, item: &Request, out: &mut String) {
        match drawn.attribute.values {
            Values::Time => self.write_moment_of(item, out),
            Values::Date => write_date(item.at_s, out),
            Values::Hour => write_hour(item.at_s, out),
            Values::Sequence => drawn.write_numbered(self.unique(item), out),
            _ => drawn.write(self.index(drawn, item), out),
        }
    }

    /// The key that a template gives for a request: of the item that it touches.
    pub fn key(&self, template: &KeyTemplate, request: &Request) -> String {
        self.key_of(template, &self.item(request))
    }

    /// The key that a template gives for an item. An attribute that the scenario does not have gives nothing.
    pub fn key_of(&self, template: &KeyTemplate, item: &Request) -> String {
        let mut key = String::new();
        let parts = if template.of_kind.is_empty() { &template.parts } else { template.parts_of(self.kind_of(item)) };
        for part in parts {
            match part {
                KeyPart::Text(text) => key.push_str(text),
                KeyPart::Attribute(name) => self.write(name, item, &mut key),
            }
        }
        key
    }

    /// The kind of an item, or of what a request is about; empty if the scenario has no such origin.
    pub fn kind_of(&self, item: &Request) -> &str {
        match item.origin {
            Origin::Pattern(number) => self.patterns.get(number as usize).map_or("", |pattern| &pattern.entity),
            Origin::Stock(number) => self.live.get(number as usize).map_or("", |live| &live.entity),
        }
    }

    /// Bytes of the item that a put writes, an update changes or a read finds.
    pub fn size(&self, pattern: &Pattern, item: &Request) -> u32 {
        match pattern.size {
            ItemSize::Fixed(bytes) => bytes,
            ItemSize::Between(low, high) => {
                let span = u64::from(high.saturating_sub(low)) + 1;
                low.saturating_add(self.chance_of(item.origin).below("size", item.number, span) as u32)
            }
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&Drawn> {
        self.attributes.iter().find(|drawn| drawn.attribute.name == name)
    }

    pub(super) fn live_of(&self, entity: &str) -> Option<(u32, &Live)> {
        (0..).zip(&self.live).find(|(_, live)| live.entity == entity)
    }

    /// Whether the pattern's requests go to items that exist.
    pub(super) fn finds_existing(&self, pattern: &Pattern) -> bool {
        if pattern.makes_items() || pattern.action == Action::ScanAll {
            return false;
        }
        // A single item is asked for by its key, unless the pattern says by what.
        let by_key = pattern.known.is_empty() && pattern.action != Action::List;
        let key = self.live_of(&pattern.entity).map(|(_, live)| &live.key).filter(|_| by_key);
        let is_born = |name: &String| {
            self.attribute(name).is_some_and(|drawn| matches!(drawn.attribute.values, Values::Time | Values::Sequence))
        };
        key.unwrap_or(&pattern.known).iter().any(is_born)
    }

    pub(super) fn start_s(&self) -> u64 {
        self.start_s
    }

    /// The item with this number of its origin, which came to be before this second of the scenario.
    fn born(&self, origin: Origin, number: u64, live: &Live, before: u64) -> Request {
        let at_s = match origin {
            Origin::Stock(_) => live.stock_born_s(number, self.start_s),
            Origin::Pattern(pattern) => self.start_s.saturating_add(self.second_of(pattern, number, before)),
        };
        Request { origin, number, at_s }
    }

    /// The second in which a pattern's request with this number arrived: the first before whose end there are more.
    fn second_of(&self, pattern: u32, number: u64, before: u64) -> u64 {
        let (mut low, mut high) = (0, before);
        while low < high {
            let middle = low.midpoint(high);
            if self.arrivals.until(pattern as usize, middle + 1) > number {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    fn chance_of(&self, origin: Origin) -> Chance {
        Chance::new(match origin {
            Origin::Pattern(index) => self.chance.draw("pattern", u64::from(index)),
            Origin::Stock(index) => self.chance.draw("stock", u64::from(index)),
        })
    }

    /// The number of the value, from 0, that an item has of an attribute with a list of values.
    fn index(&self, drawn: &Drawn, item: &Request) -> u64 {
        if let Origin::Stock(entity) = item.origin
            && let Some(index) = self.live.get(entity as usize).and_then(|live| live.in_turn(&drawn.attribute.name, item.number))
        {
            return index;
        }
        let draw = || self.chance_of(item.origin).draw(&drawn.attribute.name, item.number);
        drawn.pick.index(draw, item.number)
    }

    /// A number that no other item has, which grows with time from the stock's items on.
    fn unique(&self, item: &Request) -> u64 {
        const ORIGINS: u64 = 64;
        const _: () = assert!(Scenario::PATTERNS_MAX < ORIGINS as usize - 1);
        let (before, place) = match item.origin {
            Origin::Stock(_) => (0, ORIGINS - 1),
            Origin::Pattern(pattern) => {
                let entity = self.patterns.get(pattern as usize).map(|pattern| pattern.entity.as_str());
                (entity.map_or(0, |entity| self.stock(entity)), u64::from(pattern) % ORIGINS)
            }
        };
        (before.saturating_add(item.number)).saturating_mul(ORIGINS).saturating_add(place)
    }

    /// The item's moment; those of one second are spread over it in their order.
    fn write_moment_of(&self, item: &Request, out: &mut String) {
        let second = item.at_s.saturating_sub(self.start_s);
        let (place, of, origin) = match item.origin {
            Origin::Stock(_) => (item.number % 1_000_000, 1_000_000, 999),
            Origin::Pattern(pattern) => {
                let first = self.arrivals.until(pattern as usize, second);
                let count = self.arrivals.count(pattern as usize, second).max(1);
                (item.number.saturating_sub(first).min(count - 1), count, u64::from(pattern) % 999)
            }
        };
        let microsecond = (u128::from(place) * 1_000_000 / u128::from(of)) as u64;
        write_moment(item.at_s, microsecond * 1_000 + origin, out);
    }
}

impl Drawn {
    fn new(attribute: &Attribute) -> Self {
        let pick = Pick::new(&attribute.values);
        let mut drawn =
            Drawn { digits: attribute.digits() as usize, pick, attribute: attribute.clone(), listed: Spectrum::default() };
        drawn.listed = Spectrum::listed(&drawn);
        drawn
    }

    /// The text of the value with this number, from 0.
    pub(super) fn text(&self, index: u64) -> String {
        let mut text = String::new();
        self.write(index, &mut text);
        text
    }

    fn write(&self, index: u64, out: &mut String) {
        match &self.attribute.values {
            Values::Weighted { values } => out.push_str(values.get(index as usize).map_or("", |(text, _)| text)),
            Values::Replay { values } => out.push_str(values.get(index as usize).map_or("", String::as_str)),
            Values::Suffix { .. } => write_number(index, self.digits, out),
            _ => self.write_numbered(index.saturating_add(1), out),
        }
    }

    /// `device-0000042`: the attribute's name and a number, as long as the attribute is; a short one has less of the name.
    fn write_numbered(&self, number: u64, out: &mut String) {
        let size = self.attribute.size_bytes as usize;
        let name = &self.attribute.name;
        let room = size.saturating_sub(self.digits + 1);
        let cut = (0..=room.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        if cut == 0 {
            write_number(number, size.max(self.digits), out);
            return;
        }
        out.push_str(&name[..cut]);
        out.push('-');
        write_number(number, size - cut - 1, out);
    }
}

impl Pick {
    fn new(values: &Values) -> Self {
        match values {
            Values::Uniform { count } => Pick::Even(*count),
            Values::Zipf { count, exponent_thousandths } => Pick::Zipf(*count, Zipf::new(*count, *exponent_thousandths)),
            Values::OneHot { count, hot_millionths } => Pick::OneHot(*count, *hot_millionths),
            Values::Suffix { count } => Pick::Even(u64::from(*count)),
            Values::Replay { values } => Pick::Turn(values.len() as u64),
            Values::Weighted { values } => {
                let mut sum = 0u64;
                let until = |(_, weight): &(String, u64)| {
                    sum = sum.saturating_add(*weight);
                    sum
                };
                Pick::Weighted(values.iter().map(until).collect())
            }
            Values::Time | Values::Date | Values::Hour | Values::Sequence => Pick::Request,
        }
    }

    /// How many values there are; `None` if the request itself gives them.
    pub(super) fn count(&self) -> Option<u64> {
        match self {
            Pick::Even(count) | Pick::Zipf(count, _) | Pick::OneHot(count, _) | Pick::Turn(count) => Some(*count),
            Pick::Weighted(sums) => Some(sums.len() as u64),
            Pick::Request => None,
        }
    }

    /// The number of the value for a draw of 64 even bits; what comes in turn goes by the request's number.
    fn index(&self, draw: impl Fn() -> u64, number: u64) -> u64 {
        let below = |bound: u64| ((u128::from(draw()) * u128::from(bound)) >> 64) as u64;
        match self {
            Pick::Even(count) => below(*count),
            Pick::Zipf(_, zipf) => zipf.rank(draw()) - 1,
            Pick::OneHot(count, hot_millionths) => {
                // The draw's upper part says whether it is the hot one, what is left over of it which of the others.
                let scaled = u128::from(draw()) * 1_000_000;
                let (part, rest) = ((scaled >> 64) as u64, scaled as u64);
                let others = count.saturating_sub(1);
                if part < u64::from(*hot_millionths) || others == 0 {
                    0
                } else {
                    1 + ((u128::from(rest) * u128::from(others)) >> 64) as u64
                }
            }
            Pick::Weighted(sums) => {
                let point = below(sums.last().copied().unwrap_or_default());
                sums.partition_point(|sum| *sum <= point) as u64
            }
            Pick::Turn(count) => number.checked_rem(*count).unwrap_or_default(),
            Pick::Request => 0,
        }
    }
}
