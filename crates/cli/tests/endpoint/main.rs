//! The endpoint over raw sockets: what clients of any kind send, and what they are to get.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod buckets;
mod capacity;
mod client;
mod command_line;
mod connections;
mod durability;
mod envelope;
mod kinesis;
mod lag;
mod who_asks;
