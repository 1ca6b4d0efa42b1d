//! What all grammars read alike: tokens, names, values, paths, and the window of a syntax error.

use model::AttributeValue;
use model::limits::{EXPRESSION_DEPTH, EXPRESSION_SIZE_BYTES, NESTING_LEVELS, UPDATE_OPERATORS};

use crate::findings::{Findings, Order};
use crate::reserved::is_reserved;
use crate::token::{Token, TokenKind, next_token};
use crate::{Literal, Name, Path, Problem, Scope, Step};

/// Stands for a value that was not defined, so that reading can go on. No tree with it leaves the crate.
static UNDEFINED: AttributeValue = AttributeValue::Null;

/// Largest list index, from 0 (our own bound: what a signed 32-bit integer holds).
const LIST_INDEX_MAX: usize = i32::MAX as usize;

/// All functions of conditions and updates.
const FUNCTIONS: [&str; 8] = [
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "if_not_exists",
    "list_append",
    "size",
];

/// Where a group opened, and where its content begins.
#[derive(Clone, Copy)]
pub(crate) struct Opening {
    open: usize,
    first: usize,
}

impl Literal<'_> {
    /// Stands where a problem was noted.
    pub(crate) const fn undefined() -> Self {
        Self { written: "", value: &UNDEFINED }
    }
}

/// A text being read, one token at a time.
///
/// Methods fail with a [`Problem`] only where reading cannot go on; every other problem goes into `findings`.
pub(crate) struct Parser<'s, 'a> {
    text: &'a str,
    scope: &'s mut Scope<'a>,
    keywords: &'static [&'static str],
    pub(crate) findings: Findings,
    token: Token,
    previous_start: Option<usize>,
    depth: usize,
    /// Where the parentheses of the last group opened and closed.
    last_group: Option<(usize, usize)>,
    /// Operators and functions read so far, where a grammar bounds them.
    pub(crate) operators: usize,
}

impl<'s, 'a> Parser<'s, 'a> {
    /// Checks the text's length and stands before its first token.
    pub(crate) fn new(
        text: &'a str,
        scope: &'s mut Scope<'a>,
        keywords: &'static [&'static str],
        order: Order,
    ) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Empty);
        }
        if text.len() > EXPRESSION_SIZE_BYTES {
            return Err(Problem::TooLong { size_bytes: text.len() });
        }
        let token = next_token(text, 0);
        Ok(Self {
            text,
            scope,
            keywords,
            findings: Findings::new(order),
            token,
            previous_start: None,
            depth: 0,
            last_group: None,
            operators: 0,
        })
    }

    /// Ends the reading: the text must be at its end, and nothing may have been found.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        if self.token.kind != TokenKind::End {
            return Err(self.syntax_error());
        }
        self.findings.into_problem().map_or(Ok(()), Err)
    }

    pub(crate) fn kind(&self) -> TokenKind {
        self.token.kind
    }

    /// The current token as written.
    pub(crate) fn written(&self) -> &'a str {
        self.text.get(self.token.start..self.token.end).unwrap_or_default()
    }

    /// Steps over the current token and returns it as written.
    pub(crate) fn advance(&mut self) -> &'a str {
        let written = self.written();
        self.previous_start = Some(self.token.start);
        self.token = next_token(self.text, self.token.end);
        written
    }

    /// Steps over a token of this kind if it stands here.
    pub(crate) fn accept(&mut self, kind: TokenKind) -> bool {
        let here = self.token.kind == kind;
        if here {
            self.advance();
        }
        here
    }

    /// Steps over a token of this kind, which must stand here.
    pub(crate) fn expect(&mut self, kind: TokenKind) -> Result<(), Problem> {
        if self.accept(kind) { Ok(()) } else { Err(self.syntax_error()) }
    }

    /// Whether this keyword stands here, in any case.
    pub(crate) fn is_keyword(&self, keyword: &str) -> bool {
        self.token.kind == TokenKind::Name && self.written().eq_ignore_ascii_case(keyword)
    }

    /// Steps over this keyword if it stands here.
    pub(crate) fn accept_keyword(&mut self, keyword: &str) -> bool {
        let here = self.is_keyword(keyword);
        if here {
            self.advance();
        }
        here
    }

    /// A name that is no keyword of this grammar stands here.
    pub(crate) fn is_plain_name(&self) -> bool {
        self.token.kind == TokenKind::Name && !self.keywords.iter().any(|keyword| self.is_keyword(keyword))
    }

    /// A name of a function stands here: a name with an opening parenthesis after it.
    pub(crate) fn is_call(&self) -> bool {
        self.is_plain_name() && next_token(self.text, self.token.end).kind == TokenKind::Open
    }

    /// Steps over an opening parenthesis and goes one level down.
    pub(crate) fn open_group(&mut self) -> Result<Opening, Problem> {
        let open = self.token.start;
        self.expect(TokenKind::Open)?;
        self.enter()?;
        Ok(Opening { open, first: self.token.start })
    }

    /// Comes up again and steps over the closing parenthesis. A group that holds only another group is redundant.
    pub(crate) fn close_group(&mut self, opening: Opening) -> Result<(), Problem> {
        self.leave();
        if self.last_group.is_some_and(|(open, close)| open == opening.first && Some(close) == self.previous_start) {
            self.findings.note(Problem::RedundantParentheses);
        }
        let close = self.token.start;
        self.expect(TokenKind::Close)?;
        self.last_group = Some((opening.open, close));
        Ok(())
    }

    /// Goes one level of parentheses or calls down.
    fn enter(&mut self) -> Result<(), Problem> {
        if self.depth >= EXPRESSION_DEPTH {
            return Err(self.beyond_depth());
        }
        self.depth += 1;
        Ok(())
    }

    /// What is wrong with a text that nests deeper than its operators may be many, found without going down.
    fn beyond_depth(&mut self) -> Problem {
        let (mut open, mut operators) = (self.depth + 1, self.operators);
        let (mut unknown, mut was_open, mut is_redundant) = (None, true, false);
        while self.token.kind != TokenKind::End {
            let is_open = self.token.kind == TokenKind::Open;
            is_redundant |= is_open && was_open;
            was_open = is_open;
            match self.token.kind {
                TokenKind::Open => open += 1,
                TokenKind::Close => open = open.saturating_sub(1),
                TokenKind::Name if self.is_call() && !FUNCTIONS.contains(&self.written()) => {
                    unknown.get_or_insert_with(|| self.written().to_owned());
                }
                TokenKind::Name if !self.is_plain_name() => operators += 1,
                TokenKind::Less | TokenKind::LessOrEqual | TokenKind::Greater | TokenKind::GreaterOrEqual => operators += 1,
                TokenKind::Equal | TokenKind::NotEqual => operators += 1,
                _ => {}
            }
            self.advance();
        }
        match unknown {
            _ if open > 0 => self.syntax_error(),
            Some(function) => Problem::UnknownFunction { function },
            None if operators > UPDATE_OPERATORS => Problem::TooManyOperators { count: UPDATE_OPERATORS + 1 },
            None if is_redundant => Problem::RedundantParentheses,
            None => Problem::TooDeep { levels: EXPRESSION_DEPTH },
        }
    }

    /// Notes that there are more operators than the service counts.
    pub(crate) fn check_operators(&mut self) {
        if self.operators > UPDATE_OPERATORS {
            self.findings.note(Problem::TooManyOperators { count: UPDATE_OPERATORS + 1 });
        }
    }

    /// Comes one level up again.
    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The operands of a call, from its opening to its closing parenthesis.
    pub(crate) fn arguments<T>(&mut self, mut argument: impl FnMut(&mut Self) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
        self.expect(TokenKind::Open)?;
        self.enter()?;
        let mut arguments = vec![argument(self)?];
        while self.accept(TokenKind::Comma) {
            arguments.push(argument(self)?);
        }
        self.leave();
        self.expect(TokenKind::Close)?;
        Ok(arguments)
    }

    /// A value of the request.
    pub(crate) fn literal(&mut self) -> Result<Literal<'a>, Problem> {
        if self.token.kind != TokenKind::ValueRef {
            return Err(self.syntax_error());
        }
        let written = self.advance();
        let value = self.scope.value(written).unwrap_or_else(|| {
            self.findings.note(Problem::UndefinedValue { value: written.to_owned() });
            &UNDEFINED
        });
        Ok(Literal { written, value })
    }

    /// A document path.
    pub(crate) fn path(&mut self) -> Result<Path<'a>, Problem> {
        let mut path = Path { top: self.name()?, steps: Vec::new() };
        self.path_below(&mut path)?;
        Ok(path)
    }

    /// The steps that follow a path's beginning.
    pub(crate) fn path_below(&mut self, path: &mut Path<'a>) -> Result<(), Problem> {
        loop {
            let step = if self.accept(TokenKind::Dot) {
                Step::Name(self.name()?)
            } else if self.accept(TokenKind::OpenBracket) {
                Step::Index(self.index()?)
            } else {
                return Ok(());
            };
            if path.steps.len() < NESTING_LEVELS {
                path.steps.push(step);
            } else {
                self.findings.note(Problem::PathTooDeep { levels: NESTING_LEVELS });
            }
        }
    }

    fn name(&mut self) -> Result<Name<'a>, Problem> {
        if self.token.kind == TokenKind::NameRef {
            let written = self.advance();
            let name = self.scope.name(written).unwrap_or_else(|| {
                self.findings.note(Problem::UndefinedName { name: written.to_owned() });
                written
            });
            return Ok(Name { written, name });
        }
        if !self.is_plain_name() {
            return Err(self.syntax_error());
        }
        let written = self.advance();
        if is_reserved(written) {
            self.findings.note(Problem::ReservedWord { word: written.to_owned() });
        }
        Ok(Name { written, name: written })
    }

    fn index(&mut self) -> Result<usize, Problem> {
        if self.token.kind != TokenKind::Digits {
            return Err(self.syntax_error());
        }
        let written = self.advance();
        let index = written.parse().ok().filter(|index| *index <= LIST_INDEX_MAX).unwrap_or_else(|| {
            self.findings.note(Problem::IndexTooLarge { index: written.to_owned() });
            LIST_INDEX_MAX
        });
        self.expect(TokenKind::CloseBracket)?;
        Ok(index)
    }

    /// The current token does not belong here.
    pub(crate) fn syntax_error(&self) -> Problem {
        let start = self.previous_start.unwrap_or(if self.token.kind == TokenKind::End { 0 } else { self.token.start });
        let (token, end) = match self.token.kind {
            TokenKind::End => ("<EOF>", self.token.end),
            _ => match next_token(self.text, self.token.end) {
                next if next.kind == TokenKind::End => (self.written(), self.token.end),
                next => (self.written(), next.end),
            },
        };
        Problem::Syntax { token: token.to_owned(), near: self.text.get(start..end).unwrap_or_default().to_owned() }
    }
}
