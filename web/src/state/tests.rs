use std::rc::Rc;

use client::{Answer, Ask, Progress, Tell};
use model::{EpochMillis, HalfUnits, KeySchema, PicoUsd};
use report::{
    CapacityMode, ConsoleStep, ErrorReport, IndexKind, IndexReport, Limits, Persistence, ProjectionReport, Receipt, TableReport,
    Trace, WorkspaceReport, WorkspaceSummary,
};

use super::{Announcement, Command, Engine, Model, Msg, RECEIPTS_MAX, Theme, update};
use crate::area::{Area, Selection};
use crate::route::Route;

fn table(name: &str, indexes: &[&str]) -> TableReport {
    TableReport {
        name: name.into(),
        arn: String::new(),
        status: "ACTIVE".into(),
        key: KeySchema::default(),
        capacity: CapacityMode::OnDemand,
        created: EpochMillis(0),
        item_count: 0,
        size_bytes: 0,
        partition_count: 1,
        indexes: indexes.iter().map(|name| index(name)).collect(),
        deletion_protection: false,
    }
}

fn index(name: &str) -> IndexReport {
    IndexReport {
        name: name.into(),
        kind: IndexKind::Global,
        key: KeySchema::default(),
        projection: ProjectionReport::All,
        status: "ACTIVE".into(),
        capacity: None,
        item_count: 0,
        size_bytes: 0,
        partition_count: 1,
    }
}

pub(crate) fn report(id: &str, version: u64, tables: Vec<TableReport>) -> WorkspaceReport {
    let workspace = WorkspaceSummary { id: id.into(), name: id.to_uppercase() };
    WorkspaceReport {
        workspaces: vec![workspace.clone()],
        workspace,
        persistence: Persistence::Saved,
        version,
        clock: EpochMillis(0),
        region: "us-east-1".into(),
        tables,
        undo: None,
        redo: None,
        limits: Limits::default(),
    }
}

pub(crate) fn receipt(number: u64) -> Receipt {
    Receipt {
        number,
        time: EpochMillis(0),
        operation: "GetItem".into(),
        table: None,
        status: 200,
        summary: format!("GetItem number {number}"),
        lines: vec![],
        read_units: HalfUnits(1),
        write_units: HalfUnits(0),
        on_demand: PicoUsd(0),
        billed_per_request: true,
        region: String::new(),
        price_date: String::new(),
        trace: Trace::default(),
    }
}

fn error(message: &str) -> ErrorReport {
    ErrorReport { name: "ValidationException".into(), message: message.into(), explanation: None, place: None }
}

fn step(receipt: Option<Receipt>, error: Option<ErrorReport>) -> ConsoleStep {
    ConsoleStep {
        input: String::new(),
        operation: None,
        request: None,
        cli: None,
        notes: Vec::new(),
        status: 200,
        output: String::new(),
        error,
        receipt,
        attempts: Vec::new(),
    }
}

fn opened(tables: Vec<TableReport>) -> Model {
    let mut model = Model::default();
    update(&mut model, Msg::Told(Tell::Report(Box::new(report("a", 1, tables)))));
    model
}

fn answered(model: &mut Model, answer: Answer) -> Vec<Command> {
    update(model, Msg::Answered(Rc::new(answer)))
}

#[test]
fn the_first_report_means_running() {
    let mut model = Model::default();
    assert_eq!(model.engine, Engine::Starting);
    update(&mut model, Msg::Told(Tell::Report(Box::new(report("a", 1, vec![])))));
    assert_eq!(model.engine, Engine::Running);
}

#[test]
fn what_is_expected_is_shown_until_the_first_report() {
    let mut model = Model { expected: Some(Rc::new(report("", 0, vec![]))), ..Model::default() };
    assert_eq!(model.shown().map(|one| one.workspace.id.as_str()), Some(""));
    update(&mut model, Msg::Told(Tell::Report(Box::new(report("a", 1, vec![table("users", &[])])))));
    assert_eq!(model.shown().map(|one| one.workspace.id.as_str()), Some("a"));
    assert_eq!(model.announcement.text, "", "no workspace was left for another one");
}

#[test]
fn the_selection_is_what_the_address_names_if_it_exists() {
    let mut model = opened(vec![table("a", &["by-x"]), table("b", &[])]);
    let mut selected = |route: Route| {
        update(&mut model, Msg::AddressChanged(Some(route)));
        model.selected().map(|one| (one.table, one.index))
    };
    assert_eq!(selected(Route::area(Area::See)), Some(("a".into(), None)), "the first table");
    assert_eq!(selected(Route::table("b", Area::See)), Some(("b".into(), None)));
    assert_eq!(selected(Route::index("a", "by-x", Area::See)), Some(("a".into(), Some("by-x".into()))));
    assert_eq!(selected(Route::index("a", "gone", Area::See)), Some(("a".into(), None)), "its table remains");
    assert_eq!(selected(Route::table("gone", Area::See)), Some(("a".into(), None)));
    assert_eq!(opened(vec![]).selected(), None);
}

#[test]
fn selecting_keeps_the_area() {
    let mut model = opened(vec![table("a", &[]), table("b", &[])]);
    update(&mut model, Msg::AddressChanged(Some(Route::table("a", Area::Cost))));
    let select = || Msg::Select(Selection { table: "b".into(), index: None });
    assert_eq!(update(&mut model, select()), vec![Command::SetAddress(Route::table("b", Area::Cost))]);
    assert_eq!(update(&mut model, select()), vec![], "it is there already");
}

#[test]
fn receipts_are_newest_first_and_bounded() {
    let mut model = opened(vec![]);
    answered(&mut model, Answer::Steps(vec![step(Some(receipt(1)), None), step(Some(receipt(2)), None)]));
    answered(&mut model, Answer::Steps(vec![step(Some(receipt(3)), None)]));
    let numbers: Vec<u64> = model.receipts.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(model.announcement, Announcement { text: "GetItem number 3".into(), urgent: false, count: 2 });
    let many = (0..RECEIPTS_MAX as u64 + 9).map(|number| step(Some(receipt(number)), None)).collect();
    answered(&mut model, Answer::Steps(many));
    assert_eq!(model.receipts.len(), RECEIPTS_MAX);
}

#[test]
fn another_workspace_has_no_receipts_yet() {
    let mut model = opened(vec![]);
    answered(&mut model, Answer::Steps(vec![step(Some(receipt(1)), None)]));
    answered(&mut model, Answer::Report(Box::new(report("b", 1, vec![]))));
    assert!(model.receipts.is_empty());
    assert_eq!(model.announcement.text, "Workspace B is open");
}

#[test]
fn a_report_that_comes_late_does_not_take_the_page_back() {
    let mut model = opened(vec![]);
    answered(&mut model, Answer::Report(Box::new(report("a", 7, vec![table("new", &[])]))));
    update(&mut model, Msg::Told(Tell::Report(Box::new(report("a", 6, vec![])))));
    assert_eq!(model.report.as_ref().map(|one| one.version), Some(7));
    update(&mut model, Msg::Told(Tell::Stopped { reason: "panic".into() }));
    assert_eq!(update(&mut model, Msg::Restart), vec![Command::Restart]);
    update(&mut model, Msg::Told(Tell::Report(Box::new(report("a", 3, vec![])))));
    assert_eq!(model.report.as_ref().map(|one| one.version), Some(3), "a new engine counts anew");
    assert_eq!(model.engine, Engine::Running);
}

#[test]
fn errors_interrupt_and_are_read_in_one_breath() {
    let mut model = opened(vec![]);
    answered(&mut model, Answer::Steps(vec![step(None, Some(error(&"x".repeat(400)))), step(Some(receipt(1)), None)]));
    assert!(model.announcement.urgent);
    assert_eq!(model.announcement.text.chars().count(), 160);
}

#[test]
fn a_refusal_stays_until_it_is_read_or_asked_anew() {
    let mut model = opened(vec![]);
    update(&mut model, Msg::Refused(error("nothing to undo")));
    assert!(model.refusal.is_some());
    assert_eq!(update(&mut model, Msg::Ask(Ask::Undo)), vec![Command::Ask(Ask::Undo)]);
    assert_eq!(model.refusal, None);
    update(&mut model, Msg::Told(Tell::Stopped { reason: "panic".into() }));
    update(&mut model, Msg::Refused(error("the engine stopped")));
    assert_eq!(model.refusal, None, "one notice is enough");
}

#[test]
fn a_table_that_is_being_made_is_looked_at_until_it_is_there() {
    let mut model = opened(vec![]);
    let mut moving = table("new", &["by-x"]);
    moving.indexes[0].status = "CREATING".into();
    let tell = |tables| Msg::Told(Tell::Report(Box::new(report("a", 2, tables))));
    assert_eq!(update(&mut model, tell(vec![moving])), vec![Command::Settle("new".into())]);
    assert_eq!(update(&mut model, tell(vec![table("new", &["by-x"])])), vec![]);
}

#[test]
fn a_displaced_tab_says_so_until_it_takes_over() {
    let mut model = opened(vec![]);
    update(&mut model, Msg::Told(Tell::Displaced));
    assert_eq!(model.engine, Engine::Displaced);
    assert!(model.announcement.urgent);
    answered(&mut model, Answer::Report(Box::new(report("a", 1, vec![]))));
    assert_eq!(model.engine, Engine::Running);
}

#[test]
fn progress_goes_away_when_the_work_is_done() {
    let mut model = opened(vec![]);
    let progress = |done| Msg::Told(Tell::Progress(Progress { id: 1, done, total: 10, label: "Import".into() }));
    update(&mut model, progress(4));
    assert_eq!(model.progress.as_ref().map(|one| one.done), Some(4));
    update(&mut model, progress(10));
    assert_eq!(model.progress, None);
}

#[test]
fn an_exported_file_is_handed_over() {
    let mut model = opened(vec![]);
    let file = Answer::File { name: "a.dynalab".into(), bytes: vec![1, 2] };
    assert_eq!(answered(&mut model, file), vec![Command::Download { name: "a.dynalab".into(), bytes: vec![1, 2] }]);
}

#[test]
fn the_theme_goes_around() {
    let mut model = Model::default();
    let mut seen = Vec::new();
    for _ in 0..3 {
        update(&mut model, Msg::NextTheme);
        seen.push(model.theme);
    }
    assert_eq!(seen, [Theme::Light, Theme::Dark, Theme::Auto]);
    assert!(seen.into_iter().all(|theme| Theme::from_slug(theme.slug()) == theme));
}
