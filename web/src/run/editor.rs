//! The console's editor: a plain textarea, so that Tab leaves it and every keyboard and screen reader knows it.
//!
//! A layer of the same text lies under it, invisible but for the underline at the place where the input went wrong; the
//! layer also gives the editor its height.

use yew::prelude::*;

use super::console::ConsoleMsg;
use crate::control::{Icon, icon, typed};

/// Id of the textarea.
pub(crate) const EDITOR: &str = "console-editor";

/// The editor with its button: its text, whether something runs, the line and column (from 1) where the text is wrong.
pub(crate) fn editor(text: &str, busy: bool, wrong: Option<(u32, u32)>, say: &Callback<ConsoleMsg>) -> Html {
    let oninput = say.reform(|event: InputEvent| ConsoleMsg::Typed(typed(&event).unwrap_or_default()));
    let onkeydown = {
        let say = say.clone();
        move |event: KeyboardEvent| {
            let msg = match event.key().as_str() {
                "Enter" if event.ctrl_key() || event.meta_key() => ConsoleMsg::Run,
                "ArrowUp" if event.alt_key() => ConsoleMsg::Earlier,
                "ArrowDown" if event.alt_key() => ConsoleMsg::Later,
                _ => return,
            };
            event.prevent_default();
            say.emit(msg);
        }
    };
    let (before, marked, after) = split(text, wrong);
    html! {
        <form class="editor" onsubmit={say.reform(|event: SubmitEvent| { event.prevent_default(); ConsoleMsg::Run })}>
            <div class="editor-text">
                <pre aria-hidden="true">{ before }<mark>{ marked }</mark>{ after }{ "\n" }</pre>
                <textarea id={EDITOR} aria-label="AWS CLI lines or wire JSON" aria-describedby="console-keys" spellcheck="false"
                    autocomplete="off" autocapitalize="off" translate="no" rows="1" value={text.to_owned()}
                    aria-invalid={wrong.is_some().then_some("true")}
                    placeholder="aws dynamodb query --table-name …" {oninput} {onkeydown} />
            </div>
            <div class="editor-foot">
                <span class="hint" id="console-keys"><kbd>{ "Ctrl" }</kbd>{ " + " }<kbd>{ "Enter" }</kbd>{ " runs, " }<kbd>{ "Alt" }</kbd>{ " + " }<kbd>{ "↑" }</kbd>{ " brings back the last input" }</span>
                <button type="submit" class="primary" aria-busy={busy.to_string()} disabled={text.trim().is_empty()}>{ icon(Icon::Play) }{ "Run" }</button>
            </div>
        </form>
    }
}

/// The text before, at and after the place; all of it is before if there is no such place.
fn split(text: &str, place: Option<(u32, u32)>) -> (&str, &str, &str) {
    let Some(start) = place.and_then(|(line, column)| offset(text, line, column)) else { return (text, "", "") };
    let (before, rest) = text.split_at(start);
    let end = rest.char_indices().skip(1).find(|(_, letter)| letter.is_whitespace() || ",}]\"'".contains(*letter));
    let (marked, after) = rest.split_at(end.map_or(rest.len(), |(place, _)| place));
    (before, marked, after)
}

/// The byte where a line and column, counted from 1 in characters, begin.
fn offset(text: &str, line: u32, column: u32) -> Option<usize> {
    let mut start = 0;
    let mut lines = text.split_inclusive('\n');
    for _ in 1..line {
        start += lines.next()?.len();
    }
    let within = lines.next()?.char_indices().nth(usize::try_from(column.checked_sub(1)?).ok()?)?.0;
    Some(start + within)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_wrong_word_is_marked() {
        assert_eq!(split("aws dynamo put", Some((1, 5))), ("aws ", "dynamo", " put"));
        assert_eq!(split("{\n  \"é\": x}", Some((2, 8))), ("{\n  \"é\": ", "x", "}"));
        assert_eq!(split("{,", Some((1, 2))), ("{", ",", ""));
    }

    #[test]
    fn a_place_outside_marks_nothing() {
        for place in [None, Some((0, 1)), Some((1, 0)), Some((1, 9)), Some((7, 1))] {
            assert_eq!(split("abc", place).1, if place == Some((0, 1)) { "abc" } else { "" });
        }
    }
}
