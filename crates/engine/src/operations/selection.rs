//! What a Query or a Scan returns of the items it evaluates: `Select` and `ProjectionExpression`.
//!
//! That the two go together is the decoder's business; here is what they mean for the projection of an index.
//!
//! Follows: API Reference, "Query" (`Select`).

use std::sync::Arc;

use api::Select;
use api::text::{Names, Validation};
use expr::partiql::Columns;
use expr::{Condition, Projection};
use model::{KeySchema, SharedItem};
use report::IndexKind;

use super::source::Source;
use crate::{Index, Projected, Record};

/// What is returned.
#[derive(Debug)]
pub(crate) struct Selection<'r> {
    /// Items are counted, not returned.
    pub(crate) counts_only: bool,
    /// Each entry's item is fetched from the table, because the local index lacks attributes that are asked for.
    pub(crate) fetches: bool,
    /// Whole items are wanted though the index projects less.
    whole_items: bool,
    picked: Option<Picked<'r>>,
}

/// The parts of an item that are asked for.
#[derive(Debug)]
enum Picked<'r> {
    /// By a projection, in their places.
    Projection(Projection<'r>),
    /// By a statement, as its columns.
    Columns(&'r Columns<'r>),
}

impl<'r> Selection<'r> {
    /// What `select` and `projection` mean for this table or index.
    pub(crate) fn new(
        source: Source<'_>,
        select: Option<Select>,
        projection: Option<Projection<'r>>,
        filter: Option<&Condition<'_>>,
    ) -> Result<Self, Validation> {
        let counts_only = select == Some(Select::Count);
        let Some(index) = source.index() else {
            return Ok(Selection { counts_only, fetches: false, whole_items: false, picked: projection.map(Picked::Projection) });
        };
        let table_key = &source.table.key;
        let missing = projection.iter().flat_map(Projection::top_level_names).filter(|name| !index.projects(name, table_key));
        let missing: Vec<String> = missing.map(str::to_owned).collect();
        let wants_all = select == Some(Select::AllAttributes) && index.projected != Projected::All;
        if index.kind == IndexKind::Global {
            if wants_all {
                return Err(Validation::SelectAllOfIndex(index.name.clone()));
            }
            if !missing.is_empty() {
                return Err(Validation::IndexDoesNotProject(index.name.clone(), Names(missing)));
            }
            return Ok(Selection { counts_only, fetches: false, whole_items: false, picked: projection.map(Picked::Projection) });
        }
        let fetches = wants_all || !missing.is_empty() || filter.is_some_and(|filter| filters_more(filter, index, table_key));
        Ok(Selection { counts_only, fetches, whole_items: wants_all, picked: projection.map(Picked::Projection) })
    }

    /// What the columns of a statement mean for this table or index. What a filter reads makes nothing be fetched.
    pub(crate) fn of_columns(source: Source<'_>, columns: &'r Columns<'r>) -> Result<Self, Validation> {
        let picked = (!columns.is_star()).then_some(Picked::Columns(columns));
        let Some(index) = source.index() else {
            return Ok(Selection { counts_only: false, fetches: false, whole_items: false, picked });
        };
        let missing = columns.top_level_names().filter(|name| !index.projects(name, &source.table.key));
        let missing: Vec<String> = missing.map(str::to_owned).collect();
        if index.kind == IndexKind::Global && !missing.is_empty() {
            return Err(Validation::IndexDoesNotProject(index.name.clone(), Names(missing)));
        }
        Ok(Selection { counts_only: false, fetches: !missing.is_empty(), whole_items: false, picked })
    }

    /// What is returned of an entry and of the item behind it; nothing if items are only counted.
    pub(crate) fn of(&self, entry: &Record, whole: &Record) -> Option<SharedItem> {
        match &self.picked {
            _ if self.counts_only => None,
            Some(Picked::Projection(projection)) => Some(Arc::new(projection.apply(&whole.item))),
            Some(Picked::Columns(columns)) => Some(Arc::new(columns.apply(&whole.item))),
            // A filter may have had the item fetched: it is still the index that was asked for.
            None if self.whole_items => Some(Arc::clone(&whole.item)),
            None => Some(Arc::clone(&entry.item)),
        }
    }
}

/// Whether the filter reads attributes that the index lacks. Our model: the table's item is then fetched.
fn filters_more(filter: &Condition<'_>, index: &Index, table_key: &KeySchema) -> bool {
    filter.top_level_names().any(|name| !index.projects(name, table_key))
}
