//! The place of the stage: loads that program when it is first needed, and tells it what to show.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Element;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::link::Link;
use crate::route::Route;
use crate::scene::{Said, Scene, Screen, View};
use crate::state::Msg;

#[wasm_bindgen]
extern "C" {
    /// Loads the stage (boot.js): a promise of its module.
    #[wasm_bindgen(catch, js_name = dynalabStage)]
    fn load() -> Result<Promise, JsValue>;

    /// What `stage_main.rs` exports.
    type Module;

    #[wasm_bindgen(method, catch)]
    fn mount(this: &Module, host: &Element, page: &JsValue) -> Result<Mounted, JsValue>;

    type Mounted;

    #[wasm_bindgen(method, catch)]
    fn show(this: &Mounted, scene: &[u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn unmount(this: &Mounted) -> Result<(), JsValue>;

    /// What the stage may call; see `stage::Page`.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type StagePage;

    #[wasm_bindgen(method, setter)]
    fn set_ask(this: &StagePage, ask: &JsValue);

    #[wasm_bindgen(method, setter)]
    fn set_say(this: &StagePage, say: &JsValue);

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &StagePage) -> Result<(), JsValue>;
}

impl StagePage {
    /// Ends the run that the stage told of.
    pub(crate) fn cancel_run(&self) {
        // A stage that was never loaded runs nothing.
        let _ = self.cancel();
    }
}

/// Makes what the stage may call. It lives as long as the page: the stage may ask while it is taken off.
pub(crate) fn stage_page(link: &Link, dispatch: &Dispatch) -> StagePage {
    let (link, dispatch) = (link.clone(), dispatch.clone());
    let ask = Closure::<dyn Fn(Uint8Array) -> Promise>::new(move |body: Uint8Array| {
        let link = link.clone();
        future_to_promise(async move { Ok(link.relay(&body).await.0) })
    });
    let say = Closure::<dyn Fn(Vec<u8>)>::new(move |said: Vec<u8>| match postcard::from_bytes(&said) {
        Ok(Said::Go(address)) => {
            if let Some(route) = Route::parse(&address) {
                dispatch.emit(Msg::Go(route));
            }
        }
        Ok(Said::Announce(words)) => dispatch.emit(Msg::Announce(words)),
        Ok(Said::CopyReplay) => dispatch.emit(Msg::CopyReplay),
        Ok(Said::Running(running)) => dispatch.emit(Msg::Running(running)),
        Err(_) => {}
    });
    let page: StagePage = js_sys::Object::new().unchecked_into();
    page.set_ask(&ask.into_js_value());
    page.set_say(&say.into_js_value());
    page
}

/// What the stage is to show.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StageHostProps {
    /// What it shows.
    pub(crate) view: View,
    /// What it may call.
    pub(crate) page: StagePage,
}

/// The element of the stage, and what stands there until it is loaded.
pub(crate) struct StageHost {
    node: NodeRef,
    state: State,
    shown: Option<View>,
}

enum State {
    Loading,
    Failed(String),
    Open(Mounted),
}

/// What happens to the stage.
pub(crate) enum StageMsg {
    Loaded(Result<JsValue, JsValue>),
    Retry,
}

impl Component for StageHost {
    type Message = StageMsg;
    type Properties = StageHostProps;

    fn create(ctx: &Context<Self>) -> Self {
        begin(ctx);
        StageHost { node: NodeRef::default(), state: State::Loading, shown: None }
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &Self::Properties) -> bool {
        self.show(ctx);
        // The element is the stage's own; nothing around it depends on what it shows.
        matches!(self.state, State::Failed(_))
    }

    fn update(&mut self, ctx: &Context<Self>, msg: StageMsg) -> bool {
        match msg {
            StageMsg::Retry => {
                self.state = State::Loading;
                begin(ctx);
            }
            StageMsg::Loaded(Err(error)) => self.fail(&error),
            StageMsg::Loaded(Ok(module)) => {
                let Some(host) = self.node.cast::<Element>() else { return false };
                match module.unchecked_ref::<Module>().mount(&host, &ctx.props().page) {
                    Ok(mounted) => {
                        self.state = State::Open(mounted);
                        self.show(ctx);
                    }
                    Err(error) => self.fail(&error),
                }
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let around = match &self.state {
            State::Loading => html! { <p class="hint" role="status">{ "Loading…" }</p> },
            State::Open(_) => Html::default(),
            State::Failed(reason) => html! {
                <>
                <h1>{ title(&ctx.props().view.screen) }</h1>
                <div class="notice bad" role="alert">
                    <span>{ format!("This screen could not be loaded. {reason}") }</span>
                    <button type="button" class="small" onclick={ctx.link().callback(|_: MouseEvent| StageMsg::Retry)}>{ "Retry" }</button>
                </div>
                </>
            },
        };
        html! { <>{ around }<div ref={self.node.clone()} /></> }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        if let State::Open(mounted) = &self.state {
            // A stage that has failed is gone already.
            let _ = mounted.unmount();
        }
    }
}

impl StageHost {
    fn show(&mut self, ctx: &Context<Self>) {
        let State::Open(mounted) = &self.state else { return };
        let view = &ctx.props().view;
        let scene = postcard::to_allocvec(&Scene::between(self.shown.as_ref(), view)).unwrap_or_default();
        match mounted.show(&scene) {
            Ok(()) => self.shown = Some(view.clone()),
            Err(error) => self.fail(&error),
        }
    }

    fn fail(&mut self, error: &JsValue) {
        self.shown = None;
        let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        self.state = State::Failed(message.unwrap_or_default());
    }
}

/// What stands above the reason for a screen that did not come.
fn title(screen: &Screen) -> &'static str {
    match screen {
        Screen::Area(area) => area.title(),
        Screen::Embed { .. } => "Lesson",
    }
}

fn begin(ctx: &Context<StageHost>) {
    ctx.link().send_future(async {
        StageMsg::Loaded(match load() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        })
    });
}
