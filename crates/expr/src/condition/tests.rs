use expect_test::{Expect, expect};

use crate::sample::{item, names, values};
use crate::{Condition, ExpressionKind, Problem, Scope};

/// Prints the condition, or the problem.
fn check(text: &str, expected: Expect) {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
    let printed = match Condition::parse(ExpressionKind::Condition, text, &mut scope) {
        Ok(condition) => condition.to_string(),
        Err(error) => format!("{:?}", error.problem),
    };
    expected.assert_eq(&printed);
}

fn problem(text: &str) -> Option<Problem> {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
    Condition::parse(ExpressionKind::Condition, text, &mut scope).err().map(|error| error.problem)
}

fn matches(text: &str, document: &str) -> bool {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
    let condition = Condition::parse(ExpressionKind::Filter, text, &mut scope);
    condition.unwrap_or_else(|error| panic!("{text}: {error:?}")).matches(&item(document))
}

#[test]
fn conditions_are_read() {
    check("a=b", expect!["a = b"]);
    check(" a\t<\r\n:1 ", expect!["a < :1"]);
    check("a<>:1 and b<=:2 or c>=:3", expect!["a <> :1 AND b <= :2 OR c >= :3"]);
    check("a = b AND (c = d OR e = f)", expect!["a = b AND (c = d OR e = f)"]);
    check("a = b OR (c = d AND e = f)", expect!["a = b OR c = d AND e = f"]);
    check("(a = b AND c = d) AND e = f", expect!["(a = b AND c = d) AND e = f"]);
    check("nOt a = b", expect!["NOT a = b"]);
    check("NOT NOT NOT a = b", expect!["NOT a = b"]);
    check("NOT NOT a = b", expect!["a = b"]);
    check("NOT (NOT a = b)", expect!["a = b"]);
    check("NOT (a = b AND c = d) OR e = f", expect!["NOT (a = b AND c = d) OR e = f"]);
    check("a between :1 and :2 and b = c", expect!["a BETWEEN :1 AND :2 AND b = c"]);
    check(":1 BETWEEN a AND b", expect![":1 BETWEEN a AND b"]);
    check("a IN (:1, b, size(c))", expect!["a IN (:1, b, size(c))"]);
    check("a.b[0].#and[12].c = #dot", expect!["a.b[0].#and[12].c = #dot"]);
    check("(a).b = c", expect!["a.b = c"]);
    check("(a) = (b)", expect!["a = b"]);
    check("((a) = (b))", expect!["a = b"]);
    check("((a = b) AND (c = d))", expect!["a = b AND c = d"]);
    check("(attribute_exists(a))", expect!["attribute_exists(a)"]);
    check("attribute_exists (a) AND attribute_not_exists(b.c)", expect!["attribute_exists(a) AND attribute_not_exists(b.c)"]);
    check("attribute_type(a, :type)", expect!["attribute_type(a, :type)"]);
    check("attribute_type(:1, :type)", expect!["attribute_type(:1, :type)"]);
    check("begins_with(a, :s) OR contains(b, :1)", expect!["begins_with(a, :s) OR contains(b, :1)"]);
    check("contains(a, a.b)", expect!["contains(a, a.b)"]);
    check("size(a) > size(:s)", expect!["size(a) > size(:s)"]);
    check("sizes = b", expect!["sizes = b"]);
}

#[test]
fn syntax_errors_name_the_token_and_what_is_near() {
    check("   ", expect![[r#"Syntax { token: "<EOF>", near: "   " }"#]]);
    check("a", expect![[r#"Syntax { token: "<EOF>", near: "a" }"#]]);
    check(":1", expect![[r#"Syntax { token: "<EOF>", near: ":1" }"#]]);
    check("a =", expect![[r#"Syntax { token: "<EOF>", near: "=" }"#]]);
    check("a  =  =  b", expect![[r#"Syntax { token: "=", near: "=  =  b" }"#]]);
    check("a = b c", expect![[r#"Syntax { token: "c", near: "b c" }"#]]);
    check("= a", expect![[r#"Syntax { token: "=", near: "= a" }"#]]);
    check("a > 4", expect![[r#"Syntax { token: "4", near: "> 4" }"#]]);
    check("a != :1", expect![[r#"Syntax { token: "!", near: "a !=" }"#]]);
    check("l[00] = b", expect![[r#"Syntax { token: "0", near: "00]" }"#]]);
    check("l[:1] = b", expect![[r#"Syntax { token: ":1", near: "[:1]" }"#]]);
    check("l[-1] = b", expect![[r#"Syntax { token: "-", near: "[-1" }"#]]);
    check("_a = b", expect![[r#"Syntax { token: "_", near: "_a" }"#]]);
    check("a. = b", expect![[r#"Syntax { token: "=", near: ". = b" }"#]]);
    check("a = b AND", expect![[r#"Syntax { token: "<EOF>", near: "AND" }"#]]);
    check("a AND b = c", expect![[r#"Syntax { token: "AND", near: "a AND b" }"#]]);
    check("a IN ()", expect![[r#"Syntax { token: ")", near: "()" }"#]]);
    check("a IN :l", expect![[r#"Syntax { token: ":l", near: "IN :l" }"#]]);
    check("a BETWEEN :1 OR :2", expect![[r#"Syntax { token: "OR", near: ":1 OR :2" }"#]]);
    check("a and = b", expect![[r#"Syntax { token: "and", near: "a and =" }"#]]);
    check("(size(a))[0] > a", expect![[r#"Syntax { token: "[", near: ")[0" }"#]]);
    check("(a = b", expect![[r#"Syntax { token: "<EOF>", near: "b" }"#]]);
    check("a = b)", expect![[r#"Syntax { token: ")", near: "b)" }"#]]);
    check("# = a", expect![[r##"Syntax { token: "#", near: "# =" }"##]]);
    check("größe = a", expect![[r#"Syntax { token: "ö", near: "größ" }"#]]);
    check("size() = :1", expect![[r#"Syntax { token: ")", near: "() =" }"#]]);
    check("a = \"b\"", expect![[r#"Syntax { token: "\"", near: "= \"b" }"#]]);
}

#[test]
fn problems_are_reported_in_the_services_order() {
    check("", expect!["Empty"]);
    check("((a = b))", expect!["RedundantParentheses"]);
    check("((a)) = b", expect!["RedundantParentheses"]);
    check("a = b AND ((c = d OR e = f))", expect!["RedundantParentheses"]);
    check("a = :x AND ((c = d))", expect!["RedundantParentheses"]);
    check("and = b", expect![[r#"Syntax { token: "and", near: "and =" }"#]]);
    check("Abort = b", expect![[r#"ReservedWord { word: "Abort" }"#]]);
    check("a.Size = :x", expect![[r#"ReservedWord { word: "Size" }"#]]);
    check("dog(a) AND set = b", expect![[r#"UnknownFunction { function: "dog" }"#]]);
    check("SIZE(a) = b", expect![[r#"UnknownFunction { function: "SIZE" }"#]]);
    check("if_not_exists(a, b) = c", expect![[r#"ForeignFunction { function: "if_not_exists" }"#]]);
    check("size(a)", expect![[r#"MisusedFunction { function: "size" }"#]]);
    check("a = b AND size(a)", expect![[r#"MisusedFunction { function: "size" }"#]]);
    check("contains(a, b) = c", expect![[r#"MisusedFunction { function: "contains" }"#]]);
    check("size(contains(a, b)) = c", expect![[r#"MisusedFunction { function: "contains" }"#]]);
    check("#x = :x", expect![[r##"UndefinedName { name: "#x" }"##]]);
    check("a = :x", expect![[r#"UndefinedValue { value: ":x" }"#]]);
    check("a < :l AND b = :x", expect![[r#"OperandType { operator: "<", operand: Literal(L) }"#]]);
    check("a = b AND contains(c, :x) AND d < :l", expect![[r#"UndefinedValue { value: ":x" }"#]]);
}

#[test]
fn operands_are_counted_and_their_types_checked() {
    check("size(a, b) = :1", expect![[r#"OperandCount { operator: "size", count: 2 }"#]]);
    check("attribute_exists(a, b)", expect![[r#"OperandCount { operator: "attribute_exists", count: 2 }"#]]);
    check("begins_with(a)", expect![[r#"OperandCount { operator: "begins_with", count: 1 }"#]]);
    check("attribute_exists(:1)", expect![[r#"PathRequired { operator: "attribute_exists" }"#]]);
    check("attribute_type(a, b)", expect![[r#"OperandType { operator: "attribute_type", operand: Unknown }"#]]);
    check("attribute_type(a, :1)", expect![[r#"OperandType { operator: "attribute_type", operand: Literal(N) }"#]]);
    check("attribute_type(a, :dog)", expect![[r#"UnknownAttributeType { name: "DOG" }"#]]);
    check("begins_with(a, :1)", expect![[r#"OperandType { operator: "begins_with", operand: Literal(N) }"#]]);
    check("begins_with(:ss, a)", expect![[r#"OperandType { operator: "begins_with", operand: Literal(Ss) }"#]]);
    check("size(:1) = a", expect![[r#"OperandType { operator: "size", operand: Literal(N) }"#]]);
    check("size(size(a)) = a", expect![[r#"OperandType { operator: "size", operand: Literal(N) }"#]]);
    check(":m >= a", expect![[r#"OperandType { operator: ">=", operand: Literal(M) }"#]]);
    check("a BETWEEN :l AND :l", expect![[r#"OperandType { operator: "BETWEEN", operand: Literal(L) }"#]]);
    check("a = a", expect![[r#"SameOperand { operator: "=", operand: PathSteps([Name("a")]) }"#]]);
    check(
        "contains(a.b[1], #a.#b[1])",
        expect![[r#"SameOperand { operator: "contains", operand: PathSteps([Name("a"), Name("b"), Index(1)]) }"#]],
    );
    check(
        "a BETWEEN :s AND :1",
        expect![[
            r#"BetweenTypes(Bounds { lower: S("text"), upper: N(Number { negative: false, exponent: 0, coefficient: 1 }) })"#
        ]],
    );
    check("a BETWEEN :s AND :t", expect![[r#"BetweenOrder(Bounds { lower: S("text"), upper: S("te") })"#]]);
    check("a BETWEEN :s AND b", expect!["a BETWEEN :s AND b"]);
    check("a[2147483648] = b", expect![[r#"IndexTooLarge { index: "2147483648" }"#]]);
    check("a[2147483647] = b", expect!["a[2147483647] = b"]);
}

#[test]
fn lengths_and_numbers_are_bounded() {
    let named = |length: usize| format!("{} = b", "a".repeat(length - 4));
    assert_eq!(problem(&named(4_096)), None);
    assert_eq!(problem(&named(4_097)), Some(Problem::TooLong { size_bytes: 4_097 }));
    let listed = |count: usize| format!("a IN ({})", vec![":1"; count].join(", "));
    assert_eq!(problem(&listed(100)), None);
    assert_eq!(problem(&listed(101)), Some(Problem::TooManyInOperands { count: 101 }));
    let steps = |count: usize| format!("a{} = b", "[0]".repeat(count));
    assert_eq!(problem(&steps(32)), None);
    assert_eq!(problem(&steps(33)), Some(Problem::PathTooDeep { levels: 32 }));
}

/// The browser's stack is 1 MB; a debug build needs more of it than that one.
#[test]
fn no_depth_exhausts_a_stack_of_one_megabyte() {
    let run = || {
        // The service reads on and tells what else is wrong (measured); so do we, without going down.
        let unfinished = Some(Problem::Syntax { token: "<EOF>".to_owned(), near: "(".to_owned() });
        assert_eq!(problem(&"(".repeat(4_096)), unfinished);
        assert_eq!(problem(&"NOT(".repeat(1_024)), unfinished);
        assert_eq!(problem(&"size(".repeat(819)), unfinished);
        let within = |open: &str, count: usize| format!("{}a=b{}", open.repeat(count), ")".repeat(count));
        assert_eq!(problem(&within("(", 2_000)), Some(Problem::RedundantParentheses));
        assert_eq!(problem(&within("f(", 1_000)), Some(Problem::UnknownFunction { function: "f".to_owned() }));
        assert_eq!(problem(&within("a=b OR (", 450)), Some(Problem::TooManyOperators { count: 301 }));
        assert_eq!(problem(&within("NOT (", 200)), Some(Problem::TooDeep { levels: 152 }));
        assert_eq!(problem(&within("a=b OR (", 149)), None);
        assert_eq!(problem(&"a IN (".repeat(600)), Some(Problem::Syntax { token: "IN".to_owned(), near: "a IN (".to_owned() }));
        assert_eq!(problem(&format!("{} a = b", "NOT ".repeat(299))), None);
        let many = Some(Problem::TooManyOperators { count: 301 });
        assert_eq!(problem(&format!("{} a = b", "NOT ".repeat(1_000))), many);
        assert_eq!(problem(&vec!["a=b"; 500].join(" OR ")), many);
        assert_eq!(problem(&format!("a{} = b", ".a".repeat(2_000))), Some(Problem::PathTooDeep { levels: 32 }));
        let chain = vec!["a=b"; 150].join(" OR ");
        assert!(matches("a=b", "{a: 1, b: 1}") && matches(&chain, "{a: 1, b: 1}") && !matches(&chain, "{a: 1}"));
        // `(true AND NOT (true AND NOT ... true))` holds if the levels are even in number.
        let nested = |levels: usize| format!("{}a=b{}", "(a=b AND NOT ".repeat(levels), ")".repeat(levels));
        assert!(matches(&nested(98), "{a: 1, b: 1}") && !matches(&nested(97), "{a: 1, b: 1}"));
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn equality_is_of_type_and_value() {
    let samples = ["1", "'1'", "x'01'", "true", "null", "[1]", "{a: 1}", "<'1'>", "<1>", "<x'01'>"];
    for (at, left) in samples.iter().enumerate() {
        for (other, right) in samples.iter().enumerate() {
            let document = format!("{{a: {left}, b: {right}}}");
            assert_eq!(matches("a = b", &document), at == other, "{document}");
            assert_eq!(matches("a <> b", &document), at != other, "{document}");
            assert_eq!(matches("a IN (c, b)", &document), at == other, "{document}");
        }
    }
    assert!(matches("a = b", "{a: 1.0, b: 1}"));
    assert!(matches("a = b", "{a: <'x', 'y'>, b: <'y', 'x'>}"));
    assert!(!matches("a = b", "{a: [1, 2], b: [2, 1]}"));
}

#[test]
fn what_is_missing_differs_from_everything_and_has_no_order() {
    for text in ["a = b", "a < :1", "a >= :1", ":1 > a", "a BETWEEN :1 AND :2", "a IN (:1, b)", "begins_with(a, :s)"] {
        assert!(!matches(text, "{}"), "{text}");
    }
    for text in ["a <> b", "a <> :1", ":1 <> a", "NOT a = b", "attribute_not_exists(a)", "size(a) <> :1"] {
        assert!(matches(text, "{}"), "{text}");
    }
}

#[test]
fn only_like_types_have_an_order() {
    for (document, less) in [
        ("{a: 9, b: 10}", true),
        ("{a: '9', b: '10'}", false),
        ("{a: x'09', b: x'10'}", true),
        ("{a: 'Z', b: 'a'}", true),
        ("{a: 'z', b: 'é'}", true),
        ("{a: '\u{ffff}', b: '\u{10000}'}", true),
        ("{a: 9, b: '91'}", false),
        ("{a: false, b: true}", false),
        ("{a: [1], b: [2]}", false),
        ("{a: 99999999999999999999999999999999999998, b: 99999999999999999999999999999999999999}", true),
    ] {
        assert_eq!(matches("a < b", document), less, "{document}");
        assert_eq!(matches("b > a", document), less, "{document}");
        assert_eq!(matches("a <= b AND a <> b", document), less, "{document}");
    }
    assert!(matches("a BETWEEN :1 AND :3", "{a: 1}") && matches("a BETWEEN :1 AND :3", "{a: 3}"));
    assert!(!matches("a BETWEEN b AND c", "{a: 2, b: 3, c: 1}") && !matches("a BETWEEN :1 AND :3", "{a: '2'}"));
}

#[test]
fn functions_look_into_values() {
    for (text, document) in [
        ("attribute_exists(a.b[1].c)", "{a: {b: [0, {c: null}]}}"),
        ("attribute_type(a, :type)", "{a: <'x'>}"),
        ("begins_with(a, :t)", "{a: 'text'}"),
        ("begins_with(:s, a)", "{a: 'te'}"),
        ("begins_with(a, :p)", "{a: x'0aff'}"),
        ("begins_with(a, :empty)", "{a: ''}"),
        ("contains(a, :s)", "{a: 'a text here'}"),
        ("contains(a, :s)", "{a: <'text'>}"),
        ("contains(a, :p)", "{a: x'ff0a'}"),
        ("contains(a, :2)", "{a: <1, 2.0>}"),
        ("contains(a, :p)", "{a: <x'0a'>}"),
        ("contains(a, :ns)", "{a: ['x', <2, 1>]}"),
        ("contains(a, b)", "{a: [1, [2]], b: [2]}"),
        ("size(a) = :1", "{a: 'é'}"),
        ("size(a) = :2", "{a: '\u{10000}'}"),
        ("size(a) = :2", "{a: x'0000'}"),
        ("size(a) = :2", "{a: <1, 2>}"),
        ("size(a) = :3", "{a: [1, [2, 2], 3]}"),
        ("size(a) = :1", "{a: {b: {c: 1, d: 1}}}"),
        ("size(a) = b", "{a: 'xy', b: 2}"),
        ("size(a) IN (:1, :2)", "{a: 'xy'}"),
        ("size(a) BETWEEN :1 AND :2", "{a: 'xy'}"),
    ] {
        assert!(matches(text, document), "{text} of {document}");
    }
    for (text, document) in [
        ("attribute_exists(a.b[2])", "{a: {b: [0, 1]}}"),
        ("attribute_exists(a[0])", "{a: {b: 1}}"),
        ("attribute_exists(a.b)", "{a: [1]}"),
        ("attribute_exists(a.b)", "{}"),
        ("attribute_type(a, :type)", "{a: <1>}"),
        ("begins_with(a, :t)", "{a: 'it'}"),
        ("begins_with(a, :t)", "{a: 1}"),
        ("contains(a, :s)", "{a: <'text here'>}"),
        ("contains(a, :2)", "{a: '2'}"),
        ("contains(a, :p)", "{a: x'a0'}"),
        ("contains(a, :ns)", "{a: <1, 2>}"),
        ("size(a) > :neg", "{a: 5}"),
        ("size(a) > :neg", "{a: true}"),
        ("size(a) = :s", "{a: 'text'}"),
    ] {
        assert!(!matches(text, document), "{text} of {document}");
    }
}

#[test]
fn names_read_are_told_in_order() {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
    let text = "z.y = :1 AND NOT (contains(#a, size(b)) OR c IN (:1, d[0])) AND attribute_exists(#dot)";
    let condition = Condition::parse(ExpressionKind::Filter, text, &mut scope).unwrap();
    let found: Vec<_> = condition.top_level_names().collect();
    assert_eq!(found, ["z", "a", "b", "c", "d", "a.b"]);
}
