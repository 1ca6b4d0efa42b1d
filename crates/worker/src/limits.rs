//! What the requests of a workspace meet beyond its data: enforced capacity, and reads that lag. Kept with the workspace, in the
//! list of workspaces: it is a setting of this browser, no part of the data.

use std::rc::Rc;

use engine::ReadLag;
use engine::storage::Storage;
use report::{ErrorReport, Limits};

use crate::console::storage_failure;
use crate::host::Host;
use crate::later;
use crate::workspace::Workspace;

impl<S: Storage + 'static> Workspace<S> {
    /// Sets what requests meet from now on.
    #[inline(never)]
    pub(crate) fn set_limits(&self, limits: Limits) {
        // What enforces may come later; without it the first request that asks for it loads it.
        let _ = later::ensure();
        let before = self.limits.replace(limits);
        let mut engine = self.engine.borrow_mut();
        // Switching anew would fill the buckets.
        if before.enforced != limits.enforced {
            engine.enforce_capacity(limits.enforced);
        }
        engine.set_read_lag(ReadLag { replica_ms: limits.replica_lag_ms.into(), index_ms: limits.index_lag_ms.into() });
        engine.set_replication_lag(limits.replication_lag_ms.into());
    }
}

/// Sets the limits of the open workspace and keeps them.
pub(crate) async fn set(host: &Rc<Host>, limits: Limits) -> Result<(), ErrorReport> {
    let most = |lag_ms: u32| lag_ms.min(Limits::LAG_MAX_MS);
    let limits = Limits {
        replica_lag_ms: most(limits.replica_lag_ms),
        index_lag_ms: most(limits.index_lag_ms),
        replication_lag_ms: most(limits.replication_lag_ms),
        ..limits
    };
    let workspace = host.workspace()?;
    let registry = host.registry.borrow().clone();
    if let Some(registry) = registry {
        let id = workspace.summary.borrow().id.clone();
        registry.put_limits(&id, limits).await.map_err(|error| storage_failure(&error))?;
    }
    workspace.set_limits(limits);
    Ok(())
}
