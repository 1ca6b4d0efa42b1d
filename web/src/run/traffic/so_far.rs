//! What a run that goes on has consumed so far, a curve for each of its designs.
//!
//! It is drawn anew with each report of the laboratory, at most ten times a second, from at most 240 points of a design.

use std::rc::Rc;

use report::{DesignSketch, RunSketch, SketchPoint};
use yew::prelude::*;

use crate::chart::Picture;
use crate::quantity;
use crate::run::traffic::curve::{Curve, Level};
use crate::run::traffic::preview::rate;
use crate::see::Clock;

/// Rows of the table twin at most (our bound: as many as the preview has).
const ROWS: usize = 24;

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
        <Picture title="The run so far" summary={summary(sketch)} table={table(sketch, point_s)}>
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
        let sum = |of: fn(&SketchPoint) -> u64| design.points.iter().map(of).fold(0, u64::saturating_add);
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

fn table(sketch: &RunSketch, point_s: u64) -> Html {
    let most = sketch.designs.iter().map(|design| design.points.len()).max().unwrap_or(0);
    let step = most.div_ceil(ROWS).max(1);
    let head = |design: &DesignSketch| {
        ["RCU a second", "WCU a second", "throttle events"]
            .into_iter()
            .map(|what| html! { <th key={format!("{}-{what}", design.name)} scope="col" class="number">{ format!("{}: {what}", design.name) }</th> })
            .collect::<Html>()
    };
    let cells = |design: &DesignSketch, from: usize| {
        let group = design.points.get(from..(from + step).min(design.points.len())).unwrap_or_default();
        let seconds = point_s.saturating_mul(group.len().max(1) as u64);
        let sum = |of: fn(&SketchPoint) -> u64| group.iter().map(of).fold(0, u64::saturating_add);
        let told = |words: String| if group.is_empty() { String::new() } else { words };
        html! {
            <>
                <td class="number">{ told(rate(sum(|point| point.read_units.0).saturating_mul(500) / seconds)) }</td>
                <td class="number">{ told(rate(sum(|point| point.write_units.0).saturating_mul(500) / seconds)) }</td>
                <td class="number">{ told(quantity::count(sum(|point| point.throttles))) }</td>
            </>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="The run so far as a table">
            <table class="data">
                <thead><tr><th scope="col">{ "After" }</th>{ for sketch.designs.iter().map(head) }</tr></thead>
                <tbody>{ for (0..most).step_by(step).map(|from| html! {
                    <tr key={from}>
                        <th scope="row">{ quantity::span((from as u64 * point_s).saturating_mul(1_000)) }</th>
                        { for sketch.designs.iter().map(|design| cells(design, from)) }
                    </tr>
                }) }</tbody>
            </table>
        </div>
    }
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
