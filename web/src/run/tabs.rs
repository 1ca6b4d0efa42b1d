//! The two screens of Run: the console, and the traffic of the laboratory.

use yew::prelude::*;

use crate::area::{Area, Selection};
use crate::route::Route;

/// The part of the address that shows the traffic; a scenario may follow it, see `traffic::link`.
pub(crate) const TRAFFIC: &str = "traffic";

/// Whether a part of the address shows the traffic.
pub(crate) fn is_traffic(part: &str) -> bool {
    part.strip_prefix(TRAFFIC).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// Links to both.
pub(crate) fn tabs(selected: Option<&Selection>, on_traffic: bool) -> Html {
    let tab = |label: &'static str, part: Option<&str>, here: bool| {
        let route = Route { selection: selected.cloned(), area: Area::Run, part: part.map(str::to_owned) };
        html! { <li><a href={route.fragment()} aria-current={here.then_some("page")}>{ label }</a></li> }
    };
    html! {
        <nav class="views" aria-label="Views of Run">
            <ul>{ tab("Console", None, !on_traffic) }{ tab("Traffic", Some(TRAFFIC), on_traffic) }</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::is_traffic;

    #[test]
    fn a_scenario_may_follow_the_part() {
        assert_eq!(["traffic", "traffic:retail-cart", "traffics", "console"].map(is_traffic), [true, true, false, false]);
    }
}
