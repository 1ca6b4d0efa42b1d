//! What the page knows and how it changes: `update(&mut Model, Msg) -> Vec<Command>`, pure and tested natively.
//!
//! It holds what the frame shows: the last report, the address, receipts, dialogs, announcements. What a screen is being
//! typed into it stays with the screen; what must survive a change of screens (the console) is here. Commands are carried
//! out by `app`; nothing here touches the browser.

use std::rc::Rc;

use client::{Answer, Ask, Progress, Tell};
use report::{ConsoleStep, ErrorReport, Receipt, TableReport, WorkspaceReport};

use crate::area::{Area, Selection};
use crate::route::Route;
use crate::run::console::{Console, ConsoleMsg};
use crate::scene::RunStrip;

/// Receipts kept on the page (our bound: what a history list is scrolled through).
pub(crate) const RECEIPTS_MAX: usize = 200;
/// Longest announcement in characters: a screen reader reads it in one breath.
const ANNOUNCEMENT_MAX: usize = 160;

/// Everything the frame shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    /// The workspace as last told; `None` until the engine has opened it.
    pub(crate) report: Option<Rc<WorkspaceReport>>,
    /// What the first report is going to say, where that is known: a first visit finds an empty workspace.
    pub(crate) expected: Option<Rc<WorkspaceReport>>,
    /// The address.
    pub(crate) route: Route,
    /// Whether the engine runs.
    pub(crate) engine: Engine,
    /// Receipts, newest first.
    pub(crate) receipts: Rc<Vec<Rc<Receipt>>>,
    /// What a screen reader is told.
    pub(crate) announcement: Announcement,
    /// The dialog that is open.
    pub(crate) dialog: Option<Dialog>,
    /// A refusal that belongs to no screen: undo, import, a workspace.
    pub(crate) refusal: Option<ErrorReport>,
    /// A long job.
    pub(crate) progress: Option<Progress>,
    /// A run of the laboratory that goes on.
    pub(crate) running: Option<RunStrip>,
    /// Whether the drawer is open.
    pub(crate) drawer_open: bool,
    /// Light, dark, or as the system has it.
    pub(crate) theme: Theme,
    /// The console.
    pub(crate) console: Rc<Console>,
}

impl Default for Route {
    fn default() -> Self {
        Route::area(Area::Build)
    }
}

/// Whether the engine runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Its code arrives or the workspace is being opened.
    #[default]
    Starting,
    /// It answers.
    Running,
    /// Another tab writes now.
    Displaced,
    /// It stopped, with the reason.
    Stopped(String),
}

/// Colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// As it is kept and as `data-theme` has it.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme with this slug.
    pub(crate) fn from_slug(slug: &str) -> Self {
        match slug {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    /// The one that the switch goes to.
    pub(crate) const fn next(self) -> Self {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }
}

/// What a screen reader is told. `count` makes the same words news again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Announcement {
    /// The words.
    pub(crate) text: String,
    /// An error interrupts; a result waits.
    pub(crate) urgent: bool,
    /// Number of announcements so far.
    pub(crate) count: u32,
}

/// A dialog of the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// Asks for the name of a new workspace.
    CreateWorkspace,
    /// Asks for a new name of the open workspace.
    RenameWorkspace,
    /// Asks for the name of the copy.
    DuplicateWorkspace,
    /// Asks whether to delete the open workspace: the one thing that undo does not bring back.
    DeleteWorkspace,
    /// Lists the keys.
    Shortcuts,
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum Msg {
    /// The worker told something unasked.
    Told(Tell),
    /// An ask of the frame or of any screen was answered; the link passes every answer here as well.
    Answered(Rc<Answer>),
    /// The frame asks for something and shows a refusal itself.
    Ask(Ask),
    /// The refusal of a frame's ask.
    Refused(ErrorReport),
    /// The refusal was read.
    DismissRefusal,
    /// The address changed in the browser.
    AddressChanged(Option<Route>),
    /// Go to an address.
    Go(Route),
    /// Select a table or index and stay in the area.
    Select(Selection),
    /// Open a dialog.
    Open(Dialog),
    /// Close it.
    CloseDialog,
    /// Open or close the drawer.
    ToggleDrawer,
    /// The next theme.
    NextTheme,
    /// Start the engine again.
    Restart,
    /// Choose a file to import.
    ChooseImport,
    /// Copy text, and say so.
    Copy {
        /// The text.
        text: String,
        /// What it is, for the announcement: `CLI line`.
        what: &'static str,
    },
    /// Copy version, seed and operations.
    CopyReplay,
    /// Something of the console.
    Console(ConsoleMsg),
    /// Tell the screen reader.
    Announce(String),
    /// A run of the laboratory goes on, or no longer.
    Running(Option<RunStrip>),
    /// End that run.
    CancelRun,
}

/// What the browser is to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// Ask the worker; a refusal comes back as [`Msg::Refused`].
    Ask(Ask),
    /// Ask the worker to run the console's input; its steps come back to the console.
    RunConsole {
        /// Number of the entry that waits.
        entry: u32,
        /// The input.
        input: String,
    },
    /// Look at this table again soon: it is on its way to another state, which the engine reaches when it is asked.
    Settle(String),
    /// Set the address.
    SetAddress(Route),
    /// Put the theme on the page and keep it.
    SetTheme(Theme),
    /// Start a new worker.
    Restart,
    /// Open the browser's file chooser.
    ChooseImport,
    /// Hand a file to the user.
    Download {
        /// Its name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Put text onto the clipboard.
    Copy {
        /// The text.
        text: String,
        /// What it is.
        what: &'static str,
    },
    /// Ask for the replayable report and put it onto the clipboard.
    CopyReplay,
    /// Tell the stage to end the run of its laboratory.
    CancelRun,
    /// Keep what is typed in the console over a reload.
    KeepDraft(String),
}

/// Changes the model and says what the browser is to do.
pub(crate) fn update(model: &mut Model, msg: Msg) -> Vec<Command> {
    match msg {
        Msg::Told(tell) => return told(model, tell),
        Msg::Answered(answer) => return answered(model, &answer),
        Msg::Ask(ask) => {
            model.refusal = None;
            return vec![Command::Ask(ask)];
        }
        // The notice of the stopped engine says it already.
        Msg::Refused(_) if matches!(model.engine, Engine::Stopped(_)) => model.progress = None,
        Msg::Refused(error) => {
            model.progress = None;
            announce(model, &format!("{}: {}", error.name, error.message), true);
            model.refusal = Some(error);
        }
        Msg::DismissRefusal => model.refusal = None,
        Msg::AddressChanged(route) => model.route = route.unwrap_or_default(),
        Msg::Go(route) => return go(model, route),
        Msg::Select(selection) => {
            let route = Route { selection: Some(selection), ..model.route.clone() };
            return go(model, route);
        }
        Msg::Open(dialog) => model.dialog = Some(dialog),
        Msg::CloseDialog => model.dialog = None,
        Msg::ToggleDrawer => model.drawer_open = !model.drawer_open,
        Msg::NextTheme => {
            model.theme = model.theme.next();
            return vec![Command::SetTheme(model.theme)];
        }
        Msg::Restart => {
            model.engine = Engine::Starting;
            model.refusal = None;
            return vec![Command::Restart];
        }
        Msg::ChooseImport => return vec![Command::ChooseImport],
        Msg::Copy { text, what } => return vec![Command::Copy { text, what }],
        Msg::CopyReplay => return vec![Command::CopyReplay],
        Msg::Console(msg) => return Rc::make_mut(&mut model.console).update(msg),
        Msg::Announce(text) => announce(model, &text, false),
        Msg::Running(running) => model.running = running,
        Msg::CancelRun => return vec![Command::CancelRun],
    }
    Vec::new()
}

fn told(model: &mut Model, tell: Tell) -> Vec<Command> {
    match tell {
        Tell::Report(report) => return adopt(model, *report),
        Tell::Progress(progress) => model.progress = (progress.done < progress.total).then_some(progress),
        Tell::Displaced => {
            model.engine = Engine::Displaced;
            announce(model, "Another tab took over. This one no longer writes.", true);
        }
        Tell::Stopped { reason } => {
            model.progress = None;
            let what = if model.report.is_some() { "stopped" } else { "did not start" };
            announce(model, &format!("The engine {what}. What was acknowledged is safe."), true);
            model.engine = Engine::Stopped(reason);
        }
    }
    Vec::new()
}

fn answered(model: &mut Model, answer: &Answer) -> Vec<Command> {
    match answer {
        Answer::Report(report) => {
            model.progress = None;
            return adopt(model, (**report).clone());
        }
        Answer::Steps(steps) => keep_receipts(model, steps),
        Answer::Check(outcome) => keep_receipts(model, &outcome.steps),
        Answer::File { name, bytes } => {
            model.progress = None;
            announce(model, &format!("{name} is ready"), false);
            return vec![Command::Download { name: name.clone(), bytes: bytes.clone() }];
        }
        _ => {}
    }
    Vec::new()
}

fn adopt(model: &mut Model, report: WorkspaceReport) -> Vec<Command> {
    let other_workspace = model.report.as_ref().is_some_and(|old| old.workspace.id != report.workspace.id);
    if other_workspace {
        // Receipts tell of requests to another database.
        model.receipts = Rc::default();
        announce(model, &format!("Workspace {} is open", report.workspace.name), false);
    }
    // A report that comes late must not take the page back, unless the engine began anew.
    let stale = model.engine == Engine::Running
        && model.report.as_ref().is_some_and(|old| old.workspace.id == report.workspace.id && old.version > report.version);
    if stale {
        return Vec::new();
    }
    let moving = report.tables.iter().find(|table| is_moving(table)).map(|table| table.name.clone());
    model.engine = Engine::Running;
    model.report = Some(Rc::new(report));
    moving.map(Command::Settle).into_iter().collect()
}

/// Whether a table or one of its indexes is on its way to another state.
fn is_moving(table: &TableReport) -> bool {
    table.status != "ACTIVE" || table.indexes.iter().any(|index| index.status != "ACTIVE")
}

fn keep_receipts(model: &mut Model, steps: &[ConsoleStep]) {
    let fresh: Vec<Rc<Receipt>> = steps.iter().filter_map(|step| step.receipt.clone()).map(Rc::new).collect();
    if !fresh.is_empty() {
        let receipts = Rc::make_mut(&mut model.receipts);
        receipts.splice(0..0, fresh.into_iter().rev());
        receipts.truncate(RECEIPTS_MAX);
    }
    let Some(last) = steps.iter().find(|step| step.error.is_some()).or(steps.last()) else { return };
    match (&last.error, &last.receipt) {
        (Some(error), _) => announce(model, &format!("{}: {}", error.name, error.message), true),
        (None, Some(receipt)) => announce(model, &receipt.summary.clone(), false),
        (None, None) => announce(model, "Done", false),
    }
}

fn announce(model: &mut Model, text: &str, urgent: bool) {
    let text = text.chars().take(ANNOUNCEMENT_MAX).collect();
    model.announcement = Announcement { text, urgent, count: model.announcement.count.wrapping_add(1) };
}

fn go(model: &mut Model, route: Route) -> Vec<Command> {
    if model.route == route {
        return Vec::new();
    }
    model.route = route.clone();
    vec![Command::SetAddress(route)]
}

impl Model {
    /// The workspace that the frame shows: the one that was told, else the one that is expected.
    pub(crate) fn shown(&self) -> Option<&Rc<WorkspaceReport>> {
        self.report.as_ref().or(self.expected.as_ref())
    }

    /// What every screen is about: what the address names if it exists, else the first table.
    pub(crate) fn selected(&self) -> Option<Selection> {
        let report = self.report.as_ref()?;
        let named = self.route.selection.as_ref().and_then(|named| {
            let table = report.tables.iter().find(|table| table.name == named.table)?;
            let index = named.index.clone().filter(|name| table.indexes.iter().any(|index| index.name == *name));
            Some(Selection { table: named.table.clone(), index })
        });
        named.or_else(|| report.tables.first().map(|table| Selection { table: table.name.clone(), index: None }))
    }
}

#[cfg(test)]
pub(crate) mod tests;
