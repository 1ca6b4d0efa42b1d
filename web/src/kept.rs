//! Small things that the browser keeps for the page: preferences, drafts, what is remembered between visits.
//!
//! A browser or frame may refuse storage; gloo takes that for a bug and would stop the page, so it is asked for first. Then
//! nothing is kept, and nothing depends on it. Texts are kept as they are: the app then needs no JSON of serde's.

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

/// The text that is kept under this key, as it is.
pub(crate) fn text(key: &str) -> Option<String> {
    allowed().then(|| LocalStorage::raw().get_item(key).ok()).flatten().flatten()
}

/// Keeps a text, unless storage is full or refused.
pub(crate) fn set_text(key: &str, text: &str) {
    if allowed() {
        let _ = LocalStorage::raw().set_item(key, text);
    }
}

/// The text that is kept under this key for as long as the tab lives.
pub(crate) fn text_for_tab(key: &str) -> Option<String> {
    allowed_for_tab().then(|| SessionStorage::raw().get_item(key).ok()).flatten().flatten()
}

/// Keeps a text for as long as the tab lives.
pub(crate) fn set_text_for_tab(key: &str, text: &str) {
    if allowed_for_tab() {
        let _ = SessionStorage::raw().set_item(key, text);
    }
}

fn allowed() -> bool {
    matches!(gloo::utils::window().local_storage(), Ok(Some(_)))
}

fn allowed_for_tab() -> bool {
    matches!(gloo::utils::window().session_storage(), Ok(Some(_)))
}
