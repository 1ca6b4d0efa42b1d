//! What the pools of a table and its indexes hold, and what the turns of minutes brought: told while capacity is enforced.

use model::EpochMillis;
use report::{PartitionLane, PartitionMap, PoolLevel, SpaceEvent, TablePast};
use yew::prelude::*;

use crate::area::Area;
use crate::chart::{Scale, px};
use crate::quantity;
use crate::route::Route;
use crate::run::LIMITS;
use crate::see::lanes::lane_name;
use crate::see::replay::happenings::{Mark, words};

/// Size of a bucket.
const BUCKET: (f64, f64) = (96.0, 14.0);
/// Events listed at most.
const LISTED: usize = 20;

/// The buckets, a row for each lane; where capacity is not enforced, what to switch on. The map is as old as the last request;
/// `past` knows what has come back since.
pub(crate) fn pools(map: &PartitionMap, past: Option<&TablePast>) -> Html {
    let row = |(number, lane): (usize, &PartitionLane)| {
        let pool = lane.pool.map(|pool| now(past, number).unwrap_or(pool))?;
        Some(html! {
            <li key={number}>
                <span class="pool-name">{ lane_name(map, number) }</span>
                { bucket("read", pool.left_thousandths.0, pool.limit.0, "RCU") }
                { bucket("write", pool.left_thousandths.1, pool.limit.1, "WCU") }
            </li>
        })
    };
    let is_enforced = map.lanes.iter().any(|lane| lane.pool.is_some());
    html! {
        <div class="pools">
            <h3>{ "Burst buckets" }</h3>
            if is_enforced {
                <ul>{ for map.lanes.iter().enumerate().filter_map(row) }</ul>
            } else {
                <p class="hint">{ "Buckets drain and fill while limits are enforced. " }<a href={Route::area(Area::Run).with_part(LIMITS).fragment()}>{ "Switch them on" }</a>{ ", then run requests." }</p>
            }
        </div>
    }
}

/// What a pool holds at the last of the seconds.
fn now(past: Option<&TablePast>, number: usize) -> Option<PoolLevel> {
    let point = past.filter(|past| past.enforced)?.spaces.get(number)?.points.last()?;
    Some(PoolLevel {
        limit: (point.read_limit, point.write_limit),
        left_thousandths: (point.read_burst_thousandths, point.write_burst_thousandths),
    })
}

fn bucket(kind: &'static str, left_thousandths: u32, limit: u64, unit: &'static str) -> Html {
    let (width, height) = BUCKET;
    let level = Scale::new(1_000.0, 0.0, width - 2.0).at(f64::from(left_thousandths));
    html! {
        <span class="pool">
            <svg aria-hidden="true" width={px(width)} height={px(height)}>
                <rect class="gauge-track" x="0.5" y="0.5" width={px(width - 1.0)} height={px(height - 1.0)} />
                <rect class={classes!("bucket-fill", kind)} x="1" y="1" width={px(level)} height={px(height - 2.0)} />
            </svg>
            { pool_words(left_thousandths, limit, unit) }
        </span>
    }
}

/// `63 % left of 25 WCU a second`.
pub(crate) fn pool_words(left_thousandths: u32, limit: u64, unit: &str) -> String {
    format!("{} left, {} {unit} a second", quantity::share(u64::from(left_thousandths) * 1_000), quantity::count(limit))
}

/// Splits, changes of capacity and throttling, the newest first.
pub(crate) fn map_events(map: &PartitionMap) -> Html {
    let mut found: Vec<(usize, &SpaceEvent)> =
        map.lanes.iter().enumerate().flat_map(|(number, lane)| lane.events.iter().map(move |event| (number, event))).collect();
    if found.is_empty() {
        return Html::default();
    }
    found.sort_by_key(|(_, event)| core::cmp::Reverse(event.at_s));
    let line = |(place, (number, event)): (usize, &(usize, &SpaceEvent))| {
        let mark = Mark::of(&event.what);
        html! {
            <li key={place}>
                <svg width="12" height="12" aria-hidden="true"><path class={mark.class()} d={mark.path(6.0, 11.0)} /></svg>
                <span class="mono">{ quantity::clock(EpochMillis(event.at_s.saturating_mul(1_000))) }</span>
                { format!(" {}: {}", lane_name(map, *number), words(&event.what)) }
            </li>
        }
    };
    html! {
        <div class="last-request">
            <h3>{ "What happened" }</h3>
            <ol class="touches event-words">{ for found.iter().take(LISTED).enumerate().map(line) }</ol>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::pool_words;

    #[test]
    fn a_bucket_says_its_level_and_its_rate() {
        assert_eq!(pool_words(634, 25, "WCU"), "63.4 % left, 25 WCU a second");
        assert_eq!(pool_words(0, 12_000, "RCU"), "0 % left, 12,000 RCU a second");
    }
}
