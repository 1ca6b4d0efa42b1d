//! Icons: strokes on a grid of 16, drawn in the colour of the text. They are never the only name of a control.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Two pages.
    Learn,
    /// A table.
    Build,
    /// A prompt.
    Run,
    /// A ring in segments.
    See,
    /// A till receipt.
    Cost,
    /// Arrow back.
    Undo,
    /// Arrow forward.
    Redo,
    /// A sun.
    Light,
    /// A moon.
    Dark,
    /// Half and half.
    Auto,
    /// A panel at the right.
    Drawer,
    /// Two sheets.
    Copy,
    /// A cross.
    Close,
    /// Pointing down.
    Down,
    /// A plus.
    Add,
    /// A play mark.
    Play,
    /// A tick.
    Tick,
    /// A triangle with a mark.
    Warning,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Icon::Learn => {
                "M8 3.5C6.5 2.5 4.5 2.3 2 2.5v10c2.5-.2 4.5 0 6 1 1.5-1 3.5-1.2 6-1v-10C11.5 2.3 9.5 2.5 8 3.5zM8 3.5v10"
            }
            Icon::Build => "M2 3h12v10H2zM2 6.5h12M6 6.5V13M2 9.750h12",
            Icon::Run => "M2 3h12v10H2zM4.5 6l2 2-2 2M8 10.5h3.5",
            Icon::See => {
                "M8 1.8a6.2 6.2 0 0 1 5.370 3.1M14.2 8a6.2 6.2 0 0 1-3.1 5.370M8 14.2A6.2 6.2 0 0 1 1.8 8M2.630 4.9A6.2 6.2 0 0 1 5.5 2.3M8 5.5v5M5.5 8h5"
            }
            Icon::Cost => "M3.5 2v12l1.5-1 1.5 1L8 13l1.5 1 1.5-1 1.5 1V2l-1.5 1L9.5 2 8 3 6.5 2 5 3zM5.750 6h4.5M5.750 9h4.5",
            Icon::Undo => "M5.5 3L2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6",
            Icon::Redo => "M10.5 3l3 3-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h4",
            Icon::Light => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13"
            }
            Icon::Dark => "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
            Icon::Auto => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 5h3.5M8 8h6M8 11h3.5",
            Icon::Drawer => "M2 3h12v10H2zM10 3v10M11.5 5.5h1M11.5 7.5h1",
            Icon::Copy => "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
            Icon::Close => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Icon::Down => "M4 6l4 4 4-4",
            Icon::Add => "M8 3v10M3 8h10",
            Icon::Play => "M4.5 2.5v11l9-5.5z",
            Icon::Tick => "M2.5 8.5l3.5 3.5 7.5-8",
            Icon::Warning => "M8 2L1.5 13.5h13zM8 6.5v3.5M8 11.5v.6",
        }
    }
}

/// Draws an icon, hidden from screen readers: the control that bears it has a name.
pub(crate) fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.3"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={icon.path()} />
        </svg>
    }
}
