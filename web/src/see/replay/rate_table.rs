//! The table twin of rate and burst: the points around the moment, and all of them when asked for.

use std::rc::Rc;

use model::HalfUnits;
use report::SpaceRun;
use yew::prelude::*;

use crate::quantity;
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::{Clock, a_second};

/// Rows before and behind the moment: as many as are seen without scrolling.
const AROUND: usize = 7;

#[derive(Properties, PartialEq)]
pub(crate) struct RateTableProps {
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// The points.
    pub clock: Clock,
    /// The moment.
    pub point: usize,
}

/// One row for each point.
#[component]
pub(crate) fn RateTable(props: &RateTableProps) -> Html {
    let all = use_state(|| false);
    let count = props.space.points.len();
    let (from, to) = if *all { (0, count) } else { (props.point.saturating_sub(AROUND), (props.point + AROUND + 1).min(count)) };
    let row = |(number, point): (usize, &report::SpacePoint)| {
        let second = |units: HalfUnits| quantity::units(a_second(units, props.clock.point_s));
        let percent = |thousandths: u32| quantity::share(u64::from(thousandths) * 1_000);
        html! {
            <tr key={number} class={(number == props.point).then_some("here")}>
                <th scope="row" class="mono">{ moment_words(props.clock, props.clock.second_of(number)) }</th>
                <td class="number">{ second(point.read_units) }</td>
                <td class="number">{ quantity::units(point.peak_read_units) }</td>
                <td class="number">{ quantity::count(point.read_limit) }</td>
                <td class="number">{ percent(point.read_burst_thousandths) }</td>
                <td class="number">{ quantity::count(point.read_throttles) }</td>
                <td class="number">{ second(point.write_units) }</td>
                <td class="number">{ quantity::units(point.peak_write_units) }</td>
                <td class="number">{ quantity::count(point.write_limit) }</td>
                <td class="number">{ percent(point.write_burst_thousandths) }</td>
                <td class="number">{ quantity::count(point.write_throttles) }</td>
            </tr>
        }
    };
    let onclick = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let head = |words: &'static str| html! { <th key={words} scope="col" class="number">{ words }</th> };
    html! {
        <div class="stack">
            <div class="scroll panel tall" tabindex="0" role="region" aria-label="Rate and burst as a table">
                <table class="data">
                    <thead><tr>
                        <th scope="col">{ "Point" }</th>
                        { for ["RCU a second", "Busiest s", "Limit", "Burst left", "Throttled"].map(head) }
                        { for ["WCU a second", "Busiest s ", "Limit ", "Burst left ", "Throttled "].map(head) }
                    </tr></thead>
                    <tbody>{ for props.space.points.iter().enumerate().take(to).skip(from).map(row) }</tbody>
                </table>
            </div>
            if count > AROUND * 2 + 1 {
                <p><button type="button" class="small" {onclick}>{ if *all { "Only around the moment".to_owned() } else { format!("All {} points", quantity::count(count as u64)) } }</button></p>
            }
        </div>
    }
}
