//! What every picture is made of: scales, ticks, axes, the heat scale, a measured width, a canvas and its colours, and the frame with its table twin.
//!
//! No picture lives here; they live beside what they explain (`see`, `cost`).

mod axis;
mod canvas;
mod heat;
mod palette;
mod picture;
mod scale;
mod steps;
mod time_table;
mod width;

pub(crate) use axis::{lines_across, marks_below, px};
pub(crate) use canvas::{Brush, Canvas, ratio};
pub(crate) use heat::{HeatLegend, HeatScale};
pub(crate) use palette::{Palette, image, palette_marks, use_palette};
pub(crate) use picture::Picture;
pub(crate) use scale::{Scale, ceiling, tick_words, ticks};
pub(crate) use steps::steps;
pub(crate) use time_table::{Column, rows, time_table};
pub(crate) use width::use_width;
