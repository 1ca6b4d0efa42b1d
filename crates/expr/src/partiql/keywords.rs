//! The words that PartiQL keeps for itself: bare, none of them names a table or an attribute; quoted, each does.
//!
//! Follows: SQL-92's reserved words and PartiQL's own.

/// In order, small letters.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "absolute", "action", "add", "all", "allocate", "alter", "and", "any", "are", "as", "asc", "assertion", "at",
    "authorization", "avg", "bag", "begin", "between", "bigint", "bit", "bit_length", "blob", "bool", "boolean", "by",
    "can_cast", "can_lossless_cast", "cascade", "cascaded", "case", "cast", "catalog", "char", "char_length", "character",
    "character_length", "check", "clob", "close", "coalesce", "collate", "collation", "column", "commit", "conflict",
    "connect", "connection", "constraint", "constraints", "continue", "convert", "corresponding", "count", "create",
    "cross", "current", "current_date", "current_time", "current_timestamp", "current_user", "cursor", "date", "date_add",
    "date_diff", "deallocate", "dec", "decimal", "declare", "default", "deferrable", "deferred", "delete", "desc",
    "describe", "descriptor", "diagnostics", "disconnect", "distinct", "do", "domain", "double", "drop", "else", "end",
    "escape", "except", "exception", "exec", "execute", "exists", "external", "extract", "false", "fetch", "first", "float",
    "for", "foreign", "found", "from", "full", "get", "global", "go", "goto", "grant", "group", "having", "identity",
    "immediate", "in", "index", "indicator", "initially", "inner", "input", "insensitive", "insert", "int", "int2", "int4",
    "int8", "integer", "integer2", "integer4", "integer8", "intersect", "interval", "into", "is", "isolation", "join",
    "key", "language", "last", "left", "let", "level", "like", "limit", "list", "local", "lower", "match", "max", "min",
    "missing", "modified", "module", "names", "national", "natural", "nchar", "new", "next", "no", "not", "nothing", "null",
    "nullif", "numeric", "octet_length", "of", "offset", "old", "on", "only", "open", "option", "or", "order", "outer",
    "output", "overlaps", "pad", "partial", "pivot", "position", "precision", "prepare", "preserve", "primary", "prior",
    "privileges", "procedure", "public", "read", "real", "references", "relative", "remove", "restrict", "returning",
    "revoke", "right", "rollback", "rows", "schema", "scroll", "section", "select", "session", "session_user", "set",
    "sexp", "size", "smallint", "some", "space", "sql", "sqlcode", "sqlerror", "sqlstate", "string", "struct", "substring",
    "sum", "symbol", "system_user", "table", "temporary", "then", "time", "timestamp", "to", "transaction", "translate",
    "translation", "trim", "true", "tuple", "union", "unique", "unknown", "unpivot", "update", "upper", "usage", "user",
    "using", "value", "values", "varchar", "varying", "view", "when", "whenever", "where", "with", "work", "write", "zone",
];

/// Keywords that call a function where a parenthesis follows.
const FUNCTIONS: &[&str] = &[
    "avg",
    "bag",
    "bit_length",
    "char_length",
    "character_length",
    "count",
    "exists",
    "list",
    "lower",
    "max",
    "min",
    "octet_length",
    "sexp",
    "size",
    "substring",
    "sum",
    "upper",
];

/// The keyword that a word is, in small letters.
pub(super) fn keyword(word: &str) -> Option<&'static str> {
    found(KEYWORDS, word)
}

/// Whether a keyword may call a function.
pub(super) fn is_function(keyword: &str) -> bool {
    found(FUNCTIONS, keyword).is_some()
}

fn found(words: &'static [&'static str], word: &str) -> Option<&'static str> {
    let at = words.binary_search_by(|known| known.bytes().cmp(word.bytes().map(|byte| byte.to_ascii_lowercase()))).ok()?;
    words.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_order_and_are_found_in_any_case() {
        for words in [KEYWORDS, FUNCTIONS] {
            assert!(words.is_sorted(), "{:?}", words.windows(2).find(|pair| pair[0] >= pair[1]));
        }
        assert_eq!(keyword("SeLeCt"), Some("select"));
        assert_eq!(keyword("selec"), None);
        assert_eq!(keyword("name"), None);
        assert!(is_function("size") && !is_function("select"));
        assert!(FUNCTIONS.iter().all(|word| keyword(word).is_some()));
    }
}
