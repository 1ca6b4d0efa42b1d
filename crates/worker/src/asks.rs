//! The answers to the page's asks.
//!
//! The first screen asks for the frame's report and for the items that it shows, which the host answers itself; what answers the
//! other asks comes later ([`crate::later`]).

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use client::{Answer, Ask};
use report::ErrorReport;

use crate::desk::{self, Question, Reply};
use crate::host::{Host, refusal};
use crate::{console, later_asks, lessons, transfer, views};

/// What an ask is answered with, or why it is not.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Answer, ErrorReport>>>>;

/// Answers an ask.
#[inline(never)]
pub(crate) fn answer(host: Rc<Host>, ask: Ask) -> Answering {
    Box::pin(async move { answered(&host, ask).await })
}

async fn answered(host: &Rc<Host>, ask: Ask) -> Result<Answer, ErrorReport> {
    match ask {
        // Those of the first screen: the host answers them itself.
        Ask::Report | Ask::Execute { .. } => {}
        Ask::Run { input } => return Ok(Answer::Steps(console::run(host, &input).await?)),
        Ask::CliLine { operation, body } => {
            return match desk::link::ask(Question::CliLine { operation, body }).await? {
                Reply::Text(Some(line)) => Ok(Answer::Text(line)),
                _ => Err(refusal(
                    "NoSuchOperation",
                    "There is no AWS CLI command for this request: the operation or its JSON is not known.",
                )),
            };
        }
        Ask::Map { table } => return views::map(host, &table).await,
        Ask::Metrics { table, from_s, to_s, by_second } => return views::metrics(host, &table, (from_s, to_s), by_second).await,
        Ask::FanOut { table, key } => return views::fan_out(host, &table, &key).await,
        Ask::Bill { request } => return views::bill(host, request).await,
        Ask::Receipts => return Ok(Answer::Receipts(host.session.receipts())),
        Ask::Undo => transfer::undo(host).await?,
        Ask::Redo => transfer::redo(host).await?,
        Ask::LoadSample { id } => transfer::load_sample(host, &id).await?,
        Ask::ResetWorkspace => transfer::reset(host).await?,
        Ask::CreateWorkspace { name } => host.switch_to(host.new_summary(&name), true).await,
        Ask::OpenWorkspace { id } => transfer::open(host, &id).await?,
        Ask::RenameWorkspace { id, name } => transfer::rename(host, &id, &name).await?,
        Ask::DuplicateWorkspace { name } => transfer::duplicate(host, &name).await?,
        Ask::DeleteWorkspace { id } => transfer::delete(host, &id).await?,
        Ask::Export => return transfer::export(host).await,
        Ask::Import { bytes } => transfer::import(host, &bytes).await?,
        Ask::StartAnew => host.start_anew().await,
        Ask::TakeOver => host.take_over().await,
        Ask::Lessons => return lessons::all().await,
        Ask::Lesson { id } => return lessons::one(&id).await,
        Ask::RunBlock { lesson, block, text } => return lessons::run(host, &lesson, &block, &text).await,
        Ask::Check { lesson, block } => return lessons::check(host, &lesson, &block).await,
        Ask::Predict { lesson, block, answer } => return lessons::predict(&lesson, &block, &answer).await,
        Ask::Later(ask) => return later_asks::answer(host, &ask).await,
        Ask::ReplayableReport => {
            let seed = host.workspace()?.engine.borrow().seed();
            return Ok(Answer::Text(host.session.replayable_report(seed)));
        }
    }
    Ok(Answer::Report(Box::new(host.report().await)))
}
