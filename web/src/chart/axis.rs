//! The axes of a picture: lines across it with their values at the left, and marks below it with their words.

use yew::prelude::*;

use crate::chart::Scale;

/// A word that is centred this near to an end of the axis would leave the picture, in pixels.
const NEAR_END: f64 = 24.0;

/// A coordinate as an attribute.
pub(crate) fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// A line at each of `marks`, from `left` to `right`, with its words to the left of it.
pub(crate) fn lines_across(marks: &[f64], y: Scale, (left, right): (f64, f64), words: impl Fn(f64) -> String) -> Html {
    let line = |value: &f64| {
        let at = y.at(*value);
        html! {
            <g key={value.to_string()} class="axis-tick">
                <path d={format!("M{left:.1} {at:.1}H{right:.1}")} />
                <text class="end" x={px(left - 6.0)} y={px(at + 4.0)}>{ words(*value) }</text>
            </g>
        }
    };
    html! { <g>{ for marks.iter().map(line) }</g> }
}

/// A short mark below `foot` at each place, with its words under it; none of them leaves `left..=right`.
pub(crate) fn marks_below(places: Vec<(f64, String)>, foot: f64, (left, right): (f64, f64)) -> Html {
    let mark = |(x, words): (f64, String)| {
        html! {
            <g key={words.clone()} class="axis-tick">
                <path d={format!("M{x:.1} {foot:.1}v5")} />
                <text class={anchor(x, left, right)} x={px(x)} y={px(foot + 18.0)}>{ words }</text>
            </g>
        }
    };
    html! { <g>{ for places.into_iter().map(mark) }</g> }
}

fn anchor(x: f64, left: f64, right: f64) -> &'static str {
    if x < left + NEAR_END {
        "start"
    } else if x > right - NEAR_END {
        "end"
    } else {
        "middle"
    }
}

#[cfg(test)]
mod tests {
    use super::anchor;

    #[test]
    fn words_stay_within_their_axis() {
        assert_eq!([0.0, 10.0, 50.0, 90.0, 100.0].map(|x| anchor(x, 0.0, 100.0)), ["start", "start", "middle", "end", "end"]);
    }
}
