use expect_test::{Expect, expect};
use model::limits::PARSE_DEPTH;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::*;
use crate::sample::{item, show_item, value};

/// What a statement reads as, or what is wrong with it.
fn check(text: &str, expected: Expect) {
    let printed = match Statement::parse(text, &[]) {
        Ok(statement) => statement.to_string(),
        Err(error) => format!("{error:?}"),
    };
    expected.assert_eq(&printed);
}

/// A `WHERE` as the condition it is lowered to, or what is wrong with it.
fn check_where(text: &str, expected: Expect) {
    let statement = Statement::parse(&format!("SELECT * FROM T WHERE {text}"), &[]);
    let printed = match &statement {
        Ok(Statement::Select(select)) => match select.condition() {
            Ok(condition) => condition.unwrap().to_string(),
            Err(error) => format!("{error:?}"),
        },
        other => format!("{other:?}"),
    };
    expected.assert_eq(&printed);
}

/// What an `UPDATE` makes of an item, or what is wrong with it.
fn check_update(changes: &str, expected: Expect) {
    let statement = Statement::parse(&format!("UPDATE T {changes} WHERE pk = 1"), &[]);
    let printed = match &statement {
        Ok(Statement::Update(change)) => match change.update() {
            Ok(update) => match update.apply(&item("{n: 5, l: [1], s: <1, 2>, m: {a: 1}}")) {
                Ok(item) => show_item(&item),
                Err(error) => format!("{error:?}"),
            },
            Err(error) => format!("{error:?}"),
        },
        other => format!("{other:?}"),
    };
    expected.assert_eq(&printed);
}

#[test]
fn statements_of_the_manual() {
    check(
        "SELECT OrderID, Total FROM \"Orders\" WHERE OrderID = 1",
        expect![[r#"SELECT "OrderID", "Total" FROM "Orders" WHERE ("OrderID" = 1)"#]],
    );
    check(
        "SELECT * FROM \"Orders\" WHERE OrderID IN [1, 2, 3] ORDER BY OrderID DESC",
        expect![[r#"SELECT * FROM "Orders" WHERE ("OrderID" IN [1, 2, 3]) ORDER BY "OrderID" DESC"#]],
    );
    check(
        "select Devices.FireStick.DateWatched[0] from WatchList where UserID = 'C1' and size(Devices) >= 2",
        expect![[
            r#"SELECT "Devices"."FireStick"."DateWatched"[0] FROM "WatchList" WHERE (("UserID" = 'C1') AND ("size"("Devices") >= 2))"#
        ]],
    );
    check("SELECT * FROM \"T\".\"idx\"", expect![[r#"SELECT * FROM "T"."idx""#]]);
    check(
        "INSERT INTO \"Music\" value {'Artist' : 'Acme Band','n': 1e0, 'l': [1,'s'], 's': <<1,34,4.5>>}",
        expect![[r#"INSERT INTO "Music" VALUE {'Artist': 'Acme Band', 'l': [1, 's'], 'n': 1, 's': <<1, 4.5, 34>>}"#]],
    );
    check(
        "UPDATE \"Music\" SET AwardsWon=1 SET AwardDetail={'Grammys':[2020, 2018]} WHERE Artist='Acme Band' RETURNING ALL OLD *",
        expect![[
            r#"UPDATE "Music" SET "AwardsWon" = 1 SET "AwardDetail" = {'Grammys': [2020, 2018]} WHERE ("Artist" = 'Acme Band') RETURNING ALL OLD *"#
        ]],
    );
    check(
        "UPDATE T SET a = b + 1, c = list_append(c, [2]) REMOVE d[1] WHERE pk = 'x'",
        expect![[r#"UPDATE "T" SET "a" = ("b" + 1) SET "c" = "list_append"("c", [2]) REMOVE "d"[1] WHERE ("pk" = 'x')"#]],
    );
    check(
        "DELETE FROM \"Music\" WHERE \"Artist\" = 'Acme Band' AND \"SongTitle\" = 'It''s' RETURNING ALL OLD *;",
        expect![[r#"DELETE FROM "Music" WHERE (("Artist" = 'Acme Band') AND ("SongTitle" = 'It''s')) RETURNING ALL OLD *"#]],
    );
    check(
        "EXISTS(SELECT * FROM \"Music\" WHERE \"Artist\" = 'Acme Band' AND Awards IS MISSING)",
        expect![[r#"EXISTS(SELECT * FROM "Music" WHERE (("Artist" = 'Acme Band') AND ("Awards" IS MISSING)))"#]],
    );
}

#[test]
fn operators_bind_as_the_grammar_says() {
    check(
        "SELECT * FROM T WHERE a = 1 OR b = 2 AND NOT c = 3 AND d IS NOT NULL",
        expect![[r#"SELECT * FROM "T" WHERE (("a" = 1) OR (("b" = 2) AND (NOT ("c" = 3)) AND (NOT ("d" IS NULL))))"#]],
    );
    check(
        "SELECT * FROM T WHERE NOT NOT a = 1 AND b BETWEEN 1 AND 2 AND c NOT BETWEEN 3 AND 4",
        expect![[r#"SELECT * FROM "T" WHERE (("a" = 1) AND ("b" BETWEEN 1 AND 2) AND (NOT ("c" BETWEEN 3 AND 4)))"#]],
    );
    check(
        "SELECT * FROM T WHERE (a = 1 AND (b = 2 AND c = 3)) OR (d = 4 OR e != -5)",
        expect![[r#"SELECT * FROM "T" WHERE ((("a" = 1) AND ("b" = 2) AND ("c" = 3)) OR ("d" = 4) OR ("e" <> -5))"#]],
    );
    check(
        "SELECT * FROM T WHERE a + 1 * 2 < b - 3 - 4",
        expect![[r#"SELECT * FROM "T" WHERE (("a" + (1 * 2)) < (("b" - 3) - 4))"#]],
    );
    check(
        "SELECT * FROM T WHERE a IN (1) AND b NOT IN (1, c)",
        expect![[r#"SELECT * FROM "T" WHERE (("a" IN [1]) AND (NOT ("b" IN [1, "c"])))"#]],
    );
}

#[test]
fn slips_of_the_grammar() {
    check("SLECT * FROM T", expect!["Malformed(ExpectedDataManipulation)"]);
    check("  ", expect!["Malformed(ExpectedDataManipulation)"]);
    check("SELECT FROM T", expect!["Malformed(UnexpectedKeyword)"]);
    check("SELECT * T", expect!["Malformed(ExpectedFromAfterSelect)"]);
    check("SELECT *, a FROM T", expect!["Malformed(StarNotAlone)"]);
    check("SELECT * FROM T WHERE", expect!["Malformed(UnexpectedTerm)"]);
    check("SELECT * FROM T WHERE a =", expect!["Malformed(MissingRightSide)"]);
    check("SELECT * FROM T WHERE a = = 1", expect!["Malformed(UnexpectedOperator)"]);
    check("SELECT * FROM T WHERE a BETWEEN 1 AND", expect!["Malformed(MissingBetweenEnd)"]);
    check("SELECT * FROM T WHERE a IS 5", expect!["Malformed(ExpectedType)"]);
    check("SELECT * FROM T WHERE ()", expect!["Malformed(EmptyGroup)"]);
    check("SELECT * FROM T WHERE (a = 1", expect![[r#"Malformed(Expected("RIGHT_PAREN"))"#]]);
    check("SELECT * FROM T WHERE a = 'open", expect!["Malformed(Unreadable)"]);
    check("SELECT * FROM T WHERE a = @", expect!["Malformed(Unreadable)"]);
    check("SELECT * FROM T WHERE m.inner = 1", expect!["Malformed(PathDot)"]);
    check("SELECT * FROM T WHERE a = 1 b", expect!["Malformed(TokenAfterExpression)"]);
    check("SELECT * FROM T; SELECT * FROM T", expect!["Malformed(TokenAfterSemicolon)"]);
    check("INSERT INTO urls (key, b) VALUES (1, 2)", expect!["Malformed(UnexpectedKeyword)"]);
    check("INSERT INTO T VALUES (1)", expect!["InsertSeveral"]);
    check("INSERT INTO T VALUE 1", expect!["InsertFormat"]);
    check("INSERT INTO T VALUE {'a' 1}", expect![[r#"Malformed(Expected("COLON"))"#]]);
    check("UPDATE Payment-x SET a=1", expect!["Malformed(ExpectedDataManipulation)"]);
    check("UPDATE T WHERE a = 1", expect!["Malformed(ExpectedDataManipulation)"]);
    check("UPDATE T SET WHERE a = 1", expect!["Malformed(ExpectedPath)"]);
    check("DELETE T WHERE a = 1", expect!["Malformed(ExpectedFromAfterDelete)"]);
    check("DELETE FROM T WHERE a = 1 RETURNING ALL OLD", expect!["ReturningStar"]);
    check("DELETE FROM T WHERE a = 1 RETURNING SOME", expect!["Malformed(ExpectedReturning)"]);
}

#[test]
fn what_is_read_and_refused() {
    check("SELECT COUNT(*) FROM T", expect!["ColumnNotPath(Spot { line: 1, column: 8, length: 5 })"]);
    check("SELECT a,\n  size(b) FROM T", expect!["ColumnNotPath(Spot { line: 2, column: 3, length: 4 })"]);
    check("SELECT a AS b FROM T", expect!["Alias"]);
    check("SELECT * FROM T t", expect!["Alias"]);
    check("SELECT * FROM T, U", expect!["SeveralSources"]);
    check("SELECT * FROM T JOIN U", expect!["SeveralSources"]);
    check("SELECT * FROM A.B.C", expect!["FromComponents"]);
    check("SELECT * FROM \"A\".\"\"", expect!["EmptyFromComponent"]);
    check("SELECT * FROM T LIMIT 5", expect![[r#"UnsupportedClause("LIMIT", Spot { line: 1, column: 17, length: 5 })"#]]);
    check("SELECT DISTINCT a FROM T", expect![[r#"UnsupportedClause("DISTINCT", Spot { line: 1, column: 8, length: 8 })"#]]);
    check("SELECT * FROM T WHERE a = ?", expect!["ParameterCount"]);
    check("UPDATE T.idx SET a = 1 WHERE pk = 1", expect!["WriteToIndex"]);
    check("INSERT INTO T VALUE {'a': <<>>}", expect!["EmptySet"]);
    check("INSERT INTO T VALUE {'a': <<1, 'x'>>}", expect!["SetMembers"]);
    check("INSERT INTO T VALUE {'a': <<1, 1.0>>}", expect![[r#"SetDuplicates(["1", "1"])"#]]);
    check("INSERT INTO T VALUE {'a': 1, 'a': 2}", expect![[r#"NameTwice("a")"#]]);
    check("INSERT INTO T VALUE {'a': b}", expect!["NotAValue"]);
    check("INSERT INTO T VALUE {'a': 1e999}", expect!["Number(Overflow)"]);
    check("INSERT INTO T VALUE {'a': 1} RETURNING ALL OLD *", expect!["InsertReturning"]);
    check("SELECT * FROM T WHERE a[b] = 1", expect!["PathIndex"]);
    check("SELECT * FROM T WHERE a[99999999999] = 1", expect![[r#"Expression(IndexTooLarge { index: "99999999999" })"#]]);
}

#[test]
fn clauses_become_conditions() {
    check_where("a = 1 AND b.c[2] <> 'x' OR NOT d > 2", expect!["a = ? AND b.c[2] <> ? OR NOT d > ?"]);
    check_where("a IN [1, 2] AND b IN (c, 3)", expect!["a IN (?, ?) AND b IN (c, ?)"]);
    check_where(
        "a IS MISSING OR b IS NOT MISSING OR c IS NULL OR d IS STRING",
        expect!["attribute_not_exists(a) OR NOT attribute_not_exists(b) OR attribute_type(c, ?) OR attribute_type(d, ?)"],
    );
    check_where(
        "BEGINS_WITH(a, 'x') AND contains(b, 2) AND Attribute_Type(c, 'SS') AND SIZE(d) BETWEEN 1 AND 2",
        expect!["begins_with(a, ?) AND contains(b, ?) AND attribute_type(c, ?) AND size(d) BETWEEN ? AND ?"],
    );
    check_where("a + 1 = 2", expect![[r#"ConditionOperator("+")"#]]);
    check_where("a LIKE 'x'", expect![[r#"ConditionOperator("like")"#]]);
    check_where("a", expect!["WhereOperand"]);
    check_where("a = 1 AND b", expect!["LogicalOperand"]);
    check_where("NOT a", expect!["NotOperand"]);
    check_where("a = MISSING", expect!["MissingCompared"]);
    check_where("a = a", expect![[r#"Expression(SameOperand { operator: "=", operand: PathSteps([Name("a")]) })"#]]);
    check_where("a < TRUE", expect![[r#"Expression(OperandType { operator: "<", operand: Literal(Bool) })"#]]);
    check_where(
        "a BETWEEN 1 AND 'x'",
        expect![[
            r#"Expression(BetweenTypes(Bounds { lower: N(Number { negative: false, exponent: 0, coefficient: 1 }), upper: S("x") }))"#
        ]],
    );
    check_where(
        "a BETWEEN 2 AND 1",
        expect![
            "Expression(BetweenOrder(Bounds { lower: N(Number { negative: false, exponent: 0, coefficient: 2 }), upper: N(Number { negative: false, exponent: 0, coefficient: 1 }) }))"
        ],
    );
    check_where("a IN []", expect!["InOperands"]);
    check_where("a IN 5", expect!["InOperands"]);
    check_where("a IS INT4", expect![[r#"IsType("INT4")"#]]);
    check_where("size(a)", expect!["WhereOperand"]);
    check_where("size(a, b) > 1", expect![[r#"Expression(OperandCount { operator: "size", count: 2 })"#]]);
    check_where("EXISTS(a)", expect![[r#"UnknownFunction("exists", Spot { line: 1, column: 23, length: 6 })"#]]);
    check_where("upper(a) = 'A'", expect![[r#"UnknownFunction("upper", Spot { line: 1, column: 23, length: 5 })"#]]);
    check_where("contains(a)", expect![[r#"Expression(OperandCount { operator: "contains", count: 1 })"#]]);
    check_where("attribute_type(a, 'DOG')", expect![[r#"Expression(UnknownAttributeType { name: "DOG" })"#]]);
    check_where(&format!("a IN [{}]", vec!["1"; 101].join(",")), expect!["Expression(TooManyInOperands { count: 101 })"]);
}

#[test]
fn changes_become_updates() {
    check_update("SET n = n + 1 SET x = {'y': [1]} REMOVE m.a", expect!["{l: [1], m: {}, n: 6, s: <1, 2>, x: {y: [1]}}"]);
    check_update("SET n = n - 1, l[0] = 'x', l[7] = 'y'", expect!["{l: ['x', 'y'], m: {a: 1}, n: 4, s: <1, 2>}"]);
    check_update("SET l = list_append(l, [4, <<'a'>>])", expect!["{l: [1, 4, <'a'>], m: {a: 1}, n: 5, s: <1, 2>}"]);
    check_update("SET s = set_add(s, <<3>>)", expect!["{l: [1], m: {a: 1}, n: 5, s: <1, 2, 3>}"]);
    check_update("SET s = SET_DELETE(s, <<1, 9>>)", expect!["{l: [1], m: {a: 1}, n: 5, s: <2>}"]);
    check_update("SET s = set_add(n, <<3>>)", expect![[r#"SetFunctionPath("ADD")"#]]);
    check_update("SET s = set_add(s, 3)", expect![[r#"SetFunctionValue("ADD")"#]]);
    check_update("SET s = set_add(s)", expect![[r#"SetFunctionArguments("ADD")"#]]);
    check_update("SET n = n * 2", expect![[r#"UpdateOperator("*")"#]]);
    check_update("SET n = n + 'x'", expect![[r#"Expression(OperandType { operator: "+", operand: Literal(S) })"#]]);
    check_update("SET n = contains(n, 1)", expect![[r#"Expression(ForeignFunction { function: "contains" })"#]]);
    check_update("SET n = dog(n)", expect![[r#"UnknownFunction("dog", Spot { line: 1, column: 18, length: 3 })"#]]);
    check_update("SET n = n IS NULL", expect!["IsInUpdate"]);
    check_update(
        "SET m = 1 SET m.a = 2",
        expect![[r#"Expression(PathsOverlap { one: PathSteps([Name("m")]), two: PathSteps([Name("m"), Name("a")]) })"#]],
    );
}

#[test]
fn columns_are_named_from_their_last_name_on() {
    let columns = |list: &str| {
        let statement = Statement::parse(&format!("SELECT {list} FROM T"), &[]).unwrap();
        let Statement::Select(select) = &statement else { panic!("{statement:?}") };
        match select.columns() {
            Ok(columns) => show_item(&columns.apply(&item("{p: 'k', a: {b: [2, [4]], c: 5}}"))),
            Err(error) => format!("{error:?}"),
        }
    };
    assert_eq!(columns("*"), "{a: {b: [2, [4]], c: 5}, p: 'k'}");
    assert_eq!(columns("p, a.c, x"), "{c: 5, p: 'k'}");
    assert_eq!(columns("a.b[0], a.b[1][0], a.b"), "{b: [2, [4]], b[0]: 2, b[1][0]: 4}");
    assert_eq!(columns("a.c, c"), r#"ColumnTwice("c")"#);
}

#[test]
fn parameters_take_their_places() {
    let parameters = [value("'k'"), value("x'0a'"), value("{a: 1}")];
    let parse = |text: &str, count: usize| Statement::parse(text, &parameters[..count]);
    assert_eq!(parse("INSERT INTO T VALUE ?", 1), Err(StatementError::InsertFormat));
    let Ok(Statement::Insert(insert)) = parse("INSERT INTO T VALUE {'pk': ?, 'l': [?, {'m': ?}]}", 3) else { panic!() };
    assert_eq!(show_item(&insert.item), "{l: [x'0a', {m: {a: 1}}], pk: 'k'}");
    for (text, count) in
        [("SELECT * FROM T WHERE a = ? AND b = ?", 1), ("SELECT * FROM T WHERE a = ?", 2), ("SELECT * FROM T", 1)]
    {
        assert_eq!(parse(text, count), Err(StatementError::ParameterCount), "{text}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let too_deep = Err(StatementError::Malformed(Malformed::TooDeep));
    for (open, close) in
        [("(", ")"), ("[", "]"), ("<<", ">>"), ("{'a':", "}"), ("NOT (", ")"), ("a = ", ""), ("- ", ""), ("size(", ")")]
    {
        let text = format!("SELECT * FROM T WHERE {}1{}", open.repeat(4_096), close.repeat(4_096));
        // A flat chain of comparisons ends by its count, not by its depth.
        let error = Statement::parse(&text, &[]);
        assert!(
            error == too_deep || matches!(error, Err(StatementError::Expression(_) | StatementError::ColumnNotPath(_))),
            "{open}: {error:?}"
        );
    }
    let text = format!("SELECT * FROM T WHERE {}1 = 1{}", "(".repeat(PARSE_DEPTH - 2), ")".repeat(PARSE_DEPTH - 2));
    assert!(Statement::parse(&text, &[]).is_ok());
    for sign in ["+", "=", "<", "AND", "OR"] {
        let text = format!("SELECT * FROM T WHERE a {}", format!("{sign} a ").repeat(20_000));
        let count = 20_000;
        assert_eq!(Statement::parse(&text, &[]), Err(crate::Problem::TooManyOperators { count }.into()), "{sign}");
    }
    let nots = format!("SELECT * FROM T WHERE {} a = 1", "NOT ".repeat(40_000));
    assert!(Statement::parse(&nots, &[]).is_ok());
    let path = format!("SELECT * FROM T WHERE a{} = 1", ".b".repeat(40_000));
    assert!(matches!(Statement::parse(&path, &[]), Err(StatementError::Expression(crate::Problem::PathTooDeep { .. }))));
}

/// Pieces of statements, from which token soup is made.
const PIECES: &[&str] = &[
    "SELECT",
    "*",
    "FROM",
    "WHERE",
    "a",
    "\"b-c\"",
    "T",
    ".",
    "[0]",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "<<",
    ">>",
    "'x'",
    "'",
    "\"",
    "1",
    "2.5e3",
    "?",
    ",",
    ":",
    ";",
    "=",
    "<>",
    "<",
    ">=",
    "+",
    "-",
    "AND",
    "or",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "MISSING",
    "NULL",
    "ORDER",
    "BY",
    "DESC",
    "INSERT",
    "INTO",
    "VALUE",
    "UPDATE",
    "SET",
    "REMOVE",
    "DELETE",
    "RETURNING",
    "ALL",
    "OLD",
    "size(",
    "begins_with(",
    "list_append(",
    "set_add(",
    "EXISTS(",
    "COUNT(",
    "true",
    "--",
    "/*",
    "*/",
    "é",
    "key",
    "SELECT * FROM T WHERE",
    "a = 1",
    "UPDATE T SET a =",
    "INSERT INTO T VALUE {'a':",
    "DELETE FROM T WHERE",
];

/// Reads a text; what is read prints to what reads the same, and its clauses can be asked for.
fn read(text: &str) {
    let Ok(statement) = Statement::parse(text, &[]) else { return };
    let printed = statement.to_string();
    let again = Statement::parse(&printed, &[]);
    // Calls remember where they stood, so their print is compared.
    assert_eq!(again.as_ref().map(ToString::to_string), Ok(printed.clone()), "{text}\n{printed}");
    match &statement {
        Statement::Select(select) | Statement::Exists(select) => {
            let _ = select.columns().map(|columns| columns.apply(&Item::new()));
            let _ = select.condition().map(|condition| condition.map(|condition| condition.matches(&Item::new())));
        }
        Statement::Update(change) => {
            let _ = change.update().map(|update| update.apply(&Item::new()));
            let _ = change.condition();
        }
        Statement::Delete(delete) => drop(delete.condition()),
        Statement::Insert(_) => {}
    }
}

fn values() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        "[a-z'\"é ]{0,5}".prop_map(AttributeValue::S),
        any::<i64>().prop_map(|number| AttributeValue::N(model::Number::from_i64(number))),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        Just(value("<1, 2>")),
        Just(value("<'a', 'b'>")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(AttributeValue::L),
            proptest::collection::btree_map("[a-c'é]{0,3}", inner, 0..3)
                .prop_map(|map| AttributeValue::M(map.into_iter().collect())),
        ]
    })
}

fn paths() -> impl Strategy<Value = TermPath> {
    let step = prop_oneof!["[a-z\"]{0,3}".prop_map(TermStep::Name), (0..9usize).prop_map(TermStep::Index)];
    ("[a-z\"-]{0,4}", vec(step, 0..3)).prop_map(|(top, steps)| TermPath { top, steps })
}

/// A term as the grammar makes it.
fn terms() -> impl Strategy<Value = Term> {
    let leaf = || prop_oneof![values().prop_map(Term::Value), paths().prop_map(Term::Path)];
    let sign = select(vec!["=", "<>", "<", "<=", ">", ">=", "+", "-", "like"]);
    let test = select(vec!["missing", "null", "string", "int4"]).prop_map(|word| TypeTest::named(word).unwrap());
    let compared = prop_oneof![
        (sign, leaf(), leaf()).prop_map(|(sign, left, right)| Term::Binary(sign, Box::new(left), Box::new(right))),
        (leaf(), leaf(), leaf()).prop_map(|(of, lower, upper)| Term::Between(Box::new([of, lower, upper]))),
        (leaf(), vec(values(), 0..3))
            .prop_map(|(of, list)| { Term::In(Box::new(of), Box::new(Term::Value(AttributeValue::L(list)))) }),
        (leaf(), test).prop_map(|(of, test)| Term::Is(Box::new(of), test)),
    ];
    compared.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(|parts| flat(parts, |term| matches!(term, Term::All(_)), Term::All)),
            vec(inner.clone(), 2..4).prop_map(|parts| flat(parts, |term| matches!(term, Term::Any(_)), Term::Any)),
            inner.prop_map(|term| if let Term::Not(inner) = term { *inner } else { Term::Not(Box::new(term)) }),
        ]
    })
}

/// Parts without a part of the same kind.
fn flat(parts: Vec<Term>, is_same: fn(&Term) -> bool, together: fn(Vec<Term>) -> Term) -> Term {
    together(parts.into_iter().map(|term| if is_same(&term) { Term::Not(Box::new(term)) } else { term }).collect())
}

proptest! {
    #[test]
    fn a_printed_statement_reads_back_as_the_same(
        list in proptest::option::of(vec(paths(), 1..3)),
        table in "[a-z\"-]{1,4}",
        index in proptest::option::of("[a-z]{1,3}"),
        filter in proptest::option::of(terms()),
        path in paths(),
        member in values(),
        attributes in proptest::collection::btree_map("[a-c'é]{0,3}", values(), 0..3),
        descending in any::<bool>(),
    ) {
        let target = Target { table: table.clone(), index: None };
        let order = vec![OrderKey { attribute: path.top.clone(), descending }];
        let assignments = vec![Assignment::Set(path.clone(), Term::Value(member)), Assignment::Remove(path)];
        for statement in [
            Statement::Select(Select { list, target: Target { table, index }, filter: filter.clone(), order }),
            Statement::Insert(Insert { target: target.clone(), item: attributes.into_iter().collect() }),
            Statement::Update(Change { target: target.clone(), assignments, filter: filter.clone(), returning: Some(Returning::ModifiedNew) }),
            Statement::Delete(Delete { target, filter, returning: None }),
        ] {
            let printed = statement.to_string();
            prop_assert_eq!(Statement::parse(&printed, &[]), Ok(statement), "{}", printed);
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn token_soup_never_panics(pieces in vec(select(PIECES), 0..30)) {
        read(&pieces.join(" "));
        read(&pieces.concat());
    }

    #[test]
    fn a_condition_means_what_its_print_means(filter in terms(), n in 0..3i64) {
        let item = item(&format!("{{a: {n}, b: 'x'}}"));
        let select = |filter: Term| Select { list: None, target: Target { table: "T".into(), index: None }, filter: Some(filter), order: vec![] };
        let negated = select(Term::Not(Box::new(filter.clone())));
        let plain = select(filter);
        if let (Ok(Some(plain)), Ok(Some(negated))) = (plain.condition(), negated.condition()) {
            prop_assert!(plain.matches(&item) != negated.matches(&item));
        }
    }
}
