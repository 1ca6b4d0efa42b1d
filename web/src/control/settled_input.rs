//! A line of text that counts when it is left, like a price: what is being typed survives that the screen is drawn anew.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What it shows, and who hears.
#[derive(Properties, PartialEq)]
pub(crate) struct SettledInputProps {
    /// The value that counts.
    pub(crate) value: AttrValue,
    /// Its name, where no label is around it.
    #[prop_or_default]
    pub(crate) name: Option<AttrValue>,
    /// Class of the input.
    #[prop_or_default]
    pub(crate) class: &'static str,
    /// Which keyboard it brings.
    #[prop_or("decimal")]
    pub(crate) mode: &'static str,
    /// What it holds is wrong.
    #[prop_or_default]
    pub(crate) wrong: bool,
    /// Gets the text, trimmed, when the field is left. `false` says that it changes nothing: the value that counts comes back.
    pub(crate) on_settled: Callback<String, bool>,
}

/// The field. What is typed is its own until it is left, and until the value that counts is another one.
#[component]
pub(crate) fn SettledInput(props: &SettledInputProps) -> Html {
    let typed = use_state(|| None::<AttrValue>);
    {
        let typed = typed.clone();
        use_effect_with(props.value.clone(), move |_| typed.set(None));
    }
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(event.target_dyn_into::<HtmlInputElement>().map(|input| input.value().into()));
        })
    };
    let onchange = {
        let (typed, on_settled) = (typed.clone(), props.on_settled.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if !on_settled.emit(input.value().trim().to_owned()) {
                typed.set(None);
            }
        })
    };
    html! {
        <input class={props.class} inputmode={props.mode} autocomplete="off" aria-label={props.name.clone()}
            aria-invalid={props.wrong.then_some("true")} value={(*typed).clone().unwrap_or_else(|| props.value.clone())} {oninput} {onchange} />
    }
}
