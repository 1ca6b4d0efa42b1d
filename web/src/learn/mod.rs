//! Learn: the list of lessons, the player, and the surface that course pages embed.
//!
//! What it is not: it neither parses lessons nor evaluates checks. Lessons, runs and verdicts cross the worker's messages.

mod check_block;
mod host;
mod lesson_list;
mod notes;
mod player;
mod predict_block;
mod prose;
mod reported_height;
mod run_block;
mod scenario_block;
mod static_block;

use client::{Answer, Ask};
use report::Persistence;
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::asked::use_asked;
use crate::route::Route;
use crate::run::ErrorCard;
use host::{Host, HostEvent, use_host};
use lesson_list::LessonList;
use player::Player;

/// The screen of this area.
#[component]
pub(crate) fn LearnScreen(props: &AreaProps) -> Html {
    match &props.part {
        Some(lesson) => html! {
            <div class="learn">
                <p class="no-print"><a href={Route::area(Area::Learn).fragment()}>{ "All lessons" }</a></p>
                <Player
                    key={format!("{}/{lesson}", props.report.workspace.id)} lesson={lesson.clone()}
                    workspace={props.report.workspace.id.clone()} keep=true
                />
            </div>
        },
        None => html! { <Lessons go={props.go.clone()} /> },
    }
}

#[derive(Properties, PartialEq)]
struct LessonsProps {
    go: Callback<Route>,
}

#[component]
fn Lessons(props: &LessonsProps) -> Html {
    let asked = use_asked(Some(Ask::Lessons), ());
    let body = match asked.answer.as_deref() {
        Some(Answer::Lessons(lessons)) => html! { <LessonList lessons={lessons.clone()} go={props.go.clone()} /> },
        Some(Answer::Refused(error)) => html! { <ErrorCard error={error.clone()} /> },
        _ => html! { <p class="hint" role="status">{ "Looking for lessons…" }</p> },
    };
    html! {
        <section class="learn stack wide">
            <h1>{ "Lessons" }</h1>
            { body }
        </section>
    }
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
    let node = use_node_ref();
    let lesson = props.lesson.clone().or_else(|| props.area.part.clone());
    let host = Host::new(lesson.as_deref().unwrap_or_default());
    use_host(host.clone(), node.clone());
    let on_event = Callback::from(move |event: HostEvent| host.tell(&event));
    let report = &props.area.report;
    let body = match lesson {
        Some(lesson) => html! {
            <Player
                key={lesson.clone()} lesson={lesson.clone()} workspace={report.workspace.id.clone()} embedded=true
                keep={report.persistence == Persistence::Saved}
                own_tables={report.tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>()} {on_event}
            />
        },
        None => html! { <Lessons go={props.area.go.clone()} /> },
    };
    html! { <div class="embed-surface" ref={node}>{ body }</div> }
}
