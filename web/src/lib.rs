//! The page: a thin Yew client that draws what the worker reports.
//!
//! What it is not: it holds no engine, no prices and no clock of its own; each figure on the screen crossed the worker's
//! messages as `report` data. `state` decides, `worker_link` asks, `frame` is the frame around the five areas, and each
//! area is one folder: `learn`, `build`, `run`, `see`, `cost` (see `area` for what an area is given).
//!
//! It is two programs, so that the first screen waits for one of them only: the `app` (main.rs) is the frame with Build and
//! Run; the `stage` (stage_main.rs) draws See, Cost and Learn, and what of Build and Run is not needed first. A program links what it mounts, so the app must not name
//! anything that only the stage draws. `scene` is all that crosses between them.

pub mod app;
mod area;
mod asked;
mod browser;
mod build;
mod chart;
mod control;
mod cost;
mod embed;
mod envelope;
mod frame;
mod handle;
mod json;
mod kept;
mod laboratory;
mod later;
mod learn;
mod link;
mod quantity;
mod route;
mod run;
mod scene;
mod see;
pub mod stage;
mod state;
mod worker_link;
