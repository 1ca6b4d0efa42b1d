//! How the keys of one pattern's requests are spread over partitions.

use capacity::{KeySpace, Place};
use model::{AttributeValue, KeyHash};

use super::super::fraction::Fraction;
use super::super::retry::MILLION;
use crate::access::{self, Plan};
use crate::scenario::{KeyPart, KeyTemplate};
use crate::workload::{Draws, KeyGroups, Request};

/// Requests whose sort keys are looked at, where item collections are cut by sort key.
const SORTS: u64 = 64;
/// The least share of the requests, in millionths, of a class of its own.
pub(super) const CLASS_AT_LEAST: u64 = 1_000;
/// Stands between the values of a class. No text of a value contains it.
const END: char = '\u{1}';

/// The keys of a pattern's requests at a second.
pub(super) struct Keys<'a> {
    plan: &'a Plan,
    draws: &'a Draws,
    pattern: u32,
    second: u64,
}

/// How keys are spread over the partitions of a key space.
pub(super) struct Spread {
    /// By partition number, in [`KeyGroups::PARTS`].
    pub(super) weights: Vec<u64>,
    /// Keys by name, the heaviest first.
    pub(super) hot: Vec<(KeyHash, String, Fraction)>,
    /// Second of the run until which this holds.
    pub(super) until_s: u64,
}

impl<'a> Keys<'a> {
    pub(super) fn new(plan: &'a Plan, draws: &'a Draws, pattern: u32, second: u64) -> Self {
        Keys { plan, draws, pattern, second }
    }

    /// How a stop's requests are spread.
    pub(super) fn spread(&self, space: usize, place: access::Place, spaces: &[&KeySpace]) -> Spread {
        match place {
            access::Place::Spread => {
                let mut weights = vec![0; spaces[space].partitions().count() as usize];
                add_evenly(&mut weights, spaces[space], KeyGroups::PARTS);
                Spread { weights, hot: Vec::new(), until_s: u64::MAX }
            }
            access::Place::Key => self.keyed(space, &self.partition_key(space), spaces),
        }
    }

    /// Attributes that several stops have in their keys; `None` if there are none.
    pub(super) fn together(&self, stops: impl Iterator<Item = (usize, access::Place)>) -> Option<Vec<String>> {
        let (mut once, mut twice): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (space, place) in stops {
            if place == access::Place::Spread {
                continue;
            }
            let mut of_stop: Vec<String> = Vec::new();
            for name in attributes(&self.partition_key(space)) {
                if once.iter().any(|known| known == name) && !twice.iter().any(|known| known == name) {
                    twice.push(name.to_owned());
                }
                of_stop.push(name.to_owned());
            }
            once.extend(of_stop);
        }
        (!twice.is_empty()).then_some(twice)
    }

    /// The heaviest values of these attributes, with their weights in millionths, and until when they hold.
    pub(super) fn heaviest(&self, attributes: &[String], most: usize) -> (Vec<(String, Vec<String>, u64)>, u64) {
        let ends = attributes.iter().flat_map(|name| [KeyPart::Attribute(name.clone()), KeyPart::Text(END.to_string())]);
        let template = KeyTemplate::new(String::new(), ends.collect());
        let groups = KeyGroups::of(self.draws, &template, self.pattern, self.second);
        let heavy = groups.heavy.iter().take(most).map(|heavy| (heavy, heavy.parts * MILLION / KeyGroups::PARTS));
        let heavy = heavy.filter(|(_, weight)| *weight >= CLASS_AT_LEAST).map(|(heavy, weight)| {
            let values = heavy.key.split_terminator(END).map(str::to_owned).collect();
            (heavy.key.clone(), values, weight)
        });
        (heavy.collect(), groups.until_s)
    }

    /// How a stop's requests are spread, of those with these values; `None` if its key has none of the attributes.
    pub(super) fn given(
        &self,
        space: usize,
        place: access::Place,
        names: &[String],
        values: &[String],
        spaces: &[&KeySpace],
    ) -> Option<Vec<u64>> {
        let template = &self.partition_key(space);
        if place == access::Place::Spread || !attributes(template).any(|name| names.iter().any(|known| known == name)) {
            return None;
        }
        let given = |part: &KeyPart| match part {
            KeyPart::Attribute(name) => match names.iter().position(|known| known == name).and_then(|at| values.get(at)) {
                Some(value) => KeyPart::Text(value.clone()),
                None => part.clone(),
            },
            KeyPart::Text(_) => part.clone(),
        };
        let template = KeyTemplate::new(template.name.clone(), template.parts.iter().map(given).collect());
        Some(self.keyed(space, &template, spaces).weights)
    }

    /// The partition key of a space, as the pattern's items have it.
    fn partition_key(&self, space: usize) -> KeyTemplate {
        let request = self.draws.request(self.pattern, 0, self.second);
        self.plan.spaces[space].partition_key.of(self.draws.kind_of(&request))
    }

    fn keyed(&self, space: usize, template: &KeyTemplate, spaces: &[&KeySpace]) -> Spread {
        let groups = KeyGroups::of(self.draws, template, self.pattern, self.second);
        let key_space = spaces[space];
        let mut weights = vec![0; key_space.partitions().count() as usize];
        add_evenly(&mut weights, key_space, groups.rest_parts);
        let sorts = if key_space.partitions().cuts_collections() { self.sorts(space) } else { Vec::new() };
        for heavy in &groups.heavy {
            if sorts.is_empty() {
                add(&mut weights, key_space.partition_of(Place::of(heavy.hash)), heavy.parts);
                continue;
            }
            let count = sorts.len() as u64;
            for (sort, nth) in sorts.iter().zip(0..) {
                let parts = heavy.parts * (nth + 1) / count - heavy.parts * nth / count;
                add(&mut weights, key_space.partition_of(Place { hash: heavy.hash, sort: *sort }), parts);
            }
        }
        let hot = groups.heavy.into_iter().map(|heavy| (heavy.hash, heavy.key, Fraction::of(heavy.parts, KeyGroups::PARTS)));
        Spread { weights, hot: hot.collect(), until_s: groups.until_s }
    }

    /// Beginnings of the sort keys of some requests of this second.
    fn sorts(&self, space: usize) -> Vec<u128> {
        let first = self.draws.arrivals().until(self.pattern as usize, self.second);
        (0..SORTS)
            .map(|nth| self.draws.request(self.pattern, first + nth, self.second))
            .map(|request| place_of(self.plan, self.draws, space, &self.draws.item(&request)).sort)
            .collect()
    }
}

/// Where an item, or what a request asks for, lies in a key space.
pub(in crate::simulate) fn place_of(plan: &Plan, draws: &Draws, space: usize, item: &Request) -> Place {
    let space = &plan.spaces[space];
    let hash = KeyHash::of(&encoded(draws.key_of(&space.partition_key, item)));
    // An entry of an index without a sort key is placed by the table's key behind it.
    let behind = match (&space.sort_key, space.index) {
        (Some(template), _) => Some(template),
        (None, Some(_)) => {
            let table = plan.spaces.iter().find(|other| other.table == space.table && other.index.is_none());
            table.map(|table| &table.partition_key)
        }
        (None, None) => None,
    };
    let mut beginning = [0; 16];
    if let Some(template) = behind {
        let bytes = encoded(draws.key_of(template, item));
        let length = bytes.len().min(beginning.len());
        beginning[..length].copy_from_slice(&bytes[..length]);
    }
    Place { hash, sort: u128::from_be_bytes(beginning) }
}

fn encoded(text: String) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 2);
    // A string is always a key.
    let _ = AttributeValue::S(text).encode_key(&mut bytes);
    bytes
}

fn attributes(template: &KeyTemplate) -> impl Iterator<Item = &str> {
    template.parts.iter().filter_map(|part| match part {
        KeyPart::Attribute(name) => Some(name.as_str()),
        KeyPart::Text(_) => None,
    })
}

fn add(weights: &mut [u64], partition: u32, parts: u64) {
    if let Some(weight) = weights.get_mut(partition as usize) {
        *weight += parts;
    }
}

/// Adds what is spread evenly over the hash space.
fn add_evenly(weights: &mut [u64], space: &KeySpace, parts: u64) {
    if parts > 0 {
        for (partition, last) in space.partitions().ranges() {
            let width = last.hash.0 - partition.first.hash.0;
            add(weights, partition.number.0, Fraction::of_space(width).times(parts));
        }
    }
}
