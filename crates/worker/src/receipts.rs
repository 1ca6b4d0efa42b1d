//! Receipts of this workspace's requests, at the embedded prices.

use engine::CapacitySetting;
use lab::prices::Prices;
use lab::{Settled, receipt};
use model::EpochMillis;
use report::{Receipt, RegionPrices, Trace};

use crate::views::place;
use crate::workspace::{REGION, Workspace};

thread_local! {
    /// The price file is read once; `None` would mean that a build embedded a broken one, which `lab`'s tests rule out.
    static PRICES: Option<Prices> = Prices::embedded().ok();
}

/// Calls `with` with the embedded prices.
pub(crate) fn with_prices<T>(with: impl FnOnce(&Prices) -> T) -> Option<T> {
    PRICES.with(|prices| prices.as_ref().map(with))
}

/// The receipt of one request.
pub(crate) fn of(number: u64, time: EpochMillis, status: u16, workspace: &Workspace, trace: Trace) -> Receipt {
    let context = workspace.context();
    let engine = workspace.engine.borrow();
    let on_demand = |name: &String| {
        let table = engine.database().find(place(&context, name));
        table.is_none_or(|table| table.capacity == CapacitySetting::OnDemand)
    };
    let settled = Settled { number, time, status, billed_per_request: trace.tables.iter().all(on_demand) };
    let (region, date) = with_prices(|prices| {
        let region = prices.region(REGION).cloned().unwrap_or_else(|_| unpriced());
        (region, prices.date.clone())
    })
    .unwrap_or_else(|| (unpriced(), String::new()));
    receipt(&settled, &region, &date, trace)
}

fn unpriced() -> RegionPrices {
    RegionPrices {
        region: REGION.to_owned(),
        write_request: model::PicoUsd(0),
        read_request: model::PicoUsd(0),
        write_hour: model::PicoUsd(0),
        read_hour: model::PicoUsd(0),
        storage_gb_month: model::PicoUsd(0),
    }
}
