//! Until `operations` is whole.
#[path = "operations/create_table.rs"]
pub(crate) mod create_table;
#[path = "operations/definition.rs"]
pub(crate) mod definition;
#[path = "operations/delete_table.rs"]
pub(crate) mod delete_table;
#[path = "operations/describe_table.rs"]
pub(crate) mod describe_table;
#[path = "operations/description.rs"]
pub(crate) mod description;
#[path = "operations/list_tables.rs"]
pub(crate) mod list_tables;
