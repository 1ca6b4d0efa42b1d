//! The app: keeps the model, hands messages to `state::update`, and carries out its commands.

use std::rc::Rc;

use client::{Answer, Ask, CONTRACT, Hello};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use model::EpochMillis;
use report::{FIRST_NAME, Persistence, WorkspaceReport, WorkspaceSummary};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::browser;
use crate::embed::Embed;
use crate::frame::{Frame, StagePage, stage_page};
use crate::json::object;
use crate::link::Link;
use crate::run::console::{Console, ConsoleMsg};
use crate::state::{Command, Model, Msg, update};
use crate::worker_link::{News, WorkerLink};

/// How long a table on its way to another state is left alone before it is looked at again.
const SETTLE_MS: u32 = 150;
/// The element that the app takes over.
const ROOT: &str = "app";

/// The way for a component to tell the app something: `use_context::<Dispatch>()`.
pub(crate) type Dispatch = Callback<Msg>;

/// Puts the app onto the page, beside the readable shell that it takes away once the workspace is open.
pub fn start() {
    let Some(root) = gloo::utils::document().get_element_by_id(ROOT) else { return };
    browser::show_theme(browser::theme());
    yew::Renderer::<App>::with_root(root).render();
}

/// The whole page.
pub(crate) struct App {
    model: Model,
    worker: WorkerLink,
    link: Link,
    dispatch: Dispatch,
    stage_page: StagePage,
    embed: Option<Embed>,
    _address: EventListener,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(|msg| msg);
        let embed = Embed::from_query(&browser::query());
        let news = ctx.link().callback(|news| match news {
            News::Told(tell) => Msg::Told(tell),
            News::Answered(answer) => Msg::Answered(answer),
        });
        let hello = hello(embed.as_ref());
        let expected = (embed.is_none() && hello.workspace.is_none()).then(|| Rc::new(first_report()));
        let worker = WorkerLink::open(hello, news);
        worker.requests().install();
        let link = Link::over(worker.clone());
        let stage_page = stage_page(&link, &dispatch);
        let changed = ctx.link().callback(|()| Msg::AddressChanged(browser::address()));
        let address = EventListener::new(&gloo::utils::window(), "hashchange", move |_| changed.emit(()));
        let theme = embed.as_ref().and_then(|embed| embed.theme).unwrap_or_else(browser::theme);
        browser::show_theme(theme);
        let model = Model {
            route: browser::address().unwrap_or_default(),
            theme,
            drawer_open: browser::is_wide(),
            console: Rc::new(Console::with_text(browser::draft())),
            expected,
            ..Model::default()
        };
        App { model, worker, link, dispatch, stage_page, embed, _address: address }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let before = self.saved_workspace();
        for command in update(&mut self.model, msg) {
            self.carry_out(ctx, command);
        }
        let now = self.saved_workspace();
        if let Some(id) = now.filter(|now| before.as_ref() != Some(now)) {
            browser::remember_workspace(&id);
            self.worker.remember(id);
        }
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        html! {
            <ContextProvider<Link> context={self.link.clone()}>
                <ContextProvider<Dispatch> context={self.dispatch.clone()}>
                    <Frame model={self.model.clone()} embed={self.embed.clone()} stage_page={self.stage_page.clone()} />
                </ContextProvider<Dispatch>>
            </ContextProvider<Link>>
        }
    }
}

impl App {
    /// The open workspace, if a later visit can find it again. Embeds have their own, found by name.
    fn saved_workspace(&self) -> Option<String> {
        let report = self.model.report.as_ref().filter(|report| report.persistence == Persistence::Saved)?;
        self.embed.is_none().then(|| report.workspace.id.clone())
    }

    fn carry_out(&self, ctx: &Context<Self>, command: Command) {
        let (link, dispatch) = (self.link.clone(), self.dispatch.clone());
        match command {
            Command::Ask(ask) => spawn_local(async move {
                if let Answer::Refused(error) = link.ask(ask).await {
                    dispatch.emit(Msg::Refused(error));
                }
            }),
            Command::RunConsole { entry, input } => spawn_local(async move {
                let answer = Rc::new(link.ask(Ask::Run { input }).await);
                dispatch.emit(Msg::Console(ConsoleMsg::Answered { entry, answer }));
            }),
            Command::Settle(table) => {
                let worker = self.worker.clone();
                // The timer lives on until it rings.
                let _ = Timeout::new(SETTLE_MS, move || spawn_local(settle(worker, link, table))).forget();
            }
            Command::SetAddress(route) => browser::set_address(&route),
            Command::SetTheme(theme) => browser::keep_theme(theme),
            Command::Restart => self.worker.restart(),
            Command::ChooseImport => {
                if let Some(input) = browser::element(crate::frame::IMPORT_INPUT) {
                    input.click();
                }
            }
            Command::Download { name, bytes } => browser::download(&name, &bytes),
            Command::Copy { text, what } => spawn_local(copy(dispatch, text, what)),
            Command::CopyReplay => spawn_local(async move {
                match link.ask(Ask::ReplayableReport).await {
                    Answer::Text(text) => copy(dispatch, text, "Replayable report").await,
                    Answer::Refused(error) => dispatch.emit(Msg::Refused(error)),
                    _ => {}
                }
            }),
            Command::CancelRun => self.stage_page.cancel_run(),
            Command::KeepDraft(text) => browser::keep_draft(&text),
        }
        let _ = ctx;
    }
}

async fn settle(worker: WorkerLink, link: Link, table: String) {
    let body = object([("TableName", table.into())]).to_string();
    // A table that is gone meanwhile is refused, and the report says so as well.
    let _ = JsFuture::from(worker.requests().send("DynamoDB_20120810.DescribeTable", &Uint8Array::from(body.as_bytes()))).await;
    link.ask(Ask::Report).await;
}

async fn copy(dispatch: Dispatch, text: String, what: &'static str) {
    dispatch.emit(Msg::Announce(browser::copied(&text, what).await));
}

/// The report of a first visit, which the engine need not be asked for. What the browser has all the same is shown when it comes.
fn first_report() -> WorkspaceReport {
    let workspace = WorkspaceSummary { id: String::new(), name: FIRST_NAME.to_owned() };
    WorkspaceReport::bare(workspace, Persistence::Saved, EpochMillis(js_sys::Date::now() as u64))
}

fn hello(embed: Option<&Embed>) -> Hello {
    Hello {
        contract: CONTRACT,
        workspace: if embed.is_none() { browser::last_workspace() } else { None },
        embed: embed.map(|embed| embed.isolation.clone()),
        memory: embed.is_some_and(|embed| embed.memory),
    }
}
