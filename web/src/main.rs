//! The page: a thin Yew client that draws what the worker reports.
//!
//! What it is not: it holds no engine, no prices and no clock of its own; each figure on the screen crossed the worker's
//! messages as `report` data. `state` decides, `worker_link` asks, `frame` is the frame around the five areas, and each
//! area is one folder: `learn`, `build`, `run`, `see`, `cost` (see `area` for what an area is given).

mod app;
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
mod learn;
mod quantity;
mod route;
mod run;
mod see;
mod state;
mod worker_link;

fn main() {
    app::start();
}
