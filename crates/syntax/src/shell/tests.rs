//! What shells and word processors do to a line, and what is read out of it.

use super::*;
use expect_test::{Expect, expect};
use proptest::{prop_assert_eq, proptest};

/// All commands, one a line, words in angle brackets.
fn show(input: &str) -> String {
    let mut shown = String::new();
    let mut at = 0;
    while at < input.len() {
        match command(input, at, is_powershell(input)) {
            Ok(command) => {
                at = command.end;
                for word in &command.words {
                    shown.push_str(&format!("<{}>", word.text));
                }
                shown.push('\n');
            }
            Err(error) => {
                shown.push_str(&format!("{:?} at {}\n", error.problem, error.start));
                break;
            }
        }
    }
    shown
}

fn check(input: &str, expected: Expect) {
    expected.assert_eq(&show(input));
}

#[test]
fn bash() {
    check(
        r#"a 'b c' "d \"e\" $f \n" g\ h"#,
        expect![[r#"
        <a><b c><d "e" $f \n><g h>
    "#]],
    );
    check(
        "a \\\n  b \\  \n c\nd;e && f # comment\n# whole line\ng",
        expect![[r#"
        <a><b><c>
        <d>
        <e>
        <f>

        <g>
    "#]],
    );
    check(
        r"'it'\''s'",
        expect![[r#"
        <it's>
    "#]],
    );
}

#[test]
fn powershell() {
    check(
        "a `\n 'it''s' \"say `\"hi`\"\" `\n b",
        expect![[r#"
        <a><it's><say "hi"><b>
    "#]],
    );
    check(
        r#"a '{\"k\":1}'"#,
        expect![[r#"
        <a><{\"k\":1}>
    "#]],
    );
}

#[test]
fn cmd() {
    check(
        "a ^\n \"{\\\"k\\\":1}\" \"{\"\"k\"\":\"\"v\"\"}\" ^\n b",
        expect![[r#"
        <a><{"k":1}><{"k":"v"}><b>
    "#]],
    );
}

#[test]
fn word_processors() {
    check(
        "a ‘{\"n\":\"O’Brien\"}’ “b c”\u{a0}d",
        expect![[r#"
        <a><{"n":"O’Brien"}><b c><d>
    "#]],
    );
    check(
        "a\n  --b c\n--d\ne",
        expect![[r#"
        <a><--b><c><--d>
        <e>
    "#]],
    );
}

#[test]
fn what_is_no_command_line_is_refused() {
    check(
        "a | b",
        expect![[r#"
        ShellFeature('|') at 2
    "#]],
    );
    check(
        "a $TABLE",
        expect![[r#"
        ShellVariable at 2
    "#]],
    );
    check(
        "a 'b",
        expect![[r#"
        UnclosedQuote('\'') at 2
    "#]],
    );
    check(
        "a <name>",
        expect![[r#"
        ShellFeature('<') at 2
    "#]],
    );
}

#[test]
fn quotes_that_a_shell_takes_away_are_noticed() {
    let words = command(r#"a {"k":1} '{"k":1}'"#, 0, false).unwrap().words;
    assert_eq!(words.iter().map(|word| word.quotes_lost).collect::<Vec<_>>(), [None, Some(3), None]);
}

#[test]
fn a_words_bytes_lead_back_to_the_input() {
    let input = r#"a "x\"yé" b"#;
    let word = &command(input, 0, false).unwrap().words[1];
    assert_eq!(word.text, "x\"yé");
    assert_eq!((0..5).map(|at| word.input_byte(at)).collect::<Vec<_>>(), [3, 5, 6, 7, 8]);
}

proptest! {
    #[test]
    fn a_quoted_word_comes_back(text in "\\PC{0,20}") {
        let quoted = format!("a '{}'", text.replace('\'', r"'\''"));
        let words = command(&quoted, 0, false).unwrap().words;
        prop_assert_eq!(words.get(1).map(|word| word.text.as_str()), Some(text.as_str()));
    }

    #[test]
    fn nothing_panics(input in "[a '\"\\\\`^{}\\[\\]#;&$|\n“’é-]{0,30}", from in 0usize..40) {
        let _ = command(&input, from, true);
    }
}
