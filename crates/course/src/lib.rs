//! What we teach with it: lesson files, runnable blocks, predictions, checks, and errors in plain English.
//!
//! A lesson is Markdown (`lessons/*.md`). This crate reads it, plans in which order its blocks run and judges what was observed;
//! it runs nothing itself: the host does, and hands over an [`Observation`].

pub mod catalogue;

mod check;
mod explain;
mod lesson;
mod plan;
mod prediction;
mod yaml;

pub use check::{CheckError, Comparator, Observation, ObservedRequest, ObservedTable};
pub use explain::{FailedRequest, explain};
pub use lesson::{LESSON_SIZE_BYTES, Lesson, LessonError, LessonProblem};
pub use yaml::YamlProblem;
