//! The laboratory on the page: the scenario that is being written, the run that goes on, and what the last run told.
//!
//! What it is not: it simulates nothing. Scenarios are read, run and billed in a Web Worker of their own (`client::LabAsk`), which
//! [`worker`] starts when it is first asked. [`state`] is pure: `update(&mut Laboratory, LabMsg) -> Vec<LabCommand>`. [`store`] keeps
//! the one laboratory of the stage's program, carries its commands out, and outlives the screens: a run goes on while another area
//! is shown.
//!
//! **How a screen draws from it.** Any component of the stage (See, Cost, Learn, Run > Traffic, Build > Access patterns):
//!
//! ```text
//! let lab = use_laboratory();                          // redraws when the laboratory changes
//! let Some(last) = &lab.model.last else { return no_run_yet() };
//! let design: &DesignRun = &last.report.designs[0];    // report::SimulationReport; last.number tells runs apart
//! say(LabMsg::Run);                                    // what a screen wants
//! ```
//!
//! What a screen wants computed it asks for by a variant of its own of `LabAsk` and `LabAnswer`, which
//! `worker/src/laboratory/clerk.rs` answers:
//!
//! ```text
//! let bills = use_lab_asked(lab.model.last.as_ref().map(|_| LabAsk::Bills { region }), last_number);
//! ```
//!
//! The laboratory's worker keeps the last finished run (`Clerk::last`), so such an ask need not carry the report; a worker that was
//! started anew is given it before the ask. An ask about the scenario as it is written carries `lab.model.text`.

mod state;
mod store;
mod worker;

pub(crate) use state::{LabMsg, LastRun, Notice, Running};
pub(crate) use store::use_lab_asked;
pub(crate) use store::{LabHandle, LabNews, ask, connect, say, use_laboratory};
