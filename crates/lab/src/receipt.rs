//! The till receipt of one request, made of what the engine traced and the price of a unit.
//!
//! Follows: developer guide, "DynamoDB read and write operations" (blocks and factors); prices as in [`crate::prices`].

use model::limits::{READ_UNIT_BYTES, WRITE_UNIT_BYTES};
use model::{EpochMillis, HalfUnits, PicoUsd};
use report::{Access, Consistency, Receipt, ReceiptLine, RegionPrices, Trace, UnitLine, UnitReason};

use crate::quantity::{cost, counted_units};

/// What the host knows about a request beside its trace.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Number of the request in this session, from 1.
    pub number: u64,
    /// Engine time.
    pub time: EpochMillis,
    /// HTTP status of the answer.
    pub status: u16,
    /// Whether every table involved is on-demand.
    pub billed_per_request: bool,
}

/// The receipt of a request, at the prices of `region` of the price file of `price_date`.
pub fn receipt(settled: &Settled, region: &RegionPrices, price_date: &str, trace: Trace) -> Receipt {
    let lines: Vec<ReceiptLine> = trace.units.iter().map(|line| priced(line, region)).collect();
    Receipt {
        number: settled.number,
        time: settled.time,
        operation: trace.operation.clone(),
        table: trace.tables.first().cloned(),
        status: settled.status,
        summary: summary(settled.status, &trace),
        read_units: sum(&trace, Access::Read),
        write_units: sum(&trace, Access::Write),
        on_demand: lines.iter().map(|line| line.on_demand).sum(),
        lines,
        billed_per_request: settled.billed_per_request,
        region: region.region.clone(),
        price_date: price_date.to_owned(),
        trace,
    }
}

fn sum(trace: &Trace, access: Access) -> HalfUnits {
    trace.units.iter().filter(|line| line.access == access).map(|line| line.units).sum()
}

fn priced(line: &UnitLine, region: &RegionPrices) -> ReceiptLine {
    let (block_bytes, price): (usize, PicoUsd) = match line.access {
        Access::Read => (READ_UNIT_BYTES, region.read_request),
        Access::Write => (WRITE_UNIT_BYTES, region.write_request),
    };
    ReceiptLine {
        line: line.clone(),
        block_bytes: block_bytes as u32,
        blocks: blocks(line),
        last_block_bytes: last_block_bytes(line, block_bytes as u64),
        on_demand: cost(line.units, price),
    }
}

/// Blocks begun: the units without their factor.
fn blocks(line: &UnitLine) -> u64 {
    match line.consistency {
        Consistency::Eventual => line.units.0,
        Consistency::Strong => line.units.0 / 2,
        Consistency::Transactional => line.units.0 / 4,
    }
}

/// Bytes in the last block; 0 where nothing was there, or where a moved entry stands for two sizes at once.
fn last_block_bytes(line: &UnitLine, block_bytes: u64) -> u32 {
    if line.size_bytes == 0 || line.reason == UnitReason::EntryMoved {
        return 0;
    }
    ((line.size_bytes - 1) % block_bytes + 1) as u32
}

fn summary(status: u16, trace: &Trace) -> String {
    let mut text = trace.operation.clone();
    if let Some((first, others)) = trace.tables.split_first() {
        text.push_str(&format!(" on {first}"));
        if !others.is_empty() {
            text.push_str(&format!(" and {} more", others.len()));
        }
    }
    text.push_str(": ");
    text.push_str(&clauses(status, trace).join(", "));
    text
}

fn clauses(status: u16, trace: &Trace) -> Vec<String> {
    let mut clauses = vec![];
    if status != 200 {
        clauses.push("refused".to_owned());
    }
    if matches!(trace.operation.as_str(), "Query" | "Scan") && status == 200 {
        clauses.push(format!("{} returned", trace.returned_count));
        clauses.push(format!("{} evaluated", trace.evaluated_count));
        if trace.more {
            clauses.push("more to read".to_owned());
        }
    }
    let (read, write) = (sum(trace, Access::Read), sum(trace, Access::Write));
    if read > HalfUnits::ZERO {
        clauses.push(counted_units(read, "read unit"));
    }
    if write > HalfUnits::ZERO {
        let indexes = trace.units.iter().filter(|line| line.access == Access::Write && line.index.is_some());
        let in_indexes: HalfUnits = indexes.map(|line| line.units).sum();
        let of_them = if in_indexes > HalfUnits::ZERO { format!(" ({in_indexes} in indexes)") } else { String::new() };
        clauses.push(counted_units(write, "write unit") + &of_them);
    }
    if read == HalfUnits::ZERO && write == HalfUnits::ZERO {
        clauses.push("no units".to_owned());
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use report::IndexKind;

    fn ireland() -> RegionPrices {
        RegionPrices {
            region: "eu-west-1".into(),
            write_request: PicoUsd(705_000),
            read_request: PicoUsd(141_500),
            write_hour: PicoUsd(735_000_000),
            read_hour: PicoUsd(147_000_000),
            storage_gb_month: PicoUsd(283_000_000_000),
        }
    }

    fn line(access: Access, consistency: Consistency, reason: UnitReason, size_bytes: u64, half_units: u64) -> UnitLine {
        UnitLine { table: "employees".into(), index: None, access, consistency, reason, size_bytes, units: HalfUnits(half_units) }
    }

    fn settled(status: u16) -> Settled {
        Settled { number: 1, time: EpochMillis(0), status, billed_per_request: true }
    }

    fn show(receipt: &Receipt) -> String {
        let mut text = format!("{}\n", receipt.summary);
        for line in &receipt.lines {
            let (blocks, block, last) = (line.blocks, line.block_bytes, line.last_block_bytes);
            text.push_str(&format!(
                "{blocks} x {block} B, {last} B in the last, {} units, {}\n",
                line.line.units, line.on_demand
            ));
        }
        text + &format!("read {} write {} {}\n", receipt.read_units, receipt.write_units, receipt.on_demand)
    }

    #[test]
    fn half_a_read_unit_loses_nothing() {
        let trace = Trace {
            operation: "GetItem".into(),
            tables: vec!["employees".into()],
            units: vec![line(Access::Read, Consistency::Eventual, UnitReason::ItemRead, 212, 1)],
            ..Trace::default()
        };
        expect![[r#"
            GetItem on employees: 0.5 read units
            1 x 4096 B, 212 B in the last, 0.5 units, $0.00000007075
            read 0.5 write 0 $0.00000007075
        "#]]
        .assert_eq(&show(&receipt(&settled(200), &ireland(), "2025-08-28", trace)));
    }

    #[test]
    fn writes_count_their_indexes_and_transactions_twice() {
        let index = Some(("by-location".into(), IndexKind::Global));
        let trace = Trace {
            operation: "TransactWriteItems".into(),
            tables: vec!["employees".into(), "orders".into()],
            units: vec![
                line(Access::Write, Consistency::Transactional, UnitReason::ItemCreated, 1_025, 8),
                UnitLine { index, ..line(Access::Write, Consistency::Strong, UnitReason::EntryMoved, 300, 4) },
            ],
            ..Trace::default()
        };
        expect![[r#"
            TransactWriteItems on employees and 1 more: 6 write units (2 in indexes)
            2 x 1024 B, 1 B in the last, 4 units, $0.00000282
            2 x 1024 B, 0 B in the last, 2 units, $0.00000141
            read 0 write 6 $0.00000423
        "#]]
        .assert_eq(&show(&receipt(&settled(200), &ireland(), "2025-08-28", trace)));
    }

    #[test]
    fn a_page_tells_what_it_threw_away_and_a_failure_what_it_cost() {
        let units = vec![line(Access::Read, Consistency::Eventual, UnitReason::PageRead, 40_000, 10)];
        let (operation, tables) = ("Scan".to_owned(), vec!["employees".to_owned()]);
        let page = Trace { operation, tables, units, returned_count: 3, evaluated_count: 40, more: true, ..Trace::default() };
        expect![[r#"
            Scan on employees: 3 returned, 40 evaluated, more to read, 5 read units
            10 x 4096 B, 3136 B in the last, 5 units, $0.0000007075
            read 5 write 0 $0.0000007075
        "#]]
        .assert_eq(&show(&receipt(&settled(200), &ireland(), "2025-08-28", page)));
        let failed = Trace {
            operation: "PutItem".into(),
            tables: vec!["employees".into()],
            units: vec![line(Access::Write, Consistency::Strong, UnitReason::ConditionFailed, 100, 2)],
            ..Trace::default()
        };
        assert_eq!(
            receipt(&settled(400), &ireland(), "2025-08-28", failed).summary,
            "PutItem on employees: refused, 1 write unit"
        );
    }
}
