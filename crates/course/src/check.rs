//! Checks: data that says what must hold, evaluated against what was observed. Nothing of a lesson is ever run as code.
//!
//! Vocabulary of version 1: `table.exists`, `table.key`, `items.count`, `items.where`, `items.schemaVaries`, `last.op`,
//! `last.consumed` (`.read`, `.write`), `last.returned`, `last.evaluated`, `last.error`, `last.index`; comparators `eq`, `ne`, `lt`,
//! `lte`, `gt`, `gte`, `between`, `in`, `notIn`. A plain value means `eq`.

mod comparison;
mod condition;
mod error;
mod observation;

use model::ordered;
use std::collections::{BTreeMap, BTreeSet};

use report::CheckOutcome;
use serde::{Deserialize, Serialize};

pub use comparison::Comparator;
pub use error::CheckError;
pub use observation::{Observation, ObservedRequest, ObservedTable};

use self::condition::Condition;
use crate::yaml::Yaml;

/// A check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Check {
    pub(crate) title: String,
    pub(crate) hints: Vec<String>,
    /// The block that solves it.
    pub(crate) solution: Option<String>,
    praise: String,
    conditions: Vec<Condition>,
    /// What to say when a condition fails, by its name.
    fail: BTreeMap<String, String>,
}

/// Conditions of one check (our bound: what a learner can read).
const CONDITIONS_MAX: usize = 32;
const KNOWN: [&str; 6] = ["title", "all", "fail", "hints", "solution", "praise"];

impl Check {
    /// Reads the text of a `check` fence; unknown keys come back, an error with its line.
    pub(crate) fn read(yaml: &Yaml) -> Result<(Self, Vec<String>), (u32, CheckError)> {
        let all = yaml.get("all").ok_or((yaml.line, CheckError::NoConditions))?;
        let entries = all.as_list().filter(|entries| !entries.is_empty()).ok_or((all.line, CheckError::NoConditions))?;
        if entries.len() > CONDITIONS_MAX {
            return Err((all.line, CheckError::TooManyConditions));
        }
        let conditions = entries.iter().map(Condition::read).collect::<Result<Vec<_>, _>>()?;
        let mut fail = BTreeMap::new();
        for (name, text) in yaml.get("fail").and_then(Yaml::as_map).unwrap_or_default() {
            if !conditions.iter().any(|condition| condition.name() == name) {
                return Err((text.line, CheckError::FailWithoutCondition(name.clone())));
            }
            fail.insert(name.clone(), text.as_text().unwrap_or_default().to_owned());
        }
        let text = |key: &str| yaml.get(key).and_then(Yaml::as_text).map(str::to_owned);
        let keys = yaml.as_map().unwrap_or_default().iter().map(|(key, _)| key.clone());
        let check = Check {
            title: text("title").unwrap_or_else(|| "Check".to_owned()),
            hints: yaml.get("hints").map(Yaml::texts).unwrap_or_default(),
            solution: text("solution").filter(|id| !id.is_empty()),
            praise: text("praise").unwrap_or_else(|| "That is it.".to_owned()),
            conditions,
            fail,
        };
        Ok((check, keys.filter(|key| !KNOWN.contains(&key.as_str())).collect()))
    }

    /// Tables whose items the conditions look at.
    pub(crate) fn tables(&self) -> BTreeSet<String> {
        ordered(self.conditions.iter().filter_map(Condition::table).map(str::to_owned))
    }

    /// Whether every condition holds, with what was found. The message is the author's, for the first one that fails.
    pub(crate) fn evaluate(&self, observation: &Observation) -> CheckOutcome {
        let findings: Vec<(bool, String)> = self.conditions.iter().map(|condition| condition.evaluate(observation)).collect();
        let failed = self.conditions.iter().zip(&findings).find(|(_, (holds, _))| !holds);
        let message = match failed {
            None => self.praise.clone(),
            Some((condition, (_, found))) => self.fail.get(condition.name()).unwrap_or(found).clone(),
        };
        CheckOutcome { passed: failed.is_none(), findings, message, steps: vec![] }
    }
}

#[cfg(test)]
mod tests;
