//! Lets one through at a time, in the order of arrival: workspaces are opened and closed one after the other.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures_channel::oneshot;

/// Nobody is inside at first.
#[derive(Default)]
pub(crate) struct Turnstile(RefCell<Line>);

#[derive(Default)]
struct Line {
    occupied: bool,
    waiting: VecDeque<oneshot::Sender<()>>,
}

/// The right to be inside; dropping it lets the next one in.
pub(crate) struct Turn<'a>(&'a Turnstile);

impl Turnstile {
    /// Waits for its turn.
    pub(crate) async fn pass(&self) -> Turn<'_> {
        let called = {
            let mut line = self.0.borrow_mut();
            if line.occupied {
                let (call, called) = oneshot::channel();
                line.waiting.push_back(call);
                Some(called)
            } else {
                line.occupied = true;
                None
            }
        };
        if let Some(called) = called {
            // The caller lives as long as the line.
            let _ = called.await;
        }
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut line = self.0.0.borrow_mut();
        while let Some(call) = line.waiting.pop_front() {
            // Whoever has gone away is passed over.
            if call.send(()).is_ok() {
                return;
            }
        }
        line.occupied = false;
    }
}

#[cfg(test)]
mod tests;
