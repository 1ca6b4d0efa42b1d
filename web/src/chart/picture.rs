//! The frame of every picture: a sentence that sums it up, the picture, and its table twin with the same numbers.

use yew::prelude::*;

use crate::kept;

/// Where the reader's choice between pictures and tables is kept: one choice for the whole page.
const REMEMBERED: &str = "dynalab.pictures-as-tables";

#[derive(Properties, PartialEq)]
pub(crate) struct PictureProps {
    /// Heading of the picture.
    pub title: AttrValue,
    /// One sentence computed from the same data.
    pub summary: AttrValue,
    /// What is our model about it, if anything.
    #[prop_or_default]
    pub model_note: Option<AttrValue>,
    /// Controls that stand beside the toggle.
    #[prop_or_default]
    pub controls: Html,
    /// The table twin.
    pub table: Html,
    /// The picture.
    pub children: Children,
}

/// A figure with its table twin; the choice between both is remembered for all pictures.
#[component]
pub(crate) fn Picture(props: &PictureProps) -> Html {
    let as_table = use_state(|| kept::get::<bool>(REMEMBERED).unwrap_or(false));
    let choose = |table: bool| {
        let as_table = as_table.clone();
        Callback::from(move |_: MouseEvent| {
            // A browser without storage forgets the choice, and nothing else happens.
            kept::set(REMEMBERED, table);
            as_table.set(table);
        })
    };
    let button = |label: &'static str, table: bool| {
        html! {
            <button type="button" class="toggle" aria-pressed={(*as_table == table).to_string()} onclick={choose(table)}>
                { label }
            </button>
        }
    };
    html! {
        <section class="picture" aria-label={&props.title}>
            <header class="picture-head">
                <h2>{ &props.title }</h2>
                <div class="picture-controls">
                    { props.controls.clone() }
                    <div class="toggle-group" role="group" aria-label={format!("Show {} as", props.title)}>
                        { button("Picture", false) }
                        { button("Table", true) }
                    </div>
                </div>
            </header>
            <p class="picture-summary">{ &props.summary }</p>
            if *as_table { { props.table.clone() } } else { { for props.children.iter() } }
            if let Some(note) = &props.model_note {
                <p class="model-note"><strong>{ "Our model: " }</strong>{ note }</p>
            }
        </section>
    }
}
