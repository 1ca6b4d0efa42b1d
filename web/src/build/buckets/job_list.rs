//! Exports, imports and bulk puts, newest first, with their state and what went wrong.

use std::rc::Rc;

use model::EpochMillis;
use yew::prelude::*;

use super::job::Job;
use crate::area::Area;
use crate::json::pretty;
use crate::quantity;
use crate::route::Route;

/// The jobs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct JobListProps {
    /// Newest first.
    pub(super) jobs: Rc<Vec<Job>>,
}

/// The panel.
#[component]
pub(super) fn JobList(props: &JobListProps) -> Html {
    html! {
        <section class="panel" aria-label="Jobs">
            <div class="head"><h2>{ "Jobs" }</h2></div>
            if props.jobs.is_empty() {
                <div class="body"><p>{ "No export or import yet. Each is listed here with its state and its errors." }</p></div>
            } else {
                <div class="scroll" tabindex="0" role="region" aria-label="List of jobs">
                    <table class="data">
                        <thead><tr><th scope="col">{ "Job" }</th><th scope="col">{ "State" }</th><th scope="col">{ "Table" }</th><th scope="col">{ "Bucket" }</th><th scope="col">{ "Done" }</th><th scope="col">{ "Begun, UTC" }</th><th scope="col">{ "Details" }</th></tr></thead>
                        <tbody>{ for props.jobs.iter().map(row) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}

fn row(job: &Job) -> Html {
    html! {
        <tr key={job.arn.clone()}>
            <th scope="row">{ job.kind }</th>
            <td><span class={classes!("chip", job.class())}>{ &job.status }</span></td>
            <td><a class="mono" href={Route::table(&job.table, Area::Build).fragment()} translate="no">{ &job.table }</a></td>
            <td class="mono" translate="no">{ &job.place }</td>
            <td>{ &job.progress }</td>
            <td>{ quantity::moment(EpochMillis(job.start_s.saturating_mul(1_000))) }</td>
            <td class="job-details">
                if let Some(failure) = &job.failure { <p class="wrong">{ failure }</p> }
                <details><summary>{ "As JSON" }</summary><pre class="code" translate="no">{ pretty(&job.description) }</pre></details>
            </td>
        </tr>
    }
}
