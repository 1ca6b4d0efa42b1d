//! Paths of functions: those that `xtask/later.txt` lists, and those that a wasm's name section gives.

use super::LIST;
use crate::failure::Failure;
use std::collections::BTreeSet;

/// The list.
#[derive(Debug, Default)]
pub(super) struct List {
    /// What comes later.
    pub(super) later: Paths,
    /// What stays all the same, with all that it calls.
    pub(super) first: Paths,
    /// What comes later even so: what stays may call it, but seldom, and never before something that came later.
    pub(super) even_so: Paths,
}

/// Paths, each of a function or of a module with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Paths(Vec<String>);

impl List {
    /// One path each line, `*` in it for any word; `!` before it makes it one that stays, `>` one that comes later whatever stays;
    /// `#` begins a comment.
    pub(super) fn parse(text: &str) -> Self {
        let mut list = Self::default();
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()) {
            let (paths, path) = match (line.strip_prefix('!'), line.strip_prefix('>')) {
                (Some(path), _) => (&mut list.first, path.trim()),
                (None, Some(path)) => (&mut list.even_so, path.trim()),
                (None, None) => (&mut list.later, line),
            };
            if !path.is_empty() {
                paths.0.push(path.to_owned());
            }
        }
        list
    }
}

impl Paths {
    /// The functions that lie under one of the paths. A path that has none is out of date, or its function became part of its
    /// caller.
    pub(super) fn find<'a>(&self, functions: impl IntoIterator<Item = (u32, &'a str)>) -> Result<BTreeSet<u32>, Failure> {
        let mut idle: BTreeSet<usize> = (0..self.0.len()).collect();
        let mut found = BTreeSet::new();
        for (function, name) in functions {
            let name = without_hashes(name);
            let mut places = (0..).zip(&self.0).filter(|(_, path)| lies_under(&name, path)).map(|(place, _)| place).peekable();
            if places.peek().is_some() {
                found.insert(function);
            }
            places.for_each(|place| _ = idle.remove(&place));
        }
        if idle.is_empty() {
            return Ok(found);
        }
        let lost: Vec<&str> = idle.into_iter().filter_map(|place| self.0.get(place)).map(String::as_str).collect();
        let remedy = "Correct the path; or, if its function has only one caller, mark it #[inline(never)].";
        Err(Failure::new(format!("{LIST} names what the worker's wasm does not have: {}", lost.join(", "))).with_remedy(remedy))
    }
}

/// `core[c5930c85a12de822]::num` as `core::num`: crates that come with the compiler are named with a hash of theirs.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if hash.len() == 16 && hash.chars().all(|char| char.is_ascii_hexdigit()) => plain.push_str(rest),
            _ => plain.extend(["[", part]),
        }
    }
    plain
}

/// `name` is as the name section has it: `engine::undo::Undo::take::h0123`, or with the path of the type first:
/// `<engine::undo::Undo as core::clone::Clone>::clone`, `core::ptr::drop_in_place<engine::undo::Undo>`.
fn lies_under(name: &str, path: &str) -> bool {
    let mut rest = name.trim_start_matches("core::ptr::drop_in_place").trim_start_matches('<');
    let mut parts = path.split('*').peekable();
    while let Some(part) = parts.next() {
        let Some(after) = rest.strip_prefix(part) else { return false };
        // A star stands for one word of the path.
        rest = if parts.peek().is_some() { after.trim_start_matches(is_of_a_word) } else { after };
    }
    !rest.starts_with(is_of_a_word)
}

fn is_of_a_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

#[cfg(test)]
mod tests {
    use super::{List, Paths, lies_under, without_hashes};

    #[test]
    fn hashes_of_crates_are_left_out_and_nothing_else() {
        for (name, plain) in [
            ("core[c5930c85a12de822]::num::flt2dec", "core::num::flt2dec"),
            ("<[u8] as alloc[0123456789abcdef]::slice::Join>::join", "<[u8] as alloc::slice::Join>::join"),
            ("a[b", "a[b"),
        ] {
            assert_eq!(without_hashes(name), plain);
        }
    }

    #[test]
    fn a_path_is_a_function_or_a_module_and_no_beginning_of_a_word() {
        for (name, path, lies) in [
            ("engine::undo", "engine::undo", true),
            ("engine::undo::<impl engine::engine::Engine>::undo::h0123456789abcdef", "engine::undo", true),
            ("<engine::undo::Step as core::clone::Clone>::clone::h0123456789abcdef", "engine::undo", true),
            ("core::ptr::drop_in_place<engine::undo::Step>::h0123456789abcdef", "engine::undo", true),
            ("worker::transfer::export::{{closure}}::h0123456789abcdef", "worker::transfer::export", true),
            ("engine::undo_log::read", "engine::undo", false),
            ("alloc::vec::Vec<engine::undo::Step>::push", "engine::undo", false),
            ("worker::transfer", "worker::transfer::export", false),
            ("engine::operations::query::execute::h0123456789abcdef", "engine::operations::*::execute", true),
            ("engine::operations::query::executed", "engine::operations::*::execute", false),
            ("engine::operations::query::plan::execute", "engine::operations::*::execute", false),
        ] {
            assert_eq!(lies_under(name, path), lies, "{name} under {path}");
        }
    }

    #[test]
    fn a_list_has_what_comes_later_and_what_stays() {
        let list = List::parse("# why\n\nengine::operations # all of them but\n! engine::operations::get_item\n");
        assert_eq!(list.later.0, ["engine::operations"]);
        assert_eq!(list.first.0, ["engine::operations::get_item"]);
    }

    #[test]
    fn a_path_that_finds_nothing_is_told() {
        let paths = Paths(vec!["a".into(), "a::b".into()]);
        assert_eq!(paths.find([(7, "a::b::c"), (8, "d")]).unwrap().into_iter().collect::<Vec<_>>(), [7]);
        assert!(paths.find([(7, "a::c")]).unwrap_err().to_string().contains("does not have: a::b\n"));
    }
}
