//! The table twin of a picture over time: rows of so many points together, a column for each figure.

use yew::prelude::*;

use crate::quantity;

/// Rows at most (our bound: what is read without scrolling far, an hour of a day each).
const ROWS: usize = 24;

/// A column.
#[derive(Clone, PartialEq)]
pub(crate) struct Column {
    /// What stands over it.
    pub(crate) head: String,
    /// Of each row; rows without a cell are not known.
    pub(crate) cells: Vec<String>,
}

/// The points that a row puts together: its first point, and the one behind its last.
pub(crate) fn rows(points: usize) -> Vec<(usize, usize)> {
    let step = points.div_ceil(ROWS).max(1);
    (0..points).step_by(step).map(|first| (first, (first + step).min(points))).collect()
}

/// The table of `points` points of `point_s` seconds.
pub(crate) fn time_table(label: &str, point_s: u64, points: usize, columns: &[Column]) -> Html {
    let row = |(number, (first, _)): (usize, (usize, usize))| {
        let from = quantity::span((first as u64).saturating_mul(point_s).saturating_mul(1_000));
        html! {
            <tr key={first}>
                <th scope="row">{ if first == 0 { "0".to_owned() } else { from } }</th>
                { for columns.iter().map(|column| html! { <td class="number">{ column.cells.get(number).map_or("–", String::as_str) }</td> }) }
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label={format!("{label} as a table")}>
            <table class="data">
                <thead><tr><th scope="col">{ "From" }</th>{ for columns.iter().map(|column| html! { <th scope="col" class="number">{ &column.head }</th> }) }</tr></thead>
                <tbody>{ for rows(points).into_iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn rows_cover_all_points() {
        assert_eq!(rows(0), []);
        assert_eq!(rows(2), [(0, 1), (1, 2)]);
        assert_eq!((rows(1_440).len(), rows(1_440)[23]), (24, (1_380, 1_440)));
        assert_eq!(rows(25).last(), Some(&(24, 25)));
    }
}
