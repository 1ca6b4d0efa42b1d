//! Where things stand in the x-ray: one cell for each evaluated item, in key order, line by line.
//!
//! Pure geometry in pixels, tested without a browser.

use report::Evaluated;

/// Distance between two cells.
pub(crate) const STEP: f64 = 14.0;
/// Side of a cell.
const SIDE: f64 = 10.0;
/// Room at the left and top.
pub(crate) const MARGIN: f64 = 3.0;

/// Cells in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    /// Cells in a line.
    pub columns: usize,
    /// Cells in all.
    pub cells: usize,
}

impl Strip {
    /// As many cells in a line as fit.
    pub(crate) fn new(cells: usize, width: f64) -> Self {
        let columns = (((width - MARGIN * 2.0) / STEP).floor() as usize).max(1);
        Strip { columns, cells }
    }

    /// Upper left corner of a cell.
    pub(crate) fn at(self, cell: usize) -> (f64, f64) {
        let (line, column) = (cell / self.columns, cell % self.columns);
        (MARGIN + column as f64 * STEP, MARGIN + line as f64 * STEP)
    }

    /// Height of all lines.
    pub(crate) fn height(self) -> f64 {
        MARGIN * 2.0 + self.cells.div_ceil(self.columns).max(1) as f64 * STEP
    }

    /// The cell at a place.
    pub(crate) fn cell_at(self, x: f64, y: f64) -> Option<usize> {
        if x < MARGIN || y < MARGIN {
            return None;
        }
        let (column, line) = (((x - MARGIN) / STEP) as usize, ((y - MARGIN) / STEP) as usize);
        let cell = line * self.columns + column;
        (column < self.columns && cell < self.cells).then_some(cell)
    }

    /// The cells for which `chosen` holds, as one SVG path of squares, `inset` pixels smaller on each side.
    pub(crate) fn path(self, inset: f64, chosen: impl Fn(usize) -> bool) -> String {
        let side = SIDE - inset * 2.0;
        let mut path = String::new();
        for cell in (0..self.cells).filter(|cell| chosen(*cell)) {
            let (x, y) = self.at(cell);
            path.push_str(&format!("M{:.1} {:.1}h{side}v{side}h-{side}z", x + inset, y + inset));
        }
        path
    }

    /// A tick before each of `cells`, in the gap to its left.
    pub(crate) fn ticks(self, cells: &[usize]) -> String {
        let mut path = String::new();
        for cell in cells {
            let (x, y) = self.at(*cell);
            path.push_str(&format!("M{:.1} {:.1}v{:.1}", x - (STEP - SIDE) / 2.0, y - 2.0, SIDE + 4.0));
        }
        path
    }
}

/// The cells with which a new block of `block_bytes` begins when their sizes are added up: each costs another unit step.
pub(crate) fn block_starts(evaluated: &[Evaluated], block_bytes: u64) -> Vec<usize> {
    let block_bytes = block_bytes.max(1);
    let mut starts = Vec::new();
    let mut sum = 0u64;
    for (cell, item) in evaluated.iter().enumerate() {
        let before = sum.div_ceil(block_bytes);
        sum = sum.saturating_add(item.size_bytes);
        if cell > 0 && sum.div_ceil(block_bytes) > before {
            starts.push(cell);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(sizes: &[u64]) -> Vec<Evaluated> {
        sizes.iter().map(|size| Evaluated { key: String::new(), size_bytes: *size, returned: true }).collect()
    }

    #[test]
    fn cells_fill_lines_and_are_found_again() {
        let strip = Strip::new(25, 10.0 * STEP + MARGIN * 2.0);
        assert_eq!(strip.columns, 10);
        assert_eq!(strip.height(), MARGIN * 2.0 + 3.0 * STEP);
        for cell in 0..25 {
            let (x, y) = strip.at(cell);
            assert_eq!(strip.cell_at(x + 1.0, y + 1.0), Some(cell));
        }
        let (x, y) = strip.at(24);
        assert_eq!(strip.cell_at(x + STEP + 1.0, y), None);
        assert_eq!(strip.path(0.0, |cell| cell % 5 == 0).matches('M').count(), 5);
    }

    #[test]
    fn a_block_begins_with_the_item_that_passes_four_kilobytes() {
        assert_eq!(block_starts(&items(&[2_000, 2_000, 96, 1, 4_095, 1]), 4_096), [3, 5]);
        assert_eq!(block_starts(&items(&[9_000, 1, 4_000]), 4_096), [2]);
        assert_eq!(block_starts(&[], 4_096), Vec::<usize>::new());
    }

    #[test]
    fn no_width_still_gives_a_column() {
        assert_eq!(Strip::new(3, 0.0).columns, 1);
    }
}
