//! What every picture is made of: scales, ticks, the heat scale, a measured width, and the frame with its table twin.
//!
//! No picture lives here; they live beside what they explain (`see`, `cost`).

mod heat;
mod picture;
mod scale;
mod width;

pub use heat::{HeatLegend, HeatScale};
pub use picture::Picture;
pub use scale::{Scale, ceiling, ticks};
pub use width::use_width;
