//! A question that is answered before running: a guess sharpens the eye for the answer.

use std::rc::Rc;

use report::CheckOutcome;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::learn::check_block::findings;

#[derive(Properties, PartialEq)]
pub(crate) struct PredictBlockProps {
    /// Id of the block.
    pub id: AttrValue,
    /// The question.
    pub ask: AttrValue,
    /// What was typed.
    pub answer: AttrValue,
    /// It is being compared.
    pub busy: bool,
    /// The verdict.
    pub outcome: Option<Rc<CheckOutcome>>,
    /// Another answer.
    pub on_answer: Callback<String>,
    /// Compares it.
    pub on_predict: Callback<()>,
}

/// The question.
#[component]
pub(crate) fn PredictBlock(props: &PredictBlockProps) -> Html {
    let oninput = props
        .on_answer
        .reform(|event: InputEvent| event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default());
    let onsubmit = props.on_predict.reform(|event: SubmitEvent| event.prevent_default());
    let field = format!("answer-{}", props.id);
    let verdict = props.outcome.as_ref().map(|outcome| if outcome.passed { "is-right" } else { "is-wrong" });
    html! {
        <section class={classes!("predict-block", verdict)} id={format!("block-{}", props.id)} aria-label={format!("Prediction {}", props.id)}>
            <form {onsubmit}>
                <p class="run-label">{ "Predict first" }</p>
                <label for={field.clone()}>{ &props.ask }</label>
                <div class="row">
                    <input id={field} type="text" autocomplete="off" value={props.answer.clone()} {oninput} />
                    <button type="submit" aria-busy={props.busy.to_string()} disabled={props.answer.trim().is_empty()}>{ "Predict" }</button>
                </div>
            </form>
            <div role="status">
                if let Some(outcome) = &props.outcome {
                    <p class="check-verdict"><strong>{ if outcome.passed { "Right. " } else { "Not quite. " } }</strong>{ &outcome.message }</p>
                    { findings(outcome) }
                }
            </div>
        </section>
    }
}
