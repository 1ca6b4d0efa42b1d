//! A bar on the error output, if that is a terminal: how much is done, and how long the rest will take.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use lab::simulate::Progress;

/// The bar is drawn again after so long.
const EVERY: Duration = Duration::from_millis(100);
/// Cells of the bar.
const CELLS: u64 = 30;

/// The bar of one run.
#[derive(Debug)]
pub(super) struct ProgressBar {
    /// None if nobody looks.
    began: Option<Instant>,
    drawn: Option<Instant>,
}

impl ProgressBar {
    pub(super) fn new() -> Self {
        ProgressBar { began: io::stderr().is_terminal().then(Instant::now), drawn: None }
    }

    /// Draws where the run stands, if that was not done just now.
    pub(super) fn show(&mut self, progress: Progress) {
        let Some(began) = self.began else { return };
        let now = Instant::now();
        if self.drawn.is_some_and(|drawn| now.duration_since(drawn) < EVERY) {
            return;
        }
        self.drawn = Some(now);
        // Whoever closes the error output does not want a bar.
        let _ = write!(io::stderr(), "\r{}\x1b[K", line(progress, now.duration_since(began)));
    }

    /// Takes the bar away.
    pub(super) fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(progress: Progress, spent: Duration) -> String {
    let total = progress.total_s.max(1);
    let cells = progress.done_s.saturating_mul(CELLS) / total;
    let percent = progress.done_s.saturating_mul(100) / total;
    let bar: String = (0..CELLS).map(|cell| if cell < cells { '#' } else { '.' }).collect();
    let left = match progress.done_s {
        0 => String::new(),
        done => {
            let left_ms = spent.as_millis().saturating_mul(u128::from(total - done.min(total))) / u128::from(done);
            format!(", {} s left", left_ms.div_ceil(1_000))
        }
    };
    format!("[{bar}] {percent} %{left}")
}

#[cfg(test)]
mod tests {
    use super::{Duration, Progress, line};

    #[test]
    fn a_bar_tells_what_is_left() {
        let at = |done_s| line(Progress { done_s, total_s: 400 }, Duration::from_secs(2));
        assert_eq!(at(0), "[..............................] 0 %");
        assert_eq!(at(100), "[#######.......................] 25 %, 6 s left");
        assert_eq!(at(400), "[##############################] 100 %, 0 s left");
    }
}
