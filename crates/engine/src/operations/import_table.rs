//! ImportTable: a new table filled with the files of a bucket.
//!
//! It is IN_PROGRESS in the reply; its table is CREATING until the last record is in. Our model: the table is there from the
//! beginning, while AWS shows it after some time and does not reserve its name.
//!
//! Follows: API Reference, "ImportTable"; facts 3.9.

use std::sync::Arc;

use api::text::{InUse, Sentence};
use api::{Call, CreateTable, Error, Exception, Fields, Reply, Response};
use model::EpochMillis;

use super::create_table::{self, Definition};
use super::vector_definition::VectorDefinitions;
use crate::control::{Task, Work};
use crate::import::Import;
use crate::intake::Intake;
use crate::job::{Job, Kept};
use crate::{Context, Engine, Outcome, Refusal, TableId, TablePlace};

/// Imports at once in an account and region (Quotas).
const IMPORTS_MAX: usize = 50;

/// A request that is right by itself.
struct Wanted {
    table: CreateTable,
    vectors: Option<VectorDefinitions>,
    intake: Intake,
    compression: String,
    token: Option<String>,
    source: Option<String>,
    options: Option<String>,
    parameters: Option<String>,
    request: String,
}

/// Carries out an ImportTable.
pub(crate) fn execute(engine: &mut Engine, context: &Context, call: Call) -> Result<Outcome, Refusal> {
    // Check.
    let wanted = read(call.into_input())?;
    let name = wanted.table.table_name.clone();
    // Only another table is another request (measured).
    let same = |import: &Import| import.job.table_arn.rsplit('/').next() == Some(&name);
    let conflict = Error::Exception(Exception::ImportConflict, Sentence::TokenConflict("Import"));
    if let Some(known) = engine.job_of_token(context, wanted.token.as_deref(), same, conflict)? {
        return Ok(described(&known, vec![], engine.observed_objects()));
    }
    let vectors = match &wanted.vectors {
        Some(definitions) => definitions.checked(&wanted.table)?,
        None => vec![],
    };
    let (key, indexes) = create_table::check(&wanted.table, &vectors).map_err(Error::Validation)?;
    let place = TablePlace { account: &context.account, region: &context.region, name: &name };
    if let Some(table) = engine.database.find(place) {
        let error = Error::ResourceInUse(InUse::AlreadyExists(name));
        return Err(Refusal::Error { error, observed: engine.undurable.of_table(table.id) });
    }
    create_table::check_maximums(&wanted.table, &context.region)?;
    if engine.jobs_under_way::<Import>(context) >= IMPORTS_MAX {
        return Err(Error::Exception(Exception::LimitExceeded, Sentence::ImportsAtOnce).into());
    }
    // Plan.
    let Wanted { table, vectors: _, intake, compression, token, source, options, parameters, request } = wanted;
    let id = TableId(engine.last_table + 1);
    let mut table = create_table::new_table(engine, context, table, id, Definition { key, indexes, vector_indexes: vectors });
    let job = Job::begin(engine, Import::KIND, &table, token, request);
    let due = EpochMillis(engine.now.0.saturating_add(engine.delays.job_ms));
    table.control.work = vec![Work { due, task: Task::Import(job.arn.clone()) }];
    let import = Import { job, intake, source, options, compression, parameters, processed: 0, imported: 0, errors: 0 };
    // Apply.
    engine.last_table = id.0;
    let mut batch: Vec<_> = engine.commit_table(None, Some(Arc::new(table))).into_iter().collect();
    batch.extend(engine.keep_job(&context.account, &context.region, &import));
    Ok(described(&import, batch, 0))
}

fn described(import: &Import, batch: Vec<crate::ChangeRecord>, observed: u64) -> Outcome {
    let reply = Reply::default().structure("ImportTableDescription", import.description());
    Outcome { response: Response::Members(reply), batch, observed }
}

fn read(mut input: Fields) -> Result<Wanted, Error> {
    let request = input.to_json();
    let token = input.optional_text("ClientToken");
    let format = input.text("InputFormat");
    let compression = input.optional_text("InputCompressionType").unwrap_or_else(|| "NONE".to_owned());
    let (mut source, options) = (input.fields("S3BucketSource"), input.fields("InputFormatOptions"));
    let parameters = input.fields("TableCreationParameters");
    input.finish()?;
    let echo = |fields: &Option<Fields>| fields.as_ref().map(Fields::to_json);
    let (sent_source, sent_options, sent_parameters) = (echo(&source), echo(&options), echo(&parameters));
    if options.is_some() && format != "CSV" {
        return Err(Error::Exception(Exception::Validation, Sentence::ImportOptions(format)));
    }
    if compression == "ZSTD" {
        return Err(Error::Exception(Exception::Validation, Sentence::ZstdUnsupported));
    }
    let mut csv = options.and_then(|mut options| options.fields("Csv"));
    let delimiter = csv.as_mut().and_then(|csv| csv.optional_text("Delimiter")?.chars().next());
    let header = csv.as_mut().and_then(|csv| csv.texts("HeaderList")).unwrap_or_default();
    let mut member = |name: &str| source.as_mut().and_then(|source| source.optional_text(name)).unwrap_or_default();
    let intake = Intake {
        bucket: member("S3Bucket"),
        prefix: member("S3KeyPrefix"),
        gzip: compression == "GZIP",
        format,
        delimiter: delimiter.unwrap_or(','),
        header,
        file: None,
        offset: 0,
        size_bytes: 0,
    };
    let mut vectors = None;
    let table = match parameters {
        Some(mut parameters) => {
            vectors = VectorDefinitions::read(&mut parameters, "VectorIndexes");
            parameters.table_creation()?
        }
        None => CreateTable::default(),
    };
    Ok(Wanted {
        table,
        vectors,
        intake,
        compression,
        token,
        source: sent_source,
        options: sent_options,
        parameters: sent_parameters,
        request,
    })
}
