//! Workspaces, tables and indexes as the page lists them.

use model::{EpochMillis, KeySchema};
use serde::{Deserialize, Serialize};

/// Everything that the frame of the page shows; sent after each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceReport {
    /// The open workspace.
    pub workspace: WorkspaceSummary,
    /// All workspaces of this browser.
    pub workspaces: Vec<WorkspaceSummary>,
    /// Where the data is kept.
    pub persistence: Persistence,
    /// Changes acknowledged so far; grows with every change.
    pub version: u64,
    /// Engine time.
    pub clock: EpochMillis,
    /// Region whose tables are shown.
    pub region: String,
    /// Tables in byte order of their names.
    pub tables: Vec<TableReport>,
    /// What undo would take back.
    pub undo: Option<UndoStep>,
    /// What redo would do again.
    pub redo: Option<UndoStep>,
    /// What requests meet beyond the data.
    pub limits: Limits,
}

/// Name of a workspace that nobody has named.
pub const FIRST_NAME: &str = "My workspace";
/// Region whose tables the page shows.
pub const REGION: &str = "us-east-1";

impl WorkspaceReport {
    /// A workspace of which nothing more can be told: it holds nothing, or is not open.
    pub fn bare(workspace: WorkspaceSummary, persistence: Persistence, clock: EpochMillis) -> Self {
        WorkspaceReport {
            workspace,
            workspaces: Vec::new(),
            persistence,
            version: 0,
            clock,
            region: REGION.to_owned(),
            tables: Vec::new(),
            undo: None,
            redo: None,
            limits: Limits::default(),
        }
    }
}

/// What the requests of a workspace meet beyond its data: limits of capacity, and reads that lag. Off unless switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Tables and indexes have the capacity that they are set to, and no more.
    pub enforced: bool,
    /// The most that a follower of a partition lags behind its leader, in milliseconds.
    pub replica_lag_ms: u32,
    /// What a global index lags behind its table, in milliseconds.
    pub index_lag_ms: u32,
    /// What the replicas of a global table lag behind each other, in milliseconds.
    pub replication_lag_ms: u32,
    /// How the console repeats what was throttled.
    pub retries: RetryMode,
}

impl Limits {
    /// The longest lag (our bound: an hour).
    pub const LAG_MAX_MS: u32 = 3_600_000;
}

/// How an SDK repeats what was throttled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetryMode {
    /// The SDKs' standard mode, with its values for DynamoDB.
    #[default]
    Standard,
    /// boto3's legacy mode, with its values for DynamoDB.
    Legacy,
    /// Not at all.
    None,
}

/// A workspace by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceSummary {
    /// Stable id, part of the database's name.
    pub id: String,
    /// Name given by the user.
    pub name: String,
}

/// Where the data of the workspace is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Persistence {
    /// IndexedDB: everything acknowledged survives a restart.
    Saved,
    /// Memory only, with the reason: export to keep it.
    Memory(String),
    /// The browser cleared the database since the last visit: offer to import or start anew.
    Cleared,
    /// Another tab has the workspace open; this one may take over.
    OtherTab,
    /// It cannot be opened, with the reason: damaged, written by a newer build, or refused by the browser. Nothing was changed.
    Damaged(String),
}

/// One step of undo or redo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoStep {
    /// In words: `DeleteTable Users`, `PutItem on employees`.
    pub label: String,
}

/// A sample that one click loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleReport {
    /// Id.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// One sentence.
    pub description: &'static str,
}

impl SampleReport {
    /// Employees of many kinds: what a workspace is reset to.
    pub const EMPLOYEES: SampleReport = SampleReport {
        id: "employees",
        title: "Employee Directory",
        description: "400 made-up employees with differing attributes in a table `employees`, indexed by location and by department.",
    };
    /// A shop's orders.
    pub const ORDERS: SampleReport = SampleReport {
        id: "orders",
        title: "Shop orders",
        description: "500 orders in a table `orders`, indexed by customer and by status.",
    };
    /// All that can be loaded; the same in every workspace, so no report repeats them.
    pub const ALL: [SampleReport; 2] = [Self::EMPLOYEES, Self::ORDERS];
}

/// On-demand or provisioned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CapacityMode {
    /// On-demand (PAY_PER_REQUEST).
    #[default]
    OnDemand,
    /// Provisioned units a second.
    Provisioned {
        /// Read capacity units.
        read_units: u64,
        /// Write capacity units.
        write_units: u64,
    },
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableReport {
    /// Name.
    pub name: String,
    /// ARN.
    pub arn: String,
    /// `ACTIVE`, `CREATING`...
    pub status: String,
    /// Key.
    pub key: KeySchema,
    /// Capacity mode.
    pub capacity: CapacityMode,
    /// When it was created.
    pub created: EpochMillis,
    /// Items.
    pub item_count: u64,
    /// Bytes of the items.
    pub size_bytes: u64,
    /// Partitions.
    pub partition_count: u32,
    /// Secondary indexes: local ones first, then global ones.
    pub indexes: Vec<IndexReport>,
    /// Deletion protection.
    pub deletion_protection: bool,
}

/// Local or global.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum IndexKind {
    /// Local secondary index: shares the table's partitions and capacity.
    Local,
    /// Global secondary index: partitions and capacity of its own.
    Global,
}

/// What an index copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProjectionReport {
    /// Every attribute.
    All,
    /// Table and index keys only.
    KeysOnly,
    /// Keys and these.
    Include(Vec<String>),
}

/// A secondary index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexReport {
    /// Name.
    pub name: String,
    /// Local or global.
    pub kind: IndexKind,
    /// Key of the index.
    pub key: KeySchema,
    /// Projection.
    pub projection: ProjectionReport,
    /// `ACTIVE`, `CREATING`...
    pub status: String,
    /// Capacity of a global index.
    pub capacity: Option<CapacityMode>,
    /// Entries.
    pub item_count: u64,
    /// Bytes of the entries.
    pub size_bytes: u64,
    /// Partitions; a local index shares the table's.
    pub partition_count: u32,
}
