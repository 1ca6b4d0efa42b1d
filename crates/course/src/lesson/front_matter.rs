//! The settings at the head of a lesson.

use report::{Lesson, LessonSummary};

use super::fence::is_id;
use super::{LessonError, LessonProblem};
use crate::yaml::{Value, Yaml};

/// What the head says, and where the body begins.
pub(super) struct Head {
    pub(super) report: Lesson,
    /// First byte of the body.
    pub(super) body_start: usize,
    /// Its line.
    pub(super) body_line: u32,
}

/// The version of the format that this code reads.
const FORMAT: &str = "1";
/// Keys that are known, whether this version acts on them or not.
const KNOWN: [&str; 12] =
    ["dynalab", "id", "version", "title", "lang", "minutes", "objectives", "start", "mode", "prices", "tools", "sources"];

pub(super) fn read(text: &str) -> Result<Head, LessonError> {
    let no_head = LessonError { line: 1, problem: LessonProblem::NoFrontMatter };
    let mut offset = 0;
    let mut lines = text.split_inclusive('\n').map(|line| {
        let start = offset;
        offset += line.len();
        (start, line)
    });
    if lines.next().is_none_or(|(_, line)| line.trim_start_matches('\u{feff}').trim_end() != "---") {
        return Err(no_head);
    }
    let first = text.find('\n').map_or(text.len(), |newline| newline + 1);
    let (at, (end, closing)) = lines.enumerate().find(|(_, (_, line))| line.trim_end() == "---").ok_or(no_head)?;
    let settings = Yaml::parse(text.get(first..end).unwrap_or_default(), 2)?;
    let body_line = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(3);
    Ok(Head { report: lesson(&settings)?, body_start: end + closing.len(), body_line })
}

fn lesson(settings: &Yaml) -> Result<Lesson, LessonError> {
    let mut warnings = vec![];
    for (key, value) in settings.as_map().unwrap_or_default() {
        if !KNOWN.contains(&key.as_str()) {
            warnings.push(format!("line {}: the setting {key} is not known", value.line));
        }
    }
    if settings.get("dynalab").and_then(Yaml::as_text) != Some(FORMAT) {
        warnings.push(format!("line 1: `dynalab: {FORMAT}` names the format and is missing, or another one"));
    }
    if let Some(start) = settings.get("start").filter(|start| !is_empty_start(start)) {
        warnings.push(format!("line {}: only an empty start is known: start: {{ tables: [] }}", start.line));
    }
    let id = required(settings, "id")?;
    if !is_id(&id) {
        return Err(bad(settings, "id"));
    }
    let texts = |key: &str| settings.get(key).map(Yaml::texts).unwrap_or_default();
    Ok(Lesson {
        summary: LessonSummary {
            id,
            title: required(settings, "title")?,
            minutes: whole(settings, "minutes", 10)?,
            objectives: texts("objectives"),
        },
        version: whole(settings, "version", 1)?,
        lang: settings.get("lang").and_then(Yaml::as_text).unwrap_or("en").to_owned(),
        sources: texts("sources").into_iter().filter(|source| source.starts_with("https://")).collect(),
        blocks: vec![],
        warnings,
    })
}

fn is_empty_start(start: &Yaml) -> bool {
    let Some(members) = start.as_map() else { return false };
    members.iter().all(|(key, value)| key == "tables" && value.value == Value::List(vec![]))
}

fn required(settings: &Yaml, key: &'static str) -> Result<String, LessonError> {
    let text = settings.get(key).and_then(Yaml::as_text).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or(LessonError { line: 1, problem: LessonProblem::Missing(key) })
}

fn whole(settings: &Yaml, key: &'static str, otherwise: u32) -> Result<u32, LessonError> {
    match settings.get(key) {
        None => Ok(otherwise),
        Some(value) => value.as_text().and_then(|text| text.parse().ok()).ok_or_else(|| bad(settings, key)),
    }
}

fn bad(settings: &Yaml, key: &'static str) -> LessonError {
    LessonError { line: settings.get(key).map_or(1, |value| value.line), problem: LessonProblem::BadValue(key) }
}
