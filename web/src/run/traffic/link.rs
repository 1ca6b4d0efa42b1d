//! A scenario in the address: `traffic:retail-cart` for a template as it is delivered, `traffic:=<text>` for a written one that is
//! short enough. What follows the area is percent-encoded by `route`.

use report::ScenarioTemplate;

use crate::area::{Area, Selection};
use crate::route::Route;
use crate::run::tabs::TRAFFIC;

/// Longest address of a link in bytes (our bound: mail programs and chats cut longer ones).
const ADDRESS_BYTES_MAX: usize = 8_000;

/// What an address brings.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Linked {
    /// A template.
    Template(String),
    /// A text.
    Text(String),
}

/// The scenario in a part of the address.
pub(super) fn parse(part: &str) -> Option<Linked> {
    let payload = part.strip_prefix(TRAFFIC)?.strip_prefix(':')?;
    Some(match payload.strip_prefix('=') {
        Some(text) => Linked::Text(text.to_owned()),
        None => Linked::Template(payload.to_owned()),
    })
}

/// The address without a scenario.
pub(super) fn plain(selection: Option<Selection>) -> Route {
    Route { selection, area: Area::Run, part: Some(TRAFFIC.to_owned()) }
}

/// The fragment of a link to this text; none if it would be too long.
pub(super) fn fragment(text: &str, template: Option<&ScenarioTemplate>) -> Option<String> {
    let payload = match template {
        Some(template) => format!("{TRAFFIC}:{}", template.id),
        None => format!("{TRAFFIC}:={text}"),
    };
    let fragment = Route::area(Area::Run).with_part(&payload).fragment();
    (fragment.len() <= ADDRESS_BYTES_MAX).then_some(fragment)
}

#[cfg(test)]
mod tests {
    use super::{Linked, fragment, parse};
    use crate::route::Route;
    use report::ScenarioTemplate;

    #[test]
    fn a_link_brings_back_what_it_was_made_of() {
        let text = "title = \"A / B\"\n# 100 %\n[[pattern]]\n";
        let part = |fragment: Option<String>| Route::parse(&fragment.unwrap()).unwrap().part.unwrap();
        assert_eq!(parse(&part(fragment(text, None))), Some(Linked::Text(text.to_owned())));
        let template = ScenarioTemplate { id: "retail-cart".into(), title: String::new(), text: text.into() };
        assert_eq!(part(fragment(text, Some(&template))), "traffic:retail-cart");
        assert_eq!(parse("traffic:retail-cart"), Some(Linked::Template("retail-cart".to_owned())));
        assert_eq!(parse("traffic"), None);
    }

    #[test]
    fn a_long_text_makes_no_link() {
        assert_eq!(fragment(&"x".repeat(8_000), None), None);
        assert!(fragment(&"x".repeat(7_900), None).is_some());
    }
}
