//! The one heat scale: six even steps from nothing to the hottest, with a legend in units.

use model::HalfUnits;
use yew::prelude::*;

use crate::chart::ceiling;
use crate::quantity;

/// Steps above zero. Six steps of even lightness can still be told apart side by side.
const STEPS: u64 = 6;

/// Colours amounts relative to the hottest one on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeatScale {
    step: HalfUnits,
}

impl HeatScale {
    /// A scale whose last step ends at a round number not below `hottest`.
    pub(crate) fn new(hottest: HalfUnits) -> Self {
        let step = ceiling((hottest.0 as f64 / STEPS as f64).max(1.0)).ceil() as u64;
        HeatScale { step: HalfUnits(step) }
    }

    /// 0 for nothing at all, 1 to 6 for the step that `amount` falls in.
    pub(crate) fn level(self, amount: HalfUnits) -> u64 {
        amount.0.div_ceil(self.step.0.max(1)).min(STEPS)
    }

    /// The CSS class that fills with the colour of `amount`.
    pub(crate) fn class(self, amount: HalfUnits) -> &'static str {
        ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6"][self.level(amount).min(STEPS) as usize]
    }

    /// The word that goes with the colour.
    pub(crate) fn word(self, amount: HalfUnits) -> &'static str {
        match self.level(amount) {
            0 => "idle",
            1 | 2 => "cool",
            3 | 4 => "warm",
            _ => "hot",
        }
    }

    /// Upper end of each step, beginning with 0.
    pub(crate) fn bounds(self) -> impl Iterator<Item = HalfUnits> {
        (0..=STEPS).map(move |number| self.step * number)
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct HeatLegendProps {
    /// The scale.
    pub scale: HeatScale,
    /// What the numbers count: `RCU in the last 5 min`.
    pub unit: AttrValue,
}

/// The scale as swatches with their upper ends.
#[component]
pub(crate) fn HeatLegend(props: &HeatLegendProps) -> Html {
    let swatch = |(number, bound): (usize, HalfUnits)| {
        let text = if number == 0 { "0".to_owned() } else { format!("≤ {}", quantity::units(bound)) };
        html! {
            <li key={number}>
                <svg class="heat-swatch" width="20" height="10" aria-hidden="true">
                    <rect class={props.scale.class(bound)} width="20" height="10" />
                </svg>
                { text }
            </li>
        }
    };
    html! {
        <div class="heat-legend">
            <span class="heat-legend-unit">{ &props.unit }</span>
            <ol>{ for props.scale.bounds().enumerate().map(swatch) }</ol>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_idle_and_the_hottest_is_in_the_last_steps() {
        let scale = HeatScale::new(HalfUnits::whole(55));
        assert_eq!(scale.bounds().map(|bound| bound.to_string()).collect::<Vec<_>>(), ["0", "10", "20", "30", "40", "50", "60"]);
        assert_eq!([0, 1, 10, 11, 55, 60, 1_000].map(|units| scale.level(HalfUnits::whole(units))), [0, 1, 1, 2, 6, 6, 6]);
        assert_eq!(scale.word(HalfUnits::ZERO), "idle");
        assert_eq!(scale.class(HalfUnits::whole(55)), "heat-6");
    }

    #[test]
    fn a_quiet_table_still_has_a_scale() {
        let scale = HeatScale::new(HalfUnits::ZERO);
        assert_eq!(scale.level(HalfUnits(1)), 1);
        assert_eq!(scale.level(HalfUnits::ZERO), 0);
    }
}
