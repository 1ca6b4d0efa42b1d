//! What the frame shows of a run that goes on, in words.

use crate::laboratory::Running;
use crate::quantity;
use crate::scene::RunStrip;

/// The run's line in the frame.
pub(crate) fn strip(running: &Running) -> RunStrip {
    let title = format!("Run of {}", running.title);
    let Some(progress) = running.progress else {
        return RunStrip { title, done_thousandths: 0, words: "begins…".to_owned() };
    };
    let done = u128::from(progress.done_s) * 1_000 / u128::from(progress.total_s.max(1));
    let done_thousandths = u32::try_from(done.min(1_000)).unwrap_or(1_000);
    let done = format!(
        "{} of {}",
        quantity::span(progress.done_s.saturating_mul(1_000)),
        quantity::span(progress.total_s.saturating_mul(1_000))
    );
    let words = match (running.is_cancelled, progress.left_ms) {
        (true, _) => "ends…".to_owned(),
        (false, None) => done,
        // Whole seconds: anything finer would only flicker.
        (false, Some(left_ms)) => format!("{done}, about {} left", quantity::span(left_ms.div_ceil(1_000).saturating_mul(1_000))),
    };
    RunStrip { title, done_thousandths, words }
}

#[cfg(test)]
mod tests {
    use super::strip;
    use crate::laboratory::Running;
    use client::LabProgress;

    #[test]
    fn progress_is_told_in_words() {
        let at = |done_s, left_ms| Some(LabProgress { ask: 1, done_s, total_s: 86_400, spent_ms: 100, left_ms });
        let told = |progress, is_cancelled| {
            let running = Running { number: 1, title: "Cart".into(), text: String::new(), progress, sketch: None, is_cancelled };
            let strip = strip(&running);
            format!("{} | {} | {}", strip.title, strip.done_thousandths, strip.words)
        };
        assert_eq!(told(None, false), "Run of Cart | 0 | begins…");
        assert_eq!(told(at(21_600, Some(1_200)), false), "Run of Cart | 250 | 6 h of 1 d, about 2 s left");
        assert_eq!(told(at(43_200, None), false), "Run of Cart | 500 | 12 h of 1 d");
        assert_eq!(told(at(43_200, Some(9)), true), "Run of Cart | 500 | ends…");
    }
}
