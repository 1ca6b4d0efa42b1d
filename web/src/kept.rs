//! Small things that the browser keeps for the page: preferences, drafts, what is remembered between visits.
//!
//! A browser or frame may refuse storage; gloo takes that for a bug and would stop the page, so it is asked for first. Then
//! nothing is kept, and nothing depends on it.

use gloo::storage::{LocalStorage, SessionStorage, Storage};
use serde::{Deserialize, Serialize};

/// What is kept under this key, if it is there and can be read.
pub(crate) fn get<T: for<'de> Deserialize<'de>>(key: &str) -> Option<T> {
    allowed().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Keeps a value, unless storage is full or refused.
pub(crate) fn set(key: &str, value: impl Serialize) {
    if allowed() {
        let _ = LocalStorage::set(key, value);
    }
}

/// Keeps nothing under this key.
pub(crate) fn delete(key: &str) {
    if allowed() {
        LocalStorage::delete(key);
    }
}

/// What is kept under this key for as long as the tab lives.
pub(crate) fn get_for_tab(key: &str) -> Option<String> {
    allowed_for_tab().then(|| SessionStorage::get(key).ok()).flatten()
}

/// Keeps a text for as long as the tab lives.
pub(crate) fn set_for_tab(key: &str, text: &str) {
    if allowed_for_tab() {
        let _ = SessionStorage::set(key, text);
    }
}

fn allowed() -> bool {
    matches!(gloo::utils::window().local_storage(), Ok(Some(_)))
}

fn allowed_for_tab() -> bool {
    matches!(gloo::utils::window().session_storage(), Ok(Some(_)))
}
