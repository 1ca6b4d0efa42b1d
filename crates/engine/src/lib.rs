//! What the database does: tables, indexes, queries, transactions, history, metering.
