//! A scenario as a screen shows it: its rates over the first day, its attributes and designs in words.

use report::{Access, AttributeReport, DesignReport, KeyValues, PatternReport, RateCurve, ScenarioReport};

use super::{Action, Attribute, CapacityDesign, Curve, Design, KeyTemplate, Pattern, Scenario, TableDesign, Values, write};
use crate::quantity::grouped;
use crate::workload::Arrivals;

/// What a screen is told of a scenario.
pub fn told(scenario: &Scenario) -> ScenarioReport {
    let covered_s = scenario.duration_s.clamp(1, ScenarioReport::PREVIEW_MAX_S);
    let point_s = covered_s.div_ceil(ScenarioReport::POINTS_MAX as u64);
    let arrivals = Arrivals::new(scenario);
    let whole = |pattern: usize| arrivals.until(pattern, covered_s);
    let all: u128 = (0..scenario.patterns.len()).map(|pattern| u128::from(whole(pattern))).sum();
    let pattern = |(place, pattern): (usize, &Pattern)| {
        let share = u128::from(whole(place)) * 1_000 / all.max(1);
        PatternReport {
            name: pattern.name.clone(),
            action: pattern.action.word().to_owned(),
            access: access(pattern.action),
            curve: rate_curve(&pattern.rate),
            rates: rates(&arrivals, place, covered_s, point_s),
            share_thousandths: u32::try_from(share).unwrap_or(1_000),
        }
    };
    ScenarioReport {
        title: scenario.title.clone(),
        note: scenario.note.clone(),
        seed: scenario.seed,
        start_s: scenario.start_s,
        duration_s: scenario.duration_s,
        region: scenario.region.clone(),
        point_s,
        patterns: scenario.patterns.iter().enumerate().map(pattern).collect(),
        attributes: scenario.attributes.iter().map(attribute).collect(),
        designs: scenario.designs.iter().map(design).collect(),
    }
}

/// Thousandths of a request a second, the mean of each point.
fn rates(arrivals: &Arrivals, pattern: usize, covered_s: u64, point_s: u64) -> Vec<u64> {
    let points = covered_s.div_ceil(point_s);
    let mean = |point: u64| {
        let (from, to) = (point * point_s, ((point + 1) * point_s).min(covered_s));
        let milli = u128::from(arrivals.between(pattern, from, to)) * 1_000 / u128::from((to - from).max(1));
        u64::try_from(milli).unwrap_or(u64::MAX)
    };
    (0..points).map(mean).collect()
}

const fn access(action: Action) -> Access {
    match action {
        Action::Get | Action::List | Action::ScanAll => Access::Read,
        Action::Put | Action::Update | Action::Delete | Action::TransactWrite => Access::Write,
    }
}

fn rate_curve(curve: &Curve) -> RateCurve {
    match curve {
        Curve::Constant(rate) => RateCurve::Constant { rate: rate.0 },
        Curve::Diurnal { low, high, peak_hour, sharpness } => {
            RateCurve::Diurnal { low: low.0, high: high.0, peak_hour: *peak_hour, sharpness: *sharpness }
        }
        Curve::Spike { base, peak, at_s, for_s } => RateCurve::Spike { base: base.0, peak: peak.0, at_s: *at_s, for_s: *for_s },
        Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour } => {
            RateCurve::Weekdays { busy: busy.0, quiet: quiet.0, weekend: weekend.0, from_hour: *from_hour, to_hour: *to_hour }
        }
        Curve::Steps(steps) => RateCurve::Steps { count: steps.len() as u32 },
        Curve::Hours(rates) => RateCurve::Hours { count: rates.len() as u32 },
    }
}

fn attribute(attribute: &Attribute) -> AttributeReport {
    let number = |count: u64, one: &str, many: &str| format!("{} {}", grouped(count.into()), if count == 1 { one } else { many });
    let values_of = |count: u64| number(count, "value", "values");
    let (values, words) = match &attribute.values {
        Values::Uniform { count } => (KeyValues::Uniform { count: *count }, format!("{}, all alike", values_of(*count))),
        Values::Zipf { count, exponent_thousandths } => (
            KeyValues::Zipf { count: *count, exponent_thousandths: *exponent_thousandths },
            format!("{}, Zipf with exponent {}", values_of(*count), write::scaled((*exponent_thousandths).into(), 3)),
        ),
        Values::OneHot { count, hot_millionths } => (
            KeyValues::OneHot { count: *count, hot_millionths: *hot_millionths },
            format!("{}, one of them takes {} %", values_of(*count), write::scaled((*hot_millionths).into(), 4)),
        ),
        Values::Suffix { count } => (KeyValues::Suffix { count: *count }, number((*count).into(), "suffix", "suffixes")),
        Values::Weighted { values } => (KeyValues::Other, format!("{} with weights", values_of(values.len() as u64))),
        Values::Replay { values } => (KeyValues::Other, format!("{} in turn", values_of(values.len() as u64))),
        Values::Time => (KeyValues::Other, "the moment of the request, always growing".to_owned()),
        Values::Date => (KeyValues::Other, "the date of the request".to_owned()),
        Values::Hour => (KeyValues::Other, "the hour of the request".to_owned()),
        Values::Sequence => (KeyValues::Other, "a number that no other request has".to_owned()),
    };
    AttributeReport { name: attribute.name.clone(), values, words }
}

fn design(design: &Design) -> DesignReport {
    let mut spaces = Vec::new();
    for table in &design.tables {
        spaces.push(table_words(table));
        for index in &table.indexes {
            let kind = if index.is_local { "LSI" } else { "GSI" };
            let keys = keys(&index.partition_key, index.sort_key.as_ref());
            let capacity = if index.is_local { String::new() } else { format!(", {}", capacity(&index.capacity)) };
            spaces.push(format!("{kind} {}: {keys}{capacity}", index.name));
        }
    }
    DesignReport { name: design.name.clone(), spaces }
}

fn table_words(table: &TableDesign) -> String {
    format!("{}: {}, {}", table.name, keys(&table.partition_key, table.sort_key.as_ref()), capacity(&table.capacity))
}

fn keys(partition: &KeyTemplate, sort: Option<&KeyTemplate>) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for (kind, _) in partition.of_kind.iter().chain(sort.into_iter().flat_map(|sort| &sort.of_kind)) {
        if !kinds.contains(&kind.as_str()) {
            kinds.push(kind);
        }
    }
    let both = |parts: &dyn Fn(&KeyTemplate) -> String| match sort {
        Some(sort) => format!("{} / {}", parts(partition), parts(sort)),
        None => parts(partition),
    };
    let mut text = both(&|key| write::template(&key.parts));
    for kind in kinds {
        text.push_str(&format!(", of {kind} {}", both(&|key| write::template(key.parts_of(kind)))));
    }
    text
}

fn capacity(capacity: &CapacityDesign) -> String {
    match capacity {
        CapacityDesign::OnDemand { .. } => "on-demand".to_owned(),
        CapacityDesign::Provisioned { units, read_scaling, write_scaling } => {
            let scaled = if read_scaling.is_some() || write_scaling.is_some() { ", auto scaling" } else { "" };
            format!("{} RCU and {} WCU{scaled}", grouped(units.read.into()), grouped(units.write.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use core::fmt::Write;

    use expect_test::expect;
    use report::{Access, ScenarioReport};

    use super::told;
    use crate::scenario::read;

    const TEXT: &str = r#"
title = "Readings"
duration = "2h"

[attributes]
device = { zipf = 10_000, exponent = 1.1 }
alarm = { one_hot = 10, share = 0.305 }
shard = { suffix = 8 }
at = "time"

[[pattern]]
name = "store a reading"
does = "put"
rate = 30
[[pattern]]
name = "read the newest"
does = "list"
known = ["device"]
ordered_by = ["at"]
items = 20
rate = { steps = [["1h", 20]] }

[[design]]
name = "A"
[[design.table]]
name = "Readings"
partition_key = "D#{device}"
sort_key = "{at}"
mode = "provisioned"
reads = 1000
writes = 50
scale_writes = { min = 50, max = 500, target = 70 }
[[design.table.index]]
name = "by-alarm"
partition_key = "{alarm}#{shard}"
"#;

    #[test]
    fn a_scenario_is_told_in_words_and_rates() {
        let report = told(&read(TEXT).expect("a scenario"));
        let mut text = String::new();
        for attribute in &report.attributes {
            writeln!(text, "{}: {}", attribute.name, attribute.words).unwrap();
        }
        for pattern in &report.patterns {
            writeln!(text, "{} ({}), {} of 1000, {:?}", pattern.name, pattern.action, pattern.share_thousandths, pattern.curve)
                .unwrap();
        }
        report.designs.iter().flat_map(|design| &design.spaces).for_each(|space| writeln!(text, "{space}").unwrap());
        expect![[r#"
            device: 10,000 values, Zipf with exponent 1.1
            alarm: 10 values, one of them takes 30.5 %
            shard: 8 suffixes
            at: the moment of the request, always growing
            store a reading (put), 750 of 1000, Constant { rate: 30000 }
            read the newest (list), 250 of 1000, Steps { count: 1 }
            Readings: D#{device} / {at}, 1,000 RCU and 50 WCU, auto scaling
            GSI by-alarm: {alarm}#{shard}, 1,000 RCU and 50 WCU, auto scaling
        "#]]
        .assert_eq(&text);
    }

    #[test]
    fn rates_are_means_of_points_and_few() {
        let report = told(&read(TEXT).expect("a scenario"));
        // Two hours in points of 25 s: 30 and from the second hour on 20 requests a second.
        assert_eq!((report.point_s, report.patterns[0].access, report.patterns[1].access), (25, Access::Write, Access::Read));
        assert!(report.patterns[0].rates.iter().all(|rate| *rate == 30_000));
        let (first, second) = report.patterns[1].rates.split_at(144);
        assert!(first.iter().all(|rate| *rate == 0) && second.iter().all(|rate| *rate == 20_000));
        let year = TEXT.replace("\"2h\"", "\"366d\"");
        let report = told(&read(&year).expect("a scenario"));
        assert_eq!(report.patterns[0].rates.len(), ScenarioReport::POINTS_MAX);
    }
}
