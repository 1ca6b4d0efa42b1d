//! How the keys of one template are spread: the heavy ones by name, and the rest evenly over the hash space.

use model::{AttributeValue, KeyHash};

use super::draws::Draws;
use super::spectrum::Spectrum;
use super::zipf::WHOLE;
use crate::scenario::{KeyPart, KeyTemplate};

/// The keys that a pattern's requests go to at a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGroups {
    /// Keys by name, the heaviest first.
    pub heavy: Vec<HeavyKey>,
    /// Share of all other keys together, in [`KeyGroups::PARTS`]; they are spread evenly over the hash space.
    pub rest_parts: u64,
    /// How many other keys there are; `u64::MAX` if there is no end to them.
    pub rest_keys: u64,
    /// Second of the scenario until which this holds, itself not included; `u64::MAX` if it always does.
    pub until_s: u64,
}

/// A key by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeavyKey {
    /// The key's text.
    pub key: String,
    /// Where it lies: the hash that the engine gives to a string key of this text.
    pub hash: KeyHash,
    /// Its share of the requests, in [`KeyGroups::PARTS`].
    pub parts: u64,
}

impl KeyGroups {
    /// What all shares add up to.
    pub const PARTS: u64 = 1_000_000_000;
    /// Keys by name at most (our bound). Where there are no more keys than this, each has its name.
    pub const NAMED_MAX: usize = 4_096;

    /// The keys that a template gives for the requests of a pattern at a second of the scenario.
    pub fn of(draws: &Draws, template: &KeyTemplate, pattern: u32, second: u64) -> Self {
        let kind = draws.patterns.get(pattern as usize).map_or("", |pattern| &pattern.entity);
        let template = &template.of(kind);
        let mut keys = Spectrum::one(String::new());
        // An attribute that comes twice is the same value twice: its spectrum counts once, and its text is put in afterwards.
        let mut places: Vec<&str> = vec![];
        for part in &template.parts {
            let KeyPart::Attribute(name) = part else { continue };
            if places.contains(&name.as_str()) {
                continue;
            }
            let (Some(drawn), Some(pattern)) = (draws.attribute(name), draws.patterns.get(pattern as usize)) else { continue };
            places.push(name);
            keys = product(keys, Spectrum::of(draws, drawn, pattern, second));
        }
        groups(keys, template, &places)
    }
}

/// Where a string key of this text lies.
fn hash_of(key: String) -> KeyHash {
    let mut bytes = Vec::with_capacity(key.len() + 2);
    // A string is always a key.
    let _ = AttributeValue::S(key).encode_key(&mut bytes);
    KeyHash::of(&bytes)
}

/// Ends each attribute's text while texts are joined. No text of a value contains it.
const END: char = '\u{0}';

/// Each value of one with each of the other. The two are independent, so shares are multiplied.
fn product(left: Spectrum, right: Spectrum) -> Spectrum {
    let mut named = Vec::with_capacity(left.named.len().max(right.named.len()));
    for (place, (text, share)) in left.named.iter().enumerate() {
        // Both are in order of share: a pair with this many pairs before it is none of the heaviest.
        let most = KeyGroups::NAMED_MAX / (place + 1);
        for (other, of) in right.named.iter().take(most) {
            named.push((format!("{text}{other}{END}"), (u128::from(*share) * u128::from(*of) / u128::from(WHOLE)) as u64));
        }
    }
    model::sort_by(&mut named, |left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    named.truncate(KeyGroups::NAMED_MAX);
    let values = |spectrum: &Spectrum| (spectrum.named.len() as u64).saturating_add(spectrum.rest_values);
    let all = values(&left).saturating_mul(values(&right));
    let endless = left.rest_values == u64::MAX || right.rest_values == u64::MAX;
    Spectrum {
        rest: WHOLE - named.iter().map(|(_, share)| share).sum::<u64>(),
        rest_values: if endless { u64::MAX } else { all.saturating_sub(named.len() as u64) },
        until_s: left.until_s.min(right.until_s),
        named,
    }
}

/// The joined texts as keys of the template, and shares as parts.
fn groups(keys: Spectrum, template: &KeyTemplate, places: &[&str]) -> KeyGroups {
    let parts = |share: u64| (u128::from(share) * u128::from(KeyGroups::PARTS) / u128::from(WHOLE)) as u64;
    let mut heavy: Vec<HeavyKey> = vec![];
    let mut too_light = 0u64;
    for (joined, share) in &keys.named {
        if parts(*share) == 0 {
            too_light += 1;
            continue;
        }
        let key = rendered(template, places, joined);
        heavy.push(HeavyKey { hash: hash_of(key.clone()), key, parts: parts(*share) });
    }
    let rest_parts = KeyGroups::PARTS - heavy.iter().map(|key| key.parts).sum::<u64>();
    let mut groups =
        KeyGroups { heavy, rest_parts, rest_keys: keys.rest_values.saturating_add(too_light), until_s: keys.until_s };
    if groups.rest_keys == 0
        && let Some(first) = groups.heavy.first_mut()
    {
        // What rounding leaves over: at most one part for each key.
        first.parts += core::mem::take(&mut groups.rest_parts);
    }
    groups
}

fn rendered(template: &KeyTemplate, places: &[&str], joined: &str) -> String {
    let texts: Vec<&str> = joined.split(END).collect();
    let mut key = String::new();
    for part in &template.parts {
        match part {
            KeyPart::Text(text) => key.push_str(text),
            KeyPart::Attribute(name) => {
                let place = places.iter().position(|place| place == name);
                key.push_str(place.and_then(|place| texts.get(place)).copied().unwrap_or_default());
            }
        }
    }
    key
}
