//! Splits what was typed into requests: AWS CLI lines, wire JSON and PartiQL statements, in any order.

use api::Json;
use api::shapes::{self, OperationView};

use crate::error::{Problem, SyntaxError};
use crate::shell::{self, ShellError, is_blank};
use crate::{Note, Place, Request, cli, json_text, nearest};

/// Longest input in bytes (our bound: the largest request, 16 MB of a batch, in its JSON with room to spare).
pub const INPUT_SIZE_BYTES: usize = 32 * 1_048_576;

/// The words that PartiQL statements begin with.
const STATEMENTS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/// The requests of an input, in order; where one was not understood, its error.
///
/// Forms: `aws dynamodb put-item ...` (a prompt before it is forgiven), `PutItem {json}`, `DynamoDB_20120810.PutItem {json}`, and
/// bare `{json}` if exactly one operation takes it, a PartiQL statement (`SELECT ...`) up to a semicolon or an empty line. Comments
/// and empty lines are skipped. After an error reading goes on behind the line or the object that was wrong.
pub fn requests(input: &str) -> Vec<Result<Request, SyntaxError>> {
    if input.len() > INPUT_SIZE_BYTES {
        return vec![Err(SyntaxError::new(input, 0..0, Problem::InputTooLong))];
    }
    let known = (0, Place { line: 1, column: 1 });
    let mut reader = Reader { input, at: 0, known, powershell: shell::is_powershell(input) };
    let mut requests = vec![];
    while reader.skip_to_request() {
        let before = reader.at;
        requests.push(reader.request());
        // Whatever was read, reading goes on.
        reader.at = reader.at.max(before + 1);
        while !input.is_char_boundary(reader.at) {
            reader.at += 1;
        }
    }
    requests
}

struct Reader<'a> {
    input: &'a str,
    at: usize,
    /// A byte and its place: that of the request being read.
    known: (usize, Place),
    powershell: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.input.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(|char| char == '\n' || is_blank(char)).len();
    }

    fn skip_line(&mut self) {
        self.at = self.rest().find('\n').map_or(self.input.len(), |newline| self.at + newline + 1);
    }

    /// Skips blanks, separators, comments, prompts and code fences; false at the end.
    fn skip_to_request(&mut self) -> bool {
        loop {
            self.skip_blanks();
            let rest = self.rest();
            let first = rest.split(char::is_whitespace).next().unwrap_or_default();
            match first {
                "" => return false,
                "REM" | "rem" => self.skip_line(),
                "$" | ">" | "%" => self.at += 1,
                "PS" => match rest.lines().next().and_then(|line| line.find('>')) {
                    Some(prompt) => self.at += prompt + 1,
                    None => return true,
                },
                _ if first.starts_with(['#', ';']) || first.starts_with("//") || first.starts_with("::") => self.skip_line(),
                _ if first.starts_with("```") => self.skip_line(),
                _ if first.len() > 2 && first.ends_with('>') && first.contains(":\\") => self.at += first.len(),
                _ => return true,
            }
        }
    }

    fn request(&mut self) -> Result<Request, SyntaxError> {
        let start = self.at;
        self.known = (start, self.known.1.after(self.input, self.known.0, start));
        let rest = self.rest();
        if rest.starts_with('{') {
            return self.bare_json(start);
        }
        let length = rest.find(|char: char| char.is_whitespace() || matches!(char, '{' | ';')).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if word == "aws" {
            return self.cli(start);
        }
        if STATEMENTS.iter().any(|verb| word.eq_ignore_ascii_case(verb))
            && let Some(operation) = shapes::operation("ExecuteStatement")
        {
            return Ok(self.statement(start, operation));
        }
        let is_target = word.contains("_20120810.") || word.starts_with(|char: char| char.is_ascii_uppercase());
        let after = rest.get(length..).unwrap_or_default().trim_start();
        if is_target && (after.is_empty() || after.starts_with('{') || shapes::operation(word).is_some()) {
            self.at += length;
            return self.named_json(start, word);
        }
        self.skip_line();
        let near = nearest(word, ["aws"]).map(str::to_owned);
        let end = start + length;
        Err(SyntaxError::new(self.input, start..end, Problem::NotARequest { word: word.to_owned() }).replaced_by(near))
    }

    fn cli(&mut self, start: usize) -> Result<Request, SyntaxError> {
        match shell::command(self.input, start, self.powershell) {
            Ok(command) => {
                self.at = command.end;
                cli::request(self.input, self.known, &command)
            }
            Err(ShellError { start, end, problem }) => {
                self.at = match problem {
                    Problem::UnclosedQuote(_) => self.input.len(),
                    _ => end,
                };
                if self.at < self.input.len() {
                    self.skip_line();
                }
                Err(SyntaxError::new(self.input, start..end, problem))
            }
        }
    }

    /// A PartiQL statement, up to a semicolon, an empty line, or a line of the CLI.
    fn statement(&mut self, start: usize, operation: OperationView) -> Request {
        let rest = self.rest();
        let length = statement_length(rest);
        let text = rest.get(..length).unwrap_or_default().trim_end();
        let body = Json::Object(vec![("Statement".to_owned(), Json::Text(text.to_owned()))]);
        self.at = start + text.len();
        let request = self.made(start, operation, body, vec![Note::StatementRead]);
        self.at = start + length;
        if self.rest().starts_with(';') {
            self.at += 1;
        }
        request
    }

    /// `PutItem {json}`; the reader stands behind the name.
    fn named_json(&mut self, start: usize, word: &str) -> Result<Request, SyntaxError> {
        let name_end = self.at;
        self.skip_blanks();
        let body = if self.rest().starts_with('{') { Some(self.object()) } else { None };
        let Some(operation) = shapes::operation(word) else {
            return Err(self.unknown_operation(start..name_end, word));
        };
        let Some(body) = body else {
            self.at = name_end;
            let problem = Problem::BodyMissing { operation: operation.name().to_owned() };
            return Err(SyntaxError::new(self.input, name_end..name_end, problem));
        };
        Ok(self.made(start, operation, body?, vec![]))
    }

    fn unknown_operation(&self, span: core::ops::Range<usize>, word: &str) -> SyntaxError {
        let (target, name) = word.rsplit_once('.').map_or(("", word), |(target, name)| (target, name));
        let known = nearest(name, shapes::operations().map(|operation| operation.name()));
        let replacement = known.map(|known| if target.is_empty() { known.to_owned() } else { format!("{target}.{known}") });
        let problem = Problem::UnknownOperation { operation: name.to_owned(), nearest: known };
        SyntaxError::new(self.input, span, problem).replaced_by(replacement)
    }

    fn bare_json(&mut self, start: usize) -> Result<Request, SyntaxError> {
        let body = self.object()?;
        let fitting: Vec<OperationView> =
            shapes::operations().filter(|operation| cli::fits(*operation, &body) && is_whole(*operation, &body)).collect();
        match fitting[..] {
            [operation] => {
                let note = Note::OperationInferred { operation: operation.name() };
                Ok(self.made(start, operation, body, vec![note]))
            }
            [] => Err(SyntaxError::new(self.input, start..start, Problem::NoOperationFits)),
            _ => {
                let operations = fitting.iter().map(|operation| operation.name()).collect();
                Err(SyntaxError::new(self.input, start..start, Problem::Ambiguous { operations }))
            }
        }
    }

    /// The object at the reader, which moves behind it whether it is well formed or not.
    fn object(&mut self) -> Result<Json, SyntaxError> {
        let start = self.at;
        let end = json_text::object_end(self.input, start);
        self.at = end;
        let text = self.input.get(start..end).unwrap_or_default();
        json_text::parse(text).map_err(|error| {
            let at = start + error.at;
            SyntaxError::new(self.input, at..at, Problem::Json { expected: error.expected.to_owned() })
        })
    }

    fn made(&self, start: usize, operation: OperationView, body: Json, notes: Vec<Note>) -> Request {
        let input = self.input.get(start..self.at).unwrap_or_default().to_owned();
        Request { operation: operation.name(), body, input, place: self.known.1, notes }
    }
}

/// Bytes of a statement up to where it ends. Quotes hide what would end it.
fn statement_length(text: &str) -> usize {
    let mut quote = None;
    for (at, char) in text.char_indices() {
        match (quote, char) {
            (None, '\'' | '"') => quote = Some(char),
            (Some(open), _) if open == char => quote = None,
            (None, ';') => return at,
            (None, '\n') => {
                let next = text.get(at + 1..).unwrap_or_default().lines().next().unwrap_or_default().trim_start();
                if next.is_empty() || next.starts_with(['#', '$']) || next.starts_with("aws ") {
                    return at;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Requests that the model allows and the service always refuses are no candidates: a query needs a key condition.
fn is_whole(operation: OperationView, body: &Json) -> bool {
    let has_one_of = |names: &[&str]| names.iter().any(|name| body.get(name).is_some());
    match operation.name() {
        "Query" => has_one_of(&["KeyConditionExpression", "KeyConditions"]),
        "UpdateItem" => has_one_of(&["UpdateExpression", "AttributeUpdates"]),
        "UpdateTable" => body.as_object().is_some_and(|members| members.len() > 1),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
