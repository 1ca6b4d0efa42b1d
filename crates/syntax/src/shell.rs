//! Splits what was typed into commands and words, as a shell would.
//!
//! It reads bash, PowerShell and cmd quoting in one grammar, because people paste from all three and from word processors:
//! see [`command`] for the rules. It is no shell: pipes, redirections, variables and substitutions are refused with their place.
//! Follows: AWS CLI user guide, "Using quotation marks and literals with strings".

use crate::error::Problem;

/// A word with its place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Text without quotes and escapes.
    pub(crate) text: String,
    /// First byte in the input.
    pub(crate) start: usize,
    /// Byte after the last one.
    pub(crate) end: usize,
    /// Where pieces of the text come from: (byte of text, byte of input), ascending.
    pieces: Vec<(usize, usize)>,
    /// Double quotes that a shell takes away from the middle of JSON: their place.
    pub(crate) quotes_lost: Option<usize>,
}

impl Word {
    /// The byte of the input that byte `at` of the text comes from.
    pub(crate) fn input_byte(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(text, _)| *text <= at).checked_sub(1).and_then(|piece| self.pieces.get(piece));
        piece.map_or(self.start, |(text, input)| input + (at - text))
    }

    /// The part of the word from byte `at` of its text, as a word.
    pub(crate) fn behind(&self, at: usize) -> Word {
        let text = self.text.get(at..).unwrap_or_default().to_owned();
        let first = (0, self.input_byte(at));
        let later = self.pieces.iter().filter(|(text, _)| *text > at).map(|(text, input)| (text - at, *input));
        let pieces = core::iter::once(first).chain(later).collect();
        Word { text, start: first.1, end: self.end, pieces, quotes_lost: self.quotes_lost }
    }
}

/// One command of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Command {
    /// Words.
    pub(crate) words: Vec<Word>,
    /// Byte after the command and its separator.
    pub(crate) end: usize,
    /// A line break without a mark of continuation was taken for one.
    pub(crate) joined: bool,
}

/// What went wrong and where: bytes of the input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShellError {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) problem: Problem,
}

/// Reads one command that begins at byte `from`.
///
/// It ends at a line break, `;` or `&&`. A line goes on after `\`, `` ` `` or `^` at its end (blanks behind it are forgiven), and
/// also where the next line begins with `--`, since notes often lose the mark. `'...'` is literal; in `"..."` a backslash or a
/// backtick escapes a quote; where `"{` or `"[` begins JSON, `""` is a quote, as in cmd. Curly quotes stand for straight ones
/// around a word. `#` begins a comment at the start of a line or before a blank. In PowerShell ([`is_powershell`]) a doubled single
/// quote is a quote.
pub(crate) fn command(input: &str, from: usize, powershell: bool) -> Result<Command, ShellError> {
    let mut reader = Reader { input, at: from, powershell, command: Command::default(), word: None };
    reader.read()?;
    reader.end_word();
    reader.command.end = reader.at;
    Ok(reader.command)
}

/// Whether a whole input is PowerShell: some line goes on after a backtick.
pub(crate) fn is_powershell(input: &str) -> bool {
    input.lines().any(|line| line.trim_end().ends_with('`'))
}

const fn is_single_quote(char: char) -> bool {
    matches!(char, '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}')
}

const fn is_double_quote(char: char) -> bool {
    matches!(char, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

/// Blanks between words: also what word processors and web pages leave behind.
pub(crate) fn is_blank(char: char) -> bool {
    char != '\n' && (char.is_whitespace() || matches!(char, '\u{200b}' | '\u{feff}'))
}

struct Reader<'a> {
    input: &'a str,
    at: usize,
    powershell: bool,
    command: Command,
    word: Option<Word>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.input.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn skip(&mut self, char: char) {
        self.at += char.len_utf8();
    }

    fn read(&mut self) -> Result<(), ShellError> {
        while let Some(char) = self.peek() {
            match char {
                '\n' if !self.next_line_is_an_option() => {
                    self.skip(char);
                    return Ok(());
                }
                '\n' => {
                    self.command.joined = true;
                    self.end_word();
                    self.skip(char);
                }
                blank if is_blank(blank) => {
                    self.end_word();
                    self.skip(char);
                }
                '\\' | '`' | '^' if self.line_ends_after(char) => self.skip_line_end(),
                '\\' => self.escaped(char),
                '`' if self.peek_second().is_some_and(|next| matches!(next, '"' | '\'' | '$' | '`')) => self.escaped(char),
                '^' if self.peek_second().is_some_and(|next| matches!(next, '"' | '&' | '|' | '<' | '>' | '^' | '%')) => {
                    self.escaped(char);
                }
                quote if is_single_quote(quote) => self.single_quoted(quote)?,
                quote if is_double_quote(quote) => self.double_quoted(quote)?,
                '#' if self.comment_begins() => self.skip_comment(),
                ';' => {
                    self.skip(char);
                    return Ok(());
                }
                '&' => {
                    self.at += self.rest().len() - self.rest().trim_start_matches('&').len();
                    return Ok(());
                }
                '|' | '<' | '>' | '`' => return Err(self.error_here(Problem::ShellFeature(char))),
                '$' if self.variable_begins() => return Err(self.error_here(Problem::ShellVariable)),
                other => self.push(other),
            }
        }
        Ok(())
    }

    /// An unquoted line break before `--`, with something before it, goes on.
    fn next_line_is_an_option(&self) -> bool {
        let has_words = !self.command.words.is_empty() || self.word.is_some();
        has_words && self.rest().trim_start().starts_with("--")
    }

    fn line_ends_after(&self, mark: char) -> bool {
        let behind = self.rest().get(mark.len_utf8()..).unwrap_or_default();
        let behind = behind.trim_start_matches(is_blank);
        behind.is_empty() || behind.starts_with('\n')
    }

    /// Skips a mark of continuation with the line break; a word does not go on across it.
    fn skip_line_end(&mut self) {
        self.end_word();
        self.at = self.rest().find('\n').map_or(self.input.len(), |newline| self.at + newline + 1);
    }

    fn escaped(&mut self, mark: char) {
        self.skip(mark);
        if let Some(char) = self.peek() {
            self.push(char);
        }
    }

    fn comment_begins(&self) -> bool {
        let line_start = self.command.words.is_empty();
        self.word.is_none() && (line_start || self.peek_second().is_none_or(|next| next.is_whitespace()))
    }

    fn skip_comment(&mut self) {
        self.at = self.rest().find('\n').map_or(self.input.len(), |newline| self.at + newline);
    }

    fn variable_begins(&self) -> bool {
        self.word.is_none()
            && self.peek_second().is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '(' | '{' | '_'))
    }

    fn single_quoted(&mut self, quote: char) -> Result<(), ShellError> {
        let opened = self.at;
        self.begin_word();
        self.skip(quote);
        while let Some(char) = self.peek() {
            if self.powershell && char == '\'' && self.peek_second() == Some('\'') {
                self.skip(char);
                self.push(char);
            } else if self.closes(quote, char, is_single_quote) {
                self.skip(char);
                return Ok(());
            } else {
                self.push(char);
            }
        }
        self.at = opened;
        Err(self.error_here(Problem::UnclosedQuote(quote)))
    }

    /// A straight quote ends at the same quote; a curly one, which may also be an apostrophe, before a blank only.
    fn closes(&self, open: char, char: char, is_quote: fn(char) -> bool) -> bool {
        if open.is_ascii() {
            return char == open;
        }
        is_quote(char) && self.peek_second().is_none_or(|next| next.is_whitespace())
    }

    fn double_quoted(&mut self, quote: char) -> Result<(), ShellError> {
        let opened = self.at;
        if self.word.as_ref().is_some_and(|word| word.text.starts_with(['{', '[']) && word.quotes_lost.is_none()) {
            self.word_mut().quotes_lost = Some(opened);
        }
        self.begin_word();
        self.skip(quote);
        let json = self.rest().starts_with(['{', '[']);
        while let Some(char) = self.peek() {
            match (char, self.peek_second()) {
                ('\\', Some('\n')) => self.at += 2,
                ('\\', Some(next @ ('"' | '\\' | '$' | '`'))) | ('`', Some(next @ ('"' | '$' | '`'))) => {
                    self.skip(char);
                    self.push(next);
                }
                ('"', Some('"')) if json => {
                    self.skip(char);
                    self.push(char);
                }
                _ if self.closes(quote, char, is_double_quote) => {
                    self.skip(char);
                    return Ok(());
                }
                _ => self.push(char),
            }
        }
        self.at = opened;
        Err(self.error_here(Problem::UnclosedQuote(quote)))
    }

    fn word_mut(&mut self) -> &mut Word {
        let start = self.at;
        self.word.get_or_insert_with(|| Word { text: String::new(), start, end: start, pieces: vec![], quotes_lost: None })
    }

    fn begin_word(&mut self) {
        self.word_mut();
    }

    fn push(&mut self, char: char) {
        let at = self.at;
        let word = self.word_mut();
        let expected = word.pieces.last().map(|(text, input)| input + (word.text.len() - text));
        if expected != Some(at) {
            word.pieces.push((word.text.len(), at));
        }
        word.text.push(char);
        self.skip(char);
    }

    fn end_word(&mut self) {
        if let Some(mut word) = self.word.take() {
            word.end = self.at;
            self.command.words.push(word);
        }
    }

    fn error_here(&self, problem: Problem) -> ShellError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        ShellError { start: self.at, end, problem }
    }
}

#[cfg(test)]
mod tests;
