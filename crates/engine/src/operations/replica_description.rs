//! What DescribeTable tells of a global table: version, the other replicas, witness, consistency.
//!
//! Follows: API Reference, "TableDescription", "ReplicaDescription".

use api::{Reply, ReplyNode, TableDescription};

use super::description::describe;
use crate::global_table::{GlobalTable, Member, Overrides};
use crate::{Engine, Table, TablePlace};

impl Engine {
    /// The description of a table with what it has as a replica.
    pub(crate) fn describe(&self, table: &Table) -> TableDescription {
        let mut description = describe(table, self.now);
        if table.is_replica()
            && let Some(group) = self.global_table(&table.account, &table.name)
        {
            description.global = self.describe_group(table, &group);
        }
        description
    }

    fn describe_group(&self, table: &Table, group: &GlobalTable) -> Reply {
        let others = group.members.iter().filter(|member| member.region != table.region);
        let replicas = others.map(|member| self.describe_replica(table, member).into()).collect();
        let version = if group.legacy { "2017.11.29" } else { "2019.11.21" };
        let mut reply = Reply::default().text("GlobalTableVersion", version).list("Replicas", replicas);
        if let Some(witness) = &group.witness {
            let witness = Reply::default().text("RegionName", witness.clone()).text("WitnessStatus", "ACTIVE");
            reply = reply.list("GlobalTableWitnesses", vec![witness.into()]);
        }
        if group.legacy {
            return reply;
        }
        reply.text("MultiRegionConsistency", if group.strong { "STRONG" } else { "EVENTUAL" })
    }

    /// `ReplicaDescription`.
    fn describe_replica(&self, table: &Table, member: &Member) -> Reply {
        let mut reply = Reply::default()
            .text("RegionName", member.region.clone())
            .text("ReplicaStatus", self.replica_status(&table.account, &table.name, member));
        reply = reply.with_optional("KMSMasterKeyId", member.key.clone().map(ReplyNode::Text));
        reply = with_overrides(reply, &member.overrides);
        if !member.indexes.is_empty() {
            let index = |(name, overrides): &(String, Overrides)| {
                with_overrides(Reply::default().text("IndexName", name.clone()), overrides).into()
            };
            reply = reply.list("GlobalSecondaryIndexes", member.indexes.iter().map(index).collect());
        }
        match &member.overrides.class {
            Some(class) => reply.structure("ReplicaTableClassSummary", Reply::default().text("TableClass", class.clone())),
            None => reply,
        }
    }

    /// `ReplicaStatus`.
    pub(crate) fn replica_status(&self, account: &str, name: &str, member: &Member) -> &'static str {
        let table = self.database.find(TablePlace { account, region: &member.region, name });
        match table.map(|table| table.status) {
            None | Some(api::TableStatus::Deleting) => "DELETING",
            _ if member.ready > self.now => "CREATING",
            // A new replica's table becomes ACTIVE with the next request; it is told as created until then.
            Some(api::TableStatus::Creating) => "CREATING",
            Some(_) => "ACTIVE",
        }
    }
}

fn with_overrides(reply: Reply, overrides: &Overrides) -> Reply {
    let units = |member: &'static str, units: Option<u64>| units.map(|units| Reply::default().integer(member, units).into());
    reply
        .with_optional("ProvisionedThroughputOverride", units("ReadCapacityUnits", overrides.read_units))
        .with_optional("OnDemandThroughputOverride", units("MaxReadRequestUnits", overrides.max_read))
}
