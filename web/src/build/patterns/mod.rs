//! Build > Access patterns: what each design of the scenario makes of its patterns, and what could be better about its keys.
//!
//! What it is not: it plans nothing. The laboratory reads the scenario and reviews its designs without running them; [`matrix`] and
//! [`findings`] draw what it says.

mod findings;
mod matrix;
mod own_table;
mod words;

use std::rc::Rc;

use client::{LabAnswer, LabAsk};
use report::{CoverageKind, DesignReview, Severity};
use yew::prelude::*;

use crate::area::{Area, AreaProps};
use crate::laboratory::{LabHandle, use_lab_asked, use_laboratory};
use crate::quantity;
use crate::route::Route;
use crate::run::traffic::Source;
use crate::run::traffic::link::use_link;
use findings::findings;
use matrix::matrix;
use own_table::OwnTable;

/// The part of the address; a scenario may follow it, see `run::traffic::link`.
pub(crate) const PATTERNS: &str = "patterns";

/// The screen.
#[component]
pub(crate) fn PatternsScreen(props: &AreaProps) -> Html {
    let lab = use_laboratory();
    let screen = Route { selection: props.selected.clone(), area: Area::Build, part: Some(PATTERNS.to_owned()) };
    use_link(props, &lab, screen.clone());
    html! {
        <section class="patterns stack wide">
            <header class="screen-head">
                <h1>{ "Access patterns" }</h1>
                { views(props) }
            </header>
            <p>{ "A design is good or bad for its access patterns. Each pattern is planned on every table and index: what it becomes there, \
                what one request takes, and which way is the cheapest. Nothing runs, and none of your tables is touched." }</p>
            <Source lab={lab.clone()} {screen} />
            if let Some(table) = props.table() {
                <OwnTable table={table.name.clone()} region={props.report.region.clone()} />
            }
            <Reviews {lab} area={props.clone()} />
        </section>
    }
}

/// Back to the tables, if there is one.
fn views(props: &AreaProps) -> Html {
    let link = |label: &'static str, part: Option<&str>, here: bool| {
        let route = Route { selection: props.selected.clone(), area: Area::Build, part: part.map(str::to_owned) };
        html! { <li><a href={route.fragment()} aria-current={here.then_some("page")}>{ label }</a></li> }
    };
    html! {
        <nav class="views" aria-label="Views of Build">
            <ul>{ link("Items", None, false) }{ link("Keys and indexes", Some("table"), false) }{ link("Access patterns", Some(PATTERNS), true) }</ul>
        </nav>
    }
}

#[derive(PartialEq, Properties)]
struct ReviewsProps {
    lab: LabHandle,
    area: AreaProps,
}

/// The designs of the scenario as it is written, one at a time.
#[component]
fn Reviews(props: &ReviewsProps) -> Html {
    let model = &props.lab.model;
    let ask = model.scenario.as_ref().filter(|_| model.problems.is_empty()).map(|_| LabAsk::Review { text: model.text.clone() });
    let answer = use_lab_asked(ask, ());
    let reviews = use_memo(answer, |answer| match answer.as_deref() {
        Some(LabAnswer::Reviews(reviews)) => reviews.iter().cloned().map(Rc::new).collect(),
        _ => Vec::<Rc<DesignReview>>::new(),
    });
    let chosen = use_state(|| 0usize);
    let traffic = Route { selection: props.area.selected.clone(), area: Area::Run, part: Some("traffic".to_owned()) };
    if !model.problems.is_empty() {
        return html! {
            <div class="empty"><p>{ "The scenario's text has to be mended before its designs can be planned." }</p>
                <a class="button" href={traffic.fragment()}>{ "Mend it in Traffic" }</a></div>
        };
    }
    let Some(review) = reviews.get(*chosen).or_else(|| reviews.first()).cloned() else {
        return html! { <p class="hint" role="status">{ "The designs are being planned…" }</p> };
    };
    let scenario = model.scenario.clone();
    html! {
        <>
            if let Some(scenario) = &scenario {
                <div class="stack">
                    <h2>{ &scenario.title }</h2>
                    if !scenario.note.is_empty() { <p>{ &scenario.note }</p> }
                </div>
            }
            if reviews.len() > 1 {
                <div class="row">
                    <span class="hint" id="choose-design">{ "Design" }</span>
                    <div class="toggle-group" role="group" aria-labelledby="choose-design">
                        { for reviews.iter().enumerate().map(|(place, one)| {
                            let chosen = chosen.clone();
                            let here = one.name == review.name;
                            let onclick = Callback::from(move |_: MouseEvent| chosen.set(place));
                            html! { <button key={place} type="button" class="toggle" aria-pressed={here.to_string()} {onclick}>{ &one.name }</button> }
                        }) }
                    </div>
                </div>
            }
            <p class="verdict">{ summary(&review) }</p>
            { matrix(&review) }
            { findings(&review) }
            <div class="row">
                <a class="button" href={traffic.fragment()}>{ "Edit or run the scenario" }</a>
            </div>
            <details>
                <summary>{ "What is our model" }</summary>
                <ul class="assumptions">{ for review.assumptions.iter().map(|words| html! { <li key={words.clone()}>{ words }</li> }) }</ul>
            </details>
        </>
    }
}

/// `5 patterns: 2 writes, 1 GetItem, 1 Query, 1 Scan. 2 findings, 1 of them breaks something.`
fn summary(review: &DesignReview) -> String {
    let rows = &review.coverage.rows;
    let chosen = |row: &report::CoverageRow| {
        let cell = row.chosen.and_then(|place| row.cells.get(usize::try_from(place).ok()?));
        cell.map_or(CoverageKind::Impossible, |cell| cell.does)
    };
    let kinds = [
        (CoverageKind::Write, "write"),
        (CoverageKind::GetItem, "GetItem"),
        (CoverageKind::Query, "Query"),
        (CoverageKind::Scan, "Scan"),
        (CoverageKind::Impossible, "impossible"),
    ];
    let counted = kinds.iter().filter_map(|(kind, word)| {
        let count = rows.iter().filter(|row| chosen(row) == *kind).count() as u64;
        let plural = if *kind == CoverageKind::Write && count != 1 { "s" } else { "" };
        (count > 0).then(|| format!("{} {word}{plural}", quantity::count(count)))
    });
    let counted = counted.collect::<Vec<_>>().join(", ");
    let breaks = review.findings.iter().filter(|finding| finding.severity == Severity::Breaks).count() as u64;
    let found = match review.findings.len() as u64 {
        0 => "Nothing to mend".to_owned(),
        count if breaks == 0 => quantity::plural(count, "finding"),
        count => format!(
            "{}, {}which {} requests throttled or refused",
            quantity::plural(count, "finding"),
            match breaks {
                1 if count == 1 => String::new(),
                2 if count == 2 => "both of ".to_owned(),
                all if count == all => "all of ".to_owned(),
                some => format!("{} of ", quantity::count(some)),
            },
            if breaks == 1 { "gets" } else { "get" }
        ),
    };
    format!("{}: {counted}. {found}.", quantity::plural(rows.len() as u64, "pattern"))
}

#[cfg(test)]
mod tests;
