//! What a run that goes on has consumed so far, a curve for each of its designs.
//!
//! It is drawn anew with each report of the laboratory, at most ten times a second, from at most 240 points of a design.

use std::rc::Rc;

use report::{DesignSketch, RunSketch, SketchPoint};
use yew::prelude::*;

use crate::chart::{Column, Picture, rows, time_table};
use crate::quantity;
use crate::run::traffic::curve::{Curve, Level};
use crate::run::traffic::preview::rate;
use crate::see::Clock;

const TITLE: &str = "The run so far";

#[derive(PartialEq, Properties)]
pub(super) struct SoFarProps {
    /// The series so far.
    pub(super) sketch: Rc<RunSketch>,
}

/// The curves with their table twin.
#[component]
pub(super) fn SoFar(props: &SoFarProps) -> Html {
    let sketch = &props.sketch;
    let point_s = sketch.point_s.max(1);
    let points = usize::try_from(sketch.duration_s.div_ceil(point_s)).unwrap_or(1);
    let clock = Clock { start_s: sketch.start_s, point_s, points };
    let of_design = |design: &DesignSketch| Rc::new(design.points.iter().map(|point| level(point, point_s)).collect::<Vec<_>>());
    let levels: Vec<Rc<Vec<Level>>> = sketch.designs.iter().map(of_design).collect();
    // One scale for all designs: they are compared by the eye.
    let highest = levels.iter().flat_map(|levels| levels.iter()).map(|level| level.reads + level.writes).max().unwrap_or(0);
    let curve = |(design, levels): (&DesignSketch, &Rc<Vec<Level>>)| {
        html! {
            <div key={design.name.clone()} class="stack">
                if sketch.designs.len() > 1 { <h3>{ &design.name }</h3> }
                <Curve levels={levels.clone()} {clock} unit="units a second" names={("RCU", "WCU")} {highest} />
            </div>
        }
    };
    html! {
        <Picture title={TITLE} summary={summary(sketch)} table={table(sketch, point_s)}>
            { for sketch.designs.iter().zip(&levels).map(curve) }
        </Picture>
    }
}

fn level(point: &SketchPoint, point_s: u64) -> Level {
    // A half unit is 500 thousandths.
    let a_second = |halves: u64| halves.saturating_mul(500) / point_s;
    Level { reads: a_second(point.read_units.0), writes: a_second(point.write_units.0), is_throttled: point.throttles > 0 }
}

/// `A: 12,400 RCU and 3,100 WCU so far, 120 throttle events.`
fn summary(sketch: &RunSketch) -> String {
    let words = |design: &DesignSketch| {
        let sum = |of| sum(&design.points, of);
        format!(
            "{}: {} RCU and {} WCU so far, {}.",
            design.name,
            quantity::count(sum(|point| point.read_units.0) / 2),
            quantity::count(sum(|point| point.write_units.0) / 2),
            quantity::plural(sum(|point| point.throttles), "throttle event")
        )
    };
    sketch.designs.iter().map(words).collect::<Vec<_>>().join(" ")
}

/// Levels and events of so many points together.
fn table(sketch: &RunSketch, point_s: u64) -> Html {
    let points = sketch.designs.iter().map(|design| design.points.len()).max().unwrap_or(0);
    let of_design = |design: &DesignSketch| {
        let groups = || rows(points).into_iter().filter_map(|(from, to)| design.points.get(from..to.min(design.points.len())));
        let column = |what: &str, cell: &dyn Fn(&[SketchPoint]) -> String| Column {
            head: format!("{}: {what}", design.name),
            cells: groups().filter(|group| !group.is_empty()).map(cell).collect(),
        };
        let a_second = |group: &[SketchPoint], of: fn(&SketchPoint) -> u64| {
            rate(sum(group, of).saturating_mul(500) / point_s.saturating_mul(group.len() as u64).max(1))
        };
        [
            column("RCU a second", &|group| a_second(group, |point| point.read_units.0)),
            column("WCU a second", &|group| a_second(group, |point| point.write_units.0)),
            column("throttle events", &|group| quantity::count(sum(group, |point| point.throttles))),
        ]
    };
    time_table(TITLE, point_s, points, &sketch.designs.iter().flat_map(of_design).collect::<Vec<_>>())
}

fn sum(points: &[SketchPoint], of: fn(&SketchPoint) -> u64) -> u64 {
    points.iter().map(of).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::{level, summary};
    use model::HalfUnits;
    use report::{DesignSketch, RunSketch, SketchPoint};

    #[test]
    fn sums_and_levels_have_their_units() {
        let point = SketchPoint { read_units: HalfUnits(3), write_units: HalfUnits::whole(600), throttles: 2 };
        let told = level(&point, 60);
        assert_eq!((told.reads, told.writes, told.is_throttled), (25, 10_000, true));
        let sketch =
            RunSketch { designs: vec![DesignSketch { name: "A".into(), points: vec![point; 2] }], ..RunSketch::default() };
        assert_eq!(summary(&sketch), "A: 3 RCU and 1,200 WCU so far, 4 throttle events.");
    }
}
