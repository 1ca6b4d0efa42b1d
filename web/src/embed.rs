//! An embed: the page inside a frame of a course page, asked for by `?embed=1&lesson=employee-directory`.
//!
//! It shows one lesson without the frame's rails, in a workspace of its own. `storage=memory` keeps nothing,
//! `isolation=<name>` shares a workspace among the embeds of that name, `theme=light|dark` follows the course page.

use crate::state::Theme;

/// What an embed shows and where it keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Embed {
    /// The lesson's id.
    pub(crate) lesson: Option<String>,
    /// Name of its workspace.
    pub(crate) isolation: String,
    /// Keep nothing.
    pub(crate) memory: bool,
    /// Theme asked for by the course page.
    pub(crate) theme: Option<Theme>,
}

impl Embed {
    /// The embed that the address asks for, if it does.
    pub(crate) fn from_query(query: &[(String, String)]) -> Option<Self> {
        let value = |name: &str| query.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str());
        if value("embed") != Some("1") {
            return None;
        }
        let lesson = value("lesson").filter(|id| !id.is_empty()).map(str::to_owned);
        let isolation = value("isolation").filter(|name| !name.is_empty()).map(str::to_owned);
        Some(Embed {
            isolation: isolation.or_else(|| lesson.clone()).unwrap_or_else(|| "embed".to_owned()),
            lesson,
            memory: value("storage") == Some("memory"),
            theme: value("theme").map(Theme::from_slug),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Embed, Theme};

    fn embed(query: &[(&str, &str)]) -> Option<Embed> {
        let query: Vec<_> = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Embed::from_query(&query)
    }

    #[test]
    fn only_an_embed_is_one() {
        assert_eq!(embed(&[("lesson", "a")]), None);
        assert_eq!(embed(&[("embed", "0")]), None);
    }

    #[test]
    fn it_keeps_its_data_under_the_name_of_its_lesson() {
        let one = embed(&[("embed", "1"), ("lesson", "a"), ("storage", "memory"), ("theme", "dark")]).unwrap();
        assert_eq!((one.isolation.as_str(), one.memory, one.theme), ("a", true, Some(Theme::Dark)));
        assert_eq!(embed(&[("embed", "1")]).unwrap().isolation, "embed");
    }
}
