//! The frame around the five areas: top bar, rail, the work, the drawer, notices and dialogs.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::Dispatch;
use crate::area::{Area, AreaProps};
use crate::build::BuildScreen;
use crate::cost::CostScreen;
use crate::embed::Embed;
use crate::learn::LearnScreen;
use crate::run::RunScreen;
use crate::see::SeeScreen;
use crate::state::{Model, Msg};

/// Id of the hidden input that chooses a file to import.
pub(crate) const IMPORT_INPUT: &str = "import-file";

/// What the frame is given.
#[derive(Clone, Properties)]
pub(crate) struct FrameProps {
    /// The model.
    pub(crate) model: Model,
    /// If the page is an embed.
    pub(crate) embed: Option<Embed>,
}

impl PartialEq for FrameProps {
    /// The app redraws only when its model changed.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The frame.
#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    let model = &props.model;
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let Some(report) = model.report.clone() else {
        return html! { <main><p role="status">{ "The engine is starting." }</p></main> };
    };
    let go = dispatch.reform(Msg::Go);
    let area = AreaProps {
        report,
        selected: model.selected(),
        part: model.route.part.clone(),
        receipts: Rc::clone(&model.receipts),
        go,
    };
    html! { <main>{ screen(model.route.area, area) }</main> }
}

fn screen(area: Area, props: AreaProps) -> Html {
    match area {
        Area::Learn => html! { <LearnScreen ..props /> },
        Area::Build => html! { <BuildScreen ..props /> },
        Area::Run => html! { <RunScreen ..props /> },
        Area::See => html! { <SeeScreen ..props /> },
        Area::Cost => html! { <CostScreen ..props /> },
    }
}
