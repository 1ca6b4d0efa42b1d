//! The prices: those of the dated file, and the reader's own in their place, marked wherever they count.

use report::{BillRequest, OwnPrice, PriceEntry, PriceProblem};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser;
use crate::control::SettledInput;
use crate::cost::BillProps;
use crate::cost::controls::Controls;

/// The price list of a region, each price with a field for one's own.
#[component]
pub(crate) fn PricesView(props: &BillProps) -> Html {
    let bill = &props.bill;
    let file_problem = bill.price_problems.iter().find(|problem| problem.key.is_none());
    let changed = !props.request.own_prices.is_empty() || props.request.price_file.is_some();
    let reset = {
        let (request, on_request) = (props.request.clone(), props.on_request.clone());
        Callback::from(move |_: MouseEvent| {
            on_request.emit(BillRequest { own_prices: Vec::new(), price_file: None, ..(*request).clone() });
        })
    };
    html! {
        <div class="bill stack wide">
            <Controls ..props.clone() />
            <section class="stack" aria-label="Price list">
                <header class="picture-head">
                    <h2>{ format!("Prices in {}", bill.region) }</h2>
                    <button type="button" class="small" disabled={!changed} onclick={reset}>{ "Back to the list prices" }</button>
                </header>
                <p>{ format!("List prices of {}, {}. A price that you set counts at once, in this browser only, and is marked on each line of the bill.", bill.price_date, bill.price_source) }</p>
                <div class="panel scroll invoice" tabindex="0" role="region" aria-label="Prices">
                    <table class="data">
                        <thead><tr>
                            <th scope="col">{ "For" }</th><th scope="col">{ "Unit" }</th>
                            <th scope="col" class="number">{ "List, USD" }</th><th scope="col">{ "Yours, USD" }</th>
                        </tr></thead>
                        <tbody>{ for bill.prices.iter().map(|price| row(props, price)) }</tbody>
                    </table>
                </div>
            </section>
            { file(props, file_problem) }
        </div>
    }
}

fn row(props: &BillProps, price: &PriceEntry) -> Html {
    let problem = props.bill.price_problems.iter().find(|problem| problem.key.as_ref() == Some(&price.key));
    let set = {
        let (request, on_request) = (props.request.clone(), props.on_request.clone());
        let (region, key) = (props.bill.region.clone(), price.key.clone());
        Callback::from(move |amount: String| {
            let mut changed = (*request).clone();
            changed.own_prices.retain(|own| own.region != region || own.key != key);
            if !amount.is_empty() {
                changed.own_prices.push(OwnPrice { region: region.clone(), key: key.clone(), amount });
            }
            on_request.emit(changed);
            true
        })
    };
    html! {
        <tr key={price.key.clone()}>
            <th scope="row">{ &price.label }
                if price.own.is_some() && problem.is_none() { <span class="chip stale">{ "your price" }</span> }
            </th>
            <td>{ &price.per }</td>
            <td class="number">{ price.list.clone().unwrap_or_else(|| "not found".to_owned()) }</td>
            <td>
                <SettledInput class="own-price" name={format!("Your price: {}, per {}", price.label, price.per)} wrong={problem.is_some()}
                    value={price.own.clone().unwrap_or_default()} on_settled={set} />
                if let Some(problem) = problem { <p class="wrong" role="alert">{ &problem.message }</p> }
            </td>
        </tr>
    }
}

/// A price file of one's own.
fn file(props: &BillProps, problem: Option<&PriceProblem>) -> Html {
    let chosen = {
        let (request, on_request) = (props.request.clone(), props.on_request.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let (request, on_request) = (request.clone(), on_request.clone());
            spawn_local(async move {
                if let Some(bytes) = browser::chosen_file(input).await {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    on_request.emit(BillRequest { price_file: Some(text), ..(*request).clone() });
                }
            });
        })
    };
    html! {
        <section class="stack" aria-label="Your price file">
            <h2>{ "A price file of your own" }</h2>
            <p>{ "A JSON file like the one that dynalab comes with: " }<code>{ "meta.effective_date" }</code>{ ", " }<code>{ "meta.source" }</code>{ ", and " }<code>{ "regions" }</code>{ " with the prices of one unit each." }</p>
            <label class="field"><span>{ "Price file" }</span><input type="file" accept="application/json,.json" onchange={chosen} /></label>
            if props.bill.is_own_file { <p><span class="chip stale">{ "your file" }</span>{ format!(" of {} is in use: {}.", props.bill.price_date, props.bill.price_source) }</p> }
            if let Some(problem) = problem { <p class="wrong" role="alert">{ format!("{} The list prices are used instead.", problem.message) }</p> }
        </section>
    }
}
