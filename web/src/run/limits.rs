//! Run > Limits: what the requests of this workspace meet beyond its data. Off until it is switched on, and kept with the workspace.

use client::LaterAsk;
use report::{ErrorReport, Limits, RetryMode};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{ErrorCard, Tab, tabs};
use crate::area::AreaProps;
use crate::control::{CheckField, SelectField, SettledInput};
use crate::later::ask_later;
use crate::link::use_link;
use crate::quantity;

/// Ways to retry, in the order of their names in the field.
const MODES: [RetryMode; 3] = [RetryMode::Standard, RetryMode::Legacy, RetryMode::None];

/// The screen.
#[component]
pub(crate) fn LimitsScreen(props: &AreaProps) -> Html {
    let link = use_link();
    let refusal = use_state(|| None::<ErrorReport>);
    // What was wished for stands until the workspace has it: two changes in a row do not undo each other.
    let wished = use_state(|| None::<Limits>);
    {
        let wished = wished.clone();
        use_effect_with(props.report.limits, move |_| wished.set(None));
    }
    let limits = wished.unwrap_or(props.report.limits);
    let set = {
        let (refusal, wished) = (refusal.clone(), wished.clone());
        Callback::from(move |limits: Limits| {
            let (link, refusal, wished) = (link.clone(), refusal.clone(), wished.clone());
            wished.set(Some(limits));
            spawn_local(async move {
                let error = ask_later(&link, &LaterAsk::SetLimits { limits }).await.err();
                if error.is_some() {
                    wished.set(None);
                }
                refusal.set(error);
            });
        })
    };
    let mode = MODES.iter().position(|mode| *mode == limits.retries).unwrap_or(0);
    let modes = vec![
        "Standard: 4 attempts, random waits up to 1, 2 and 4 s",
        "Legacy (boto3): 10 attempts, waits of 50 ms doubled each time",
        "None",
    ];
    html! {
        <section class="limits stack wide">
            <header class="screen-head">
                <h1>{ "Limits" }</h1>
                { tabs(props.selected.as_ref(), Tab::Limits) }
            </header>
            <p>{ "Without limits every request is served at once, whatever its table is set to. Switched on, the requests of the console, of forms \
                and of scripts meet the limits that AWS has. This is kept with the workspace; the bar at the top says when it is on." }</p>
            if let Some(error) = &*refusal { <ErrorCard error={error.clone()} /> }
            <fieldset class="stack">
                <legend>{ "Capacity" }</legend>
                { CheckField::new("Enforce the capacity of tables and indexes", limits.enforced, set.reform(move |enforced| Limits { enforced, ..limits })).draw() }
                <p class="hint">{ "Provisioned units with a burst of 300 seconds, on-demand limits, 3,000 RCU and 1,000 WCU of each partition, back-pressure of \
                    global indexes. Buckets are full when it is switched on." }</p>
                { SelectField::new("Retries of the console", modes, mode, set.reform(move |place: usize| {
                    Limits { retries: MODES.get(place).copied().unwrap_or_default(), ..limits }
                })).hint("What the SDK does when a request is throttled. Engine time goes on by each wait; you do not wait.").fixed(!limits.enforced).draw() }
            </fieldset>
            <fieldset class="stack">
                <legend>{ "Lag" }</legend>
                <div class="row end">
                    { lag("Replicas of a partition, ms", limits.replica_lag_ms, set.reform(move |ms| Limits { replica_lag_ms: ms, ..limits })) }
                    { lag("Global indexes, ms", limits.index_lag_ms, set.reform(move |ms| Limits { index_lag_ms: ms, ..limits })) }
                    { lag("Global tables, ms", limits.replication_lag_ms, set.reform(move |ms| Limits { replication_lag_ms: ms, ..limits })) }
                </div>
                <p class="hint"><b>{ "Our model: " }</b>{ "AWS says only that an eventually consistent read may not show the latest write, and that indexes and replicas \
                    follow within a fraction of a second. Each follower lags by an amount of its own up to the first figure. " }
                    { format!("At most {} ms each.", quantity::count(Limits::LAG_MAX_MS.into())) }</p>
            </fieldset>
        </section>
    }
}

/// A number of milliseconds, which counts when the field is left; what is no number, or too large, is as it was.
fn lag(label: &'static str, ms: u32, set: Callback<u32>) -> Html {
    let on_settled = Callback::from(move |text: String| {
        let number = if text.is_empty() { Some(0) } else { text.parse::<u32>().ok() };
        let number = number.filter(|number| *number <= Limits::LAG_MAX_MS && *number != ms);
        number.into_iter().for_each(|number| set.emit(number));
        number.is_some()
    });
    html! {
        <label class="field narrow"><span>{ label }</span><SettledInput mode="numeric" value={ms.to_string()} {on_settled} /></label>
    }
}
