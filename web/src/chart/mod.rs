//! What every picture is made of: scales, ticks, the heat scale, a measured width, and the frame with its table twin.
//!
//! No picture lives here; they live beside what they explain (`see`, `cost`).

mod heat;
mod picture;
mod scale;
mod width;

pub(crate) use heat::{HeatLegend, HeatScale};
pub(crate) use picture::Picture;
pub(crate) use scale::{Scale, ceiling, ticks};
pub(crate) use width::use_width;
