//! The lessons that come with dynalab: every file of `lessons/`.

use report::LessonSummary;

use crate::{Lesson, LessonError};

include!(concat!(env!("OUT_DIR"), "/lessons.rs"));

/// Summaries of all lessons, in the order of their file names. A file that cannot be read is left out (a test keeps them readable).
pub fn lessons() -> Vec<LessonSummary> {
    FILES.iter().filter_map(|(_, text)| Lesson::parse(text).ok()).map(|lesson| lesson.report.summary).collect()
}

/// All lessons under the names of their files without `.md`, each as read or what is wrong with it.
pub fn files() -> impl Iterator<Item = (&'static str, Result<Lesson, LessonError>)> {
    FILES.iter().map(|(name, text)| (*name, Lesson::parse(text)))
}

/// The lesson of this id: the name of its file without `.md`.
pub fn lesson(id: &str) -> Option<Result<Lesson, LessonError>> {
    FILES.iter().find(|(name, _)| *name == id).map(|(_, text)| Lesson::parse(text))
}

#[cfg(test)]
mod tests {
    use super::{FILES, lesson, lessons};

    #[test]
    fn every_lesson_reads_without_a_warning_under_the_name_of_its_file() {
        assert_eq!(lessons().len(), FILES.len());
        for (name, _) in FILES {
            let lesson = lesson(name).unwrap().unwrap_or_else(|error| panic!("lessons/{name}.md, {error}"));
            assert_eq!(lesson.report.warnings, [""; 0], "{name}");
            assert_eq!(lesson.report.summary.id, name);
        }
        assert!(lesson("nothing").is_none());
    }
}
