//! Bills worked out by hand.

use expect_test::expect;
use model::HalfUnits;
use report::{Bill, BillMode, CapacityMode};

use super::{Metered, Usage, bill};
use crate::prices::Prices;

fn usage(index: Option<&str>, mode: CapacityMode, write_units: u64, read_half_units: u64) -> Usage {
    Usage {
        table: "events".into(),
        index: index.map(str::to_owned),
        mode,
        read_units: HalfUnits(read_half_units),
        write_units: HalfUnits::whole(write_units),
        peak_read_units: HalfUnits(1),
        peak_write_units: HalfUnits::whole(800),
        item_count: 0,
        size_bytes: 0,
    }
}

fn bill_of(usages: Vec<Usage>, span_ms: u64, repeats: u64, region: &str) -> Bill {
    bill(&Prices::embedded().unwrap(), region, &Metered { usages, span_ms }, repeats).unwrap()
}

fn cents(bill: &Bill, mode: BillMode, dimension: &str) -> i128 {
    let option = bill.month.iter().find(|option| option.mode == mode).unwrap();
    option.lines.iter().filter(|line| line.dimension == dimension).map(|line| line.cents).sum()
}

/// 800 writes of 1 KB a second: one second metered, repeated for each second of a month.
#[test]
fn eight_hundred_writes_a_second() {
    let bill = bill_of(vec![usage(None, CapacityMode::OnDemand, 800, 0)], 1_000, 730 * 3_600, "us-east-1");
    // 800 x 3,600 x 730 = 2,102,400,000 WRU at $0.625 a million.
    assert_eq!(cents(&bill, BillMode::OnDemand, "Write request units"), 131_400);
    // 800 x 730 h x $0.00065.
    assert_eq!(cents(&bill, BillMode::ProvisionedPeak, "Write capacity"), 37_960);
    // 800 / 0.7 = 1,142.9, so 1,143 x 730 h x $0.00065 = $542.3535.
    assert_eq!(cents(&bill, BillMode::ProvisionedTarget, "Write capacity"), 54_235);
    // 0.00065 / 3,600 / 0.000000625.
    assert_eq!(bill.break_even_millionths, 288_889);
    assert_eq!(
        bill.month.iter().map(|option| option.mode).collect::<Vec<_>>(),
        [BillMode::ProvisionedPeak, BillMode::ProvisionedTarget, BillMode::OnDemand]
    );
    expect![[r#"
        Provisioned is cheapest, even flat for the busiest second: $1,314.00 a month on-demand, $379.69 provisioned for the busiest second, $542.44 for the average at 70 % use. Provisioned writes pay off when more than 28.9 % of the capacity is used on average."#]]
    .assert_eq(&bill.verdict);
}

fn show(bill: &Bill) -> String {
    let mut text = String::new();
    for option in core::iter::once(&bill.metered).chain(&bill.month) {
        text.push_str(&format!("{}: {} cents, {}\n", option.title, option.total_cents, option.total));
        for line in &option.lines {
            let (resource, dimension, quantity, price) = (&line.resource, &line.dimension, &line.quantity, &line.price);
            text.push_str(&format!("  {resource} | {dimension} | {quantity} | {price} | {} | {}\n", line.amount, line.cents));
        }
    }
    text + &bill.verdict + "\n"
}

/// A table and its index in Ireland, one of them provisioned, with storage.
#[test]
fn a_bill_line_by_line() {
    let table = Usage {
        peak_write_units: HalfUnits::whole(3),
        peak_read_units: HalfUnits(1),
        // 10,000 items of 973.741824 bytes and 100 of overhead are 10 million times 1.073741824: a hundredth of a GB.
        item_count: 10_000,
        size_bytes: 9_737_418,
        ..usage(None, CapacityMode::OnDemand, 1_000_000, 1)
    };
    let index = Usage {
        peak_write_units: HalfUnits::whole(3),
        ..usage(Some("by-kind"), CapacityMode::Provisioned { read_units: 5, write_units: 5 }, 1_000_000, 0)
    };
    let bill = bill_of(vec![table, index], 3_600_001, 1, "eu-west-1");
    expect![[r#"
        Metered so far: 72 cents, $0.713823947463
          events | Write request units | 1,000,000 WRU | $0.000000705 per WRU | $0.705 | 71
          events | Read request units | 0.5 RRU | $0.0000001415 per RRU | $0.00000007075 | 0
          events | Storage | 0.000014 GB-month | $0.283 per GB-month | $0.000003876713 | 0
          events / by-kind | Write capacity | 5 WCU x 2 h | $0.000735 per WCU-hour | $0.00735 | 1
          events / by-kind | Read capacity | 5 RCU x 2 h | $0.000147 per RCU-hour | $0.00147 | 0
        Provisioned for the average at 70 % use: 130 cents, $1.290549999937
          events | Write capacity | 1 WCU x 730 h | $0.000735 per WCU-hour | $0.53655 | 54
          events | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write capacity | 1 WCU x 730 h | $0.000735 per WCU-hour | $0.53655 | 54
          events / by-kind | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
        On-demand: 142 cents, $1.412830070687
          events | Write request units | 1,000,000 WRU | $0.000000705 per WRU | $0.705 | 71
          events | Read request units | 0.5 RRU | $0.0000001415 per RRU | $0.00000007075 | 0
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write request units | 1,000,000 WRU | $0.000000705 per WRU | $0.705 | 71
        Provisioned for the busiest second: 344 cents, $3.436749999937
          events | Write capacity | 3 WCU x 730 h | $0.000735 per WCU-hour | $1.60965 | 161
          events | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write capacity | 3 WCU x 730 h | $0.000735 per WCU-hour | $1.60965 | 161
          events / by-kind | Read capacity | 1 RCU x 730 h | $0.000147 per RCU-hour | $0.10731 | 11
        As the tables are set now: 393 cents, $3.927130070687
          events | Write request units | 1,000,000 WRU | $0.000000705 per WRU | $0.705 | 71
          events | Read request units | 0.5 RRU | $0.0000001415 per RRU | $0.00000007075 | 0
          events | Storage | 0.01 GB-month | $0.283 per GB-month | $0.002829999937 | 0
          events / by-kind | Write capacity | 5 WCU x 730 h | $0.000735 per WCU-hour | $2.68275 | 268
          events / by-kind | Read capacity | 5 RCU x 730 h | $0.000147 per RCU-hour | $0.53655 | 54
        Provisioned with auto scaling is cheapest, if the traffic lets it follow; flat for the peak it is not: $1.42 a month on-demand, $3.44 provisioned for the busiest second, $1.30 for the average at 70 % use. Provisioned writes pay off when more than 29.0 % of the capacity is used on average.
    "#]].assert_eq(&show(&bill));
}

#[test]
fn nothing_metered_is_said() {
    let bill = bill_of(vec![], 0, 1, "us-east-1");
    assert_eq!((bill.metered.total_cents, bill.month.iter().map(|option| option.total_cents).max()), (0, Some(0)));
    assert_eq!(bill.verdict, "Nothing was metered yet: create a table and run some requests.");
    let prices = Prices::embedded().unwrap();
    assert!(super::bill(&prices, "nowhere", &Metered::default(), 1).is_err());
}

#[test]
fn the_largest_figures_do_not_overflow() {
    let huge = Usage {
        read_units: HalfUnits(u64::MAX),
        write_units: HalfUnits(u64::MAX),
        peak_read_units: HalfUnits(u64::MAX),
        peak_write_units: HalfUnits(u64::MAX),
        item_count: u64::MAX,
        size_bytes: u64::MAX,
        ..usage(None, CapacityMode::Provisioned { read_units: u64::MAX, write_units: u64::MAX }, 0, 0)
    };
    let bill = bill_of(vec![huge], u64::MAX, u64::MAX, "us-east-1");
    assert!(bill.month.iter().all(|option| option.total_cents > 0));
}
