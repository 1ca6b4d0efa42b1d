//! The price file, digit for digit.

use super::{Dimension, FILE_BYTES_MAX, FreeTier, PicoUsd, Prices};

#[test]
fn the_embedded_file_is_exact() {
    let prices = Prices::embedded().unwrap();
    assert_eq!((prices.date.as_str(), prices.regions().count()), ("2025-08-28", 36));
    let show = |region: &str| {
        let row = prices.region(region).unwrap();
        let [write, read] = [Dimension::WriteRequest, Dimension::ReadRequest];
        let dimensions = [write, read, Dimension::WriteHour, Dimension::ReadHour, Dimension::Storage, Dimension::StreamRead];
        dimensions.map(|one| row.get(one).map_or("none".to_owned(), |amount| amount.to_string()))
    };
    assert_eq!(show("us-east-1"), ["$0.000000625", "$0.000000125", "$0.00065", "$0.00013", "$0.25", "$0.0000002"]);
    assert_eq!(show("eu-west-1"), ["$0.000000705", "$0.0000001415", "$0.000735", "$0.000147", "$0.283", "$0.000000226"]);
    assert_eq!(show("il-central-1")[5], "none");
    let free = FreeTier {
        storage_gb: 25,
        write_hours: 18_600,
        read_hours: 18_600,
        replicated_write_hours: 18_600,
        stream_reads: 2_500_000,
    };
    assert_eq!(prices.free, free);
    assert!(!prices.region("us-gov-west-1").unwrap().has_free_tier);
}

/// The file lists which dimensions there are; the code must know each, and each region must have the common ones.
#[test]
fn every_dimension_of_the_file_is_known_and_common_ones_are_everywhere() {
    let file = api::Json::parse(include_bytes!("../../data/prices.json")).unwrap();
    let units = file.get("meta").and_then(|meta| meta.get("units")).and_then(api::Json::as_object).unwrap();
    for (key, _) in units {
        assert!(Dimension::of_key(key).is_some(), "{key}");
    }
    assert_eq!(units.len(), Dimension::COUNT);
    let prices = Prices::embedded().unwrap();
    for region in prices.regions() {
        assert!(prices.of_receipts(region).is_ok(), "{region}");
    }
}

/// Standard-IA asks about a quarter more for units, and 60 % less for storage; the price list has two odd regions.
#[test]
fn standard_ia_ratios() {
    let prices = Prices::embedded().unwrap();
    for region in prices.regions() {
        let row = prices.region(region).unwrap();
        let thousandths = |dimension: Dimension| {
            let [standard, infrequent] = [dimension, dimension.infrequent()].map(|one| row.get(one).unwrap().0);
            infrequent * 1_000 / standard
        };
        for dimension in [Dimension::WriteRequest, Dimension::ReadRequest, Dimension::WriteHour] {
            let least = match (region.as_str(), dimension) {
                ("af-south-1", Dimension::WriteHour) => 1_102,
                ("il-central-1", Dimension::ReadRequest) => 1_041,
                _ => 1_229,
            };
            assert!((least..=1_261).contains(&thousandths(dimension)), "{region} {dimension:?} {}", thousandths(dimension));
        }
        assert!((399..=401).contains(&thousandths(Dimension::Storage)), "{region}");
    }
}

#[test]
fn a_missing_region_says_so() {
    let error = Prices::embedded().unwrap().region("mars-north-1").unwrap_err();
    assert_eq!(error.to_string(), "The price file of 2025-08-28 has no prices for mars-north-1");
}

#[test]
fn a_broken_file_says_what_it_lacks() {
    let parse = |text: &str| Prices::parse(text).unwrap_err().to_string();
    assert!(parse("{").starts_with("The price file is not JSON: "), "{}", parse("{"));
    assert_eq!(parse("{}"), "The price file lacks meta.effective_date, or it is no exact amount");
    let meta = r#""meta":{"effective_date":"2025-08-28T15:38:19Z","source":"s"}"#;
    for amount in ["6.25e-14", "-1", "\"1\"", "1e9"] {
        assert_eq!(
            parse(&format!(r#"{{{meta},"regions":{{"r":{{"on_demand_write_request_unit":{amount}}}}}}}"#)),
            "The price file lacks regions.r.on_demand_write_request_unit, or it is no exact amount"
        );
    }
    assert!(parse(&" ".repeat(FILE_BYTES_MAX + 1)).contains("at most 524288 are read"));
}

#[test]
fn a_person_sets_single_prices() {
    let mut prices = Prices::embedded().unwrap();
    prices.set("us-east-1", "on_demand_write_request_unit", " $0.50 ").unwrap();
    let row = prices.region("us-east-1").unwrap();
    assert_eq!(row.get(Dimension::WriteRequest), Some(PicoUsd(500_000)));
    assert_eq!((row.is_own(Dimension::WriteRequest), row.is_own(Dimension::ReadRequest)), (true, false));
    assert_eq!(row.listed(Dimension::WriteRequest).as_deref(), Some("0.625"), "what the file says stays known");
    let mut set = |region: &str, key: &str, amount: &str| prices.set(region, key, amount).unwrap_err().to_string();
    assert_eq!(
        set("us-east-1", "storage_gb_month", "cheap"),
        "\"cheap\" is no amount: write dollars for 1 GB-month, such as 0.625, from 0 to 1000000, with at most 12 decimals in one unit"
    );
    for wrong in ["-1", "1000001", "", "1,5", "0.0000000000001"] {
        assert!(set("us-east-1", "storage_gb_month", wrong).contains("is no amount"), "{wrong}");
    }
    assert!(set("us-east-1", "on_demand_write_request_unit", "0.0000001").contains("is no amount"), "below a pico-dollar each");
    assert_eq!(set("us-east-1", "nonsense", "1"), "There is no price called nonsense");
    assert!(set("mars-north-1", "storage_gb_month", "1").contains("no prices for mars-north-1"));
}
