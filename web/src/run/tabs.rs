//! The screens of Run: the console, the traffic of the laboratory, and the limits that requests meet.

use yew::prelude::*;

use crate::area::{Area, Selection};
use crate::route::Route;

/// The part of the address that shows the traffic; a scenario may follow it, see `traffic::link`.
pub(crate) const TRAFFIC: &str = "traffic";
/// The part of the address that shows the limits.
pub(crate) const LIMITS: &str = "limits";

/// A screen of Run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Console,
    Traffic,
    Limits,
}

/// Whether a part of the address shows a screen that the stage draws.
pub(crate) fn is_of_stage(part: &str) -> bool {
    part == LIMITS || part.strip_prefix(TRAFFIC).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// Links to all of them.
pub(crate) fn tabs(selected: Option<&Selection>, here: Tab) -> Html {
    let tab = |(tab, label, part): (Tab, &'static str, Option<&str>)| {
        let route = Route { selection: selected.cloned(), area: Area::Run, part: part.map(str::to_owned) };
        html! { <li><a href={route.fragment()} aria-current={(tab == here).then_some("page")}>{ label }</a></li> }
    };
    let all = [(Tab::Console, "Console", None), (Tab::Traffic, "Traffic", Some(TRAFFIC)), (Tab::Limits, "Limits", Some(LIMITS))];
    html! { <nav class="views" aria-label="Views of Run"><ul>{ for all.into_iter().map(tab) }</ul></nav> }
}

#[cfg(test)]
mod tests {
    use super::is_of_stage;

    #[test]
    fn a_scenario_may_follow_the_part() {
        let parts = ["traffic", "traffic:retail-cart", "limits", "traffics", "console"];
        assert_eq!(parts.map(is_of_stage), [true, true, true, false, false]);
    }
}
