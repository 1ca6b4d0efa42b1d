//! What the learner did in one lesson: changed texts, answers, verdicts, hints taken. Pure, kept in the browser as JSON.
//!
//! Tables and items are not here; they are in the workspace.

use std::collections::{BTreeMap, BTreeSet};

use report::{BlockKind, Lesson};
use serde::{Deserialize, Serialize};

use crate::kept;

/// The learner's side of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notes {
    /// Texts of runnable blocks that differ from the author's, by block.
    pub texts: BTreeMap<String, String>,
    /// Answers to predictions, by block.
    pub answers: BTreeMap<String, String>,
    /// Blocks that have run.
    pub ran: BTreeSet<String>,
    /// Predictions that were made, right or wrong.
    pub predicted: BTreeSet<String>,
    /// Checks that have passed.
    pub passed: BTreeSet<String>,
    /// Hints opened, by check.
    pub hints: BTreeMap<String, u32>,
    /// Checks tried, by check.
    pub attempts: BTreeMap<String, u32>,
}

/// How far a lesson is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Checks passed.
    pub passed: u32,
    /// Checks in all.
    pub checks: u32,
    /// Points of the passed ones.
    pub points: u32,
    /// Points in all.
    pub points_max: u32,
}

impl Notes {
    /// What was kept of this lesson in this workspace; nothing if storage is refused or holds something else.
    pub(crate) fn load(place: &str) -> Self {
        kept::get(place).unwrap_or_default()
    }

    /// Keeps it. Without storage the notes last as long as the page.
    pub(crate) fn save(&self, place: &str) {
        if *self == Notes::default() {
            kept::delete(place);
        } else {
            kept::set(place, self);
        }
    }

    /// Where the notes of a lesson are kept: a workspace has its own, a newer version of the lesson begins anew.
    pub(crate) fn place(workspace: &str, lesson: &Lesson) -> String {
        format!("dynalab.lesson.{workspace}.{}@{}", lesson.summary.id, lesson.version)
    }

    /// The text of a runnable block: the learner's, else the author's.
    pub(crate) fn text<'a>(&'a self, block: &str, author: &'a str) -> &'a str {
        self.texts.get(block).map_or(author, String::as_str)
    }

    /// Keeps a text, unless it is the author's again.
    pub(crate) fn set_text(&mut self, block: &str, author: &str, text: String) {
        if text == author {
            self.texts.remove(block);
        } else {
            self.texts.insert(block.to_owned(), text);
        }
    }

    /// How far the lesson is.
    pub(crate) fn progress(&self, lesson: &Lesson) -> Progress {
        let mut progress = Progress { passed: 0, checks: 0, points: 0, points_max: 0 };
        for block in &lesson.blocks {
            if let BlockKind::Check { points, .. } = &block.kind {
                progress.checks += 1;
                progress.points_max += points;
                if self.passed.contains(&block.id) {
                    progress.passed += 1;
                    progress.points += points;
                }
            }
        }
        progress
    }
}

impl Progress {
    /// Whether the lesson has checks and all of them passed.
    pub(crate) fn is_complete(self) -> bool {
        self.checks > 0 && self.passed == self.checks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Block, LessonSummary};

    fn lesson() -> Lesson {
        let check =
            |id: &str, points| Block { id: id.into(), kind: BlockKind::Check { title: String::new(), hints: vec![], points } };
        Lesson {
            summary: LessonSummary { id: "one".into(), title: String::new(), minutes: 1, objectives: vec![] },
            version: 2,
            lang: "en".into(),
            sources: vec![],
            blocks: vec![check("c1", 2), Block { id: "r".into(), kind: BlockKind::Rule }, check("c2", 1)],
            warnings: vec![],
        }
    }

    #[test]
    fn progress_counts_the_checks_of_this_lesson_only() {
        let mut notes = Notes::default();
        notes.passed.extend(["c1".to_owned(), "gone".to_owned()]);
        assert_eq!(notes.progress(&lesson()), Progress { passed: 1, checks: 2, points: 2, points_max: 3 });
        assert!(!notes.progress(&lesson()).is_complete());
        notes.passed.insert("c2".to_owned());
        assert!(notes.progress(&lesson()).is_complete());
        assert!(!Progress { passed: 0, checks: 0, points: 0, points_max: 0 }.is_complete());
    }

    #[test]
    fn the_authors_text_is_not_a_change() {
        let mut notes = Notes::default();
        notes.set_text("b", "author", "mine".into());
        assert_eq!(notes.text("b", "author"), "mine");
        notes.set_text("b", "author", "author".into());
        assert_eq!(notes, Notes::default());
    }

    #[test]
    fn notes_read_back_and_survive_new_fields() {
        let mut notes = Notes::default();
        notes.answers.insert("p1".into(), "0.5".into());
        let text = serde_json::to_string(&notes).unwrap();
        assert_eq!(serde_json::from_str::<Notes>(&text).unwrap(), notes);
        assert_eq!(serde_json::from_str::<Notes>(r#"{"later":1}"#).unwrap(), Notes::default());
        assert_eq!(Notes::place("w1", &lesson()), "dynalab.lesson.w1.one@2");
    }
}
