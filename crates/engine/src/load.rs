//! What a simulation reads of a table and puts into it: it drives the engine with traffic and tells what its partitions served.

use std::sync::Arc;

use capacity::{Direction, Units};
use model::{EpochMillis, Item};
use report::{PoolLevel, SpaceEvent};

use crate::{Engine, TablePlace};

impl Engine {
    /// Forgets each request once it is answered, from now on: no step of undo is kept, and each change counts as durable. For
    /// engines in memory whose requests nobody takes back.
    pub fn forget_requests(&mut self) {
        self.undo.turn_off();
        self.undurable.turn_off();
    }

    /// What each partition of a table, or of one of its global indexes, has served since the table was created, by number; empty
    /// if there is no such table.
    pub fn partition_units(&self, place: TablePlace<'_>, index: Option<&str>) -> Vec<Units> {
        let Some(table) = self.database.find(place) else { return Vec::new() };
        let heat = |number: u32| self.meters.heat(table.id, index, number).map(|heat| heat.total()).unwrap_or_default();
        (0..table.key_space(index).count()).map(heat).collect()
    }

    /// What the pool of a table or a global index holds at `now`, and what the turns of minutes brought it lately, oldest first; if
    /// capacity is enforced and it was used.
    pub fn pool_level(
        &self,
        place: TablePlace<'_>,
        index: Option<&str>,
        now: EpochMillis,
    ) -> Option<(PoolLevel, Vec<SpaceEvent>)> {
        let table = self.database.find(place)?;
        let space = self.gate.as_ref()?.space(table.id, index)?;
        let both = |of: &dyn Fn(Direction) -> u32| (of(Direction::Read), of(Direction::Write));
        let level = PoolLevel {
            limit: (space.gate.limit(Direction::Read, now), space.gate.limit(Direction::Write, now)),
            left_thousandths: both(&|of| space.gate.burst_left(of, now)),
        };
        Some((level, space.events.iter().cloned().collect()))
    }

    /// Whether a table has an item with this key.
    pub fn has_item(&self, place: TablePlace<'_>, key: &Item) -> bool {
        let Some(table) = self.database.find(place) else { return false };
        table.key.storage_key(key).is_some_and(|key| table.get(key.as_bytes()).is_some())
    }

    /// Puts an item as if it had always been there: no capacity is asked for or metered, and nothing is recorded. Whether it was
    /// put: an item with its key stays. For engines in memory that nothing keeps.
    pub fn place_item(&mut self, place: TablePlace<'_>, item: Item) -> bool {
        let Some(table) = self.database.find(place) else { return false };
        let Some(key) = table.key.storage_key(&item) else { return false };
        if table.get(key.as_bytes()).is_some() {
            return false;
        }
        let (id, write) = (table.id, table.plan_write(key, Some(Arc::new(item))));
        if let Some(table) = self.database.table_mut(id) {
            table.apply(write);
        }
        true
    }
}
