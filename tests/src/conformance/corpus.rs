//! From a file's text to its cases.

use core::fmt;
use std::path::Path;
use std::{fs, io};

use api::Json;

use super::abbreviation::write_out;
use super::{Case, Expectation, Step, TableSetUp};

/// A line that is no part of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misprint {
    /// From 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl fmt::Display for Misprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

/// Why a folder gives no cases.
#[derive(Debug)]
pub enum FolderError {
    /// It cannot be read.
    Io(io::Error),
    /// A file has a line that is no part of a case.
    Misprint(String, Misprint),
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FolderError::Io(error) => error.fmt(f),
            FolderError::Misprint(topic, misprint) => write!(f, "{topic}.txt, {misprint}"),
        }
    }
}

impl std::error::Error for FolderError {}

impl From<io::Error> for FolderError {
    fn from(error: io::Error) -> Self {
        FolderError::Io(error)
    }
}

/// Reads all files of cases in a folder, in the order of their names.
pub fn read_folder(folder: &Path) -> Result<Vec<Case>, FolderError> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, io::Error>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut cases = vec![];
    for file in files {
        let topic = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let read = read(&topic, &fs::read_to_string(&file)?);
        cases.extend(read.map_err(|misprint| FolderError::Misprint(topic, misprint))?);
    }
    Ok(cases)
}

/// Reads a file of cases. A block that asks nothing is the set-up of all cases below it, up to the next such block.
pub fn read(topic: &str, text: &str) -> Result<Vec<Case>, Misprint> {
    let mut cases = vec![];
    let mut set_up = vec![];
    for block in blocks(text) {
        let mut case = Block::read(topic, &block, &set_up)?;
        let asks = |case: &Case| case.steps.iter().any(|step| matches!(step, Step::Exchange { .. }));
        match (asks(&case), case.steps.len() > set_up.len()) {
            (true, _) => cases.push(case),
            (false, true) => set_up = case.steps.split_off(set_up.len()),
            (false, false) => {}
        }
    }
    Ok(cases)
}

/// A line with its number; what is indented continues the line above it.
type Line = (usize, String);

fn blocks(text: &str) -> Vec<Vec<Line>> {
    let mut blocks = vec![vec![]];
    for (at, line) in text.lines().enumerate() {
        let block: &mut Vec<Line> = match blocks.last_mut() {
            Some(block) => block,
            None => continue,
        };
        if line.trim().is_empty() {
            blocks.push(vec![]);
        } else if let (true, Some((_, above))) = (line.starts_with(' '), block.last_mut()) {
            above.push(' ');
            above.push_str(line.trim());
        } else {
            block.push((at + 1, line.to_owned()));
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

struct Block {
    case: Case,
    /// A request that still wants its expectation.
    request: Option<(usize, String, String)>,
}

impl Block {
    fn read(topic: &str, lines: &[Line], set_up: &[Step]) -> Result<Case, Misprint> {
        let case = Case {
            topic: topic.to_owned(),
            title: String::new(),
            line: lines.first().map_or(1, |(line, _)| *line),
            known_failure: None,
            steps: set_up.to_vec(),
        };
        let mut block = Block { case, request: None };
        for (line, text) in lines {
            let wrong = |problem| Misprint { line: *line, problem };
            let (sign, rest) = text.split_once(' ').unwrap_or((text, ""));
            if !sign.starts_with('#') && block.case.title.is_empty() && !matches!(sign, "@") {
                return Err(wrong("a case begins with a comment that says what it proves"));
            }
            block.line(*line, sign, rest).map_err(wrong)?;
        }
        match block.request {
            Some((line, ..)) => Err(Misprint { line, problem: "a request without an expectation" }),
            None => Ok(block.case),
        }
    }

    fn line(&mut self, line: usize, sign: &str, rest: &str) -> Result<(), &'static str> {
        match sign {
            "#" if self.case.title.is_empty() => self.case.title = title(rest),
            "#" => {}
            "known-failure:" => self.case.known_failure = Some(rest.to_owned()),
            "@" => self.directive(rest).ok_or("not a directive")?,
            ">" => {
                let (operation, body) = rest.split_once(' ').unwrap_or((rest, ""));
                let body = write_out(body).ok_or("not an abbreviation")?;
                if self.request.replace((line, operation.to_owned(), body)).is_some() {
                    return Err("a request without an expectation stands above");
                }
            }
            "<" | "<~" | "!" => self.expectation(sign, rest)?,
            _ => return Err("a line begins with `#`, `@`, `>`, `<`, `<~`, `!` or `known-failure:`"),
        }
        Ok(())
    }

    fn directive(&mut self, text: &str) -> Option<()> {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = write_out(rest.trim())?;
        let step = match name {
            "table" => Step::Table(TableSetUp::read(&rest)?),
            "gsi" | "lsi" | "vector" | "throughput" => {
                let Some(Step::Table(table)) = self.case.steps.last_mut() else { return None };
                return table.add(name, &rest);
            }
            "put" => put(&rest)?,
            "file" => file(&rest, <[u8]>::to_vec)?,
            "gzip" => file(&rest, files::compress)?,
            "now" => Step::Now(rest.parse().ok()?),
            "advance" => Step::Advance(rest.parse().ok()?),
            "legacy-global-tables" => Step::LegacyGlobalTables,
            "capacity" if rest == "enforced" => Step::EnforceCapacity,
            "delays" => Step::Delays(rest.parse().ok()?),
            _ => return None,
        };
        self.case.steps.push(step);
        Some(())
    }

    fn expectation(&mut self, sign: &str, text: &str) -> Result<(), &'static str> {
        let (line, operation, body) = self.request.take().ok_or("an expectation without a request")?;
        let text = write_out(text).ok_or("not an abbreviation")?;
        let expectation = if sign == "!" {
            let (name, message) = text.split_once(' ').map_or((text.as_str(), None), |(name, message)| (name, Some(message)));
            Expectation::Exception { name: name.to_owned(), message: message.map(str::to_owned) }
        } else {
            let (status, json) = text.split_once(' ').ok_or("an expectation is a status and JSON")?;
            let status = status.parse().map_err(|_| "not a status")?;
            let json = Json::parse(json.as_bytes()).map_err(|_| "what is expected is not JSON")?;
            if sign == "<" { Expectation::Exactly(status, json) } else { Expectation::AtLeast(status, json) }
        };
        self.case.steps.push(Step::Exchange { line, operation, body, expectation });
        Ok(())
    }
}

/// `Table {item}, {item}`: items with commas between them.
fn put(text: &str) -> Option<Step> {
    let (table, items) = text.split_once(' ')?;
    let array = Json::parse(format!("[{items}]").as_bytes()).ok()?;
    let items = array.as_array()?.iter().map(Json::to_string).collect();
    Some(Step::Put { table: table.to_owned(), items })
}

/// `bucket key text`: in the text, `\n`, `\r` and `\t` are what they are in Rust.
fn file(text: &str, pack: fn(&[u8]) -> Vec<u8>) -> Option<Step> {
    let (bucket, rest) = text.split_once(' ')?;
    let (key, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let text = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    Some(Step::File { bucket: bucket.to_owned(), key: key.to_owned(), bytes: pack(text.as_bytes()) })
}

/// The comment without the address behind it.
fn title(comment: &str) -> String {
    let end = comment.find(" http").unwrap_or(comment.len());
    comment.get(..end).unwrap_or(comment).trim().trim_end_matches('.').to_owned()
}
