//! What stops a lesson from being read.

use core::fmt;

use crate::check::CheckError;
use crate::yaml::{YamlError, YamlProblem};

/// A lesson that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonError {
    /// Line in the lesson's file, from 1.
    pub line: u32,
    /// What is wrong there.
    pub problem: LessonProblem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonProblem {
    /// The file is longer than [`super::LESSON_SIZE_BYTES`].
    TooLong,
    /// The file does not begin with front matter between two lines of `---`.
    NoFrontMatter,
    /// Front matter lacks this key.
    Missing(&'static str),
    /// A value of front matter is not what its key takes.
    BadValue(&'static str),
    /// The settings language.
    Settings(YamlProblem),
    /// Two blocks have this id.
    IdTwice(String),
    /// A block depends on one that is not there.
    UnknownDependency(String),
    /// Blocks depend on each other in a circle.
    Circle(String),
    /// A prediction lacks this key.
    PredictionLacks(&'static str),
    /// A check that cannot be evaluated.
    Check(CheckError),
    /// A scenario that cannot be run: what is wrong, and what to write instead.
    Scenario(String, String),
    /// There is no scenario of this id in the catalogue.
    NoTemplate(String),
}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl fmt::Display for LessonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LessonProblem::TooLong => write!(f, "a lesson has at most {} bytes", super::LESSON_SIZE_BYTES),
            LessonProblem::NoFrontMatter => f.write_str("a lesson begins with `---`, its settings, and `---`"),
            LessonProblem::Missing(key) => write!(f, "the settings lack `{key}`"),
            LessonProblem::BadValue(key) => write!(f, "`{key}` cannot have this value"),
            LessonProblem::Settings(problem) => problem.fmt(f),
            LessonProblem::IdTwice(id) => write!(f, "two blocks have the id `{id}`"),
            LessonProblem::UnknownDependency(id) => write!(f, "it depends on `{id}`, which is no runnable block of this lesson"),
            LessonProblem::Circle(id) => write!(f, "`{id}` depends on itself"),
            LessonProblem::PredictionLacks(key) => write!(f, "the prediction lacks `{key}`"),
            LessonProblem::Check(error) => error.fmt(f),
            LessonProblem::Scenario(problem, instead) => write!(f, "the scenario cannot be run: {problem}. Instead: {instead}"),
            LessonProblem::NoTemplate(id) => write!(f, "there is no scenario `{id}` in the catalogue"),
        }
    }
}

impl From<YamlError> for LessonError {
    fn from(error: YamlError) -> Self {
        LessonError { line: error.line, problem: LessonProblem::Settings(error.problem) }
    }
}
