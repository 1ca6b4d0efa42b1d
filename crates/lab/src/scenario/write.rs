//! A scenario as text, which reads back to the same.

use core::fmt::Display;

use super::read::default_name;
use super::{
    Attribute, CapacityDesign, Curve, Design, IndexDesign, ItemSize, KeyPart, KeyTemplate, MilliRate, Pattern, Projected,
    RetryPolicy, Scaling, Scenario, TableClass, TableDesign, Units, Values,
};
use crate::workload::{DAY_S, date};

/// The scenario's text. Files and tables that it once named stand in it by value.
pub fn write(scenario: &Scenario) -> String {
    let mut page = Page::default();
    page.text("title", &scenario.title);
    if !scenario.note.is_empty() {
        page.plain("note", if scenario.note.contains('\n') { lines(&scenario.note) } else { quoted(&scenario.note) });
    }
    page.plain("seed", scenario.seed);
    page.plain("start", format_args!("\"{}\"", moment(scenario.start_s)));
    page.plain("duration", duration(scenario.duration_s));
    page.text("region", &scenario.region);
    page.retries(scenario.retries);
    if !scenario.attributes.is_empty() {
        page.section("[attributes]");
    }
    for attribute in &scenario.attributes {
        page.plain(&name(&attribute.name), values(attribute));
    }
    for pattern in &scenario.patterns {
        page.section("[[pattern]]");
        page.pattern(pattern);
    }
    for design in &scenario.designs {
        page.section("[[design]]");
        page.design(design);
    }
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn section(&mut self, heading: &str) {
        self.text.push('\n');
        self.text.push_str(heading);
        self.text.push('\n');
    }

    fn plain(&mut self, field: &str, value: impl Display) {
        self.text.push_str(&format!("{field} = {value}\n"));
    }

    fn text(&mut self, field: &str, value: &str) {
        self.plain(field, quoted(value));
    }

    fn names(&mut self, field: &str, names: &[String]) {
        if !names.is_empty() {
            self.plain(field, list(names.iter().map(|name| quoted(name))));
        }
    }

    fn retries(&mut self, retries: RetryPolicy) {
        let RetryPolicy { attempts, base_ms, max_ms, jitter } = retries;
        match retries {
            RetryPolicy::SDK => self.text("retries", "sdk"),
            RetryPolicy::NONE => self.text("retries", "none"),
            _ => {
                let delays = format_args!("base = \"{base_ms}ms\", max = \"{max_ms}ms\"");
                self.plain("retries", format_args!("{{ attempts = {attempts}, {delays}, jitter = {jitter} }}"));
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        self.text("name", &pattern.name);
        self.text("does", pattern.action.word());
        self.text("entity", &pattern.entity);
        self.names("known", &pattern.known);
        self.names("ordered_by", &pattern.ordered_by);
        self.names("needs", &pattern.needs);
        self.names("changes", &pattern.changes);
        match pattern.size {
            ItemSize::Fixed(bytes) => self.plain("size", bytes),
            ItemSize::Between(low, high) => self.plain("size", format_args!("[{low}, {high}]")),
        }
        if matches!(pattern.action, super::Action::List | super::Action::ScanAll) || pattern.items != 1 {
            self.plain("items", pattern.items);
        }
        if pattern.returned_millionths != 1_000_000 {
            self.plain("returned", scaled(pattern.returned_millionths.into(), 6));
        }
        if pattern.consistent {
            self.plain("consistent", true);
        }
        if let Some(days) = pattern.expires_after_days {
            self.plain("expires_after", format_args!("\"{days}d\""));
        }
        self.plain("rate", curve(&pattern.rate));
    }

    fn design(&mut self, design: &Design) {
        self.text("name", &design.name);
        for table in &design.tables {
            self.section("[[design.table]]");
            self.table(table);
        }
    }

    fn table(&mut self, table: &TableDesign) {
        self.text("name", &table.name);
        self.names("holds", &table.holds);
        self.key("partition_key", &table.partition_key, "pk");
        if let Some(key) = &table.sort_key {
            self.key("sort_key", key, "sk");
        }
        self.plain("items", table.item_count);
        self.plain("item_size", table.item_bytes);
        if table.class == TableClass::InfrequentAccess {
            self.text("class", "infrequent-access");
        }
        if let CapacityDesign::Provisioned { .. } = table.capacity {
            self.text("mode", "provisioned");
        }
        self.capacity(&table.capacity);
        for (number, index) in (1u32..).zip(&table.indexes) {
            self.section("[[design.table.index]]");
            self.index(number, index);
        }
    }

    fn index(&mut self, number: u32, index: &IndexDesign) {
        self.text("name", &index.name);
        let kind = if index.is_local { "lsi" } else { "gsi" };
        if index.is_local {
            self.plain("local", true);
        } else {
            self.key("partition_key", &index.partition_key, &format!("gsi{number}pk"));
        }
        if let Some(key) = &index.sort_key {
            self.key("sort_key", key, &format!("{kind}{number}sk"));
        }
        match &index.projection {
            Projected::All => self.text("projection", "all"),
            Projected::KeysOnly => self.text("projection", "keys-only"),
            Projected::Include(names) => self.plain("projection", list(names.iter().map(|name| quoted(name)))),
        }
        if !index.is_local {
            self.capacity(&index.capacity);
        }
    }

    fn key(&mut self, field: &str, key: &KeyTemplate, unnamed: &str) {
        let of = quoted(&template(&key.parts));
        if key.name == default_name(&key.parts, unnamed) && key.of_kind.is_empty() {
            self.plain(field, of);
            return;
        }
        let kinds = key.of_kind.iter().map(|(kind, parts)| format!("{} = {}", name(kind), quoted(&template(parts))));
        let kinds: Vec<String> = kinds.collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(", kinds = {{ {} }}", kinds.join(", ")) };
        self.plain(field, format_args!("{{ name = {}, of = {of}{kinds} }}", quoted(&key.name)));
    }

    fn capacity(&mut self, capacity: &CapacityDesign) {
        match capacity {
            CapacityDesign::OnDemand { maximum, warm, previous_peak } => {
                for (field, bound) in [("max_reads", maximum.0), ("max_writes", maximum.1)] {
                    if let Some(bound) = bound {
                        self.plain(field, bound);
                    }
                }
                for (field, units) in [("warm", warm), ("previous_peak", previous_peak)] {
                    if let Some(Units { read, write }) = units {
                        self.plain(field, format_args!("{{ reads = {read}, writes = {write} }}"));
                    }
                }
            }
            CapacityDesign::Provisioned { units, read_scaling, write_scaling } => {
                self.plain("reads", units.read);
                self.plain("writes", units.write);
                for (field, scaling) in [("scale_reads", read_scaling), ("scale_writes", write_scaling)] {
                    if let Some(Scaling { minimum, maximum, target_percent }) = scaling {
                        self.plain(field, format_args!("{{ min = {minimum}, max = {maximum}, target = {target_percent} }}"));
                    }
                }
            }
        }
    }
}

pub(super) fn values(attribute: &Attribute) -> String {
    let sized = if attribute.size_bytes == attribute.natural_bytes() {
        String::new()
    } else {
        format!(", size = {}", attribute.size_bytes)
    };
    match &attribute.values {
        Values::Uniform { count } => format!("{{ uniform = {count}{sized} }}"),
        Values::Zipf { count, exponent_thousandths } => {
            format!("{{ zipf = {count}, exponent = {}{sized} }}", scaled((*exponent_thousandths).into(), 3))
        }
        Values::OneHot { count, hot_millionths } => {
            format!("{{ one_hot = {count}, share = {}{sized} }}", scaled((*hot_millionths).into(), 6))
        }
        Values::Weighted { values } => {
            let pairs = values.iter().map(|(text, weight)| format!("{} = {weight}", quoted(text)));
            format!("{{ weighted = {{ {} }} }}", joined(pairs))
        }
        Values::Time => quoted("time"),
        Values::Date => quoted("date"),
        Values::Hour => quoted("hour"),
        Values::Sequence if sized.is_empty() => quoted("sequence"),
        Values::Sequence => format!("{{ sequence = true{sized} }}"),
        Values::Suffix { count } => format!("{{ suffix = {count} }}"),
        Values::Replay { values } => format!("{{ replay = {} }}", list(values.iter().map(|text| quoted(text)))),
    }
}

pub(super) fn curve(curve: &Curve) -> String {
    match curve {
        Curve::Constant(rate) => per_second(*rate),
        Curve::Diurnal { low, high, peak_hour, sharpness } => format!(
            "{{ diurnal = {{ low = {}, high = {}, peak_hour = {peak_hour}, sharpness = {sharpness} }} }}",
            per_second(*low),
            per_second(*high)
        ),
        Curve::Spike { base, peak, at_s, for_s } => format!(
            "{{ spike = {{ base = {}, peak = {}, at = {}, for = {} }} }}",
            per_second(*base),
            per_second(*peak),
            duration(*at_s),
            duration(*for_s)
        ),
        Curve::Steps(steps) => {
            let pairs = steps.iter().map(|(at, rate)| format!("[{}, {}]", duration(*at), per_second(*rate)));
            format!("{{ steps = {} }}", list(pairs))
        }
        Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour } => format!(
            "{{ weekdays = {{ busy = {}, quiet = {}, weekend = {}, from = {from_hour}, to = {to_hour} }} }}",
            per_second(*busy),
            per_second(*quiet),
            per_second(*weekend)
        ),
        Curve::Hours(rates) => format!("{{ hours = {} }}", list(rates.iter().map(|rate| per_second(*rate)))),
    }
}

fn per_second(rate: MilliRate) -> String {
    scaled(rate.0, 3)
}

/// A number of so many digits behind the point, without noughts at its end.
pub(super) fn scaled(number: u64, digits: u32) -> String {
    let one = 10u64.pow(digits);
    let (whole, fraction) = (number / one, number % one);
    if fraction == 0 {
        return whole.to_string();
    }
    let fraction = format!("{fraction:0width$}", width = digits as usize);
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// In the largest unit that it is whole in.
pub(super) fn duration(seconds: u64) -> String {
    let units = [("d", DAY_S), ("h", 3_600), ("m", 60)];
    let (unit, each) = units.into_iter().find(|(_, each)| seconds > 0 && seconds.is_multiple_of(*each)).unwrap_or(("s", 1));
    format!("\"{}{unit}\"", seconds / each)
}

fn moment(second: u64) -> String {
    let clock = second % DAY_S;
    if clock == 0 {
        return date(second);
    }
    format!("{}T{:02}:{:02}:{:02}", date(second), clock / 3_600, clock / 60 % 60, clock % 60)
}

pub(super) fn template(parts: &[KeyPart]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            KeyPart::Text(fixed) => text.push_str(&fixed.replace('{', "{{").replace('}', "}}")),
            KeyPart::Attribute(name) => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
        }
    }
    text
}

/// A name as TOML takes it without quotes, otherwise in quotes.
pub(super) fn name(text: &str) -> String {
    let is_bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if is_bare { text.to_owned() } else { quoted(text) }
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", joined(values))
}

fn joined(values: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for value in values {
        let comma = if text.is_empty() { "" } else { ", " };
        text.push_str(comma);
        text.push_str(&value);
    }
    text
}

/// A TOML string of one line.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, "\\n"))
}

/// A TOML string whose lines can be read one below the other.
fn lines(text: &str) -> String {
    format!("\"\"\"\n{}\"\"\"", escaped(text, "\n"))
}

fn escaped(text: &str, line_end: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str(line_end),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", control as u32)),
            letter => out.push(letter),
        }
    }
    out
}
