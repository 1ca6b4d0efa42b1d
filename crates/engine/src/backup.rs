//! Backups: what a table was, kept under an ARN.
//!
//! A backup is a fork of the table: it shares the leaf blocks in memory until the table changes them. In storage it has blocks
//! of its own, so it costs there what it costs at AWS. Index entries are not kept, since a restore builds them anew.
//!
//! Follows: developer guide, "Using on-demand backup and restore", "Point-in-time recovery"; facts 3.8, 6.

use std::sync::Arc;

use api::{Error, Exception, TableStatus, text::Sentence};
use model::EpochMillis;
use report::IndexKind;

use crate::chance::chance;
use crate::control::{Control, Task, Work};
use crate::role::{Backup, BackupKind, DAY_MS, Role};
use crate::{Blocks, Context, Engine, Refusal, Retention, Table, TableId};

/// Days that the service keeps the backup of a deleted table (developer guide, "Point-in-time recovery").
const SYSTEM_BACKUP_DAYS: u64 = 35;

impl Engine {
    /// A new backup of a table as it stands. It is CREATING until its time has come.
    pub(crate) fn plan_backup(&self, table: &Table, id: TableId, name: String, kind: BackupKind) -> Table {
        let now = self.now;
        let suffix = chance(self.seed, "backup", id.0) as u32;
        let expires = (kind == BackupKind::System).then(|| EpochMillis(now.0 + SYSTEM_BACKUP_DAYS * DAY_MS));
        let local = table.indexes.iter().filter(|index| index.kind == IndexKind::Local);
        let backup = Backup {
            arn: format!("{}/backup/{:014}-{suffix:08x}", table.arn(), now.0),
            name,
            kind,
            created: now,
            expires,
            size_bytes: table.partitions.held().1 + local.map(|index| index.partitions.held().1).sum::<u64>(),
            settings: Control { work: vec![], role: Role::Table, retention: Retention::default(), ..table.control.clone() },
        };
        let mut fork = table.fork(id);
        let mut work = vec![Work { due: EpochMillis(now.0.saturating_add(self.delays.backup_ms)), task: Task::Create }];
        work.extend(expires.map(|due| Work { due, task: Task::Expire }));
        fork.control = Control { role: Role::Backup(Box::new(backup)), work, ..Control::default() };
        fork.status = TableStatus::Creating;
        fork
    }

    /// All backups, in the order in which they were made.
    pub(crate) fn backups(&self) -> impl Iterator<Item = (&Arc<Table>, &Backup)> {
        self.database.tables().filter_map(|table| Some((table, table.control.backup()?)))
    }

    /// The backup with this ARN, which must be one of the caller's.
    pub(crate) fn backup_at(
        &self,
        context: &Context,
        arn: &str,
        action: &'static str,
    ) -> Result<(&Arc<Table>, &Backup), Refusal> {
        check_arn(context, arn, action)?;
        self.backups().find(|(_, backup)| backup.arn == arn).ok_or_else(|| Refusal::Error {
            error: Error::Exception(Exception::BackupNotFound, Sentence::BackupNotFound(arn.to_owned())),
            observed: self.undurable.of_tables(),
        })
    }

    /// Whether a restore of this backup is under way.
    pub(crate) fn feeds_restore(&self, arn: &str) -> bool {
        let from = |table: &Table| {
            let restored = table.control.restored.as_ref();
            restored.is_some_and(|restored| restored.backup_arn.as_deref() == Some(arn))
        };
        self.database.tables().any(|table| table.status == TableStatus::Creating && from(table))
    }
}

impl Table {
    /// The table's definition and items under another number, without address, entries and work. It shares all blocks.
    pub(crate) fn fork(&self, id: TableId) -> Table {
        let mut fork = Table { id, expiries: Blocks::default(), ..self.clone() };
        for index in &mut fork.indexes {
            index.entries = Blocks::default();
        }
        fork
    }
}

/// The parts of `arn:aws:dynamodb:region:account:resource`.
pub(crate) struct ArnParts<'a> {
    /// Partition: `aws`.
    pub(crate) partition: &'a str,
    /// Region.
    pub(crate) region: &'a str,
    /// Account.
    pub(crate) account: &'a str,
    /// Behind `table/`.
    pub(crate) resource: &'a str,
}

impl<'a> ArnParts<'a> {
    /// The parts of the ARN of a table or of something of a table; `None` if it is none.
    pub(crate) fn read(arn: &'a str) -> Option<Self> {
        let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
        let (partition, service, region, account) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let resource = parts.next()?.strip_prefix("table/")?;
        (service == "dynamodb").then_some(ArnParts { partition, region, account, resource })
    }

    /// What stands behind the table's name and this word: `backup/…`.
    pub(crate) fn of_kind(&self, kind: &str) -> Option<&'a str> {
        let mut parts = self.resource.splitn(3, '/');
        let (_table, found, rest) = (parts.next()?, parts.next()?, parts.next()?);
        (found == kind && !rest.is_empty()).then_some(rest)
    }
}

fn check_arn(context: &Context, arn: &str, action: &'static str) -> Result<(), Error> {
    let refused = |exception, sentence| Err(Error::Exception(exception, sentence));
    let Some(parts) = ArnParts::read(arn).filter(|parts| parts.of_kind("backup").is_some()) else {
        return refused(Exception::Validation, Sentence::BackupArnInvalid);
    };
    if parts.partition != "aws" || parts.region != context.region {
        return refused(Exception::Validation, Sentence::BackupArnNotValid);
    }
    if parts.account != context.account {
        return refused(Exception::AccessDenied, Sentence::AccessDenied(action, arn.to_owned()));
    }
    Ok(())
}
