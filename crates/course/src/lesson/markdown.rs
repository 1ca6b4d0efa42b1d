//! From Markdown to blocks. Raw HTML is dropped, with a warning; what has no block of its own becomes the nearest that has.

use core::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use report::{BlockKind, Prose};

use super::prose::{LeftOut, ProseBuilder};

/// A block of the text, before fences are given their meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// A block that is done.
    Block(BlockKind),
    /// A fence: its info string and its text.
    Fence { info: String, text: String },
}

/// Something with the byte at which it begins.
pub(super) type At<T> = (usize, T);
/// Cells of a table's row.
type Row = Vec<Vec<Prose>>;

/// The pieces of a text, and warnings.
pub(super) fn pieces(text: &str) -> (Vec<At<Piece>>, Vec<At<String>>) {
    let mut builder = Builder::default();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        builder.take(event, range);
    }
    (builder.pieces, builder.warnings)
}

#[derive(Default)]
struct Builder {
    pieces: Vec<At<Piece>>,
    warnings: Vec<At<String>>,
    prose: ProseBuilder,
    /// An open code block: where it begins, info string, text.
    code: Option<(usize, String, String)>,
    /// Open lists: the outermost one collects the entries of all.
    list_depth: usize,
    list: Option<(usize, bool, Vec<Vec<Prose>>)>,
    /// An open quotation.
    quote: Option<(usize, Vec<Prose>)>,
    /// An open table: where it begins, header, rows.
    table: Option<(usize, Row, Vec<Row>)>,
    row: Row,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.code.is_some() {
            return self.in_code(event);
        }
        match event {
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(end) => self.end(end, range.start),
            Event::Rule => self.push(range.start, BlockKind::Rule),
            inline => self.inline(inline, range.start),
        }
    }

    fn in_code(&mut self, event: Event<'_>) {
        match (event, &mut self.code) {
            (Event::Text(more), Some((_, _, text))) => text.push_str(&more),
            (Event::End(TagEnd::CodeBlock), _) => {
                let Some((at, info, text)) = self.code.take() else { return };
                self.pieces.push((at, Piece::Fence { info, text }));
            }
            _ => {}
        }
    }

    fn inline(&mut self, event: Event<'_>, at: usize) {
        let warning = match self.prose.take(event) {
            None => return,
            Some(LeftOut::Html) => "raw HTML was dropped".to_owned(),
            Some(LeftOut::Link(address)) => {
                format!("the link to {address} was dropped: only the web and this page can be linked")
            }
            Some(LeftOut::Image(address)) => format!("the image {address} was dropped; its description stays"),
        };
        self.warnings.push((at, warning));
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::CodeBlock(kind) => {
                let info = if let CodeBlockKind::Fenced(info) = kind { info.into_string() } else { String::new() };
                self.close_entry();
                self.code = Some((at, info, String::new()));
            }
            Tag::List(first) => {
                self.close_entry();
                self.list_depth += 1;
                if self.list_depth == 1 {
                    self.list = Some((at, first.is_some(), vec![]));
                } else if self.list_depth == 2 {
                    self.warnings.push((at, "a list within a list is shown as one list".to_owned()));
                }
            }
            Tag::BlockQuote(_) if self.quote.is_none() => self.quote = Some((at, vec![])),
            Tag::Table(_) => self.table = Some((at, vec![], vec![])),
            Tag::HtmlBlock => {}
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. } => self.inline(Event::Start(tag), at),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd, at: usize) {
        match end {
            TagEnd::Paragraph => self.paragraph(at),
            TagEnd::Heading(level) => {
                let prose = self.prose.finish();
                self.push(at, BlockKind::Heading(heading(level), prose));
            }
            TagEnd::Item => self.close_entry(),
            TagEnd::List(_) => {
                self.list_depth = self.list_depth.saturating_sub(1);
                if let Some((at, ordered, entries)) = self.list.take_if(|_| self.list_depth == 0) {
                    self.push(at, BlockKind::List { ordered, entries });
                }
            }
            TagEnd::BlockQuote(_) => {
                if let Some((at, prose)) = self.quote.take() {
                    self.push(at, BlockKind::Quote(prose));
                }
            }
            TagEnd::TableCell => {
                let prose = self.prose.finish();
                self.row.push(prose);
            }
            TagEnd::TableHead | TagEnd::TableRow => self.close_row(end == TagEnd::TableHead),
            TagEnd::Table => {
                if let Some((at, header, rows)) = self.table.take() {
                    self.push(at, BlockKind::Table(header, rows));
                }
            }
            inline => self.inline(Event::End(inline), at),
        }
    }

    fn paragraph(&mut self, at: usize) {
        if self.list_depth > 0 {
            return self.close_entry();
        }
        let prose = self.prose.finish();
        match &mut self.quote {
            Some((_, quoted)) => {
                if !quoted.is_empty() {
                    quoted.push(Prose::Text(" ".to_owned()));
                }
                quoted.extend(prose);
            }
            None if prose.is_empty() => {}
            None => self.push(at, BlockKind::Paragraph(prose)),
        }
    }

    /// What has been collected for an entry of a list becomes one.
    fn close_entry(&mut self) {
        let prose = self.prose.finish();
        if let Some((_, _, entries)) = self.list.as_mut().filter(|_| !prose.is_empty()) {
            entries.push(prose);
        }
    }

    fn close_row(&mut self, is_header: bool) {
        let row = core::mem::take(&mut self.row);
        if let Some((_, header, rows)) = &mut self.table {
            if is_header {
                *header = row;
            } else {
                rows.push(row);
            }
        }
    }

    fn push(&mut self, at: usize, kind: BlockKind) {
        self.pieces.push((at, Piece::Block(kind)));
    }
}

fn heading(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        _ => 4,
    }
}
