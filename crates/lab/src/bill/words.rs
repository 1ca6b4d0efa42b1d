//! What the bill says in words: the verdict, computed, and the assumptions.

use report::{BillMode, BillOption, RegionPrices};

use super::{MONTH_HOURS, Metered, TARGET_PERCENT, break_even_millionths, option_of};
use crate::quantity::{dollars, grouped, millionths};

/// Which way to pay is cheapest, by how much, and from which use on the other one would be.
pub(super) fn verdict(month: &[BillOption], prices: &RegionPrices) -> String {
    let (Some(on_demand), Some(target), Some(peak)) = (
        option_of(month, BillMode::OnDemand),
        option_of(month, BillMode::ProvisionedTarget),
        option_of(month, BillMode::ProvisionedPeak),
    ) else {
        return String::new();
    };
    if month.iter().all(|option| option.lines.is_empty()) {
        return "Nothing was metered yet: create a table and run some requests.".to_owned();
    }
    let [on_demand, target, peak] = [on_demand, target, peak].map(|option| option.total_cents);
    let break_even = tenths_of_a_percent(break_even_millionths(prices));
    let figures = format!(
        "{} a month on-demand, {} provisioned for the busiest second, {} for the average at {TARGET_PERCENT} % use",
        dollars(on_demand),
        dollars(peak),
        dollars(target),
    );
    let best = if on_demand < target.min(peak) {
        "On-demand is cheapest"
    } else if on_demand == target.min(peak) {
        "On-demand costs the same as provisioned"
    } else if on_demand < peak {
        "Provisioned with auto scaling is cheapest, if the traffic lets it follow; flat for the peak it is not"
    } else {
        "Provisioned is cheapest, even flat for the busiest second"
    };
    format!("{best}: {figures}. Provisioned writes pay off when more than {break_even} % of the capacity is used on average.")
}

/// Millionths as percent with one decimal: 288889 is `28.9`.
fn tenths_of_a_percent(parts: u64) -> String {
    let tenths = (parts + 500) / 1_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What the figures take for granted; each sentence begins with its subject.
pub(super) fn assumptions(metered: &Metered, repeats: u64, price_date: &str) -> Vec<String> {
    let seconds = metered.span_ms / 1_000;
    let times = if repeats == 1 { "once".to_owned() } else { format!("{} times", grouped(repeats.into())) };
    vec![
        format!("Traffic: what was metered in {} s happens {times} in a month of {MONTH_HOURS} h.", grouped(seconds.into())),
        format!("Prices: list prices of {price_date} for the Standard table class, without tax, discounts, reserved capacity or free tier."),
        "Storage: the bytes of now, plus 100 bytes for each item and index entry, stay the whole month; 1 GB is 1,024^3 bytes (AWS does not \
         say which; 10^9 would add 7 %)."
            .to_owned(),
        format!(
            "Provisioned: flat all month, at least 1 unit of each kind for each table and index, whole units rounded up. Auto scaling is \
             taken to keep {TARGET_PERCENT} % in use exactly (our model: the best it could do)."
        ),
        "Busiest second: the highest second metered, or the month's average where that is higher.".to_owned(),
        "Hours so far: provisioned capacity is counted for each hour begun, as set now (our model).".to_owned(),
        format!("Half units: an eventually consistent read of {} RRU is billed as that fraction.", millionths(500_000)),
    ]
}
