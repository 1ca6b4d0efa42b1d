//! Both drivers on the same random scenarios: what they carry out and give up agrees.

use report::{Driver, SimulationReport, SpaceRun};

use super::Run;
use super::testing::{attribute, get, index, key, list, on_demand, provisioned, put, scenario, table, update};
use crate::Chance;
use crate::scenario::{
    Action, CapacityDesign, Curve, IndexDesign, ItemSize, KeyPart, KeyTemplate, MilliRate, Pattern, Projected, Scenario,
    TableDesign, Values,
};

/// Scenarios that are compared, richer ones, and those whose keys come again.
const SCENARIOS: u64 = 100;
const RICH: u64 = 40;
const REPEATING: u64 = 60;

fn random(number: u64) -> Scenario {
    let chance = Chance::new(number);
    let below = |purpose: &str, bound: u64| chance.below(purpose, number, bound);
    let devices = match below("keys", 4) {
        0 => Values::Uniform { count: 5_000 },
        1 => Values::Zipf { count: 500, exponent_thousandths: 900 },
        2 => Values::OneHot { count: 1_000, hot_millionths: 200_000 + 100_000 * below("hot", 7) as u32 },
        _ => Values::Weighted { values: vec![("a".to_owned(), 5), ("b".to_owned(), 3), ("c".to_owned(), 1)] },
    };
    let size = 1_000 + 1_000 * below("size", 60) as u32;
    let mut patterns = vec![put(5 + below("writes", 25), size)];
    match below("more", 4) {
        0 => patterns.push(list(2 + below("reads", 15), size, 1 + below("items", 5) as u32)),
        1 => patterns.push(get(5 + below("reads", 20), size)),
        2 => patterns.push(update(2 + below("updates", 10), size)),
        _ => {}
    }
    if below("sizes", 3) == 0 {
        patterns.iter_mut().for_each(|pattern| pattern.size = ItemSize::Between(size / 2, size * 3 / 2));
    }
    let is_on_demand = below("mode", 3) == 0;
    let capacity = |name: &str| match is_on_demand {
        true => on_demand(),
        false => provisioned(1 + below("reads", 10), 1 + below(name, 40)),
    };
    let mut table = TableDesign { item_count: 100_000, item_bytes: size, ..table(capacity("table")) };
    for at in 0..below("indexes", 3) {
        let (name, by) = [("by-site", "site"), ("by-device", "device")][at as usize];
        table.indexes.push(index(name, &[by], capacity(name)));
    }
    let mut scenario = scenario(30 + below("seconds", 30), devices, patterns, table);
    scenario.seed = number;
    scenario.retries.attempts = 1 + below("attempts", 5) as u32;
    scenario.retries.base_ms = [10, 50, 400][below("base", 3) as usize];
    scenario.retries.jitter = below("jitter", 2) == 0;
    scenario
}

/// More of what a scenario may have: kinds of items with keys of their own, a local index, all projections, deletes, transactions,
/// dates, items that expire, bounds of on-demand tables, curves. What both drivers do not tell alike is left out: requests of
/// several calls, of which some may be throttled, and sizes, of which few requests draw other ones than many do.
fn rich(number: u64) -> Scenario {
    let mut scenario = random(number);
    let chance = Chance::new(number ^ (1 << 32));
    let below = |purpose: &str, bound: u64| chance.below(purpose, number, bound);
    let bytes = scenario.patterns[0].size.mean();
    scenario.patterns.iter_mut().for_each(|pattern| pattern.size = ItemSize::Fixed(bytes));
    scenario.attributes.extend([attribute("day", Values::Date), attribute("order", Values::Sequence)]);
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut add = |name: &str, entity: &str, pattern: Pattern| {
        scenario.patterns.push(Pattern { name: name.to_owned(), entity: entity.to_owned(), ..pattern });
    };
    if below("delete", 3) == 0 {
        let deletes = put(1 + below("deletes", 5), bytes);
        add("delete", "event", Pattern { action: Action::Delete, ..deletes });
    }
    if below("transact", 3) == 0 {
        let changes = if below("transact-update", 2) == 0 { named(&["site"]) } else { vec![] };
        add("transact", "event", Pattern { action: Action::TransactWrite, changes, ..put(1 + below("transacts", 8), bytes) });
    }
    let has_kinds = below("kinds", 2) == 0;
    if has_kinds {
        let known = named(&["device", "order"]);
        add("sign up", "user", Pattern { known: known.clone(), ..put(1 + below("sign-ups", 4), bytes) });
        add("show", "user", Pattern { action: Action::Get, known, ..put(1 + below("shows", 9), bytes) });
        add("list again", "event", list(1 + below("lists", 5), bytes, 4));
    }
    if below("expires", 3) == 0 {
        let puts = scenario.patterns.iter_mut().filter(|pattern| pattern.action == Action::Put && pattern.entity == "event");
        puts.for_each(|pattern| pattern.expires_after_days = Some(1));
    }
    let rate = |per_second: u64| MilliRate(per_second * 1_000);
    scenario.patterns[0].rate = match below("curve", 6) {
        0 => Curve::Spike { base: rate(3), peak: rate(40), at_s: 10, for_s: 12 },
        1 => Curve::Steps(vec![(0, rate(30)), (15, rate(2)), (25, rate(20))]),
        2 => Curve::Constant(MilliRate(7_777)),
        _ => scenario.patterns[0].rate.clone(),
    };
    let table = &mut scenario.designs[0].tables[0];
    let (text, part) = (|text: &str| KeyPart::Text(text.to_owned()), |name: &str| KeyPart::Attribute(name.to_owned()));
    let of_users = || vec![("user".to_owned(), vec![text("U#"), part("order")])];
    if has_kinds {
        let sort = KeyTemplate::new("sk".to_owned(), vec![text("E#"), part("at")]);
        table.sort_key = Some(KeyTemplate { of_kind: of_users(), ..sort });
    } else if below("dated", 4) == 0 {
        table.partition_key.parts = vec![part("device"), text("#"), part("day")];
    }
    for (at, index) in table.indexes.iter_mut().enumerate() {
        index.projection = match below(["first", "second"][at], 3) {
            0 => Projected::All,
            1 => Projected::Include(named(&["site"])),
            _ => Projected::KeysOnly,
        };
        // The table's sort key is something else.
        index.sort_key.iter_mut().for_each(|key| key.name = "at".to_owned());
        if at == 0 && has_kinds && below("overloaded", 2) == 0 {
            index.partition_key.of_kind = of_users();
            index.sort_key = None;
        }
    }
    if below("twins", 3) == 0 {
        table.indexes.iter_mut().for_each(|index| index.capacity = table.capacity.clone());
    }
    if below("local", 3) == 0 {
        let own =
            IndexDesign { is_local: true, sort_key: Some(key("lsk", &["site"])), ..index("here", &[], table.capacity.clone()) };
        table.indexes.push(IndexDesign { partition_key: table.partition_key.clone(), ..own });
    }
    if let CapacityDesign::OnDemand { maximum, .. } = &mut table.capacity
        && below("bounded", 2) == 0
    {
        *maximum = (Some(1 + below("most-reads", 40)), Some(1 + below("most-writes", 300)));
    }
    scenario
}

/// Puts whose keys take few values, so that they come again: with several attributes in a key, items that are there at the start, requests
/// that name items by their keys, and indexes whose keys change with a put, seldom change, or do not.
fn repeating(number: u64) -> Scenario {
    let chance = Chance::new(number ^ (2 << 32));
    let below = |purpose: &str, bound: u64| chance.below(purpose, number, bound);
    let devices = match below("keys", 5) {
        0 => Values::Uniform { count: 200 + below("count", 3_000) },
        1 => Values::Zipf { count: 3_000, exponent_thousandths: 600 + below("exponent", 800) as u32 },
        2 => Values::OneHot { count: 1_000, hot_millionths: 200_000 + 100_000 * below("hot", 7) as u32 },
        3 => Values::Weighted { values: vec![("a".to_owned(), 5), ("b".to_owned(), 3), ("c".to_owned(), 1)] },
        _ => Values::Replay { values: (0..700 + below("rows", 700)).map(|row| format!("row-{row}")).collect() },
    };
    let bytes = 100 + below("size", 3_000) as u32;
    let expires_after_days = (below("expires", 4) == 0).then_some(1);
    let mut patterns = vec![Pattern { expires_after_days, ..put(20 + below("writes", 60), bytes) }];
    let mut more = |name: &str, pattern: Pattern| patterns.push(Pattern { name: name.to_owned(), known: vec![], ..pattern });
    // Of a list that several patterns take in turn, each finds what another has left; and none of its keys comes again before all of them
    // do. Only single requests tell that.
    let is_in_turn = matches!(devices, Values::Replay { .. });
    match if is_in_turn { 4 } else { below("more", 5) } {
        0 => more("get", get(5 + below("reads", 20), bytes)),
        1 => more("update", Pattern { changes: vec!["site".to_owned()], ..update(5 + below("updates", 20), bytes) }),
        2 => more("delete", Pattern { action: Action::Delete, ..put(5 + below("deletes", 30), bytes) }),
        3 => more("transact", Pattern { action: Action::TransactWrite, ..put(5 + below("transacts", 20), bytes) }),
        _ => {}
    }
    let is_on_demand = is_in_turn || below("mode", 4) > 0;
    let capacity = |name: &str| match is_on_demand {
        true => on_demand(),
        false => provisioned(50, 20 + below(name, 200)),
    };
    let sort_key = match below("sort", 4) {
        0 => Some(key("sk", &["slot"])),
        1 => Some(key("sk", &["day"])),
        _ => None,
    };
    let item_count = [0, 0, 100, 500, 1_000_000][below("stock", 5) as usize];
    let mut table = TableDesign { sort_key, item_count, item_bytes: bytes, ..table(capacity("table")) };
    for at in 0..below("indexes", 4) {
        let (name, by) = [("by-site", "site"), ("by-color", "color"), ("by-hour", "hour")][at as usize];
        let projection = match below(name, 3) {
            0 => Projected::All,
            1 => Projected::Include(vec!["color".to_owned()]),
            _ => Projected::KeysOnly,
        };
        let sort_key = (below(&format!("{name} by time"), 3) == 0).then(|| key("at", &["at"]));
        table.indexes.push(IndexDesign { projection, sort_key, ..index(name, &[by], capacity(name)) });
    }
    if below("local", 3) == 0 && table.sort_key.is_some() {
        let own = IndexDesign { is_local: true, sort_key: Some(key("lsk", &["color"])), ..index("here", &[], on_demand()) };
        table.indexes.push(IndexDesign { partition_key: table.partition_key.clone(), ..own });
    }
    let mut scenario = scenario(60 + below("seconds", 60), devices, patterns, table);
    let colors = [("red", 6), ("blue", 3), ("green", 1)].map(|(name, weight)| (name.to_owned(), weight));
    scenario.attributes.extend([
        attribute("slot", Values::Uniform { count: 5 }),
        attribute("color", Values::Weighted { values: colors.to_vec() }),
        attribute("day", Values::Date),
        attribute("hour", Values::Hour),
    ]);
    // Some end the day within the run.
    scenario.start_s -= [0, 30, 60][below("start", 3) as usize];
    scenario.seed = number;
    scenario
}

#[derive(Debug)]
struct Sums {
    offered: u64,
    admitted: u64,
    given_up: u64,
    throttles: u64,
    units: u64,
}

fn sums(report: &SimulationReport) -> Sums {
    let patterns = || report.designs.iter().flat_map(|design| &design.patterns);
    let spaces = || report.designs.iter().flat_map(|design| &design.spaces);
    Sums {
        offered: patterns().map(|pattern| pattern.offered).sum(),
        admitted: patterns().map(|pattern| pattern.admitted).sum(),
        given_up: patterns().map(|pattern| pattern.given_up).sum(),
        throttles: spaces().flat_map(|space| &space.throttles).map(|throttled| throttled.events).sum(),
        units: spaces().map(|space| space.read_units.0 + space.write_units.0).sum(),
    }
}

/// A run of a scenario by the second, and one by requests of which none is refused.
fn by_both(scenario: &Scenario, number: u64) -> (SimulationReport, SimulationReport) {
    let [fluid, single] = [Driver::Fluid, Driver::PerRequest].map(|driver| Run::new(scenario, driver).unwrap().finish());
    assert!(!single.assumptions.iter().any(|remark| remark.starts_with("Refused")), "{number}: {:?}", single.assumptions);
    (fluid, single)
}

#[test]
fn the_drivers_agree_within_two_percent_and_wholly_where_nothing_is_throttled() {
    let mut throttled = 0;
    for number in 0..SCENARIOS {
        let scenario = random(number);
        let told = |driver| sums(&Run::new(&scenario, driver).unwrap().finish());
        let (fluid, single) = (told(Driver::Fluid), told(Driver::PerRequest));
        for run in [&fluid, &single] {
            assert_eq!(run.offered, run.admitted + run.given_up, "scenario {number}");
        }
        assert_eq!(fluid.offered, single.offered, "scenario {number}");
        let differs = fluid.admitted.abs_diff(single.admitted);
        assert!(differs * 50 <= fluid.offered, "scenario {number}: {fluid:?} {single:?}");
        if fluid.throttles == 0 && single.throttles == 0 {
            assert_eq!(differs, 0, "scenario {number}");
            let is_fixed = scenario.patterns.iter().all(|pattern| matches!(pattern.size, ItemSize::Fixed(_)));
            assert!(!is_fixed || fluid.units == single.units, "scenario {number}: {fluid:?} {single:?}");
        } else {
            throttled += 1;
            assert!(
                fluid.throttles.abs_diff(single.throttles) * 10 <= single.throttles.max(1_000),
                "scenario {number}: {fluid:?} {single:?}"
            );
        }
    }
    assert!(throttled * 3 > SCENARIOS && throttled < SCENARIOS, "{throttled} scenarios were throttled");
}

/// Chance makes more of a difference where requests are few.
#[test]
fn the_drivers_agree_on_kinds_of_items_local_indexes_expiry_and_all_that_a_scenario_may_have() {
    let mut throttled = 0;
    for number in 0..RICH {
        let scenario = rich(number);
        let (fluid, single) = by_both(&scenario, number);
        let (all, one) = (sums(&fluid), sums(&single));
        assert!(all.admitted.abs_diff(one.admitted) * 50 <= all.offered.max(1_000), "scenario {number}: {all:?} {one:?}");
        let is_throttled = all.throttles + one.throttles > 0;
        throttled += u64::from(is_throttled);
        for (fluid, single) in fluid.designs[0].spaces.iter().zip(&single.designs[0].spaces).filter(|_| !is_throttled) {
            let held = |space: &SpaceRun| (space.item_count, space.size_bytes, space.ttl_deleted);
            let place = format!("scenario {number}, {:?}", fluid.index);
            assert_eq!((fluid.read_units, fluid.write_units), (single.read_units, single.write_units), "{place}");
            assert_eq!(held(fluid), held(single), "{place}");
        }
    }
    assert!(throttled * 3 > RICH && throttled < RICH, "{throttled} scenarios were throttled");
}

/// Which keys come again is chance, so that units are as many as are to be expected, and not the same to the last.
#[test]
fn the_drivers_agree_where_keys_come_again() {
    let (mut throttled, mut replacing, mut all_counted, mut all_carried_out) = (0, 0, 0, 0u64);
    for number in 0..REPEATING {
        let scenario = repeating(number);
        let (fluid, single) = by_both(&scenario, number);
        let (all, one) = (sums(&fluid), sums(&single));
        assert!(all.admitted.abs_diff(one.admitted) * 50 <= all.offered, "scenario {number}: {all:?} {one:?}");
        let is_throttled = all.throttles + one.throttles > 0;
        throttled += u64::from(is_throttled);
        if is_throttled {
            continue;
        }
        assert_eq!(all.admitted, one.admitted, "scenario {number}");
        for (fluid, single) in fluid.designs[0].spaces.iter().zip(&single.designs[0].spaces) {
            let (counted, carried_out) = (fluid.write_units.0, single.write_units.0);
            let place = format!("scenario {number}, {:?}: {counted} {carried_out}", fluid.index);
            // Whether a put writes an entry twice is chance: four deviations of as many even chances.
            let blocks = u64::from(scenario.patterns[0].size.mean()).div_ceil(1_024);
            let has_entries = fluid.index.is_some() || scenario.designs[0].tables[0].indexes.iter().any(|index| index.is_local);
            let chance = if has_entries { 8 * blocks * all.admitted.isqrt() } else { 0 };
            assert!(counted.abs_diff(carried_out) <= chance, "{place}");
            (all_counted, all_carried_out) = (all_counted + counted, all_carried_out + carried_out);
            let held = |space: &SpaceRun| [space.item_count, space.size_bytes];
            let differs = |(left, right): (u64, u64)| left.abs_diff(right) > 1;
            assert!(!held(fluid).into_iter().zip(held(single)).any(differs), "{place}: {:?} {:?}", held(fluid), held(single));
            replacing += u64::from(fluid.index.is_some() && carried_out * 2 > all.admitted * 5);
        }
    }
    assert!(all_carried_out.abs_diff(all_counted) * 500 <= all_carried_out, "{all_counted} {all_carried_out}");
    assert!(throttled > 0 && throttled * 2 < REPEATING, "{throttled} scenarios were throttled");
    assert!(replacing > 20, "{replacing} indexes have more than one write for each request");
}

/// 6,000 puts of 1,000 devices. Each device is put at least once with chance 1 - 0.999^6000 = 0.99753: 997.5 items. The others, 5,002.5,
/// take the place of an item of another site, so that the index has 6,000 + 5,002.5 writes. Were all devices there at the start, each put
/// would be two, but for one site of a million that is drawn again.
#[test]
fn a_put_whose_key_comes_again_replaces_an_item() {
    let of = |item_count: u64, driver: Driver| {
        let by_site = IndexDesign { sort_key: None, ..index("by-site", &["site"], on_demand()) };
        let table = TableDesign { sort_key: None, item_count, indexes: vec![by_site], ..table(on_demand()) };
        let scenario = scenario(60, Values::Uniform { count: 1_000 }, vec![put(100, 200)], table);
        let mut report = Run::new(&scenario, driver).unwrap().finish();
        let spaces = report.designs.remove(0).spaces;
        let told = |space: &SpaceRun| (space.write_units.0 / 2, space.item_count, space.size_bytes);
        (told(&spaces[0]), told(&spaces[1]))
    };
    // An entry: a device of 12 bytes, a site of 12, and the names pk and by-site-pk.
    assert_eq!(of(0, Driver::Fluid), ((6_000, 997, 199_505), (11_002, 997, 35_911)));
    assert_eq!(of(1_000, Driver::Fluid), ((6_000, 1_000, 200_000), (11_999, 1_000, 36_000)));
    assert_eq!(of(1_000, Driver::PerRequest), ((6_000, 1_000, 200_000), (12_000, 1_000, 36_000)));
    let (table, index) = of(0, Driver::PerRequest);
    assert_eq!((table, index.1, index.2), ((6_000, 997, 199_505), 997, 35_911));
    assert!(index.0.abs_diff(11_002) < 20, "{index:?}");
}
