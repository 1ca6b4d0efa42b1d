//! The month's curve: demand over the hours, what a way to pay keeps ready for it, and what of that nobody uses.

use model::HalfUnits;
use report::{BillMode, BillOption, PaidCapacity};
use yew::prelude::*;

use crate::chart::Picture;
use crate::cost::BillProps;
use crate::cost::bill::assumptions;
use crate::cost::break_even::{self, BreakEven, BreakEvenTable};
use crate::cost::controls::Controls;
use crate::cost::hour_chart::{HourChart, Stretch, hour_name};
use crate::cost::relational::RelationalView;
use crate::quantity;

/// Half-unit-seconds of one unit in an hour.
const UNIT_HOUR: f64 = 7_200.0;

/// Demand and capacity, the break-even, and the relational comparison.
#[component]
pub(crate) fn CurveView(props: &BillProps) -> Html {
    let mode = use_state(|| BillMode::AutoScaling);
    let stretch = use_state(|| Stretch::Week);
    let bill = &props.bill;
    let shown = bill.month.iter().find(|option| option.mode == *mode).or(bill.month.first());
    let ways = bill.month.iter().map(|option| {
        let (chosen, mode) = (option.mode, mode.clone());
        let pressed = shown.is_some_and(|shown| shown.mode == chosen);
        let onclick = Callback::from(move |_: MouseEvent| mode.set(chosen));
        html! { <button key={short_title(chosen)} type="button" class="toggle" aria-pressed={pressed.to_string()} {onclick}>{ short_title(chosen) }</button> }
    });
    let stretches = stretch_toggles(*stretch, stretch.setter());
    html! {
        <div class="bill stack wide">
            <p class="verdict">{ &bill.verdict }</p>
            <Controls ..props.clone() />
            if let Some(shown) = shown {
                <div class="toggle-group" role="group" aria-label="Way to pay">{ for ways }</div>
                <Picture
                    title={format!("{}: {} a month", shown.title, quantity::bill_total(shown.total_cents, shown.total))}
                    summary={summary(shown)} model_note={shown.capacity.as_ref().map(|_| AttrValue::from("traffic is even within an hour; an hour is paid at its highest setting."))}
                    controls={stretches} table={table(props, shown, *stretch)}
                >
                    { charts(props, shown, *stretch) }
                </Picture>
            }
            <Picture title="Break-even" summary={break_even::summary(bill)} table={html! { <BreakEvenTable bill={bill.clone()} /> }}>
                <BreakEven bill={bill.clone()} />
            </Picture>
            <RelationalView ..props.clone() />
            { assumptions(bill) }
        </div>
    }
}

/// Which stretch of the month a picture shows.
pub(crate) fn stretch_toggles(chosen: Stretch, set: UseStateSetter<Stretch>) -> Html {
    let button = |stretch: Stretch| {
        let set = set.clone();
        let onclick = Callback::from(move |_: MouseEvent| set.set(stretch));
        html! { <button key={stretch.words()} type="button" class="toggle" aria-pressed={(stretch == chosen).to_string()} {onclick}>{ stretch.words() }</button> }
    };
    html! { <div class="toggle-group" role="group" aria-label="Stretch of the month">{ for Stretch::ALL.into_iter().map(button) }</div> }
}

/// A way to pay where there is little room.
pub(crate) fn short_title(mode: BillMode) -> &'static str {
    match mode {
        BillMode::AsSet => "As set now",
        BillMode::OnDemand => "On-demand",
        BillMode::FlatForPeakSecond => "Flat, busiest second",
        BillMode::FlatForPeakHour => "Flat, busiest hour",
        BillMode::AutoScaling => "Auto scaling",
        BillMode::ReservedOneYear => "Reserved, 1 year",
        BillMode::ReservedThreeYears => "Reserved, 3 years",
        BillMode::InfrequentAccess => "Standard-IA",
    }
}

fn summary(shown: &BillOption) -> String {
    let Some(paid) = &shown.capacity else {
        return "Paid by request: an hour without requests costs nothing but its storage, and nothing is paid that is not used."
            .to_owned();
    };
    let mut text = format!(
        "{} of it pays for capacity that nobody uses: writes use {} of what is paid, reads {}.",
        unused(shown, paid),
        quantity::share(paid.write_used_millionths),
        quantity::share(paid.read_used_millionths),
    );
    let short = paid.read_short + paid.write_short;
    if short > HalfUnits::ZERO {
        text.push_str(&format!(" {} units find neither capacity nor burst credit: they are throttled.", quantity::units(short)));
    }
    if paid.reserved != (0, 0) {
        text.push_str(&format!(
            " Reserved are {} WCU and {} RCU.",
            quantity::count(paid.reserved.1),
            quantity::count(paid.reserved.0)
        ));
    }
    text
}

/// What pays for nothing; no more than the sum of rounded lines that it is said to be a part of.
fn unused(shown: &BillOption, paid: &PaidCapacity) -> String {
    if paid.unused.cents() > shown.total_cents {
        quantity::bill_total(shown.total_cents, paid.unused)
    } else {
        quantity::amount(paid.unused)
    }
}

fn charts(props: &BillProps, shown: &BillOption, stretch: Stretch) -> Html {
    let curve = &props.bill.curve;
    let chart = |axis: &'static str, hue: &'static str, units: &[HalfUnits], paid: Option<&[u64]>| {
        let hours = stretch.hours().min(units.len());
        let used: Vec<f64> = units.iter().take(hours).map(|units| units.0 as f64 / UNIT_HOUR).collect();
        let paid: Vec<f64> = paid.unwrap_or_default().iter().take(hours).map(|units| *units as f64).collect();
        html! { <HourChart {axis} {hue} {used} {paid} first_hour_of_week={curve.first_hour_of_week} /> }
    };
    let paid = shown.capacity.as_ref();
    html! {
        <>
            { chart("Write units a second", "write", &curve.write, paid.map(|paid| paid.write.as_slice())) }
            { chart("Read units a second", "read", &curve.read, paid.map(|paid| paid.read.as_slice())) }
            <ul class="bill-legend">
                <li>{ swatch("hour-used write") }{ "writes used" }</li>
                <li>{ swatch("hour-used read") }{ "reads used" }</li>
                if paid.is_some() {
                    <li>{ swatch("waste") }{ "paid, not used" }</li>
                    <li>{ swatch("hour-short") }{ "beyond the capacity" }</li>
                    <li><svg width="16" height="12" aria-hidden="true"><path class="hour-paid" d="M0 6H16" /></svg>{ "capacity paid" }</li>
                }
                <li class="axis-name">{ &curve.title }</li>
            </ul>
        </>
    }
}

/// A legend's mark.
pub(crate) fn swatch(class: &'static str) -> Html {
    html! { <svg width="12" height="12" aria-hidden="true"><rect {class} width="12" height="12" /></svg> }
}

/// The table twin: the hours of a day, or the days of a week or month.
fn table(props: &BillProps, shown: &BillOption, stretch: Stretch) -> Html {
    let curve = &props.bill.curve;
    let hours = stretch.hours().min(curve.write.len());
    let step = if stretch == Stretch::Day { 1 } else { 24 };
    let row = |from: usize| {
        let to = (from + step).min(hours);
        let sum = |units: &[HalfUnits]| -> HalfUnits { units.get(from..to).unwrap_or_default().iter().copied().sum() };
        let paid = |of: fn(&PaidCapacity) -> &[u64]| {
            shown.capacity.as_ref().map(|paid| of(paid).get(from..to).unwrap_or_default().iter().sum::<u64>())
        };
        html! {
            <tr key={from}>
                <th scope="row">{ hour_name(curve.first_hour_of_week, from, step == 1) }</th>
                <td class="number">{ quantity::units(sum(&curve.write)) }</td>
                <td class="number">{ paid(|paid| &paid.write).map_or("as used".to_owned(), quantity::count) }</td>
                <td class="number">{ quantity::units(sum(&curve.read)) }</td>
                <td class="number">{ paid(|paid| &paid.read).map_or("as used".to_owned(), quantity::count) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="The month's curve as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col">{ if step == 1 { "Hour" } else { "Day" } }</th>
                    <th scope="col" class="number">{ "Write units used" }</th><th scope="col" class="number">{ "WCU-hours paid" }</th>
                    <th scope="col" class="number">{ "Read units used" }</th><th scope="col" class="number">{ "RCU-hours paid" }</th>
                </tr></thead>
                <tbody>{ for (0..hours).step_by(step).map(row) }</tbody>
            </table>
        </div>
    }
}
