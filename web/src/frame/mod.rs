//! The frame around the five areas: top bar, rail, the work, the drawer, notices and dialogs.

mod closed;
mod dialogs;
mod drawer;
mod notices;
mod object_picker;
mod rail;
mod stage_host;
mod top_bar;

use std::rc::Rc;

use report::Persistence;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::area::{Area, AreaProps};
use crate::build::build_screen;
use crate::build::views::is_on_stage;
use crate::embed::Embed;
use crate::run::{is_of_stage, run_screen};
use crate::scene::{RunStrip, Screen, View};
use crate::state::{Announcement, Engine, Model, Msg};

use closed::{closed, is_closed};
use dialogs::dialogs;
use drawer::Drawer;
use notices::notices;
use rail::rail;
use stage_host::StageHost;
use top_bar::TopBar;

pub(crate) use dialogs::IMPORT_INPUT;
pub(crate) use stage_host::{StagePage, stage_page};

/// The work, where the focus goes when the screen changes.
const MAIN: &str = "work";
/// The readable page of index.html.
const SHELL: &str = "shell";

/// What the frame is given.
#[derive(Clone, Properties)]
pub(crate) struct FrameProps {
    /// The model.
    pub(crate) model: Model,
    /// If the page is an embed.
    pub(crate) embed: Option<Embed>,
    /// What the stage may call.
    pub(crate) stage_page: StagePage,
}

impl PartialEq for FrameProps {
    /// The app redraws only when its model changed, and comparing a model costs more than drawing it.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The frame.
#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    let model = &props.model;
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    use_title(model);
    use_focus_on_screen(model);
    let shown = model.shown().cloned();
    use_shell_until(shown.is_some());
    let Some(report) = shown else {
        // The readable shell stays on the screen; here is only what went wrong.
        return html! { <>{ notices(model, &Persistence::Saved, false, &dispatch) }{ announcements(&model.announcement) }</> };
    };
    let area = AreaProps {
        report: Rc::clone(&report),
        selected: model.selected(),
        part: model.route.part.clone(),
        receipts: Rc::clone(&model.receipts),
        go: dispatch.reform(Msg::Go),
    };
    if let Some(embed) = &props.embed {
        return html! {
            <div class="embed">
                { notices(model, &report.persistence, embed.memory, &dispatch) }
                <main id={MAIN} tabindex="-1">
                    if is_closed(&report.persistence) {
                        { closed(&report.persistence, &dispatch) }
                    } else {
                        { stage(Screen::Embed { lesson: embed.lesson.clone() }, area, &props.stage_page) }
                    }
                </main>
                { announcements(&model.announcement) }
            </div>
        };
    }
    html! {
        <div class={classes!("frame", model.drawer_open.then_some("with-drawer"))}>
            <a class="skip" href={format!("#{MAIN}")} onclick={skip}>{ "Skip to the work" }</a>
            <TopBar report={Rc::clone(&report)} engine={model.engine.clone()} selected={area.selected.clone()}
                theme={model.theme} drawer_open={model.drawer_open} />
            { rail(model.route.area, area.selected.as_ref()) }
            <div class="middle">
                { notices(model, &report.persistence, false, &dispatch) }
                if let Some(running) = &model.running {
                    { run_strip(running, &dispatch) }
                }
                <main id={MAIN} tabindex="-1" class="work">
                    if let Some(progress) = &model.progress {
                        <p class="row"><progress max={progress.total.to_string()} value={progress.done.to_string()} aria-label={progress.label.clone()} />
                            { &progress.label }</p>
                    }
                    if is_closed(&report.persistence) {
                        { closed(&report.persistence, &dispatch) }
                    } else {
                        { screen(props, area.clone(), &dispatch) }
                    }
                </main>
                <footer class="foot">
                    { "DynamoDB is a trademark of Amazon.com, Inc. dynalab is independent of Amazon and not endorsed by it. Nothing leaves this browser." }
                </footer>
            </div>
            if model.drawer_open {
                <Drawer receipts={Rc::clone(&model.receipts)} />
            }
            { dialogs(model.dialog.as_ref(), &report, &dispatch) }
            { announcements(&model.announcement) }
        </div>
    }
}

/// The run of the laboratory that goes on, on every screen: how far it is, and how to end it.
fn run_strip(running: &RunStrip, dispatch: &Dispatch) -> Html {
    html! {
        <div class="run-strip" role="region" aria-label={running.title.clone()}>
            <span class="run-title">{ &running.title }</span>
            <progress max="1000" value={running.done_thousandths.to_string()} aria-label={running.title.clone()} />
            <span class="run-words">{ &running.words }</span>
            <button type="button" class="small" onclick={dispatch.reform(|_: MouseEvent| Msg::CancelRun)}>{ "Cancel" }</button>
        </div>
    }
}

fn skip(event: MouseEvent) {
    // The fragment is the page's address, so the link moves the focus by itself.
    event.prevent_default();
    crate::browser::focus(MAIN);
}

fn screen(props: &FrameProps, area: AreaProps, dispatch: &Dispatch) -> Html {
    match props.model.route.area {
        Area::Build if area.part.as_deref().is_some_and(is_on_stage) => stage(Screen::Area(Area::Build), area, &props.stage_page),
        Area::Build => build_screen(&area, dispatch),
        Area::Run if area.part.as_deref().is_some_and(is_of_stage) => stage(Screen::Area(Area::Run), area, &props.stage_page),
        Area::Run => run_screen(&props.model.console, &area, dispatch),
        other @ (Area::Learn | Area::See | Area::Cost) => stage(Screen::Area(other), area, &props.stage_page),
    }
}

/// A screen that the stage draws.
fn stage(screen: Screen, area: AreaProps, page: &StagePage) -> Html {
    let AreaProps { report, selected, part, receipts, .. } = area;
    html! { <StageHost view={View { screen, report, selected, part, receipts }} page={page.clone()} /> }
}

/// The browser's tab says what is selected and where one is.
#[hook]
fn use_title(model: &Model) {
    let screen = model.route.area.title();
    let title = match model.selected() {
        Some(selected) => format!("{} · {screen} · dynalab", selected.index.unwrap_or(selected.table)),
        None => format!("{screen} · dynalab"),
    };
    use_effect_with(title, |title| gloo::utils::document().set_title(title));
}

/// The readable shell stays until there is a workspace to show, so that nothing on the screen jumps.
#[hook]
fn use_shell_until(is_shown: bool) {
    use_effect_with(is_shown, |is_shown| {
        if *is_shown && let Some(shell) = crate::browser::element(SHELL) {
            shell.remove();
        }
    });
}

/// A new screen takes the focus, so that a screen reader begins at it; the first one does not.
#[hook]
fn use_focus_on_screen(model: &Model) {
    let before = use_mut_ref(|| None);
    let here = (model.shown().is_some(), model.route.area);
    use_effect_with(here, move |&here| {
        let previous = before.replace(Some(here));
        if previous.is_some_and(|(was_open, area)| was_open && area != here.1) {
            crate::browser::focus(MAIN);
            gloo::utils::window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
}

/// What a screen reader is told: results politely, errors at once.
fn announcements(announcement: &Announcement) -> Html {
    let Announcement { text, urgent, count } = announcement;
    let words = html! { <span key={*count}>{ text.clone() }</span> };
    let (polite, at_once) = if *urgent { (Html::default(), words) } else { (words, Html::default()) };
    html! {
        <>
            <div class="quiet" role="status">{ polite }</div>
            <div class="quiet" role="alert">{ at_once }</div>
        </>
    }
}

/// Whether the engine answers.
fn is_running(engine: &Engine) -> bool {
    *engine == Engine::Running
}
