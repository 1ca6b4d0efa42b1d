//! Long work on files: exports, imports and bulk puts. What they have in common.
//!
//! A job is an object (its description, as far as it came) and a task of a table (when its next step is due): an export's
//! task hangs on the fork that it reads, an import's and a bulk put's on the table that they fill. A step is bounded and leaves
//! everything that the next one needs in the object, so a job goes on after a restart where it stopped.
//!
//! Follows: developer guide, "Export to Amazon S3", "Import from Amazon S3", "Bulk put items"; facts 3.9.

use api::text::Sentence;
use api::{Error, Exception, Reply, ReplyNode};
use model::EpochMillis;

use crate::backup::ArnParts;
use crate::chance::{chance, uuid};
use crate::control::{Task, Work};
use crate::due::{Due, JobStep};
use crate::journal::codec::{Reader, Writer};
use crate::{Context, Engine, Missing, ObjectBytes, ObjectKey, ObjectKind, Refusal, Table, TableId};

/// How long a client token names its job: eight hours (API, `ClientToken`).
const TOKEN_MS: u64 = 8 * 3_600 * 1_000;

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobStatus {
    /// Under way.
    InProgress,
    /// Done.
    Completed,
    /// Done, but for records that were wrong.
    CompletedWithErrors,
    /// Stopped by a request.
    Cancelled,
    /// Ended without success.
    Failed,
}

impl JobStatus {
    /// AWS's word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            JobStatus::InProgress => "IN_PROGRESS",
            JobStatus::Completed => "COMPLETED",
            JobStatus::CompletedWithErrors => "COMPLETED_WITH_ERRORS",
            JobStatus::Cancelled => "CANCELLED",
            JobStatus::Failed => "FAILED",
        }
    }

    const ALL: [JobStatus; 5] =
        [JobStatus::InProgress, JobStatus::Completed, JobStatus::CompletedWithErrors, JobStatus::Cancelled, JobStatus::Failed];

    fn code(self) -> u8 {
        Self::ALL.iter().zip(0..).find(|(status, _)| **status == self).map_or(0, |(_, code)| code)
    }
}

/// What every job has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    /// ARN, which is also the object's name.
    pub(crate) arn: String,
    /// How it stands.
    pub(crate) status: JobStatus,
    /// The table that is exported or filled.
    pub(crate) table: TableId,
    /// Its ARN.
    pub(crate) table_arn: String,
    /// Its UUID.
    pub(crate) table_uuid: String,
    /// `ClientToken`, sent or drawn.
    pub(crate) token: String,
    /// The request as JSON, to be compared with a repeat of the token.
    pub(crate) request: String,
    /// When it began.
    pub(crate) start: EpochMillis,
    /// When it ended.
    pub(crate) end: Option<EpochMillis>,
    /// `FailureCode` and `FailureMessage`.
    pub(crate) failure: Option<(String, String)>,
}

impl Job {
    /// A job on this table that begins now.
    pub(crate) fn begin(engine: &Engine, kind: ObjectKind, table: &Table, token: Option<String>, request: String) -> Self {
        let (word, draws) = (word_of(kind), engine.last_table * 4 + engine.sequence);
        let suffix = chance(engine.seed, word, draws) as u32;
        Job {
            arn: format!("{}/{word}/{:014}-{suffix:08x}", table.arn(), engine.now.0),
            status: JobStatus::InProgress,
            table: table.id,
            table_arn: table.arn(),
            table_uuid: table.uuid.clone(),
            token: token.unwrap_or_else(|| uuid(engine.seed, word, draws)),
            request,
            start: engine.now,
            end: None,
            failure: None,
        }
    }

    /// What stands behind the last slash of the ARN.
    pub(crate) fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }

    /// Ends it.
    pub(crate) fn end(&mut self, status: JobStatus, now: EpochMillis) {
        self.status = status;
        self.end = Some(now);
    }

    /// Ends it without success.
    pub(crate) fn fail(&mut self, code: &str, message: String, now: EpochMillis) {
        self.failure = Some((code.to_owned(), message));
        self.end(JobStatus::Failed, now);
    }

    /// Adds `EndTime` and the failure, if there are any.
    pub(crate) fn with_failure(&self, reply: Reply) -> Reply {
        match &self.failure {
            Some((code, message)) => reply.text("FailureCode", code.clone()).text("FailureMessage", message.clone()),
            None => reply,
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.text(&self.arn);
        out.byte(self.status.code());
        out.number(self.table.0);
        for text in [&self.table_arn, &self.table_uuid, &self.token, &self.request] {
            out.text(text);
        }
        out.number(self.start.0);
        out.optional(self.end, |out, end| out.number(end.0));
        out.optional(self.failure.as_ref(), |out, (code, message)| {
            out.text(code);
            out.text(message);
        });
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Option<Self> {
        Some(Job {
            arn: bytes.text()?,
            status: *JobStatus::ALL.get(usize::from(bytes.byte()?))?,
            table: TableId(bytes.number()?),
            table_arn: bytes.text()?,
            table_uuid: bytes.text()?,
            token: bytes.text()?,
            request: bytes.text()?,
            start: EpochMillis(bytes.number()?),
            end: bytes.optional(|bytes| bytes.number().map(EpochMillis))?,
            failure: bytes.optional(|bytes| Some((bytes.text()?, bytes.text()?)))?,
        })
    }
}

/// What is kept of one kind of job.
pub(crate) trait Kept: Sized {
    /// Its kind.
    const KIND: ObjectKind;
    /// What all jobs have.
    fn job(&self) -> &Job;
    /// The same, to be changed.
    fn job_mut(&mut self) -> &mut Job;
    /// Its bytes.
    fn write(&self, out: &mut Writer);
    /// Out of its bytes.
    fn read(bytes: &mut Reader<'_>) -> Option<Self>;
}

/// The word in the ARN of a job.
fn word_of(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Import => "import",
        ObjectKind::BulkOperation => "bulk-operation",
        _ => "export",
    }
}

/// Does a step of the job that a task names.
pub(crate) type DoStep = fn(&mut Engine, TableId, &Task) -> JobStep;

/// The only [`DoStep`]. It is reached by a pointer alone, so that a program that comes in two parts can have it in the second.
#[inline(never)]
pub(crate) fn step(engine: &mut Engine, table: TableId, task: &Task) -> JobStep {
    match task {
        Task::Export(arn) => engine.export_step(table, arn),
        Task::Import(arn) => engine.import_step(table, arn),
        Task::BulkPut(arn) => engine.bulk_step(table, arn),
        _ => JobStep::Done,
    }
}

impl Engine {
    /// Jobs wait until a request of an operation beyond the core: for a host that may not have the code that they need.
    pub fn hold_jobs(&mut self) {
        self.job_step = None;
    }

    /// Jobs go on.
    pub(crate) fn resume_jobs(&mut self) {
        if self.job_step.is_some() {
            return;
        }
        self.job_step = Some(step);
        let now = self.now;
        for table in std::mem::take(&mut self.held_jobs) {
            self.due.again(now, table);
        }
        self.drain_due(now);
    }

    /// The job with this ARN.
    pub(crate) fn job<K: Kept>(&self, account: &str, region: &str, arn: &str) -> Option<K> {
        let bytes = self.objects.get(&key::<K>(account, region, arn))?;
        let mut job = K::read(&mut Reader::new(bytes))?;
        self.end_lost(&mut job);
        Some(job)
    }

    /// The jobs of an account and region, newest first.
    pub(crate) fn jobs<K: Kept>(&self, context: &Context) -> Vec<K> {
        let objects = self.objects_of(K::KIND, &context.account, &context.region);
        let mut jobs: Vec<K> = objects.filter_map(|(_, bytes)| K::read(&mut Reader::new(bytes))).collect();
        jobs.iter_mut().for_each(|job| self.end_lost(job));
        model::sort_by(&mut jobs, |left, right| (right.job().start, &right.job().arn).cmp(&(left.job().start, &left.job().arn)));
        jobs
    }

    /// Keeps a job as it stands now.
    pub(crate) fn keep_job<K: Kept>(&mut self, account: &str, region: &str, job: &K) -> Option<crate::ChangeRecord> {
        let mut out = Writer::default();
        job.write(&mut out);
        let key = key::<K>(account, region, &job.job().arn);
        self.commit_object(key, Some(ObjectBytes::from(out.bytes)))
    }

    /// The job that this token started, unless its time is over; an error if it came with another request.
    pub(crate) fn job_of_token<K: Kept>(
        &self,
        context: &Context,
        token: Option<&str>,
        same: impl Fn(&K) -> bool,
        conflict: Error,
    ) -> Result<Option<K>, Refusal> {
        let Some(token) = token else { return Ok(None) };
        let is_known = |job: &K| job.job().token == token && self.now.0 < job.job().start.0.saturating_add(TOKEN_MS);
        match self.jobs::<K>(context).into_iter().find(is_known) {
            Some(job) if same(&job) => Ok(Some(job)),
            Some(_) => Err(Refusal::Error { error: conflict, observed: self.observed_objects() }),
            None => Ok(None),
        }
    }

    /// How many jobs of a kind are under way in an account and region.
    pub(crate) fn jobs_under_way<K: Kept>(&self, context: &Context) -> usize {
        self.jobs::<K>(context).iter().filter(|job| job.job().status == JobStatus::InProgress).count()
    }

    /// Whether a step can be done: everything that it reads is in memory. If not, the job waits until it is.
    pub(crate) fn can_step(&mut self, carrier: TableId, buckets: &[&str]) -> bool {
        let absent = |table: &Table| (!table.resident).then_some(table.id);
        let missing = self
            .database
            .table(carrier)
            .and_then(|table| absent(table))
            .or_else(|| buckets.iter().find_map(|bucket| self.resident_bucket(bucket).err().map(|missing| missing.table)));
        match missing {
            Some(missing) => {
                self.due.wait_for(missing, Due::Table(carrier));
                false
            }
            None => true,
        }
    }

    /// What work that is due waits for. A host loads it after a tick, as it loads what a request misses.
    pub fn wanted(&self) -> Option<Missing> {
        self.due.wanted().find_map(|id| self.absent_part(id))
    }

    /// What of a table is not in memory.
    pub(crate) fn absent_part(&self, id: TableId) -> Option<Missing> {
        match self.database.table(id) {
            Some(table) if !table.resident => Some(Missing::items(id)),
            _ => self.misses_history(id).then(|| Missing::history(id)),
        }
    }

    /// A job whose table went, or whose table was taken back by undo, is not under way any more.
    fn end_lost<K: Kept>(&self, kept: &mut K) {
        let job = kept.job_mut();
        if job.status != JobStatus::InProgress {
            return;
        }
        let is_mine = |work: &Work| match &work.task {
            Task::Export(arn) | Task::Import(arn) | Task::BulkPut(arn) => *arn == job.arn,
            _ => false,
        };
        if !self.database.tables().any(|table| table.control.work.iter().any(is_mine)) {
            let arn = job.table_arn.clone();
            job.fail("ResourceNotFoundException", format!("Our model: the table is gone: {arn}"), job.start);
        }
    }
}

fn key<K: Kept>(account: &str, region: &str, arn: &str) -> ObjectKey {
    ObjectKey { kind: K::KIND, account: account.to_owned(), region: region.to_owned(), name: arn.to_owned() }
}

/// Checks the ARN of a job. `texts` are said of what is none, and of one of another region.
pub(crate) fn check_job_arn(
    context: &Context,
    arn: &str,
    kind: ObjectKind,
    invalid: Sentence,
    elsewhere: Error,
    action: &'static str,
) -> Result<(), Error> {
    let Some(parts) = ArnParts::read(arn).filter(|parts| parts.of_kind(word_of(kind)).is_some()) else {
        return Err(Error::Exception(Exception::Validation, invalid));
    };
    if parts.region != context.region || parts.partition != "aws" {
        return Err(elsewhere);
    }
    if parts.account != context.account {
        return Err(Error::Exception(Exception::AccessDenied, Sentence::AccessDenied(action, arn.to_owned())));
    }
    Ok(())
}

/// Jobs of one page at most, and without a limit (API).
const PAGE_JOBS: usize = 25;
/// A token has at least so many digits (service model, `ImportNextToken`).
const TOKEN_DIGITS_MIN: usize = 112;
/// A token's digits come in groups of so many.
const TOKEN_GROUP: usize = 16;

/// A page of jobs.
pub(crate) struct JobPage<K> {
    /// The jobs.
    pub(crate) jobs: Vec<K>,
    /// `NextToken`.
    pub(crate) next: Option<String>,
}

/// The page that begins behind a token.
pub(crate) fn page<K: Kept>(jobs: Vec<K>, limit: Option<i64>, token: Option<String>) -> Result<JobPage<K>, Error> {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_JOBS).clamp(1, PAGE_JOBS);
    let from = match token {
        None => 0,
        Some(token) => match jobs.iter().position(|job| token_of(job.job()) == token) {
            Some(at) => at + 1,
            None => return Err(Error::Exception(Exception::Validation, Sentence::NextTokenInvalid(token))),
        },
    };
    let mut rest = jobs.into_iter().skip(from);
    let jobs: Vec<K> = rest.by_ref().take(limit).collect();
    let next = jobs.last().filter(|_| rest.next().is_some()).map(|job| token_of(job.job()));
    Ok(JobPage { jobs, next })
}

/// The token behind a job: its id in hexadecimal digits, filled up to the length that the service's tokens have.
fn token_of(job: &Job) -> String {
    let mut token: String = job.arn.bytes().map(|byte| format!("{byte:02x}")).collect();
    while token.len() < TOKEN_DIGITS_MIN || !token.len().is_multiple_of(TOKEN_GROUP) {
        token.push('0');
    }
    token
}

/// JSON that a request sent, as a member of a reply.
pub(crate) fn echoed(json: &Option<String>) -> Option<ReplyNode> {
    json.clone().map(ReplyNode::Json)
}

#[cfg(test)]
mod tests;
