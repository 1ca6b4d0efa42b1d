//! The coverage matrix: every pattern on every table and index, with the units of each.

use capacity::Direction;
use report::{Coverage, CoverageCell, CoverageColumn, CoverageKind, CoverageRow, IndexKind};

use crate::access::{Impossible, LocalEntry, Operation, PatternPlan, Plan, Target, Way, peak, targets};
use crate::design::words;
use crate::scenario::{Action, Design, Pattern, Scenario};

/// The matrix of a design and its plan.
pub(crate) fn coverage(scenario: &Scenario, design: &Design, plan: &Plan) -> Coverage {
    let targets = targets(design);
    let columns = targets.iter().filter_map(|target| column(design, *target)).collect();
    let patterns = scenario.patterns.iter().zip(&plan.patterns);
    let rows = patterns.map(|(pattern, planned)| row(design, plan, pattern, planned, &targets)).collect();
    Coverage { columns, rows }
}

fn column(design: &Design, target: Target) -> Option<CoverageColumn> {
    let table = design.tables.get(target.table)?;
    let index = target.index.and_then(|place| table.indexes.get(place));
    let (partition, sort) =
        index.map_or((&table.partition_key, table.sort_key.as_ref()), |index| (&index.partition_key, index.sort_key.as_ref()));
    Some(CoverageColumn {
        table: table.name.clone(),
        index: index.map(|index| (index.name.clone(), if index.is_local { IndexKind::Local } else { IndexKind::Global })),
        keys: core::iter::once(partition).chain(sort).map(words::key).collect(),
        projection: index.map(|index| words::projection(&index.projection)).unwrap_or_default(),
    })
}

fn row(design: &Design, plan: &Plan, pattern: &Pattern, planned: &PatternPlan, targets: &[Target]) -> CoverageRow {
    let writes = !matches!(pattern.action, Action::Get | Action::List | Action::ScanAll);
    let way = planned.way.as_ref().ok();
    let cells = targets.iter().enumerate().map(|(place, target)| {
        if writes { written(design, plan, &planned.way, *target) } else { read(planned.options.get(place)) }
    });
    let chosen = way.and_then(|way| targets.iter().position(|target| *target == way.target));
    let units = |direction| way.map_or(0, |way| way.units(direction).0 / 1_000);
    CoverageRow {
        pattern: pattern.name.clone(),
        entity: pattern.entity.clone(),
        asks: words::asks(pattern),
        writes,
        peak_rate: peak(&pattern.rate).0,
        cells: cells.collect(),
        chosen: chosen.and_then(|place| u32::try_from(place).ok()),
        read_thousandths: units(Direction::Read),
        write_thousandths: units(Direction::Write),
    }
}

fn read(option: Option<&Result<Way, Impossible>>) -> CoverageCell {
    match option {
        Some(Ok(way)) => CoverageCell {
            does: match way.operation {
                Operation::GetItem => CoverageKind::GetItem,
                Operation::Scan => CoverageKind::Scan,
                _ => CoverageKind::Query,
            },
            units_thousandths: way.units(Direction::Read).0 / 1_000,
            evaluated: way.evaluated,
            returned_thousandths: way.returned_millionths / 1_000,
            calls: way.calls,
            notes: way.notes.iter().map(|note| words::note(*note)).collect(),
        },
        Some(Err(why)) => nothing(CoverageKind::Impossible, vec![why.to_string()]),
        None => nothing(CoverageKind::Impossible, Vec::new()),
    }
}

/// What a write does to a table or index.
fn written(design: &Design, plan: &Plan, way: &Result<Way, Impossible>, target: Target) -> CoverageCell {
    let way = match way {
        Ok(way) => way,
        Err(why) => return nothing(CoverageKind::Impossible, vec![why.to_string()]),
    };
    let table = design.tables.get(target.table);
    let index = table.zip(target.index).and_then(|(table, place)| table.indexes.get(place));
    if index.is_some_and(|index| index.is_local) {
        return local_entry(way, target);
    }
    let flow = way.flows.iter().find(|flow| {
        let space = plan.spaces.get(flow.space);
        flow.direction == Direction::Write
            && space.is_some_and(|space| (space.table, space.index) == (target.table, target.index))
    });
    let Some(flow) = flow else {
        return match index {
            Some(_) => nothing(CoverageKind::NoEntry, Vec::new()),
            None => nothing(CoverageKind::Impossible, vec![Impossible::OtherEntities.to_string()]),
        };
    };
    // The table's flow has the local entries in it, which have cells of their own.
    let is_local = |entry: &&LocalEntry| index.is_none() && entry.target.table == target.table;
    let local: u64 = way.local_entries.iter().filter(is_local).map(|entry| entry.units.0).sum();
    let mut notes = Vec::new();
    if index.is_some() && flow.requests > 1 {
        notes.push("its key changes: the old entry is deleted, a new one put".to_owned());
    } else if target == way.target {
        notes.extend(way.notes.iter().map(|note| words::note(*note)));
    }
    CoverageCell {
        does: if index.is_some() { CoverageKind::Entry } else { CoverageKind::Write },
        units_thousandths: flow.all_units().0.saturating_sub(local) / 1_000,
        evaluated: 0,
        returned_thousandths: 0,
        calls: if index.is_some() { 0 } else { flow.requests },
        notes,
    }
}

fn local_entry(way: &Way, target: Target) -> CoverageCell {
    match way.local_entries.iter().find(|entry| entry.target == target) {
        Some(entry) => CoverageCell {
            units_thousandths: entry.units.0 / 1_000,
            ..nothing(CoverageKind::Entry, vec!["taken from the table's capacity".to_owned()])
        },
        None => nothing(CoverageKind::NoEntry, Vec::new()),
    }
}

fn nothing(does: CoverageKind, notes: Vec<String>) -> CoverageCell {
    CoverageCell { does, units_thousandths: 0, evaluated: 0, returned_thousandths: 0, calls: 0, notes }
}
