//! The numbers that bound a request, each with its unit and its source.
//!
//! "Quotas" is the developer guide's page "Quotas in Amazon DynamoDB" (Constraints.html); "model" is the published
//! service model. 1 KB is 1,024 bytes.

/// Largest item, names plus values, in bytes (Quotas: 400 KB).
pub const ITEM_SIZE_BYTES: usize = 409_600;
/// Largest partition key value in bytes (Quotas).
pub const PARTITION_KEY_SIZE_BYTES: usize = 2_048;
/// Largest sort key value in bytes (Quotas).
pub const SORT_KEY_SIZE_BYTES: usize = 1_024;
/// Deepest nesting of lists and maps, in levels (Quotas).
pub const NESTING_LEVELS: usize = 32;
/// Significant digits of a number (Quotas).
pub const NUMBER_DIGITS: u32 = 38;
/// Largest decimal exponent of a number's first digit (Quotas: 9.99...E+125).
pub const NUMBER_EXPONENT_MAX: i32 = 125;
/// Smallest decimal exponent of a number's first digit (Quotas: 1E-130).
pub const NUMBER_EXPONENT_MIN: i32 = -130;
/// Evaluated bytes after which a Query or Scan page ends (Quotas: 1 MB).
pub const PAGE_SIZE_BYTES: usize = 1_048_576;
/// Returned bytes after which BatchGetItem leaves the rest unprocessed (Quotas: 16 MB).
pub const BATCH_GET_SIZE_BYTES: usize = 16 * 1_048_576;
/// Keys in one BatchGetItem (Quotas).
pub const BATCH_GET_KEYS: usize = 100;
/// Puts and deletes in one BatchWriteItem (Quotas).
pub const BATCH_WRITE_REQUESTS: usize = 25;
/// Actions in one transaction (Quotas).
pub const TRANSACTION_ACTIONS: usize = 100;
/// Aggregate size of the items in one transaction, in bytes (Quotas: 4 MB).
pub const TRANSACTION_SIZE_BYTES: usize = 4 * 1_048_576;
/// How long a ClientRequestToken is remembered, in milliseconds (TransactWriteItems: 10 minutes).
pub const TRANSACTION_TOKEN_MS: u64 = 10 * 60 * 1_000;
/// Length of one expression string in bytes (Quotas: 4 KB).
pub const EXPRESSION_SIZE_BYTES: usize = 4_096;
/// Operators and functions in one UpdateExpression (Quotas).
pub const UPDATE_OPERATORS: usize = 300;
/// Operands of the IN comparator (Quotas).
pub const IN_OPERANDS: usize = 100;
/// Length of one `#name` or `:value` placeholder in bytes (Quotas).
pub const PLACEHOLDER_SIZE_BYTES: usize = 255;
/// All substitution variables of a request together, in bytes (Quotas: 2 MB).
pub const SUBSTITUTIONS_SIZE_BYTES: usize = 2 * 1_048_576;
/// Global secondary indexes of a table (Quotas).
pub const GSIS_PER_TABLE: usize = 20;
/// Local secondary indexes of a table (Quotas).
pub const LSIS_PER_TABLE: usize = 5;
/// Projected INCLUDE attributes over all indexes of a table (Quotas).
pub const INCLUDED_ATTRIBUTES_PER_TABLE: usize = 100;
/// Bytes of one read unit (developer guide, "DynamoDB read and write operations": 4 KB).
pub const READ_UNIT_BYTES: usize = 4_096;
/// Bytes of one write unit (same page: 1 KB).
pub const WRITE_UNIT_BYTES: usize = 1_024;
/// Bytes added to each item and index entry when storage is billed (Understanding billing).
pub const STORAGE_OVERHEAD_BYTES: usize = 100;
/// Depth of nesting that any of our parsers follows before it refuses (our own bound: AWS refuses at 32 levels of data).
pub const PARSE_DEPTH: usize = 128;
/// Depth to which an expression is read (our own bound: 300 operators, two for each level of a condition in another one).
pub const EXPRESSION_DEPTH: usize = 152;
/// Bytes of an attribute name (measured: 65,535 are allowed; Quotas say 64 KB).
pub const ATTRIBUTE_NAME_SIZE_BYTES: usize = 65_535;
/// Read units a partition serves each second (Burst and adaptive capacity).
pub const PARTITION_READ_UNITS: u32 = 3_000;
/// Write units a partition serves each second (same page).
pub const PARTITION_WRITE_UNITS: u32 = 1_000;
/// Size at which a partition splits, in bytes (Partitions and data distribution: 10 GB).
pub const PARTITION_SIZE_BYTES: u64 = 10 * 1_073_741_824;
