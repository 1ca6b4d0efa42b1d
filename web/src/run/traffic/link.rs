//! A scenario in the address: `traffic:retail-cart` for a template as it is delivered, `traffic:=<text>` for a written one that is
//! short enough; the same behind the name of any other screen of the laboratory. What follows the area is percent-encoded by `route`.

use report::ScenarioTemplate;
use yew::prelude::*;

use crate::area::AreaProps;
use crate::laboratory::{LabHandle, LabMsg, say};
use crate::route::Route;

/// Longest address of a link in bytes (our bound: mail programs and chats cut longer ones).
const ADDRESS_BYTES_MAX: usize = 8_000;

/// What an address brings.
#[derive(Clone, Debug, PartialEq)]
enum Linked {
    /// A template.
    Template(String),
    /// A text.
    Text(String),
}

/// Whether a part of the address shows the screen of this name, with or without a scenario.
pub(crate) fn is_screen(part: &str, name: &str) -> bool {
    part.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// The scenario that a part of the address brings to the screen of this name.
fn parse(part: &str, name: &str) -> Option<Linked> {
    let payload = part.strip_prefix(name)?.strip_prefix(':')?;
    Some(match payload.strip_prefix('=') {
        Some(text) => Linked::Text(text.to_owned()),
        None => Linked::Template(payload.to_owned()),
    })
}

/// The fragment of a link to this text on a screen, whose address has its name as its part; none if it would be too long.
pub(super) fn fragment(screen: &Route, text: &str, template: Option<&ScenarioTemplate>) -> Option<String> {
    let name = screen.part.as_deref().unwrap_or_default();
    let payload = match template {
        Some(template) => format!("{name}:{}", template.id),
        None => format!("{name}:={text}"),
    };
    let fragment = Route { selection: None, area: screen.area, part: Some(payload) }.fragment();
    (fragment.len() <= ADDRESS_BYTES_MAX).then_some(fragment)
}

/// A scenario in the address of a screen is put into the editor once; then the address is the plain one, because the text goes on to
/// change.
#[hook]
pub(crate) fn use_link(props: &AreaProps, lab: &LabHandle, screen: Route) {
    let go = props.go.clone();
    let templates_missing = lab.model.templates.is_empty();
    use_effect_with((props.part.clone(), templates_missing, screen), move |(part, templates_missing, screen)| {
        let name = screen.part.as_deref().unwrap_or_default();
        let Some(linked) = part.as_deref().and_then(|part| parse(part, name)) else { return };
        match linked {
            Linked::Template(_) if *templates_missing => return,
            Linked::Template(id) => say(LabMsg::PutTemplate(id)),
            Linked::Text(text) => say(LabMsg::Put(text)),
        }
        go.emit(screen.clone());
    });
}

#[cfg(test)]
mod tests {
    use super::{Linked, fragment, is_screen, parse};
    use crate::area::Area;
    use crate::route::Route;
    use report::ScenarioTemplate;

    fn screen() -> Route {
        Route::area(Area::Run).with_part("traffic")
    }

    #[test]
    fn a_scenario_may_follow_the_name_of_a_screen() {
        let is_traffic = |part| is_screen(part, "traffic");
        assert_eq!(["traffic", "traffic:retail-cart", "traffics", "console"].map(is_traffic), [true, true, false, false]);
    }

    #[test]
    fn a_link_brings_back_what_it_was_made_of() {
        let text = "title = \"A / B\"\n# 100 %\n[[pattern]]\n";
        let part = |fragment: Option<String>| Route::parse(&fragment.unwrap()).unwrap().part.unwrap();
        assert_eq!(parse(&part(fragment(&screen(), text, None)), "traffic"), Some(Linked::Text(text.to_owned())));
        let template = ScenarioTemplate { id: "retail-cart".into(), title: String::new(), text: text.into() };
        assert_eq!(part(fragment(&screen(), text, Some(&template))), "traffic:retail-cart");
        assert_eq!(parse("traffic:retail-cart", "traffic"), Some(Linked::Template("retail-cart".to_owned())));
        assert_eq!(parse("traffic", "traffic"), None);
    }

    #[test]
    fn a_long_text_makes_no_link() {
        assert_eq!(fragment(&screen(), &"x".repeat(8_000), None), None);
        assert!(fragment(&screen(), &"x".repeat(7_900), None).is_some());
    }
}
