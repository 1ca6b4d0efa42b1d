//! A bucket's files, by folder.

use std::rc::Rc;

use report::{BucketFileReport, BucketReport};
use yew::prelude::*;

use super::folder::{Folder, folders};
use super::transfer_list::TransfersHandle;
use crate::control::{Icon, icon};
use crate::quantity;

/// Files of a folder that are shown before somebody asks for all (our bound: what a table draws at once).
const SHOWN: usize = 100;

/// The bucket and what may be done.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct FileListProps {
    /// The bucket.
    pub(super) bucket: Rc<BucketReport>,
    /// Takes downloads.
    pub(super) transfers: TransfersHandle,
    /// Removes these files of this bucket.
    pub(super) remove: Callback<(String, Vec<String>)>,
    /// Fills the form that imports, with a bucket and a folder.
    pub(super) on_import: Callback<(String, String)>,
}

/// The panel.
#[component]
pub(super) fn FileList(props: &FileListProps) -> Html {
    let bucket = &props.bucket;
    let all = use_state(|| false);
    let show_all = {
        let all = all.clone();
        move |_: MouseEvent| all.set(true)
    };
    let most = if *all { usize::MAX } else { SHOWN };
    let folders = use_memo(Rc::clone(bucket), |bucket| folders(&bucket.files));
    let is_cut = folders.iter().any(|folder| folder.files.len() > most);
    html! {
        <section class="panel" aria-label={format!("Bucket {}", bucket.name)}>
            <div class="head"><h2 class="mono" translate="no">{ &bucket.name }</h2>
                <span class="counts">{ quantity::plural(bucket.files.len() as u64, "file") }</span>
            </div>
            if bucket.files.is_empty() {
                <div class="body"><p>{ "Empty. Pick files for it below, or export a table into it." }</p></div>
            } else {
                <div class="scroll tall" tabindex="0" role="region" aria-label={format!("Files of {}", bucket.name)}>
                    <table class="data files">
                        <thead><tr><th scope="col">{ "File" }</th><th scope="col" class="number">{ "Size" }</th><th scope="col">{ "Put, UTC" }</th><th scope="col"><span class="quiet">{ "Actions" }</span></th></tr></thead>
                        { for folders.iter().map(|folder| folder_rows(props, folder, most)) }
                    </table>
                </div>
            }
            if is_cut {
                <div class="body"><button type="button" class="small" onclick={show_all}>{ "Show all files" }</button></div>
            }
        </section>
    }
}

fn folder_rows(props: &FileListProps, folder: &Folder, most: usize) -> Html {
    let bucket = props.bucket.name.clone();
    let name = if folder.path.is_empty() { "No folder" } else { &folder.path };
    let import = {
        let place = (bucket.clone(), folder.import_prefix());
        props.on_import.reform(move |_: MouseEvent| place.clone())
    };
    let download = {
        let (transfers, bucket, folder) = (props.transfers.clone(), bucket.clone(), folder.clone());
        Callback::from(move |_: MouseEvent| {
            transfers.download_folder(&bucket, &folder.archive_name(&bucket), folder.files.clone())
        })
    };
    let remove = {
        let keys: Vec<String> = folder.files.iter().map(|file| file.key.clone()).collect();
        props.remove.reform(move |_: MouseEvent| (bucket.clone(), keys.clone()))
    };
    html! {
        <tbody key={folder.path.clone()}>
            <tr class="folder">
                <th scope="rowgroup" class={classes!((!folder.path.is_empty()).then_some("mono"))} translate="no">{ name }</th>
                <td class="number is-storage">{ quantity::bytes(folder.size_bytes()) }</td>
                <td>{ quantity::plural(folder.files.len() as u64, "file") }</td>
                <td class="acts">
                    <button type="button" class="small" aria-label={format!("Import {name}")} onclick={import}>{ "Import" }</button>
                    <button type="button" class="small" aria-label={format!("Download as ZIP {name}")} onclick={download}>{ "Download as ZIP" }</button>
                    <button type="button" class="small ghost" aria-label={format!("Remove {name}")} onclick={remove}>{ icon(Icon::Close) }{ "Remove" }</button>
                </td>
            </tr>
            { for folder.files.iter().take(most).map(|file| file_row(props, folder, file)) }
        </tbody>
    }
}

fn file_row(props: &FileListProps, folder: &Folder, file: &BucketFileReport) -> Html {
    let bucket = props.bucket.name.clone();
    let download = {
        let (transfers, bucket, file) = (props.transfers.clone(), bucket.clone(), file.clone());
        Callback::from(move |_: MouseEvent| transfers.download(&bucket, &file))
    };
    let remove = {
        let key = file.key.clone();
        props.remove.reform(move |_: MouseEvent| (bucket.clone(), vec![key.clone()]))
    };
    let name = file.key.strip_prefix(&folder.path).unwrap_or(&file.key);
    html! {
        <tr key={file.key.clone()}>
            <td class="mono file-name" translate="no">{ name }</td>
            <td class="number is-storage">{ quantity::bytes(file.size_bytes) }</td>
            <td>{ quantity::moment(file.modified) }</td>
            <td class="acts">
                <button type="button" class="small ghost" aria-label={format!("Download {}", file.key)} onclick={download}>{ icon(Icon::Down) }{ "Download" }</button>
                <button type="button" class="small ghost" aria-label={format!("Remove {}", file.key)} onclick={remove}>{ icon(Icon::Close) }{ "Remove" }</button>
            </td>
        </tr>
    }
}
