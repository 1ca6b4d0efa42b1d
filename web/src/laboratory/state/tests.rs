use client::{LabAnswer, LabAsk, LabProgress};
use report::{Driver, ErrorReport, ScenarioProblem, ScenarioReport, ScenarioTemplate, SimulationReport};

use super::{LabCommand, LabMsg, Laboratory, Notice, TEXT_BYTES_MAX};

fn scenario(title: &str) -> LabAnswer {
    LabAnswer::Scenario(Box::new(ScenarioReport {
        title: title.into(),
        note: String::new(),
        seed: 1,
        start_s: 0,
        duration_s: 60,
        region: "us-east-1".into(),
        point_s: 60,
        patterns: Vec::new(),
        attributes: Vec::new(),
        designs: Vec::new(),
    }))
}

fn finished(title: &str) -> LabAnswer {
    LabAnswer::Run(Box::new(SimulationReport {
        title: title.into(),
        seed: 1,
        driver: Driver::Fluid,
        region: "us-east-1".into(),
        start_s: 0,
        duration_s: 60,
        point_s: 60,
        designs: Vec::new(),
        verdict: String::new(),
        reasons: Vec::new(),
        assumptions: Vec::new(),
    }))
}

fn refused(message: &str) -> LabAnswer {
    LabAnswer::Refused(ErrorReport { name: "No".into(), message: message.into(), explanation: None, place: None })
}

fn templates() -> LabAnswer {
    let template = |id: &str| ScenarioTemplate { id: id.into(), title: id.into(), text: format!("title = \"{id}\"") };
    LabAnswer::Templates(vec![template("cart"), template("ledger")])
}

/// A laboratory whose text was read.
fn ready() -> Laboratory {
    let mut lab = Laboratory::default();
    lab.update(LabMsg::Open);
    lab.update(LabMsg::Templates(templates()));
    lab.update(LabMsg::WasRead { reading: 1, answer: scenario("cart") });
    lab
}

#[test]
fn the_first_template_is_there_when_nothing_was_kept() {
    let mut lab = Laboratory::default();
    assert_eq!(lab.update(LabMsg::Open), [LabCommand::AskTemplates]);
    assert_eq!(lab.update(LabMsg::Open), [], "it is open");
    let text = "title = \"cart\"".to_owned();
    assert_eq!(lab.update(LabMsg::Templates(templates())), [LabCommand::Read { reading: 1, text }, LabCommand::Keep]);
    assert_eq!(lab.template().map(|template| template.id.as_str()), Some("cart"));
    assert!(!lab.can_run(), "it is being read");
    lab.update(LabMsg::WasRead { reading: 1, answer: scenario("cart") });
    assert!(lab.can_run());
}

#[test]
fn what_was_kept_is_read_and_stays() {
    let mut lab = Laboratory::with("mine".into(), Driver::PerRequest);
    assert_eq!(lab.update(LabMsg::Open), [LabCommand::AskTemplates, LabCommand::Read { reading: 1, text: "mine".into() }]);
    assert_eq!(lab.update(LabMsg::Templates(templates())), []);
    assert_eq!((lab.text.as_str(), lab.template()), ("mine", None));
}

#[test]
fn templates_that_did_not_come_are_asked_for_again() {
    let mut lab = Laboratory::default();
    lab.update(LabMsg::Open);
    lab.update(LabMsg::Templates(refused("offline")));
    assert!(matches!(&lab.notice, Some(Notice::Refused(error)) if error.message == "offline"));
    assert_eq!(lab.update(LabMsg::Open), [LabCommand::AskTemplates]);
}

#[test]
fn an_answer_to_an_older_text_is_dropped() {
    let mut lab = ready();
    lab.update(LabMsg::Put("a".into()));
    lab.update(LabMsg::Put("ab".into()));
    lab.update(LabMsg::WasRead { reading: 2, answer: scenario("older") });
    assert!(lab.is_reading);
    let problem = ScenarioProblem { line: 1, problem: "no".into(), advice: "yes".into() };
    lab.update(LabMsg::WasRead { reading: 3, answer: LabAnswer::Problems(vec![problem.clone()]) });
    assert_eq!((lab.problems.as_slice(), lab.can_run()), ([problem].as_slice(), false));
    assert_eq!(lab.update(LabMsg::Run), [], "what is wrong does not run");
    assert_eq!(
        lab.scenario.as_ref().map(|scenario| scenario.title.as_str()),
        Some("cart"),
        "the curve of the last good text stays"
    );
}

#[test]
fn a_text_beyond_its_bound_is_refused_and_changes_nothing() {
    let mut lab = ready();
    assert_eq!(lab.update(LabMsg::Put("x".repeat(TEXT_BYTES_MAX + 1))), []);
    assert_eq!(lab.text, "title = \"cart\"");
    assert!(matches!(lab.notice, Some(Notice::Refused(_))));
}

#[test]
fn a_run_tells_its_progress_and_what_it_found() {
    let mut lab = ready();
    let ask = LabAsk::Run { text: lab.text.clone(), driver: Driver::Fluid };
    assert_eq!(lab.update(LabMsg::Run), [LabCommand::Run { number: 1, ask }]);
    assert_eq!(lab.update(LabMsg::Run), [], "one at a time");
    let progress = LabProgress { ask: 7, done_s: 30, total_s: 60, spent_ms: 10, left_ms: Some(10) };
    lab.update(LabMsg::Progress(progress));
    assert_eq!(lab.running.as_ref().and_then(|running| running.progress), Some(progress));
    let told = lab.update(LabMsg::Ended { number: 1, answer: finished("Cart") });
    assert_eq!(told, [LabCommand::Announce("The run of Cart is finished".into())]);
    assert!(lab.running.is_none() && lab.is_current());
    lab.update(LabMsg::Put("other".into()));
    assert!(lab.last.is_some() && !lab.is_current(), "the figures stay, and it is said that they are older");
}

#[test]
fn a_cancelled_run_leaves_the_one_before() {
    let mut lab = ready();
    lab.update(LabMsg::Run);
    lab.update(LabMsg::Ended { number: 1, answer: finished("Cart") });
    lab.update(LabMsg::Run);
    assert_eq!(lab.update(LabMsg::Cancel), [LabCommand::Cancel]);
    assert!(lab.running.as_ref().is_some_and(|running| running.is_cancelled));
    lab.update(LabMsg::Ended { number: 2, answer: LabAnswer::Cancelled });
    assert_eq!((lab.notice.clone(), lab.last.as_ref().map(|last| last.number)), (Some(Notice::Cancelled), Some(1)));
    assert!(lab.can_run());
    assert_eq!(lab.update(LabMsg::Cancel), [], "nothing runs");
}

#[test]
fn a_laboratory_that_stopped_says_so_and_runs_again() {
    let mut lab = ready();
    lab.update(LabMsg::Run);
    lab.update(LabMsg::Stopped("broke down".into()));
    assert_eq!(lab.notice, Some(Notice::Stopped("broke down".into())));
    // What waited is answered with a refusal, which says nothing new.
    assert_eq!(lab.update(LabMsg::Ended { number: 1, answer: refused("broke down") }), []);
    assert_eq!(lab.notice, Some(Notice::Stopped("broke down".into())));
    assert!(matches!(lab.update(LabMsg::Run).as_slice(), [LabCommand::Run { number: 2, .. }]));
    assert_eq!(lab.notice, None);
}

#[test]
fn the_driver_is_kept() {
    let mut lab = ready();
    assert_eq!(lab.update(LabMsg::Drive(Driver::PerRequest)), [LabCommand::Keep]);
    assert!(matches!(
        lab.update(LabMsg::Run).as_slice(),
        [LabCommand::Run { ask: LabAsk::Run { driver: Driver::PerRequest, .. }, .. }]
    ));
}
