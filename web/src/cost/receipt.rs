//! The receipt of one request, like a till receipt: bytes, blocks, factor, units and money of every rounding step.

use model::HalfUnits;
use report::{Access, Consistency, IndexKind, Receipt, ReceiptLine, UnitReason};
use yew::prelude::*;

use crate::cost::blocks::BlockBar;
use crate::quantity;

/// The short form, for the drawer and under a request that ran: one line for each step, without the arithmetic.
pub(crate) fn short_receipt(receipt: &Receipt) -> Html {
    card(receipt, Some("compact"), Html::default(), compact_line)
}

/// One receipt with its arithmetic.
pub(crate) fn receipt(receipt: &Receipt) -> Html {
    let summary = html! { <p class="receipt-summary">{ &receipt.summary }</p> };
    card(receipt, None, summary, full_line)
}

fn card(receipt: &Receipt, form: Option<&'static str>, summary: Html, line: fn(usize, &ReceiptLine) -> Html) -> Html {
    let failed = receipt.status >= 400;
    html! {
        <article class={classes!("receipt", form)} aria-label={format!("Receipt {}: {}", receipt.number, receipt.operation)}>
            <header class="receipt-head">
                <p class="receipt-title"><b>{ &receipt.operation }</b><span>{ format!("#{}", receipt.number) }</span></p>
                <p class="receipt-place">
                    <span>{ receipt.table.clone().unwrap_or_else(|| "no table".to_owned()) }</span>
                    <span>{ quantity::clock(receipt.time) }</span>
                </p>
                if failed { <p class="receipt-failed">{ format!("Refused with {}", receipt.status) }</p> }
                { summary }
            </header>
            if receipt.lines.is_empty() {
                <p class="receipt-nothing">{ "No read or write units: nothing to pay for the request." }</p>
            } else {
                <ol class="receipt-lines">{ for receipt.lines.iter().enumerate().map(|(number, step)| line(number, step)) }</ol>
            }
            { totals(receipt) }
            { foot(receipt) }
        </article>
    }
}

/// A step with its arithmetic.
fn full_line(number: usize, line: &ReceiptLine) -> Html {
    let step = &line.line;
    html! {
        <li key={number} class="receipt-line">
            <p class="receipt-what"><b>{ place(line) }</b><span class={classes!("chip", access(step.access))}>{ access(step.access) }</span></p>
            <p class="receipt-why">{ reason(step.reason) }</p>
            <table class="receipt-sum">
                <tbody>
                    <tr><th scope="row">{ "Size" }</th><td>{ quantity::exact_bytes(step.size_bytes) }</td></tr>
                    <tr><th scope="row">{ rounding(line) }</th><td>{ quantity::plural(line.blocks, "block") }</td></tr>
                    if !is_two_entries(line) {
                        <tr class="receipt-bar"><td colspan="2"><BlockBar block_bytes={line.block_bytes} blocks={line.blocks} last_block_bytes={line.last_block_bytes} /></td></tr>
                    }
                    if let Some(words) = pushed_over(line) {
                        <tr class="receipt-over"><td colspan="2"><span aria-hidden="true">{ "▲ " }</span>{ words }</td></tr>
                    }
                    <tr><th scope="row">{ consistency(step.access, step.consistency) }</th><td>{ factor(step.consistency) }</td></tr>
                    <tr class="receipt-units"><th scope="row">{ unit_name(step.access) }</th><td>{ quantity::units(step.units) }</td></tr>
                    <tr><th scope="row">{ "On-demand" }</th><td>{ quantity::money(line.on_demand) }</td></tr>
                </tbody>
            </table>
        </li>
    }
}

/// A step in one line, with the mark where few bytes began another block.
fn compact_line(number: usize, line: &ReceiptLine) -> Html {
    let step = &line.line;
    html! {
        <li key={number} class="receipt-line">
            <p class="receipt-what"><b>{ place(line) }</b><span class={access(step.access)}>{ amount(step.access, step.units) }</span></p>
            <p class="receipt-why">
                <span>{ reason(step.reason) }</span>
                <span>{ format!("{} in {}{}", quantity::exact_bytes(step.size_bytes), quantity::plural(line.blocks, "block"), times(step.consistency)) }</span>
            </p>
            if let Some(words) = pushed_over(line) { <p class="receipt-over"><span aria-hidden="true">{ "▲ " }</span>{ words }</p> }
        </li>
    }
}

fn totals(receipt: &Receipt) -> Html {
    let units = |label: &'static str, amount: HalfUnits, class: &'static str| {
        (amount > HalfUnits::ZERO)
            .then(|| html! { <tr class={class}><th scope="row">{ label }</th><td>{ quantity::units(amount) }</td></tr> })
    };
    let money = if receipt.billed_per_request { "On-demand price" } else { "It would be, on-demand" };
    html! {
        <table class="receipt-totals">
            <tbody>
                { for units("Read units", receipt.read_units, "read") }
                { for units("Write units", receipt.write_units, "write") }
                <tr class="receipt-money"><th scope="row">{ money }</th><td>{ quantity::money(receipt.on_demand) }</td></tr>
            </tbody>
        </table>
    }
}

fn foot(receipt: &Receipt) -> Html {
    html! {
        <footer class="receipt-foot">
            if !receipt.billed_per_request && !receipt.lines.is_empty() {
                <p>{ "The table is provisioned: these units come out of capacity that is paid by the hour." }</p>
            }
            <p>{ format!("{}, prices of {}", receipt.region, receipt.price_date) }</p>
        </footer>
    }
}

/// `employees` or `by-location (GSI)`.
fn place(line: &ReceiptLine) -> String {
    match &line.line.index {
        Some((name, IndexKind::Global)) => format!("{name} (GSI)"),
        Some((name, IndexKind::Local)) => format!("{name} (LSI)"),
        None => line.line.table.clone(),
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
    }
}

fn unit_name(access: Access) -> &'static str {
    match access {
        Access::Read => "Read units",
        Access::Write => "Write units",
    }
}

fn amount(access: Access, units: HalfUnits) -> String {
    match access {
        Access::Read => quantity::read_units(units),
        Access::Write => quantity::write_units(units),
    }
}

fn consistency(access: Access, consistency: Consistency) -> &'static str {
    match (consistency, access) {
        (Consistency::Eventual, _) => "eventually consistent",
        (Consistency::Strong, Access::Read) => "strongly consistent",
        (Consistency::Strong, Access::Write) => "standard write",
        (Consistency::Transactional, _) => "in a transaction",
    }
}

fn factor(consistency: Consistency) -> &'static str {
    match consistency {
        Consistency::Eventual => "× ½",
        Consistency::Strong => "× 1",
        Consistency::Transactional => "× 2",
    }
}

fn times(consistency: Consistency) -> String {
    match consistency {
        Consistency::Strong => String::new(),
        other => format!(" {}", factor(other)),
    }
}

/// Why the step is charged, in words.
fn reason(reason: UnitReason) -> &'static str {
    match reason {
        UnitReason::ItemRead => "the item that was read",
        UnitReason::MissingItem => "nothing was there: the least charge",
        UnitReason::PageRead => "everything the page evaluated, rounded once",
        UnitReason::Fetch => "fetched from the table: not projected",
        UnitReason::ItemCreated => "a new item",
        UnitReason::ItemReplaced => "the larger of before and after",
        UnitReason::ItemDeleted => "the item that was deleted",
        UnitReason::ItemUnchanged => "changed nothing, charged all the same",
        UnitReason::ConditionFailed => "the condition failed, charged all the same",
        UnitReason::ConditionCheck => "the item that was checked",
        UnitReason::EntryCreated => "a new index entry",
        UnitReason::EntryDeleted => "the index entry removed",
        UnitReason::EntryReplaced => "the larger entry of before and after",
        UnitReason::EntryMoved => "another index key: one delete and one put",
    }
}

/// A moved entry is two entries, each rounded by itself.
fn is_two_entries(line: &ReceiptLine) -> bool {
    line.line.reason == UnitReason::EntryMoved
}

fn rounding(line: &ReceiptLine) -> String {
    let apart = if is_two_entries(line) { ", each entry apart" } else { "" };
    format!("in blocks of {}{apart}", quantity::bytes(line.block_bytes.into()))
}

/// Which byte began the last block, where it was not the first one; `None` where every size up to a block costs the same
/// or the blocks were rounded apart.
fn pushed_over(line: &ReceiptLine) -> Option<String> {
    if line.blocks < 2 || is_two_entries(line) {
        return None;
    }
    let full = (line.blocks - 1).checked_mul(line.block_bytes.into())?;
    let few = u64::from(line.last_block_bytes) * 10 <= u64::from(line.block_bytes);
    let byte = quantity::count(full + 1);
    Some(if few {
        let only = quantity::plural(line.last_block_bytes.into(), "byte");
        format!("byte {byte} began block {}: only {only} over {}", quantity::count(line.blocks), quantity::bytes(full))
    } else {
        format!("byte {byte} began block {}", quantity::count(line.blocks))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::PicoUsd;
    use report::UnitLine;

    fn line(size_bytes: u64, blocks: u64, last_block_bytes: u32, reason: UnitReason) -> ReceiptLine {
        let line = UnitLine {
            table: "employees".into(),
            index: None,
            access: Access::Write,
            consistency: Consistency::Strong,
            reason,
            size_bytes,
            units: HalfUnits::whole(blocks),
        };
        ReceiptLine { line, block_bytes: 1_024, blocks, last_block_bytes, on_demand: PicoUsd(0) }
    }

    #[test]
    fn the_byte_that_began_the_last_block_is_named() {
        let words = |size, blocks, last| pushed_over(&line(size, blocks, last, UnitReason::ItemCreated));
        assert_eq!(words(1_024, 1, 1_024), None);
        assert_eq!(words(1_025, 2, 1).as_deref(), Some("byte 1,025 began block 2: only 1 byte over 1 KB"));
        assert_eq!(words(1_433, 2, 409).as_deref(), Some("byte 1,025 began block 2"));
        assert_eq!(words(9_000, 9, 808).as_deref(), Some("byte 8,193 began block 9"));
        assert_eq!(pushed_over(&line(2_100, 4, 26, UnitReason::EntryMoved)), None);
    }
}
