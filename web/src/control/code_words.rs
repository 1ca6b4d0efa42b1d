//! Text whose names stand in backquotes.

use yew::prelude::*;

/// Text with names in backquotes, which are set as code.
pub(crate) fn with_code(text: &str) -> Html {
    let part = |(place, part): (usize, &str)| match place % 2 {
        0 => html! { { part } },
        _ => html! { <code translate="no">{ part }</code> },
    };
    text.split('`').enumerate().map(part).collect()
}
