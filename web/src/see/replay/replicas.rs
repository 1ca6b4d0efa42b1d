//! Three replicas of a partition in three availability zones, and which of them leads.
//!
//! Follows the USENIX paper of 2022, "Architecture": one leader, which alone serves writes and strongly consistent reads; two
//! of three have a write before it is acknowledged. Which zone leads is our model.

use yew::prelude::*;

/// Letters of the zones behind the region's name.
pub(crate) const ZONES: [char; 3] = ['a', 'b', 'c'];

/// The letter of a zone by its number.
pub(crate) fn zone_letter(number: u8) -> char {
    ZONES.get(usize::from(number)).copied().unwrap_or(ZONES[0])
}

/// The replicas: boxes with words, so the picture is its own text.
pub(crate) fn replicas(region: &str, leader: char) -> Html {
    let zone = |letter: char| {
        let leads = letter == leader;
        html! {
            <li key={letter.to_string()} class={classes!("zone", leads.then_some("leads"))}>
                <span class="zone-name mono">{ format!("{region}{letter}") }</span>
                <span class="replica" aria-hidden="true"></span>
                <strong>{ if leads { "leader" } else { "follower" } }</strong>
                <span class="zone-role">{ if leads { "writes, every kind of read" } else { "eventually consistent reads" } }</span>
            </li>
        }
    };
    html! {
        <div class="replicas">
            <ol class="zones">{ for ZONES.into_iter().map(zone) }</ol>
            <p class="hint">{ "A write is acknowledged when two of the three have it." }</p>
            <p class="model-note"><strong>{ "Our model: " }</strong>{ "which zone leads." }</p>
        </div>
    }
}
