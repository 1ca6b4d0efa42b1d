//! What can be wrong with a statement by itself. Data only: the sentences are the `api` crate's.

use model::NumberError;

use crate::Problem;

/// Where a token stands, as the service tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Characters.
    pub length: usize,
}

/// A slip of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The statement begins with none of its verbs, or `UPDATE` lacks `SET` and `REMOVE`.
    ExpectedDataManipulation,
    /// Something else than a term stands where one must.
    UnexpectedTerm,
    /// A keyword stands where a term must.
    UnexpectedKeyword,
    /// An operator stands where a term must.
    UnexpectedOperator,
    /// The statement goes on behind its end.
    TokenAfterExpression,
    /// A second statement.
    TokenAfterSemicolon,
    /// An operator without its right side.
    MissingRightSide,
    /// `BETWEEN a AND` without an end.
    MissingBetweenEnd,
    /// `()`.
    EmptyGroup,
    /// `IS` without the name of a type.
    ExpectedType,
    /// `SELECT` without `FROM`.
    ExpectedFromAfterSelect,
    /// `DELETE` without `FROM`.
    ExpectedFromAfterDelete,
    /// `*` beside other columns.
    StarNotAlone,
    /// `.` before something that is no name.
    PathDot,
    /// No name where a path begins.
    ExpectedPath,
    /// `SET` of nothing.
    ExpectedAssignment,
    /// `RETURNING` of nothing known.
    ExpectedReturning,
    /// Another token is missing: its name in the grammar.
    Expected(&'static str),
    /// A word that must follow: in capitals.
    ExpectedKeyword(&'static str),
    /// A text without an end, or a sign that no statement holds. The service tells nothing about it.
    Unreadable,
    /// Nesting beyond [`model::limits::PARSE_DEPTH`]. Our own bound.
    TooDeep,
}

/// Why a statement is refused before any table is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementError {
    /// The grammar.
    Malformed(Malformed),
    /// More or fewer `?` than parameters.
    ParameterCount,
    /// A condition, update or path that the other grammars refuse as well.
    Expression(Problem),
    /// A number literal that is no number of the service.
    Number(NumberError),
    /// `AS`, or a name behind a table or a column.
    Alias,
    /// A join, or a list of tables.
    SeveralSources,
    /// Three or more names in a `FROM`.
    FromComponents,
    /// `FROM` of something that is no name.
    FromSource,
    /// `""` in a `FROM`.
    EmptyFromComponent,
    /// An index in a write.
    WriteToIndex,
    /// A clause of SQL that is not supported, in capitals, and where it stands.
    UnsupportedClause(&'static str, Spot),
    /// `SELECT VALUE`.
    SelectValue,
    /// A column that is no path, and where it stands.
    ColumnNotPath(Spot),
    /// Two columns of one name.
    ColumnTwice(String),
    /// `a.*`.
    PathStar,
    /// `a[*]`.
    PathWildcard,
    /// `a[b]`.
    PathIndex,
    /// `INSERT` of several items, or of none that is told to be one.
    InsertSeveral,
    /// `VALUE` of something that is no map.
    InsertFormat,
    /// `INSERT ... RETURNING`.
    InsertReturning,
    /// `RETURNING a, b`.
    ReturningSeveral,
    /// `RETURNING ALL OLD` without `*`.
    ReturningStar,
    /// `<<>>`.
    EmptySet,
    /// A set of something else than numbers or texts, or of both.
    SetMembers,
    /// A member that stands in a set twice: all members as written.
    SetDuplicates(Vec<String>),
    /// A name that stands in a map twice.
    NameTwice(String),
    /// A map's name that is no text.
    NameNotText,
    /// Something in a value that is none: a path, a call.
    NotAValue,
    /// `ORDER BY` of something that is no name.
    OrderBy,
    /// No function has this name, in small letters, and where it stands.
    UnknownFunction(String, Spot),
    /// `EXISTS` where it cannot stand.
    MisplacedExists,
    /// `a = MISSING`.
    MissingCompared,
    /// `IS` of something that is no path.
    IsOperand,
    /// `IS` with a type that DynamoDB lacks, as written.
    IsType(String),
    /// `IN` without a list, or of something that is no path.
    InOperands,
    /// An operator that conditions lack, as written.
    ConditionOperator(&'static str),
    /// An operator that updates lack, as written.
    UpdateOperator(&'static str),
    /// `AND` or `OR` of something that is no condition.
    LogicalOperand,
    /// `NOT` of something that is no condition.
    NotOperand,
    /// A `WHERE` that is no condition.
    WhereOperand,
    /// `IS` in an update.
    IsInUpdate,
    /// A set function with another number of arguments: `ADD` or `DELETE`.
    SetFunctionArguments(&'static str),
    /// A set function of another path than it is assigned to.
    SetFunctionPath(&'static str),
    /// A set function of something that is no set.
    SetFunctionValue(&'static str),
}

impl From<Malformed> for StatementError {
    fn from(malformed: Malformed) -> Self {
        StatementError::Malformed(malformed)
    }
}

impl From<Problem> for StatementError {
    fn from(problem: Problem) -> Self {
        StatementError::Expression(problem)
    }
}
