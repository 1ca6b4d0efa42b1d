//! Files on their way, with their progress; and the handle by which the screen's other parts begin transfers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

use js_sys::Array;
use report::BucketFileReport;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

use super::transfer::{Course, Happening, State, Transfer, Transfers, fetch, fetch_archive, put};
use crate::app::Dispatch;
use crate::browser;
use crate::link::{Link, use_link};
use crate::quantity;
use crate::run::ErrorCard;
use crate::state::Msg;

/// The transfers of the screen, and what begins and ends them.
#[derive(Clone)]
pub(super) struct TransfersHandle {
    all: UseReducerHandle<Transfers>,
    link: Link,
    dispatch: Dispatch,
    running: Rc<Running>,
}

/// What is not drawn.
#[derive(Default)]
struct Running {
    next: Cell<u32>,
    /// By id: set to give a transfer up.
    cancelled: RefCell<BTreeMap<u32, Rc<Cell<bool>>>>,
}

impl PartialEq for TransfersHandle {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

/// The transfers of a screen.
#[hook]
pub(super) fn use_transfers() -> TransfersHandle {
    let all = use_reducer(Transfers::default);
    let running = use_memo((), |()| Running::default());
    TransfersHandle { all, link: use_link(), dispatch: use_context::<Dispatch>().unwrap_or_default(), running }
}

impl TransfersHandle {
    /// Puts files into a bucket, one after the other; `then` is called after each.
    pub(super) fn put(&self, bucket: String, files: Vec<(String, File)>, then: Callback<()>) {
        let begun: Vec<_> = files.into_iter().map(|(key, file)| (self.begin(&key, file.size() as u64), key, file)).collect();
        let handle = self.clone();
        spawn_local(async move {
            let (mut done, all) = (0, begun.len());
            for ((id, course), key, file) in begun {
                let state = put(&handle.link, &bucket, &key, &file, &course).await;
                done += u64::from(state == State::Done);
                handle.end(id, state);
                then.emit(());
            }
            let words = match done == all as u64 {
                true => format!("{} put into {bucket}", quantity::plural(done, "file")),
                false => format!("{} of {} put into {bucket}", quantity::count(done), quantity::plural(all as u64, "file")),
            };
            handle.dispatch.emit(Msg::Announce(words));
        });
    }

    /// Hands a file of a bucket to the user.
    pub(super) fn download(&self, bucket: &str, file: &BucketFileReport) {
        let (id, course) = self.begin(&file.key, file.size_bytes);
        let (handle, bucket, key) = (self.clone(), bucket.to_owned(), file.key.clone());
        spawn_local(async move {
            let name = key.rsplit('/').next().unwrap_or(&key).to_owned();
            let fetched = fetch(&handle.link, &bucket, &key, &course);
            handle.hand_over(id, &name, fetched).await;
        });
    }

    /// Hands files of a bucket to the user, as an archive of this name.
    pub(super) fn download_folder(&self, bucket: &str, name: &str, files: Vec<BucketFileReport>) {
        let (id, course) = self.begin(name, files.iter().map(|file| file.size_bytes).sum());
        let (handle, bucket, name) = (self.clone(), bucket.to_owned(), name.to_owned());
        spawn_local(async move {
            let fetched = fetch_archive(&handle.link, &bucket, &files, &course);
            handle.hand_over(id, &name, fetched).await;
        });
    }

    async fn hand_over(&self, id: u32, name: &str, fetched: impl Future<Output = Result<Array, State>>) {
        match fetched.await {
            Err(state) => self.end(id, state),
            Ok(parts) => {
                browser::download_parts(name, &parts);
                self.end(id, State::Done);
                self.dispatch.emit(Msg::Announce(format!("{name} is ready")));
            }
        }
    }

    fn begin(&self, name: &str, size_bytes: u64) -> (u32, Course) {
        let id = self.running.next.get();
        self.running.next.set(id.wrapping_add(1));
        let cancelled = Rc::new(Cell::new(false));
        self.running.cancelled.borrow_mut().insert(id, Rc::clone(&cancelled));
        self.all.dispatch(Happening::Begun(Transfer {
            id,
            name: name.to_owned(),
            done_bytes: 0,
            size_bytes,
            state: State::Going,
        }));
        let all = self.all.dispatcher();
        (id, Course { moved: Rc::new(move |done_bytes| all.dispatch(Happening::Moved(id, done_bytes))), cancelled })
    }

    fn end(&self, id: u32, state: State) {
        self.running.cancelled.borrow_mut().remove(&id);
        self.all.dispatch(Happening::Ended(id, state));
    }

    fn cancel(&self, id: u32) {
        if let Some(cancelled) = self.running.cancelled.borrow().get(&id) {
            cancelled.set(true);
        }
    }
}

/// The transfers.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct TransferListProps {
    /// All of them.
    pub(super) transfers: TransfersHandle,
}

/// A line for each; nothing while there is none.
#[component]
pub(super) fn TransferList(props: &TransferListProps) -> Html {
    let handle = &props.transfers;
    if handle.all.0.is_empty() {
        return Html::default();
    }
    let clear = {
        let all = handle.all.dispatcher();
        move |_: MouseEvent| all.dispatch(Happening::Cleared)
    };
    html! {
        <section class="panel" aria-label="Transfers">
            <div class="head"><h2>{ "Transfers" }</h2>
                <button type="button" class="small ghost" disabled={handle.all.is_busy()} onclick={clear}>{ "Clear the list" }</button>
            </div>
            <ul class="transfers">{ for handle.all.0.iter().map(|one| line(handle, one)) }</ul>
        </section>
    }
}

fn line(handle: &TransfersHandle, transfer: &Transfer) -> Html {
    let Transfer { id, name, done_bytes, size_bytes, state } = transfer;
    let cancel = {
        let (handle, id) = (handle.clone(), *id);
        move |_: MouseEvent| handle.cancel(id)
    };
    html! {
        <li key={*id}>
            <span class="mono file-name" translate="no">{ name }</span>
            { match state {
                State::Going => html! {
                    <>
                    <progress max={size_bytes.to_string()} value={done_bytes.to_string()} aria-label={name.clone()} />
                    <span class="counts">{ format!("{} of {}", quantity::bytes(*done_bytes), quantity::bytes(*size_bytes)) }</span>
                    <button type="button" class="small" aria-label={format!("Cancel {name}")} onclick={cancel}>{ "Cancel" }</button>
                    </>
                },
                State::Done => html! { <><span class="chip ok">{ "Done" }</span><span class="counts">{ quantity::bytes(*size_bytes) }</span></> },
                State::Cancelled => html! { <span class="chip">{ "Cancelled" }</span> },
                State::Failed(error) => html! { <><span class="chip bad">{ "Failed" }</span><ErrorCard error={error.clone()} /></> },
            } }
        </li>
    }
}
