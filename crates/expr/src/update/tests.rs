use expect_test::{Expect, expect};

use crate::sample::{item, names, show_item, values};
use crate::{Problem, Scope, Update};

fn with<T>(text: &str, look: impl FnOnce(Result<Update<'_>, Problem>) -> T) -> T {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
    look(Update::parse(text, &mut scope).map_err(|error| error.problem))
}

/// Prints the update, or the problem.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&with(text, |update| match update {
        Ok(update) => update.to_string(),
        Err(problem) => format!("{problem:?}"),
    }));
}

/// Prints the item after the update, or why it cannot be applied.
fn apply(document: &str, text: &str, expected: Expect) {
    expected.assert_eq(&with(text, |update| match update.unwrap().apply(&item(document)) {
        Ok(new) => show_item(&new),
        Err(error) => format!("{error:?}"),
    }));
}

#[test]
fn updates_are_read() {
    check("SET a=:1", expect!["SET a = :1"]);
    check(
        "  set   a=:1 , b = c remove d,e[0] ADD f :1 dElEtE g :ss",
        expect!["SET a = :1, b = c REMOVE d, e[0] ADD f :1 DELETE g :ss"],
    );
    check("SET a = b + :1, c = :2 - d", expect!["SET a = b + :1, c = :2 - d"]);
    check("SET a = (b + :1)", expect!["SET a = b + :1"]);
    check("SET a = (b) + (:1)", expect!["SET a = b + :1"]);
    check("SET a = if_not_exists(a, :1)+:2", expect!["SET a = if_not_exists(a, :1) + :2"]);
    check("SET a = list_append(if_not_exists(a, :el), :l)", expect!["SET a = list_append(if_not_exists(a, :el), :l)"]);
    check("SET a = if_not_exists(b, if_not_exists(c, :1))", expect!["SET a = if_not_exists(b, if_not_exists(c, :1))"]);
    check("SET a.#and[3].b = #dot", expect!["SET a.#and[3].b = #dot"]);
    check("SET if_not_exists = :1", expect!["SET if_not_exists = :1"]);
}

#[test]
fn syntax_errors() {
    check(" ", expect![[r#"Syntax { token: "<EOF>", near: " " }"#]]);
    check("SET", expect![[r#"Syntax { token: "<EOF>", near: "SET" }"#]]);
    check("HELLO b = :1", expect![[r#"Syntax { token: "HELLO", near: "HELLO b" }"#]]);
    check("SET _123 = :1", expect![[r#"Syntax { token: "_", near: "SET _123" }"#]]);
    check("SET :1 = :2", expect![[r#"Syntax { token: ":1", near: "SET :1 =" }"#]]);
    check("SET a = :1 + :2 + :3", expect![[r#"Syntax { token: "+", near: ":2 + :3" }"#]]);
    check("SET a = (:1 + :2) + :3", expect![[r#"Syntax { token: "+", near: ") + :3" }"#]]);
    check("SET a = if_not_exists(a, :1+:2)", expect![[r#"Syntax { token: "+", near: ":1+:2" }"#]]);
    check("SET a = :1,", expect![[r#"Syntax { token: "<EOF>", near: "," }"#]]);
    check("SET a[:1] = :1", expect![[r#"Syntax { token: ":1", near: "[:1]" }"#]]);
    check("SET a[#a] = :1", expect![[r##"Syntax { token: "#a", near: "[#a]" }"##]]);
    check("SET hi-there = :1", expect![[r#"Syntax { token: "-", near: "hi-there" }"#]]);
    check("ADD a b", expect![[r#"Syntax { token: "b", near: "a b" }"#]]);
    check("ADD a", expect![[r#"Syntax { token: "<EOF>", near: "a" }"#]]);
    check("SET add = :1", expect![[r#"Syntax { token: "add", near: "SET add =" }"#]]);
    check("REMOVE a = :1", expect![[r#"Syntax { token: "=", near: "a = :1" }"#]]);
}

#[test]
fn problems_are_reported_in_the_services_order() {
    check("", expect!["Empty"]);
    check("SET a = dog(b), and = :1", expect![[r#"ReservedWord { word: "and" }"#]]);
    check("SET a = dog(b) SET c = :x", expect![[r#"UnknownFunction { function: "dog" }"#]]);
    check("SET a = LIST_APPEND(:l, :l)", expect![[r#"UnknownFunction { function: "LIST_APPEND" }"#]]);
    check("SET a = size(b)", expect![[r#"ForeignFunction { function: "size" }"#]]);
    check("SET a = list_append(list_append(:l, :l), :l)", expect![[r#"MisusedFunction { function: "list_append" }"#]]);
    check("SET a = :1 REMOVE b SET c = :x", expect![[r#"RepeatedSection { section: "SET" }"#]]);
    check("SET a = :x, #x = :1", expect![[r##"UndefinedName { name: "#x" }"##]]);
    check("SET a = if_not_exists(:x, :1)", expect![[r#"UndefinedValue { value: ":x" }"#]]);
    check("SET a = if_not_exists(:1, :1)", expect![[r#"PathRequired { operator: "if_not_exists" }"#]]);
    check("SET a = if_not_exists(if_not_exists(a, :1), :1)", expect![[r#"PathRequired { operator: "if_not_exists" }"#]]);
    check("SET a = list_append(:l)", expect![[r#"OperandCount { operator: "list_append", count: 1 }"#]]);
    check("SET a = list_append(:l, :l, :l)", expect![[r#"OperandCount { operator: "list_append", count: 3 }"#]]);
    check("SET a = list_append(:l, :s)", expect![[r#"OperandType { operator: "list_append", operand: Literal(S) }"#]]);
    check("SET a = b + :s", expect![[r#"OperandType { operator: "+", operand: Literal(S) }"#]]);
    check("SET a = :l - :1", expect![[r#"OperandType { operator: "-", operand: Literal(L) }"#]]);
    check("ADD a :s", expect![[r#"ActionOperandType { action: "ADD", operand: S }"#]]);
    check("ADD a :l", expect![[r#"ActionOperandType { action: "ADD", operand: L }"#]]);
    check("DELETE a :1", expect![[r#"ActionOperandType { action: "DELETE", operand: N }"#]]);
    check(
        "SET a = :l + :1, b = :1, b.c = :1",
        expect![[r#"PathsOverlap { one: PathSteps([Name("b")]), two: PathSteps([Name("b"), Name("c")]) }"#]],
    );
    check(
        "SET a.b.c = :1, a.b[2] = :2",
        expect![[
            r#"PathsConflict { one: PathSteps([Name("a"), Name("b"), Name("c")]), two: PathSteps([Name("a"), Name("b"), Index(2)]) }"#
        ]],
    );
    check("SET a = :1 REMOVE #a", expect![[r#"PathsOverlap { one: PathSteps([Name("a")]), two: PathSteps([Name("a")]) }"#]]);
}

#[test]
fn overlaps_are_found_at_any_depth_and_in_either_order() {
    for text in [
        "SET a.b = :1, a = :2",
        "SET a.b = :1, a.b.c.d.e = :2",
        "SET a[1] = :1, a = :2",
        "SET a[1][1][1][1] = :1, a[1][1] = :2",
        "SET b = :1, a[1] = :1, c = :1 REMOVE a[1]",
    ] {
        with(text, |update| assert!(matches!(update, Err(Problem::PathsOverlap { .. })), "{text}"));
    }
    for text in ["SET a.b = :1, a.c.d = :1, b.a = :1 REMOVE a.d, b.b", "SET a[1] = :1, a[2][1] = :1", "SET a = :1, #dot = :1"] {
        with(text, |update| assert!(update.is_ok(), "{text}"));
    }
}

#[test]
fn operators_are_bounded() {
    let sums = |count: usize| format!("SET {}", (0..count).map(|at| format!("a{at}=b+:1")).collect::<Vec<_>>().join(","));
    with(&sums(300), |update| assert!(update.is_ok()));
    with(&sums(301), |update| assert_eq!(update, Err(Problem::TooManyOperators { count: 301 })));
}

/// The text ends too early, however deep it is.
fn matches_unfinished(problem: &Problem) -> bool {
    matches!(problem, Problem::Syntax { token, .. } if token == "<EOF>")
}

#[test]
fn no_depth_exhausts_a_stack_of_one_megabyte() {
    let run = || {
        for text in ["(".repeat(4_000), "if_not_exists(a,".repeat(250), "list_append(".repeat(300)] {
            with(&format!("SET a = {text}"), |update| assert!(update.as_ref().err().is_some_and(matches_unfinished)));
        }
        let nested = format!("SET a = {}:1{}", "if_not_exists(b,".repeat(128), ")".repeat(128));
        apply("{}", &nested, expect!["{a: 1}"]);
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn set_writes_values_and_reads_the_old_item() {
    apply("{a: 'hi'}", "SET b = :1", expect!["{a: 'hi', b: 1}"]);
    apply("{a: 'hi'}", "SET b = a, a = :1", expect!["{a: 1, b: 'hi'}"]);
    apply("{a: 1, b: 2}", "SET a = b, b = a", expect!["{a: 2, b: 1}"]);
    apply("{a: 1}", "SET x = :1, y = x", expect!["MissingAttribute"]);
    apply("{a: 'hi'}", "REMOVE a SET b = a", expect!["{b: 'hi'}"]);
    apply("{a: 2}", "SET a = a + :1, b = :10 - a, c = a + a", expect!["{a: 3, b: 8, c: 4}"]);
    apply("{a: 'x'}", "SET a = a + :1", expect!["IncorrectType"]);
    apply("{a: 9e125}", "SET a = a + a", expect!["Number(Overflow)"]);
    apply("{a: 1e100}", "SET a = a + :1", expect!["Number(TooManyDigits)"]);
    apply("{}", "SET a = if_not_exists(a, :1)", expect!["{a: 1}"]);
    apply("{a: 5}", "SET a = if_not_exists(a, :1), b = if_not_exists(a, z)", expect!["{a: 5, b: 5}"]);
    apply("{}", "SET a = if_not_exists(b, c)", expect!["MissingAttribute"]);
    apply("{a: [1]}", "SET a = list_append(a, :l), b = list_append(:l, a)", expect!["{a: [1, 1, 'x'], b: [1, 'x', 1]}"]);
    apply("{a: <1>}", "SET a = list_append(a, :l)", expect!["IncorrectType"]);
    apply("{}", "SET a = list_append(:l, a)", expect!["MissingAttribute"]);
    apply("{}", "SET #dot = :1", expect!["{a.b: 1}"]);
}

#[test]
fn documents_are_written_in_place() {
    apply("{a: {b: 3, c: 4}, d: 5}", "SET a.c = :1, a.e = :2", expect!["{a: {b: 3, c: 1, e: 2}, d: 5}"]);
    apply("{a: {c: ['hi', {x: {y: [3, 5]}}]}}", "SET a.c[1].x.y[1] = :10", expect!["{a: {c: ['hi', {x: {y: [3, 10]}}]}}"]);
    apply("{a: {c: {one: 1}}}", "SET a.c = :1", expect!["{a: {c: 1}}"]);
    apply("{a: [1]}", "SET a[7] = :2", expect!["{a: [1, 2]}"]);
    apply("{a: ['x']}", "SET a[84] = :1, a[37] = :2, a[17] = :3, a[50] = :10", expect!["{a: ['x', 3, 2, 10, 1]}"]);
    apply(
        "{a: {x: 3, y: 4, c: {y: 3}}, b: {x: 1, y: 2}}",
        "SET a.b = :1, a.c.d = :s, b.x = :3 REMOVE a.x, b.y",
        expect!["{a: {b: 1, c: {d: 'text', y: 3}, y: 4}, b: {x: 3}}"],
    );
    for text in
        ["SET a.c = :1", "SET b.c = :1", "SET c.c = :1", "SET a[0] = :1", "SET c[0] = :1", "SET m[0] = :1", "SET m.x.y = :1"]
    {
        apply("{a: 'hello', b: ['hi'], m: {}}", text, expect!["InvalidPath"]);
    }
    for text in ["REMOVE a.c", "REMOVE b.c", "REMOVE c.c", "REMOVE a[0]", "REMOVE c[0]", "ADD c.c :1", "DELETE c.c :ss"] {
        apply("{a: 'hello', b: ['hi']}", text, expect!["InvalidPath"]);
    }
}

#[test]
fn removals_count_in_the_old_item() {
    apply("{a: 1, b: 2}", "REMOVE a, c", expect!["{b: 2}"]);
    apply("{a: [2, 3, 4, 5, 6, 7]}", "REMOVE a[1] SET a[3] = :10", expect!["{a: [2, 4, 10, 6, 7]}"]);
    apply("{a: [2, 3, 4, 5, 6, 7]}", "SET a[3] = :10 REMOVE a[1]", expect!["{a: [2, 4, 10, 6, 7]}"]);
    apply("{a: [0, 1, 2, 3]}", "REMOVE a[0], a[2], a[9], a[1]", expect!["{a: [3]}"]);
    apply("{a: [0, 1]}", "SET a[5] = :10 REMOVE a[2]", expect!["{a: [0, 1, 10]}"]);
    apply(
        "{a: {c: ['hi', {x: {y: [3, 5, 7]}, q: 2}]}}",
        "REMOVE a.c[1].x.y[1], a.c[1].q",
        expect!["{a: {c: ['hi', {x: {y: [3, 7]}}]}}"],
    );
    apply("{a: {b: 1}, l: [1]}", "REMOVE a.b, l[0]", expect!["{a: {}, l: []}"]);
    apply("{a: {x: 3}, b: ['hi']}", "REMOVE a.y, b[7], c", expect!["{a: {x: 3}, b: ['hi']}"]);
}

#[test]
fn add_and_delete_change_numbers_and_sets() {
    apply("{a: 3}", "ADD a :neg", expect!["{a: 2.5}"]);
    apply("{}", "ADD a :1, b :ss", expect!["{a: 1, b: <'a', 'b'>}"]);
    apply("{a: {}}", "ADD a.n :1", expect!["{a: {n: 1}}"]);
    apply(
        "{a: <'b', 'c'>, n: <2, 5>, b: <x'01'>}",
        "ADD a :ss, n :ns, b :bs",
        expect!["{a: <'a', 'b', 'c'>, b: <x'00', x'01'>, n: <1, 2, 5>}"],
    );
    apply("{a: 'x'}", "ADD a :1", expect!["IncorrectType"]);
    apply("{a: <1>}", "ADD a :1", expect!["IncorrectType"]);
    apply("{a: [1]}", "ADD a :ns", expect!["IncorrectType"]);
    apply("{a: <'b', 'c'>}", "DELETE a :ss", expect!["{a: <'c'>}"]);
    apply("{a: <'a'>, b: 1}", "DELETE a :ss", expect!["{b: 1}"]);
    apply("{b: 1}", "DELETE a :ss", expect!["{b: 1}"]);
    apply("{a: <'x'>}", "DELETE a :ss", expect!["{a: <'x'>}"]);
    apply("{a: <1>}", "DELETE a :ss", expect!["IncorrectType"]);
    apply("{a: {s: <1, 2, 3>}}", "DELETE a.s :ns", expect!["{a: {s: <3>}}"]);
}

#[test]
fn an_item_that_does_not_exist_takes_any_removal() {
    let key = item("{p: 'k'}");
    for text in ["REMOVE x.y", "REMOVE x[0]", "DELETE x.y :ss", "REMOVE x"] {
        with(text, |update| {
            let update = update.unwrap();
            assert_eq!(update.apply_to_missing(&key), Ok(key.clone()), "{text}");
            assert!(update.only_removes());
        });
    }
    with("SET c.c = :1", |update| {
        let update = update.unwrap();
        assert_eq!(update.apply_to_missing(&key), Err(crate::UpdateError::InvalidPath));
        assert!(!update.only_removes());
    });
    with("ADD n :1", |update| assert_eq!(update.unwrap().apply_to_missing(&key), Ok(item("{p: 'k', n: 1}"))));
}

#[test]
fn touched_parts_are_those_at_the_written_paths() {
    let touched = |document: &str, text: &str, old: Expect, new: Expect| {
        with(text, |update| {
            let (update, document) = (update.unwrap(), item(document));
            old.assert_eq(&show_item(&update.touched(&document)));
            new.assert_eq(&show_item(&update.touched(&update.apply(&document).unwrap())));
        });
    };
    touched("{a: 'hi', b: 'dog'}", "SET b = :s, c = :1", expect!["{b: 'dog'}"], expect!["{b: 'text', c: 1}"]);
    touched("{a: 'hi', b: 'dog'}", "REMOVE b", expect!["{b: 'dog'}"], expect!["{}"]);
    touched(
        "{a: {b: 'hi', c: [1, 2, 3]}}",
        "SET a.c[1] = :10, a.b = :1",
        expect!["{a: {b: 'hi', c: [2]}}"],
        expect!["{a: {b: 1, c: [10]}}"],
    );
    touched("{a: {c: [1, 2, 3]}}", "SET a.c[100] = :10", expect!["{}"], expect!["{}"]);
    touched("{a: {c: [1, 3, 5]}}", "REMOVE a.c[1], a.c[3]", expect!["{a: {c: [3]}}"], expect!["{a: {c: [5]}}"]);
    touched("{a: {}}", "SET a.x = :1", expect!["{}"], expect!["{a: {x: 1}}"]);
}
