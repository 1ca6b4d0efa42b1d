//! The area LearnScreen.

use yew::prelude::*;

use crate::area::AreaProps;

/// The screen of this area.
#[component]
pub(crate) fn LearnScreen(props: &AreaProps) -> Html {
    html! { <section class="stack"><h1>{ "Lessons" }</h1><p>{ format!("{} tables", props.report.tables.len()) }</p></section> }
}

/// What an embed shows.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EmbedSurfaceProps {
    /// The lesson's id; the list if absent.
    pub(crate) lesson: Option<String>,
    /// What every area is given.
    pub(crate) area: AreaProps,
}

/// A lesson inside a frame of a course page, without rails: `?embed=1&lesson=...`.
#[component]
pub(crate) fn EmbedSurface(props: &EmbedSurfaceProps) -> Html {
    html! { <LearnScreen part={props.lesson.clone()} ..props.area.clone() /> }
}
