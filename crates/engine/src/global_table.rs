//! Global tables: which tables of several regions are replicas of one another, and how.
//!
//! A group is one object of the account; its members are ordinary tables that have its name, one in each region. What passes
//! between them stands in `replication`. Follows: developer guide, "Global tables"; facts 5.

use model::EpochMillis;

use crate::journal::codec::{Reader, Writer};
use crate::{ChangeRecord, Context, Engine, ObjectBytes, ObjectKey, ObjectKind, RetentionReason, Table, TableId, TablePlace};

/// A group of replicas.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct GlobalTable {
    /// Version 2017.11.29 instead of 2019.11.21.
    pub(crate) legacy: bool,
    /// Multi-Region strong consistency.
    pub(crate) strong: bool,
    /// When the group came to be.
    pub(crate) created: EpochMillis,
    /// The tables, in the order in which they came.
    pub(crate) members: Vec<Member>,
    /// A region that stores changes only (strong consistency with two replicas).
    pub(crate) witness: Option<String>,
    /// Auto scaling settings by what they scale: see [`scaling_key`].
    pub(crate) scaling: Vec<(String, Scaling)>,
}

/// One replica.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Member {
    /// Region code.
    pub(crate) region: String,
    /// It is being made until then.
    pub(crate) ready: EpochMillis,
    /// The region whose items it began with, and when: that one cannot go for a day.
    pub(crate) seeded: Option<(String, EpochMillis)>,
    /// `KMSMasterKeyId`.
    pub(crate) key: Option<String>,
    /// What differs from the other members.
    pub(crate) overrides: Overrides,
    /// The same for indexes.
    pub(crate) indexes: Vec<(String, Overrides)>,
}

/// `ProvisionedThroughputOverride`, `OnDemandThroughputOverride` and `TableClassOverride`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overrides {
    /// Read capacity units.
    pub(crate) read_units: Option<u64>,
    /// Most read request units on demand.
    pub(crate) max_read: Option<u64>,
    /// Table class; of a table alone.
    pub(crate) class: Option<String>,
}

/// `AutoScalingSettings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scaling {
    pub(crate) disabled: bool,
    pub(crate) minimum: Option<u64>,
    pub(crate) maximum: Option<u64>,
    pub(crate) role: Option<String>,
    pub(crate) policy: Option<ScalingPolicy>,
}

/// `ScalingPolicies` have one: target tracking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScalingPolicy {
    pub(crate) name: Option<String>,
    /// Percent, as it was written.
    pub(crate) target: String,
    pub(crate) disable_scale_in: Option<bool>,
    pub(crate) scale_in_cooldown: Option<u64>,
    pub(crate) scale_out_cooldown: Option<u64>,
}

/// What a scaling setting is for: reads of a region or writes of all (region empty), of the table or of an index.
pub(crate) fn scaling_key(region: &str, index: Option<&str>) -> String {
    format!("{region}/{}", index.unwrap_or_default())
}

impl GlobalTable {
    /// The replica in a region.
    pub(crate) fn member(&self, region: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.region == region)
    }

    /// The setting that scales this, if there is one.
    pub(crate) fn scaling(&self, region: &str, index: Option<&str>) -> Option<&Scaling> {
        let wanted = scaling_key(region, index);
        self.scaling.iter().find(|(key, _)| *key == wanted).map(|(_, scaling)| scaling)
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.flag(self.legacy);
        out.flag(self.strong);
        out.number(self.created.0);
        out.list(self.members.iter(), |out, member| {
            out.text(&member.region);
            out.number(member.ready.0);
            out.optional(member.seeded.as_ref(), |out, (region, moment)| {
                out.text(region);
                out.number(moment.0);
            });
            out.optional(member.key.as_deref(), Writer::text);
            write_overrides(out, &member.overrides);
            out.list(member.indexes.iter(), |out, (name, overrides)| {
                out.text(name);
                write_overrides(out, overrides);
            });
        });
        out.optional(self.witness.as_deref(), Writer::text);
        out.list(self.scaling.iter(), |out, (key, scaling)| {
            out.text(key);
            write_scaling(out, scaling);
        });
        out.bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Reader::new(bytes);
        Some(GlobalTable {
            legacy: bytes.flag()?,
            strong: bytes.flag()?,
            created: EpochMillis(bytes.number()?),
            members: bytes.list(|bytes| {
                Some(Member {
                    region: bytes.text()?,
                    ready: EpochMillis(bytes.number()?),
                    seeded: bytes.optional(|bytes| Some((bytes.text()?, EpochMillis(bytes.number()?))))?,
                    key: bytes.optional(Reader::text)?,
                    overrides: read_overrides(bytes)?,
                    indexes: bytes.list(|bytes| Some((bytes.text()?, read_overrides(bytes)?)))?,
                })
            })?,
            witness: bytes.optional(Reader::text)?,
            scaling: bytes.list(|bytes| Some((bytes.text()?, read_scaling(bytes)?)))?,
        })
    }
}

fn write_overrides(out: &mut Writer, overrides: &Overrides) {
    out.optional(overrides.read_units, Writer::number);
    out.optional(overrides.max_read, Writer::number);
    out.optional(overrides.class.as_deref(), Writer::text);
}

fn read_overrides(bytes: &mut Reader<'_>) -> Option<Overrides> {
    Some(Overrides {
        read_units: bytes.optional(Reader::number)?,
        max_read: bytes.optional(Reader::number)?,
        class: bytes.optional(Reader::text)?,
    })
}

fn write_scaling(out: &mut Writer, scaling: &Scaling) {
    out.flag(scaling.disabled);
    out.optional(scaling.minimum, Writer::number);
    out.optional(scaling.maximum, Writer::number);
    out.optional(scaling.role.as_deref(), Writer::text);
    out.optional(scaling.policy.as_ref(), |out, policy| {
        out.optional(policy.name.as_deref(), Writer::text);
        out.text(&policy.target);
        out.optional(policy.disable_scale_in, Writer::flag);
        out.optional(policy.scale_in_cooldown, Writer::number);
        out.optional(policy.scale_out_cooldown, Writer::number);
    });
}

fn read_scaling(bytes: &mut Reader<'_>) -> Option<Scaling> {
    Some(Scaling {
        disabled: bytes.flag()?,
        minimum: bytes.optional(Reader::number)?,
        maximum: bytes.optional(Reader::number)?,
        role: bytes.optional(Reader::text)?,
        policy: bytes.optional(|bytes| {
            Some(ScalingPolicy {
                name: bytes.optional(Reader::text)?,
                target: bytes.text()?,
                disable_scale_in: bytes.optional(Reader::flag)?,
                scale_in_cooldown: bytes.optional(Reader::number)?,
                scale_out_cooldown: bytes.optional(Reader::number)?,
            })
        })?,
    })
}

impl Table {
    /// Whether the table is a replica of a global table.
    pub(crate) fn is_replica(&self) -> bool {
        self.control.retention.need(RetentionReason::Replication).is_some()
    }
}

/// The object that keeps the group of this account and name.
fn group_key(account: &str, name: &str) -> ObjectKey {
    ObjectKey {
        kind: ObjectKind::GlobalTable,
        account: account.to_owned(),
        // A group lies in no region.
        region: String::new(),
        name: name.to_owned(),
    }
}

impl Engine {
    /// The group of this account and name.
    pub(crate) fn global_table(&self, account: &str, name: &str) -> Option<GlobalTable> {
        // What cannot be read was written by other hands; nothing is replicated then.
        GlobalTable::read(self.object(&group_key(account, name))?)
    }

    /// The groups of the caller's account, by name.
    pub(crate) fn global_tables(&self, context: &Context) -> Vec<(String, GlobalTable)> {
        let all = self.objects_of(ObjectKind::GlobalTable, &context.account, "");
        all.filter_map(|(key, bytes)| Some((key.name.clone(), GlobalTable::read(bytes)?))).collect()
    }

    /// Keeps a group; one without members goes. Total.
    pub(crate) fn commit_global_table(&mut self, account: &str, name: &str, group: &GlobalTable) -> Option<ChangeRecord> {
        let bytes = (!group.members.is_empty()).then(|| ObjectBytes::from(group.write()));
        self.commit_object(group_key(account, name), bytes)
    }

    /// The table of a member.
    pub(crate) fn replica(&self, account: &str, region: &str, name: &str) -> Option<TableId> {
        self.database.find(TablePlace { account, region, name }).map(|table| table.id)
    }

    /// The other members of the group that this table is in: region and table.
    pub(crate) fn other_replicas(&self, table: &Table) -> Vec<(String, TableId)> {
        let Some(group) = self.global_table(&table.account, &table.name) else { return vec![] };
        let others = group.members.iter().filter(|member| member.region != table.region);
        others
            .filter_map(|member| Some((member.region.clone(), self.replica(&table.account, &member.region, &table.name)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{EpochMillis, GlobalTable, Member, Overrides, Scaling, ScalingPolicy};

    #[test]
    fn what_is_written_reads_back_and_less_is_nothing() {
        let overrides = Overrides { read_units: Some(7), max_read: Some(8), class: Some("STANDARD".into()) };
        let policy = ScalingPolicy {
            name: Some("p".into()),
            target: "70.5".into(),
            disable_scale_in: Some(true),
            scale_in_cooldown: Some(1),
            scale_out_cooldown: None,
        };
        let scaling = Scaling { disabled: false, minimum: Some(1), maximum: Some(9), role: None, policy: Some(policy) };
        let group = GlobalTable {
            legacy: false,
            strong: true,
            created: EpochMillis(5),
            members: vec![Member {
                region: "eu-west-1".into(),
                ready: EpochMillis(9),
                seeded: Some(("us-east-1".into(), EpochMillis(6))),
                key: Some("k".into()),
                overrides: overrides.clone(),
                indexes: vec![("g".into(), overrides)],
            }],
            witness: Some("eu-west-2".into()),
            scaling: vec![("/".into(), scaling)],
        };
        let bytes = group.write();
        assert_eq!(GlobalTable::read(&bytes), Some(group));
        for end in 0..bytes.len() {
            assert_eq!(GlobalTable::read(&bytes[..end]), None);
        }
    }
}
