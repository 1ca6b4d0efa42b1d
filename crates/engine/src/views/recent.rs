//! The last minutes of a table and its global indexes, second by second.
//!
//! Nothing is kept for this view alone but what buckets held and whom they refused (`admission::Recent`): units are the heat of the
//! partitions, throttle events the metrics, births what splits told.
//!
//! Our model: an index is as far behind as reads of it are set to be ([`crate::ReadLag`]).

use capacity::{Direction, KeySpaceGate, Partition, ReplicaSet, Units};
use model::{EpochMillis, HalfUnits};
use report::{Happening, HotKey, IndexKind, KeyCount, PartitionRun, SpaceEvent, SpacePoint, SpaceRun, TablePast, ThrottleRun};

use crate::admission::{Level, Space, ceilings, reason};
use crate::replicas::replica_space;
use crate::{Engine, Index, Table, TablePlace};

use super::capacity_mode;

/// Keys that are named at most (our bound: more than a screen shows).
const KEYS_MAX: usize = 20;
/// Seconds without throttling that end a spell of it.
const SPELL_GAP_S: u64 = 60;

impl Engine {
    /// The last [`TablePast::SECONDS`] seconds of a table up to `now`; `None` if there is no such table. What the requests of this
    /// visit touched is the host's to add.
    pub fn table_past(&self, place: TablePlace<'_>, now: EpochMillis) -> Option<TablePast> {
        let table = self.database.find(place)?;
        let now = now.max(self.now);
        let global = table.indexes.iter().filter(|index| index.kind == IndexKind::Global);
        let names: Vec<Option<&Index>> = std::iter::once(None).chain(global.map(Some)).collect();
        let spaces: Vec<SpaceRun> = names.iter().map(|index| self.past_of(table, *index, now)).collect();
        Some(TablePast {
            table: table.name.clone(),
            region: table.region.clone(),
            start_s: first_second(now),
            enforced: self.gate.is_some(),
            keys: spaces
                .iter()
                .map(|space| if space.hot_keys.is_empty() { KeyCount::Touches } else { KeyCount::Units })
                .collect(),
            touches: vec![vec![]; spaces.len()],
            spaces,
        })
    }

    fn past_of(&self, table: &Table, index: Option<&Index>, now: EpochMillis) -> SpaceRun {
        let name = index.map(|index| index.name.as_str());
        let space = self.gate.as_ref().and_then(|gate| gate.space(table.id, name));
        let start_s = first_second(now);
        let lag_ms = if index.is_some() { u32::try_from(self.read_lag().index_ms).unwrap_or(u32::MAX) } else { 0 };
        let levels = self.levels(table, index, space, now);
        let mut points: Vec<SpacePoint> = levels.into_iter().map(|level| point(level, lag_ms)).collect();
        let seconds = points.len();
        let mut throttles: Vec<ThrottleRun> = Vec::new();
        for (second, direction, limit, events) in self.meters.metrics.throttled_since(table.id, name, start_s) {
            let Some(point) = at(&mut points, second, start_s) else { continue };
            match direction {
                Direction::Read => point.read_throttles += events,
                Direction::Write => point.write_throttles += events,
            }
            // An index that cannot take its entry refuses the write to the table.
            if index.is_some() && direction == Direction::Write {
                point.base_writes_refused += events;
            }
            let reason = reason(index.is_some(), direction, limit);
            let place = throttles.iter().position(|known| known.reason == reason).unwrap_or_else(|| {
                throttles.push(ThrottleRun { reason, events: 0, points: vec![0; seconds] });
                throttles.len() - 1
            });
            throttles[place].events += events;
            if let Some(sum) = at(&mut throttles[place].points, second, start_s) {
                *sum += events;
            }
        }
        model::sort_by(&mut throttles, |left, right| right.events.cmp(&left.events).then_with(|| left.reason.cmp(&right.reason)));
        let mut events = self.events_of(table, name, space);
        throttles.iter().for_each(|throttle| tell_spells(throttle, start_s, &mut events));
        model::sort_by(&mut events, |left, right| left.at_s.cmp(&right.at_s));
        let partitions = self.partitions_of(table, name, space, &events, &mut points, now);
        let total = |units: fn(&SpacePoint) -> HalfUnits| points.iter().map(units).sum();
        let peak = |units: fn(&SpacePoint) -> HalfUnits| points.iter().map(units).max().unwrap_or_default();
        let held = table.key_space(name).held();
        SpaceRun {
            table: table.name.clone(),
            index: name.map(str::to_owned),
            capacity: capacity_mode(index.map_or(table.capacity, |index| index.capacity)),
            infrequent_access: table.is_infrequent_access(),
            read_units: total(|point| point.read_units),
            write_units: total(|point| point.write_units),
            peak_read_units: peak(|point| point.read_units),
            peak_write_units: peak(|point| point.write_units),
            throttles,
            ttl_deleted: 0,
            item_count: held.0,
            size_bytes: held.1,
            partitions,
            events: events.into_iter().filter(|event| event.at_s >= start_s).collect(),
            events_left_out: 0,
            hot_keys: self.hot_keys_of(table, name),
            close_ups: vec![],
            points,
        }
    }

    /// What the pool held at the end of each second; full, where capacity was not enforced.
    fn levels(&self, table: &Table, index: Option<&Index>, space: Option<&Space>, now: EpochMillis) -> Vec<Level> {
        let untouched = KeySpaceGate::new(ceilings(table, index), now);
        let both = |of: &dyn Fn(Direction) -> u64| (of(Direction::Read), of(Direction::Write));
        let full = Level { limit: both(&|of| untouched.limit(of, now)), left_thousandths: (1_000, 1_000) };
        let of = |second| space.and_then(|space| space.recent.level(&space.gate, second)).unwrap_or(full);
        (first_second(now)..).take(TablePast::SECONDS as usize).map(of).collect()
    }

    /// What is known to have happened to a key space, in order of time.
    fn events_of(&self, table: &Table, name: Option<&str>, space: Option<&Space>) -> Vec<SpaceEvent> {
        let mut events: Vec<SpaceEvent> = space.map(|space| space.events.iter().cloned().collect()).unwrap_or_default();
        events.extend(self.meters.splits.of(table.id, name).cloned());
        model::sort_by(&mut events, |left, right| left.at_s.cmp(&right.at_s));
        events
    }

    /// The partitions in the order of their numbers, and their units added to the points.
    fn partitions_of(
        &self,
        table: &Table,
        name: Option<&str>,
        space: Option<&Space>,
        events: &[SpaceEvent],
        points: &mut [SpacePoint],
        now: EpochMillis,
    ) -> Vec<PartitionRun> {
        let start_s = first_second(now);
        let replicas = replica_space(table, name);
        let mut told: Vec<PartitionRun> = Vec::new();
        for partition in table.key_space(name).partitions() {
            let number = partition.number.0;
            // What no split is known of was there before, however young the table is.
            let mut one = rested(partition, start_s.min(table.created.0 / 1_000), ReplicaSet::of(replicas, number));
            for event in events {
                if let Happening::Split { from, to, .. } = event.what
                    && to == number
                {
                    (one.born_s, one.parent) = (event.at_s, Some(from));
                }
            }
            if let Some(heat) =
                self.meters.heat(table.id, name, number).filter(|heat| heat.in_window(now.0 / 1_000) != Units::default())
            {
                let seconds: Vec<Units> = (start_s..).take(points.len()).map(|second| heat.in_second(second)).collect();
                one.read_units = seconds.iter().map(|units| units.read).collect();
                one.write_units = seconds.iter().map(|units| units.write).collect();
                for (point, units) in points.iter_mut().zip(seconds) {
                    point.read_units += units.read;
                    point.write_units += units.write;
                }
            }
            told.push(one);
        }
        model::sort_by(&mut told, |left, right| left.number.cmp(&right.number));
        for (second, number, events) in space.iter().flat_map(|space| space.recent.refusals(start_s)) {
            let Some(one) = told.get_mut(number as usize) else { continue };
            if one.throttles.is_empty() {
                one.throttles = vec![0; points.len()];
            }
            if let Some(count) = at(&mut one.throttles, second, start_s) {
                *count += events;
            }
        }
        for point in points {
            (point.peak_read_units, point.peak_write_units) = (point.read_units, point.write_units);
        }
        told
    }

    /// The hottest keys, where contributor insights count them.
    fn hot_keys_of(&self, table: &Table, name: Option<&str>) -> Vec<HotKey> {
        let keys = self.busiest_keys(table, name).unwrap_or_default();
        let all: u64 = keys.iter().map(|key| key.units.0).sum();
        let share = |units: HalfUnits| u32::try_from(units.0.saturating_mul(1_000) / all.max(1)).unwrap_or(1_000);
        let key =
            |key: crate::BusyKey| HotKey { share_thousandths: share(key.units), key: key.key, hash: key.hash, units: key.units };
        keys.into_iter().take(KEYS_MAX).map(key).collect()
    }
}

/// When throttling for one reason began and ended: spells with a minute between them, as a run tells them.
fn tell_spells(throttle: &ThrottleRun, start_s: u64, events: &mut Vec<SpaceEvent>) {
    let mut last = None::<u64>;
    for (second, count) in (start_s..).zip(&throttle.points) {
        let reason = || throttle.reason.clone();
        match last {
            Some(before) if *count == 0 && second - before == SPELL_GAP_S => {
                events.push(SpaceEvent { at_s: before + 1, what: Happening::ThrottlingEnded { reason: reason() } });
                last = None;
            }
            None if *count > 0 => {
                events.push(SpaceEvent { at_s: second, what: Happening::ThrottlingBegan { reason: reason() } });
                last = Some(second);
            }
            Some(_) if *count > 0 => last = Some(second),
            _ => {}
        }
    }
}

/// The first of the seconds that end with `now`.
fn first_second(now: EpochMillis) -> u64 {
    (now.0 / 1_000 + 1).saturating_sub(TablePast::SECONDS)
}

/// The value of a second.
fn at<T>(values: &mut [T], second: u64, start_s: u64) -> Option<&mut T> {
    values.get_mut(usize::try_from(second.checked_sub(start_s)?).ok()?)
}

fn point(level: Level, lag_ms: u32) -> SpacePoint {
    SpacePoint {
        read_limit: level.limit.0,
        write_limit: level.limit.1,
        read_burst_thousandths: level.left_thousandths.0,
        write_burst_thousandths: level.left_thousandths.1,
        lag_ms,
        ..SpacePoint::default()
    }
}

/// A partition that nothing has asked for.
fn rested(partition: &Partition, born_s: u64, replicas: ReplicaSet) -> PartitionRun {
    PartitionRun {
        number: partition.number.0,
        first: partition.first.hash,
        within_collection: partition.first.sort != 0,
        born_s,
        parent: None,
        leader_zone: replicas.leader() as u8,
        read_units: vec![],
        write_units: vec![],
        throttles: vec![],
    }
}

#[cfg(test)]
mod tests;
