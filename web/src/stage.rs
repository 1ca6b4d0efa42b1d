//! The stage: the areas See, Cost and Learn, a program of its own that the page loads when one of them is first shown.
//!
//! What it is not: it holds no model and no connection. The app (`frame::stage_host`) gives it an element to draw into and
//! tells it what to show (`scene`); what it asks the worker goes through the app, which so hears of every answer.

use std::sync::Once;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::area::{Area, AreaProps};
use crate::browser;
use crate::build::buckets::BucketsScreen;
use crate::build::patterns::PatternsScreen;
use crate::build::views::BUCKETS;
use crate::cost::CostScreen;
use crate::laboratory::{self, LabMsg, LabNews};
use crate::learn::{EmbedSurface, LearnScreen};
use crate::link::{Link, Wire};
use crate::route::Route;
use crate::run::LIMITS;
use crate::run::limits::LimitsScreen;
use crate::run::traffic::{TrafficScreen, strip};
use crate::scene::{Said, Scene, Screen, View};
use crate::see::SeeScreen;
use crate::state::Msg;

#[wasm_bindgen]
extern "C" {
    /// What the app offers the stage: an object of JavaScript with two functions.
    #[derive(Clone, Debug, PartialEq)]
    pub type Page;

    /// Sends a postcard ask to the worker: a promise of the answer's bytes, or of a text that says why there are none.
    #[wasm_bindgen(method)]
    fn ask(this: &Page, body: &Uint8Array) -> Promise;

    /// Tells the app something: a postcard `Said`.
    #[wasm_bindgen(method)]
    fn say(this: &Page, said: &[u8]);

    /// What the app calls to end the laboratory's run.
    #[wasm_bindgen(method, setter)]
    fn set_cancel(this: &Page, cancel: &JsValue);
}

/// The stage in its element.
pub struct Mounted(yew::AppHandle<Stage>);

/// Puts the stage into an empty element of the page. It shows nothing until [`Mounted::show`].
pub fn mount(host: Element, page: Page) -> Mounted {
    static FIRST: Once = Once::new();
    FIRST.call_once(|| leave_first_root_to_app(&page));
    Mounted(yew::Renderer::<Stage>::with_root_and_props(host, StageProps { page }).render())
}

/// Yew marks elements with the number of their root, and each program counts from one: the app's root is the first, so this
/// program must not have a first root on the page, or the app would take its events for its own.
fn leave_first_root_to_app(page: &Page) {
    if let Ok(nowhere) = gloo::utils::document().create_element("div") {
        yew::Renderer::<Stage>::with_root_and_props(nowhere, StageProps { page: page.clone() }).render().destroy();
    }
}

impl Mounted {
    /// Shows what a postcard `Scene` says. One that cannot be read changes nothing.
    pub fn show(&self, scene: &[u8]) {
        if let Ok(scene) = postcard::from_bytes::<Scene>(scene) {
            self.0.send_message(scene);
        }
    }

    /// Takes the stage off the page.
    pub fn unmount(self) {
        self.0.destroy();
    }
}

impl Wire for Page {
    fn send(&self, body: &Uint8Array) -> Promise {
        self.ask(body)
    }
}

#[derive(PartialEq, Properties)]
struct StageProps {
    page: Page,
}

/// The root of this program.
struct Stage {
    view: Option<View>,
    link: Link,
    dispatch: Dispatch,
    go: Callback<Route>,
}

impl Component for Stage {
    type Message = Scene;
    type Properties = StageProps;

    fn create(ctx: &Context<Self>) -> Self {
        let page = ctx.props().page.clone();
        let go = {
            let page = page.clone();
            Callback::from(move |route: Route| say(&page, &Said::Go(route.fragment())))
        };
        let link = Link::over(page.clone());
        connect_laboratory(&page, link.clone());
        Stage { view: None, link, dispatch: Callback::from(move |msg| told(&page, msg)), go }
    }

    fn update(&mut self, _ctx: &Context<Self>, scene: Scene) -> bool {
        self.view = scene.after(self.view.take());
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let Some(view) = self.view.clone() else { return Html::default() };
        let area = AreaProps {
            report: view.report,
            selected: view.selected,
            part: view.part,
            receipts: view.receipts,
            go: self.go.clone(),
        };
        let screen = match view.screen {
            Screen::Embed { lesson } => html! { <EmbedSurface {lesson} {area} /> },
            Screen::Area(Area::Learn) => html! { <LearnScreen ..area /> },
            Screen::Area(Area::See) => html! { <SeeScreen ..area /> },
            Screen::Area(Area::Cost) => html! { <CostScreen ..area /> },
            Screen::Area(Area::Run) if area.part.as_deref() == Some(LIMITS) => html! { <LimitsScreen ..area /> },
            Screen::Area(Area::Run) => html! { <TrafficScreen ..area /> },
            Screen::Area(Area::Build) if area.part.as_deref() == Some(BUCKETS) => html! { <BucketsScreen ..area /> },
            Screen::Area(Area::Build) => html! { <PatternsScreen ..area /> },
        };
        html! {
            <ContextProvider<Link> context={self.link.clone()}>
                <ContextProvider<Dispatch> context={self.dispatch.clone()}>{ screen }</ContextProvider<Dispatch>>
            </ContextProvider<Link>>
        }
    }
}

/// The laboratory's runs are told to the app, which shows them on every screen and may end them.
fn connect_laboratory(page: &Page, engine: Link) {
    static FIRST: Once = Once::new();
    FIRST.call_once(|| page.set_cancel(&Closure::<dyn Fn()>::new(|| laboratory::say(LabMsg::Cancel)).into_js_value()));
    let page = page.clone();
    laboratory::connect(
        Callback::from(move |news| {
            let said = match news {
                LabNews::Running(running) => Said::Running(running.as_ref().map(strip)),
                LabNews::Announce(words) => Said::Announce(words),
            };
            say(&page, &said);
        }),
        engine,
    );
}

/// What a component of the stage tells its app: copying is done here, the rest is said to the page.
fn told(page: &Page, msg: Msg) {
    let page = page.clone();
    match msg {
        Msg::Copy { text, what } => spawn_local(async move {
            let words = browser::copied(&text, what).await;
            say(&page, &Said::Announce(words));
        }),
        Msg::Announce(words) => say(&page, &Said::Announce(words)),
        Msg::CopyReplay => say(&page, &Said::CopyReplay),
        // No component that both programs draw says anything else.
        _ => {}
    }
}

fn say(page: &Page, said: &Said) {
    if let Ok(said) = postcard::to_allocvec(said) {
        page.say(&said);
    }
}
