//! What was not understood, where, and what was probably meant.

use core::fmt;
use core::ops::Range;

use crate::Place;

/// An input, or one request of it, that was not understood. Nothing was run.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// Line and column in the whole input.
    pub place: Place,
    /// Bytes of the input that are wrong; empty if something is missing there.
    pub span: Range<usize>,
    /// What is wrong.
    pub problem: Problem,
    /// What to put in place of the span, if that would probably do.
    pub replacement: Option<Box<str>>,
}

impl SyntaxError {
    pub(crate) fn new(input: &str, span: Range<usize>, problem: Problem) -> Self {
        SyntaxError { place: Place::of(input, span.start), span, problem, replacement: None }
    }

    pub(crate) fn replaced_by(mut self, replacement: Option<String>) -> Self {
        self.replacement = replacement.map(String::into_boxed_str);
        self
    }

    /// The whole input with the probable replacement, if there is one.
    pub fn corrected(&self, input: &str) -> Option<String> {
        let replacement = self.replacement.as_ref()?;
        let (before, after) = (input.get(..self.span.start)?, input.get(self.span.end..)?);
        Some(format!("{before}{replacement}{after}"))
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.problem, self.place)
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The input is longer than [`crate::INPUT_SIZE_BYTES`].
    InputTooLong,
    /// A quote is not closed.
    UnclosedQuote(char),
    /// A pipe, redirection or substitution.
    ShellFeature(char),
    /// `$NAME`.
    ShellVariable,
    /// Double quotes in unquoted JSON, which a shell takes away.
    QuotesLost,
    /// Not a line that begins with `aws`, nor JSON, nor an operation's name.
    NotARequest {
        /// The first word.
        word: String,
    },
    /// `aws s3`: another service.
    OtherService {
        /// As written.
        service: String,
    },
    /// `aws dynamodb` without a command.
    CommandMissing,
    /// No such command.
    UnknownCommand {
        /// As written.
        command: String,
        /// The nearest one.
        nearest: Option<String>,
    },
    /// No such operation.
    UnknownOperation {
        /// As written.
        operation: String,
        /// The nearest one.
        nearest: Option<&'static str>,
    },
    /// No such option.
    UnknownOption {
        /// As written, with its hyphens.
        option: String,
        /// The command.
        command: String,
        /// The nearest one.
        nearest: Option<String>,
    },
    /// An option of the AWS CLI that dynalab does not follow, with what to do instead.
    OptionRefused {
        /// The option.
        option: String,
        /// What to do instead.
        advice: &'static str,
    },
    /// An option without its value.
    ValueMissing {
        /// The option.
        option: String,
    },
    /// A switch with a value.
    ValueForSwitch {
        /// The option.
        option: String,
    },
    /// A word that belongs to no option.
    UnexpectedWord {
        /// The word.
        word: String,
    },
    /// Options that the command needs.
    OptionsMissing {
        /// The command.
        command: String,
        /// The options, with their hyphens.
        options: Vec<String>,
    },
    /// `file://`: there are no files here.
    FileValue {
        /// The option.
        option: String,
    },
    /// Malformed JSON.
    Json {
        /// What was expected, in plain words.
        expected: String,
    },
    /// Malformed shorthand.
    Shorthand {
        /// What was expected.
        expected: &'static str,
        /// The character found, or none at the end.
        found: Option<char>,
    },
    /// A structure has no such member.
    UnknownMember {
        /// As written.
        member: String,
        /// The nearest one.
        nearest: Option<String>,
        /// All that there are.
        known: Vec<&'static str>,
    },
    /// A key twice in one structure.
    MemberTwice {
        /// The key.
        member: String,
    },
    /// A value of another kind than the option takes.
    ValueKind {
        /// The kind that it takes, in words.
        expected: &'static str,
        /// As written.
        given: String,
    },
    /// Deeper than [`model::limits::PARSE_DEPTH`].
    TooDeep,
    /// JSON that several operations would take.
    Ambiguous {
        /// Their names.
        operations: Vec<&'static str>,
    },
    /// JSON that no operation would take.
    NoOperationFits,
    /// An operation's name without its JSON.
    BodyMissing {
        /// The operation.
        operation: String,
    },
    /// A body that is no JSON object.
    BodyNotObject,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::InputTooLong => write!(f, "The input is longer than {} bytes", crate::INPUT_SIZE_BYTES),
            Problem::UnclosedQuote(quote) => write!(f, "The quote {quote} is not closed"),
            Problem::ShellFeature(char @ ('<' | '>')) => {
                write!(
                    f,
                    "`{char}` redirects a file in a shell, and there are no files here. Put your own value in place of <...>"
                )
            }
            Problem::ShellFeature(char) => write!(f, "`{char}` is not run here: this console reads requests, it is no shell"),
            Problem::ShellVariable => f.write_str("There are no shell variables here: write the value itself"),
            Problem::QuotesLost => {
                f.write_str("A shell takes these double quotes away: put the whole JSON between single quotes, '{...}'")
            }
            Problem::NotARequest { word } => write!(
                f,
                "`{word}` begins no request. Write `aws dynamodb <command> ...`, or an operation's name with its JSON: PutItem {{...}}"
            ),
            Problem::OtherService { service } => write!(f, "`aws {service}` is not here: only `aws dynamodb` is"),
            Problem::CommandMissing => f.write_str("`aws dynamodb` needs a command, such as create-table or put-item"),
            Problem::UnknownCommand { command, nearest } => {
                write!(f, "`aws dynamodb {command}`: there is no such command")?;
                did_you_mean(f, nearest.as_deref())
            }
            Problem::UnknownOperation { operation, nearest } => {
                write!(f, "{operation}: DynamoDB has no such operation")?;
                did_you_mean(f, *nearest)
            }
            Problem::UnknownOption { option, command, nearest } => {
                write!(f, "{option}: {command} has no such option")?;
                did_you_mean(f, nearest.as_deref())
            }
            Problem::OptionRefused { option, advice } => write!(f, "{option} is not followed here. {advice}"),
            Problem::ValueMissing { option } => write!(f, "{option} needs a value"),
            Problem::ValueForSwitch { option } => write!(f, "{option} is a switch and takes no value"),
            Problem::UnexpectedWord { word } => {
                write!(f, "`{word}` belongs to no option. A value that contains blanks needs quotes around it")
            }
            Problem::OptionsMissing { command, options } => write!(f, "{command} also needs {}", options.join(", ")),
            Problem::FileValue { option } => {
                write!(f, "{option}: there are no files here. Put the content of the file between single quotes")
            }
            Problem::Json { expected } => write!(f, "Malformed JSON: expected {expected}"),
            Problem::Shorthand { expected, found: Some(found) } => {
                write!(f, "Malformed shorthand: expected {expected}, found `{found}`")
            }
            Problem::Shorthand { expected, found: None } => write!(f, "Malformed shorthand: expected {expected} before the end"),
            Problem::UnknownMember { member, nearest, known } => {
                write!(f, "`{member}` is none of: {}", known.join(", "))?;
                did_you_mean(f, nearest.as_deref())
            }
            Problem::MemberTwice { member } => write!(f, "`{member}` stands there twice"),
            Problem::ValueKind { expected, given } => write!(f, "`{given}` is not {expected}"),
            Problem::TooDeep => write!(f, "Nested deeper than {} levels", model::limits::PARSE_DEPTH),
            Problem::Ambiguous { operations } => {
                write!(f, "This could be {}. Write the operation's name before the JSON", operations.join(" or "))
            }
            Problem::NoOperationFits => {
                f.write_str("No operation takes such a request. Write the operation's name before the JSON: GetItem {...}")
            }
            Problem::BodyMissing { operation } => {
                write!(f, "{operation} needs its request as JSON behind it: {operation} {{...}}")
            }
            Problem::BodyNotObject => f.write_str("A request is a JSON object: {...}"),
        }
    }
}

fn did_you_mean(f: &mut fmt::Formatter<'_>, nearest: Option<&str>) -> fmt::Result {
    nearest.map_or(Ok(()), |nearest| write!(f, ". Did you mean {nearest}?"))
}
