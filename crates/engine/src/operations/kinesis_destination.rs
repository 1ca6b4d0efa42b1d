//! EnableKinesisStreamingDestination, DisableKinesisStreamingDestination, UpdateKinesisStreamingDestination and
//! DescribeKinesisStreamingDestination.
//!
//! Follows: API Reference, the four operations; developer guide, "Using Kinesis Data Streams"; facts 3.10.

use std::sync::Arc;

use api::text::Sentence;
use api::{Call, Error, Exception, Fields, Reply, ReplyNode, Response, TableStatus};
use model::EpochMillis;

use super::describe_table::named_table;
use crate::kinesis::KINESIS_KEEP_MS;
use crate::{Context, Engine, KinesisDestination, Outcome, Precision, Refusal, RetentionReason, Table};

/// Changes of the precision within a day (developer guide, "Quotas").
const PRECISION_CHANGES: usize = 3;
/// A day in milliseconds.
const DAY_MS: u64 = 24 * 3_600 * 1_000;

/// What the three changes ask for.
struct Request {
    table: String,
    stream_arn: String,
    /// The configuration was sent.
    configured: bool,
    precision: Option<Precision>,
}

impl Request {
    fn read(call: Call, configuration: &str) -> Result<Self, Error> {
        let mut input = call.into_input();
        let (table, stream_arn) = (input.text("TableName"), input.text("StreamArn"));
        let configuration = input.fields(configuration);
        input.finish()?;
        let configured = configuration.is_some();
        let precision = configuration.map(precision).transpose()?.flatten();
        Ok(Request { table, stream_arn, configured, precision })
    }
}

fn precision(mut configuration: Fields) -> Result<Option<Precision>, Error> {
    let name = configuration.optional_text("ApproximateCreationDateTimePrecision");
    configuration.finish()?;
    Ok(name.map(|name| if name == Precision::Microsecond.name() { Precision::Microsecond } else { Precision::Millisecond }))
}

/// Carries out an EnableKinesisStreamingDestination.
pub(crate) fn enable(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let request = Request::read(call, "EnableKinesisStreamingConfiguration")?;
    let before = created_table(engine, context, &request.table)?;
    // A table has one destination at a time.
    let busy = |destination: &KinesisDestination| !matches!(destination.status(engine.now), "DISABLED" | "ENABLE_FAILED");
    if before.control.kinesis.iter().any(busy) {
        return Err(refused(engine, &before, Sentence::KinesisNotDisabled));
    }
    // Plan.
    let mut after = Table::clone(&before);
    let old = after.control.kinesis.iter().position(|destination| destination.stream_arn == request.stream_arn);
    let old = old.map(|at| after.control.kinesis.remove(at));
    let failure = failure(context, &request.stream_arn).map(|sentence| sentence.to_string());
    let mut spans = old.map(|destination| destination.spans).unwrap_or_default();
    spans.retain(|(after, last)| last.is_none_or(|last| last > *after));
    if failure.is_none() {
        spans.push((engine.sequence, None));
        after.control.retention.begin(RetentionReason::KinesisDestination, KINESIS_KEEP_MS, engine.now, engine.sequence);
    }
    after.control.kinesis.push(KinesisDestination {
        stream_arn: request.stream_arn.clone(),
        precision: request.precision.unwrap_or_default(),
        active: true,
        updating: false,
        failure,
        changed: engine.now,
        settled: EpochMillis(engine.now.0.saturating_add(engine.delays.update_ms)),
        precision_changes: vec![],
        spans,
    });
    let configuration = request.precision.map(|precision| configuration("EnableKinesisStreamingConfiguration", precision));
    Ok(changed(engine, before, after, request.stream_arn, "ENABLING", configuration))
}

/// Carries out a DisableKinesisStreamingDestination.
pub(crate) fn disable(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let request = Request::read(call, "EnableKinesisStreamingConfiguration")?;
    if request.precision.is_some() {
        return Err(Error::Exception(Exception::Validation, Sentence::KinesisDisableConfiguration).into());
    }
    let before = created_table(engine, context, &request.table)?;
    let mut after = Table::clone(&before);
    let now = engine.now;
    let Some(destination) = active(&mut after, &request.stream_arn, now) else {
        return Err(refused(engine, &before, Sentence::KinesisNotActive));
    };
    // Plan.
    destination.active = false;
    destination.updating = false;
    destination.changed = now;
    destination.settled = EpochMillis(now.0.saturating_add(engine.delays.update_ms));
    if let Some((_, last)) = destination.spans.last_mut() {
        last.get_or_insert(engine.sequence);
    }
    after.control.retention.end(RetentionReason::KinesisDestination, now);
    Ok(changed(engine, before, after, request.stream_arn, "DISABLING", None))
}

/// Carries out an UpdateKinesisStreamingDestination.
pub(crate) fn update(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let request = Request::read(call, "UpdateKinesisStreamingConfiguration")?;
    let Some(precision) = request.precision.filter(|_| request.configured) else {
        return Err(Error::Exception(Exception::Validation, Sentence::KinesisUpdateEmpty).into());
    };
    let before = created_table(engine, context, &request.table)?;
    let mut after = Table::clone(&before);
    let now = engine.now;
    let arn = request.stream_arn;
    let Some(destination) = active(&mut after, &arn, now) else {
        return Err(refused(engine, &before, Sentence::KinesisUpdateNotActive(before.name.clone(), arn)));
    };
    if destination.precision == precision {
        let sentence = Sentence::KinesisPrecisionSet(precision.name(), before.uuid.clone(), arn);
        return Err(refused(engine, &before, sentence));
    }
    destination.precision_changes.retain(|at| at.0.saturating_add(DAY_MS) > now.0);
    if destination.precision_changes.len() >= PRECISION_CHANGES {
        let error = Error::Exception(Exception::LimitExceeded, Sentence::KinesisPrecisionChanges);
        return Err(Refusal::Error { error, observed: engine.undurable.of_table(before.id) });
    }
    // Plan.
    destination.precision_changes.push(now);
    destination.precision = precision;
    destination.updating = true;
    destination.changed = now;
    destination.settled = EpochMillis(now.0.saturating_add(engine.delays.update_ms));
    let configuration = configuration("UpdateKinesisStreamingConfiguration", precision);
    Ok(changed(engine, before, after, arn, "UPDATING", Some(configuration)))
}

/// Carries out a DescribeKinesisStreamingDestination.
pub(crate) fn describe(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let name = input.text("TableName");
    input.finish()?;
    let table = created_table(engine, context, &name)?;
    // Plan.
    let destinations = table.control.kinesis.iter().map(|destination| {
        let status = destination.status(engine.now);
        let why = destination.failure.clone().filter(|_| status == "ENABLE_FAILED");
        let told = Reply::default()
            .text("StreamArn", &destination.stream_arn)
            .text("DestinationStatus", status)
            .with_optional("DestinationStatusDescription", why.map(ReplyNode::Text))
            .text("ApproximateCreationDateTimePrecision", destination.precision.name());
        told.into()
    });
    let reply = Reply::default().text("TableName", &table.name).list("KinesisDataStreamDestinations", destinations.collect());
    let observed = engine.undurable.of_table(table.id);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed })
}

/// The table, once it is created: before, it is not found (facts 4.2).
fn created_table(engine: &Engine, context: &Context, name: &str) -> Result<Arc<Table>, Refusal> {
    let table = named_table(engine, context, name)?;
    match table.status {
        TableStatus::Creating => Err(Refusal::Error {
            error: Error::ResourceNotFound(api::text::NotFound::Table(table.name.clone())),
            observed: engine.undurable.of_table(table.id),
        }),
        _ => Ok(Arc::clone(table)),
    }
}

fn active<'t>(table: &'t mut Table, stream_arn: &str, now: EpochMillis) -> Option<&'t mut KinesisDestination> {
    let mut destinations = table.control.kinesis.iter_mut();
    destinations.find(|destination| destination.stream_arn == stream_arn && destination.status(now) == "ACTIVE")
}

/// Why a stream cannot be enabled. The request is accepted all the same, and its status tells (LAB).
fn failure(context: &Context, stream_arn: &str) -> Option<Sentence> {
    let mut parts = stream_arn.split(':').skip(2);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("kinesis"), Some(region), ..) if region != context.region => Some(Sentence::KinesisElsewhere),
        (Some("kinesis"), Some(_), Some(account), Some(name)) if account == context.account && name.starts_with("stream/") => {
            None
        }
        _ => Some(Sentence::KinesisForbidden),
    }
}

fn refused(engine: &Engine, table: &Table, sentence: Sentence) -> Refusal {
    Refusal::Error { error: Error::Exception(Exception::Validation, sentence), observed: engine.undurable.of_table(table.id) }
}

fn configuration(member: &'static str, precision: Precision) -> (&'static str, ReplyNode) {
    let told = Reply::default().text("ApproximateCreationDateTimePrecision", precision.name());
    (member, told.into())
}

fn changed(
    engine: &mut Engine,
    before: Arc<Table>,
    after: Table,
    stream_arn: String,
    status: &str,
    configuration: Option<(&'static str, ReplyNode)>,
) -> Outcome {
    let mut reply =
        Reply::default().text("TableName", &before.name).text("StreamArn", stream_arn).text("DestinationStatus", status);
    if let Some((member, value)) = configuration {
        reply = reply.with(member, value);
    }
    let observed = engine.undurable.of_table(before.id);
    // Apply.
    let batch = engine.commit_table(Some(before), Some(Arc::new(after))).into_iter().collect();
    Outcome { response: Response::Members(reply), batch, observed }
}
