//! The coverage matrix: a row for each pattern, a column for each table and index. It is a table, so it is its own twin.

use report::{Coverage, CoverageCell, CoverageColumn, CoverageKind, CoverageRow, DesignReview, IndexKind};
use yew::prelude::*;

use super::words;
use crate::quantity;

/// The matrix with its legend.
pub(super) fn matrix(review: &DesignReview) -> Html {
    let coverage = &review.coverage;
    let label = format!("Coverage of design {}", review.name);
    html! {
        <section class="stack" aria-label="Coverage matrix">
            <h2>{ "Coverage matrix" }</h2>
            <div class="scroll panel coverage" tabindex="0" role="region" aria-label={label}>
                <table class="data">
                    <thead><tr>
                        <th scope="col">{ "Access pattern" }</th>
                        { for coverage.columns.iter().enumerate().map(|(place, one)| column(coverage, place, one)) }
                        <th scope="col" class="number">{ "At its peak" }</th>
                    </tr></thead>
                    <tbody>{ for coverage.rows.iter().map(row) }</tbody>
                </table>
            </div>
            <p class="hint">{ "Units of one request. A read takes the cheapest way, which is marked; a write takes all its units together: those of the table and \
                one entry for each index that holds the item." }</p>
        </section>
    }
}

fn column(coverage: &Coverage, place: usize, column: &CoverageColumn) -> Html {
    // An index keeps its hue by its place among those of its table.
    let before = coverage.columns.iter().take(place).filter(|one| one.table == column.table && one.index.is_some()).count();
    let (name, kind, class) = match &column.index {
        None => (&column.table, "table", Classes::new()),
        Some((name, kind)) => {
            let kind = if *kind == IndexKind::Local { "local index" } else { "global index" };
            (name, kind, classes!("index-name", format!("index-{}", before % 8 + 1)))
        }
    };
    html! {
        <th scope="col" {class}>
            <span class="cover-name" translate="no">{ name }</span>
            <span class="cover-kind">{ kind }</span>
            { for column.keys.iter().map(|key| html! { <span class="cover-key mono" translate="no">{ key }</span> }) }
            if !column.projection.is_empty() { <span class="cover-kind">{ &column.projection }</span> }
        </th>
    }
}

fn row(row: &CoverageRow) -> Html {
    let chosen = row.chosen.and_then(|place| usize::try_from(place).ok());
    html! {
        <tr key={row.pattern.clone()}>
            <th scope="row">
                <span class="cover-name">{ &row.pattern }</span>
                if !row.asks.is_empty() { <span class="cover-asks">{ &row.asks }</span> }
            </th>
            { for row.cells.iter().enumerate().map(|(place, one)| cell(one, chosen == Some(place) && !row.writes, row.writes)) }
            <td class="number">{ peak(row) }</td>
        </tr>
    }
}

fn cell(cell: &CoverageCell, is_chosen: bool, writes: bool) -> Html {
    let unit = if writes { "WCU" } else { "RCU" };
    let has_units = !matches!(cell.does, CoverageKind::Impossible | CoverageKind::NoEntry);
    html! {
        <td class={classes!("cover", words::class(cell.does), is_chosen.then_some("is-chosen"))}>
            <span class="cover-does">{ cell.does.word() }
                if is_chosen { <span class="chip ok">{ "cheapest" }</span> }</span>
            if has_units { <span class="cover-units">{ format!("{} {unit}", words::thousandths(cell.units_thousandths)) }</span> }
            if cell.evaluated > 0 { <span class="cover-note">{ read_of(cell) }</span> }
            { for cell.notes.iter().map(|note| html! { <span class="cover-note">{ note }</span> }) }
        </td>
    }
}

/// `reads 20, returns 5; 10 calls`.
fn read_of(cell: &CoverageCell) -> String {
    let returned = words::thousandths(cell.returned_thousandths);
    let calls = if cell.calls > 1 { format!("; {} calls", quantity::count(cell.calls.into())) } else { String::new() };
    format!("reads {}, returns {returned}{calls}", quantity::count(cell.evaluated))
}

/// What the chosen way takes when the pattern is busiest.
fn peak(row: &CoverageRow) -> Html {
    let of = |units: u64, unit: &str| {
        (units > 0).then(
            || html! { <span class="cover-units">{ format!("{} {unit}/s", words::units_a_second(row.peak_rate, units)) }</span> },
        )
    };
    html! {
        <>
            { of(row.read_thousandths, "RCU") }
            { of(row.write_thousandths, "WCU") }
            <span class="cover-note">{ format!("{}/s", words::thousandths(row.peak_rate)) }</span>
        </>
    }
}
