//! What a scenario's clients ask for: how many requests arrive in each second, which values they carry, and how the keys made
//! of those values are spread.
//!
//! Everything is a pure function of the scenario: the driver that runs single requests and the one that counts them see the same
//! arrivals, and keys with the same distribution at the same places of the hash space. Nothing here knows capacity or prices.
//! There are no floats: powers of Zipf's law are fixed-point numbers made of integer squares and roots.

mod arrivals;
mod calendar;
mod draws;
mod key_groups;
mod live;
mod number_text;
mod repeats;
mod spectrum;
mod wave;
mod zipf;

pub use arrivals::Arrivals;
pub use calendar::{DAY_S, HOUR_S, date, hour, second_of};
pub use draws::{Draws, Origin, Request};
pub use key_groups::{HeavyKey, KeyGroups};
pub(crate) use live::identity_of;
pub(crate) use number_text::write_number;
pub(crate) use repeats::{Different, Repeats};
pub(crate) use wave::mean_height;

#[cfg(test)]
mod tests;
