//! The per-request driver: every request of the scenario, carried out by a real engine in memory that enforces capacity.
//!
//! The requests of a pattern come evenly spread over each second. What a request reads or changes is there when it comes: items
//! are put in place, without a request of their own, when they are first asked for ([`stock`]). A throttled call is repeated by
//! the retry policy; a request of several calls goes on where it was throttled.

mod course;
mod known;
mod scaler;
mod shape;
mod stock;
mod tables;

use std::collections::BTreeMap;

use api::{CancellationReason, Error, ThrottlingReason};
use capacity::{Direction, Limit, Units};
use engine::{Context, Engine, Refusal, TablePlace};
use model::EpochMillis;
use report::{DesignRun, PoolLevel, SpaceEvent, SpacePoint};

use super::RunError;
use super::expiry::{Mortal, expired, mortals};
use super::fluid::place_of;
use super::ground::{mode, untold};
use super::latency::{POINTS, REFUSAL_US};
use super::recorder::{MINUTE_S, Recorder, Standing};
use super::retry::{Backoff, MILLION};
use super::tally::Tally;
use crate::Chance;
use crate::access::{self, Gain, Plan};
use crate::scenario::{Design, Scenario};
use crate::workload::{Draws, Request};
use course::{Course, Next};
use scaler::Scaler;
use stock::{For, Stock};

/// Microseconds of a second.
const SECOND_US: u64 = 1_000_000;
/// Events at one step (our bound: some milliseconds).
const EVENTS_AT_ONCE: u64 = 500;
/// Microseconds of work for one event, our estimate.
const EVENT_US: u64 = 20;
/// One request in so many is asked for its key, to find the hot ones.
const KEYS_ONE_IN: u64 = 8;
/// Memory of an item, or of its entry in an index, besides its own bytes: its attributes, its key twice (measured in wasm).
const ITEM_MEMORY_BYTES: u64 = 400;
/// Bytes of memory that are asked for at once at most (our bound).
const RESERVE_MAX_BYTES: u64 = 512 << 20;
/// Requests of one run at most (our bound: some minutes of work).
pub(super) const REQUESTS_MAX: u64 = 20_000_000;

/// One design under the traffic of a scenario.
#[derive(Debug)]
pub(super) struct Requests {
    scenario: Scenario,
    plan: Plan,
    draws: Draws,
    chance: Chance,
    backoff: Backoff,
    engine: Engine,
    context: Context,
    spaces: Vec<Space>,
    courses: Vec<Course>,
    tallies: Vec<Tally>,
    /// Calls that wait for their retry, by the microsecond since the start and the order in which they were put off.
    waiting: BTreeMap<(u64, u64), Job>,
    put_off: u64,
    /// Microseconds since the start.
    now_us: u64,
    stock: Stock,
    mortals: Vec<Mortal>,
    /// Of each key space: items and bytes that have expired, in millionths.
    expired: Vec<[u128; 2]>,
    /// Errors that are no throttling, by their text.
    faults: BTreeMap<String, u64>,
    second: u64,
}

/// A key space of the run.
#[derive(Debug)]
struct Space {
    recorder: Recorder,
    arn: String,
    scaler: Scaler,
    /// What was told of what happened to it, as seconds since 1970.
    told_s: u64,
    /// What each partition had served when the last second ended.
    served: Vec<Units>,
}

/// A request under way.
#[derive(Clone, Debug)]
struct Job {
    course: usize,
    request: Request,
    /// When it came, in microseconds since the start.
    born_us: u64,
    /// The call that is next.
    next: Next,
    /// Attempts of that call that were made.
    attempts: u32,
}

impl Requests {
    /// Makes the tables of a design.
    pub(super) fn new(
        scenario: &Scenario,
        design: &Design,
        plan: Plan,
        draws: Draws,
        backoff: Backoff,
        point_s: u64,
    ) -> Result<Self, RunError> {
        let context = Context::new(EpochMillis(scenario.start_s.saturating_mul(1_000)), &scenario.region);
        reserve(scenario, &plan, &draws);
        let mut engine = with_tables(scenario, design, &plan, &context)?;
        engine.enforce_capacity(true);
        engine.forget_requests();
        let courses: Vec<Course> =
            (0..plan.patterns.len() as u32).filter_map(|number| Course::new(scenario, design, &draws, &plan, number)).collect();
        let mut stock = Stock::new(&courses);
        for course in &courses {
            stock.lay_in(For { course, draws: &draws, context: &context, start_s: scenario.start_s }, design, &mut engine);
        }
        let begin = |(space, number): (&access::Space, u64)| {
            let table = engine.database().find(place(&context, &space.table_name));
            let arn = table.map(|table| match &space.index_name {
                Some(index) => table.index_arn(index),
                None => table.arn(),
            });
            let mut recorder = Recorder::new(number, scenario.start_s, point_s, space.index.is_some());
            if let Some(table) = table {
                recorder.follow(table.key_space(space.index_name.as_deref()), 0);
            }
            Space { recorder, arn: arn.unwrap_or_default(), scaler: Scaler::new(space), told_s: 0, served: Vec::new() }
        };
        let spaces = plan.spaces.iter().zip(0..).map(begin).collect();
        Ok(Requests {
            scenario: scenario.clone(),
            chance: Chance::new(scenario.seed),
            backoff,
            tallies: vec![Tally::counted(); plan.patterns.len()],
            waiting: BTreeMap::new(),
            put_off: 0,
            now_us: 0,
            mortals: mortals(scenario, design, &plan),
            expired: vec![[0; 2]; plan.spaces.len()],
            faults: BTreeMap::new(),
            second: 0,
            plan,
            draws,
            engine,
            context,
            spaces,
            courses,
            stock,
        })
    }

    /// The series so far, of each key space.
    pub(super) fn points(&self) -> impl Iterator<Item = &[SpacePoint]> {
        self.spaces.iter().map(|space| space.recorder.points())
    }

    /// Seconds that are over.
    pub(super) fn done_s(&self) -> u64 {
        self.second
    }

    /// Carries out some requests, or ends a second. Tells about how much work it was, in microseconds.
    pub(super) fn step(&mut self) -> u64 {
        for done in 0..EVENTS_AT_ONCE {
            let Some(job) = self.next_job() else {
                self.end_second();
                self.second += 1;
                return (done + 1) * EVENT_US;
            };
            self.go_on(job);
        }
        EVENTS_AT_ONCE * EVENT_US
    }

    /// The earliest of what comes in this second; engine time goes with it.
    fn next_job(&mut self) -> Option<Job> {
        let end_us = (self.second + 1) * SECOND_US;
        let mut first: Option<(u64, usize)> = None;
        for (number, course) in self.courses.iter_mut().enumerate() {
            if let Some(at_us) = course.arrival(&self.draws, self.second)
                && first.is_none_or(|(known, _)| at_us < known)
            {
                first = Some((at_us, number));
            }
        }
        let waits = self.waiting.first_key_value().map(|((at_us, _), _)| *at_us).filter(|at_us| *at_us < end_us);
        let (at_us, job) = match (first, waits) {
            (Some((at_us, course)), waits) if waits.is_none_or(|waits| at_us < waits) => {
                let request = self.courses[course].take(&self.draws);
                (at_us, Job { course, request, born_us: at_us, next: Next::default(), attempts: 0 })
            }
            (_, Some(_)) => self.waiting.pop_first().map(|((at_us, _), job)| (at_us, job))?,
            (_, None) => return None,
        };
        self.now_us = at_us;
        self.context.now = EpochMillis(self.scenario.start_s.saturating_mul(1_000).saturating_add(at_us / 1_000));
        Some(job)
    }

    /// Makes the calls of a request until one is throttled, or all are done.
    fn go_on(&mut self, mut job: Job) {
        let item = self.draws.item(&job.request);
        loop {
            let course = &self.courses[job.course];
            let step = course.steps.get(job.next.step);
            let key = step.and_then(|step| course.key(step, &item, &self.draws));
            if let Some(step) = step.filter(|_| job.attempts == 0) {
                let of = For { course, draws: &self.draws, context: &self.context, start_s: self.scenario.start_s };
                self.stock.prepare(of, step, &job.request, &item, key.as_ref(), &mut self.engine);
            }
            let Some(operation) = course.call(&job.next, &job.request, &item, key, &self.draws) else {
                self.settle(&job);
                return;
            };
            if job.request.number.is_multiple_of(KEYS_ONE_IN) {
                self.tell_keys(job.course, &item);
            }
            let tally = &mut self.tallies[self.courses[job.course].number as usize];
            tally.repeated += if job.attempts > 0 { u128::from(MILLION) } else { 0 };
            self.context.request_id = self.context.request_id.wrapping_add(1);
            match self.engine.execute(&self.context, operation, None) {
                Ok(outcome) => {
                    self.courses[job.course].advance(&mut job.next, outcome.response);
                    job.attempts = 0;
                }
                Err(Refusal::Error { error, .. }) => {
                    if self.tell_throttling(&error, &item) {
                        self.repeat(job);
                    } else {
                        *self.faults.entry(error.to_string()).or_default() += 1;
                    }
                    return;
                }
                // Everything is in memory.
                Err(Refusal::Missing(..)) => return,
            }
        }
    }

    /// A call was throttled: it comes again, or the request is given up.
    fn repeat(&mut self, mut job: Job) {
        job.attempts += 1;
        if job.attempts < self.backoff.attempts() {
            let pattern = u64::from(self.courses[job.course].number);
            let request = job.request.number.wrapping_mul(64).wrapping_add(pattern);
            let at_us = self.now_us + self.backoff.delay_ms(self.chance, request, job.attempts) * 1_000;
            self.put_off += 1;
            self.waiting.insert((at_us, self.put_off), job);
        }
    }

    /// A request was carried out.
    fn settle(&mut self, job: &Job) {
        let course = &self.courses[job.course];
        let tally = &mut self.tallies[course.number as usize];
        tally.admitted += u128::from(MILLION);
        let point =
            self.chance.below("service", job.request.number.wrapping_mul(64).wrapping_add(u64::from(course.number)), POINTS);
        // Each throttled attempt was answered before its wait began.
        let waited = self.now_us - job.born_us + REFUSAL_US * u64::from(job.attempts);
        tally.took(waited + course.service.at(point));
    }

    /// Tells throttle events; whether the error is one.
    fn tell_throttling(&mut self, error: &Error, item: &Request) -> bool {
        match error {
            Error::ProvisionedThroughputExceeded(_, reasons) | Error::Throttling(_, reasons) => {
                reasons.iter().for_each(|reason| self.tell_reason(reason, item));
                true
            }
            Error::TransactionCanceled(reasons) => {
                // Its reasons name neither table nor limit.
                let is_throttled = |reason: &CancellationReason| {
                    matches!(
                        reason,
                        CancellationReason::ProvisionedThroughputExceeded(_) | CancellationReason::ThrottlingError(_)
                    )
                };
                let throttled = reasons.iter().any(is_throttled);
                if throttled && let Some(space) = self.spaces.first_mut() {
                    space.recorder.throttle(Direction::Write, Limit::KeyRange, MILLION);
                }
                throttled
            }
            _ => false,
        }
    }

    fn tell_reason(&mut self, reason: &ThrottlingReason, item: &Request) {
        let Some(number) = self.spaces.iter().position(|space| space.arn == reason.resource) else { return };
        let direction = if reason.reason.contains("Read") { Direction::Read } else { Direction::Write };
        let limit = [
            ("ProvisionedThroughputExceeded", Limit::Provisioned),
            ("KeyRangeThroughputExceeded", Limit::KeyRange),
            ("AccountLimitExceeded", Limit::Account),
        ];
        let limit =
            limit.into_iter().find(|(name, _)| reason.reason.ends_with(name)).map_or(Limit::MaxOnDemand, |(_, limit)| limit);
        let recorder = &mut self.spaces[number].recorder;
        recorder.throttle(direction, limit, MILLION);
        if limit == Limit::KeyRange {
            let space = &self.plan.spaces[number];
            let at = place_of(&self.plan, &self.draws, number, item);
            if let Some(table) = self.engine.database().find(place(&self.context, &space.table_name)) {
                recorder.partitions.throttle(table.partition_of(space.index_name.as_deref(), at), MILLION);
            }
        }
    }

    /// Tells the keys that a request asks for.
    fn tell_keys(&mut self, course: usize, item: &Request) {
        let Some(Ok(way)) = self.plan.patterns.get(self.courses[course].number as usize).map(|pattern| pattern.way.as_ref())
        else {
            return;
        };
        for flow in way.flows.iter().filter(|flow| flow.place == access::Place::Key) {
            let (Some(space), Some(told)) = (self.plan.spaces.get(flow.space), self.spaces.get_mut(flow.space)) else { continue };
            let units = flow.all_units().0.saturating_mul(2 * KEYS_ONE_IN);
            let key = self.draws.key_of(&space.partition_key, item);
            told.recorder.hot.add_all(units);
            told.recorder.hot.add(place_of(&self.plan, &self.draws, flow.space, item).hash, &key, units);
        }
    }

    fn end_second(&mut self) {
        let second = self.second;
        let is_last = second + 1 == self.scenario.duration_s;
        let end = EpochMillis(self.scenario.start_s.saturating_add(second + 1).saturating_mul(1_000));
        let ends_minute = (second + 1).is_multiple_of(MINUTE_S);
        self.count_served();
        if ends_minute {
            self.end_minute(end);
        } else if is_last {
            self.expire();
        }
        for (space, planned) in self.spaces.iter_mut().zip(&self.plan.spaces) {
            space.recorder.end_second(second);
            if is_last || space.recorder.ends_point(second) {
                let of = place(&self.context, &planned.table_name);
                let level = self.engine.pool_level(of, planned.index_name.as_deref(), end).map(|(level, _)| level);
                space.recorder.end_point(level.map_or_else(|| space.scaler.untouched(), standing));
            }
        }
        if is_last || self.spaces.first().is_some_and(|space| space.recorder.ends_point(second)) {
            self.tallies.iter_mut().for_each(Tally::end_point);
        }
    }

    /// Tells what each partition served in this second.
    fn count_served(&mut self) {
        for (space, planned) in self.spaces.iter_mut().zip(&self.plan.spaces) {
            let served = self.engine.partition_units(place(&self.context, &planned.table_name), planned.index_name.as_deref());
            space.served.resize(served.len(), Units::default());
            for ((now, before), partition) in served.iter().zip(&space.served).zip(0..) {
                for direction in Direction::BOTH {
                    let units = direction.of((now.read, now.write)).0 - direction.of((before.read, before.write)).0;
                    space.scaler.count(direction, units);
                    let millionths = units.saturating_mul(MILLION);
                    space.recorder.consume(direction, millionths);
                    space.recorder.partitions.consume(partition, direction, millionths);
                }
            }
            space.served = served;
        }
    }

    /// What is due at the turn of the minute is done, whether a request comes then or not; then auto scaling sends its requests.
    fn end_minute(&mut self, end: EpochMillis) {
        self.context.now = end;
        self.engine.tick(end);
        self.expire();
        for number in 0..self.spaces.len() {
            let (Some(space), Some(planned)) = (self.spaces.get_mut(number), self.plan.spaces.get(number)) else { return };
            let (of, index) = (place(&self.context, &planned.table_name), planned.index_name.as_deref());
            if let Some((_, events)) = self.engine.pool_level(of, index, end) {
                for event in events.into_iter().filter(|event| event.at_s > space.told_s) {
                    space.recorder.event(SpaceEvent { at_s: self.second, what: event.what });
                }
                space.told_s = end.0 / 1_000;
            }
            for (update, scaled) in space.scaler.minute(planned, end) {
                let is_done = self.engine.execute(&self.context, update, None).is_ok();
                if let Some(what) = space.scaler.settle(scaled, is_done, end) {
                    space.recorder.event(SpaceEvent { at_s: self.second, what });
                }
            }
            if let Some(table) = self.engine.database().find(of) {
                space.recorder.follow(table.key_space(index), self.second);
            }
        }
    }

    /// Counts what has expired in this minute. The items stay in the engine, where no request looks for them any more.
    fn expire(&mut self) {
        for gone in expired(&mut self.mortals, self.second + 1, &self.tallies) {
            if let (Some(space), Some([items, bytes])) = (self.spaces.get_mut(gone.space), self.expired.get_mut(gone.space)) {
                space.recorder.expire(gone.items);
                (*items, *bytes) = (*items + gone.items, *bytes + gone.bytes);
            }
        }
    }

    /// Items and bytes that each space has gained.
    fn gains(&self) -> Vec<[i64; 2]> {
        let mut gains = vec![[0i128; 2]; self.spaces.len()];
        for (plan, tally) in self.plan.patterns.iter().zip(&self.tallies) {
            let admitted = i128::try_from(tally.admitted / u128::from(MILLION)).unwrap_or(i128::MAX);
            for flow in plan.way.iter().flat_map(|way| &way.flows) {
                if let Some([items, bytes]) = gains.get_mut(flow.space) {
                    *items = items.saturating_add(admitted.saturating_mul(flow.items_gained.0.into()));
                    *bytes = bytes.saturating_add(admitted.saturating_mul(flow.bytes_gained.0.into()));
                }
            }
        }
        let whole = |parts: i128| i64::try_from(parts / i128::from(Gain::ONE.0)).unwrap_or(i64::MAX);
        let mut gains: Vec<[i64; 2]> = gains.into_iter().map(|gained| gained.map(whole)).collect();
        for (gains, expired) in gains.iter_mut().zip(&self.expired) {
            for (gained, millionths) in gains.iter_mut().zip(expired) {
                *gained = gained.saturating_sub(i64::try_from(millionths / u128::from(MILLION)).unwrap_or(i64::MAX));
            }
        }
        gains
    }

    /// What the design's run tells, and what went wrong.
    pub(super) fn told(self, design: &Design) -> (DesignRun, Vec<String>) {
        let mut remarks: Vec<String> = self
            .faults
            .iter()
            .map(|(message, count)| format!("Refused: {count} requests of design {}: {message}", design.name))
            .collect();
        if self.stock.is_cut {
            remarks.push(format!(
                "Items: not all that design {} begins with fit into memory; reads of the others find nothing",
                design.name
            ));
        }
        let gains = self.gains();
        let spaces = self.plan.spaces.iter().zip(self.spaces).zip(gains).map(|((planned, space), [items, bytes])| {
            let mut run = untold(planned, design);
            // Of the items at the start only those are there that were asked for.
            run.item_count = run.item_count.saturating_add_signed(items);
            run.size_bytes = run.size_bytes.saturating_add_signed(bytes);
            run.capacity = mode(space.scaler.setting());
            space.recorder.finish(&mut run);
            run
        });
        let spaces = spaces.collect();
        let patterns = self.scenario.patterns.iter().zip(&self.plan.patterns).zip(self.tallies).zip(0..);
        let patterns = patterns.map(|(((pattern, plan), mut tally), number)| {
            tally.offered = self.draws.arrivals().between(number, 0, self.second);
            tally.finish(pattern, plan, design)
        });
        (DesignRun { name: design.name.clone(), spaces, patterns: patterns.collect() }, remarks)
    }
}

fn standing(level: PoolLevel) -> Standing {
    Standing {
        read_limit: level.limit.0,
        write_limit: level.limit.1,
        read_burst_thousandths: level.left_thousandths.0,
        write_burst_thousandths: level.left_thousandths.1,
    }
}

/// Takes the memory that the items will need at once and gives it back to the allocator. In wasm memory grows by pages of
/// 64 KiB, and the browser collects its garbage at each growth: measured, that was more than half of a run's time.
fn reserve(scenario: &Scenario, plan: &Plan, draws: &Draws) {
    let mut bytes = 0u64;
    for (pattern, number) in plan.patterns.iter().zip(0..) {
        let requests = draws.arrivals().between(number, 0, scenario.duration_s);
        for flow in pattern.way.iter().flat_map(|way| &way.flows) {
            let gained = |gain: Gain, each: u64| u128::try_from(gain.0).unwrap_or(0) * u128::from(each);
            let each = gained(flow.bytes_gained, 1) + gained(flow.items_gained, ITEM_MEMORY_BYTES);
            let all = each.saturating_mul(requests.into()) / u128::from(Gain::ONE.0.unsigned_abs());
            bytes = bytes.saturating_add(u64::try_from(all).unwrap_or(u64::MAX));
        }
    }
    // Where there is not so much, memory grows as it must. What nobody looks at is not allocated at all.
    let mut room = Vec::<u8>::new();
    let _ = room.try_reserve_exact(usize::try_from(bytes.min(RESERVE_MAX_BYTES)).unwrap_or(0));
    std::hint::black_box(room);
}

/// Whether the tables of a design can be made.
pub(super) fn check(scenario: &Scenario, design: &Design, plan: &Plan) -> Result<(), RunError> {
    let context = Context::new(EpochMillis(scenario.start_s.saturating_mul(1_000)), &scenario.region);
    with_tables(scenario, design, plan, &context).map(drop)
}

/// An engine with the tables of a design.
fn with_tables(scenario: &Scenario, design: &Design, plan: &Plan, context: &Context) -> Result<Engine, RunError> {
    let mut engine = Engine::new(scenario.seed);
    for (number, table) in design.tables.iter().enumerate() {
        if let Err(Refusal::Error { error, .. }) = engine.execute(context, tables::create(number, table, &plan.spaces), None) {
            return Err(RunError::Table { design: design.name.clone(), table: table.name.clone(), message: error.to_string() });
        }
    }
    Ok(engine)
}

fn place<'a>(context: &'a Context, table: &'a str) -> TablePlace<'a> {
    TablePlace { account: &context.account, region: &context.region, name: table }
}
