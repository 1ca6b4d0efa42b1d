//! The same application on a relational instance that is billed by the hour, asked or not: its price is the reader's to change.

use model::PicoUsd;
use report::{BillRequest, Relational};
use yew::prelude::*;

use crate::chart::Picture;
use crate::control::TextField;
use crate::cost::BillProps;
use crate::cost::curve::{stretch_toggles, swatch};
use crate::cost::hour_chart::{HourChart, Stretch, hour_name};
use crate::quantity;

/// The comparison and its fields.
#[component]
pub(crate) fn RelationalView(props: &BillProps) -> Html {
    let stretch = use_state(|| Stretch::Week);
    let relational = &props.bill.relational;
    let problems = props.bill.price_problems.iter().filter(|problem| problem.key.as_deref() == Some("relational"));
    let summary = if relational.verdict.is_empty() {
        "Write down what an hour of the instance costs, and the same month is compared.".to_owned()
    } else {
        relational.verdict.clone()
    };
    html! {
        <div class="stack">
            <Picture
                title="The same on a relational instance" {summary}
                model_note="an instance is paid for every hour; whether it could carry this traffic is not looked at, nor are its backups and standby."
                controls={stretch_toggles(*stretch, stretch.setter())} table={table(props, *stretch)}
            >
                { chart(props, *stretch) }
            </Picture>
            { fields(props) }
            { for problems.map(|problem| html! { <p class="wrong" role="alert">{ &problem.message }</p> }) }
            <p class="hint">{ "The prices that stand there first are those of a db.t3.micro with MySQL in us-east-1, one zone, as public pages of 2026 quote them; they are not from AWS's price list. Write your own." }</p>
        </div>
    }
}

fn fields(props: &BillProps) -> Html {
    let change = |with: fn(&mut Relational, String)| {
        let (request, on_request) = (props.request.clone(), props.on_request.clone());
        Callback::from(move |text: String| {
            let mut relational = request.relational.clone();
            with(&mut relational, text);
            on_request.emit(BillRequest { relational, ..(*request).clone() });
        })
    };
    let number = |text: String| text.trim().parse::<u32>().unwrap_or(0);
    let asked = &props.request.relational;
    let name = change(|asked, text| asked.name = text.chars().take(60).collect());
    let count = {
        let change = change(|asked, text| asked.count = text.parse().unwrap_or(0));
        Callback::from(move |text: String| change.emit(number(text).to_string()))
    };
    let storage = change(|asked, text| asked.storage_gb = text.trim().parse().unwrap_or(0));
    let price = change(|asked, text| asked.price_hour = text);
    let price_storage = change(|asked, text| asked.price_storage = text);
    html! {
        <div class="panel"><div class="body relational-fields">
            { TextField::new("Instance", asked.name.clone(), name).draw() }
            { TextField::new("Your price, US dollars an hour", asked.price_hour.clone(), price).numeric().draw() }
            { TextField::new("Instances", asked.count.to_string(), count).numeric().narrow().draw() }
            { TextField::new("Storage, GB each", asked.storage_gb.to_string(), storage).numeric().narrow().draw() }
            { TextField::new("US dollars for a GB-month of it", asked.price_storage.clone(), price_storage).numeric().draw() }
        </div></div>
    }
}

fn chart(props: &BillProps, stretch: Stretch) -> Html {
    let relational = &props.bill.relational;
    let hours = stretch.hours().min(relational.on_demand_hours.len());
    let used: Vec<f64> = relational.on_demand_hours.iter().take(hours).map(|hour| dollars(*hour)).collect();
    let paid = if relational.lines.is_empty() { Vec::new() } else { vec![dollars(relational.hour); hours] };
    html! {
        <>
            <HourChart axis="US dollars an hour" hue="write" {used} {paid} first_hour_of_week={props.bill.curve.first_hour_of_week} money=true />
            <ul class="bill-legend">
                <li>{ swatch("hour-used write") }{ "DynamoDB on-demand" }</li>
                if !relational.lines.is_empty() {
                    <li><svg width="16" height="12" aria-hidden="true"><path class="hour-paid" d="M0 6H16" /></svg>{ &props.request.relational.name }</li>
                    <li>{ swatch("waste") }{ "what the instance costs more" }</li>
                }
            </ul>
        </>
    }
}

/// The table twin: the hours of a day, or the days of a week or month.
fn table(props: &BillProps, stretch: Stretch) -> Html {
    let relational = &props.bill.relational;
    let hours = stretch.hours().min(relational.on_demand_hours.len());
    let step = if stretch == Stretch::Day { 1 } else { 24 };
    let row = |from: usize| {
        let to = (from + step).min(hours);
        let dynamodb: PicoUsd = relational.on_demand_hours.get(from..to).unwrap_or_default().iter().copied().sum();
        html! {
            <tr key={from}>
                <th scope="row">{ hour_name(props.bill.curve.first_hour_of_week, from, step == 1) }</th>
                <td class="number">{ quantity::amount(dynamodb) }</td>
                <td class="number">{ quantity::amount(relational.hour * (to - from) as i128) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="The relational comparison as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col">{ if step == 1 { "Hour" } else { "Day" } }</th>
                    <th scope="col" class="number">{ "DynamoDB on-demand" }</th><th scope="col" class="number">{ &props.request.relational.name }</th>
                </tr></thead>
                <tbody>{ for (0..hours).step_by(step).map(row) }</tbody>
            </table>
        </div>
    }
}

fn dollars(amount: PicoUsd) -> f64 {
    amount.0 as f64 / PicoUsd::DOLLAR.0 as f64
}
