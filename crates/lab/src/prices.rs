//! The dated price file: what a unit costs in each region.
//!
//! The file is data (`data/prices.json`), never constants in code; its numbers are read as text, digit for digit, into
//! pico-dollars. Source: AWS's own price data behind the DynamoDB pricing page, as the file's `meta` says.

use core::fmt;
use std::collections::BTreeMap;

use api::Json;
use model::PicoUsd;
use report::RegionPrices;

/// Prices by region, with their date and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// Day on which they came into force: `2025-08-28`.
    pub date: String,
    /// Where they come from.
    pub source: String,
    regions: BTreeMap<String, RegionPrices>,
}

/// Why a price is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriceError {
    /// The file is no JSON.
    Malformed,
    /// A member of the file is missing or no exact amount.
    Missing {
        /// The member: `regions.eu-west-1.provisioned_wcu_hour`.
        member: String,
    },
    /// The file has no such region.
    UnknownRegion {
        /// The region.
        region: String,
        /// Date of the file.
        date: String,
    },
}

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PriceError::Malformed => f.write_str("The price file is not JSON"),
            PriceError::Missing { member } => write!(f, "The price file lacks {member}, or it is no exact amount"),
            PriceError::UnknownRegion { region, date } => write!(f, "The price file of {date} has no prices for {region}"),
        }
    }
}

impl Prices {
    /// The prices that come with dynalab.
    pub fn embedded() -> Result<Self, PriceError> {
        Self::parse(include_str!("../data/prices.json"))
    }

    /// Reads a price file.
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let file = Json::parse(text.as_bytes()).map_err(|_| PriceError::Malformed)?;
        let missing = |member: &str| PriceError::Missing { member: member.to_owned() };
        let meta = |name: &str| file.get("meta").and_then(|meta| meta.get(name)).and_then(Json::as_text);
        let date = meta("effective_date").and_then(|date| date.get(..10)).ok_or_else(|| missing("meta.effective_date"))?;
        // The file tells at length how it was made; a screen says what it is, up to the first comma.
        let source = meta("source").and_then(|source| source.split(',').next()).ok_or_else(|| missing("meta.source"))?;
        let rows = file.get("regions").and_then(Json::as_object).ok_or_else(|| missing("regions"))?;
        let mut regions = BTreeMap::new();
        for (name, row) in rows {
            regions.insert(name.clone(), region(name, row)?);
        }
        Ok(Prices { date: date.to_owned(), source: source.to_owned(), regions })
    }

    /// The prices of a region.
    pub fn region(&self, region: &str) -> Result<&RegionPrices, PriceError> {
        self.regions.get(region).ok_or_else(|| PriceError::UnknownRegion { region: region.to_owned(), date: self.date.clone() })
    }

    /// All regions, by name.
    pub fn regions(&self) -> impl Iterator<Item = &RegionPrices> {
        self.regions.values()
    }
}

fn region(name: &str, row: &Json) -> Result<RegionPrices, PriceError> {
    let price = |dimension: &str| {
        let text = row.get(dimension).and_then(Json::as_number);
        let amount = text.and_then(PicoUsd::from_decimal).filter(|amount| amount.0 >= 0);
        amount.ok_or_else(|| PriceError::Missing { member: format!("regions.{name}.{dimension}") })
    };
    Ok(RegionPrices {
        region: name.to_owned(),
        write_request: price("on_demand_write_request_unit")?,
        read_request: price("on_demand_read_request_unit")?,
        write_hour: price("provisioned_wcu_hour")?,
        read_hour: price("provisioned_rcu_hour")?,
        storage_gb_month: price("storage_gb_month")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_exact() {
        let prices = Prices::embedded().unwrap();
        assert_eq!((prices.date.as_str(), prices.regions().count()), ("2025-08-28", 36));
        let show = |region: &str| {
            let row = prices.region(region).unwrap();
            [row.write_request, row.read_request, row.write_hour, row.read_hour, row.storage_gb_month]
                .map(|price| price.to_string())
        };
        assert_eq!(show("us-east-1"), ["$0.000000625", "$0.000000125", "$0.00065", "$0.00013", "$0.25"]);
        assert_eq!(show("eu-west-1"), ["$0.000000705", "$0.0000001415", "$0.000735", "$0.000147", "$0.283"]);
    }

    #[test]
    fn a_missing_region_says_so() {
        let error = Prices::embedded().unwrap().region("mars-north-1").unwrap_err();
        assert_eq!(error.to_string(), "The price file of 2025-08-28 has no prices for mars-north-1");
    }

    #[test]
    fn a_broken_file_says_what_it_lacks() {
        let parse = |text: &str| Prices::parse(text).unwrap_err().to_string();
        assert_eq!(parse("{"), "The price file is not JSON");
        assert_eq!(parse("{}"), "The price file lacks meta.effective_date, or it is no exact amount");
        let meta = r#""meta":{"effective_date":"2025-08-28T15:38:19Z","source":"s"}"#;
        assert_eq!(
            parse(&format!(r#"{{{meta},"regions":{{"r":{{"on_demand_write_request_unit":6.25e-14}}}}}}"#)),
            "The price file lacks regions.r.on_demand_write_request_unit, or it is no exact amount"
        );
    }
}
