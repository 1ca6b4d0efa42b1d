//! Fields: a label around a control, so that each is named without ids.
//!
//! They are plain functions of their values, not components: each component costs the page's wasm two kilobytes.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A line of text, or several.
pub(crate) struct TextField {
    frame: FieldFrame,
    value: AttrValue,
    on_value: Callback<String>,
    mono: bool,
    fixed: bool,
    wrong: bool,
    placeholder: &'static str,
    mode: Option<&'static str>,
    rows: Option<u32>,
}

/// Label, remark and class of a field.
struct FieldFrame {
    label: AttrValue,
    bare: bool,
    hint: &'static str,
    class: &'static str,
}

impl FieldFrame {
    fn new(label: AttrValue) -> Self {
        FieldFrame { label, bare: false, hint: "", class: "field" }
    }

    /// The name of a control whose label is not shown.
    fn name(&self) -> Option<AttrValue> {
        self.bare.then(|| self.label.clone())
    }

    fn around(self, control: Html) -> Html {
        let FieldFrame { label, bare, hint, class } = self;
        if bare {
            return html! { <div {class}>{ control }</div> };
        }
        html! {
            <label {class}>
                <span>{ label }</span>
                { control }
                if !hint.is_empty() { <span class="hint">{ hint }</span> }
            </label>
        }
    }
}

impl TextField {
    /// A field with this label and text; `on_value` gets the text as it changes.
    pub(crate) fn new(label: impl Into<AttrValue>, value: String, on_value: Callback<String>) -> Self {
        TextField {
            frame: FieldFrame::new(label.into()),
            value: value.into(),
            on_value,
            mono: false,
            fixed: false,
            wrong: false,
            placeholder: "",
            mode: None,
            rows: None,
        }
    }

    /// The label is for screen readers only: what stands around it shows it.
    pub(crate) fn bare(mut self) -> Self {
        self.frame.bare = true;
        self
    }

    /// Names and values that a request carries are set in monospace.
    pub(crate) fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// It cannot be changed.
    pub(crate) fn fixed(mut self, fixed: bool) -> Self {
        self.fixed = fixed;
        self
    }

    /// What it holds is wrong.
    pub(crate) fn wrong(mut self, wrong: bool) -> Self {
        self.wrong = wrong;
        self
    }

    /// An example.
    pub(crate) fn placeholder(mut self, example: &'static str) -> Self {
        self.placeholder = example;
        self
    }

    /// A remark under it.
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.frame.hint = hint;
        self
    }

    /// Brings a keyboard of digits.
    pub(crate) fn numeric(mut self) -> Self {
        self.mode = Some("numeric");
        self
    }

    /// Several lines.
    pub(crate) fn rows(mut self, rows: u32) -> Self {
        self.rows = Some(rows);
        self
    }

    /// As narrow as a small number.
    pub(crate) fn narrow(mut self) -> Self {
        self.frame.class = "field narrow";
        self
    }

    /// Draws it.
    pub(crate) fn draw(self) -> Html {
        let on_value = self.on_value;
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(value) = typed(&event) {
                on_value.emit(value);
            }
        });
        let class = if self.mono { "mono" } else { "" };
        let name = self.frame.name();
        let invalid = self.wrong.then_some("true");
        let control = match self.rows {
            Some(rows) => html! {
                <textarea {class} rows={rows.to_string()} value={self.value} aria-label={name} aria-invalid={invalid} readonly={self.fixed}
                    placeholder={self.placeholder} spellcheck="false" autocapitalize="off" translate="no" {oninput} />
            },
            None => html! {
                <input {class} value={self.value} aria-label={name} aria-invalid={invalid} readonly={self.fixed} inputmode={self.mode}
                    placeholder={self.placeholder} spellcheck="false" autocomplete="off" autocapitalize="off" {oninput} />
            },
        };
        self.frame.around(control)
    }
}

/// The text of the input or textarea that an event comes from.
pub(crate) fn typed(event: &InputEvent) -> Option<String> {
    match event.target()?.dyn_into::<HtmlInputElement>() {
        Ok(input) => Some(input.value()),
        Err(other) => Some(other.dyn_into::<HtmlTextAreaElement>().ok()?.value()),
    }
}

/// One of several.
pub(crate) struct SelectField {
    frame: FieldFrame,
    options: Vec<&'static str>,
    value: usize,
    on_value: Callback<usize>,
    fixed: bool,
}

impl SelectField {
    /// A field with this label, what can be chosen, and the place of the choice.
    pub(crate) fn new(label: impl Into<AttrValue>, options: Vec<&'static str>, value: usize, on_value: Callback<usize>) -> Self {
        SelectField { frame: FieldFrame::new(label.into()), options, value, on_value, fixed: false }
    }

    /// The label is for screen readers only.
    pub(crate) fn bare(mut self) -> Self {
        self.frame.bare = true;
        self
    }

    /// It cannot be changed.
    pub(crate) fn fixed(mut self, fixed: bool) -> Self {
        self.fixed = fixed;
        self
    }

    /// A remark under it.
    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.frame.hint = hint;
        self
    }

    /// Draws it.
    pub(crate) fn draw(self) -> Html {
        let on_value = self.on_value;
        let onchange = Callback::from(move |event: Event| {
            let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(place) = select.and_then(|select| usize::try_from(select.selected_index()).ok()) {
                on_value.emit(place);
            }
        });
        let name = self.frame.name();
        let chosen = self.value;
        let option =
            |(place, option): (usize, &'static str)| html! { <option key={place} selected={place == chosen}>{ option }</option> };
        let options = self.options.into_iter().enumerate().map(option).collect::<Html>();
        self.frame.around(html! { <select aria-label={name} disabled={self.fixed} {onchange}>{ options }</select> })
    }
}

/// Yes or no.
pub(crate) struct CheckField {
    label: AttrValue,
    value: bool,
    on_value: Callback<bool>,
    bare: bool,
}

impl CheckField {
    /// A box with this label.
    pub(crate) fn new(label: impl Into<AttrValue>, value: bool, on_value: Callback<bool>) -> Self {
        CheckField { label: label.into(), value, on_value, bare: false }
    }

    /// The label is for screen readers only.
    pub(crate) fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Draws it.
    pub(crate) fn draw(self) -> Html {
        let on_value = self.on_value;
        let onchange = Callback::from(move |event: Event| {
            if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
                on_value.emit(input.checked());
            }
        });
        let (name, words) = if self.bare { (Some(self.label), None) } else { (None, Some(self.label)) };
        html! { <label class="check"><input type="checkbox" checked={self.value} aria-label={name} {onchange} />{ words }</label> }
    }
}
