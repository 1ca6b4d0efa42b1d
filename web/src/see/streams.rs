//! A table's streams and Kinesis destinations, and the newest records of one of them.
//!
//! A look here costs nothing and moves no iterator; reading a stream with an SDK does.

use std::rc::Rc;

use client::{LaterAnswer, LaterAsk};
use report::{ChangeFeed, ErrorReport, TableReport};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::stream_records::StreamRecords;
use super::stream_sources::{StreamSources, first_steps};
use crate::build::request::execute;
use crate::json::Value;
use crate::later::use_later;
use crate::link::use_link;
use crate::run::ErrorCard;

/// What the view is about.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct StreamsProps {
    /// The table.
    pub(super) table: Rc<TableReport>,
    /// Changes so far: the records are asked for again with each.
    pub(super) version: u64,
}

/// Sends a request that enables or disables a source.
pub(super) type Send = Callback<(&'static str, Value)>;

/// The view.
#[component]
pub(super) fn Streams(props: &StreamsProps) -> Html {
    let link = use_link();
    let source = use_state(|| None::<String>);
    // Where the shown page and those before it begin; the newest page begins nowhere.
    let pages = use_state(Vec::<u64>::new);
    let error = use_state(|| None::<ErrorReport>);
    let sent = use_state(|| 0_u32);
    let ask = LaterAsk::Changes { table: props.table.name.clone(), source: (*source).clone(), before: pages.last().copied() };
    let told = use_later(Some(ask), (props.version, *sent));
    let send: Send = {
        let (error, count, sent) = (error.setter(), *sent, sent.setter());
        Callback::from(move |(operation, body): (&'static str, Value)| {
            let (link, error, sent) = (link.clone(), error.clone(), sent.clone());
            spawn_local(async move {
                error.set(execute(&link, operation, &body).await.err());
                sent.set(count.wrapping_add(1));
            });
        })
    };
    let feed: Rc<ChangeFeed> = match told.as_deref() {
        Some(Ok(LaterAnswer::Changes(feed))) => Rc::new((**feed).clone()),
        Some(Err(refused)) => return html! { <ErrorCard error={refused.clone()} /> },
        _ => return html! { <p class="hint" role="status">{ "Reading the streams…" }</p> },
    };
    let on_source = {
        let (source, pages) = (source.setter(), pages.setter());
        Callback::from(move |arn: String| {
            source.set(Some(arn));
            pages.set(Vec::new());
        })
    };
    let newer = {
        let pages = pages.clone();
        move |_: MouseEvent| pages.set(pages.iter().take(pages.len().saturating_sub(1)).copied().collect())
    };
    let older = {
        let (pages, next) = (pages.clone(), feed.older);
        move |_: MouseEvent| pages.set(pages.iter().copied().chain(next).collect())
    };
    html! {
        <div class="streams stack wide">
            if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
            if feed.sources.is_empty() {
                { first_steps(&props.table, &send) }
            } else {
                <StreamSources table={props.table.clone()} feed={feed.clone()} {on_source} {send} />
                <StreamRecords feed={feed.clone()} />
                if feed.older.is_some() || !pages.is_empty() {
                    <div class="row" role="group" aria-label="Pages of records">
                        <button type="button" disabled={pages.is_empty()} onclick={newer}>{ "Newer" }</button>
                        <button type="button" disabled={feed.older.is_none()} onclick={older}>{ "Older" }</button>
                        <span class="hint">{ format!("Page {}, newest first", pages.len() + 1) }</span>
                    </div>
                }
            }
        </div>
    }
}
