//! A table's streams and Kinesis destinations: their state, which one is shown, and how to enable or disable them.

use std::rc::Rc;

use report::{ChangeFeed, ChangeSource, ChangeSourceKind, TableReport};
use yew::prelude::*;

use super::streams::Send;
use crate::control::{CopyButton, SelectField, TextField};
use crate::json::{Value, object};
use crate::quantity;

/// View types in the form's order.
const VIEW_TYPES: [&str; 4] = ["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"];
/// Precisions likewise.
const PRECISIONS: [&str; 2] = ["MILLISECOND", "MICROSECOND"];

/// What is drawn.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct StreamSourcesProps {
    /// The table.
    pub(super) table: Rc<TableReport>,
    /// Its sources.
    pub(super) feed: Rc<ChangeFeed>,
    /// Shows the source of this ARN.
    pub(super) on_source: Callback<String>,
    /// Sends a request.
    pub(super) send: Send,
}

/// The panel.
#[component]
pub(super) fn StreamSources(props: &StreamSourcesProps) -> Html {
    let adding = use_state(|| false);
    let toggle = {
        let adding = adding.clone();
        move |_: MouseEvent| adding.set(!*adding)
    };
    let has_stream =
        props.feed.sources.iter().any(|one| matches!(one.kind, ChangeSourceKind::Stream { .. }) && one.status == "ENABLED");
    html! {
        <section class="panel" aria-label="Sources of changes">
            <div class="head"><h2>{ "Where changes go" }</h2>
                <button type="button" class="small" aria-expanded={adding.to_string()} onclick={toggle}>{ "Add…" }</button>
            </div>
            if *adding {
                <div class="body stack add-source">
                    if !has_stream { <EnableStream table={props.table.clone()} send={props.send.clone()} /> }
                    <EnableKinesis table={props.table.clone()} send={props.send.clone()} />
                </div>
            }
            <div class="scroll" tabindex="0" role="region" aria-label="List of sources">
                <table class="data">
                    <thead><tr><th scope="col">{ "Source" }</th><th scope="col">{ "State" }</th><th scope="col">{ "Tells" }</th><th scope="col"><span class="quiet">{ "Actions" }</span></th></tr></thead>
                    <tbody>{ for props.feed.sources.iter().map(|source| source_row(props, source)) }</tbody>
                </table>
            </div>
        </section>
    }
}

fn source_row(props: &StreamSourcesProps, source: &ChangeSource) -> Html {
    let shown = props.feed.shown.as_deref() == Some(&*source.arn);
    let show = {
        let arn = source.arn.clone();
        props.on_source.reform(move |_: MouseEvent| arn.clone())
    };
    let word = if shown { "Shown" } else { "Show" };
    let is_on = matches!(source.status.as_str(), "ENABLED" | "ACTIVE");
    let is_stream = matches!(source.kind, ChangeSourceKind::Stream { .. });
    let (kind, tells, off) = match &source.kind {
        ChangeSourceKind::Stream { view_type, shards } => {
            let tells = format!("{view_type}, {}", quantity::plural(u64::from(*shards), "shard"));
            ("DynamoDB stream", tells, ("UpdateTable", stream_body(&props.table.name, None)))
        }
        ChangeSourceKind::Kinesis { precision, tables } => {
            let others = if tables.len() > 1 { format!(", of {}", tables.join(", ")) } else { String::new() };
            let body = object([("TableName", props.table.name.as_str().into()), ("StreamArn", source.arn.as_str().into())]);
            ("Kinesis data stream", format!("Both images, {precision}{others}"), ("DisableKinesisStreamingDestination", body))
        }
    };
    let disable = props.send.reform(move |_: MouseEvent| off.clone());
    html! {
        <tr key={source.arn.clone()}>
            <th scope="row" class="source">{ kind }
                if !is_stream { <span class="mono" translate="no">{ tail(&source.arn) }</span> }
                <span class="hint">{ format!("since {} UTC", quantity::moment(source.since)) }</span>
            </th>
            <td><span class={classes!("chip", is_on.then_some("ok"))}>{ &source.status }</span></td>
            <td>{ tells }</td>
            <td class="acts">
                <CopyButton text={source.arn.clone()} what="ARN" />
                <button type="button" class="small" aria-pressed={shown.to_string()} aria-label={format!("{word} {}", tail(&source.arn))} onclick={show}>{ word }</button>
                if is_on { <button type="button" class="small ghost" aria-label={format!("Disable {}", tail(&source.arn))} onclick={disable}>{ "Disable" }</button> }
            </td>
        </tr>
    }
}

/// What follows `stream/` in an ARN: its label or name.
fn tail(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// UpdateTable that enables a stream of this view type, or disables the stream.
fn stream_body(table: &str, view_type: Option<&str>) -> Value {
    let specification = match view_type {
        Some(view_type) => object([("StreamEnabled", true.into()), ("StreamViewType", view_type.into())]),
        None => object([("StreamEnabled", false.into())]),
    };
    object([("TableName", table.into()), ("StreamSpecification", specification)])
}

/// What a table without any source shows.
pub(super) fn first_steps(table: &Rc<TableReport>, send: &Send) -> Html {
    html! {
        <div class="empty">
            <p>{ format!("Nobody is told of changes to {} yet. A stream keeps a record of each for 24 hours, with the item's image before and after; a Kinesis data stream gets the same records.", table.name) }</p>
            <EnableStream table={table.clone()} send={send.clone()} />
            <EnableKinesis table={table.clone()} send={send.clone()} />
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct EnableProps {
    table: Rc<TableReport>,
    send: Send,
}

/// Enables a stream.
#[component]
fn EnableStream(props: &EnableProps) -> Html {
    let view_type = use_state(|| 0_usize);
    let set_view_type = {
        let view_type = view_type.setter();
        Callback::from(move |place| view_type.set(place))
    };
    let body = stream_body(&props.table.name, VIEW_TYPES.get(*view_type).copied());
    let onsubmit = props.send.reform(move |event: SubmitEvent| {
        event.prevent_default();
        ("UpdateTable", body.clone())
    });
    html! {
        <form class="row end" aria-label="Enable a stream" {onsubmit}>
            { SelectField::new("View type", VIEW_TYPES.to_vec(), *view_type, set_view_type).draw() }
            <button type="submit" class="primary">{ "Enable a stream" }</button>
        </form>
    }
}

/// Sends changes to a Kinesis data stream.
#[component]
fn EnableKinesis(props: &EnableProps) -> Html {
    let arn = use_state(|| None::<String>);
    let precision = use_state(|| 0_usize);
    let shown = (*arn).clone().unwrap_or_else(|| proposed_arn(&props.table.arn, &props.table.name));
    let set_arn = {
        let arn = arn.setter();
        Callback::from(move |text| arn.set(Some(text)))
    };
    let set_precision = {
        let precision = precision.setter();
        Callback::from(move |place| precision.set(place))
    };
    let configuration =
        PRECISIONS.get(*precision).map_or(Value::Null, |name| object([("ApproximateCreationDateTimePrecision", (*name).into())]));
    let body = object([
        ("TableName", props.table.name.as_str().into()),
        ("StreamArn", shown.trim().into()),
        ("EnableKinesisStreamingConfiguration", configuration),
    ]);
    let onsubmit = props.send.reform(move |event: SubmitEvent| {
        event.prevent_default();
        ("EnableKinesisStreamingDestination", body.clone())
    });
    html! {
        <form class="row end" aria-label="Send changes to a Kinesis data stream" {onsubmit}>
            <div class="arn-field">{ TextField::new("ARN of a Kinesis data stream", shown, set_arn).mono().hint("Our model: it exists as soon as it is named.").draw() }</div>
            { SelectField::new("Creation time in", PRECISIONS.to_vec(), *precision, set_precision).draw() }
            <button type="submit">{ "Send to Kinesis" }</button>
        </form>
    }
}

/// A stream beside the table: `arn:aws:kinesis:REGION:ACCOUNT:stream/TABLE-changes`.
fn proposed_arn(table_arn: &str, table: &str) -> String {
    let mut parts = table_arn.split(':').skip(3);
    let (region, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("arn:aws:kinesis:{region}:{account}:stream/{table}-changes")
}

#[cfg(test)]
mod tests {
    use super::{proposed_arn, stream_body};

    #[test]
    fn requests_and_proposals_are_those_of_the_table() {
        let arn = proposed_arn("arn:aws:dynamodb:us-east-1:123456789012:table/Orders", "Orders");
        assert_eq!(arn, "arn:aws:kinesis:us-east-1:123456789012:stream/Orders-changes");
        assert_eq!(
            stream_body("Orders", None).to_string(),
            r#"{"TableName":"Orders","StreamSpecification":{"StreamEnabled":false}}"#
        );
    }
}
