//! Bills worked out by hand.

use expect_test::expect;
use model::{HalfUnits, PicoUsd};
use report::{Bill, BillMode, BillOption, BillRequest, CapacityMode, OwnPrice, Relational, TrafficShape};

use super::metered::{BackupBytes, Moved, PaidHours, Stored};
use super::{Metered, Point, Usage, bill, break_evens};
use crate::prices::Prices;

fn usage(index: Option<&str>, mode: CapacityMode, write_units: u64, read_half_units: u64) -> Usage {
    let (read, write) = (HalfUnits(read_half_units), HalfUnits::whole(write_units));
    Usage {
        table: "events".into(),
        index: index.map(str::to_owned),
        mode,
        read_units: read,
        write_units: write,
        requested_reads: read,
        requested_writes: write,
        peak_read_units: HalfUnits(1),
        peak_write_units: HalfUnits::whole(800),
        series: vec![Point { read, write, ..Point::default() }],
        ..Usage::default()
    }
}

pub(super) fn asked(region: &str, repeats: u64) -> BillRequest {
    BillRequest {
        region: Some(region.to_owned()),
        repeats,
        shape: TrafficShape::AsMetered,
        free_tier: false,
        price_file: None,
        own_prices: vec![],
        relational: Relational {
            name: "db.t3.micro".into(),
            price_hour: String::new(),
            count: 1,
            storage_gb: 0,
            price_storage: String::new(),
        },
    }
}

fn metered(usages: Vec<Usage>, span_ms: u64) -> Metered {
    Metered { home: "us-east-1".into(), usages, span_ms, ..Metered::default() }
}

fn of(bill: &Bill, mode: BillMode) -> &BillOption {
    bill.month.iter().find(|option| option.mode == mode).unwrap()
}

fn cents(bill: &Bill, mode: BillMode, dimension: &str) -> i128 {
    of(bill, mode).lines.iter().filter(|line| line.dimension == dimension).map(|line| line.cents).sum()
}

/// 800 writes of 1 KB a second: one second metered, repeated for each second of a month.
#[test]
fn eight_hundred_writes_a_second() {
    let bill =
        bill(&asked("us-east-1", 730 * 3_600), &metered(vec![usage(None, CapacityMode::OnDemand, 800, 0)], 1_000)).unwrap();
    // 800 x 3,600 x 730 = 2,102,400,000 WRU at $0.625 a million.
    assert_eq!(cents(&bill, BillMode::OnDemand, "Write requests"), 131_400);
    // 800 x 730 h x $0.00065.
    assert_eq!(cents(&bill, BillMode::FlatForPeakHour, "Write capacity"), 37_960);
    // 800 / 0.7 = 1,142.9, so 1,143 x 730 h x $0.00065 = $542.3535.
    assert_eq!(cents(&bill, BillMode::AutoScaling, "Write capacity"), 54_235);
    // 8 blocks: $1.50 x 800 x 730 / 8,760 = $100.00, and 800 x 730 h x $0.000128 = $74.752.
    assert_eq!(cents(&bill, BillMode::ReservedOneYear, "Reserved write capacity, 1 year, upfront"), 10_000);
    assert_eq!(cents(&bill, BillMode::ReservedOneYear, "Reserved write capacity, 1 year"), 7_475);
    // $1.80 x 800 / 36 = $40.00, and 800 x 730 h x $0.000081 = $47.304.
    assert_eq!(cents(&bill, BillMode::ReservedThreeYears, "Reserved write capacity, 3 years, upfront"), 4_000);
    assert_eq!(cents(&bill, BillMode::ReservedThreeYears, "Reserved write capacity, 3 years"), 4_730);
    // 800 x 730 h x $0.00081, at 1,143.
    assert_eq!(of(&bill, BillMode::InfrequentAccess).title, "Standard-IA, with auto scaling");
    assert_eq!(cents(&bill, BillMode::InfrequentAccess, "Write capacity, Standard-IA"), 67_586);
    let flat = of(&bill, BillMode::FlatForPeakHour).capacity.as_ref().unwrap();
    assert_eq!((flat.write_used_millionths, flat.write_short), (1_000_000, HalfUnits(0)));
    expect![[r#"
        Cheapest: reserved for 3 years, provisioned flat, at $87.39 a month, $1,226.61 less than on-demand.
        Utilisation: writes use 100 % of what their busiest hour needs, above the break-even of 28.9 % (reserved: 13.3 %, 6.6 %).
        Commitment: 800 WCU and 0 RCU are reserved; they are paid for the whole term, used or not.
        Without a commitment: the cheapest is provisioned flat, for the busiest hour, at $379.69 a month.
        Table class: storage costs 0 % of what on-demand throughput costs; Standard-IA pays above 41.3 %, so it does not."#]]
    .assert_eq(&format!("{}\n{}", bill.verdict, bill.reasons.join("\n")));
}

#[test]
fn break_evens_of_writes() {
    let prices = Prices::embedded().unwrap();
    let show = |region: &str| -> Vec<String> {
        let found = break_evens(prices.region(region).unwrap());
        found.iter().map(|one| format!("{} {}", one.title, (one.millionths + 500) / 1_000)).collect()
    };
    // 0.00065 / 3,600 / 0.000000625; 1.50 / 8,760 + 0.000128 = 0.000299233 an hour; 1.80 / 26,280 + 0.000081 = 0.000149493.
    assert_eq!(show("us-east-1"), ["Provisioned 289", "Reserved for 1 year 133", "Reserved for 3 years 66"]);
    assert_eq!(show("ap-southeast-6").len(), 1, "no reserved terms there");
}

fn show(option: &BillOption) -> String {
    let mut text = format!("{}: {} cents, {}\n", option.title, option.total_cents, option.total);
    for line in &option.lines {
        let (resource, dimension, quantity, price) = (&line.resource, &line.dimension, &line.quantity, &line.price);
        text.push_str(&format!("  {resource} | {dimension} | {quantity} | {price} | {} | {}\n", line.amount, line.cents));
    }
    text
}

/// A table and its index in Ireland, one of them provisioned, with storage.
#[test]
fn a_bill_line_by_line() {
    let table = Usage {
        peak_write_units: HalfUnits::whole(3),
        // 10,000 items of 973.741824 bytes and 100 of overhead are 10 million times 1.073741824: a hundredth of a GB.
        item_count: 10_000,
        size_bytes: 9_737_418,
        ..usage(None, CapacityMode::OnDemand, 1_000_000, 1)
    };
    let index = Usage {
        peak_write_units: HalfUnits::whole(3),
        requested_writes: HalfUnits::ZERO,
        paid: PaidHours { read_unit_hours: 10, write_unit_hours: 10 },
        ..usage(Some("by-kind"), CapacityMode::Provisioned { read_units: 5, write_units: 5 }, 1_000_000, 0)
    };
    let bill = bill(&asked("eu-west-1", 1), &metered(vec![table, index], 3_600_001)).unwrap();
    let text: String = core::iter::once(&bill.metered).chain(&bill.month).map(show).collect();
    expect![[r#"
        Metered so far: 72 cents, $0.713823947463
          events | Write requests | 1,000,000 WRU | $0.705 per million WRU | $0.705 | 71
          events | Read requests | 0.5 RRU | $0.1415 per million RRU | $0.00000007075 | 0
          events | Storage | 0.000014 GB-month | $0.283 per GB-month | $0.000003876713 | 0
          events / by-kind | Write capacity | 10 WCU-hours | $0.000735 per WCU-hour | $0.00735 | 1
          events / by-kind | Read capacity | 10 RCU-hours | $0.000147 per RCU-hour | $0.00147 | 0
        On-demand: 142 cents, $1.412830070687
          events | Write requests | 1,000,000 WRU | $0.705 per million WRU | $0.705 | 71
          events | Read requests | 0.5 RRU | $0.1415 per million RRU | $0.00000007075 | 0
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write requests | 1,000,000 WRU | $0.705 per million WRU | $0.705 | 71
        Standard-IA, on-demand: 178 cents, $1.771132088475
          events | Write requests, Standard-IA | 1,000,000 WRU | $0.885 per million WRU | $0.885 | 89
          events | Read requests, Standard-IA | 0.5 RRU | $0.177 per million RRU | $0.0000000885 | 0
          events | Storage, Standard-IA | 0.01 GB-month | $0.1132 per GB-month | $0.001131999975 | 0
          events / by-kind | Write requests, Standard-IA | 1,000,000 WRU | $0.885 per million WRU | $0.885 | 89
        Provisioned with auto scaling: 246 cents, $2.454789999937
          events | Write capacity | 1,522 WCU-hours | $0.000735 per WCU-hour | $1.11867 | 112
          events | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write capacity | 1,522 WCU-hours | $0.000735 per WCU-hour | $1.11867 | 112
          events / by-kind | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
        As the tables are set now: 393 cents, $3.927130070687
          events | Write requests | 1,000,000 WRU | $0.705 per million WRU | $0.705 | 71
          events | Read requests | 0.5 RRU | $0.1415 per million RRU | $0.00000007075 | 0
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write capacity | 5 WCU x 730 h | $0.000735 per WCU-hour | $2.68275 | 268
          events / by-kind | Read capacity | 5 RCU x 730 h | $0.000147 per RCU-hour | $0.53655 | 54
        Provisioned flat, for the busiest hour: 29854 cents, $298.539249999937
          events | Write capacity | 278 WCU x 730 h | $0.000735 per WCU-hour | $149.1609 | 14916
          events | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write capacity | 278 WCU x 730 h | $0.000735 per WCU-hour | $149.1609 | 14916
          events / by-kind | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
        Reserved for 1 year: not one block of 100 units pays off for this traffic.
        Reserved for 3 years: not one block of 100 units pays off for this traffic."#]]
    .assert_eq(&(text + &bill.left_out.join("\n")));
}

/// Half of an eventually consistent read costs 0.1415 / 2 / 1,000,000 dollars in Ireland: nothing is lost.
#[test]
fn half_a_read_in_ireland() {
    let bill = bill(&asked("eu-west-1", 1), &metered(vec![usage(None, CapacityMode::OnDemand, 0, 1)], 1_000)).unwrap();
    let line = &of(&bill, BillMode::OnDemand).lines[0];
    assert_eq!((line.quantity.as_str(), line.amount), ("0.5 RRU", PicoUsd(70_750)));
}

/// Everything that is not requests, capacity or storage of items, in us-east-1.
#[test]
fn every_other_dimension() {
    const GB: u64 = 1_073_741_824;
    let moved = Moved {
        restored: GB,
        exported: 2 * GB,
        exported_increments: 3 * GB,
        imported: 4 * GB,
        bulk_put: 5 * GB,
        transferred: 6 * GB,
        vectors_written: 7 * GB,
        vectors_searched: 8 * GB,
    };
    let table = Usage {
        item_count: 1,
        size_bytes: GB - 148,
        replicated: true,
        moved,
        recovery_bytes: 10 * GB,
        stream_reads: 2_600_000,
        change_units: 3_000_000,
        insight_rules: 4,
        vector_bytes: 9 * GB,
        ..usage(None, CapacityMode::OnDemand, 2_000_000, 0)
    };
    let mut metered = metered(vec![table], 730 * 3_600_000);
    metered.backups.push(BackupBytes { table: "events".into(), region: String::new(), bytes: 20 * GB, kept_ms: 365 * 3_600_000 });
    let free = BillRequest { free_tier: true, ..asked("us-east-1", 1) };
    let bill = bill(&free, &metered).unwrap();
    expect![[r#"
        Metered so far: 1385 cents, $13.846
          events | Replicated write requests | 2,000,000 rWRU | $0.625 per million rWRU | $1.25 | 125
          events | Storage | 1 GB-month, all free | $0.25 per GB-month | $0.00 | 0
          events | Point-in-time recovery | 10 GB-month | $0.20 per GB-month | $2.00 | 200
          events | Vector storage | 9 GB-month | $0.25 per GB-month | $2.25 | 225
          events | Vector writes | 7 GB | $0.52 per GB | $3.64 | 364
          events | Vector searches | 8 GB | $0.002 per GB | $0.016 | 2
          events | Streams reads | 2,600,000 requests, 2,500,000 free | $0.02 per 100,000 requests | $0.02 | 2
          events | Changes sent to Kinesis | 3,000,000 units | $0.10 per million units | $0.30 | 30
          events | Transfer to other regions | 6 GB | $0.02 per GB | $0.12 | 12
          events | Restores | 1 GB | $0.15 per GB | $0.15 | 15
          events | Full exports | 2 GB | $0.10 per GB | $0.20 | 20
          events | Incremental exports | 3 GB | $0.10 per GB | $0.30 | 30
          events | Imports | 4 GB | $0.15 per GB | $0.60 | 60
          events | Bulk puts | 5 GB | no price found | $0.00 | 0
          events | Contributor insights, rules | 4 rule-months | $0.50 per rule-month | $2.00 | 200
          events | Backups | 10 GB-month | $0.10 per GB-month | $1.00 | 100
    "#]]
    .assert_eq(&show(&bill.metered));
    assert!(bill.reasons.iter().any(|reason| reason == "No price was found for: Bulk puts. The totals are too small by that."));
    // A backup that is kept costs twice as much in a whole month; one-off work costs the same.
    assert_eq!(of(&bill, BillMode::OnDemand).total_cents, bill.metered.total_cents + 100);
}

/// By hand: an item of (1 GB - 148 B) and the 148 B on top are 1 GB; 365 h of 730 h are
/// half a GB-month at $0.25, 182.5 h in the other class a quarter at $0.10. What is held now plays no part.
#[test]
fn storage_so_far_is_what_was_held_over_time() {
    const GB: u64 = 1_073_741_824;
    let held = |minutes: u64| (minutes, (GB - 148) * minutes);
    let stored = Stored {
        standard: held(365 * 60),
        infrequent: held(365 * 30),
        recovery_byte_minutes: 2 * GB * 365 * 60,
        rule_minutes: 4 * 365 * 60,
    };
    let table = Usage {
        replicated: true,
        infrequent_access: true,
        expired_items: 1_234,
        stored: Some(stored),
        ..usage(None, CapacityMode::OnDemand, 0, 0)
    };
    let bill = bill(&asked("us-east-1", 1), &metered(vec![table], 1)).unwrap();
    expect![[r#"
        Metered so far: 136 cents, $1.35
          events | Storage | 0.5 GB-month | $0.25 per GB-month | $0.125 | 13
          events | Storage, Standard-IA | 0.25 GB-month | $0.10 per GB-month | $0.025 | 3
          events | Point-in-time recovery | 1 GB-month | $0.20 per GB-month | $0.20 | 20
          events | Contributor insights, rules | 2 rule-months | $0.50 per rule-month | $1.00 | 100
    "#]]
    .assert_eq(&show(&bill.metered));
    assert!(bill.assumptions.iter().any(|words| words.starts_with("Time to live: it removed 1,234 items so far")));
    assert!(bill.assumptions.iter().any(|words| words.starts_with("Storage so far:")));
}

#[test]
fn the_free_tier_is_the_accounts() {
    let mode = CapacityMode::Provisioned { read_units: 20, write_units: 20 };
    let free = BillRequest { free_tier: true, ..asked("us-east-1", 1) };
    let usages = vec![usage(None, mode, 0, 0), usage(Some("by-kind"), mode, 0, 0)];
    let bill_of = |request: &BillRequest| bill(request, &metered(usages.clone(), 1_000)).unwrap();
    expect![[r#"
        As the tables are set now: 827 cents, $8.268
          events | Write capacity | 20 WCU x 730 h, all free | $0.00065 per WCU-hour | $0.00 | 0
          events | Read capacity | 20 RCU x 730 h, all free | $0.00013 per RCU-hour | $0.00 | 0
          events / by-kind | Write capacity | 20 WCU x 730 h, 4,000 free | $0.00065 per WCU-hour | $6.89 | 689
          events / by-kind | Read capacity | 20 RCU x 730 h, 4,000 free | $0.00013 per RCU-hour | $1.378 | 138
    "#]]
    .assert_eq(&show(of(&bill_of(&free), BillMode::AsSet)));
    let gov = BillRequest { region: Some("us-gov-west-1".into()), ..free };
    assert!(of(&bill_of(&gov), BillMode::AsSet).lines.iter().all(|line| !line.quantity.contains("free")));
}

#[test]
fn the_readers_prices_stand_in_and_wrong_ones_are_told() {
    let own = |key: &str, amount: &str| OwnPrice { region: "us-east-1".into(), key: key.into(), amount: amount.into() };
    let request = BillRequest {
        own_prices: vec![own("on_demand_write_request_unit", "1.25"), own("storage_gb_month", "much"), own("bulk_put_gb", "0.1")],
        price_file: Some("{".to_owned()),
        ..asked("us-east-1", 1)
    };
    let table = Usage {
        moved: Moved { bulk_put: 1_073_741_824, ..Moved::default() },
        ..usage(None, CapacityMode::OnDemand, 1_000_000, 0)
    };
    let bill = bill(&request, &metered(vec![table], 1_000)).unwrap();
    let on_demand = of(&bill, BillMode::OnDemand);
    let lines: Vec<_> = on_demand.lines.iter().map(|line| (line.dimension.as_str(), line.cents, line.is_own_price)).collect();
    assert_eq!(lines, [("Write requests", 125, true), ("Bulk puts", 10, true)]);
    assert!(!bill.is_own_file);
    let keys: Vec<_> = bill.price_problems.iter().map(|problem| problem.key.as_deref()).collect();
    assert_eq!(keys, [None, Some("storage_gb_month")]);
    let entry = |key: &str| bill.prices.iter().find(|entry| entry.key == key).unwrap();
    assert_eq!(entry("on_demand_write_request_unit").list.as_deref(), Some("0.625"));
    assert_eq!(entry("storage_gb_month").own.as_deref(), Some("much"));
    assert_eq!(entry("bulk_put_gb").list, None);
}

/// The course's Employee Directory: office hours, empty weekends, against the smallest relational instance.
#[test]
fn empty_weekends() {
    let request = BillRequest {
        shape: TrafficShape::WorkingHours,
        relational: Relational {
            price_hour: "0.017".into(),
            storage_gb: 20,
            price_storage: "0.115".into(),
            ..asked("us-east-1", 1).relational
        },
        ..asked("us-east-1", 1_000)
    };
    let table = Usage { peak_write_units: HalfUnits::whole(2), ..usage(None, CapacityMode::OnDemand, 1_000, 2_000) };
    let bill = bill(&request, &metered(vec![table], 60_000)).unwrap();
    // 0.017 x 730 = 12.41 and 20 x 0.115 = 2.30; one million writes 0.625, one million eventually consistent reads... 1,000 units: 0.125.
    assert_eq!((bill.relational.total_cents, of(&bill, BillMode::OnDemand).total_cents), (1_471, 63 + 13));
    // 177 of 730 hours are worked.
    assert_eq!(bill.relational.idle_hours, 553);
    assert_eq!(bill.relational.on_demand_hours.iter().filter(|hour| hour.0 > 0).count(), 177);
    expect!["db.t3.micro costs $14.71 a month whether it is asked or not, $9.40 of it in the 553 of 730 hours without a request; DynamoDB on-demand costs $0.75 for this traffic, 19.6 times less."].assert_eq(&bill.relational.verdict);
    let wrong = BillRequest { relational: Relational { price_hour: "cheap".into(), ..request.relational.clone() }, ..request };
    let bill = super::bill(&wrong, &metered(vec![], 0)).unwrap();
    assert_eq!((bill.relational.verdict.as_str(), bill.price_problems[0].key.as_deref()), ("", Some("relational")));
}

#[test]
fn nothing_metered_is_said() {
    let bill = super::bill(&asked("us-east-1", 1), &metered(vec![], 0)).unwrap();
    assert_eq!((bill.metered.total_cents, bill.month.iter().map(|option| option.total_cents).max()), (0, Some(0)));
    assert_eq!(bill.verdict, "Nothing was metered yet: create a table and run some requests.");
    assert!(super::bill(&asked("nowhere", 1), &Metered::default()).is_err());
}

#[test]
fn a_sum_of_less_than_a_dollar_is_told_exactly() {
    let request = asked("us-east-1", 1);
    let request = BillRequest { relational: Relational { price_hour: "0.02".into(), ..request.relational.clone() }, ..request };
    let bill = super::bill(&request, &metered(vec![usage(None, CapacityMode::OnDemand, 300, 325)], 500)).unwrap();
    expect![[r#"
        Pay on-demand: $0.000208 a month, $0.0000514 less than Standard-IA, on-demand.
        db.t3.micro costs $14.60 a month whether it is asked or not, $14.58 of it in the 729 of 730 hours without a request; DynamoDB on-demand costs $0.000208 for this traffic, less than a cent."#]].assert_eq(&format!("{}\n{}", bill.verdict, bill.relational.verdict));
}

#[test]
fn deleted_tables_and_other_regions() {
    let gone = Usage { deleted: true, ..usage(None, CapacityMode::OnDemand, 1_000_000, 0) };
    let away = Usage {
        region: "eu-west-1".into(),
        table: "orders".into(),
        replicated: true,
        ..usage(None, CapacityMode::OnDemand, 1_000_000, 0)
    };
    let bill = super::bill(&asked("us-west-2", 1), &metered(vec![gone, away], 1_000)).unwrap();
    expect![[r#"
        Metered so far: 134 cents, $1.33
          events, deleted | Write requests | 1,000,000 WRU | $0.625 per million WRU | $0.625 | 63
          orders, eu-west-1 | Replicated write requests | 1,000,000 rWRU | $0.705 per million rWRU | $0.705 | 71
        On-demand: 71 cents, $0.705
          orders, eu-west-1 | Replicated write requests | 1,000,000 rWRU | $0.705 per million rWRU | $0.705 | 71
    "#]]
    .assert_eq(&(show(&bill.metered) + &show(of(&bill, BillMode::OnDemand))));
}

#[test]
fn the_largest_figures_do_not_overflow() {
    let huge = Usage {
        read_units: HalfUnits(u64::MAX),
        write_units: HalfUnits(u64::MAX),
        requested_reads: HalfUnits(u64::MAX),
        peak_read_units: HalfUnits(u64::MAX),
        peak_write_units: HalfUnits(u64::MAX),
        paid: PaidHours { read_unit_hours: u64::MAX, write_unit_hours: u64::MAX },
        item_count: u64::MAX,
        size_bytes: u64::MAX,
        recovery_bytes: u64::MAX,
        stream_reads: u64::MAX,
        series: vec![Point { read: HalfUnits(u64::MAX), write: HalfUnits(u64::MAX), ..Point::default() }],
        ..usage(None, CapacityMode::Provisioned { read_units: u64::MAX, write_units: u64::MAX }, 0, 0)
    };
    for shape in [TrafficShape::AsMetered, TrafficShape::Even] {
        let request = BillRequest { shape, free_tier: true, ..asked("us-east-1", u64::MAX) };
        let bill = super::bill(&request, &metered(vec![huge.clone()], u64::MAX)).unwrap();
        assert!(bill.month.iter().all(|option| option.total_cents > 0));
    }
}
