//! The series of a run drawn together into few points.

use report::{RunSketch, SketchPoint, SpacePoint};

/// How many points of a series make one of a sketch.
pub(super) fn points_each(duration_s: u64, point_s: u64) -> usize {
    let all = duration_s.div_ceil(point_s.max(1));
    usize::try_from(all.div_ceil(RunSketch::POINTS_MAX).max(1)).unwrap_or(usize::MAX)
}

/// The sums of all series, `each` points together. What is not whole is left out unless the series is over.
pub(super) fn points(series: &[&[SpacePoint]], each: usize, is_over: bool) -> Vec<SketchPoint> {
    // All spaces of a run end their points together.
    let ended = series.iter().map(|points| points.len()).min().unwrap_or_default();
    let count = if is_over { ended.div_ceil(each) } else { ended / each };
    let mut sketch = vec![SketchPoint::default(); count];
    for points in series {
        for (sum, group) in sketch.iter_mut().zip(points.chunks(each)) {
            for point in group {
                sum.read_units += point.read_units;
                sum.write_units += point.write_units;
                sum.throttles = sum.throttles.saturating_add(point.read_throttles).saturating_add(point.write_throttles);
            }
        }
    }
    sketch
}

#[cfg(test)]
mod tests {
    use super::{points, points_each};
    use model::HalfUnits;
    use report::{Driver, RunSketch, SpacePoint};

    use crate::scenario::{catalogue, read};
    use crate::simulate::Run;

    #[test]
    fn points_are_drawn_together_and_the_last_one_waits() {
        let point = |writes: u64| SpacePoint { write_units: HalfUnits(writes), write_throttles: 1, ..SpacePoint::default() };
        let (table, index) = ([point(1), point(2), point(4)], [point(10), point(20), point(40)]);
        let told = |is_over| {
            let sketch = points(&[&table, &index], 2, is_over);
            sketch.iter().map(|point| (point.write_units.0, point.throttles)).collect::<Vec<_>>()
        };
        assert_eq!(told(false), [(33, 4)]);
        assert_eq!(told(true), [(33, 4), (44, 2)]);
        assert_eq!([points_each(240, 1), points_each(241, 1), points_each(86_400, 60), points_each(1, 1)], [1, 2, 6, 1]);
    }

    /// What is watched is what the report tells in the end.
    #[test]
    fn a_sketch_grows_to_the_sums_of_the_report() {
        let template = catalogue().iter().find(|entry| entry.id == "iot-telemetry").unwrap();
        let scenario = read(template.text).unwrap();
        let mut run = Run::new(&scenario, Driver::Fluid).unwrap();
        let (mut seen, mut last) = (0, RunSketch::default());
        while !run.step(20_000).is_over() {
            last = run.sketch();
            let points: usize = last.designs.iter().map(|design| design.points.len()).sum();
            assert!(points >= seen, "it never shrinks");
            assert!(last.designs.iter().all(|design| design.points.len() as u64 <= RunSketch::POINTS_MAX));
            seen = points;
        }
        assert!(seen > 0);
        let whole = run.sketch();
        let report = run.finish();
        assert_eq!(last.point_s, whole.point_s);
        for (sketch, design) in whole.designs.iter().zip(&report.designs) {
            let written: HalfUnits = design.spaces.iter().map(|space| space.write_units).sum();
            let sum: HalfUnits = sketch.points.iter().map(|point| point.write_units).sum();
            assert!(sum.0.abs_diff(written.0) <= design.spaces.len() as u64, "{sum:?} {written:?}");
        }
        assert_eq!(whole.designs.len(), report.designs.len());
    }
}
