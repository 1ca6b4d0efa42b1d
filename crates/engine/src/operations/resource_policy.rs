//! PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy: the policy of a table or of a stream.
//!
//! A table's policy is a part of its settings; a stream's is kept beside it. Our model: a table's policy is enforced for its
//! indexes too, a stream's for what reads it. Policies are read and changed by their own account alone.
//!
//! Follows: API Reference, these three; facts 3.12.

use std::sync::Arc;

use api::text::{NotFound, Sentence};
use api::{Call, Error, Exception, Reply, Response};

use crate::backup::ArnParts;
use crate::control::ResourcePolicy;
use crate::policy::{POLICY_SIZE_BYTES, Policy, PolicyProblem};
use crate::{ChangeRecord, Context, Engine, ObjectBytes, ObjectKey, ObjectKind, Outcome, Refusal, Table, TablePlace};

/// What `ExpectedRevisionId` says where there must be no policy yet.
const NO_POLICY: &str = "NO_POLICY";

/// What has a policy.
struct Target {
    table: Arc<Table>,
    /// ARN of the stream, if it is one.
    stream: Option<String>,
}

/// Carries out a PutResourcePolicy.
pub(crate) fn put(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let action = call.name();
    let mut input = call.into_input();
    let (arn, text) = (input.text("ResourceArn"), input.text("Policy"));
    let expected = input.optional_text("ExpectedRevisionId");
    let _confirmed = input.flag("ConfirmRemoveSelfResourceAccess");
    input.finish()?;
    // Check.
    check_document(&text)?;
    let target = find(engine, context, &arn, action)?;
    let present = present(engine, &target);
    check_revision(&target, present.as_ref(), expected.as_deref())?;
    // Plan: the same text again keeps its revision.
    let policy = match present {
        Some(present) if present.text == text => present,
        // Revisions differ, also of two policies within a millisecond.
        present => {
            let last = present.and_then(|present| present.revision.parse::<u64>().ok()).unwrap_or(0);
            ResourcePolicy { text, revision: engine.now.0.max(last.saturating_add(1)).to_string() }
        }
    };
    let reply = Reply::default().text("RevisionId", policy.revision.clone());
    // Apply.
    let batch = keep(engine, &target, Some(policy)).into_iter().collect();
    Ok(Outcome { response: Response::Members(reply), batch, observed: 0 })
}

/// Carries out a GetResourcePolicy.
pub(crate) fn get(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let action = call.name();
    let mut input = call.into_input();
    let arn = input.text("ResourceArn");
    input.finish()?;
    let target = find(engine, context, &arn, action)?;
    let observed = engine.undurable.of_table(target.table.id).max(engine.observed_objects());
    let Some(policy) = present(engine, &target) else {
        return Err(Refusal::Error { error: not_found(Sentence::PolicyNotFound(arn)), observed });
    };
    let reply = Reply::default().text("Policy", policy.text).text("RevisionId", policy.revision);
    Ok(Outcome { response: Response::Members(reply), batch: vec![], observed })
}

/// Carries out a DeleteResourcePolicy. A policy that is not there is no fault.
pub(crate) fn delete(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    let action = call.name();
    let mut input = call.into_input();
    let arn = input.text("ResourceArn");
    let expected = input.optional_text("ExpectedRevisionId");
    input.finish()?;
    let target = find(engine, context, &arn, action)?;
    let present = present(engine, &target);
    check_revision(&target, present.as_ref(), expected.as_deref())?;
    let reply = match present {
        Some(policy) => Reply::default().text("RevisionId", policy.revision),
        None => Reply::default(),
    };
    let batch = keep(engine, &target, None).into_iter().collect();
    Ok(Outcome { response: Response::Members(reply), batch, observed: 0 })
}

/// Checks a document, also that of CreateTable.
pub(crate) fn check_document(text: &str) -> Result<(), Error> {
    let invalid = |sentence| Err(Error::Exception(Exception::Validation, sentence));
    if text.len() > POLICY_SIZE_BYTES {
        return invalid(Sentence::PolicySize(POLICY_SIZE_BYTES));
    }
    match Policy::parse(text) {
        Ok(_) => Ok(()),
        Err(PolicyProblem::Json) => invalid(Sentence::PolicyJson),
        Err(PolicyProblem::Syntax) => invalid(Sentence::PolicySyntax),
        Err(PolicyProblem::Nothing) => invalid(Sentence::PolicyNothing),
        Err(PolicyProblem::NoStatement) => invalid(Sentence::PolicyNoStatement),
        Err(PolicyProblem::Missing(field)) => invalid(Sentence::PolicyField(field)),
        Err(PolicyProblem::SidTwice) => invalid(Sentence::PolicySids),
        Err(PolicyProblem::Actions(actions)) => invalid(Sentence::PolicyActions(actions.join(", "))),
        Err(PolicyProblem::Principal) => invalid(Sentence::PolicyPrincipal),
        Err(PolicyProblem::Unbounded) => invalid(Sentence::PolicyUnbounded),
    }
}

fn not_found(sentence: Sentence) -> Error {
    Error::Exception(Exception::PolicyNotFound, sentence)
}

fn find(engine: &Engine, context: &Context, arn: &str, action: &'static str) -> Result<Target, Refusal> {
    let wrong = || Error::Exception(Exception::Validation, Sentence::PolicyArn(arn.to_owned()));
    let parts = ArnParts::read(arn).filter(|parts| parts.region == context.region).ok_or_else(wrong)?;
    if parts.account != context.account {
        let error = Error::Exception(Exception::AccessDenied, Sentence::AccessDenied(action, arn.to_owned()));
        return Err(error.into());
    }
    let (name, rest) = parts.resource.split_once('/').map_or((parts.resource, None), |(name, rest)| (name, Some(rest)));
    let observed = engine.undurable.of_tables();
    let place = TablePlace { account: parts.account, region: parts.region, name };
    let table = engine
        .database
        .find(place)
        .ok_or_else(|| Refusal::Error { error: Error::ResourceNotFound(NotFound::Table(name.to_owned())), observed })?;
    let stream = match rest.map(|rest| rest.split_once('/')) {
        None => None,
        Some(Some(("stream", label))) if table.control.streams.iter().any(|stream| stream.label() == label) => {
            Some(arn.to_owned())
        }
        Some(Some(("stream", label))) => {
            let sentence = Sentence::PolicyStream(label.to_owned(), name.to_owned());
            return Err(Refusal::Error { error: Error::Exception(Exception::ResourceNotFound, sentence), observed });
        }
        Some(_) => return Err(wrong().into()),
    };
    Ok(Target { table: Arc::clone(table), stream })
}

fn stream_key(table: &Table, stream: &str) -> ObjectKey {
    ObjectKey {
        kind: ObjectKind::Setting,
        account: table.account.clone(),
        region: table.region.clone(),
        name: format!("policy of {stream}"),
    }
}

fn present(engine: &Engine, target: &Target) -> Option<ResourcePolicy> {
    match &target.stream {
        Some(stream) => stream_policy(engine, &target.table, stream),
        None => target.table.control.policy.clone(),
    }
}

/// The policy of a table's stream with this ARN.
pub(crate) fn stream_policy(engine: &Engine, table: &Table, stream: &str) -> Option<ResourcePolicy> {
    let bytes = engine.object(&stream_key(table, stream))?;
    let text = String::from_utf8(bytes.to_vec()).ok()?;
    let (revision, text) = text.split_once('\n')?;
    Some(ResourcePolicy { text: text.to_owned(), revision: revision.to_owned() })
}

fn check_revision(target: &Target, present: Option<&ResourcePolicy>, expected: Option<&str>) -> Result<(), Error> {
    let name = || target.table.name.clone();
    match (expected, present) {
        (None, _) => Ok(()),
        (Some(NO_POLICY), None) => Ok(()),
        (Some(expected), None) => Err(not_found(Sentence::PolicyRevisionOfNone(expected.to_owned(), name()))),
        (Some(expected), Some(present)) if present.revision == expected => Ok(()),
        (Some(expected), Some(_)) => Err(not_found(Sentence::PolicyRevision(expected.to_owned(), name()))),
    }
}

fn keep(engine: &mut Engine, target: &Target, policy: Option<ResourcePolicy>) -> Option<ChangeRecord> {
    if let Some(stream) = &target.stream {
        let bytes = policy.map(|policy| ObjectBytes::from(format!("{}\n{}", policy.revision, policy.text).as_bytes()));
        return engine.commit_object(stream_key(&target.table, stream), bytes);
    }
    if target.table.control.policy == policy {
        return None;
    }
    let mut after = Table::clone(&target.table);
    after.control.policy = policy;
    engine.commit_table(Some(Arc::clone(&target.table)), Some(Arc::new(after)))
}
