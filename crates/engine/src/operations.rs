//! One file for each operation. Each reads check, plan, apply: what the request says by itself, what it means for the items
//! that are there, and what is then carried out without fail.
//!
//! Each begins with `execute`, which is never inlined: where code is fetched in two parts, whole operations can come later.

pub(crate) mod backup_reply;
pub(crate) mod batch_execute_statement;
pub(crate) mod batch_get_item;
pub(crate) mod batch_write_item;
pub(crate) mod bounds_check;
pub(crate) mod call;
pub(crate) mod collections;
pub(crate) mod continuous_backups;
pub(crate) mod create_backup;
pub(crate) mod create_table;
pub(crate) mod definition;
pub(crate) mod delete_backup;
pub(crate) mod delete_item;
pub(crate) mod delete_table;
pub(crate) mod describe_backup;
pub(crate) mod describe_endpoints;
pub(crate) mod describe_limits;
pub(crate) mod describe_stream;
pub(crate) mod describe_table;
pub(crate) mod description;
pub(crate) mod execute_statement;
pub(crate) mod execute_transaction;
pub(crate) mod get_item;
pub(crate) mod get_records;
pub(crate) mod get_shard_iterator;
pub(crate) mod key_range;
pub(crate) mod key_reply;
pub(crate) mod list_backups;
pub(crate) mod list_streams;
pub(crate) mod list_tables;
pub(crate) mod page;
pub(crate) mod planned_write;
pub(crate) mod put_item;
pub(crate) mod query;
pub(crate) mod restore;
pub(crate) mod restore_table_from_backup;
pub(crate) mod restore_table_to_point_in_time;
pub(crate) mod scan;
pub(crate) mod selection;
pub(crate) mod shard_iterator;
pub(crate) mod source;
pub(crate) mod stream_source;
pub(crate) mod tags;
pub(crate) mod time_to_live;
pub(crate) mod transact_action;
pub(crate) mod transact_get_items;
pub(crate) mod transact_write_items;
pub(crate) mod update_item;
pub(crate) mod update_table;
