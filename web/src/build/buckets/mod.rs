//! Buckets: files that exports write and imports read, where AWS has Amazon S3. Drawn by the stage.
//!
//! Files come from the disk and go there in pieces; exports, imports and bulk puts are the requests that an SDK would send.

mod archive;
mod draft;
mod export_form;
mod file_list;
mod folder;
mod import_form;
mod job;
mod job_list;
mod pick_form;
mod transfer;
mod transfer_list;

use std::rc::Rc;

use client::{Ask, LaterAnswer, LaterAsk};
use gloo::timers::callback::Timeout;
use report::{BucketReport, ErrorReport};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::area::AreaProps;
use crate::build::views::{BUCKETS, views};
use crate::later::{Told, ask_later, use_later};
use crate::link::use_link;
use crate::quantity;
use crate::run::ErrorCard;

use export_form::ExportForm;
use file_list::FileList;
use import_form::ImportForm;
use job::jobs;
use job_list::JobList;
use pick_form::PickForm;
use transfer_list::{TransferList, use_transfers};

/// How often jobs that go on are looked at. Each look does some of their work.
const LOOK_MS: u32 = 300;
/// The bucket that forms propose where there is none.
const FIRST_BUCKET: &str = "my-bucket";

/// The screen.
#[component]
pub(crate) fn BucketsScreen(props: &AreaProps) -> Html {
    let beat = use_state(|| 0_u32);
    let workspace = props.report.workspace.id.clone();
    let since = (workspace.clone(), props.report.version, *beat);
    let told_buckets = use_later(Some(LaterAsk::Buckets), since.clone());
    let told_jobs = use_later(Some(LaterAsk::Jobs), since);
    let transfers = use_transfers();
    let buckets = use_memo(told_buckets.clone(), |told| match told.as_deref() {
        Some(Ok(LaterAnswer::Buckets(buckets))) => buckets.clone(),
        _ => Vec::new(),
    });
    let rows = use_memo(told_jobs.clone(), |told| match told.as_deref() {
        Some(Ok(LaterAnswer::Jobs(reports))) => jobs(reports),
        _ => Vec::new(),
    });
    {
        let under_way = rows.iter().any(job::Job::is_under_way);
        let (beat, now) = (beat.setter(), *beat);
        use_effect_with((under_way, now), move |_| {
            let timer = under_way.then(|| Timeout::new(LOOK_MS, move || beat.set(now.wrapping_add(1))));
            move || drop(timer)
        });
    }
    let looked = {
        let (beat, now) = (beat.setter(), *beat);
        Callback::from(move |()| beat.set(now.wrapping_add(1)))
    };
    // A folder that is to be imported fills the form; the number makes the same folder news.
    let wanted = use_state(|| (0_u32, None::<(String, String)>));
    let on_import = {
        let wanted = wanted.clone();
        Callback::from(move |folder| {
            wanted.set((wanted.0.wrapping_add(1), Some(folder)));
            crate::browser::focus(import_form::BUCKET_FIELD);
        })
    };
    let (removed, remove, undo) = use_removal();
    let table = props.table().cloned();
    let first = buckets.first().map_or_else(|| FIRST_BUCKET.to_owned(), |bucket| bucket.name.clone());
    let count: usize = buckets.iter().map(|bucket| bucket.files.len()).sum();
    html! {
        <div class="buckets build stack wide" key={workspace}>
            <div class="build-head">
                <div class="stack-close">
                    <h1>{ "Buckets" }</h1>
                    <p class="build-facts">
                        <span>{ quantity::plural(buckets.len() as u64, "bucket") }</span>
                        <span>{ quantity::plural(count as u64, "file") }</span>
                        <span class="is-storage">{ quantity::bytes(size_bytes(&buckets)) }</span>
                    </p>
                </div>
                { views(props.selected.as_ref(), Some(BUCKETS)) }
            </div>
            <p>{ "A bucket stands for Amazon S3: exports write files into it and imports read them. It lies in this browser with the workspace, and a bucket begins with its first file." }</p>
            { refused(told_buckets.as_deref()) }
            if let Some(removal) = &removed {
                <div class="notice" role="status">
                    if let Err(error) = removal { <ErrorCard error={error.clone()} /> }
                    if let Ok(words) = removal { <span>{ words }</span><button type="button" class="small" onclick={undo}>{ "Undo" }</button> }
                </div>
            }
            if let Some(Ok(_)) = told_buckets.as_deref() {
                if buckets.is_empty() {
                    <div class="empty">
                        <p>{ "No bucket yet. Pick files from your disk below, or export a table: either makes one." }</p>
                    </div>
                }
                { for buckets.iter().map(|bucket| html! {
                    <FileList key={bucket.name.clone()} bucket={Rc::new(bucket.clone())} transfers={transfers.clone()} remove={remove.clone()} on_import={on_import.clone()} />
                }) }
            } else if told_buckets.is_none() {
                <p class="hint" role="status">{ "Reading the buckets…" }</p>
            }
            <TransferList transfers={transfers.clone()} />
            <PickForm bucket={first.clone()} transfers={transfers} on_put={looked.clone()} />
            if let Some(table) = &table {
                <ExportForm key={format!("export {}", table.name)} name={table.name.clone()} arn={table.arn.clone()} bucket={first.clone()} version={props.report.version} on_begun={looked.clone()} />
            } else {
                <p class="hint">{ "Exports begin with a table; this workspace has none yet. Import one." }</p>
            }
            <ImportForm key={format!("import {}", wanted.0)} present={table.map(|table| table.name)} folder={wanted.1.clone()} bucket={first} on_begun={looked} />
            { refused(told_jobs.as_deref()) }
            <JobList jobs={rows} />
        </div>
    }
}

fn refused(told: Option<&Told>) -> Html {
    match told {
        Some(Err(error)) => html! { <ErrorCard error={error.clone()} /> },
        _ => Html::default(),
    }
}

fn size_bytes(buckets: &[BucketReport]) -> u64 {
    buckets.iter().flat_map(|bucket| &bucket.files).map(|file| file.size_bytes).sum()
}

/// What was removed last, what removes files of a bucket, and what brings them back.
type Removal = (Option<Result<String, ErrorReport>>, Callback<(String, Vec<String>)>, Callback<MouseEvent>);

#[hook]
fn use_removal() -> Removal {
    let link = use_link();
    let removed = use_state(|| None::<Result<String, ErrorReport>>);
    let remove = {
        let (link, removed) = (link.clone(), removed.setter());
        Callback::from(move |(bucket, keys): (String, Vec<String>)| {
            let (link, removed) = (link.clone(), removed.clone());
            spawn_local(async move {
                let words = match &*keys {
                    [key] => format!("{key} was removed from {bucket}."),
                    _ => format!("{} were removed from {bucket}.", quantity::plural(keys.len() as u64, "file")),
                };
                let told = ask_later(&link, &LaterAsk::RemoveFiles { bucket, keys }).await;
                removed.set(Some(told.map(|_| words)));
            });
        })
    };
    let undo = {
        let removed = removed.setter();
        Callback::from(move |_: MouseEvent| {
            let (link, removed) = (link.clone(), removed.clone());
            spawn_local(async move {
                let refusal = match link.ask(Ask::Undo).await {
                    client::Answer::Refused(error) => Some(Err(error)),
                    _ => None,
                };
                removed.set(refusal);
            });
        })
    };
    ((*removed).clone(), remove, undo)
}
