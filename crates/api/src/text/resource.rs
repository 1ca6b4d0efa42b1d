//! Texts of ResourceNotFoundException and ResourceInUseException: what is not there, and what is busy.
//!
//! Follows: facts 3.1, 4.1.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{IN_USE, Names, StreamToggle};

const NOT_FOUND: &str = "Requested resource not found";

texts! {
    /// Texts of ResourceNotFoundException.
    NotFound {
        /// Data plane: the bare sentence.
        Resource => NOT_FOUND "",
        /// Control plane: names the table.
        Table(table: String) => NOT_FOUND ": Table: {table} not found",
        /// UpdateTable names an index that the table lacks: index, table.
        Index(index: String, table: String) => NOT_FOUND ": Index {index} for table {table}",
    }
}

texts! {
    /// Texts of ResourceInUseException (3.1 and 4.1; LAB 444).
    InUse {
        /// CreateTable of a table that exists.
        AlreadyExists(table: String) => "Table already exists: {table}",
        /// The table is CREATING.
        BeingCreated(table: String) => IN_USE "Table is being created: {table}",
        /// CreateTable of the target of a restore that is under way.
        BeingRestored(table: String) => IN_USE "Table is being used: {table}",
        /// The table is DELETING.
        BeingDeleted(table: String) => IN_USE "Table is being deleted: {table}",
        /// DeleteTable while UPDATING.
        BeingUpdated(table: String) => IN_USE "Table: {table} is in the process of being updated.",
        /// A throughput change while one runs.
        ThroughputChanging(table: String) => IN_USE "Table IOPS are currently being updated. Table: {table}",
        /// A stream change while a throughput change runs.
        StreamWhileThroughput(table: String)
            => IN_USE "Can't enable or disable stream while table IOPS are being updated. Table: {table}",
        /// An index creation or deletion while a throughput change runs.
        IndexWhileThroughput(table: String)
            => IN_USE "Can't create or delete indexes while table IOPS are being updated. Table: {table}",
        /// DeleteTable while an index is not ACTIVE.
        DeleteWhileIndexing => IN_USE "Cannot delete table while indexes are being created, updated, or deleted.",
        /// An index deletion before its backfill: table, index.
        IndexAllocating(table: String, index: String)
            => IN_USE "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index \
                is active. Table: {table} Index: {index}",
        /// A vector index with the name of one that is CREATING: table, index.
        IndexBeingCreated(table: String, index: String) => IN_USE "Index is being created.  Table: {table} Index: {index}",
        /// An index update before its backfill: table, index.
        IndexNotBackfilling(table: String, index: String)
            => IN_USE "Index is being created but is not backfilling yet.  Table: {table} Index: {index}",
        /// A throughput change while indexes are created.
        ThroughputWhileIndexCreated(table: String, indexes: Names)
            => IN_USE "Can't change table IOPS when an index is being created. Table: {table} Indexes: [{indexes}]",
        /// A throughput change while indexes are deleted.
        ThroughputWhileIndexDeleted(table: String, indexes: Names)
            => IN_USE "Can't change table IOPS when an index is being deleted. Table: {table} Indexes: [{indexes}]",
        /// A change of an index that is DELETING: table, index.
        IndexBeingDeleted(table: String, index: String) => IN_USE "Index is being deleted. Table: {table} Index: {index}",
        /// A change of an index that is UPDATING: table, index.
        IndexBeingUpdated(table: String, index: String) => IN_USE "Index is being updated. Table: {table} Index: {index}",
        /// An OnDemandThroughput change while the billing mode changes.
        MaximumWhileBilling => IN_USE "OnDemandThroughput cannot be updated while BillingMode update is in progress",
        /// An OnDemandThroughput change while indexes are created.
        MaximumWhileIndexCreated(indexes: Names)
            => IN_USE "OnDemandThroughput cannot be updated while index creation is in progress for indexes: [{indexes}]",
        /// An OnDemandThroughput change while indexes are deleted.
        MaximumWhileIndexDeleted(indexes: Names)
            => IN_USE "OnDemandThroughput cannot be updated while index deletion is in progress for indexes: [{indexes}]",
        /// An encryption change while one runs.
        EncryptionChanging => IN_USE "Server-Side Encryption is still being updated",
        /// A stream change while an index is created.
        StreamWhileIndexCreated => IN_USE "Can't change stream status when an index is being created",
        /// A second change of the stream while one runs.
        StreamChanging(toggle: StreamToggle) => IN_USE "A stream status change is currently in progress. {toggle}",
        /// A throughput change while the stream is changed.
        ThroughputWhileStream(toggle: StreamToggle)
            => IN_USE "Can't change table IOPS when stream status is being updated. {toggle}",
        /// A change of the table class while the stream is changed (LAB shows its beginning).
        TableClassWhileStream(toggle: StreamToggle)
            => IN_USE "Can't update table class when stream status is being updated. {toggle}",
        /// A second change of the table class while one runs: table, the class that comes.
        TableClassChanging(table: String, class: String)
            => IN_USE "Can't update table class when a table class update is in progress. Table: {table} \
                TableClassUpdateInProgress: {class}",
        /// A stream change while the table class is changed (LAB shows its beginning).
        StreamWhileTableClass(table: String, class: String)
            => IN_USE "Can't change stream status when a table class update is in progress. Table: {table} \
                TableClassUpdateInProgress: {class}",
        /// An index creation or deletion while the table class is changed.
        IndexWhileTableClass => IN_USE "Can't create or delete an index when a table class update is in progress.",
        /// An OnDemandThroughput change while the table class is changed.
        MaximumWhileTableClass(class: String)
            => IN_USE "OnDemandThroughput cannot be updated while TableClass update is in progress. \
                TableClassUpdateInProgress: {class}",
        /// An OnDemandThroughput change while the stream is changed (LAB shows its beginning).
        MaximumWhileStream => IN_USE "OnDemandThroughput cannot be updated while stream status update is in progress",
        /// An index creation or deletion while the stream is changed.
        IndexWhileStream => IN_USE "Can't create or delete an index when stream status is being updated.",
        /// A deletion while the stream is changed.
        DeleteWhileStream => IN_USE "Cannot delete table while stream is being enabled/disabled.",
    }
}
