//! The lesson player: draws a lesson, runs its blocks, compares predictions, evaluates checks, keeps the learner's notes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use client::{Answer, Ask};
use report::{Block, BlockKind, CheckOutcome, ErrorReport, Lesson};
use yew::prelude::*;

use crate::learn::check_block::CheckBlock;
use crate::learn::host::HostEvent;
use crate::learn::notes::{Notes, Progress};
use crate::learn::predict_block::PredictBlock;
use crate::learn::prose::{plain, prose};
use crate::learn::run_block::{Outcome, RunBlock};
use crate::learn::scenario_block::ScenarioBlock;
use crate::learn::static_block::static_block;
use crate::link::Link;
use crate::quantity;
use crate::run::ErrorCard;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PlayerProps {
    /// The lesson's id.
    pub lesson: AttrValue,
    /// The workspace's id: each has notes of its own.
    pub workspace: AttrValue,
    /// Whether notes are kept in the browser.
    pub keep: bool,
    /// Tables that starting over deletes; an embed's workspace belongs to its lesson alone.
    #[prop_or_default]
    pub own_tables: Vec<String>,
    /// Whether it stands in a frame of a course page, which has no other areas.
    #[prop_or_default]
    pub embedded: bool,
    /// What a host page is told.
    #[prop_or_default]
    pub on_event: Callback<HostEvent>,
}

/// What happens to the player.
pub(crate) enum Msg {
    Loaded(Answer),
    Text(String, String),
    Run(String),
    Ran(String, Answer),
    Typed(String, String),
    Predict(String),
    Predicted(String, Answer),
    Check(String),
    Checked(String, Answer),
    Hint(String),
    StartOver,
}

/// The player of one lesson.
pub(crate) struct Player {
    link: Option<Link>,
    lesson: Option<Rc<Lesson>>,
    refused: Option<ErrorReport>,
    place: String,
    notes: Notes,
    outcomes: BTreeMap<String, Outcome>,
    verdicts: BTreeMap<String, Rc<CheckOutcome>>,
    busy: BTreeSet<String>,
}

impl Component for Player {
    type Message = Msg;
    type Properties = PlayerProps;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().context::<Link>(Callback::noop()).map(|(link, _)| link);
        let player = Player {
            link,
            lesson: None,
            refused: None,
            place: String::new(),
            notes: Notes::default(),
            outcomes: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            busy: BTreeSet::new(),
        };
        player.ask(ctx, Ask::Lesson { id: ctx.props().lesson.to_string() }, Msg::Loaded);
        player
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Loaded(answer) => self.loaded(ctx, answer),
            Msg::Text(block, text) => {
                let author = self.author_text(&block);
                self.notes.set_text(&block, &author, text);
                self.keep(ctx);
            }
            Msg::Run(block) => self.run(ctx, block),
            Msg::Ran(block, answer) => self.ran(ctx, block, answer),
            Msg::Typed(block, answer) => {
                self.notes.answers.insert(block, answer);
                self.keep(ctx);
            }
            Msg::Predict(block) => self.predict(ctx, block),
            Msg::Predicted(block, answer) => {
                if self.judged(&block, answer).is_some() {
                    self.notes.predicted.insert(block);
                    self.keep(ctx);
                }
            }
            Msg::Check(block) => self.check(ctx, block),
            Msg::Checked(block, answer) => self.checked(ctx, block, answer),
            Msg::Hint(block) => {
                *self.notes.hints.entry(block).or_default() += 1;
                self.keep(ctx);
            }
            Msg::StartOver => self.start_over(ctx),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match (&self.lesson, &self.refused) {
            (Some(lesson), _) => self.draw(ctx, lesson),
            (None, Some(error)) => html! { <ErrorCard error={error.clone()} /> },
            (None, None) => html! { <p class="hint" role="status">{ "Opening the lesson…" }</p> },
        }
    }
}

impl Player {
    /// Asks the worker and sends the answer back as a message. Without a link there is nothing to ask.
    fn ask(&self, ctx: &Context<Self>, ask: Ask, then: impl FnOnce(Answer) -> Msg + 'static) {
        if let Some(link) = self.link.clone() {
            ctx.link().send_future(async move { then(link.ask(ask).await) });
        }
    }

    fn keep(&self, ctx: &Context<Self>) {
        if ctx.props().keep && !self.place.is_empty() {
            self.notes.save(&self.place);
        }
    }

    fn loaded(&mut self, ctx: &Context<Self>, answer: Answer) {
        match answer {
            Answer::Lesson(lesson) => {
                self.place = Notes::place(&ctx.props().workspace, &lesson);
                if ctx.props().keep {
                    self.notes = Notes::load(&self.place);
                }
                ctx.props().on_event.emit(HostEvent::Ready { version: lesson.version });
                self.lesson = Some(Rc::new(*lesson));
            }
            Answer::Refused(error) => self.refused = Some(error),
            _ => {}
        }
    }

    fn author_text(&self, block: &str) -> String {
        let blocks = self.lesson.iter().flat_map(|lesson| &lesson.blocks);
        let found = blocks.filter(|one| one.id == block).find_map(|one| match &one.kind {
            BlockKind::Run(run) => Some(run.text.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    fn run(&mut self, ctx: &Context<Self>, block: String) {
        if self.outcomes.get(&block) == Some(&Outcome::Running) {
            return;
        }
        let text = self.notes.text(&block, &self.author_text(&block)).to_owned();
        self.outcomes.insert(block.clone(), Outcome::Running);
        let ask = Ask::RunBlock { lesson: ctx.props().lesson.to_string(), block: block.clone(), text };
        self.ask(ctx, ask, |answer| Msg::Ran(block, answer));
    }

    fn ran(&mut self, ctx: &Context<Self>, block: String, answer: Answer) {
        let outcome = match answer {
            Answer::Steps(steps) => {
                let last = steps.last();
                ctx.props().on_event.emit(HostEvent::Run {
                    block: block.clone(),
                    operation: last.and_then(|step| step.operation.clone()),
                    status: last.map_or(0, |step| step.status),
                });
                if steps.iter().all(|step| step.error.is_none()) {
                    self.notes.ran.insert(block.clone());
                    self.keep(ctx);
                }
                Outcome::Steps(Rc::new(steps))
            }
            Answer::Refused(error) => Outcome::Refused(Rc::new(error)),
            _ => Outcome::None,
        };
        self.outcomes.insert(block, outcome);
    }

    fn predict(&mut self, ctx: &Context<Self>, block: String) {
        let answer = self.notes.answers.get(&block).cloned().unwrap_or_default();
        if answer.trim().is_empty() || !self.busy.insert(block.clone()) {
            return;
        }
        let ask = Ask::Predict { lesson: ctx.props().lesson.to_string(), block: block.clone(), answer };
        self.ask(ctx, ask, |answer| Msg::Predicted(block, answer));
    }

    fn check(&mut self, ctx: &Context<Self>, block: String) {
        if self.busy.insert(block.clone()) {
            let ask = Ask::Check { lesson: ctx.props().lesson.to_string(), block: block.clone() };
            self.ask(ctx, ask, |answer| Msg::Checked(block, answer));
        }
    }

    /// Keeps a verdict; `None` if there was none.
    fn judged(&mut self, block: &str, answer: Answer) -> Option<Rc<CheckOutcome>> {
        self.busy.remove(block);
        let outcome = match answer {
            Answer::Check(outcome) => Rc::new(*outcome),
            // A refusal is a verdict too: it says why nothing could be compared.
            Answer::Refused(error) => {
                Rc::new(CheckOutcome { passed: false, findings: vec![], message: error.message, steps: vec![] })
            }
            _ => return None,
        };
        self.verdicts.insert(block.to_owned(), outcome.clone());
        Some(outcome)
    }

    fn checked(&mut self, ctx: &Context<Self>, block: String, answer: Answer) {
        let Some(lesson) = self.lesson.clone() else { return };
        let was_complete = self.notes.progress(&lesson).is_complete();
        let Some(outcome) = self.judged(&block, answer) else { return };
        *self.notes.attempts.entry(block.clone()).or_default() += 1;
        if outcome.passed {
            self.notes.passed.insert(block.clone());
        }
        self.keep(ctx);
        let progress = self.notes.progress(&lesson);
        ctx.props().on_event.emit(HostEvent::Check {
            attempts: self.notes.attempts.get(&block).copied().unwrap_or_default(),
            hints: self.notes.hints.get(&block).copied().unwrap_or_default(),
            block,
            passed: outcome.passed,
        });
        if progress.is_complete() && !was_complete {
            let Progress { points, points_max, .. } = progress;
            ctx.props().on_event.emit(HostEvent::Complete { version: lesson.version, score: points, score_max: points_max });
        }
    }

    fn start_over(&mut self, ctx: &Context<Self>) {
        self.notes = Notes::default();
        self.outcomes.clear();
        self.verdicts.clear();
        self.keep(ctx);
        for table in &ctx.props().own_tables {
            let body = crate::json::object([("TableName", table.as_str().into())]).to_string();
            if let Some(link) = self.link.clone() {
                wasm_bindgen_futures::spawn_local(async move {
                    // The report that follows says what is left; undo brings a table back.
                    link.ask(Ask::Execute { operation: "DeleteTable".to_owned(), body }).await;
                });
            }
        }
    }

    fn draw(&self, ctx: &Context<Self>, lesson: &Rc<Lesson>) -> Html {
        let summary = &lesson.summary;
        let progress = self.notes.progress(lesson);
        let touched = self.notes != Notes::default() || !self.outcomes.is_empty();
        let onclick = ctx.link().callback(|_: MouseEvent| Msg::StartOver);
        html! {
            <article class="lesson" data-density="comfortable" lang={lesson.lang.clone()}>
                <header class="lesson-head">
                    <h1>{ &summary.title }</h1>
                    <p class="hint">{ format!("About {}", quantity::plural(summary.minutes.into(), "minute")) }</p>
                    if !summary.objectives.is_empty() {
                        <ul class="objectives">{ for summary.objectives.iter().map(|text| html! { <li>{ text }</li> }) }</ul>
                    }
                    if progress.checks > 0 { { progress_bar(progress) } }
                    if touched {
                        <p class="row">
                            <button type="button" class="small" {onclick}>{ "Start over" }</button>
                            <span class="hint">{ start_over_words(&ctx.props().own_tables) }</span>
                        </p>
                    }
                </header>
                { for lesson.warnings.iter().map(|text| html! { <p class="lesson-warning"><strong>{ "For the author: " }</strong>{ text }</p> }) }
                { for after_title(lesson).iter().map(|block| self.block(ctx, block)) }
                if progress.is_complete() {
                    <section class="lesson-done" aria-label="Lesson done">
                        <h2>{ "Done" }</h2>
                        <p>{ format!("All {} passed, {} of {} points.", quantity::plural(progress.checks.into(), "check"), progress.points, progress.points_max) }</p>
                    </section>
                }
                if !lesson.sources.is_empty() {
                    <footer class="lesson-sources">
                        <h2>{ "Sources" }</h2>
                        <ul>{ for lesson.sources.iter().map(|address| html! {
                            <li>{ prose(&[report::Prose::Link(vec![report::Prose::Text(address.clone())], address.clone())]) }</li>
                        }) }</ul>
                    </footer>
                }
            </article>
        }
    }

    fn block(&self, ctx: &Context<Self>, block: &Block) -> Html {
        let id = block.id.clone();
        let send = |make: fn(String) -> Msg| {
            let id = id.clone();
            ctx.link().callback(move |()| make(id.clone()))
        };
        let send_text = |make: fn(String, String) -> Msg| {
            let id = id.clone();
            ctx.link().callback(move |text: String| make(id.clone(), text))
        };
        match &block.kind {
            BlockKind::Run(run) => html! {
                <RunBlock
                    key={id.clone()} id={id.clone()} run={Rc::new(run.clone())} text={self.notes.text(&id, &run.text).to_owned()}
                    ran={self.notes.ran.contains(&id)} outcome={self.outcomes.get(&id).cloned().unwrap_or_default()}
                    on_text={send_text(Msg::Text)} on_run={send(Msg::Run)}
                />
            },
            BlockKind::Predict { ask, .. } => html! {
                <PredictBlock
                    key={id.clone()} id={id.clone()} ask={ask.clone()} answer={self.notes.answers.get(&id).cloned().unwrap_or_default()}
                    busy={self.busy.contains(&id)} outcome={self.verdicts.get(&id).cloned()}
                    on_answer={send_text(Msg::Typed)} on_predict={send(Msg::Predict)}
                />
            },
            BlockKind::Check { title, hints, points } => html! {
                <CheckBlock
                    key={id.clone()} id={id.clone()} title={title.clone()} hints={Rc::new(hints.clone())} points={*points}
                    hints_open={self.notes.hints.get(&id).copied().unwrap_or_default()} passed={self.notes.passed.contains(&id)}
                    busy={self.busy.contains(&id)} outcome={self.verdicts.get(&id).cloned()}
                    on_check={send(Msg::Check)} on_hint={send(Msg::Hint)}
                />
            },
            BlockKind::Scenario { title, designs, text } => html! {
                <ScenarioBlock key={id.clone()} id={id.clone()} title={title.clone()} designs={designs.clone()} text={text.clone()} links={!ctx.props().embedded} />
            },
            _ => html! { <div key={id} class="prose">{ static_block(block) }</div> },
        }
    }
}

/// The blocks without a first heading that only repeats the title.
fn after_title(lesson: &Lesson) -> &[Block] {
    match lesson.blocks.split_first() {
        Some((Block { kind: BlockKind::Heading(1, words), .. }, rest)) if plain(words).trim() == lesson.summary.title => rest,
        _ => &lesson.blocks,
    }
}

fn progress_bar(progress: Progress) -> Html {
    let words = format!("{} of {} passed", progress.passed, quantity::plural(progress.checks.into(), "check"));
    html! {
        <p class="lesson-progress">
            <progress max={progress.checks.to_string()} value={progress.passed.to_string()} aria-label="Checks passed"></progress>
            <span>{ words }</span>
        </p>
    }
}

fn start_over_words(own_tables: &[String]) -> String {
    if own_tables.is_empty() {
        "Forgets answers, changes and verdicts. Tables stay.".to_owned()
    } else {
        format!("Forgets answers, changes and verdicts, and deletes {}.", own_tables.join(", "))
    }
}
