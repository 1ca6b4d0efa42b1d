//! Arrivals against sums of rates, draws against weights, groups against draws.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use model::{AttributeValue, Item, KeyAttribute, KeySchema, ScalarType};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{DAY_S, Draws, HOUR_S, KeyGroups, Origin, Request};
use crate::scenario::{
    Action, Attribute, CapacityDesign, Curve, Design, ItemSize, KeyPart, KeyTemplate, MilliRate, Pattern, RetryPolicy, Scenario,
    TableClass, TableDesign, Values,
};
use crate::workload::Arrivals;

/// Friday, 20 November 2026, 00:00.
const FRIDAY: u64 = 1_795_132_800;

fn pattern(action: Action, known: &[&str], rate: Curve) -> Pattern {
    Pattern {
        name: format!("{action:?}"),
        action,
        entity: "thing".into(),
        known: known.iter().map(|name| (*name).into()).collect(),
        ordered_by: vec![],
        needs: vec![],
        changes: vec![],
        size: ItemSize::Between(100, 300),
        items: 1,
        returned_millionths: 1_000_000,
        consistent: false,
        expires_after_days: None,
        rate,
    }
}

fn attribute(name: &str, values: Values) -> Attribute {
    let mut attribute = Attribute { name: name.into(), size_bytes: 0, values };
    attribute.size_bytes = attribute.natural_bytes();
    attribute
}

fn template(parts: &[&str]) -> KeyTemplate {
    let part = |part: &&str| match part.strip_prefix('$') {
        Some(name) => KeyPart::Attribute(name.into()),
        None => KeyPart::Text((*part).into()),
    };
    KeyTemplate::new("pk".into(), parts.iter().map(part).collect())
}

fn scenario(patterns: Vec<Pattern>, attributes: Vec<Attribute>, item_count: u64) -> Scenario {
    let table = TableDesign {
        name: "Things".into(),
        holds: vec![],
        partition_key: template(&["x"]),
        sort_key: None,
        indexes: vec![],
        capacity: CapacityDesign::OnDemand { maximum: (None, None), warm: None, previous_peak: None },
        class: TableClass::Standard,
        item_count,
        item_bytes: 200,
    };
    Scenario {
        title: String::new(),
        note: String::new(),
        seed: 11,
        start_s: FRIDAY,
        duration_s: 14 * DAY_S,
        region: "us-east-1".into(),
        attributes,
        patterns,
        designs: vec![Design { name: "A".into(), tables: vec![table] }],
        retries: RetryPolicy { attempts: 4, base_ms: 25, max_ms: 1_000, jitter: true },
    }
}

fn arrivals(rate: Curve) -> Arrivals {
    Arrivals::new(&scenario(vec![pattern(Action::Put, &[], rate)], vec![], 0))
}

/// The rate of a second, straight from the words of [`Curve`]; a day's wave is left to its own tests.
fn rate_at(curve: &Curve, second: u64) -> u64 {
    let rate = match curve {
        Curve::Constant(rate) => *rate,
        Curve::Spike { base, peak, at_s, for_s } => {
            if (*at_s..at_s + for_s).contains(&second) {
                *peak
            } else {
                *base
            }
        }
        Curve::Steps(steps) => steps.iter().rev().find(|(at, _)| *at <= second).map_or(MilliRate(0), |(_, rate)| *rate),
        Curve::Hours(rates) => rates[(second / HOUR_S) as usize % rates.len()],
        Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour } => {
            // The scenario starts on a Friday.
            let (day, hour) = ((4 + second / DAY_S) % 7, second % DAY_S / HOUR_S);
            match () {
                () if day >= 5 => *weekend,
                () if (u64::from(*from_hour)..u64::from(*to_hour)).contains(&hour) => *busy,
                () => *quiet,
            }
        }
        Curve::Diurnal { .. } => MilliRate(0),
    };
    rate.0
}

fn curves() -> impl Strategy<Value = Curve> {
    let rate = || (0u64..5_000_000).prop_map(MilliRate);
    prop_oneof![
        rate().prop_map(Curve::Constant),
        (rate(), rate(), 0u64..90_000, 0u64..9_000).prop_map(|(base, peak, at_s, for_s)| Curve::Spike {
            base,
            peak,
            at_s,
            for_s
        }),
        proptest::collection::btree_map(0u64..90_000, rate(), 0..5).prop_map(|steps| Curve::Steps(steps.into_iter().collect())),
        proptest::collection::vec(rate(), 1..6).prop_map(Curve::Hours),
        (rate(), rate(), rate(), 0u32..12, 12u32..25).prop_map(|(busy, quiet, weekend, from_hour, to_hour)| Curve::Weekdays {
            busy,
            quiet,
            weekend,
            from_hour,
            to_hour
        }),
    ]
}

proptest! {
    #[test]
    fn arrivals_are_the_sum_of_rates_however_time_is_divided(curve in curves(), from in 0u64..200_000, cut in 0u64..400, length in 400u64..900) {
        let arrivals = arrivals(curve.clone());
        let to = from + length;
        let seconds: u64 = (from..to).map(|second| arrivals.count(0, second)).sum();
        prop_assert_eq!(seconds, arrivals.between(0, from, to));
        prop_assert_eq!(seconds, arrivals.between(0, from, from + cut) + arrivals.between(0, from + cut, to));
        let exact: u64 = (from..to).map(|second| rate_at(&curve, second)).sum();
        // Rounding moves less than one request over either end.
        prop_assert!((seconds * 1_000).abs_diff(exact) < 1_000, "{seconds} {exact}");
    }

    #[test]
    fn a_wave_is_divided_without_loss(low in 0u64..1_000_000, high in 0u64..9_000_000, peak_hour in 0u32..24, sharpness in 1u32..=32, from in 0u64..200_000) {
        let wave = |peak_hour| arrivals(Curve::Diurnal { low: MilliRate(low), high: MilliRate(high), peak_hour, sharpness });
        let arrivals = wave(peak_hour);
        let seconds: u64 = (from..from + 2_000).map(|second| arrivals.count(0, second)).sum();
        prop_assert_eq!(seconds, arrivals.between(0, from, from + 2_000));
        // A day is a day from wherever it is counted, and whenever its top is.
        let day = arrivals.between(0, from, from + DAY_S);
        prop_assert!(day.abs_diff(wave(0).between(0, 0, DAY_S)) <= 1);
    }

    #[test]
    fn draws_of_a_finite_list_stay_in_it(count in 1u64..300, number in any::<u64>(), exponent in 0u32..3_000) {
        for values in [Values::Uniform { count }, Values::Zipf { count, exponent_thousandths: exponent }, Values::OneHot { count, hot_millionths: 300_000 }] {
            let draws = Draws::new(&scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(1)))], vec![attribute("a", values)], 0));
            let value = draws.value("a", &Request { origin: Origin::Pattern(0), number, at_s: FRIDAY }).unwrap();
            let drawn: u64 = value.strip_prefix("a-").unwrap().parse().unwrap();
            prop_assert!((1..=count).contains(&drawn));
        }
    }
}

#[test]
fn a_days_wave_reaches_its_top_its_bottom_and_its_mean() {
    let curve = Curve::diurnal(MilliRate(200_000), MilliRate(1_000_000), 18).unwrap();
    let Curve::Diurnal { low, sharpness, .. } = curve else { unreachable!() };
    assert_eq!((low.0, sharpness), (4_503, 8));
    let arrivals = arrivals(curve);
    assert_eq!(arrivals.count(0, 18 * HOUR_S), 1_000);
    assert_eq!(arrivals.between(0, 6 * HOUR_S, 6 * HOUR_S + 100), 450);
    // 200 a second for 86,400 seconds, and a few that rounding of the quarter hours' rates costs.
    assert!(arrivals.between(0, 0, DAY_S).abs_diff(17_280_000) < 100, "{}", arrivals.between(0, 0, DAY_S));
    assert_eq!(Curve::diurnal(MilliRate(10), MilliRate(9), 0), None);
    assert_eq!(Curve::diurnal(MilliRate(10), MilliRate(1_000), 0), None);
}

#[test]
fn slow_patterns_do_not_all_begin_in_the_same_second() {
    let slow = |_| pattern(Action::Put, &[], Curve::Constant(MilliRate(10)));
    let arrivals = Arrivals::new(&scenario((0..8).map(slow).collect(), vec![], 0));
    let firsts: Vec<u64> = (0..8).filter_map(|index| (0..100).find(|second| arrivals.count(index, *second) == 1)).collect();
    expect!["[52, 99, 59, 95, 91, 44, 57, 31]"].assert_eq(&format!("{firsts:?}"));
}

/// Values, and how often each of 100,000 requests has them beside what its share says; the sum of squares over expectation.
#[test]
fn draws_follow_their_weights() {
    let weighted = Values::Weighted { values: vec![("ok".into(), 90), ("late".into(), 9), ("lost".into(), 1)] };
    let replay = Values::Replay { values: vec!["x".into(), "y".into(), "x".into()] };
    for (values, most) in [
        (Values::Uniform { count: 50 }, 90),
        (Values::Zipf { count: 50, exponent_thousandths: 1_000 }, 90),
        (Values::OneHot { count: 11, hot_millionths: 500_000 }, 35),
        (weighted, 20),
        (Values::Suffix { count: 10 }, 30),
        (replay, 1),
    ] {
        let all =
            scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(1_000)))], vec![attribute("a", values.clone())], 0);
        let draws = Draws::new(&all);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for number in 0..100_000 {
            *counts.entry(draws.value("a", &draws.request(0, number, number)).unwrap()).or_default() += 1;
        }
        let groups = KeyGroups::of(&draws, &template(&["$a"]), 0, 0);
        assert_eq!((groups.rest_parts, groups.rest_keys), (0, 0), "{values:?}");
        assert_eq!(counts.len(), groups.heavy.len(), "{values:?}");
        let squares: u64 = groups
            .heavy
            .iter()
            .map(|key| {
                let expected = key.parts / (KeyGroups::PARTS / 100_000);
                counts[&key.key].abs_diff(expected).pow(2) * 100 / expected.max(1)
            })
            .sum();
        assert!(squares <= most * 100, "{values:?}: {squares}");
    }
}

#[test]
fn the_shares_of_a_long_tail_are_those_of_the_draws() {
    let zipf = Values::Zipf { count: 1_000_000, exponent_thousandths: 1_000 };
    let draws =
        Draws::new(&scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(1)))], vec![attribute("a", zipf)], 0));
    let groups = KeyGroups::of(&draws, &template(&["$a"]), 0, 0);
    let named: BTreeMap<&str, u64> = groups.heavy.iter().map(|key| (key.key.as_str(), key.parts)).collect();
    let unnamed =
        (0..200_000).filter(|number| !named.contains_key(draws.value("a", &draws.request(0, *number, 0)).unwrap().as_str()));
    let unnamed = unnamed.count() as u64;
    let expected = groups.rest_parts / (KeyGroups::PARTS / 200_000);
    assert!(unnamed.abs_diff(expected) < 600, "{unnamed} {expected}");
    // H(1,000,000) = 14.392727, of which the first rank has 1, the first 1,024 H(1,024) = 7.509176.
    assert!(groups.heavy[0].parts.abs_diff(69_479_524) < 1_000, "{}", groups.heavy[0].parts);
    assert!(groups.rest_parts.abs_diff(478_265_800) < 10_000, "{}", groups.rest_parts);
    assert_eq!((groups.heavy.len(), groups.rest_keys), (1_024, 998_976));
}

#[test]
fn groups_add_up_and_lie_where_the_engine_puts_them() {
    let attributes = vec![
        attribute("device", Values::Uniform { count: 700 }),
        attribute("date", Values::Date),
        attribute("shard", Values::Suffix { count: 12 }),
        attribute("game", Values::Zipf { count: 900, exponent_thousandths: 1_200 }),
        attribute("id", Values::Sequence),
    ];
    let draws = Draws::new(&scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(1)))], attributes, 0));
    let schema = KeySchema { partition: vec![KeyAttribute { name: "pk".into(), key_type: ScalarType::S }], sort: vec![] };
    for parts in
        [&["fixed"][..], &["$date"], &["$game", "#", "$device"], &["$date", "#", "$shard"], &["$device", "$device"], &["$id"]]
    {
        let groups = KeyGroups::of(&draws, &template(parts), 0, 0);
        let sum: u64 = groups.heavy.iter().map(|key| key.parts).sum();
        assert_eq!(sum + groups.rest_parts, KeyGroups::PARTS, "{parts:?}");
        assert!(groups.heavy.len() <= KeyGroups::NAMED_MAX && groups.heavy.is_sorted_by(|left, right| left.parts >= right.parts));
        assert_eq!(groups.rest_parts == 0, groups.rest_keys == 0, "{parts:?}");
        for key in &groups.heavy {
            let item = Item::from([("pk", AttributeValue::S(key.key.clone()))]);
            assert_eq!(schema.storage_key(&item).unwrap().hash(), key.hash);
        }
    }
}

fn told(all: &Scenario, parts: &[&str], pattern: u32, second: u64, expected: Expect) {
    let groups = KeyGroups::of(&Draws::new(all), &template(parts), pattern, second);
    let heavy: String = groups.heavy.iter().map(|key| format!("{} {}\n", key.key, key.parts)).collect();
    expected.assert_eq(&format!("{heavy}rest {} of {} until {}\n", groups.rest_parts, groups.rest_keys, groups.until_s));
}

#[test]
fn dates_hold_until_midnight_and_join_with_suffixes() {
    let attributes = vec![
        attribute("date", Values::Date),
        attribute("hour", Values::Hour),
        attribute("shard", Values::Suffix { count: 3 }),
        attribute("id", Values::Sequence),
        attribute("kind", Values::OneHot { count: 1_000_000, hot_millionths: 250_000 }),
    ];
    let all = scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(1_000)))], attributes, 0);
    told(
        &all,
        &["$date"],
        0,
        100,
        expect![[r#"
        2026-11-20 1000000000
        rest 0 of 0 until 86400
    "#]],
    );
    told(
        &all,
        &["H#", "$hour"],
        0,
        DAY_S + 7_200,
        expect![[r#"
        H#2026-11-21T02 1000000000
        rest 0 of 0 until 97200
    "#]],
    );
    told(
        &all,
        &["$date", "#", "$shard"],
        0,
        DAY_S - 1,
        expect![[r#"
        2026-11-20#0 333333334
        2026-11-20#1 333333333
        2026-11-20#2 333333333
        rest 0 of 0 until 86400
    "#]],
    );
    told(
        &all,
        &["$date", "#", "$id"],
        0,
        0,
        expect![[r#"
        rest 1000000000 of 18446744073709551615 until 86400
    "#]],
    );
    told(
        &all,
        &["$kind"],
        0,
        0,
        expect![[r#"
        kind-0000001 250000000
        rest 750000000 of 999999 until 18446744073709551615
    "#]],
    );
}

/// Thirty days of stock, 1,000 items, then 1,000 a day: after a day, half of all that is there came that day.
#[test]
fn reads_of_what_exists_find_the_days_at_which_it_came() {
    let attributes = vec![attribute("date", Values::Date), attribute("id", Values::Sequence)];
    let put = pattern(Action::Put, &[], Curve::Steps(vec![(0, MilliRate(11_575)), (DAY_S, MilliRate(0))]));
    let get = pattern(Action::Get, &["date", "id"], Curve::Constant(MilliRate(1_000)));
    let mut all = scenario(vec![put, get], attributes, 1_000_000);
    all.patterns[0].expires_after_days = Some(4);
    let put_in_a_day = Arrivals::new(&all).between(0, 0, DAY_S);
    assert_eq!(put_in_a_day, 1_000_080);
    // A quarter of the stock has expired after a day.
    told(
        &all,
        &["$date"],
        1,
        DAY_S,
        expect![[r#"
            2026-11-20 571448162
            2026-11-17 142850612
            2026-11-18 142850612
            2026-11-19 142850612
            rest 2 of 18446744073709551615 until 90000
        "#]],
    );
    let draws = Draws::new(&all);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for number in 0..7_000 {
        let item = draws.item(&draws.request(1, number, DAY_S));
        *counts.entry(draws.value("date", &item).unwrap()).or_default() += 1;
    }
    expect![[r#"{"2026-11-17": 1052, "2026-11-18": 990, "2026-11-19": 1000, "2026-11-20": 3958}"#]]
        .assert_eq(&format!("{counts:?}"));
}

#[test]
fn deletes_take_the_oldest_and_what_is_gone_is_not_read() {
    let attributes = vec![attribute("id", Values::Sequence)];
    let put = pattern(Action::Put, &[], Curve::Constant(MilliRate(1_000)));
    let delete = pattern(Action::Delete, &["id"], Curve::Constant(MilliRate(1_000)));
    let get = pattern(Action::Get, &["id"], Curve::Constant(MilliRate(1_000)));
    let all = scenario(vec![put, delete, get], attributes, 10);
    let draws = Draws::new(&all);
    let of = |number| draws.item(&draws.request(1, number, number));
    assert_eq!((of(3).origin, of(3).number), (Origin::Stock(0), 3));
    assert_eq!((of(12).origin, of(12).number), (Origin::Pattern(0), 2));
    for number in 0..500 {
        let found = draws.item(&draws.request(2, number, 100));
        // A hundred deletes: the ten of the stock and ninety of those put.
        assert!(found.origin == Origin::Pattern(0) && (90..=100).contains(&found.number), "{found:?}");
    }
}

#[test]
fn what_a_list_names_is_all_there_at_the_start() {
    let attributes = vec![
        attribute("game", Values::Uniform { count: 4 }),
        attribute("player", Values::Zipf { count: 25, exponent_thousandths: 1_000 }),
    ];
    let get = pattern(Action::Get, &["game", "player"], Curve::Constant(MilliRate(1_000)));
    let draws = Draws::new(&scenario(vec![get], attributes, 100));
    let key = template(&["$game", "#", "$player"]);
    let keys: std::collections::BTreeSet<String> =
        (0..draws.stock("thing")).filter_map(|number| Some(draws.key_of(&key, &draws.stock_item("thing", number)?))).collect();
    assert_eq!(keys.len(), 100);
    for number in 0..200 {
        assert!(keys.contains(&draws.key(&key, &draws.request(0, number, 5))));
    }
}

#[test]
fn values_are_as_long_as_they_are_said_to_be() {
    let sized = |name: &str, size_bytes, values| Attribute { name: name.into(), size_bytes, values };
    let attributes = vec![
        sized("device", 20, Values::Uniform { count: 10_000 }),
        sized("device_name", 8, Values::Uniform { count: 10_000 }),
        sized("d", 5, Values::Uniform { count: 10_000 }),
        attribute("order", Values::Sequence),
        attribute("at", Values::Time),
        attribute("shard", Values::Suffix { count: 200 }),
    ];
    let draws = Draws::new(&scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(4_000)))], attributes, 5));
    let mut told = String::new();
    for item in [draws.request(0, 7, 1), draws.stock_item("thing", 2).unwrap()] {
        for name in ["device", "device_name", "d", "order", "at", "shard"] {
            told.push_str(&format!("{name}: {}\n", draws.value(name, &item).unwrap()));
        }
    }
    assert_eq!(draws.value("nothing", &draws.request(0, 7, 1)), None);
    expect![[r#"
        device: device-0000000001641
        device_name: de-06201
        d: 02494
        order: order-0000000000000768
        at: 2026-11-20T00:00:01.750000000Z
        shard: 187
        device: device-0000000009875
        device_name: de-05692
        d: 06861
        order: order-0000000000000191
        at: 2026-11-02T00:00:00.000002999Z
        shard: 056
    "#]]
    .assert_eq(&told);
}

#[test]
fn times_grow_and_never_come_twice() {
    let put = |_| pattern(Action::Put, &[], Curve::Constant(MilliRate(3_500)));
    let attributes = vec![attribute("at", Values::Time), attribute("id", Values::Sequence)];
    let draws = Draws::new(&scenario((0..2).map(put).collect(), attributes, 50));
    let mut seen = std::collections::BTreeSet::new();
    for origin in 0..2 {
        let mut last = String::new();
        for second in 0..50 {
            for number in draws.arrivals().until(origin, second)..draws.arrivals().until(origin, second + 1) {
                let at = draws.value("at", &draws.request(origin as u32, number, second)).unwrap();
                assert!(at > last, "{at} after {last}");
                assert!(seen.insert(at.clone()));
                assert!(seen.insert(draws.value("id", &draws.request(origin as u32, number, second)).unwrap()));
                last = at;
            }
        }
    }
    for number in 0..draws.stock("thing") {
        let item = draws.stock_item("thing", number).unwrap();
        assert!(
            item.at_s < FRIDAY
                && seen.insert(draws.value("at", &item).unwrap())
                && seen.insert(draws.value("id", &item).unwrap())
        );
    }
}

#[test]
fn sizes_lie_between_their_bounds() {
    let all = scenario(vec![pattern(Action::Put, &[], Curve::Constant(MilliRate(1)))], vec![], 0);
    let draws = Draws::new(&all);
    let sizes: Vec<u32> = (0..4_000).map(|number| draws.size(&all.patterns[0], &draws.request(0, number, 0))).collect();
    assert_eq!((sizes.iter().min(), sizes.iter().max()), (Some(&100), Some(&300)));
    assert!((796_000..804_000).contains(&sizes.iter().sum::<u32>()));
}
