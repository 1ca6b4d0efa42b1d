//! An author's words as elements. There is no way from a lesson to raw HTML.

use report::Prose;
use yew::prelude::*;

/// Inline text.
pub(crate) fn prose(parts: &[Prose]) -> Html {
    parts.iter().map(part).collect()
}

fn part(part: &Prose) -> Html {
    match part {
        Prose::Text(text) => html! { { text } },
        Prose::Emphasis(parts) => html! { <em>{ prose(parts) }</em> },
        Prose::Strong(parts) => html! { <strong>{ prose(parts) }</strong> },
        Prose::Code(text) => html! { <code translate="no">{ text }</code> },
        Prose::Link(parts, address) => link(parts, address),
    }
}

/// A link, if its address is one that a page may lead to; otherwise its words alone.
fn link(parts: &[Prose], address: &str) -> Html {
    match kind(address) {
        Address::Outside => html! { <a href={address.to_owned()} target="_blank" rel="noopener noreferrer">{ prose(parts) }</a> },
        Address::Inside => html! { <a href={address.to_owned()}>{ prose(parts) }</a> },
        Address::Refused => prose(parts),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Address {
    Outside,
    Inside,
    Refused,
}

/// Web pages and places of this page are followed; `javascript:` and the like are not.
fn kind(address: &str) -> Address {
    let lower = address.to_ascii_lowercase();
    match () {
        () if lower.starts_with("https://") || lower.starts_with("http://") => Address::Outside,
        () if lower.starts_with('#') => Address::Inside,
        () => Address::Refused,
    }
}

/// The words alone: for titles and labels.
pub(crate) fn plain(parts: &[Prose]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Prose::Text(text) | Prose::Code(text) => text.clone(),
            Prose::Emphasis(parts) | Prose::Strong(parts) | Prose::Link(parts, _) => plain(parts),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_and_places_of_this_page_are_links() {
        for (address, found) in [
            ("https://docs.aws.amazon.com/", Address::Outside),
            ("HTTP://example.com", Address::Outside),
            ("#/t/employees/see", Address::Inside),
            ("javascript:alert(1)", Address::Refused),
            (" javascript:alert(1)", Address::Refused),
            ("data:text/html,x", Address::Refused),
            ("//example.com", Address::Refused),
            ("", Address::Refused),
        ] {
            assert_eq!(kind(address), found, "{address}");
        }
    }

    #[test]
    fn words_alone() {
        let parts = [
            Prose::Text("a ".into()),
            Prose::Strong(vec![Prose::Code("b".into())]),
            Prose::Link(vec![Prose::Text("c".into())], "#".into()),
        ];
        assert_eq!(plain(&parts), "a bc");
    }
}
