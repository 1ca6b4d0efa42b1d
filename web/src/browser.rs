//! What the page does to the browser: address, theme, clipboard, files, kept drafts. Each refuses quietly or says why.

use gloo::file::Blob;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlAnchorElement, HtmlElement, HtmlInputElement, Url};

use crate::kept;
use crate::route::{Route, decode};
use crate::state::Theme;

const THEME: &str = "dynalab.theme";
const DRAFT: &str = "dynalab.console";
const WORKSPACE: &str = "dynalab.workspace";

/// The route in the address, if there is one.
pub(crate) fn address() -> Option<Route> {
    Route::parse(&gloo::utils::window().location().hash().ok()?)
}

/// Puts a route into the address; the browser's history remembers the one before.
pub(crate) fn set_address(route: &Route) {
    // Refused only by a sandboxed frame, where the page works without an address.
    let _ = gloo::utils::window().location().set_hash(&route.fragment());
}

/// The address of this page with another fragment, to be copied.
pub(crate) fn with_fragment(fragment: &str) -> Option<String> {
    let here = gloo::utils::window().location().href().ok()?;
    let page = here.split_once('#').map_or(here.as_str(), |(page, _)| page);
    Some(format!("{page}{fragment}"))
}

/// What follows `?` in the address.
pub(crate) fn query() -> Vec<(String, String)> {
    let search = gloo::utils::window().location().search().unwrap_or_default();
    parameters(&search)
}

fn parameters(search: &str) -> Vec<(String, String)> {
    let words = search.trim_start_matches('?').split('&').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            (decode(name), decode(&value.replace('+', " ")))
        })
        .collect()
}

/// The theme kept in this browser.
pub(crate) fn theme() -> Theme {
    kept::text(THEME).map_or(Theme::Auto, |slug| Theme::from_slug(&slug))
}

/// Puts a theme on the page without keeping it.
pub(crate) fn show_theme(theme: Theme) {
    if let Some(root) = gloo::utils::document().document_element() {
        // A fixed attribute name is never refused.
        let _ = root.set_attribute("data-theme", theme.slug());
    }
}

/// Puts a theme on the page and keeps it.
pub(crate) fn keep_theme(theme: Theme) {
    show_theme(theme);
    kept::set_text(THEME, theme.slug());
}

/// What was being typed into the console before a reload of this tab.
pub(crate) fn draft() -> String {
    kept::text_for_tab(DRAFT).unwrap_or_default()
}

/// Keeps what is being typed.
pub(crate) fn keep_draft(text: &str) {
    kept::set_text_for_tab(DRAFT, text);
}

/// The workspace that was open last, in this tab or else in this browser: to know it again, even if it was cleared.
pub(crate) fn last_workspace() -> Option<String> {
    kept::text_for_tab(WORKSPACE).or_else(|| kept::text(WORKSPACE))
}

/// Remembers the workspace that is open.
pub(crate) fn remember_workspace(id: &str) {
    kept::set_text_for_tab(WORKSPACE, id);
    kept::set_text(WORKSPACE, id);
}

async fn copy(text: &str) -> bool {
    let clipboard = gloo::utils::window().navigator().clipboard();
    if clipboard.is_undefined() || clipboard.is_null() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Puts text onto the clipboard and says how that went, `what` being the text's name.
pub(crate) async fn copied(text: &str, what: &str) -> String {
    let words = if copy(text).await { "copied" } else { "not copied: the browser refused the clipboard" };
    format!("{what} {words}")
}

/// Hands a file to the user.
pub(crate) fn download(name: &str, bytes: &[u8]) {
    hand_over(name, Blob::new_with_options(bytes, Some("application/octet-stream")).as_ref());
}

/// Hands a file to the user that is these parts in order: arrays of bytes.
pub(crate) fn download_parts(name: &str, parts: &js_sys::Array) {
    if let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(parts) {
        hand_over(name, &blob);
    }
}

fn hand_over(name: &str, blob: &web_sys::Blob) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    let anchor = gloo::utils::document().create_element("a").ok().and_then(|one| one.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&address);
        anchor.set_download(name);
        anchor.click();
    }
    // The click has started the download; it no longer needs the address.
    let _ = Url::revoke_object_url(&address);
}

/// The bytes of the first file chosen in an input of type `file`, which is emptied so that the same file can come again.
pub(crate) async fn chosen_file(input: HtmlInputElement) -> Option<Vec<u8>> {
    let file = input.files()?.get(0)?;
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    input.set_value("");
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Whether the drawer fits beside the work: the width at which frame.css puts it there, and some more.
///
/// A media query and not the window's width: asking for that one lays the whole page out at once.
pub(crate) fn is_wide() -> bool {
    gloo::utils::window().match_media("(min-width: 1280px)").is_ok_and(|query| query.is_some_and(|query| query.matches()))
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    gloo::utils::document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to the element with this id, if there is one.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::parameters;

    #[test]
    fn parameters_are_decoded() {
        let found = parameters("?embed=1&lesson=employee%2Ddirectory&&flag&a=b+c");
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("embed", "1"), ("lesson", "employee-directory"), ("flag", ""), ("a", "b c")]);
        assert_eq!(parameters("?"), vec![]);
    }
}
