//! Addresses: `#[/t/<table>[/i/<index>]]/<area>[/<part>]`.
//!
//! The address says which table or index is selected and which screen shows it, so that a link opens the same view.
//! Names are percent-encoded; an address that is not understood opens the first screen.

use crate::area::{Area, Selection};

/// Where the page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The selected table or index; the page falls back to the first table.
    pub(crate) selection: Option<Selection>,
    /// The area.
    pub(crate) area: Area,
    /// What follows the area.
    pub(crate) part: Option<String>,
}

impl Route {
    /// An area, about nothing in particular.
    pub(crate) const fn area(area: Area) -> Self {
        Route { selection: None, area, part: None }
    }

    /// An area about a table.
    pub(crate) fn table(table: &str, area: Area) -> Self {
        Route { selection: Some(Selection { table: table.to_owned(), index: None }), area, part: None }
    }

    /// An area about an index.
    pub(crate) fn index(table: &str, index: &str, area: Area) -> Self {
        let selection = Selection { table: table.to_owned(), index: Some(index.to_owned()) };
        Route { selection: Some(selection), area, part: None }
    }

    /// The same with another part.
    pub(crate) fn with_part(mut self, part: &str) -> Self {
        self.part = Some(part.to_owned());
        self
    }

    /// Reads the fragment of an address, with or without `#`. `None` if it is empty or not understood.
    pub(crate) fn parse(fragment: &str) -> Option<Self> {
        let path = fragment.trim_start_matches('#').split('?').next().unwrap_or_default();
        let mut words = path.split('/').filter(|word| !word.is_empty()).map(decode).peekable();
        let mut selection = None;
        if words.peek()?.as_str() == "t" {
            words.next();
            let table = words.next()?;
            let mut index = None;
            if words.peek().is_some_and(|word| word == "i") {
                words.next();
                index = Some(words.next()?);
            }
            selection = Some(Selection { table, index });
        }
        let area = match words.next() {
            Some(word) => Area::from_slug(&word)?,
            None if selection.is_some() => Area::Build,
            None => return None,
        };
        Some(Route { selection, area, part: words.next() })
    }

    /// The fragment, with `#`.
    pub(crate) fn fragment(&self) -> String {
        let mut path = String::from("#");
        if let Some(Selection { table, index }) = &self.selection {
            path.push_str("/t/");
            encode(table, &mut path);
            if let Some(index) = index {
                path.push_str("/i/");
                encode(index, &mut path);
            }
        }
        path.push('/');
        path.push_str(self.area.slug());
        if let Some(part) = &self.part {
            path.push('/');
            encode(part, &mut path);
        }
        path
    }
}

/// Appends `text` percent-encoded: letters, digits and `-._~` stay as they are.
pub(crate) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// The text of a percent-encoded word; a `%` that begins no byte stays as it is.
pub(crate) fn decode(word: &str) -> String {
    let bytes = word.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = (byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let decoded = digits.and_then(|two| core::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        out.push(decoded.unwrap_or(byte));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Area, Route, decode};

    #[test]
    fn addresses_read_back() {
        for route in [
            Route::area(Area::Learn),
            Route::area(Area::Learn).with_part("employee-directory"),
            Route::table("Users", Area::See),
            Route::index("employees", "by/location %", Area::Build).with_part("items"),
        ] {
            assert_eq!(Route::parse(&route.fragment()), Some(route));
        }
        assert_eq!(Route::index("e", "by-x", Area::Cost).fragment(), "#/t/e/i/by-x/cost");
    }

    #[test]
    fn what_is_not_understood_is_none() {
        for fragment in ["", "#", "#/", "#/nowhere", "#/t", "#/t/a/nowhere", "#/t/a/i"] {
            assert_eq!(Route::parse(fragment), None, "{fragment}");
        }
        assert_eq!(Route::parse("#/t/a"), Some(Route::table("a", Area::Build)));
        assert_eq!(Route::parse("/run?embed=1"), Some(Route::area(Area::Run)));
    }

    #[test]
    fn broken_percent_signs_stay() {
        for (word, text) in [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%41%2", "A%2"), ("%ff", "\u{fffd}")] {
            assert_eq!(decode(word), text);
        }
    }
}
