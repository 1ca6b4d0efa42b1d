//! The top bar: workspace, whether it is saved, what is selected, the engine's clock, undo and redo, theme, drawer.

use std::rc::Rc;

use client::Ask;
use gloo::timers::callback::Interval;
use model::EpochMillis;
use report::{Limits, Persistence, UndoStep, WorkspaceReport};
use yew::prelude::*;

use super::object_picker::object_picker;
use crate::app::Dispatch;
use crate::area::{Area, Selection};
use crate::control::{Icon, Menu, MenuEntry, icon};
use crate::quantity;
use crate::route::Route;
use crate::run::LIMITS;
use crate::state::{Dialog, Engine, Msg, Theme};

/// Id of the button that opens the drawer; closing the drawer gives the focus back to it.
pub(crate) const DRAWER_BUTTON: &str = "drawer-button";

/// What the bar shows.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TopBarProps {
    /// The workspace.
    pub(crate) report: Rc<WorkspaceReport>,
    /// Whether the engine runs.
    pub(crate) engine: Engine,
    /// What is selected.
    pub(crate) selected: Option<Selection>,
    /// The theme.
    pub(crate) theme: Theme,
    /// Whether the drawer is open.
    pub(crate) drawer_open: bool,
}

/// The bar.
#[component]
pub(crate) fn TopBar(props: &TopBarProps) -> Html {
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let report = &props.report;
    let (theme_icon, theme_name) = match props.theme {
        Theme::Auto => (Icon::Auto, "as the system"),
        Theme::Light => (Icon::Light, "light"),
        Theme::Dark => (Icon::Dark, "dark"),
    };
    let theme_name = format!("Theme: {theme_name}");
    let drawer_name = if props.drawer_open { "Hide receipts" } else { "Show receipts" };
    html! {
        <header class="bar">
            <span class="brand">{ mark() }<span class="brand-name">{ "dynalab" }</span></span>
            <Menu name="Workspace" label={report.workspace.name.clone()} entries={workspace_entries(report, &dispatch)} />
            { saved(&props.engine, &report.persistence) }
            { object_picker(report, props.selected.as_ref(), &dispatch) }
            if report.limits != Limits::default() {
                <a class="chip throttled" href={Route::area(Area::Run).with_part(LIMITS).fragment()}>{ if report.limits.enforced { "Limits on" } else { "Lag on" } }</a>
            }
            <span class="bar-gap" />
            <EngineClock clock={report.clock} />
            { step("Undo", Icon::Undo, report.undo.as_ref(), dispatch.reform(|_: MouseEvent| Msg::Ask(Ask::Undo))) }
            { step("Redo", Icon::Redo, report.redo.as_ref(), dispatch.reform(|_: MouseEvent| Msg::Ask(Ask::Redo))) }
            <button type="button" class="ghost square" aria-label={theme_name.clone()} title={theme_name}
                onclick={dispatch.reform(|_: MouseEvent| Msg::NextTheme)}>{ icon(theme_icon) }</button>
            <button type="button" class="ghost square" id={DRAWER_BUTTON} aria-label={drawer_name} title={drawer_name}
                aria-expanded={props.drawer_open.to_string()} onclick={dispatch.reform(|_: MouseEvent| Msg::ToggleDrawer)}>{ icon(Icon::Drawer) }</button>
        </header>
    }
}

/// The mark: lines of a table whose lengths are its shards.
pub(crate) fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" focusable="false">
            <path d="M1 3h16M1 9h10M1 15h5" stroke="currentColor" stroke-width="3" fill="none" />
        </svg>
    }
}

fn saved(engine: &Engine, persistence: &Persistence) -> Html {
    let (class, words, title) = match (engine, persistence) {
        (Engine::Stopped(_), _) => ("saved bad", "Stopped", "The engine stopped; what was acknowledged is safe"),
        (Engine::Starting, _) => ("saved", "Starting", "The engine starts"),
        (Engine::Displaced, _) | (_, Persistence::OtherTab) => ("saved stale", "Read only", "Another tab writes"),
        (_, Persistence::Saved) => ("saved ok", "Saved", "Everything acknowledged is in this browser's IndexedDB"),
        (_, Persistence::Memory(_)) => ("saved stale", "Memory only", "Nothing is kept when this tab closes: export to keep it"),
        (_, Persistence::Damaged(_)) => ("saved bad", "Not open", "This workspace cannot be opened"),
        (_, Persistence::Cleared) => ("saved bad", "Cleared", "The browser cleared the database"),
    };
    html! { <span {class} {title}><svg class="dot" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true"><circle cx="4" cy="4" r="3.5" /></svg>{ words }</span> }
}

fn step(name: &str, picture: Icon, step: Option<&UndoStep>, onclick: Callback<MouseEvent>) -> Html {
    let name = step.map_or_else(|| format!("{name}: nothing"), |step| format!("{name}: {}", step.label));
    html! {
        <button type="button" class="ghost square" aria-label={name.clone()} title={name} disabled={step.is_none()} {onclick}>{ icon(picture) }</button>
    }
}

fn workspace_entries(report: &WorkspaceReport, dispatch: &Dispatch) -> Vec<MenuEntry> {
    let say = |msg: Msg| {
        let dispatch = dispatch.clone();
        Callback::from(move |()| dispatch.emit(msg.clone()))
    };
    let mut entries = vec![MenuEntry::Heading("Workspaces".into())];
    entries.extend(report.workspaces.iter().map(|one| MenuEntry::Action {
        label: one.name.clone().into(),
        chosen: Some(one.id == report.workspace.id),
        action: say(Msg::Ask(Ask::OpenWorkspace { id: one.id.clone() })),
    }));
    entries.extend([
        MenuEntry::Rule,
        MenuEntry::action("New workspace…", say(Msg::Open(Dialog::CreateWorkspace))),
        MenuEntry::action("Rename…", say(Msg::Open(Dialog::RenameWorkspace))),
        MenuEntry::action("Duplicate…", say(Msg::Open(Dialog::DuplicateWorkspace))),
        MenuEntry::action("Reset to the sample", say(Msg::Ask(Ask::ResetWorkspace))),
        MenuEntry::action("Delete…", say(Msg::Open(Dialog::DeleteWorkspace))),
        MenuEntry::Rule,
        MenuEntry::action("Export to a file", say(Msg::Ask(Ask::Export))),
        MenuEntry::action("Import a file…", say(Msg::ChooseImport)),
        MenuEntry::Rule,
        MenuEntry::action("Copy replayable report", say(Msg::CopyReplay)),
        MenuEntry::action("Keys and help", say(Msg::Open(Dialog::Shortcuts))),
    ]);
    entries
}

/// How often the clock is drawn anew; it shows minutes.
const CLOCK_MS: u32 = 5_000;

#[derive(Clone, PartialEq, Properties)]
struct EngineClockProps {
    clock: EpochMillis,
}

/// The engine's clock, which goes at the pace of the wall.
#[component]
fn EngineClock(props: &EngineClockProps) -> Html {
    let offset_ms = use_memo(props.clock, |clock| i128::from(clock.0) - wall_ms());
    let beat = use_state(|| 0_u32);
    {
        let beat = beat.setter();
        use_effect_with((), move |()| {
            let count = std::cell::Cell::new(0_u32);
            let interval = Interval::new(CLOCK_MS, move || {
                count.set(count.get().wrapping_add(1));
                beat.set(count.get());
            });
            move || drop(interval)
        });
    }
    let now = EpochMillis(u64::try_from(wall_ms() + *offset_ms).unwrap_or(props.clock.0));
    html! {
        <span class="clock" title="Engine time, UTC, at the pace of the wall clock">
            <span class="quiet">{ "Engine time " }</span>{ minutes(&quantity::moment(now)) }<span class="clock-speed">{ "×1" }</span>
        </span>
    }
}

fn wall_ms() -> i128 {
    js_sys::Date::now() as i128
}

/// A moment without its seconds: `2026-11-20 12:03`.
fn minutes(moment: &str) -> String {
    let cut = moment.char_indices().filter(|(_, letter)| *letter == ':').nth(1).map_or(moment.len(), |(place, _)| place);
    moment.get(..cut).unwrap_or(moment).to_owned()
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn the_clock_shows_minutes() {
        assert_eq!(minutes("2026-11-20 12:03:59 UTC"), "2026-11-20 12:03");
        assert_eq!(minutes("soon"), "soon");
    }
}
