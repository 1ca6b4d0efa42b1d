//! What can be changed of the bill: region, how often and when the metered traffic happens, the free tier.

use report::{BillRequest, TrafficShape};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::control::{CheckField, SettledInput};
use crate::cost::BillProps;
use crate::cost::choice::REPEATS_MAX;

/// Factors offered with one click: as it was, each day, each hour, each minute, each second of a 30-day month.
const REPEATS: [(u64, &str); 5] =
    [(1, "once"), (30, "daily"), (720, "hourly"), (43_200, "every minute"), (2_592_000, "every second")];

const SHAPES: [(TrafficShape, &str); 5] = [
    (TrafficShape::AsMetered, "in the hours as metered"),
    (TrafficShape::Even, "evenly, day and night"),
    (TrafficShape::DayAndNight, "in a wave by day and night"),
    (TrafficShape::WorkingHours, "Monday to Friday, 9 to 17: empty weekends"),
    (TrafficShape::DailyHour, "in one hour of each day"),
];

/// The controls; they are the same on every view of the bill.
#[component]
pub(crate) fn Controls(props: &BillProps) -> Html {
    let bill = &props.bill;
    let change = |with: fn(&mut BillRequest, u64)| {
        let (request, on_request) = (props.request.clone(), props.on_request.clone());
        Callback::from(move |number: u64| {
            let mut changed = (*request).clone();
            with(&mut changed, number);
            on_request.emit(changed);
        })
    };
    let repeats = change(|request, number| request.repeats = number);
    let typed = {
        let (repeats, now) = (repeats.clone(), props.request.repeats);
        Callback::from(move |text: String| {
            let number = text.parse::<u64>().ok().map(|number| number.clamp(1, REPEATS_MAX)).filter(|number| *number != now);
            number.into_iter().for_each(|number| repeats.emit(number));
            number.is_some()
        })
    };
    let preset = |(number, words): (u64, &'static str)| {
        let repeats = repeats.clone();
        let onclick = Callback::from(move |_: MouseEvent| repeats.emit(number));
        html! { <button key={words} type="button" class="toggle" aria-pressed={(props.request.repeats == number).to_string()} {onclick}>{ words }</button> }
    };
    let region = {
        let (request, on_request) = (props.request.clone(), props.on_request.clone());
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_request.emit(BillRequest { region: Some(select.value()), ..(*request).clone() });
            }
        })
    };
    let shape = {
        let shape = change(|request, place| {
            request.shape = SHAPES.get(place as usize).map_or(TrafficShape::AsMetered, |shape| shape.0);
        });
        Callback::from(move |event: Event| {
            let place =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| u64::try_from(select.selected_index()).ok());
            if let Some(place) = place {
                shape.emit(place);
            }
        })
    };
    let source = {
        let on_source = props.on_source.clone();
        Callback::from(move |event: Event| {
            let place =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(place) = place {
                on_source.emit(place);
            }
        })
    };
    let free = change(|request, yes| request.free_tier = yes == 1);
    let own = bill.prices.iter().filter(|price| price.own.is_some()).count();
    html! {
        <div class="bill-controls panel">
            <div class="body">
                <label class="field"><span>{ "Region" }</span>
                    <select onchange={region}>{ for bill.regions.iter().map(|region| html! {
                        <option key={region.clone()} value={region.clone()} selected={*region == bill.region}>{ region }</option>
                    }) }</select>
                </label>
                if props.sources.len() > 1 {
                    <label class="field"><span>{ "Traffic" }</span>
                        <select onchange={source}>{ for props.sources.iter().enumerate().map(|(place, words)| html! {
                            <option key={place} selected={place == props.source}>{ words }</option>
                        }) }</select>
                    </label>
                }
                if props.source == 0 {
                    <label class="field repeats">
                        <span>{ "The metered traffic happens, times a month" }</span>
                        <SettledInput mode="numeric" value={props.request.repeats.to_string()} on_settled={typed} />
                    </label>
                    <div class="toggle-group" role="group" aria-label="How often the metered traffic happens">{ for REPEATS.into_iter().map(preset) }</div>
                    <label class="field"><span>{ "It lies over the month" }</span>
                        <select onchange={shape}>{ for SHAPES.into_iter().map(|(shape, words)| html! {
                            <option key={words} selected={shape == props.request.shape}>{ words }</option>
                        }) }</select>
                    </label>
                }
                { CheckField::new("Free tier: all of the account's is left", props.request.free_tier, free.reform(u64::from)).draw() }
                <p class="price-date">
                    { "Prices of " }<time>{ &bill.price_date }</time>
                    if bill.is_own_file { <span class="chip stale">{ "your file" }</span> }
                    if own > 0 { <span class="chip stale">{ format!("{own} of your own") }</span> }
                </p>
            </div>
        </div>
    }
}
