//! The capacity account of what a request does to one table: one line for each rounding step.
//!
//! `ConsumedCapacity`, the meters and the trace are three readings of the same lines.
//!
//! Follows: developer guide, "DynamoDB read and write operations", "Using Global Secondary Indexes" (write costs); what the
//! guide leaves open was measured on the service: a transaction's factor of two applies to the table's lines alone, and an
//! entry that stays in its place costs the larger of its two sizes.

use api::{ConsumedCapacity, ReturnConsumedCapacity};
use capacity::Place;
use model::{EpochMillis, HalfUnits};
use report::{Access, Consistency, IndexKind, UnitLine, UnitReason};

use crate::admission::{Gate, Throttle};
use crate::meter::{Meters, Usage};
use crate::tracer::Tracer;
use crate::vector_index::CHARGE_MIN_BYTES;
use crate::{Database, IndexMove, ItemWrite, Table, TableId};

/// One rounding step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Place of the index in the table's list; `None` for the table itself.
    pub(crate) index: Option<usize>,
    /// Where.
    pub(crate) place: Place,
    /// Reading or writing.
    pub(crate) access: Access,
    /// Which factor applies.
    pub(crate) consistency: Consistency,
    /// Why.
    pub(crate) reason: UnitReason,
    /// Bytes rounded up.
    pub(crate) size_bytes: usize,
    /// Units, factor included.
    pub(crate) units: HalfUnits,
}

/// The lines of a request on one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Account {
    lines: Vec<Line>,
    /// Bytes written to vector indexes: the index's place in the table's list, and how many.
    vectors: Vec<(usize, u64)>,
}

/// What a read of `size_bytes` costs.
pub(crate) const fn read_units(size_bytes: usize, consistency: Consistency) -> HalfUnits {
    match consistency {
        Consistency::Eventual => HalfUnits::eventual_read(size_bytes),
        Consistency::Strong => HalfUnits::strong_read(size_bytes),
        Consistency::Transactional => HalfUnits(HalfUnits::strong_read(size_bytes).0 * 2),
    }
}

/// What a write of `size_bytes` to a table costs.
const fn write_units(size_bytes: usize, consistency: Consistency) -> HalfUnits {
    match consistency {
        Consistency::Transactional => HalfUnits(HalfUnits::write(size_bytes).0 * 2),
        _ => HalfUnits::write(size_bytes),
    }
}

impl Line {
    /// Whether both lines are the halves of one moved entry, which a reader is shown as one.
    fn is_same_step(&self, next: &Line) -> bool {
        self.reason == UnitReason::EntryMoved && next.reason == UnitReason::EntryMoved && self.index == next.index
    }
}

/// The step as the trace tells it: of a moved entry, the sum of both halves.
fn unit_line(table: &Table, lines: &[Line]) -> Option<UnitLine> {
    let first = lines.first()?;
    let index = first.index.and_then(|at| table.indexes.get(at));
    Some(UnitLine {
        table: table.name.clone(),
        index: index.map(|index| (index.name.clone(), index.kind)),
        access: first.access,
        consistency: first.consistency,
        reason: first.reason,
        size_bytes: lines.iter().map(|line| line.size_bytes as u64).sum(),
        units: lines.iter().map(|line| line.units).sum(),
    })
}

impl Account {
    /// The read of one item by key; `None` if nothing was there, which costs the minimum.
    pub(crate) fn read_item(&mut self, place: Place, size_bytes: Option<u32>, consistency: Consistency) {
        let reason = if size_bytes.is_some() { UnitReason::ItemRead } else { UnitReason::MissingItem };
        self.read(None, place, size_bytes.unwrap_or(0) as usize, consistency, reason);
    }

    /// The read of one item, alone.
    pub(crate) fn of_item(place: Place, size_bytes: Option<u32>, consistency: Consistency) -> Self {
        let mut account = Account::default();
        account.read_item(place, size_bytes, consistency);
        account
    }

    /// A read that was rounded once over `size_bytes`.
    pub(crate) fn read(
        &mut self,
        index: Option<usize>,
        place: Place,
        size_bytes: usize,
        consistency: Consistency,
        reason: UnitReason,
    ) {
        let units = read_units(size_bytes, consistency);
        self.lines.push(Line { index, place, access: Access::Read, consistency, reason, size_bytes, units });
    }

    /// A write that is carried out: the table's line and one for each index that it touches.
    pub(crate) fn write(&mut self, write: &ItemWrite, consistency: Consistency) {
        let reason = match (&write.before, &write.after) {
            (None, Some(_)) => UnitReason::ItemCreated,
            (Some(_), None) => UnitReason::ItemDeleted,
            (None, None) => UnitReason::ItemUnchanged,
            (Some(_), Some(_)) if write.changes_nothing() => UnitReason::ItemUnchanged,
            (Some(_), Some(_)) => UnitReason::ItemReplaced,
        };
        self.write_table(write, consistency, reason);
        for (at, change) in write.moves.iter().enumerate() {
            self.write_index(at, write, change);
        }
        self.vectors.extend(write.vector_bytes.iter().copied().enumerate().filter(|(_, bytes)| *bytes > 0));
    }

    /// A write whose condition failed, or that another action of its transaction stopped: the table's line alone.
    pub(crate) fn write_refused(&mut self, write: &ItemWrite, consistency: Consistency, reason: UnitReason) {
        self.write_table(write, consistency, reason);
    }

    /// `ConsumedCapacity`, if it was asked for. `name` is the table's name as sent.
    pub(crate) fn consumed(&self, table: &Table, name: &str, mode: ReturnConsumedCapacity) -> Option<ConsumedCapacity> {
        if mode == ReturnConsumedCapacity::None {
            return None;
        }
        let total =
            |access: Access| -> HalfUnits { self.lines.iter().filter(|line| line.access == access).map(|line| line.units).sum() };
        let (read, write) = (total(Access::Read), total(Access::Write));
        let mut consumed =
            ConsumedCapacity { table_name: name.to_owned(), capacity_units: read + write, ..ConsumedCapacity::default() };
        if self.lines.iter().any(|line| line.consistency == Consistency::Transactional) {
            consumed.read_capacity_units = (read > HalfUnits::ZERO).then_some(read);
            consumed.write_capacity_units = (write > HalfUnits::ZERO).then_some(write);
        }
        if mode == ReturnConsumedCapacity::Indexes {
            self.add_details(table, &mut consumed);
        }
        Some(consumed)
    }

    /// How many lines there are: what the next item costs comes after them.
    pub(crate) fn mark(&self) -> usize {
        self.lines.len()
    }

    /// Asks for the capacity of all lines, if it is enforced.
    pub(crate) fn admit(&mut self, gate: &mut Option<Gate>, table: &Table, now: EpochMillis) -> Result<(), Throttle> {
        self.admit_since(0, gate, table, now)
    }

    /// Asks for the capacity of the lines behind `mark`, if it is enforced; takes them back if it is not there.
    pub(crate) fn admit_since(
        &mut self,
        mark: usize,
        gate: &mut Option<Gate>,
        table: &Table,
        now: EpochMillis,
    ) -> Result<(), Throttle> {
        let Some(gate) = gate else { return Ok(()) };
        let admitted = gate.admit(table, self.lines.get(mark..).unwrap_or_default(), now);
        if admitted.is_err() {
            self.lines.truncate(mark);
        }
        admitted
    }

    /// The lines.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Meters the lines and tells them to the trace.
    pub(crate) fn settle(&self, table: &Table, meters: &mut Meters, now: EpochMillis, tracer: &mut Tracer<'_>) {
        for line in &self.lines {
            let index = line.index.and_then(|at| table.indexes.get(at)).map(|index| (index.name.as_str(), index.kind));
            let partition = table.partition_of(index.map(|(name, _)| name), line.place);
            let Line { access, consistency, units, .. } = *line;
            meters.record(now, Usage { table: table.id, index, partition, access, consistency, units });
            // A local index lies in the table's partitions and counts as the table.
            let counted = index.filter(|(_, kind)| *kind == IndexKind::Global).map(|(name, _)| name);
            if table.control.counts_keys(counted) {
                meters.count_key(table.id, counted, line.place.hash, access, units);
            }
        }
        for (_, bytes) in &self.vectors {
            meters.record_vectors(now, table.id, Access::Write, (*bytes).max(CHARGE_MIN_BYTES));
        }
        for lines in self.lines.chunk_by(Line::is_same_step) {
            tracer.unit(|| unit_line(table, lines));
        }
    }

    fn add_details(&self, table: &Table, consumed: &mut ConsumedCapacity) {
        let mut own = HalfUnits::ZERO;
        for line in &self.lines {
            match line.index.and_then(|at| table.indexes.get(at)) {
                None => own += line.units,
                Some(index) => {
                    let units = match index.kind {
                        IndexKind::Local => &mut consumed.local_secondary_indexes,
                        IndexKind::Global => &mut consumed.global_secondary_indexes,
                    };
                    *units.entry(index.name.clone()).or_default() += line.units;
                }
            }
        }
        for (at, index) in table.control.vector_indexes.iter().enumerate() {
            let bytes: u64 = self.vectors.iter().filter(|(of, _)| *of == at).map(|(_, bytes)| bytes).sum();
            if bytes > 0 {
                consumed.vector_indexes.push((index.name.clone(), bytes));
            }
        }
        consumed.table = Some(own);
    }

    fn write_table(&mut self, write: &ItemWrite, consistency: Consistency, reason: UnitReason) {
        let size = |record: &Option<crate::Record>| record.as_ref().map_or(0, |record| record.size_bytes as usize);
        let size_bytes = size(&write.before).max(size(&write.after));
        let units = write_units(size_bytes, consistency);
        let place = write.place;
        self.lines.push(Line { index: None, place, access: Access::Write, consistency, reason, size_bytes, units });
    }

    fn write_index(&mut self, at: usize, write: &ItemWrite, change: &IndexMove) {
        let (reason, size_bytes, units, place) = match (&change.before, &change.after) {
            (None, None) => return,
            (None, Some(entry)) => {
                let size = entry.record.size_bytes as usize;
                (UnitReason::EntryCreated, size, HalfUnits::write(size), entry.place)
            }
            (Some(entry), None) => {
                let size = entry.record.size_bytes as usize;
                (UnitReason::EntryDeleted, size, HalfUnits::write(size), entry.place)
            }
            (Some(before), Some(after)) => {
                let (old, new) = (before.record.size_bytes as usize, after.record.size_bytes as usize);
                if before.key != after.key {
                    self.write_moved(at, before.place, old);
                    self.write_moved(at, after.place, new);
                    return;
                }
                if write.changes_nothing() || before.record.item == after.record.item {
                    return;
                }
                (UnitReason::EntryReplaced, old.max(new), HalfUnits::write(old.max(new)), after.place)
            }
        };
        let consistency = Consistency::Strong;
        self.lines.push(Line { index: Some(at), place, access: Access::Write, consistency, reason, size_bytes, units });
    }

    /// One half of a moved entry: the old place and the new one are rounded alone and may lie in two partitions.
    fn write_moved(&mut self, at: usize, place: Place, size_bytes: usize) {
        let (consistency, reason) = (Consistency::Strong, UnitReason::EntryMoved);
        let units = HalfUnits::write(size_bytes);
        self.lines.push(Line { index: Some(at), place, access: Access::Write, consistency, reason, size_bytes, units });
    }
}

/// The accounts of a batch or a transaction, one for each table in the order in which they are first named.
#[derive(Debug, Default)]
pub(crate) struct TableAccounts<'r> {
    accounts: Vec<(TableId, &'r str, Account)>,
}

impl<'r> TableAccounts<'r> {
    /// The account of a table; `name` is the table's name as sent.
    pub(crate) fn of(&mut self, table: TableId, name: &'r str) -> &mut Account {
        let at = self.accounts.iter().position(|(id, _, _)| *id == table).unwrap_or_else(|| {
            self.accounts.push((table, name, Account::default()));
            self.accounts.len() - 1
        });
        &mut self.accounts[at].2
    }

    /// Meters all lines and tells them to the trace.
    pub(crate) fn settle(&self, database: &Database, meters: &mut Meters, now: EpochMillis, tracer: &mut Tracer<'_>) {
        for (table, _, account) in &self.accounts {
            if let Some(table) = database.table(*table) {
                account.settle(table, meters, now, tracer);
            }
        }
    }

    /// `ConsumedCapacity` by table, if it was asked for.
    pub(crate) fn consumed(&self, database: &Database, mode: ReturnConsumedCapacity) -> Option<Vec<ConsumedCapacity>> {
        self.consumed_of(database, mode, |_| true)
    }

    /// `ConsumedCapacity` of some of the tables, if it was asked for.
    pub(crate) fn consumed_of(
        &self,
        database: &Database,
        mode: ReturnConsumedCapacity,
        is_told: impl Fn(TableId) -> bool,
    ) -> Option<Vec<ConsumedCapacity>> {
        if mode == ReturnConsumedCapacity::None {
            return None;
        }
        let consumed = |(table, name, account): &(TableId, &str, Account)| account.consumed(database.table(*table)?, name, mode);
        Some(self.accounts.iter().filter(|(table, _, _)| is_told(*table)).filter_map(consumed).collect())
    }
}

#[cfg(test)]
mod tests {
    use api::{ConsumedCapacity, Response};

    use crate::script::with_table;
    use crate::testing::Bench;

    fn capacity(bench: &mut Bench, operation: &str, body: &str) -> ConsumedCapacity {
        match bench.ask(operation, body).unwrap() {
            Response::Write { consumed_capacity, .. } => consumed_capacity.unwrap(),
            Response::TransactWriteItems { consumed_capacity, .. } => consumed_capacity.unwrap().remove(0),
            other => panic!("{other:?}"),
        }
    }

    /// Total, table, global index, local index; a dash where there is no line.
    fn line(consumed: &ConsumedCapacity) -> String {
        let of = |units: Option<&model::HalfUnits>| units.map_or("-".to_owned(), ToString::to_string);
        format!(
            "{}/{}/{}/{}",
            consumed.capacity_units,
            of(consumed.table.as_ref()),
            of(consumed.global_secondary_indexes.get("Glo")),
            of(consumed.local_secondary_indexes.get("Loc"))
        )
    }

    fn put(more: &str) -> String {
        format!(r#"{{"TableName":"Tab","ReturnConsumedCapacity":"INDEXES","Item":{{"pk":{{"S":"b"}},"sk":{{"S":"1"}}{more}}}}}"#)
    }

    fn update(expression: &str, value: &str) -> String {
        let values = format!(r#","ExpressionAttributeValues":{{":v":{{"S":"{value}"}}}}"#);
        let values = if expression.contains(":v") { values } else { String::new() };
        format!(
            r#"{{"TableName":"Tab","ReturnConsumedCapacity":"INDEXES","Key":{{"pk":{{"S":"b"}},"sk":{{"S":"1"}}}},"UpdateExpression":"{expression}"{values}}}"#
        )
    }

    /// Rows measured on the service (eu-west-2, August 2026): an item in both indexes, then one request.
    #[test]
    fn writes_cost_what_was_measured() {
        let full = put(r#","g":{"S":"g"},"l":{"S":"L1"},"proj":{"S":"p"},"more":{"S":"o"}"#);
        let transact = r#"{"TransactItems":[{"Put":{"TableName":"Tab","Item":{"pk":{"S":"c"},"sk":{"S":"1"},"g":{"S":"g"},"l":{"S":"L1"}}}}],"ReturnConsumedCapacity":"INDEXES"}"#;
        let delete = r#"{"TableName":"Tab","ReturnConsumedCapacity":"INDEXES","Key":{"pk":{"S":"b"},"sk":{"S":"1"}}}"#;
        for (operation, body, expected) in [
            ("PutItem", full.clone(), "1/1/-/-"),
            ("UpdateItem", update("SET more = :v", "o2"), "2/1/-/1"),
            ("UpdateItem", update("SET proj = :v", "p2"), "3/1/1/1"),
            ("UpdateItem", update("SET g = :v", "g2"), "4/1/2/1"),
            ("UpdateItem", update("REMOVE g", ""), "3/1/1/1"),
            ("UpdateItem", update("SET l = :v", "L2"), "3/1/-/2"),
            ("DeleteItem", delete.to_owned(), "3/1/1/1"),
            ("TransactWriteItems", transact.to_owned(), "4/2/1/1"),
        ] {
            let mut bench = with_table("Tab pk:S sk:S / lsi Loc pk:S l:S ALL / gsi Glo g:S INCLUDE(proj)");
            assert_eq!(line(&capacity(&mut bench, "PutItem", &full)), "3/1/1/1");
            assert_eq!(line(&capacity(&mut bench, operation, &body)), expected, "{operation} {body}");
        }
    }

    /// Rows measured on the service: entries above 1 KB, both indexes projecting `proj`.
    #[test]
    fn entries_are_rounded_as_was_measured() {
        let long = |size: usize| "x".repeat(size);
        for (first, second, expected) in [
            // 3,017 bytes shrink to 18, and grow back: the larger of the two.
            (long(3_000), update("SET proj = :v", "p"), "3"),
            ("p".to_owned(), update("SET proj = :v", &long(3_000)), "3"),
            // Two images of 1,517 bytes in one place are one write of 2 KB; in two places they are two.
            (long(1_500), update("SET proj = :v", &"y".repeat(1_500)), "2"),
            (long(1_500), update("SET g = :v", "h"), "4"),
        ] {
            let mut bench = with_table("Tab pk:S sk:S / lsi Loc pk:S l:S INCLUDE(proj) / gsi Glo g:S INCLUDE(proj)");
            capacity(&mut bench, "PutItem", &put(&format!(r#","g":{{"S":"g"}},"proj":{{"S":"{first}"}}"#)));
            let consumed = capacity(&mut bench, "UpdateItem", &second);
            assert_eq!(consumed.global_secondary_indexes["Glo"].to_string(), expected);
        }
    }
}
