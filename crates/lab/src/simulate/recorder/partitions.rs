//! Partitions over time.

use capacity::{Direction, Partition};
use model::HalfUnits;
use report::{PartitionRun, SimulationReport};

use super::place;
use crate::simulate::amount::Amount;

/// Every partition there was, and the series of the hottest.
#[derive(Debug, Default)]
pub(in crate::simulate) struct PartitionSeries {
    partitions: Vec<Series>,
    /// Partitions whose series are kept.
    told: usize,
    /// Points that ended.
    points: usize,
}

#[derive(Debug)]
struct Series {
    run: PartitionRun,
    units: [Amount; 2],
    throttles: Amount,
    is_told: bool,
}

impl PartitionSeries {
    pub(super) fn new() -> Self {
        PartitionSeries::default()
    }

    /// Partitions there are.
    pub(super) fn count(&self) -> u32 {
        self.partitions.len() as u32
    }

    /// A partition came to be. They come in the order of their numbers.
    pub(super) fn born(&mut self, partition: &Partition, born_s: u64, parent: Option<u32>, leader_zone: u8) {
        if self.told >= SimulationReport::HEAT_PARTITIONS_MAX {
            self.forget_coolest();
        }
        let zeros = vec![HalfUnits::ZERO; self.points];
        self.partitions.push(Series {
            run: PartitionRun {
                number: partition.number.0,
                first: partition.first.hash,
                within_collection: partition.first.sort > 0,
                born_s,
                parent,
                leader_zone,
                read_units: zeros.clone(),
                write_units: zeros,
                throttles: Vec::new(),
            },
            units: Default::default(),
            throttles: Amount::default(),
            is_told: true,
        });
        self.told += 1;
    }

    /// Consumption, in millionths of a half unit.
    pub(in crate::simulate) fn consume(&mut self, partition: u32, direction: Direction, millionths: u64) {
        if let Some(series) = self.partitions.get_mut(partition as usize) {
            series.units[place(direction)].add(millionths);
        }
    }

    /// Throttle events, in millionths.
    pub(in crate::simulate) fn throttle(&mut self, partition: u32, millionths: u64) {
        if let Some(series) = self.partitions.get_mut(partition as usize) {
            series.throttles.add(millionths);
        }
    }

    /// Ends a point, of which there are `points` now.
    pub(super) fn end_point(&mut self, points: usize) {
        self.points = points;
        for series in self.partitions.iter_mut().filter(|series| series.is_told) {
            let [read, write] = &mut series.units;
            series.run.read_units.push(HalfUnits(read.news()));
            series.run.write_units.push(HalfUnits(write.news()));
            let throttles = series.throttles.news();
            if throttles > 0 || !series.run.throttles.is_empty() {
                // Before the first event there is nothing to tell.
                series.run.throttles.resize(points - 1, 0);
                series.run.throttles.push(throttles);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<PartitionRun> {
        self.partitions.into_iter().map(|series| series.run).collect()
    }

    fn forget_coolest(&mut self) {
        let total = |series: &Series| series.units.iter().map(Amount::whole).sum::<u64>();
        let coolest = self.partitions.iter_mut().filter(|series| series.is_told).min_by_key(|series| total(series));
        if let Some(series) = coolest {
            series.is_told = false;
            (series.run.read_units, series.run.write_units, series.run.throttles) = (Vec::new(), Vec::new(), Vec::new());
            self.told -= 1;
        }
    }
}
