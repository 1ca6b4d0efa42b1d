//! One request from a form: sent as wire JSON, answered by a step; and its AWS CLI line while it is being filled in.

use client::{Answer, Ask};
use gloo::timers::callback::Timeout;
use report::{ConsoleStep, ErrorReport};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::json::Value;
use crate::link::{Link, use_link};

/// How long typing rests before the CLI line is asked for.
const REST_MS: u32 = 120;

/// What came of a request: its step if DynamoDB did it, else the error.
pub(crate) type Done = Result<ConsoleStep, ErrorReport>;

/// Runs a request.
pub(crate) async fn execute(link: &Link, operation: &str, body: &Value) -> Done {
    let answer = link.ask(Ask::Execute { operation: operation.to_owned(), body: body.to_string() }).await;
    match answer {
        Answer::Steps(mut steps) if !steps.is_empty() => {
            let step = steps.swap_remove(0);
            match step.error {
                Some(error) => Err(error),
                None => Ok(step),
            }
        }
        Answer::Refused(error) => Err(error),
        _ => Err(ErrorReport {
            name: "NoAnswer".to_owned(),
            message: "The engine answered something else.".to_owned(),
            explanation: None,
            place: None,
        }),
    }
}

/// The AWS CLI line of a request that is being filled in. It stays while a newer one is on its way.
#[hook]
pub(crate) fn use_cli_line(operation: &'static str, body: &Value) -> Option<String> {
    let link = use_link();
    let line = use_state(|| None);
    {
        let line = line.clone();
        use_effect_with(body.to_string(), move |body| {
            let (body, setter) = (body.clone(), line.setter());
            let timer = Timeout::new(REST_MS, move || {
                spawn_local(async move {
                    let answer = link.ask(Ask::CliLine { operation: operation.to_owned(), body }).await;
                    setter.set(match answer {
                        Answer::Text(text) => Some(text),
                        _ => None,
                    });
                });
            });
            move || drop(timer)
        });
    }
    (*line).clone()
}
