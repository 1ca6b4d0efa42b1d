//! What the console holds: the text being typed, what ran, and the history to go back through. Pure.

use std::rc::Rc;

use client::Answer;
use report::{ConsoleStep, ErrorReport};

use crate::state::Command;

/// Inputs kept on the screen with their results (our bound: older ones are in the history of receipts).
pub(crate) const ENTRIES_MAX: usize = 50;
/// Inputs kept for going back through (our bound).
pub(crate) const HISTORY_MAX: usize = 200;

/// The console.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Console {
    /// What is being typed. It stays until it ran.
    pub(crate) text: String,
    /// What ran, newest first.
    pub(crate) entries: Vec<Entry>,
    /// Inputs, oldest first, none twice in a row.
    pub(crate) history: Vec<String>,
    /// Where going back through the history stands, counted from its end; the text typed is then kept in `draft`.
    back: usize,
    draft: String,
    next: u32,
}

/// One input and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Number in this session.
    pub(crate) id: u32,
    /// What was typed.
    pub(crate) input: String,
    /// What came of it; `None` while it runs.
    pub(crate) outcome: Option<Outcome>,
}

/// What came of an input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Each request of it.
    Steps(Rc<Vec<ConsoleStep>>),
    /// The engine refused or stopped.
    Refused(ErrorReport),
}

/// What happens to a console.
#[derive(Clone, Debug)]
pub(crate) enum ConsoleMsg {
    /// The text changed.
    Typed(String),
    /// Run the text.
    Run,
    /// Put a text in and run it: a fix, a chip, an earlier input.
    RunText(String),
    /// Put a text in without running it.
    Put(String),
    /// An input came back.
    Answered {
        /// Its entry.
        entry: u32,
        /// What the worker said.
        answer: Rc<Answer>,
    },
    /// An earlier input.
    Earlier,
    /// A later one.
    Later,
    /// Take the results off the screen.
    Clear,
}

impl Console {
    /// A console with what was being typed before a reload.
    pub(crate) fn with_text(text: String) -> Self {
        Console { text, ..Console::default() }
    }

    /// Whether an input runs.
    pub(crate) fn is_busy(&self) -> bool {
        self.entries.iter().any(|entry| entry.outcome.is_none())
    }

    /// Changes the console and says what the browser is to do.
    pub(crate) fn update(&mut self, msg: ConsoleMsg) -> Vec<Command> {
        match msg {
            ConsoleMsg::Typed(text) => {
                self.text = text;
                self.back = 0;
                vec![Command::KeepDraft(self.text.clone())]
            }
            ConsoleMsg::Put(text) => {
                self.text = text;
                self.back = 0;
                vec![Command::KeepDraft(self.text.clone())]
            }
            ConsoleMsg::RunText(text) => {
                self.text = text;
                self.run()
            }
            ConsoleMsg::Run => self.run(),
            ConsoleMsg::Answered { entry, answer } => self.answered(entry, &answer),
            ConsoleMsg::Earlier => {
                self.walk(self.back.saturating_add(1));
                Vec::new()
            }
            ConsoleMsg::Later => {
                self.walk(self.back.saturating_sub(1));
                Vec::new()
            }
            ConsoleMsg::Clear => {
                self.entries.retain(|entry| entry.outcome.is_none());
                Vec::new()
            }
        }
    }

    fn run(&mut self) -> Vec<Command> {
        let input = self.text.trim().to_owned();
        if input.is_empty() {
            return Vec::new();
        }
        self.next = self.next.wrapping_add(1);
        self.entries.insert(0, Entry { id: self.next, input: input.clone(), outcome: None });
        self.entries.truncate(ENTRIES_MAX);
        if self.history.last() != Some(&input) {
            self.history.push(input.clone());
            let over = self.history.len().saturating_sub(HISTORY_MAX);
            self.history.drain(..over);
        }
        self.back = 0;
        vec![Command::RunConsole { entry: self.next, input }]
    }

    /// Takes in what came of an input. The text typed is taken away only if all of it ran and it is still the same.
    fn answered(&mut self, id: u32, answer: &Answer) -> Vec<Command> {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) else { return Vec::new() };
        let (outcome, ran) = match answer {
            Answer::Steps(steps) => (Outcome::Steps(Rc::new(steps.clone())), steps.iter().all(|step| step.error.is_none())),
            Answer::Refused(error) => (Outcome::Refused(error.clone()), false),
            _ => (Outcome::Steps(Rc::default()), false),
        };
        entry.outcome = Some(outcome);
        if ran && self.text.trim() == entry.input {
            self.text.clear();
            return vec![Command::KeepDraft(String::new())];
        }
        Vec::new()
    }

    fn walk(&mut self, back: usize) {
        let back = back.min(self.history.len());
        if back == self.back {
            return;
        }
        if self.back == 0 {
            self.draft = self.text.clone();
        }
        self.back = back;
        let earlier = self.history.len().checked_sub(back).and_then(|place| self.history.get(place));
        self.text = earlier.unwrap_or(&self.draft).clone();
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Command, Console, ConsoleMsg, ConsoleStep, ENTRIES_MAX, ErrorReport, Outcome, Rc};

    fn step(error: Option<&str>) -> ConsoleStep {
        let error = error.map(|name| ErrorReport { name: name.into(), message: "no".into(), explanation: None, place: None });
        let status = if error.is_some() { 400 } else { 200 };
        ConsoleStep {
            input: String::new(),
            operation: None,
            request: None,
            cli: None,
            notes: Vec::new(),
            status,
            output: String::new(),
            error,
            receipt: None,
            attempts: Vec::new(),
        }
    }

    fn typed(console: &mut Console, text: &str) -> Vec<Command> {
        console.update(ConsoleMsg::RunText(text.into()))
    }

    #[test]
    fn what_ran_is_taken_away_and_what_failed_stays() {
        let mut console = Console::default();
        assert_eq!(typed(&mut console, " aws a "), vec![Command::RunConsole { entry: 1, input: "aws a".into() }]);
        assert!(console.is_busy());
        console.update(ConsoleMsg::Answered { entry: 1, answer: Rc::new(Answer::Steps(vec![step(None)])) });
        assert_eq!((console.text.as_str(), console.is_busy()), ("", false));

        typed(&mut console, "aws b");
        console.update(ConsoleMsg::Answered { entry: 2, answer: Rc::new(Answer::Steps(vec![step(None), step(Some("E"))])) });
        assert_eq!(console.text, "aws b", "nothing typed is lost");
    }

    #[test]
    fn what_was_typed_meanwhile_stays() {
        let mut console = Console::default();
        typed(&mut console, "aws a");
        console.update(ConsoleMsg::Typed("aws a and more".into()));
        console.update(ConsoleMsg::Answered { entry: 1, answer: Rc::new(Answer::Steps(vec![step(None)])) });
        assert_eq!(console.text, "aws a and more");
    }

    #[test]
    fn history_goes_back_and_returns_to_the_draft() {
        let mut console = Console::default();
        for text in ["one", "two", "two"] {
            typed(&mut console, text);
        }
        console.update(ConsoleMsg::Typed("draft".into()));
        let mut seen = Vec::new();
        for msg in [
            ConsoleMsg::Earlier,
            ConsoleMsg::Earlier,
            ConsoleMsg::Earlier,
            ConsoleMsg::Later,
            ConsoleMsg::Later,
            ConsoleMsg::Later,
        ] {
            console.update(msg);
            seen.push(console.text.clone());
        }
        assert_eq!(seen, ["two", "one", "one", "two", "draft", "draft"]);
    }

    #[test]
    fn nothing_runs_nothing() {
        assert_eq!(typed(&mut Console::default(), "  \n "), vec![]);
    }

    #[test]
    fn results_are_bounded_and_a_stopped_engine_is_told() {
        let mut console = Console::default();
        for number in 0..ENTRIES_MAX + 5 {
            typed(&mut console, &number.to_string());
        }
        assert_eq!(console.entries.len(), ENTRIES_MAX);
        let newest = console.entries.first().map(|entry| entry.id).unwrap();
        let error = ErrorReport { name: "EngineStopped".into(), message: String::new(), explanation: None, place: None };
        console.update(ConsoleMsg::Answered { entry: newest, answer: Rc::new(Answer::Refused(error.clone())) });
        assert_eq!(console.entries[0].outcome, Some(Outcome::Refused(error)));
    }
}
