//! Whatever a scenario holds: written, it reads back.

use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

use super::{RICH, small};
use crate::scenario::{CapacityDesign, Curve, KeyPart, MilliRate, Scaling, Units, Values, read, write};

/// Text that TOML has to escape, or not.
fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof!["[a-z]{1,4}", "[\"\\\\{}#é\t\u{1}\n ]"], 1..5).prop_map(|parts| parts.concat())
}

fn rates() -> impl Strategy<Value = MilliRate> {
    (0u64..2_000_000).prop_map(MilliRate)
}

fn curves() -> impl Strategy<Value = Curve> {
    prop_oneof![
        rates().prop_map(Curve::Constant),
        (rates(), rates(), 0u32..24, 1u32..=32).prop_map(|(one, other, peak_hour, sharpness)| Curve::Diurnal {
            low: one.min(other),
            high: one.max(other),
            peak_hour,
            sharpness
        }),
        (rates(), rates(), any::<u32>(), any::<u32>()).prop_map(|(base, peak, at, lasts)| Curve::Spike {
            base,
            peak,
            at_s: at.into(),
            for_s: lasts.into()
        }),
        proptest::collection::btree_map(0u64..1_000_000, rates(), 1..6)
            .prop_map(|steps| Curve::Steps(steps.into_iter().collect())),
        (rates(), rates(), rates(), 0u32..12, 12u32..=24)
            .prop_map(|(busy, quiet, weekend, from_hour, to_hour)| Curve::Weekdays { busy, quiet, weekend, from_hour, to_hour }),
        proptest::collection::vec(rates(), 1..30).prop_map(Curve::Hours),
    ]
}

fn capacities() -> impl Strategy<Value = CapacityDesign> {
    let units = || (0u64..1_000_000, 0u64..1_000_000).prop_map(|(read, write)| Units { read, write });
    let bound = || proptest::option::of(1u64..100_000_000);
    let scaling = || {
        proptest::option::of((1u64..100, 100u64..1_000, 20u32..=90).prop_map(|(minimum, maximum, target_percent)| Scaling {
            minimum,
            maximum,
            target_percent,
        }))
    };
    prop_oneof![
        (bound(), bound(), proptest::option::of(units()), proptest::option::of(units())).prop_map(
            |(read, write, warm, previous_peak)| CapacityDesign::OnDemand { maximum: (read, write), warm, previous_peak }
        ),
        (1u64..1_000, 1u64..1_000, scaling(), scaling()).prop_map(|(read, write, read_scaling, write_scaling)| {
            CapacityDesign::Provisioned { units: Units { read, write }, read_scaling, write_scaling }
        }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back(title in words(), note in words(), fixed in words(), rate in curves(), capacity in capacities(), key in words(), hot in 0u32..=1_000_000, start in 0u64..4_000_000_000, seconds in 1u64..=366 * 86_400) {
        let mut scenario = small();
        (scenario.title, scenario.note, scenario.start_s, scenario.duration_s) = (title, note, start, seconds);
        scenario.patterns[0].rate = rate;
        scenario.patterns[0].name = key.clone();
        scenario.attributes[0].values = Values::OneHot { count: 10_000, hot_millionths: hot };
        scenario.attributes[0].size_bytes = 100;
        let mut listed = scenario.attributes[1].clone();
        (listed.name, listed.values) = (format!("x{}", key.replace(['{', '}'], "x")), Values::Weighted { values: vec![(key.clone(), 2)] });
        listed.size_bytes = listed.natural_bytes();
        scenario.attributes.push(listed);
        let table = &mut scenario.designs[0].tables[0];
        table.partition_key.parts.insert(0, KeyPart::Text(fixed));
        table.partition_key.name = "pk".into();
        table.capacity = capacity;
        let text = write(&scenario);
        prop_assert_eq!(read(&text).map_err(|problems| format!("{problems:?}\n{text}")), Ok(scenario));
    }

    #[test]
    fn no_text_makes_the_reader_panic(cut in 0usize..2_000, junk in "[\\[\\]{}\"'=#a-z0-9.\n -]{0,12}", length in 0usize..40) {
        let mut text = RICH.to_owned();
        let from = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let to = (from + length).min(text.len());
        text.replace_range(from..to, &junk);
        let _ = read(&text);
    }
}
