//! A question that the learner answers before running a block.

use model::Number;
use report::CheckOutcome;
use serde::{Deserialize, Serialize};

use crate::lesson::{LessonError, LessonProblem};
use crate::yaml::Yaml;

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Prediction {
    pub(crate) ask: String,
    answer: String,
    /// How far a number may be off.
    tolerance: Number,
    why: String,
}

impl Prediction {
    /// Reads the text of a `predict` fence that begins on `line`; unknown keys come back.
    pub(crate) fn read(yaml: &Yaml, line: u32) -> Result<(Self, Vec<String>), LessonError> {
        let text = |key: &'static str| {
            let text = yaml.get(key).and_then(Yaml::as_text).filter(|text| !text.is_empty()).map(str::to_owned);
            text.ok_or(LessonError { line, problem: LessonProblem::PredictionLacks(key) })
        };
        let tolerance = match yaml.get("tolerance") {
            None => Number::from_i64(0),
            Some(value) => value
                .as_text()
                .and_then(|text| Number::parse(text).ok())
                .ok_or(LessonError { line: value.line, problem: LessonProblem::BadValue("tolerance") })?,
        };
        let known = ["ask", "answer", "tolerance", "why"];
        let keys = yaml.as_map().unwrap_or_default().iter().map(|(key, _)| key.clone());
        let unknown = keys.filter(|key| !known.contains(&key.as_str())).collect();
        Ok((Prediction { ask: text("ask")?, answer: text("answer")?, tolerance, why: text("why")? }, unknown))
    }

    /// Compares the learner's answer: a number within the tolerance (a unit behind it is forgiven), or the same words.
    pub(crate) fn compare(&self, answer: &str) -> CheckOutcome {
        let given = answer.trim();
        let passed = match (first_number(given), first_number(&self.answer)) {
            (Some(given), Some(expected)) => is_near(&given, &expected, &self.tolerance),
            _ => given.to_lowercase() == self.answer.to_lowercase(),
        };
        let finding =
            if passed { format!("{} is right", self.answer) } else { format!("You said {given}; it is {}", self.answer) };
        CheckOutcome { passed, findings: vec![(passed, finding)], message: self.why.clone(), steps: vec![] }
    }
}

fn first_number(text: &str) -> Option<Number> {
    let word = text.split_whitespace().next()?.replace(',', ".");
    Number::parse(&word).ok()
}

fn is_near(given: &Number, expected: &Number, tolerance: &Number) -> bool {
    let Ok(difference) = given.checked_sub(expected) else { return false };
    let size = if difference.is_negative() { expected.checked_sub(given) } else { Ok(difference) };
    size.is_ok_and(|size| size <= *tolerance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(text: &str) -> Prediction {
        Prediction::read(&Yaml::parse(text, 1).unwrap(), 1).unwrap().0
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_words_as_words() {
        let units = prediction("ask: How many?\nanswer: 0.5\nwhy: Half.");
        for (answer, passed) in [("0.5", true), (" .50 RCU ", true), ("0,5", true), ("1", false), ("", false), ("half", false)] {
            assert_eq!(units.compare(answer).passed, passed, "{answer}");
        }
        assert_eq!(units.compare("1").findings, [(false, "You said 1; it is 0.5".to_owned())]);
        assert!(prediction("ask: a\nanswer: 10\ntolerance: 2\nwhy: b").compare("8").passed);
        assert!(!prediction("ask: a\nanswer: 10\ntolerance: 2\nwhy: b").compare("12.1").passed);
        assert!(prediction("ask: a\nanswer: Scan\nwhy: b").compare("scan").passed);
    }

    #[test]
    fn a_question_without_an_answer_is_refused() {
        let error = Prediction::read(&Yaml::parse("ask: a", 8).unwrap(), 7).unwrap_err();
        assert_eq!(error, LessonError { line: 7, problem: LessonProblem::PredictionLacks("answer") });
    }
}
