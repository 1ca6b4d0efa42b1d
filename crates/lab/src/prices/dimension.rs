//! What DynamoDB charges for: every dimension with its name in the price file and the quantity it is quoted for.

/// A dimension of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// On-demand writes.
    WriteRequest,
    /// On-demand reads.
    ReadRequest,
    /// On-demand writes of a global table's replicas.
    ReplicatedWriteRequest,
    /// On-demand writes, Standard-IA.
    WriteRequestIa,
    /// On-demand reads, Standard-IA.
    ReadRequestIa,
    /// On-demand writes of a global table's replicas, Standard-IA.
    ReplicatedWriteRequestIa,
    /// Provisioned writes.
    WriteHour,
    /// Provisioned reads.
    ReadHour,
    /// Provisioned writes of a global table's replicas.
    ReplicatedWriteHour,
    /// Provisioned writes, Standard-IA.
    WriteHourIa,
    /// Provisioned reads, Standard-IA.
    ReadHourIa,
    /// Provisioned writes of a global table's replicas, Standard-IA.
    ReplicatedWriteHourIa,
    /// Reserved for a year, paid at once: writes.
    OneYearWriteUpfront,
    /// Reserved for a year, paid at once: reads.
    OneYearReadUpfront,
    /// Reserved for a year, paid by the hour: writes.
    OneYearWriteHour,
    /// Reserved for a year, paid by the hour: reads.
    OneYearReadHour,
    /// Reserved for three years, paid at once: writes.
    ThreeYearsWriteUpfront,
    /// Reserved for three years, paid at once: reads.
    ThreeYearsReadUpfront,
    /// Reserved for three years, paid by the hour: writes.
    ThreeYearsWriteHour,
    /// Reserved for three years, paid by the hour: reads.
    ThreeYearsReadHour,
    /// Tables and indexes.
    Storage,
    /// Tables and indexes, Standard-IA.
    StorageIa,
    /// Point-in-time recovery.
    Recovery,
    /// On-demand backups.
    Backup,
    /// Restores.
    Restore,
    /// Full exports.
    FullExport,
    /// Incremental exports.
    IncrementalExport,
    /// Imports.
    Import,
    /// Bulk puts.
    BulkPut,
    /// GetRecords calls on streams.
    StreamRead,
    /// Changes sent to Kinesis.
    ChangeUnit,
    /// Bytes that leave for another region.
    RegionTransfer,
    /// Bytes written to vector indexes.
    VectorWrite,
    /// Bytes written to vector indexes, Standard-IA.
    VectorWriteIa,
    /// Bytes examined by vector searches.
    VectorSearch,
    /// Bytes examined by vector searches, Standard-IA.
    VectorSearchIa,
    /// Vector indexes.
    VectorStorage,
    /// Vector indexes, Standard-IA.
    VectorStorageIa,
    /// Rules of contributor insights.
    InsightRule,
    /// Events of contributor insights.
    InsightEvent,
}

/// Name in the price file, words, for how many of its unit it is quoted, and that quantity in words.
type Facts = (Dimension, &'static str, &'static str, u32, &'static str);

use Dimension as D;

/// Every dimension, in the order in which a price list shows them.
const FACTS: [Facts; 40] = [
    (D::WriteRequest, "on_demand_write_request_unit", "Write requests", 1_000_000, "million WRU"),
    (D::ReadRequest, "on_demand_read_request_unit", "Read requests", 1_000_000, "million RRU"),
    (
        D::ReplicatedWriteRequest,
        "on_demand_replicated_write_request_unit",
        "Replicated write requests",
        1_000_000,
        "million rWRU",
    ),
    (D::WriteHour, "provisioned_wcu_hour", "Write capacity", 1, "WCU-hour"),
    (D::ReadHour, "provisioned_rcu_hour", "Read capacity", 1, "RCU-hour"),
    (D::ReplicatedWriteHour, "provisioned_replicated_wcu_hour", "Replicated write capacity", 1, "rWCU-hour"),
    (D::Storage, "storage_gb_month", "Storage", 1, "GB-month"),
    (D::OneYearWriteUpfront, "reserved_1yr_wcu_upfront", "Reserved write capacity, 1 year, upfront", 1, "WCU"),
    (D::OneYearWriteHour, "reserved_1yr_wcu_hour", "Reserved write capacity, 1 year", 1, "WCU-hour"),
    (D::OneYearReadUpfront, "reserved_1yr_rcu_upfront", "Reserved read capacity, 1 year, upfront", 1, "RCU"),
    (D::OneYearReadHour, "reserved_1yr_rcu_hour", "Reserved read capacity, 1 year", 1, "RCU-hour"),
    (D::ThreeYearsWriteUpfront, "reserved_3yr_wcu_upfront", "Reserved write capacity, 3 years, upfront", 1, "WCU"),
    (D::ThreeYearsWriteHour, "reserved_3yr_wcu_hour", "Reserved write capacity, 3 years", 1, "WCU-hour"),
    (D::ThreeYearsReadUpfront, "reserved_3yr_rcu_upfront", "Reserved read capacity, 3 years, upfront", 1, "RCU"),
    (D::ThreeYearsReadHour, "reserved_3yr_rcu_hour", "Reserved read capacity, 3 years", 1, "RCU-hour"),
    (D::WriteRequestIa, "on_demand_write_request_unit_ia", "Write requests, Standard-IA", 1_000_000, "million WRU"),
    (D::ReadRequestIa, "on_demand_read_request_unit_ia", "Read requests, Standard-IA", 1_000_000, "million RRU"),
    (
        D::ReplicatedWriteRequestIa,
        "on_demand_replicated_write_request_unit_ia",
        "Replicated write requests, Standard-IA",
        1_000_000,
        "million rWRU",
    ),
    (D::WriteHourIa, "provisioned_wcu_hour_ia", "Write capacity, Standard-IA", 1, "WCU-hour"),
    (D::ReadHourIa, "provisioned_rcu_hour_ia", "Read capacity, Standard-IA", 1, "RCU-hour"),
    (D::ReplicatedWriteHourIa, "provisioned_replicated_wcu_hour_ia", "Replicated write capacity, Standard-IA", 1, "rWCU-hour"),
    (D::StorageIa, "storage_gb_month_ia", "Storage, Standard-IA", 1, "GB-month"),
    (D::Recovery, "pitr_gb_month", "Point-in-time recovery", 1, "GB-month"),
    (D::Backup, "on_demand_backup_gb_month", "Backups", 1, "GB-month"),
    (D::Restore, "restore_gb", "Restores", 1, "GB"),
    (D::FullExport, "export_s3_full_gb", "Full exports", 1, "GB"),
    (D::IncrementalExport, "export_s3_incremental_gb", "Incremental exports", 1, "GB"),
    (D::Import, "import_s3_gb", "Imports", 1, "GB"),
    (D::BulkPut, "bulk_put_gb", "Bulk puts", 1, "GB"),
    (D::StreamRead, "streams_read_request_unit", "Streams reads", 100_000, "100,000 requests"),
    (D::ChangeUnit, "cdc_unit_kinesis", "Changes sent to Kinesis", 1_000_000, "million units"),
    (D::RegionTransfer, "transfer_to_region_gb", "Transfer to other regions", 1, "GB"),
    (D::VectorWrite, "vector_write_gb", "Vector writes", 1, "GB"),
    (D::VectorSearch, "vector_search_gb", "Vector searches", 1, "GB"),
    (D::VectorStorage, "vector_storage_gb_month", "Vector storage", 1, "GB-month"),
    (D::VectorWriteIa, "vector_write_gb_ia", "Vector writes, Standard-IA", 1, "GB"),
    (D::VectorSearchIa, "vector_search_gb_ia", "Vector searches, Standard-IA", 1, "GB"),
    (D::VectorStorageIa, "vector_storage_gb_month_ia", "Vector storage, Standard-IA", 1, "GB-month"),
    (D::InsightRule, "contributor_insights_rule_month", "Contributor insights, rules", 1, "rule-month"),
    (D::InsightEvent, "contributor_insights_event", "Contributor insights, events", 1_000_000, "million events"),
];

impl Dimension {
    /// How many there are.
    pub const COUNT: usize = FACTS.len();

    /// All, in the order of a price list.
    pub fn all() -> impl Iterator<Item = Dimension> {
        FACTS.iter().map(|facts| facts.0)
    }

    /// The dimension of this name.
    pub fn of_key(key: &str) -> Option<Dimension> {
        FACTS.iter().find(|facts| facts.1 == key).map(|facts| facts.0)
    }

    /// Name in the price file.
    pub fn key(self) -> &'static str {
        self.facts().1
    }

    /// In words, as a line of a bill begins.
    pub fn label(self) -> &'static str {
        self.facts().2
    }

    /// For how many of its unit it is quoted.
    pub fn per(self) -> u32 {
        self.facts().3
    }

    /// That quantity in words.
    pub fn per_words(self) -> &'static str {
        self.facts().4
    }

    /// Place in the list.
    pub(super) fn place(self) -> usize {
        FACTS.iter().position(|facts| facts.0 == self).unwrap_or_default()
    }

    fn facts(self) -> &'static Facts {
        FACTS.iter().find(|facts| facts.0 == self).unwrap_or(&FACTS[0])
    }

    /// The same dimension of table class Standard-IA.
    pub fn infrequent(self) -> Dimension {
        match self {
            D::WriteRequest => D::WriteRequestIa,
            D::ReadRequest => D::ReadRequestIa,
            D::ReplicatedWriteRequest => D::ReplicatedWriteRequestIa,
            D::WriteHour => D::WriteHourIa,
            D::ReadHour => D::ReadHourIa,
            D::ReplicatedWriteHour => D::ReplicatedWriteHourIa,
            D::Storage => D::StorageIa,
            D::VectorWrite => D::VectorWriteIa,
            D::VectorSearch => D::VectorSearchIa,
            D::VectorStorage => D::VectorStorageIa,
            other => other,
        }
    }
}
