//! What a reader chose of the bill: region, traffic, free tier, own prices, the instance to compare with. Kept in this browser.

use report::{BillRequest, Relational, TrafficShape};

use crate::kept;

/// Where it is kept.
const REMEMBERED: &str = "dynalab.bill";
/// Largest factor of the traffic: a million times each second of a 30-day month (our bound, as the bill has it).
pub(crate) const REPEATS_MAX: u64 = 2_592_000_000_000;

/// What was chosen last, or what one begins with.
pub(crate) fn remembered() -> BillRequest {
    kept::get(REMEMBERED).unwrap_or_else(fresh)
}

/// Keeps it for the next visit.
pub(crate) fn remember(request: &BillRequest) {
    kept::set(REMEMBERED, request);
}

/// What one begins with.
pub(crate) fn fresh() -> BillRequest {
    BillRequest {
        region: None,
        repeats: 1,
        shape: TrafficShape::AsMetered,
        free_tier: false,
        price_file: None,
        own_prices: Vec::new(),
        relational: instance(),
    }
}

/// The instance that the comparison begins with. Its prices are of us-east-1, single zone, as public pages of 2026 quote them; they
/// are not from AWS's price list, and the screen says so.
pub(crate) fn instance() -> Relational {
    Relational {
        name: "db.t3.micro".to_owned(),
        price_hour: "0.017".to_owned(),
        count: 1,
        storage_gb: 20,
        price_storage: "0.115".to_owned(),
    }
}
