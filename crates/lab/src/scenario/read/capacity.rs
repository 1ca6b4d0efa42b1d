//! Capacity of a table or a global index.

use super::sheet::{Fields, Sheet, Value};
use crate::scenario::{CapacityDesign, Scaling, Units};

/// Units of one table at most (our bound; the quotas can be raised).
const UNITS_MAX: u64 = 100_000_000;

const ON_DEMAND: [&str; 4] = ["max_reads", "max_writes", "warm", "previous_peak"];
const PROVISIONED: [&str; 4] = ["reads", "writes", "scale_reads", "scale_writes"];

/// The capacity that the fields of a table say.
pub(super) fn of_table(fields: &mut Fields<'_>, sheet: &mut Sheet<'_>) -> Option<CapacityDesign> {
    const MODE: &str = "`mode = \"on-demand\"`, or `mode = \"provisioned\"` with `reads` and `writes`";
    let mode = fields.take("mode");
    let provisioned = match mode {
        None => false,
        Some(value) => match sheet.text(value, "mode")?.as_str() {
            "on-demand" => false,
            "provisioned" => true,
            other => {
                let at = value.span().start;
                let instead = syntax::nearest(other, ["on-demand", "provisioned"])
                    .map_or_else(|| MODE.to_owned(), |near| format!("`mode = {near:?}`"));
                sheet.problem(at, format!("there is no capacity mode {other:?}"), instead);
                let _ = (on_demand(fields, sheet), units_and_scaling(fields, false, sheet));
                return None;
            }
        },
    };
    if provisioned {
        foreign(fields, &ON_DEMAND, "a provisioned table has `reads` and `writes` instead", MODE, sheet);
        units_and_scaling(fields, true, sheet)
    } else {
        let instead = if mode.is_none() {
            "`mode = \"provisioned\"` beside it"
        } else {
            "`mode = \"provisioned\"`, or leave it out; a bound is `max_writes`"
        };
        foreign(fields, &PROVISIONED, "an on-demand table has no provisioned units", instead, sheet);
        on_demand(fields, sheet)
    }
}

/// The capacity of a global index: the table's, unless the index says something else in the table's mode.
pub(super) fn of_index(fields: &mut Fields<'_>, table: Option<&CapacityDesign>, sheet: &mut Sheet<'_>) -> Option<CapacityDesign> {
    if let Some(value) = fields.take("mode") {
        sheet.problem(value.span().start, "an index has the capacity mode of its table".into(), "`mode` at the table only");
    }
    let says =
        |fields: &mut Fields<'_>, names: &[&'static str]| names.iter().filter(|name| fields.take(name).is_some()).count() > 0;
    match table? {
        CapacityDesign::OnDemand { .. } => {
            foreign(
                fields,
                &PROVISIONED,
                "the table is on-demand, so its index has no provisioned units",
                "`mode = \"provisioned\"` at the table",
                sheet,
            );
            if says(fields, &ON_DEMAND) {
                on_demand(fields, sheet)
            } else {
                Some(CapacityDesign::OnDemand { maximum: (None, None), warm: None, previous_peak: None })
            }
        }
        provisioned @ CapacityDesign::Provisioned { .. } => {
            foreign(fields, &ON_DEMAND, "the table is provisioned, and so is its index", "`reads` and `writes`", sheet);
            if says(fields, &PROVISIONED) { units_and_scaling(fields, true, sheet) } else { Some(provisioned.clone()) }
        }
    }
}

/// Refuses the fields of the other mode.
pub(super) fn foreign(fields: &mut Fields<'_>, names: &[&'static str], why: &str, instead: &str, sheet: &mut Sheet<'_>) {
    for name in names {
        if let Some(value) = fields.take(name) {
            sheet.problem(value.span().start, format!("`{name}` has no place here: {why}"), instead);
        }
    }
}

fn on_demand(fields: &mut Fields<'_>, sheet: &mut Sheet<'_>) -> Option<CapacityDesign> {
    let mut maximum =
        |name: &'static str, sheet: &mut Sheet<'_>| fields.take(name).map(|value| sheet.count(value, name, 1..=UNITS_MAX));
    let (reads, writes) = (maximum("max_reads", sheet), maximum("max_writes", sheet));
    let warm = fields.take("warm").map(|value| both(value, "`warm`", "`warm = { reads = 20000, writes = 8000 }`", sheet));
    let previous = fields
        .take("previous_peak")
        .map(|value| both(value, "`previous_peak`", "`previous_peak = { reads = 20000, writes = 8000 }`", sheet));
    Some(CapacityDesign::OnDemand {
        maximum: (whole(reads)?, whole(writes)?),
        warm: whole(warm)?,
        previous_peak: whole(previous)?,
    })
}

fn units_and_scaling(fields: &mut Fields<'_>, needed: bool, sheet: &mut Sheet<'_>) -> Option<CapacityDesign> {
    let mut units = |name: &'static str, example: &str, sheet: &mut Sheet<'_>| {
        let value = if needed { fields.needed(sheet, name, example) } else { fields.take(name) };
        value.and_then(|value| sheet.count(value, name, 1..=UNITS_MAX))
    };
    let (read, write) =
        (units("reads", "`reads = 100`, in units a second", sheet), units("writes", "`writes = 100`, in units a second", sheet));
    let read_scaling = fields.take("scale_reads").map(|value| scaling(value, sheet));
    let write_scaling = fields.take("scale_writes").map(|value| scaling(value, sheet));
    Some(CapacityDesign::Provisioned {
        units: Units { read: read?, write: write? },
        read_scaling: whole(read_scaling)?,
        write_scaling: whole(write_scaling)?,
    })
}

/// Nothing if nothing is said; `None` if what is said is wrong.
fn whole<T>(said: Option<Option<T>>) -> Option<Option<T>> {
    match said {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

fn both(value: &Value<'_>, what: &'static str, example: &str, sheet: &mut Sheet<'_>) -> Option<Units> {
    let mut fields = Fields::of(value, what, example, sheet)?;
    let read = fields.needed(sheet, "reads", example).and_then(|value| sheet.count(value, "reads", 0..=UNITS_MAX));
    let write = fields.needed(sheet, "writes", example).and_then(|value| sheet.count(value, "writes", 0..=UNITS_MAX));
    fields.done(sheet);
    Some(Units { read: read?, write: write? })
}

fn scaling(value: &Value<'_>, sheet: &mut Sheet<'_>) -> Option<Scaling> {
    const SCALING: &str = "`scale_writes = { min = 5, max = 1000, target = 70 }`";
    let mut fields = Fields::of(value, "auto scaling", SCALING, sheet)?;
    let minimum = fields.needed(sheet, "min", SCALING).and_then(|value| sheet.count(value, "min", 1..=UNITS_MAX));
    let maximum = fields.needed(sheet, "max", SCALING).and_then(|value| sheet.count(value, "max", 1..=UNITS_MAX));
    let target = fields.take("target").map_or(Some(70), |value| sheet.count(value, "target", 20..=90));
    fields.done(sheet);
    let (minimum, maximum) = (minimum?, maximum?);
    if minimum > maximum {
        sheet.problem(
            value.span().start,
            format!("the minimum of {minimum} units is above the maximum of {maximum}"),
            format!("`min = {maximum}, max = {minimum}`"),
        );
        return None;
    }
    Some(Scaling { minimum, maximum, target_percent: target? as u32 })
}
