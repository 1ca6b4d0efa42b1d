//! A menu button: arrows move, Enter chooses, Escape closes and gives the focus back.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};
use yew::prelude::*;

use super::{Icon, icon};

/// One line of a menu.
#[derive(Clone, PartialEq)]
pub(crate) enum MenuEntry {
    /// A heading that cannot be chosen.
    Heading(AttrValue),
    /// A line between groups.
    Rule,
    /// Something to choose.
    Action {
        /// Its words.
        label: AttrValue,
        /// For one choice among others: whether it is the present one.
        chosen: Option<bool>,
        /// What it does.
        action: Callback<()>,
    },
}

impl MenuEntry {
    /// Something to do.
    pub(crate) fn action(label: impl Into<AttrValue>, action: Callback<()>) -> Self {
        MenuEntry::Action { label: label.into(), chosen: None, action }
    }
}

/// A button with a menu.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MenuProps {
    /// Words on the button.
    pub(crate) label: AttrValue,
    /// Name of the button and the menu.
    pub(crate) name: AttrValue,
    /// The lines.
    pub(crate) entries: Vec<MenuEntry>,
}

/// The button and, while it is open, its menu.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_state(|| false);
    let root = use_node_ref();
    {
        // The first line takes the focus; a press elsewhere closes the menu.
        let (root, open) = (root.clone(), open.clone());
        use_effect_with(*open, move |&is_open| {
            let listener = is_open.then(|| {
                move_focus(&root, Step::First);
                EventListener::new(&gloo::utils::document(), "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    if !root.get().is_some_and(|root| root.contains(target.as_ref())) {
                        open.set(false);
                    }
                })
            });
            move || drop(listener)
        });
    }
    let toggle = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    let onkeydown = {
        let (root, open) = (root.clone(), open.clone());
        move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" if !*open => return open.set(true),
                "ArrowDown" => Step::Next,
                "ArrowUp" => Step::Previous,
                "Home" => Step::First,
                "End" => Step::Last,
                "Escape" if *open => {
                    open.set(false);
                    return focus_opener(&root);
                }
                "Tab" => return open.set(false),
                _ => return,
            };
            event.prevent_default();
            move_focus(&root, step);
        }
    };
    html! {
        <div class="menu" ref={root.clone()} {onkeydown}>
            <button type="button" class="ghost" aria-haspopup="menu" aria-expanded={open.to_string()}
                aria-label={format!("{}: {}", props.name, props.label)} onclick={toggle}>
                <span class="menu-label">{ props.label.clone() }</span>{ icon(Icon::Down) }
            </button>
            if *open {
                <div class="menu-list" role="menu" aria-label={props.name.clone()}>
                    { for props.entries.iter().map(|entry| line(entry, &root, &open)) }
                </div>
            }
        </div>
    }
}

fn line(entry: &MenuEntry, root: &NodeRef, open: &UseStateHandle<bool>) -> Html {
    match entry {
        MenuEntry::Heading(text) => html! { <div class="menu-heading" role="presentation">{ text }</div> },
        MenuEntry::Rule => html! { <div class="menu-rule" role="separator" /> },
        MenuEntry::Action { label, chosen, action } => {
            let onclick = {
                let (root, open, action) = (root.clone(), open.clone(), action.clone());
                move |_: MouseEvent| {
                    // The opener has the focus before anything opens, so that it comes back to a control that stays.
                    open.set(false);
                    focus_opener(&root);
                    action.emit(());
                }
            };
            let role = if chosen.is_some() { "menuitemradio" } else { "menuitem" };
            html! {
                <button type="button" class="ghost" {role} aria-checked={chosen.map(|chosen| chosen.to_string())} tabindex="-1" {onclick}>
                    <span class="menu-mark">{ if *chosen == Some(true) { icon(Icon::Tick) } else { Html::default() } }</span>{ label }
                </button>
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn buttons(root: &NodeRef) -> Vec<HtmlElement> {
    let Some(root) = root.cast::<HtmlElement>() else { return Vec::new() };
    let found = root.get_elements_by_tag_name("button");
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

fn focus_opener(root: &NodeRef) {
    if let Some(opener) = buttons(root).first() {
        // A button that is drawn takes the focus.
        let _ = opener.focus();
    }
}

/// Moves among the lines; the opener is the first button and is passed over.
fn move_focus(root: &NodeRef, step: Step) {
    let lines = buttons(root).split_off(1.min(buttons(root).len()));
    let Some(last) = lines.len().checked_sub(1) else { return };
    let active = gloo::utils::document().active_element();
    let here = lines.iter().position(|line| active.as_ref().is_some_and(|active| line.is_same_node(Some(active))));
    let place = match (step, here) {
        (Step::Last, _) => last,
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Next, Some(here)) => {
            if here == last {
                0
            } else {
                here + 1
            }
        }
        (Step::Previous, Some(here)) => here.checked_sub(1).unwrap_or(last),
        (Step::Previous, None) => last,
    };
    if let Some(line) = lines.get(place) {
        // As above.
        let _ = line.focus();
    }
}
