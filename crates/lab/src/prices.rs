//! The dated price file: what a unit costs in each region.
//!
//! The file is data (`data/prices.json`), never constants in code; its numbers are read as text, digit for digit, into
//! pico-dollars. A person may bring a file of the same form, or set single prices ([`Prices::set`]). Source: AWS's own price data
//! behind the DynamoDB pricing page, as the file's `meta` says.

mod dimension;

use core::fmt;
use std::collections::BTreeMap;

use api::Json;
use model::PicoUsd;
use report::RegionPrices;

pub use dimension::Dimension;

/// Bytes of a price file at most (our bound: ten times the one that comes with dynalab).
pub const FILE_BYTES_MAX: usize = 512 * 1024;
/// The largest amount that is taken for a price (our bound: keeps a bill of any traffic far from the largest amount).
const PRICE_MAX: PicoUsd = PicoUsd(1_000_000 * PicoUsd::DOLLAR.0);

/// Prices by region, with their date and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// Day on which they came into force: `2025-08-28`.
    pub date: String,
    /// Where they come from.
    pub source: String,
    /// What each account has free in each month and region.
    pub free: FreeTier,
    regions: BTreeMap<String, PriceRow>,
}

/// What is free in each month, for each account and region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FreeTier {
    /// GB of storage in the Standard class.
    pub storage_gb: u64,
    /// Provisioned WCU-hours.
    pub write_hours: u64,
    /// Provisioned RCU-hours.
    pub read_hours: u64,
    /// Provisioned rWCU-hours.
    pub replicated_write_hours: u64,
    /// Streams reads.
    pub stream_reads: u64,
}

/// The prices of one region: of one unit each, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceRow {
    amounts: [Option<PicoUsd>; Dimension::COUNT],
    listed: [Option<PicoUsd>; Dimension::COUNT],
    own: [bool; Dimension::COUNT],
    /// Whether the free tier is offered there.
    pub has_free_tier: bool,
}

/// Why a price is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriceError {
    /// The file is no JSON.
    Malformed {
        /// Where and why.
        reason: String,
    },
    /// The file is larger than [`FILE_BYTES_MAX`].
    TooLong {
        /// Its bytes.
        bytes: usize,
    },
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
    /// There is no such dimension.
    UnknownDimension {
        /// As it was written.
        key: String,
    },
    /// What was typed is no amount of dollars.
    NoAmount {
        /// As it was typed.
        text: String,
        /// For what it is quoted.
        per: String,
    },
}

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PriceError::Malformed { reason } => write!(f, "The price file is not JSON: {reason}"),
            PriceError::TooLong { bytes } => {
                write!(f, "The price file has {bytes} bytes; at most {FILE_BYTES_MAX} are read")
            }
            PriceError::Missing { member } => write!(f, "The price file lacks {member}, or it is no exact amount"),
            PriceError::UnknownRegion { region, date } => write!(f, "The price file of {date} has no prices for {region}"),
            PriceError::UnknownDimension { key } => write!(f, "There is no price called {key}"),
            PriceError::NoAmount { text, per } => write!(
                f,
                "\"{text}\" is no amount: write dollars for 1 {per}, such as 0.625, from 0 to 1000000, with at most 12 decimals in one unit"
            ),
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
        if text.len() > FILE_BYTES_MAX {
            return Err(PriceError::TooLong { bytes: text.len() });
        }
        let file = Json::parse(text.as_bytes()).map_err(|error| PriceError::Malformed { reason: error.message() })?;
        let missing = |member: &str| PriceError::Missing { member: member.to_owned() };
        let meta = |name: &str| file.get("meta").and_then(|meta| meta.get(name)).and_then(Json::as_text);
        let date = meta("effective_date").and_then(|date| date.get(..10)).ok_or_else(|| missing("meta.effective_date"))?;
        // The file tells at length how it was made; a screen says what it is, up to the first comma.
        let source = meta("source").and_then(|source| source.split(',').next()).ok_or_else(|| missing("meta.source"))?;
        let rows = file.get("regions").and_then(Json::as_object).ok_or_else(|| missing("regions"))?;
        let mut regions = BTreeMap::new();
        for (name, row) in rows {
            regions.insert(name.clone(), price_row(name, row)?);
        }
        let free = free_tier(file.get("meta").and_then(|meta| meta.get("free_tier")))?;
        Ok(Prices { date: date.to_owned(), source: source.to_owned(), free, regions })
    }

    /// The prices of a region.
    pub fn region(&self, region: &str) -> Result<&PriceRow, PriceError> {
        self.regions.get(region).ok_or_else(|| PriceError::UnknownRegion { region: region.to_owned(), date: self.date.clone() })
    }

    /// What a receipt needs of a region.
    pub fn of_receipts(&self, region: &str) -> Result<RegionPrices, PriceError> {
        let row = self.region(region)?;
        let price = |dimension: Dimension| {
            row.get(dimension).ok_or_else(|| PriceError::Missing { member: format!("regions.{region}.{}", dimension.key()) })
        };
        Ok(RegionPrices {
            region: region.to_owned(),
            write_request: price(Dimension::WriteRequest)?,
            read_request: price(Dimension::ReadRequest)?,
            write_hour: price(Dimension::WriteHour)?,
            read_hour: price(Dimension::ReadHour)?,
            storage_gb_month: price(Dimension::Storage)?,
        })
    }

    /// Codes of all regions, in order.
    pub fn regions(&self) -> impl Iterator<Item = &String> {
        self.regions.keys()
    }

    /// Sets one price to what a person typed: dollars for the quantity that the dimension is quoted for.
    pub fn set(&mut self, region: &str, key: &str, amount: &str) -> Result<(), PriceError> {
        let dimension = Dimension::of_key(key).ok_or_else(|| PriceError::UnknownDimension { key: key.to_owned() })?;
        let price = typed_amount(amount, dimension.per(), dimension.per_words())?;
        let date = self.date.clone();
        let row = self.regions.get_mut(region).ok_or(PriceError::UnknownRegion { region: region.to_owned(), date })?;
        row.amounts[dimension.place()] = Some(price);
        row.own[dimension.place()] = true;
        Ok(())
    }
}

impl PriceRow {
    /// The price of one unit.
    pub fn get(&self, dimension: Dimension) -> Option<PicoUsd> {
        self.amounts[dimension.place()]
    }

    /// Whether a person set it.
    pub fn is_own(&self, dimension: Dimension) -> bool {
        self.own[dimension.place()]
    }

    /// What the file says, as it is quoted, without the dollar sign: `0.625` for a million.
    pub fn listed(&self, dimension: Dimension) -> Option<String> {
        let quoted = self.listed[dimension.place()]? * i128::from(dimension.per());
        Some(quoted.to_string().trim_start_matches('$').to_owned())
    }
}

/// Dollars for `per` units, as typed, as the exact price of one.
pub(crate) fn typed_amount(text: &str, per: u32, per_words: &str) -> Result<PicoUsd, PriceError> {
    let wrong = || PriceError::NoAmount { text: text.chars().take(40).collect(), per: per_words.to_owned() };
    let typed = text.trim().trim_start_matches('$').trim();
    let amount = PicoUsd::from_decimal(typed).filter(|amount| (0..=PRICE_MAX.0).contains(&amount.0)).ok_or_else(wrong)?;
    if amount.0 % i128::from(per) != 0 { Err(wrong()) } else { Ok(PicoUsd(amount.0 / i128::from(per))) }
}

fn price_row(region: &str, row: &Json) -> Result<PriceRow, PriceError> {
    let mut amounts = [None; Dimension::COUNT];
    for dimension in Dimension::all() {
        amounts[dimension.place()] = match row.get(dimension.key()) {
            None | Some(Json::Null) => None,
            Some(price) => {
                let amount = price.as_number().and_then(PicoUsd::from_decimal);
                let amount = amount.filter(|amount| (0..=PRICE_MAX.0).contains(&amount.0));
                let missing = || PriceError::Missing { member: format!("regions.{region}.{}", dimension.key()) };
                Some(amount.ok_or_else(missing)?)
            }
        };
    }
    let has_free_tier = row.get("free_tier_listed").and_then(Json::as_bool).unwrap_or(false);
    Ok(PriceRow { amounts, listed: amounts, own: [false; Dimension::COUNT], has_free_tier })
}

fn free_tier(free: Option<&Json>) -> Result<FreeTier, PriceError> {
    let Some(free) = free else { return Ok(FreeTier::default()) };
    let amount = |name: &str| match free.get(name) {
        None => Ok(0),
        Some(value) => {
            let number = value.as_number().and_then(|text| text.parse().ok());
            number.ok_or_else(|| PriceError::Missing { member: format!("meta.free_tier.{name}") })
        }
    };
    Ok(FreeTier {
        storage_gb: amount("storage_gb_month_standard")?,
        write_hours: amount("provisioned_wcu_hours_per_month")?,
        read_hours: amount("provisioned_rcu_hours_per_month")?,
        replicated_write_hours: amount("provisioned_replicated_wcu_hours_per_month")?,
        stream_reads: amount("streams_read_requests_per_month")?,
    })
}

#[cfg(test)]
mod tests;
