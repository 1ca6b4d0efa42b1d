//! TagResource, UntagResource and ListTagsOfResource: keys and values on a table or a stream.
//!
//! Follows: API Reference, "TagResource", "UntagResource", "ListTagsOfResource"; facts 3.7. The checks are the service's own, not
//! those of the service model.

use std::sync::Arc;

use api::text::{InUse, Sentence};
use api::{Call, Error, Exception, Reply, ReplyNode, Response, TableStatus};

use super::stream_source::StreamArn;
use crate::backup::ArnParts;
use crate::{Context, Engine, Outcome, Refusal, Table, TablePlace};

/// Tags of one resource at most (developer guide, "Quotas").
const TAGS_MAX: usize = 50;
/// Characters of a key at most (API Reference, "Tag").
const KEY_CHARS: usize = 128;
/// Characters of a value at most (API Reference, "Tag").
const VALUE_CHARS: usize = 256;
/// Characters besides letters, digits and spaces.
const SIGNS: &str = "+-=._:/@";

/// A tag as sent; either part may be missing.
pub(crate) type SentTag = (Option<String>, Option<String>);
type Tags = Vec<(String, String)>;

/// Carries out a TagResource. All tags are set, or none.
pub(crate) fn tag(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (arn, sent) = (input.text("ResourceArn"), input.structures("Tags").unwrap_or_default());
    input.finish()?;
    let sent = sent.into_iter().map(|mut tag| (tag.optional_text("Key"), tag.optional_text("Value"))).collect();
    let resource = Resource::parse(context, &arn, "TagResource")?;
    let new = checked(sent)?;
    if new.is_empty() {
        return Err(invalid(Sentence::TagsMissing).into());
    }
    change(engine, &arn, resource, |tags| {
        for (key, value) in new {
            match tags.iter_mut().find(|(known, _)| *known == key) {
                Some(tag) => tag.1 = value,
                None => tags.push((key, value)),
            }
        }
        if tags.len() > TAGS_MAX { Err(invalid(Sentence::TooManyTags)) } else { Ok(()) }
    })
}

/// Carries out an UntagResource. A key that is not there is no fault.
pub(crate) fn untag(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (arn, keys) = (input.text("ResourceArn"), input.texts("TagKeys").unwrap_or_default());
    input.finish()?;
    let resource = Resource::parse(context, &arn, "UntagResource")?;
    if keys.is_empty() {
        return Err(invalid(Sentence::TagKeysMissing).into());
    }
    for key in &keys {
        check_key(key)?;
    }
    if keys.len() > TAGS_MAX {
        return Err(invalid(Sentence::TooManyTags).into());
    }
    change(engine, &arn, resource, |tags| {
        tags.retain(|(key, _)| !keys.contains(key));
        Ok(())
    })
}

/// Carries out a ListTagsOfResource. All tags are one page: there are at most 50. A token is ignored, as measured.
pub(crate) fn list(engine: &Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let mut input = call.into_input();
    let (arn, _token) = (input.text("ResourceArn"), input.optional_text("NextToken"));
    input.finish()?;
    let resource = Resource::parse(context, &arn, "ListTagsOfResource")?;
    let table = resource.table(engine, &arn)?;
    // Plan.
    let tag = |(key, value): &(String, String)| ReplyNode::from(Reply::default().text("Key", key).text("Value", value));
    let tags = resource.tags(table).map(|tags| tags.iter().map(tag).collect()).unwrap_or_default();
    let observed = engine.undurable.of_table(table.id);
    Ok(Outcome { response: Response::Members(Reply::default().list("Tags", tags)), batch: vec![], observed })
}

/// The tags of a request in their order, if they are such.
pub(crate) fn checked(sent: Vec<SentTag>) -> Result<Tags, Error> {
    let mut tags: Tags = vec![];
    for (key, value) in sent {
        let Some(key) = key else { return Err(invalid(Sentence::TagKey("null".to_owned()))) };
        check_key(&key)?;
        match value {
            Some(value) if value.chars().count() <= VALUE_CHARS && value.chars().all(is_allowed) => {
                if tags.iter().any(|(known, _)| *known == key) {
                    return Err(invalid(Sentence::TagKeyTwice(key)));
                }
                tags.push((key, value));
            }
            other => return Err(invalid(Sentence::TagValue(other.unwrap_or_else(|| "null".to_owned())))),
        }
    }
    if tags.len() > TAGS_MAX { Err(invalid(Sentence::TooManyTags)) } else { Ok(tags) }
}

fn check_key(key: &str) -> Result<(), Error> {
    if key.is_empty() || key.chars().count() > KEY_CHARS || !key.chars().all(is_allowed) {
        return Err(invalid(Sentence::TagKey(key.to_owned())));
    }
    if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
        return Err(invalid(Sentence::TagKeyReserved(key.to_owned())));
    }
    Ok(())
}

fn is_allowed(letter: char) -> bool {
    letter.is_alphanumeric() || letter.is_whitespace() || SIGNS.contains(letter)
}

fn invalid(sentence: Sentence) -> Error {
    Error::Exception(Exception::Validation, sentence)
}

/// What an ARN names.
#[derive(Clone, Copy)]
enum Resource<'a> {
    Table(TablePlace<'a>),
    Stream(TablePlace<'a>, &'a str),
}

impl<'a> Resource<'a> {
    fn parse(context: &Context, arn: &'a str, action: &'static str) -> Result<Self, Error> {
        if !arn.starts_with("arn:") {
            return Err(invalid(Sentence::TagArnStart(arn.to_owned())));
        }
        let parts = ArnParts::read(arn).filter(|parts| parts.of_kind("backup").is_none());
        let parts = parts.ok_or_else(|| invalid(Sentence::TagArnOther(arn.to_owned())))?;
        if parts.region != context.region {
            return Err(invalid(Sentence::TagArnRegion(arn.to_owned())));
        }
        if parts.account != context.account {
            return Err(Error::Exception(Exception::AccessDenied, Sentence::AccessDenied(action, arn.to_owned())));
        }
        match StreamArn::parse(arn) {
            Some(stream) => Ok(Resource::Stream(stream.table, stream.label)),
            None if parts.resource.contains('/') => Err(invalid(Sentence::TagArnKind(arn.to_owned()))),
            None => Ok(Resource::Table(TablePlace { account: parts.account, region: parts.region, name: parts.resource })),
        }
    }

    fn table<'e>(&self, engine: &'e Engine, arn: &str) -> Result<&'e Arc<Table>, Refusal> {
        let (Resource::Table(place) | Resource::Stream(place, _)) = *self;
        // While it is created a table has no tags yet (facts 4.2).
        let found =
            engine.database.find(place).filter(|table| table.status != TableStatus::Creating && self.tags(table).is_some());
        found.ok_or_else(|| Refusal::Error {
            error: Error::Exception(Exception::ResourceNotFound, Sentence::TagArnNotFound(arn.to_owned())),
            observed: engine.undurable.of_tables(),
        })
    }

    fn tags<'t>(&self, table: &'t Table) -> Option<&'t Tags> {
        match self {
            Resource::Table(_) => Some(&table.control.tags),
            Resource::Stream(_, label) => {
                table.control.streams.iter().find(|stream| stream.label() == *label).map(|stream| &stream.tags)
            }
        }
    }
}

/// Changes the tags of a resource.
fn change(
    engine: &mut Engine,
    arn: &str,
    resource: Resource<'_>,
    edit: impl FnOnce(&mut Tags) -> Result<(), Error>,
) -> Result<Outcome, Refusal> {
    let before = Arc::clone(resource.table(engine, arn)?);
    let observed = engine.undurable.of_table(before.id);
    // Plan.
    let mut tags = resource.tags(&before).cloned().unwrap_or_default();
    edit(&mut tags).map_err(|error| Refusal::Error { error, observed })?;
    let mut batch = vec![];
    if resource.tags(&before) != Some(&tags) {
        if before.status == TableStatus::Deleting {
            let error = Error::ResourceInUse(InUse::BeingDeleted(before.name.clone()));
            return Err(Refusal::Error { error, observed });
        }
        let mut after = Table::clone(&before);
        match resource {
            Resource::Table(_) => after.control.tags = tags,
            Resource::Stream(_, label) => {
                if let Some(stream) = after.control.streams.iter_mut().find(|stream| stream.label() == label) {
                    stream.tags = tags;
                }
            }
        }
        // Apply.
        batch.extend(engine.commit_table(Some(before), Some(Arc::new(after))));
    }
    Ok(Outcome { response: Response::Members(Reply::default()), batch, observed })
}
