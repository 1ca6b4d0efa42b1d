//! The blocks of a lesson that are only read: headings, paragraphs, lists, tables, quotations, code.

use report::{Block, BlockKind, Prose};
use yew::prelude::*;

use crate::learn::prose::{plain, prose};

/// A block that is only read; nothing for the ones that are operated.
pub(crate) fn static_block(block: &Block) -> Html {
    match &block.kind {
        BlockKind::Heading(level, parts) => heading(*level, &block.id, parts),
        BlockKind::Paragraph(parts) => html! { <p>{ prose(parts) }</p> },
        BlockKind::List { ordered: true, entries } => {
            html! { <ol>{ for entries.iter().map(|entry| html! { <li>{ prose(entry) }</li> }) }</ol> }
        }
        BlockKind::List { ordered: false, entries } => {
            html! { <ul>{ for entries.iter().map(|entry| html! { <li>{ prose(entry) }</li> }) }</ul> }
        }
        BlockKind::Quote(parts) => html! { <blockquote><p>{ prose(parts) }</p></blockquote> },
        BlockKind::Table(header, rows) => table(header, rows),
        BlockKind::Rule => html! { <hr /> },
        BlockKind::Code(_, text) => html! {
            <pre class="code" translate="no">{ text }</pre>
        },
        BlockKind::Run(_) | BlockKind::Predict { .. } | BlockKind::Check { .. } | BlockKind::Scenario { .. } => Html::default(),
    }
}

/// The lesson's title is the page's first heading, so an author's first level is the second one here.
fn heading(level: u8, id: &str, parts: &[Prose]) -> Html {
    let id = format!("block-{id}");
    match level {
        0..=2 => html! { <h2 {id}>{ prose(parts) }</h2> },
        3 => html! { <h3 {id}>{ prose(parts) }</h3> },
        _ => html! { <h4 {id}>{ prose(parts) }</h4> },
    }
}

fn table(header: &[Vec<Prose>], rows: &[Vec<Vec<Prose>>]) -> Html {
    let label = header.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join(", ");
    html! {
        <div class="scroll panel lesson-table" tabindex="0" role="region" aria-label={format!("Table: {label}")}>
            <table class="data">
                <thead><tr>{ for header.iter().map(|cell| html! { <th scope="col">{ prose(cell) }</th> }) }</tr></thead>
                <tbody>{ for rows.iter().map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ prose(cell) }</td> }) }</tr> }) }</tbody>
            </table>
        </div>
    }
}
