//! The x-ray of a read: every item that was evaluated, in key order; what was returned, and what was paid for and discarded.

use std::rc::Rc;

use report::{Access, Evaluated, Receipt, UnitReason};
use yew::prelude::*;

use crate::chart::{Picture, px, use_width};
use crate::quantity;
use crate::see::strip_layout::{Strip, block_starts};

/// Reads are rounded up to this (DynamoDB developer guide, "DynamoDB read and write operations").
const READ_BLOCK_BYTES: u64 = 4_096;
/// Items of the table twin at most.
const ROWS_MAX: usize = 200;

#[derive(Properties, PartialEq)]
pub(crate) struct XrayProps {
    /// The receipt of the read.
    pub receipt: Rc<Receipt>,
}

/// Whether a request read anything that the x-ray can show.
pub(crate) fn is_read(receipt: &Receipt) -> bool {
    receipt.trace.evaluated_count > 0 || receipt.lines.iter().any(|line| line.line.access == Access::Read)
}

/// The x-ray of one read.
#[component]
pub(crate) fn Xray(props: &XrayProps) -> Html {
    let receipt = &props.receipt;
    let title = format!("X-ray of #{} {}", receipt.number, receipt.operation);
    html! {
        <Picture {title} summary={summary(receipt)} table={html! { <XrayTable receipt={receipt.clone()} /> }}>
            if receipt.trace.evaluated.is_empty() {
                <p class="empty">{ "Nothing lay where it looked. The least charge of a read is paid all the same." }</p>
            } else {
                <StripPicture receipt={receipt.clone()} />
            }
        </Picture>
    }
}

/// The cells with a cursor that pointer and arrow keys move.
#[component]
fn StripPicture(props: &XrayProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let cursor = use_state(|| 0usize);
    let trace = &props.receipt.trace;
    let strip = Strip::new(trace.evaluated.len(), width);
    let last = trace.evaluated.len().saturating_sub(1);
    let at = (*cursor).min(last);
    let rounded_once = props.receipt.lines.iter().any(|line| line.line.reason == UnitReason::PageRead);
    let paths = use_memo((props.receipt.clone(), strip), move |(receipt, strip)| {
        let evaluated = &receipt.trace.evaluated;
        let returned = |cell: usize| evaluated.get(cell).is_some_and(|item| item.returned);
        let starts = if rounded_once { block_starts(evaluated, READ_BLOCK_BYTES) } else { Vec::new() };
        (strip.path(0.0, returned), strip.path(0.75, |cell| !returned(cell)), strip.ticks(&starts), starts.len())
    });
    let onpointermove = {
        let (frame, cursor) = (frame.clone(), cursor.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(element) = frame.cast::<web_sys::Element>() else { return };
            let corner = element.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top());
            if let Some(cell) = strip.cell_at(x, y) {
                cursor.set(cell);
            }
        })
    };
    let onkeydown = {
        let cursor = cursor.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(cell) = moved(at, last, strip.columns, &event.key()) {
                event.prevent_default();
                cursor.set(cell);
            }
        })
    };
    let (x, y) = strip.at(at);
    let words = trace.evaluated.get(at).map(|item| cell_words(item, at)).unwrap_or_default();
    let (edge_x, edge_y) = strip.at(last);
    html! {
        <div class="xray">
            <div
                class="xray-frame" ref={frame.clone()} tabindex="0" role="slider" aria-label="Evaluated items, in key order"
                aria-valuemin="1" aria-valuemax={(last + 1).to_string()} aria-valuenow={(at + 1).to_string()} aria-valuetext={words.clone()}
                {onpointermove} {onkeydown}
            >
                <svg class="xray-strip" aria-hidden="true" width={px(width)} height={px(strip.height())}>
                    <path class="xray-discarded" d={paths.1.clone()} />
                    <path class="xray-returned" d={paths.0.clone()} />
                    <path class="xray-block" d={paths.2.clone()} />
                    if trace.more { <path class="xray-edge" d={format!("M{:.1} {:.1}h3v14h-3", edge_x + 10.0, edge_y - 2.0)} /> }
                    <rect class="xray-cursor" x={px(x - 2.0)} y={px(y - 2.0)} width="14" height="14" />
                </svg>
            </div>
            <p class="readout">{ words }</p>
            { legend(trace.more, paths.3) }
            { page_edge(&props.receipt) }
        </div>
    }
}

/// Where a key moves the cursor.
fn moved(at: usize, last: usize, columns: usize, key: &str) -> Option<usize> {
    let target = match key {
        "ArrowRight" => at + 1,
        "ArrowLeft" => at.saturating_sub(1),
        "ArrowDown" => at + columns,
        "ArrowUp" => at.checked_sub(columns).unwrap_or(at),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(target.min(last))
}

fn cell_words(item: &Evaluated, at: usize) -> String {
    let verdict = if item.returned { "returned" } else { "paid for and discarded" };
    format!("{}. {}: {}, {verdict}", quantity::count(at as u64 + 1), item.key, quantity::exact_bytes(item.size_bytes))
}

fn legend(more: bool, blocks: usize) -> Html {
    html! {
        <ul class="xray-legend">
            <li><svg width="12" height="12" aria-hidden="true"><path class="xray-returned" d="M1 1h10v10h-10z" /></svg>{ "returned" }</li>
            <li><svg width="12" height="12" aria-hidden="true"><path class="xray-discarded" d="M1.75 1.75h8.5v8.5h-8.5z" /></svg>{ "paid for and discarded by the filter" }</li>
            if blocks > 0 {
                <li><svg width="12" height="14" aria-hidden="true"><path class="xray-block" d="M6 0v14" /></svg>{ "another 4 KB begins" }</li>
            }
            if more {
                <li><svg width="12" height="14" aria-hidden="true"><path class="xray-edge" d="M4 1h3v12h-3" /></svg>{ "end of the page" }</li>
            }
        </ul>
    }
}

fn page_edge(receipt: &Receipt) -> Html {
    let trace = &receipt.trace;
    let drawn = trace.evaluated.len() as u64;
    let last = trace.evaluated.last().map(|item| item.key.as_str()).unwrap_or_default();
    let cut = drawn < trace.evaluated_count;
    html! {
        <>
            if cut { <p class="hint">{ format!("The first {} of {} evaluated items are drawn.", quantity::count(drawn), quantity::count(trace.evaluated_count)) }</p> }
            if trace.more && cut {
                <p>{ "The page ended before the end of the data: LastEvaluatedKey says where to go on." }</p>
            } else if trace.more {
                <p>{ "The page ended at " }<b class="mono">{ last }</b>{ ": it is the LastEvaluatedKey, and there may be more behind it." }</p>
            }
        </>
    }
}

/// One sentence: evaluated, returned, discarded, units.
fn summary(receipt: &Receipt) -> String {
    let trace = &receipt.trace;
    let table = receipt.table.as_deref().unwrap_or("the table");
    let cost = quantity::read_units(receipt.read_units);
    let discarded = trace.evaluated_count.saturating_sub(trace.returned_count);
    let mut text = format!(
        "{} on {table} evaluated {} and returned {}, for {cost}.",
        receipt.operation,
        quantity::plural(trace.evaluated_count, "item"),
        quantity::count(trace.returned_count),
    );
    if discarded > 0 && trace.evaluated_count > 0 {
        let share = u128::from(discarded) * 1_000_000 / u128::from(trace.evaluated_count);
        let words = if discarded == 1 { "item was" } else { "items were" };
        text.push_str(&format!(
            " {} {words} paid for and discarded: {} of what was read.",
            quantity::count(discarded),
            quantity::share(share as u64)
        ));
    } else if trace.evaluated_count > 0 {
        text.push_str(" Nothing was read in vain.");
    }
    text
}

/// The table twin.
#[component]
fn XrayTable(props: &XrayProps) -> Html {
    let trace = &props.receipt.trace;
    let row = |(number, item): (usize, &Evaluated)| {
        html! {
            <tr key={number}>
                <td class="number">{ number + 1 }</td>
                <th scope="row" class="mono">{ &item.key }</th>
                <td class="number">{ quantity::exact_bytes(item.size_bytes) }</td>
                <td>{ if item.returned { "returned" } else { "discarded" } }</td>
            </tr>
        }
    };
    html! {
        <>
            <div class="scroll panel tall" tabindex="0" role="region" aria-label="Evaluated items as a table">
                <table class="data">
                    <thead><tr>
                        <th scope="col" class="number">{ "Order" }</th><th scope="col">{ "Key" }</th>
                        <th scope="col" class="number">{ "Size" }</th><th scope="col">{ "Outcome" }</th>
                    </tr></thead>
                    <tbody>{ for trace.evaluated.iter().take(ROWS_MAX).enumerate().map(row) }</tbody>
                </table>
            </div>
            if trace.evaluated_count > ROWS_MAX as u64 {
                <p class="hint">{ format!("{ROWS_MAX} of {} listed.", quantity::plural(trace.evaluated_count, "item")) }</p>
            }
            { page_edge(&props.receipt) }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{EpochMillis, HalfUnits, PicoUsd};
    use report::Trace;

    fn receipt(evaluated: u64, returned: u64, units: u64) -> Receipt {
        Receipt {
            number: 3,
            time: EpochMillis(0),
            operation: "Scan".into(),
            table: Some("employees".into()),
            status: 200,
            summary: String::new(),
            lines: vec![],
            read_units: HalfUnits(units),
            write_units: HalfUnits::ZERO,
            on_demand: PicoUsd(0),
            billed_per_request: true,
            region: "us-east-1".into(),
            price_date: "2025-08-28".into(),
            trace: Trace { evaluated_count: evaluated, returned_count: returned, ..Trace::default() },
        }
    }

    #[test]
    fn the_sentence_says_what_was_paid_in_vain() {
        assert_eq!(
            summary(&receipt(40, 3, 5)),
            "Scan on employees evaluated 40 items and returned 3, for 2.5 RCU. \
             37 items were paid for and discarded: 92.5 % of what was read."
        );
        assert!(summary(&receipt(3, 3, 1)).ends_with("Nothing was read in vain."));
        assert_eq!(summary(&receipt(0, 0, 1)), "Scan on employees evaluated 0 items and returned 0, for 0.5 RCU.");
    }

    #[test]
    fn the_cursor_stays_on_the_strip() {
        assert_eq!(moved(5, 20, 10, "ArrowDown"), Some(15));
        assert_eq!(moved(15, 20, 10, "ArrowDown"), Some(20));
        assert_eq!(moved(5, 20, 10, "ArrowUp"), Some(5));
        assert_eq!(moved(0, 20, 10, "ArrowLeft"), Some(0));
        assert_eq!(moved(3, 20, 10, "End"), Some(20));
        assert_eq!(moved(3, 20, 10, "a"), None);
    }
}
