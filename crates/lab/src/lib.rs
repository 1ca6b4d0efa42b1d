//! What we ask about the database: samples, workloads, bills.
