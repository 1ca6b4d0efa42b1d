//! Lesson files: what is drawn, what is warned of, what is refused.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use report::{BlockKind, Prose};

use super::Lesson;

const HEAD: &str = "---\ndynalab: 1\nid: one\ntitle: One\n---\n";

fn prose(parts: &[Prose]) -> String {
    let show = |part: &Prose| match part {
        Prose::Text(text) => text.clone(),
        Prose::Emphasis(inner) => format!("/{}/", prose(inner)),
        Prose::Strong(inner) => format!("*{}*", prose(inner)),
        Prose::Code(text) => format!("`{text}`"),
        Prose::Link(inner, address) => format!("[{}]({address})", prose(inner)),
    };
    parts.iter().map(show).collect()
}

fn show(lesson: &Lesson) -> String {
    let mut shown = String::new();
    for block in lesson.report.blocks.iter().chain(&lesson.hidden) {
        let kind = match &block.kind {
            BlockKind::Heading(level, text) => format!("h{level} {}", prose(text)),
            BlockKind::Paragraph(text) => format!("p {}", prose(text)),
            BlockKind::List { ordered, entries } => {
                format!("list {ordered} {}", entries.iter().map(|entry| prose(entry)).collect::<Vec<_>>().join(" | "))
            }
            BlockKind::Quote(text) => format!("quote {}", prose(text)),
            BlockKind::Table(header, rows) => {
                let row = |cells: &Vec<Vec<Prose>>| cells.iter().map(|cell| prose(cell)).collect::<Vec<_>>().join(",");
                format!("table {} : {}", row(header), rows.iter().map(row).collect::<Vec<_>>().join(" ; "))
            }
            BlockKind::Rule => "rule".to_owned(),
            BlockKind::Code(language, text) => format!("code {language} {text:?}"),
            BlockKind::Run(run) => {
                format!(
                    "run {} {:?} edit {} after {:?} gives {:?}",
                    run.language, run.text, run.editable, run.depends, run.expected_output
                )
            }
            BlockKind::Predict { ask, about } => format!("predict {ask} of {about:?}"),
            BlockKind::Check { title, hints, points } => format!("check {title} {hints:?} {points}"),
            BlockKind::Scenario { title, designs, text } => {
                format!("scenario {title} {designs:?} of {} lines", text.lines().count())
            }
        };
        shown.push_str(&format!("{}: {kind}\n", block.id));
    }
    lesson.report.warnings.iter().for_each(|warning| shown.push_str(&format!("! {warning}\n")));
    shown
}

fn check(body: &str, expected: Expect) {
    expected.assert_eq(&match Lesson::parse(&format!("{HEAD}{body}")) {
        Ok(lesson) => show(&lesson),
        Err(error) => error.to_string(),
    });
}

#[test]
fn markdown_becomes_blocks() {
    check(
        "# Title `x`\n\nSome *soft* and **strong [link](https://example.com)** text\non two lines.\n\n- one\n- two\n  - deep\n\n1. first\n\n> a note\n> goes on\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n---\n\n```sql\nSELECT\n```\n",
        expect![[r#"
            b1: h1 Title `x`
            b2: p Some /soft/ and *strong [link](https://example.com)* text on two lines.
            b3: list false one | two | deep
            b4: list true first
            b5: quote a note goes on
            b6: table a,b : 1,`2`
            b7: rule
            b8: code sql "SELECT\n"
            ! line 13: a list within a list is shown as one list
        "#]],
    );
}

#[test]
fn html_scripts_and_images_are_left_out_with_a_warning() {
    check(
        "<script>alert(1)</script>\n\nHello <b>you</b>, [click](javascript:alert(1)) ![a cat](cat.png)\n",
        expect![[r#"
            b1: p Hello you, click a cat
            ! line 6: raw HTML was dropped
            ! line 8: raw HTML was dropped
            ! line 8: raw HTML was dropped
            ! line 8: the link to javascript:alert(1) was dropped: only the web and this page can be linked
            ! line 8: the image cat.png was dropped; its description stays
        "#]],
    );
}

#[test]
fn scenarios_are_read_with_the_lesson() {
    let scenario = "title = \"T\"\nduration = \"1h\"\n[[pattern]]\nname = \"p\"\ndoes = \"put\"\nrate = 5\n[[design]]\nname = \"A\"\n[[design.table]]\nname = \"Things\"\npartition_key = \"x\"\n";
    check(
        &format!("```scenario id=own\n{scenario}```\n```scenario template=iot-telemetry\n```\n"),
        expect![[r#"
        own: scenario T ["A"] of 11 lines
        b2: scenario IoT telemetry: the date as the key, or the device and the date ["A: date", "B: device and date"] of 38 lines
    "#]],
    );
    check(
        &format!("Text.\n\n```scenario\n{}```\n", scenario.replace("rate = 5", "rate = -5")),
        expect!["line 14: the scenario cannot be run: `rate` is -5, and a rate is never below 0. Instead: `rate = 5`"],
    );
    check("```scenario template=iot\n```\n", expect!["line 6: there is no scenario `iot` in the catalogue"]);
    check(
        "```scenario\n```\n",
        expect![[r#"line 7: the scenario cannot be run: a scenario lacks `title`. Instead: `title = "IoT telemetry"`"#]],
    );
}

#[test]
fn fences_run_ask_and_check() {
    check(
        "```awscli run id=make\naws dynamodb list-tables\n```\n```output for=make\n{}\n```\n```json run id=get depends=make edit\nGetItem {}\n```\n```predict id=p for=get\nask: How many?\nanswer: 0.5\nwhy: Half.\n```\n```check id=c points=2\ntitle: It is there\nall:\n  - table.exists: t\nhints: [\"Look.\"]\nsolution: fix\n```\n```awscli run id=fix hidden\naws dynamodb list-tables\n```\n```partiql run id=q\nSELECT\n```\n```awscli colour=red\naws\n```\n",
        expect![[r#"
            make: run awscli "aws dynamodb list-tables\n" edit false after [] gives Some("{}\n")
            get: run json "GetItem {}\n" edit true after ["make"] gives None
            p: predict How many? of Some("get")
            c: check It is there ["Look."] 2
            q: code partiql "SELECT\n"
            b6: code awscli "aws\n"
            fix: run awscli "aws dynamodb list-tables\n" edit false after [] gives None
            ! line 30: a partiql block is only shown: this version does not run it
            ! line 33: the flag colour=red is not known
        "#]],
    );
}

#[test]
fn errors_have_their_line() {
    check("```awscli run id=a\n```\n```json run id=a\n```", expect!["line 8: two blocks have the id `a`"]);
    check("```awscli run id=a depends=b\n```", expect!["line 6: it depends on `b`, which is no runnable block of this lesson"]);
    check("```awscli run id=a depends=b\n```\n```awscli run id=b depends=a\n```", expect!["line 6: `a` depends on itself"]);
    check("text\n\n```check\nall:\n  - last.opp: Scan\n```", expect!["line 10: there is no condition `last.opp`"]);
    check("```predict\nask: a\n```", expect!["line 6: the prediction lacks `answer`"]);
    check("```predict\nask: a\nask: b\n```", expect!["line 8: this key stands there twice"]);
    for (text, expected) in [
        ("# Title", "line 1: a lesson begins with `---`, its settings, and `---`"),
        ("---\nid: one\n", "line 1: a lesson begins with `---`, its settings, and `---`"),
        ("---\nid: one\n---\n", "line 1: the settings lack `title`"),
        ("---\nid: a/b\ntitle: x\n---\n", "line 2: `id` cannot have this value"),
        ("---\nid: a\ntitle: x\nversion: new\n---\n", "line 4: `version` cannot have this value"),
    ] {
        assert_eq!(Lesson::parse(text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn unknown_settings_warn() {
    let lesson = Lesson::parse("---\nid: one\ntitle: One\nminuets: 5\nobjectives: [a, b]\n---\nText").unwrap();
    assert_eq!(lesson.report.summary.objectives, ["a", "b"]);
    assert_eq!(
        lesson.report.warnings,
        ["line 4: the setting minuets is not known", "line 1: `dynalab: 1` names the format and is missing, or another one"]
    );
}

#[test]
fn blocks_run_after_what_they_depend_on() {
    let body = "```awscli run id=a\n```\n```awscli run id=b depends=a\n```\n";
    let lesson = Lesson::parse(&format!("{HEAD}{body}")).unwrap();
    assert_eq!(lesson.plan("b", &BTreeSet::new()), ["a", "b"]);
    assert_eq!(lesson.plan("b", &["a".to_owned()].into()), ["b"]);
    assert_eq!(lesson.plan("c", &BTreeSet::new()), [""; 0]);
}

proptest::proptest! {
    #[test]
    fn no_lesson_panics(body in "(```(awscli|check|predict|output)( run| id=a| for=a| hidden)*\n|all:\n|  - |last.op: |ask: x\n|[<>*_\\[\\]()`|#\\-~ \n]|text ){0,40}") {
        let _ = Lesson::parse(&format!("{HEAD}{body}"));
        let _ = Lesson::parse(&body);
    }
}
