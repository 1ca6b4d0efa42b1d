//! The key lint: what could be better about a design's keys, with numbers, the fix, and what the fix costs.
//!
//! A finding about cost is made by trying the fix: the design is changed, planned anew, and only told if a month of the
//! scenario's traffic then costs less. A finding about throttling is made from the busiest moment of the traffic and the share
//! of its hottest key. So a design is not blamed for a shape, only for what the shape does under this traffic.

mod collections;
mod heat;
mod indexes;
mod readers;
mod reads;

use model::PicoUsd;
use report::{Finding, LintRule, RegionPrices, Severity};

use crate::access::{Plan, Target, plan};
use crate::design::cost::Month;
use crate::design::words;
use crate::quantity::dollars;
use crate::scenario::{Design, IndexDesign, Scenario, TableDesign};
use crate::workload::Draws;

/// A fix must save this share of the month's cost to be told, in hundredths (our bound: less is no reason to change keys).
const WORTH_PERCENT: i128 = 1;

/// What rules look at.
pub(crate) struct Lint<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) design: &'a Design,
    pub(crate) plan: &'a Plan,
    /// Requests of each pattern over the scenario.
    pub(crate) volumes: &'a [u64],
    pub(crate) prices: &'a RegionPrices,
    pub(crate) draws: Draws,
    pub(crate) month: Month,
}

impl<'a> Lint<'a> {
    pub(crate) fn new(
        scenario: &'a Scenario,
        design: &'a Design,
        plan: &'a Plan,
        volumes: &'a [u64],
        prices: &'a RegionPrices,
    ) -> Self {
        let month = Month::of(scenario, design, plan, volumes, prices);
        Lint { scenario, design, plan, volumes, prices, draws: Draws::new(scenario), month }
    }

    /// All findings, the worst first.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        reads::not_served(self, &mut findings);
        heat::hot_keys(self, &mut findings);
        heat::index_capacity(self, &mut findings);
        collections::unbounded(self, &mut findings);
        collections::missing_ttl(self, &mut findings);
        reads::scans(self, &mut findings);
        reads::key_changes(self, &mut findings);
        indexes::unprojected(self, &mut findings);
        indexes::unused(self, &mut findings);
        indexes::wasted(self, &mut findings);
        indexes::same_partition_key(self, &mut findings);
        readers::sharded(self, &mut findings);
        model::sort_by(&mut findings, |left, right| {
            let saves = |finding: &Finding| finding.saves.map_or(0, |saves| saves.0);
            left.severity.cmp(&right.severity).then_with(|| saves(right).cmp(&saves(left)))
        });
        findings
    }

    /// The plan and the month of another design on the same traffic, or on traffic that knows more attributes.
    fn tried(&self, scenario: &Scenario, design: &Design) -> Option<(Plan, Month)> {
        let plan = plan(scenario, design).ok()?;
        let month = Month::of(scenario, design, &plan, self.volumes, self.prices);
        Some((plan, month))
    }

    /// What another month saves, if it is worth telling.
    fn worth(&self, month: &Month) -> Option<PicoUsd> {
        let saves = self.month.total().0 - month.total().0;
        (saves > 0 && saves.saturating_mul(100) >= self.month.total().0.saturating_mul(WORTH_PERCENT)).then_some(PicoUsd(saves))
    }

    /// Whether a pattern that was served by a key is now left to a scan, or to nothing.
    fn serves_less(&self, plan: &Plan) -> bool {
        use crate::access::Operation::Scan;
        self.plan.patterns.iter().zip(&plan.patterns).any(|(before, after)| {
            let is_keyed = |way: &crate::access::Way| way.operation != Scan;
            before.way.as_ref().is_ok_and(is_keyed) && !after.way.as_ref().is_ok_and(is_keyed)
        })
    }

    fn table(&self, target: Target) -> Option<&'a TableDesign> {
        self.design.tables.get(target.table)
    }

    fn index(&self, target: Target) -> Option<&'a IndexDesign> {
        self.table(target)?.indexes.get(target.index?)
    }

    /// Every index with its table.
    fn indexes(&self) -> impl Iterator<Item = (Target, &'a TableDesign, &'a IndexDesign)> {
        let tables = self.design.tables.iter().enumerate();
        tables.flat_map(|(number, table)| {
            let indexes = table.indexes.iter().enumerate();
            indexes.map(move |(place, index)| (Target { table: number, index: Some(place) }, table, index))
        })
    }

    /// The design with one table changed.
    fn changed(&self, number: usize, change: impl FnOnce(&mut TableDesign)) -> Design {
        let mut design = self.design.clone();
        if let Some(table) = design.tables.get_mut(number) {
            change(table);
        }
        design
    }

    /// Places of the patterns that read this table or index in their cheapest way.
    fn readers(&self, target: Target) -> Vec<usize> {
        let is_reader = |place: &usize| {
            let way = self.plan.patterns.get(*place).and_then(|planned| planned.way.as_ref().ok());
            way.is_some_and(|way| way.reads == Some(target))
        };
        (0..self.plan.patterns.len()).filter(is_reader).collect()
    }

    fn pattern_name(&self, place: usize) -> String {
        self.scenario.patterns.get(place).map(|pattern| format!("\u{201c}{}\u{201d}", pattern.name)).unwrap_or_default()
    }

    fn resource(&self, target: Target) -> String {
        self.table(target).map(|table| words::resource(table, self.index(target))).unwrap_or_default()
    }

    /// What a change does to a month, part by part: `writes $3.10 more, storage $0.20 more`.
    fn difference(&self, month: &Month) -> String {
        let parts = [
            ("reads", self.month.reads, month.reads),
            ("writes", self.month.writes, month.writes),
            ("storage", self.month.storage, month.storage),
        ];
        let mut told = Vec::new();
        for (name, before, after) in parts {
            let change = after.0 - before.0;
            if change != 0 {
                told.push(format!(
                    "{name} {} {} a month",
                    money(PicoUsd(change.abs())),
                    if change > 0 { "more" } else { "less" }
                ));
            }
        }
        if told.is_empty() { "Nothing more a month.".to_owned() } else { sentence(&told.join(", ")) }
    }
}

/// A finding without savings.
fn finding(rule: LintRule, severity: Severity, subject: String, evidence: String, fix: String, fix_cost: String) -> Finding {
    Finding { rule, severity, subject, evidence, fix, fix_cost, saves: None }
}

/// `$3.10`; what is less than a cent says so.
pub(crate) fn money(amount: PicoUsd) -> String {
    let cents = amount.cents();
    if cents == 0 && amount.0 > 0 { "less than $0.01".to_owned() } else { dollars(cents) }
}

/// With a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Several statements as one sentence.
fn sentence_of(statements: &[String]) -> String {
    sentence(&listed(statements))
}

/// Names joined by `, ` and `and`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
