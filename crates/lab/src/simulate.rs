//! Runs of a scenario: its traffic on each of its designs, counted by the second or request by request.
//!
//! Two drivers share the kernel of `capacity`. The fluid one ([`Driver::Fluid`]) counts requests for each second, so a month of
//! heavy traffic takes seconds. The other ([`Driver::PerRequest`]) sends every request to a real engine in memory that enforces
//! capacity. Both repeat what was throttled by the scenario's retry policy, and both tell a [`SimulationReport`].
//!
//! A [`Run`] goes on in bounded steps, so that a host shows progress; dropping it cancels it. It needs no clock: equal
//! scenarios give equal reports, natively and in wasm.

mod amount;
mod csv;
mod expiry;
mod fluid;
mod fraction;
mod ground;
mod histogram;
mod latency;
mod likely;
mod recorder;
mod requests;
mod retry;
mod sketch;
mod tally;
mod text;

use core::fmt;

use report::{DesignRun, DesignSketch, Driver, RunSketch, SimulationReport, SpacePoint};

use crate::access::{self, Plan, PlanError};
use crate::design::{compare, months};
use crate::scenario::{Design, Scenario};
use crate::workload::Draws;
pub use csv::csv;
pub use text::text;

use fluid::Fluid;
use requests::{REQUESTS_MAX, Requests};
use retry::Backoff;

/// Where a run stands: seconds of the scenario, of all designs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Over.
    pub done_s: u64,
    /// In all.
    pub total_s: u64,
}

impl Progress {
    /// Whether all is done.
    pub fn is_over(self) -> bool {
        self.done_s >= self.total_s
    }
}

/// Why a scenario cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunError {
    /// It has no seconds, or more than [`Scenario::DURATION_MAX_S`].
    Duration(u64),
    /// It has no designs.
    NoDesigns,
    /// So many requests are too many to be carried out one by one.
    Requests(u64),
    /// A table cannot be made.
    Table {
        /// The design.
        design: String,
        /// The table.
        table: String,
        /// Why not.
        message: String,
    },
    /// A design has no plan.
    Plan {
        /// The design.
        design: String,
        /// Why not.
        error: PlanError,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Duration(seconds) => {
                write!(f, "a run takes 1 to {} seconds, not {seconds}: change its duration", Scenario::DURATION_MAX_S)
            }
            RunError::Requests(count) => write!(
                f,
                "{count} requests are too many to be carried out one by one, which takes at most {REQUESTS_MAX}: shorten the duration, \
                 lower the rates, or choose the fluid driver"
            ),
            RunError::Table { design, table, message } => write!(f, "design {design}, table {table}: {message}"),
            RunError::NoDesigns => f.write_str("the scenario has no design: add one"),
            RunError::Plan { design, error } => write!(f, "design {design}: {error}"),
        }
    }
}

impl std::error::Error for RunError {}

/// A run that goes on.
#[derive(Debug)]
pub struct Run {
    scenario: Scenario,
    driver: Driver,
    draws: Draws,
    backoff: Backoff,
    point_s: u64,
    /// Designs that are done.
    done: Vec<DesignRun>,
    /// The design that runs.
    running: Option<Running>,
    /// What went wrong meanwhile.
    remarks: Vec<String>,
}

/// A design under one of the drivers.
#[derive(Debug)]
enum Running {
    Fluid(Box<Fluid>),
    Requests(Box<Requests>),
}

impl Running {
    fn step(&mut self) -> u64 {
        match self {
            Running::Fluid(fluid) => fluid.step(),
            Running::Requests(requests) => requests.step(),
        }
    }

    /// The series so far, of each key space.
    fn points(&self) -> Vec<&[SpacePoint]> {
        match self {
            Running::Fluid(fluid) => fluid.points().collect(),
            Running::Requests(requests) => requests.points().collect(),
        }
    }

    fn done_s(&self) -> u64 {
        match self {
            Running::Fluid(fluid) => fluid.done_s(),
            Running::Requests(requests) => requests.done_s(),
        }
    }
}

impl Run {
    /// A run of all designs, at its beginning. Everything that can be wrong is found here.
    pub fn new(scenario: &Scenario, driver: Driver) -> Result<Self, RunError> {
        if !(1..=Scenario::DURATION_MAX_S).contains(&scenario.duration_s) {
            return Err(RunError::Duration(scenario.duration_s));
        }
        if scenario.designs.is_empty() {
            return Err(RunError::NoDesigns);
        }
        let draws = Draws::new(scenario);
        if driver == Driver::PerRequest {
            let count = |pattern| draws.arrivals().between(pattern, 0, scenario.duration_s);
            let requests = (0..scenario.patterns.len()).map(count).fold(0, u64::saturating_add);
            if requests > REQUESTS_MAX {
                return Err(RunError::Requests(requests));
            }
        }
        for design in &scenario.designs {
            let plan = plan(scenario, design)?;
            if driver == Driver::PerRequest {
                requests::check(scenario, design, &plan)?;
            }
        }
        let mut run = Run {
            scenario: scenario.clone(),
            driver,
            draws,
            backoff: Backoff::new(scenario.retries),
            point_s: recorder::point_seconds(scenario.duration_s),
            done: Vec::new(),
            running: None,
            remarks: Vec::new(),
        };
        run.begin()?;
        Ok(run)
    }

    /// Goes on for about `work_us` microseconds of work by our estimate, at least one second of the scenario. A host that wants
    /// to answer within some time gives half of it.
    pub fn step(&mut self, work_us: u64) -> Progress {
        let mut left = work_us;
        while let Some(running) = &mut self.running {
            left = left.saturating_sub(running.step());
            if running.done_s() >= self.scenario.duration_s {
                self.end();
                // Whether each design can begin was found out at first.
                if let Err(error) = self.begin() {
                    self.remarks.push(error.to_string());
                }
            }
            if left == 0 {
                break;
            }
        }
        self.progress()
    }

    /// Where it stands.
    pub fn progress(&self) -> Progress {
        let each = self.scenario.duration_s;
        let running = self.running.as_ref().map_or(0, Running::done_s);
        let total_s = self.scenario.designs.len() as u64 * each;
        let done_s = if self.running.is_some() { self.done.len() as u64 * each + running } else { total_s };
        Progress { done_s, total_s }
    }

    /// What it has told so far: the designs that are done, and the one that runs.
    pub fn sketch(&self) -> RunSketch {
        let (duration_s, point_s) = (self.scenario.duration_s, self.point_s);
        let each = sketch::points_each(duration_s, point_s);
        let of = |name: &str, series: &[&[SpacePoint]], is_over: bool| DesignSketch {
            name: name.to_owned(),
            points: sketch::points(series, each, is_over),
        };
        let done = self.done.iter().map(|design| {
            let series: Vec<&[SpacePoint]> = design.spaces.iter().map(|space| space.points.as_slice()).collect();
            of(&design.name, &series, true)
        });
        let running = self.running.as_ref().zip(self.scenario.designs.get(self.done.len()));
        let running = running.map(|(running, design)| of(&design.name, &running.points(), false));
        RunSketch {
            start_s: self.scenario.start_s,
            duration_s,
            point_s: point_s * each as u64,
            designs: done.chain(running).collect(),
        }
    }

    /// Runs what is left, and tells.
    pub fn finish(mut self) -> SimulationReport {
        while self.running.is_some() {
            self.step(u64::MAX);
        }
        let mut report = SimulationReport {
            title: self.scenario.title,
            region: self.scenario.region,
            seed: self.scenario.seed,
            driver: self.driver,
            start_s: self.scenario.start_s,
            duration_s: self.scenario.duration_s,
            point_s: self.point_s,
            designs: self.done,
            verdict: String::new(),
            reasons: Vec::new(),
            assumptions: assumptions(self.driver).into_iter().chain(self.remarks).collect(),
        };
        let compared = compare(&report, &months(&report));
        (report.verdict, report.reasons) = (compared.verdict, compared.reasons);
        report
    }

    /// Begins with the next design, if there is one.
    fn begin(&mut self) -> Result<(), RunError> {
        let Some(design) = self.scenario.designs.get(self.done.len()) else { return Ok(()) };
        let plan = plan(&self.scenario, design)?;
        let draws = self.draws.clone();
        self.running = Some(match self.driver {
            Driver::Fluid => {
                Running::Fluid(Box::new(Fluid::new(&self.scenario, design, plan, draws, self.backoff, self.point_s)))
            }
            Driver::PerRequest => {
                let requests = Requests::new(&self.scenario, design, plan, draws, self.backoff, self.point_s)?;
                Running::Requests(Box::new(requests))
            }
        });
        Ok(())
    }

    /// Ends the design that runs.
    fn end(&mut self) {
        let Some(design) = self.scenario.designs.get(self.done.len()) else { return };
        match self.running.take() {
            Some(Running::Fluid(fluid)) => self.done.push(fluid.told(&self.scenario, design)),
            Some(Running::Requests(requests)) => {
                let (run, remarks) = requests.told(design);
                self.done.push(run);
                self.remarks.extend(remarks);
            }
            None => {}
        }
    }
}

fn plan(scenario: &Scenario, design: &Design) -> Result<Plan, RunError> {
    access::plan(scenario, design).map_err(|error| RunError::Plan { design: design.name.clone(), error })
}

/// The report as JSON, in one line that ends: the same bytes wherever it is made. Counts of units are halves of a capacity unit.
pub fn json(report: &SimulationReport) -> String {
    // Its types have string keys and whole numbers only, so nothing can be wrong.
    let mut text = serde_json::to_string(report).unwrap_or_default();
    text.push('\n');
    text
}

fn assumptions(driver: Driver) -> Vec<String> {
    let of_driver = match driver {
        Driver::Fluid => {
            "Counts: requests are counted by the second, each second's evenly spread over it; single requests are not simulated"
        }
        Driver::PerRequest => "Requests: each request is carried out by the engine, those of a second evenly spread over it",
    };
    let all = [
        of_driver,
        "Placement: keys are placed by MD5; AWS does not publish its hash",
        "Partitions: numbers at the start, thresholds of splits and the times they take are not published; see docs of capacity",
        "Latency: service times are not published; a small read takes 2.5 ms and a small write 4.5 ms, larger ones more, and waits follow from the retries",
        "Index lag: grows from 10 ms to 500 ms with the square of the index's used write capacity",
        "Time to live: items are deleted in the minute in which they expire, those of the start evenly over the time that they live; AWS takes up to a few days",
        "End: what still waits for a retry when the run ends is counted as given up",
    ];
    all.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
