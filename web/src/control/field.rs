//! Fields: a label around a control, so that each is named without ids.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A line of text.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TextFieldProps {
    /// Its label.
    pub(crate) label: AttrValue,
    /// The text.
    pub(crate) value: AttrValue,
    /// The text changed.
    pub(crate) on_value: Callback<String>,
    /// The label is for screen readers only: a column head shows it.
    #[prop_or_default]
    pub(crate) bare: bool,
    /// Names and values that a request carries are set in monospace.
    #[prop_or_default]
    pub(crate) mono: bool,
    /// It cannot be changed.
    #[prop_or_default]
    pub(crate) fixed: bool,
    /// An example.
    #[prop_or_default]
    pub(crate) placeholder: AttrValue,
    /// A remark under it.
    #[prop_or_default]
    pub(crate) hint: AttrValue,
    /// `numeric` brings a keyboard of digits.
    #[prop_or_default]
    pub(crate) mode: Option<AttrValue>,
    /// Several lines.
    #[prop_or_default]
    pub(crate) rows: Option<u32>,
    /// Set if what it holds is wrong.
    #[prop_or_default]
    pub(crate) wrong: bool,
    /// More classes.
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// A text field.
#[component]
pub(crate) fn TextField(props: &TextFieldProps) -> Html {
    let on_value = props.on_value.clone();
    let oninput = move |event: InputEvent| {
        let Some(target) = event.target() else { return };
        let value = match target.dyn_into::<HtmlInputElement>() {
            Ok(input) => Some(input.value()),
            Err(other) => other.dyn_into::<HtmlTextAreaElement>().ok().map(|area| area.value()),
        };
        if let Some(value) = value {
            on_value.emit(value);
        }
    };
    let class = props.mono.then_some("mono");
    let name = props.bare.then(|| props.label.clone());
    let invalid = props.wrong.then_some("true");
    let control = if let Some(rows) = props.rows {
        html! {
            <textarea {class} rows={rows.to_string()} value={props.value.clone()} aria-label={name} aria-invalid={invalid} readonly={props.fixed}
                placeholder={props.placeholder.clone()} spellcheck="false" autocapitalize="off" translate="no" {oninput} />
        }
    } else {
        html! {
            <input {class} value={props.value.clone()} aria-label={name} aria-invalid={invalid} readonly={props.fixed} inputmode={props.mode.clone()}
                placeholder={props.placeholder.clone()} spellcheck="false" autocomplete="off" autocapitalize="off" {oninput} />
        }
    };
    wrap(props.bare, &props.label, &props.hint, props.class.clone(), control)
}

/// One of several.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SelectFieldProps {
    /// Its label.
    pub(crate) label: AttrValue,
    /// What can be chosen.
    pub(crate) options: Vec<AttrValue>,
    /// Place of the choice.
    pub(crate) value: usize,
    /// Another place was chosen.
    pub(crate) on_value: Callback<usize>,
    /// The label is for screen readers only.
    #[prop_or_default]
    pub(crate) bare: bool,
    /// It cannot be changed.
    #[prop_or_default]
    pub(crate) fixed: bool,
    /// A remark under it.
    #[prop_or_default]
    pub(crate) hint: AttrValue,
    /// More classes.
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// A field to choose from.
#[component]
pub(crate) fn SelectField(props: &SelectFieldProps) -> Html {
    let on_value = props.on_value.clone();
    let onchange = move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(place) = select.and_then(|select| usize::try_from(select.selected_index()).ok()) {
            on_value.emit(place);
        }
    };
    let name = props.bare.then(|| props.label.clone());
    let control = html! {
        <select aria-label={name} disabled={props.fixed} {onchange}>
            { for props.options.iter().enumerate().map(|(place, option)| html! { <option key={place} selected={place == props.value}>{ option }</option> }) }
        </select>
    };
    wrap(props.bare, &props.label, &props.hint, props.class.clone(), control)
}

/// Yes or no.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CheckFieldProps {
    /// Its label.
    pub(crate) label: AttrValue,
    /// Whether it is set.
    pub(crate) value: bool,
    /// It changed.
    pub(crate) on_value: Callback<bool>,
    /// The label is for screen readers only.
    #[prop_or_default]
    pub(crate) bare: bool,
    /// It cannot be changed.
    #[prop_or_default]
    pub(crate) fixed: bool,
}

/// A box to tick.
#[component]
pub(crate) fn CheckField(props: &CheckFieldProps) -> Html {
    let on_value = props.on_value.clone();
    let onchange = move |event: Event| {
        if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
            on_value.emit(input.checked());
        }
    };
    let name = props.bare.then(|| props.label.clone());
    html! {
        <label class="check">
            <input type="checkbox" checked={props.value} disabled={props.fixed} aria-label={name} {onchange} />
            if !props.bare { { props.label.clone() } }
        </label>
    }
}

fn wrap(bare: bool, label: &AttrValue, hint: &AttrValue, class: Classes, control: Html) -> Html {
    if bare {
        return html! { <div class={classes!("field", class)}>{ control }</div> };
    }
    html! {
        <label class={classes!("field", class)}>
            <span>{ label }</span>
            { control }
            if !hint.is_empty() { <span class="hint">{ hint }</span> }
        </label>
    }
}
