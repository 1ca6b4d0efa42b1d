//! A picture over the hours of a month: what was used as an area, what was paid as a line, and what lies between them shaded.

use yew::prelude::*;

use crate::chart::{Scale, lines_across, ticks, use_width};
use crate::cost::bill_bars::tick_words;
use crate::quantity;

/// Room around the plot.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 24.0;
const HEIGHT: f64 = 178.0;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// How much of the month is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    Day,
    Week,
    Month,
}

impl Stretch {
    pub(crate) const ALL: [Stretch; 3] = [Stretch::Day, Stretch::Week, Stretch::Month];

    /// Its hours.
    pub(crate) fn hours(self) -> usize {
        match self {
            Stretch::Day => 24,
            Stretch::Week => 7 * 24,
            Stretch::Month => usize::MAX,
        }
    }

    /// Its name.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Stretch::Day => "First day",
            Stretch::Week => "First week",
            Stretch::Month => "Month",
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct HourChartProps {
    /// What the axis counts: `Write units a second`.
    pub axis: AttrValue,
    /// The hue: `read` or `write`.
    pub hue: &'static str,
    /// What was used in each hour.
    pub used: Vec<f64>,
    /// What was paid in each hour; empty if nothing is paid but what is used.
    pub paid: Vec<f64>,
    /// Hour of the week of the first, 0 being Monday's first.
    pub first_hour_of_week: u32,
    /// Whether it counts dollars.
    #[prop_or_default]
    pub money: bool,
}

/// The picture.
#[component]
pub(crate) fn HourChart(props: &HourChartProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let most = props.used.iter().chain(&props.paid).copied().fold(0.0, f64::max);
    let found = ticks(most, 3);
    let end = found.last().copied().unwrap_or(1.0);
    let hours = props.used.len().max(1);
    let x = Scale::new(hours as f64, LEFT, (width - RIGHT).max(LEFT + 80.0));
    let y = Scale::new(end, HEIGHT - BOTTOM, TOP);
    let zero = y.at(0.0);
    let at = |hour: usize| x.at(hour as f64);
    let across = |(hour, words): (usize, String)| {
        let at = at(hour);
        html! { <g key={hour} class="axis-tick"><path d={format!("M{at:.1} {zero:.1}v5")} /><text x={format!("{:.1}", at + 2.0)} y={format!("{:.1}", zero + 16.0)}>{ words }</text></g> }
    };
    let used = area(&props.used, |hour, value| (at(hour), at(hour + 1), y.at(value), zero));
    let unused = between(props, |paid, used| (paid > used).then_some((paid, used)), &at, y);
    let short = between(props, |paid, used| (used > paid).then_some((used, paid)), &at, y);
    let paid: String = props
        .paid
        .iter()
        .enumerate()
        .map(|(hour, value)| {
            let begin = if hour == 0 { 'M' } else { 'L' };
            format!("{begin}{:.1} {:.1}H{:.1}", at(hour), y.at(*value), at(hour + 1))
        })
        .collect();
    html! {
        <div class="hour-chart" ref={frame}>
            <svg aria-hidden="true" width={format!("{width:.1}")} height={HEIGHT.to_string()}>
                { lines_across(&found, y, (LEFT, at(hours)), |value| if props.money { tick_words(value, end) } else { units_tick(value, end) }) }
                <g>{ for day_ticks(hours, props.first_hour_of_week, width).into_iter().map(across) }</g>
                <path class={classes!("hour-used", props.hue)} d={used} />
                <path class="waste" d={unused} />
                if !props.money { <path class="hour-short" d={short} /> }
                <path class="hour-paid" d={paid} />
                <text class="axis-name" x="0" y="12">{ &props.axis }</text>
            </svg>
        </div>
    }
}

/// One rectangle for each hour that has a value.
fn area(values: &[f64], place: impl Fn(usize, f64) -> (f64, f64, f64, f64)) -> String {
    let shown = values.iter().enumerate().filter(|(_, value)| **value > 0.0);
    shown.map(|(hour, value)| rectangle(place(hour, *value))).collect()
}

/// One rectangle for each hour in which `pick` finds two levels.
fn between(props: &HourChartProps, pick: fn(f64, f64) -> Option<(f64, f64)>, at: &impl Fn(usize) -> f64, y: Scale) -> String {
    let hours = props.paid.iter().zip(&props.used).enumerate();
    let found = hours.filter_map(|(hour, (paid, used))| Some((hour, pick(*paid, *used)?)));
    found.map(|(hour, (high, low))| rectangle((at(hour), at(hour + 1), y.at(high), y.at(low)))).collect()
}

fn rectangle((left, right, top, bottom): (f64, f64, f64, f64)) -> String {
    format!("M{left:.1} {bottom:.1}V{top:.1}H{right:.1}V{bottom:.1}z")
}

/// A tick in units, with the digits that an axis of this length needs.
fn units_tick(value: f64, end: f64) -> String {
    if end >= 10.0 {
        return quantity::count(value as u64);
    }
    let decimals = (2.0 - end.max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Where days begin, or hours of a single day, as many as there is room for.
fn day_ticks(hours: usize, first_hour_of_week: u32, width: f64) -> Vec<(usize, String)> {
    let first = first_hour_of_week as usize;
    let room = (width / 44.0).max(2.0) as usize;
    if hours <= 24 {
        let step = [1, 2, 3, 6, 12].into_iter().find(|step| hours / step <= room).unwrap_or(12);
        return (0..hours)
            .filter(|hour| (first + hour).is_multiple_of(step))
            .map(|hour| (hour, format!("{:02}:00", (first + hour) % 24)))
            .collect();
    }
    // A letter a day needs less room than its name.
    let name = |hour: usize| DAYS[(first + hour) / 24 % 7];
    let days: Vec<usize> = (0..hours).filter(|hour| (first + hour).is_multiple_of(24)).collect();
    if days.len() > room && days.len() as f64 * 20.0 <= width - LEFT {
        return days.into_iter().map(|hour| (hour, name(hour)[..1].to_owned())).collect();
    }
    let step = if days.len() <= room { 1 } else { 7 };
    // Weeks begin on Mondays, where only they have room.
    let shown = days.into_iter().filter(|hour| ((first + hour) / 24 % 7).is_multiple_of(step));
    shown.map(|hour| (hour, name(hour).to_owned())).collect()
}

/// `Mon 09:00`, `Tue`: the name of an hour, or of a whole day.
pub(crate) fn hour_name(first_hour_of_week: u32, hour: usize, of_day: bool) -> String {
    let of_week = first_hour_of_week as usize + hour;
    let day = DAYS[of_week / 24 % 7];
    if of_day { format!("{day} {:02}:00", of_week % 24) } else { format!("{day}, day {}", hour / 24 + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_have_the_digits_that_their_axis_needs() {
        assert_eq!([0.0, 500.0, 1_500.0].map(|value| units_tick(value, 1_500.0)), ["0", "500", "1,500"]);
        assert_eq!([0.0, 0.25, 1.0].map(|value| units_tick(value, 1.0)), ["0", "0.25", "1"]);
        assert_eq!(units_tick(0.002, 0.01), "0.002");
    }

    #[test]
    fn days_and_hours_are_marked_as_room_allows() {
        let words = |hours, first, width| {
            day_ticks(hours, first, width).into_iter().map(|(hour, words)| format!("{hour} {words}")).collect::<Vec<_>>()
        };
        assert_eq!(words(168, 0, 700.0), ["0 Mon", "24 Tue", "48 Wed", "72 Thu", "96 Fri", "120 Sat", "144 Sun"]);
        assert_eq!(
            words(730, 105, 500.0)[..3],
            ["63 Mon".to_owned(), "231 Mon".to_owned(), "399 Mon".to_owned()],
            "from Friday 09:00 on"
        );
        assert_eq!(words(168, 0, 262.0)[..3], ["0 M".to_owned(), "24 T".to_owned(), "48 W".to_owned()]);
        assert_eq!(words(24, 105, 280.0), ["3 12:00", "9 18:00", "15 00:00", "21 06:00"]);
        assert_eq!((hour_name(105, 0, true), hour_name(0, 26, false)), ("Fri 09:00".to_owned(), "Tue, day 2".to_owned()));
    }
}
