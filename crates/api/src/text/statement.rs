//! What PartiQL statements are refused with, alone, in batches and in transactions (3.19; DYX, and texts seen in public logs).

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{ExpressionProblem, Names, Validation};

/// What stands before each slip of the grammar.
const MALFORMED: &str = "Statement wasn't well formed, can't be processed: ";

/// Where a token stands: line, column, length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPlace(pub usize, pub usize, pub usize);

impl fmt::Display for TokenPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.0, self.1, self.2)
    }
}

texts! {
    /// Texts of ValidationException about a statement.
    StatementProblem {
        // The grammar. Its own words are those of the PartiQL reference parser.
        /// No verb, or an UPDATE without SET and REMOVE.
        ExpectedDataManipulation => MALFORMED "Expected data manipulation",
        /// No term where one must stand.
        UnexpectedTerm => MALFORMED "Unexpected term",
        /// A keyword where a term must stand.
        UnexpectedKeyword => MALFORMED "Unexpected keyword",
        /// An operator where a term must stand.
        UnexpectedOperator => MALFORMED "Unexpected operator",
        /// It goes on behind its end.
        TokenAfterExpression => MALFORMED "Unexpected token after expression",
        /// A second statement.
        TokenAfterSemicolon => MALFORMED "Unexpected token after semicolon. (Only one query is allowed.)",
        /// An operator without its right side.
        MissingRightSide => MALFORMED "Missing right-hand side expression of infix operator",
        /// BETWEEN without its end.
        MissingBetweenEnd => MALFORMED "Expected expression after AND",
        /// `()`.
        EmptyGroup => MALFORMED "Expression group cannot be empty",
        /// IS without a type.
        ExpectedType => MALFORMED "Expected type name",
        /// SELECT without FROM.
        ExpectedFromAfterSelect => MALFORMED "Expected FROM after SELECT list",
        /// DELETE without FROM.
        ExpectedFromAfterDelete => MALFORMED "Expected FROM after DELETE",
        /// `*` beside other columns.
        StarNotAlone
            => MALFORMED "Other expressions may not be present in the select list when '*' is used without dot notation.",
        /// A dot before something that is no name.
        PathDot => MALFORMED "Invalid path dot component",
        /// No name where a path begins.
        ExpectedPath => MALFORMED "Expected identifier for simple path",
        /// SET of nothing.
        ExpectedAssignment => MALFORMED "Expected assignment for SET",
        /// RETURNING of nothing known.
        ExpectedReturning => MALFORMED "Expected ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause",
        /// Another token is missing: its name in the grammar, or the word.
        Expected(token: String) => MALFORMED "Expected {token}",
        /// A text without an end: the service tells nothing more.
        Unreadable => MALFORMED "",
        /// Nesting beyond what a parser follows. Our model.
        TooDeep => MALFORMED "our model: the statement is nested too deeply",

        // What a statement means.
        /// More or fewer `?` than parameters.
        ParameterCount => "Number of parameters in request and statement don't match.",
        /// What other expressions are refused with as well, without their names.
        Expression(problem: Box<ExpressionProblem>) => "{problem}",
        /// An alias.
        Alias => "Aliasing is not supported",
        /// Several tables.
        SeveralSources => "Only select from a single table or index is supported.",
        /// Three names in a FROM.
        FromComponents => "A path may contain at most 2 components in the FROM clause",
        /// FROM of no name.
        FromSource => "Unexpected from source",
        /// An empty name in a FROM.
        EmptyFromComponent => "Path component cannot be an empty string",
        /// A write to an index.
        WriteToIndex => "This operation is not supported on an index",
        /// A clause that is not supported.
        UnsupportedClause(clause: &'static str, place: TokenPlace) => "Unsupported clause: {clause} at {place}",
        /// SELECT VALUE.
        SelectValue => "Select projection doesn't support value or pivot keywords",
        /// A column that is no path.
        ColumnNotPath(place: TokenPlace) => "Unexpected path component at {place}",
        /// Two columns of one name.
        ColumnTwice(name: String) => "Duplicate identifiers in select clause: {name}",
        /// `a.*`.
        PathStar => "Unpivot path component like a.*.b are not supported",
        /// `a[*]`.
        PathWildcard => "Wildcard path component like a[*].b are not supported",
        /// `a[b]`.
        PathIndex => "Unexpected path component",
        /// INSERT of several items.
        InsertSeveral
            => "Unsupported operation: Inserting multiple items in a single statement is not supported, use \"INSERT INTO \
                tableName VALUE item\" instead",
        /// INSERT of something that is no map.
        InsertFormat
            => "Unsupported format in item expression. Please use struct format {{...}} to express item values for insert \
                statement.",
        /// INSERT with RETURNING.
        InsertReturning => "RETURNING is not supported in INSERT",
        /// Two things returned.
        ReturningSeveral => "Invalid syntax with multiple returning elements in RETURNING clause",
        /// RETURNING without `*`.
        ReturningStar => "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause",
        /// DELETE with another RETURNING than ALL OLD: what it says.
        DeleteReturning(returning: &'static str)
            => "Invalid returning clause: RETURNING {returning}. Only RETURNING ALL OLD * is allowed in DELETE statements.",
        /// `<<>>`.
        EmptySet => "Empty bags are not supported",
        /// A set of other things than numbers or texts.
        SetMembers => "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
        /// A name twice in a map.
        NameTwice(name: String) => "Duplicate keys in tuple. Key: {name}",
        /// A name that is no text.
        NameNotText => "Tuple keys must be of type String.",
        /// A path or a call in a value. Our model: the service's word for it with no type behind.
        NotAValue => "Unsupported data type",
        /// ORDER BY of no name. Our model: the service tells the type.
        OrderBy => "Argument to ORDER BY must be of type VariableReference.",
        /// No such function.
        UnknownFunction(function: String, place: TokenPlace) => "Unrecognized function: {function} at {place}",
        /// EXISTS out of place.
        MisplacedExists => "EXISTS can only be used in ExecuteTransaction write requests.",
        /// MISSING compared.
        MissingCompared => "MISSING must be compared using IS operator",
        /// IS of something else than a path.
        IsOperand => "The left hand side argument to IS must be a Variable Reference, Literal, or Path",
        /// IS with a type that there is not.
        IsType(name: String)
            => "Unsupported data type for IS operator: {name}. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, \
                NUMERIC, STRUCT, TUPLE, LIST]",
        /// IN without a list.
        InOperands
            => "IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with \
                at least one member",
        /// An operator that conditions lack.
        ConditionOperator(operator: &'static str) => "Unsupported operator in Condition Expression. Operator: {operator}",
        /// An operator that updates lack.
        UpdateOperator(operator: &'static str) => "Unsupported operator in Update Expression. Operator: {operator}",
        /// AND or OR of no condition.
        LogicalOperand => "The arguments to AND/OR must be Expressions",
        /// NOT of no condition.
        NotOperand => "The argument to NOT must be a Type or Expression",
        /// WHERE of no condition.
        WhereOperand => "WHERE clause must contain an expression that resolves to a boolean",
        /// IS in an update.
        IsInUpdate => "IS operator is not supported in update expressions",
        /// A set function with other than two arguments.
        SetFunctionArguments(function: &'static str) => "SET_{function} must have exactly two arguments",
        /// A set function of another path.
        SetFunctionPath(function: &'static str) => "The first argument to SET_{function} must equal the assignment value",
        /// A set function of no set.
        SetFunctionValue(function: &'static str) => "The second argument to SET_{function} must be a value with type SET",

        // What a statement means for its table.
        /// The index is none of the table's.
        UnknownIndex => "The table does not have the specified index",
        /// A strongly consistent read of a global index.
        ConsistentGlobalIndex => "Strongly consistent read is not supported on Global Secondary Indexes",
        /// A read of an index whose key has several attributes. Our model: the guide only says that it is refused.
        SeveralKeyAttributes(index: String)
            => "Our model: PartiQL does not read the index {index}, since a part of its key has several attributes",
        /// A filter on what the index lacks: index, attributes.
        IndexFilter(index: String, attributes: Names)
            => "One or more parameter values were invalid: Secondary index {index} does not project one or more filter \
                attributes: [{attributes}]",
        /// A write without its whole key.
        KeyMissing => "Where clause does not contain a mandatory equality on all key attributes",
        /// A key attribute pinned twice.
        KeyTwice(attribute: String)
            => "Multiple conditions on same key {attribute}. Only single item Update/Insert/Delete are supported",
        /// A key attribute of another type.
        KeyType(attribute: String)
            => "Key attribute's data type should match its data type in table's schema: Key {attribute}",
        /// A key attribute of a type that no key has: attribute, type.
        KeyNotScalar(attribute: String, kind: &'static str)
            => "Key value must be of type S, N, or B. Key name: {attribute}, Key type: {kind}",
        /// An item without a key attribute.
        KeyAbsent(attribute: String) => "Key attribute should be present in the item: Key {attribute}",
        /// A path into a key attribute.
        KeyNotWhole(attribute: String)
            => "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key {attribute}",
        /// Conditions of OR that select the same items.
        Overlap => "Overlapping conditions with range keys are not supported in where clause",
        /// More reads than a statement may become.
        TooManyReads => "Too many decomposed read operations for a given query.",
        /// ORDER BY without WHERE.
        OrderWithoutFilter => "Must have WHERE clause in the statement when using ORDER BY clause.",
        /// ORDER BY of an attribute that is no key.
        OrderAttribute(attribute: String) => "Attribute {attribute} in ORDER BY clause must be part of the primary key",
        /// ORDER BY in a scan.
        OrderWithoutKey => "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        /// ORDER BY of a sort key over several collections.
        OrderWithoutHash
            => "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
        /// A token that is none.
        NextToken => "Invalid NextToken",
        /// A token of another statement.
        NextTokenMismatch => "NextToken does not match request",

        // Batches and transactions.
        /// Reads and writes in a batch.
        BatchMixed => "Read and write requests together in the same batch is not supported.",
        /// A SELECT of a batch without its whole key.
        BatchSelectKey => "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
        /// Reads and writes in a transaction.
        TransactMixed => "ExecuteTransaction API does not support both read and write operations in the same request.",
        /// A SELECT of a transaction without its whole key.
        TransactSelectKey => "Select statements within ExecuteTransaction must specify the primary key in the where clause.",
        /// A SELECT of a transaction on an index.
        TransactSelectIndex => "Reads on indices are not supported within transactions.",
        /// EXISTS on an index.
        TransactExistsIndex => "Operations on indices are not supported in transactions",
        /// EXISTS without a whole key or without more than that.
        TransactExistsKey => "EXISTS() must contain a single item read with additional condition",
        /// RETURNING in a transaction.
        TransactReturning => "RETURNING clause is not supported in ExecuteTransaction.",
        /// What is wrong with one statement of a transaction: which, from 0.
        InTransaction(at: usize, problem: Box<Validation>) => "Validation failed in TransactStatements[{at}]: {problem}",
    }
}

/// DuplicateItemException, and the reason of that code.
pub const DUPLICATE_ITEM: &str = "Duplicate primary key exists in table";
