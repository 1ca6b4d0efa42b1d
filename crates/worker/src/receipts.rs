//! Receipts of this workspace's requests, at the embedded prices.

use engine::CapacitySetting;
use lab::{Settled, receipt};
use model::EpochMillis;
use report::{REGION, Receipt, RegionPrices, Trace};

use crate::views::place;
use crate::workspace::Workspace;

thread_local! {
    /// Prices of this workspace's region and their date, as the build script took them from the price file: what it wrote, this
    /// build's types can read.
    static PRICES: (RegionPrices, String) =
        postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/prices.bin"))).unwrap_or_else(|_| (unpriced(), String::new()));
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
    PRICES.with(|(region, date)| receipt(&settled, region, date, trace))
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
