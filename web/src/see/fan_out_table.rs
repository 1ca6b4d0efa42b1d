//! The table twin of the fan-out.

use report::{FanOut, FanOutBranch, FanOutState};
use yew::prelude::*;

use crate::quantity;
use crate::see::fan_out::{kind_word, projection_words};

#[derive(Properties, PartialEq)]
pub(crate) struct FanOutTableProps {
    /// The fan-out.
    pub fan_out: std::rc::Rc<FanOut>,
}

/// Every branch and every attribute with the numbers that the picture draws.
#[component]
pub(crate) fn FanOutTable(props: &FanOutTableProps) -> Html {
    let fan_out = &props.fan_out;
    let branch = |branch: &FanOutBranch| {
        let (key, copied, left, size, units) = match &branch.state {
            FanOutState::Entry { key, projected, left_out, size_bytes, units } => {
                (key.clone(), list(projected), list(left_out), quantity::exact_bytes(*size_bytes), quantity::units(*units))
            }
            FanOutState::Sparse { missing } => (
                format!("no entry: {missing} is missing"),
                "nothing".to_owned(),
                "everything".to_owned(),
                "0 B".to_owned(),
                "0".to_owned(),
            ),
        };
        html! {
            <tr key={branch.index.clone()}>
                <th scope="row">{ &branch.index }</th>
                <td>{ kind_word(branch.kind) }</td>
                <td>{ projection_words(&branch.projection) }</td>
                <td class="mono">{ key }</td>
                <td>{ copied }</td>
                <td>{ left }</td>
                <td class="number">{ size }</td>
                <td class="number">{ units }</td>
            </tr>
        }
    };
    let attribute = |(name, size_bytes): &(String, u64)| {
        html! { <tr key={name.clone()}><th scope="row" class="mono">{ name }</th><td class="number">{ quantity::exact_bytes(*size_bytes) }</td></tr> }
    };
    html! {
        <div class="stack">
            <div class="scroll panel" tabindex="0" role="region" aria-label="What each index copies, as a table">
                <table class="data">
                    <thead>
                        <tr>
                            <th scope="col">{ "Written to" }</th><th scope="col">{ "Kind" }</th><th scope="col">{ "Projection" }</th>
                            <th scope="col">{ "Key" }</th><th scope="col">{ "Copies" }</th><th scope="col">{ "Leaves behind" }</th>
                            <th scope="col" class="number">{ "Size" }</th><th scope="col" class="number">{ "WCU" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row">{ &fan_out.table }</th><td>{ "table" }</td><td>{ "the item" }</td>
                            <td class="mono">{ &fan_out.key }</td><td>{ "everything" }</td><td>{ "nothing" }</td>
                            <td class="number">{ quantity::exact_bytes(fan_out.size_bytes) }</td>
                            <td class="number">{ quantity::units(fan_out.put_units) }</td>
                        </tr>
                        { for fan_out.branches.iter().map(branch) }
                    </tbody>
                    <tfoot>
                        <tr>
                            <th scope="row" colspan="7">{ "Writing it anew, indexes included" }</th>
                            <td class="number">{ quantity::units(fan_out.total_put_units) }</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
            <div class="scroll panel" tabindex="0" role="region" aria-label="Attributes of the item by size">
                <table class="data">
                    <thead><tr><th scope="col">{ "Attribute" }</th><th scope="col" class="number">{ "Name and value" }</th></tr></thead>
                    <tbody>{ for fan_out.attributes.iter().map(attribute) }</tbody>
                </table>
            </div>
        </div>
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
