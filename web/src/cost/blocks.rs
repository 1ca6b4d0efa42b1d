//! The blocks that a size was rounded up to, drawn: full ones solid, the last one as full as it is.

use yew::prelude::*;

/// Blocks drawn at most; between the first ones and the last one there is then a gap with their number.
const DRAWN_MAX: u64 = 8;
/// Size of one block on the screen.
const WIDTH: f64 = 26.0;
const HEIGHT: f64 = 10.0;
const GAP: f64 = 3.0;
/// Room for `+ 248`.
const OMITTED_WIDTH: f64 = 44.0;

#[derive(Properties, PartialEq)]
pub(crate) struct BlockBarProps {
    /// Bytes of one block.
    pub block_bytes: u32,
    /// Blocks begun.
    pub blocks: u64,
    /// Bytes in the last one.
    pub last_block_bytes: u32,
}

/// The blocks as boxes.
#[component]
pub(crate) fn BlockBar(props: &BlockBarProps) -> Html {
    let omitted = props.blocks.saturating_sub(DRAWN_MAX);
    let before = props.blocks.min(DRAWN_MAX).saturating_sub(1);
    let step = WIDTH + GAP;
    let last_x = before as f64 * step + if omitted > 0 { OMITTED_WIDTH } else { 0.0 };
    let filled = last_fill(props.last_block_bytes, props.block_bytes);
    let full = |number: u64| {
        html! { <rect key={number.to_string()} class="block-full" x={(number as f64 * step).to_string()} y="0.5" width={WIDTH.to_string()} height={HEIGHT.to_string()} /> }
    };
    html! {
        <svg class="block-bar" width={(last_x + WIDTH + 1.0).to_string()} height={(HEIGHT + 1.0).to_string()} aria-hidden="true">
            { for (0..before).map(full) }
            if omitted > 0 {
                <text class="block-omitted" x={(before as f64 * step + OMITTED_WIDTH / 2.0 - GAP / 2.0).to_string()} y="9.5">{ format!("+ {omitted}") }</text>
            }
            if props.blocks > 0 {
                <rect class="block-empty" x={(last_x + 0.5).to_string()} y="0.5" width={(WIDTH - 1.0).to_string()} height={HEIGHT.to_string()} />
                <rect class={if props.blocks > 1 { "block-over" } else { "block-full" }} x={last_x.to_string()} y="0.5" width={format!("{filled:.1}")} height={HEIGHT.to_string()} />
            }
        </svg>
    }
}

/// How much of the last block is filled, at least a hair.
fn last_fill(last_block_bytes: u32, block_bytes: u32) -> f64 {
    (f64::from(last_block_bytes) / f64::from(block_bytes.max(1)) * WIDTH).clamp(1.5, WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_block_is_as_full_as_it_is_and_never_invisible() {
        assert_eq!(last_fill(512, 1_024), WIDTH / 2.0);
        assert_eq!(last_fill(1, 4_096), 1.5);
        assert_eq!(last_fill(9_999, 4_096), WIDTH);
    }
}
