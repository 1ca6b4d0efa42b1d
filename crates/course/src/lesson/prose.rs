//! Inline text out of Markdown: a tree without any HTML, of bounded depth.

use pulldown_cmark::{Event, Tag, TagEnd};
use report::Prose;

/// Deepest nesting of emphasis and links (our bound; deeper text stays, its marks do not).
const PROSE_DEPTH: usize = 8;

/// Collects the inline events of one paragraph, heading or cell.
#[derive(Default)]
pub(super) struct ProseBuilder {
    open: Vec<(Mark, Vec<Prose>)>,
    /// Marks that were dropped because they were too deep.
    dropped: usize,
    done: Vec<Prose>,
}

/// An open mark.
enum Mark {
    Emphasis,
    Strong,
    Link(String),
    /// A link that leads nowhere we follow, or an image: its text alone.
    Plain,
}

/// Something that was left out.
pub(super) enum LeftOut {
    Html,
    Link(String),
    Image(String),
}

impl ProseBuilder {
    /// Takes an inline event; says if something was left out.
    pub(super) fn take(&mut self, event: Event<'_>) -> Option<LeftOut> {
        match event {
            Event::Text(text) => self.push(Prose::Text(text.into_string())),
            Event::Code(text) => self.push(Prose::Code(text.into_string())),
            Event::SoftBreak | Event::HardBreak => self.push(Prose::Text(" ".to_owned())),
            Event::InlineHtml(_) | Event::Html(_) => return Some(LeftOut::Html),
            Event::Start(Tag::Emphasis) => self.begin(Mark::Emphasis),
            Event::Start(Tag::Strong) => self.begin(Mark::Strong),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let address = dest_url.into_string();
                if leads_somewhere(&address) {
                    self.begin(Mark::Link(address));
                } else {
                    self.begin(Mark::Plain);
                    return Some(LeftOut::Link(address));
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.begin(Mark::Plain);
                return Some(LeftOut::Image(dest_url.into_string()));
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => self.end(),
            _ => {}
        }
        None
    }

    /// The prose so far; the builder is empty again.
    pub(super) fn finish(&mut self) -> Vec<Prose> {
        while !self.open.is_empty() {
            self.end();
        }
        core::mem::take(&mut self.done)
    }

    fn begin(&mut self, mark: Mark) {
        if self.open.len() >= PROSE_DEPTH {
            self.dropped += 1;
        } else {
            self.open.push((mark, vec![]));
        }
    }

    fn end(&mut self) {
        if self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        let Some((mark, inner)) = self.open.pop() else { return };
        match mark {
            Mark::Emphasis => self.push(Prose::Emphasis(inner)),
            Mark::Strong => self.push(Prose::Strong(inner)),
            Mark::Link(address) => self.push(Prose::Link(inner, address)),
            Mark::Plain => inner.into_iter().for_each(|prose| self.push(prose)),
        }
    }

    fn push(&mut self, prose: Prose) {
        let into = self.open.last_mut().map_or(&mut self.done, |(_, inner)| inner);
        match (into.last_mut(), prose) {
            (Some(Prose::Text(before)), Prose::Text(text)) => before.push_str(&text),
            (_, prose) => into.push(prose),
        }
    }
}

/// The web, or a place within the page: anything else (scripts, files, data) is no link.
fn leads_somewhere(address: &str) -> bool {
    address.starts_with("https://")
        || address.starts_with("http://")
        || address.starts_with('#')
        || address.starts_with("?lesson=")
}
