//! A month of the same traffic in each way to pay.

use model::{HalfUnits, PicoUsd};
use report::{BillLine, BillMode, BillOption, BillRequest, CapacityMode, Fidelity, LineKind, PaidCapacity, TrafficCurve};

use super::capacity::{self, Direction, Track, flat, peak_hour, peak_second, reads, scaled, writes};
use super::demand::{self, Hour};
use super::line::{Kept, Lines, Quantity};
use super::metered::{BackupBytes, Metered, Repetition, Usage};
use super::pool::{BLOCK_UNITS, Pool, Pools, Term, cheapest_blocks, upfront_share};
use super::{HOUR_MS, MONTH_HOURS, curve_of, words};
use crate::prices::{Dimension, FreeTier, PriceRow, Prices};
use crate::quantity::{divided, grouped};

const MONTH_MS: u64 = MONTH_HOURS as u64 * HOUR_MS;

/// A month: the traffic of each table and index that is there, and the prices.
pub(super) struct Month<'a> {
    pub(super) prices: &'a Prices,
    pub(super) row: &'a PriceRow,
    pub(super) region: &'a str,
    pub(super) request: &'a BillRequest,
    pub(super) metered: &'a Metered,
    pub(super) traffic: Vec<Traffic<'a>>,
}

/// The month of one table or index.
pub(super) struct Traffic<'a> {
    pub(super) usage: &'a Usage,
    pub(super) hours: Vec<Hour>,
    scaled: [Track; 2],
}

/// Which capacity is provisioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    AsSet,
    OnDemand,
    PeakSecond,
    PeakHour,
    Scaled,
}

/// One way to pay, before it is worked out.
#[derive(Clone)]
struct Way {
    mode: BillMode,
    title: String,
    choice: Choice,
    /// The table class of all, or each as it is.
    infrequent: Option<bool>,
    reserved: Option<(Term, (u64, u64))>,
}

/// What was added up of the paid capacity.
#[derive(Default)]
struct Paid {
    read: Vec<u64>,
    write: Vec<u64>,
    used: [u128; 2],
    short: [HalfUnits; 2],
}

impl<'a> Month<'a> {
    pub(super) fn new(
        prices: &'a Prices,
        row: &'a PriceRow,
        region: &'a str,
        request: &'a BillRequest,
        metered: &'a Metered,
    ) -> Self {
        let present = metered.usages.iter().filter(|usage| !usage.deleted);
        let traffic = present.map(|usage| {
            let hours = demand::month(metered, usage, request.repeats, request.shape);
            let scaled = [scaled(&hours, writes), scaled(&hours, reads)];
            Traffic { usage, hours, scaled }
        });
        Month { prices, row, region, request, metered, traffic: traffic.collect() }
    }

    /// All tables' traffic together.
    pub(super) fn curve(&self) -> TrafficCurve {
        let first = demand::first_hour_of_week(self.metered, self.request.shape);
        let title = words::traffic(self.metered, self.request);
        curve_of(title, first, self.traffic.iter().map(|traffic| traffic.hours.as_slice()))
    }

    /// What the metered traffic cost as the tables were set.
    pub(super) fn so_far(&self) -> BillOption {
        let mut pools = Pools::new(self.prices, self.region, self.request.free_tier, (0, 0));
        let mut lines = vec![];
        for usage in &self.metered.usages {
            let maker = self.lines(usage, usage.infrequent_access, Fidelity::Exact);
            let pool = pools.of(self.region_of(&usage.region));
            lines.extend(maker.requests(usage, usage.requested_reads, usage.requested_writes));
            let hours = |hours: u64, unit: &str| (u128::from(hours), format!("{} {unit}-hours", grouped(hours.into())));
            if usage.paid.write_unit_hours > 0 {
                let (hours, words) = hours(usage.paid.write_unit_hours, write_unit(usage));
                lines.push(maker.write_hours(usage, hours, words, 0, pool));
            }
            if usage.paid.read_unit_hours > 0 {
                let (hours, words) = hours(usage.paid.read_unit_hours, "RCU");
                lines.push(maker.read_hours(hours, words, 0, pool));
            }
            let kept = Kept::so_far(usage, self.metered.span_ms);
            for (infrequent, byte_ms) in [(false, kept.standard), (true, kept.infrequent)] {
                lines.extend(self.lines(usage, infrequent, Fidelity::Modelled).storage(byte_ms, pool));
            }
            let modelled = self.lines(usage, usage.infrequent_access, Fidelity::Modelled);
            lines.extend(modelled.rest(usage, 1, &kept, pool));
        }
        lines.extend(self.backups(|backup| backup.kept_ms, Fidelity::Exact));
        option(BillMode::AsSet, "Metered so far".to_owned(), lines, None)
    }

    /// All ways to pay that there are here, cheapest first, and why some are not among them.
    pub(super) fn ways(&self) -> (Vec<BillOption>, Vec<String>) {
        let way =
            |mode, title: &str, choice| Way { mode, title: title.to_owned(), choice, infrequent: Some(false), reserved: None };
        let on_demand = way(BillMode::OnDemand, "On-demand", Choice::OnDemand);
        let hour = way(BillMode::FlatForPeakHour, "Provisioned flat, for the busiest hour", Choice::PeakHour);
        let second = way(BillMode::FlatForPeakSecond, "Provisioned flat, for the busiest second", Choice::PeakSecond);
        let scaled = way(BillMode::AutoScaling, "Provisioned with auto scaling", Choice::Scaled);
        let mut month: Vec<BillOption> = [&on_demand, &hour, &scaled].map(|way| self.paid(way)).into();
        let second = self.paid(&second);
        if month.iter().all(|option| !has_same_capacity(option, &second)) {
            month.push(second);
        }
        let mut left_out = vec![];
        for term in [Term::OneYear, Term::ThreeYears] {
            self.reserved(term, &[&hour, &scaled]).map_or_else(|why| left_out.push(why), |option| month.push(option));
        }
        let infrequent = |way: &Way, how: &str| Way {
            mode: BillMode::InfrequentAccess,
            title: format!("Standard-IA, {how}"),
            infrequent: Some(true),
            ..way.clone()
        };
        let infrequent = [infrequent(&on_demand, "on-demand"), infrequent(&scaled, "with auto scaling")];
        month.extend(infrequent.iter().map(|way| self.paid(way)).min_by_key(|option| (option.total_cents, option.total)));
        if self.traffic.iter().any(|one| one.usage.mode != CapacityMode::OnDemand || one.usage.infrequent_access) {
            month.push(self.paid(&Way { infrequent: None, ..way(BillMode::AsSet, "As the tables are set now", Choice::AsSet) }));
        }
        month.sort_by_key(|option| (option.total_cents, option.total));
        (month, left_out)
    }

    /// The cheaper of some provisioned ways with the best number of blocks, or why there is none.
    fn reserved(&self, term: Term, bases: &[&Way]) -> Result<BillOption, String> {
        let mode = match term {
            Term::OneYear => BillMode::ReservedOneYear,
            Term::ThreeYears => BillMode::ReservedThreeYears,
        };
        let mut best: Option<BillOption> = None;
        for base in bases {
            let Some(blocks) = self.blocks(base.choice, term) else {
                return Err(format!("Reserved for {}: {} does not sell it.", term.words(), self.region));
            };
            let follows = if base.choice == Choice::Scaled { "with auto scaling" } else { "provisioned flat" };
            let title = format!("Reserved for {}, {follows}", term.words());
            let option = self.paid(&Way { mode, title, reserved: Some((term, blocks)), ..(*base).clone() });
            if best.as_ref().is_none_or(|best| option.total < best.total) {
                best = Some(option);
            }
        }
        let reserves = |option: &BillOption| option.capacity.as_ref().is_some_and(|paid| paid.reserved != (0, 0));
        best.filter(reserves).ok_or_else(|| {
            format!("Reserved for {}: not one block of {BLOCK_UNITS} units pays off for this traffic.", term.words())
        })
    }

    /// The cheapest number of blocks for writes and reads.
    fn blocks(&self, choice: Choice, term: Term) -> Option<(u64, u64)> {
        let free = if self.request.free_tier && self.row.has_free_tier { self.prices.free } else { FreeTier::default() };
        let [write, read] = term.dimensions();
        let sum = |of: Direction, at: usize| {
            let mut sum = vec![0u64; MONTH_HOURS as usize];
            for traffic in self.traffic.iter().filter(|traffic| self.can_reserve(traffic.usage, at)) {
                let track = traffic.track(choice, of, at);
                sum.iter_mut().zip(&track.billed).for_each(|(sum, units)| *sum = sum.saturating_add(*units));
            }
            sum
        };
        let (writes, reads) = (sum(writes, 0), sum(reads, 1));
        let write = cheapest_blocks(self.row, Dimension::WriteHour, write, term, &writes, free.write_hours)?;
        let read = cheapest_blocks(self.row, Dimension::ReadHour, read, term, &reads, free.read_hours)?;
        Some((write, read))
    }

    /// Reserved capacity is for one region's own units: not for replicated writes.
    fn can_reserve(&self, usage: &Usage, at: usize) -> bool {
        self.region_of(&usage.region) == self.region && !(at == 0 && usage.has_replicated_writes())
    }

    fn paid(&self, way: &Way) -> BillOption {
        let blocks = way.reserved.map_or((0, 0), |(_, blocks)| blocks);
        let mut pools = Pools::new(self.prices, self.region, self.request.free_tier, blocks);
        let mut lines = vec![];
        let mut paid = Paid { read: vec![0; MONTH_HOURS as usize], write: vec![0; MONTH_HOURS as usize], ..Paid::default() };
        for traffic in &self.traffic {
            let usage = traffic.usage;
            let maker = self.lines(usage, way.infrequent.unwrap_or(usage.infrequent_access), Fidelity::Modelled);
            let pool = pools.of(self.region_of(&usage.region));
            let by_request =
                way.choice == Choice::OnDemand || (way.choice == Choice::AsSet && usage.mode == CapacityMode::OnDemand);
            if by_request {
                let sum = |of: Direction| traffic.hours.iter().map(|hour| of(hour).0).sum();
                lines.extend(maker.requests(usage, sum(reads), sum(writes)));
            } else {
                let tracks = [traffic.track(way.choice, writes, 0), traffic.track(way.choice, reads, 1)];
                paid.add(&traffic.hours, &tracks);
                lines.extend(self.capacity_lines(&maker, usage, &tracks, pool));
            }
            let kept = Kept::all_along(usage, MONTH_MS);
            lines.extend(maker.storage(kept.standard + kept.infrequent, pool));
            lines.extend(maker.rest(usage, self.times(), &kept, pool));
        }
        lines.extend(self.backups(|_| MONTH_MS, Fidelity::Modelled));
        if let Some((term, blocks)) = way.reserved {
            lines.extend(self.reservation(term, blocks));
        }
        let is_by_hour = paid.write.iter().any(|units| *units > 0);
        let capacity = is_by_hour.then(|| paid.told(&lines, blocks));
        option(way.mode, way.title.clone(), lines, capacity)
    }

    fn capacity_lines(&self, maker: &Lines<'_>, usage: &Usage, [write, read]: &[Track; 2], pool: &mut Pool) -> [BillLine; 2] {
        let reserved = |track: &Track, left: &mut [u64], may: bool| -> u128 {
            let take = |(units, left): (&u64, &mut u64)| u128::from(super::pool::take(left, *units));
            if may && !maker.infrequent { track.billed.iter().zip(left).map(take).sum() } else { 0 }
        };
        let write_reserved = reserved(write, &mut pool.reserved_write, self.can_reserve(usage, 0));
        let read_reserved = reserved(read, &mut pool.reserved_read, self.can_reserve(usage, 1));
        let (write_hours, write_words) = hours_words(write, write_unit(usage));
        let (read_hours, read_words) = hours_words(read, "RCU");
        [
            maker.write_hours(usage, write_hours, write_words, write_reserved, pool),
            maker.read_hours(read_hours, read_words, read_reserved, pool),
        ]
    }

    /// What a reservation costs in a month: its share of the upfront payment and every hour, used or not.
    fn reservation(&self, term: Term, (write, read): (u64, u64)) -> Vec<BillLine> {
        let maker =
            Lines { row: Some(self.row), resource: "Account".to_owned(), infrequent: false, fidelity: Fidelity::Modelled };
        let mut lines = vec![];
        let kinds = [(LineKind::Writes, "WCU", write), (LineKind::Reads, "RCU", read)];
        for ((upfront, hourly), (kind, unit, blocks)) in term.dimensions().into_iter().zip(kinds) {
            if blocks == 0 {
                continue;
            }
            let units = blocks * BLOCK_UNITS;
            let words = format!("{} {unit}, 730 of {} hours", grouped(units.into()), grouped((term.years() * 8_760) as u128));
            let share = upfront_share(self.row.get(upfront).unwrap_or_default(), units, term);
            lines.push(maker.made(kind, upfront, words, share));
            let hours = units.saturating_mul(MONTH_HOURS.into());
            lines.push(maker.line(kind, hourly, Quantity::count(hours, &format!("{unit}-hours"))));
        }
        lines
    }

    fn backups(&self, kept_ms: impl Fn(&BackupBytes) -> u64, fidelity: Fidelity) -> Vec<BillLine> {
        let backups = self.metered.backups.iter().filter(|backup| backup.bytes > 0);
        let line = |backup: &BackupBytes| {
            let usage = Usage { table: backup.table.clone(), region: backup.region.clone(), ..Usage::default() };
            let quantity = Quantity::byte_ms(u128::from(backup.bytes) * u128::from(kept_ms(backup)));
            self.lines(&usage, false, fidelity).line(LineKind::Storage, Dimension::Backup, quantity)
        };
        backups.map(line).collect()
    }

    fn lines(&self, usage: &Usage, infrequent: bool, fidelity: Fidelity) -> Lines<'a> {
        let region = self.region_of(&usage.region);
        let row = if region == self.region { Some(self.row) } else { self.prices.region(region).ok() };
        Lines { row, resource: usage.resource(&self.metered.home), infrequent, fidelity }
    }

    /// Tables at home are priced in the region that was asked for, those elsewhere where they are.
    fn region_of<'r>(&'r self, region: &'r str) -> &'r str {
        if region.is_empty() || region == self.metered.home { self.region } else { region }
    }

    /// How often the metered traffic happens.
    fn times(&self) -> u64 {
        match self.metered.repetition {
            Repetition::Asked => self.request.repeats,
            Repetition::BackToBack { duration_s, .. } => (MONTH_MS / 1_000) / duration_s.max(1),
        }
    }
}

impl Traffic<'_> {
    /// Capacity of one direction; `at` is 0 for writes and 1 for reads.
    fn track(&self, choice: Choice, of: Direction, at: usize) -> Track {
        match choice {
            Choice::OnDemand => Track::default(),
            Choice::PeakHour => flat(&self.hours, of, peak_hour(&self.hours, of)),
            Choice::PeakSecond => flat(&self.hours, of, peak_second(&self.hours, of)),
            Choice::Scaled => self.scaled[at].clone(),
            Choice::AsSet => {
                let CapacityMode::Provisioned { read_units, write_units } = self.usage.mode else { return Track::default() };
                let now = if at == 0 { write_units } else { read_units };
                let known = |hour: &Hour| if at == 0 { hour.set.1 } else { hour.set.0 };
                // What a run told of its hours stands; where nothing is known, it is as it is now.
                let billed = self.hours.iter().map(|hour| if known(hour) > 0 { known(hour) } else { now });
                capacity::following(&self.hours, of, billed.collect())
            }
        }
    }
}

impl Paid {
    fn add(&mut self, hours: &[Hour], [write, read]: &[Track; 2]) {
        for (at, (track, of)) in [(write, writes as Direction), (read, reads as Direction)].into_iter().enumerate() {
            let sums = if at == 0 { &mut self.write } else { &mut self.read };
            for ((hour, units), sum) in hours.iter().zip(&track.billed).zip(sums) {
                *sum = sum.saturating_add(*units);
                self.used[at] += u128::from(of(hour).0.0).min(u128::from(*units) * 7_200);
            }
            self.short[at] += track.short;
        }
    }

    fn told(self, lines: &[BillLine], blocks: (u64, u64)) -> PaidCapacity {
        let share = |used: u128, billed: &[u64]| {
            let whole: u128 = billed.iter().map(|units| u128::from(*units) * 7_200).sum();
            u64::try_from(used.saturating_mul(1_000_000).checked_div(whole).unwrap_or(0)).unwrap_or(u64::MAX)
        };
        let (write_used, read_used) = (share(self.used[0], &self.write), share(self.used[1], &self.read));
        let cost =
            |kind: LineKind| -> PicoUsd { lines.iter().filter(|line| is_capacity(line, kind)).map(|line| line.amount).sum() };
        let unused = |amount: PicoUsd, used: u64| divided(amount.0.saturating_mul(1_000_000 - i128::from(used)), 1_000_000);
        PaidCapacity {
            unused: PicoUsd(unused(cost(LineKind::Writes), write_used) + unused(cost(LineKind::Reads), read_used)),
            read: self.read,
            write: self.write,
            read_used_millionths: read_used,
            write_used_millionths: write_used,
            read_short: self.short[1],
            write_short: self.short[0],
            reserved: (blocks.1 * BLOCK_UNITS, blocks.0 * BLOCK_UNITS),
        }
    }
}

fn has_same_capacity(one: &BillOption, other: &BillOption) -> bool {
    let hours = |paid: &PaidCapacity| (paid.read.clone(), paid.write.clone());
    one.capacity.as_ref().map(hours) == other.capacity.as_ref().map(hours)
}

/// Whether a line is for capacity by the hour.
fn is_capacity(line: &BillLine, kind: LineKind) -> bool {
    line.kind == kind && line.dimension.to_ascii_lowercase().contains("capacity")
}

fn write_unit(usage: &Usage) -> &'static str {
    if usage.has_replicated_writes() { "rWCU" } else { "WCU" }
}

/// `800 WCU x 730 h`, or the sum of unit-hours where they differ.
fn hours_words(track: &Track, unit: &str) -> (u128, String) {
    let hours: u128 = track.billed.iter().map(|units| u128::from(*units)).sum();
    let words = match track.billed.first() {
        Some(first) if track.billed.iter().all(|units| units == first) => {
            format!("{} {unit} x {} h", grouped((*first).into()), grouped(track.billed.len() as u128))
        }
        _ => format!("{} {unit}-hours", grouped(hours)),
    };
    (hours, words)
}

fn option(mode: BillMode, title: String, lines: Vec<BillLine>, capacity: Option<PaidCapacity>) -> BillOption {
    BillOption {
        mode,
        title,
        total_cents: lines.iter().fold(0i128, |sum, line| sum.saturating_add(line.cents)),
        total: lines.iter().map(|line| line.amount).sum(),
        lines,
        capacity,
    }
}
