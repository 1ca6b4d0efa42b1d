//! Rules about the text of tracked files: AWS's sentences in one place, no paths of one machine, nothing huge.

use super::Tracked;

/// The one file of AWS's error texts.
const TEXTS: &str = "crates/api/src/text.rs";

/// Sentences that are AWS's even before `text.rs` says them.
const KNOWN: &[&str] = &[
    "The conditional request failed",
    "Requested resource not found",
    "The provided key element does not match the schema",
    "One or more parameter values were invalid",
    "Transaction cancelled, please refer cancellation reasons",
    "The level of configured provisioned throughput for the table was exceeded",
];

/// A shorter piece of a sentence may well be ours too.
const SHORTEST: usize = 28;

/// Complaints about AWS's error texts outside their file. Tests and comments may quote them.
pub(super) fn aws_texts(files: &[Tracked]) -> Vec<String> {
    let mut sentences: Vec<String> = KNOWN.iter().map(|text| (*text).to_owned()).collect();
    if let Some(file) = files.iter().find(|file| file.path == TEXTS) {
        sentences.extend(pieces(&code(&file.text)));
    }
    let sources = files.iter().filter(|file| is_shipped(&file.path) && file.path != TEXTS);
    sources
        .flat_map(|file| {
            let code = code(&file.text);
            let found: Vec<&String> = sentences.iter().filter(|text| code.contains(text.as_str())).collect();
            let tell = |text| format!("{}: AWS's words {text:?} belong into {TEXTS} only", file.path);
            found.into_iter().map(tell).collect::<Vec<_>>()
        })
        .collect()
}

/// Source that ends up in a program: tests, the tools of this repository and the benches do not.
pub(super) fn is_shipped(path: &str) -> bool {
    let ours = path.starts_with("crates/") || path.starts_with("web/");
    ours && path.ends_with(".rs")
        && !path.split('/').any(|part| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs"))
}

/// The file without its tests (which come last) and its comments.
pub(super) fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The literal stretches of a source's strings that are long enough to be recognised, without their placeholders.
fn pieces(code: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    // Between quotes is every second part, once escaped quotes are out of the way; text.rs has no raw strings.
    for literal in code.replace("\\\"", "\u{1}").split('"').skip(1).step_by(2) {
        let literal = literal.split(['{', '}', '\u{1}']);
        let long = literal.filter(|piece| piece.len() >= SHORTEST && piece.contains(' ') && !piece.contains('\n'));
        pieces.extend(long.map(str::to_owned));
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Complaints about paths that exist on one machine only.
pub(super) fn machine_paths(files: &[Tracked]) -> Vec<String> {
    // Spelled so that this file does not complain about itself.
    let homes = ["root", "work", "home", "Users"].map(|name| format!("/{name}/"));
    let complaint = |file: &Tracked, number: usize, line: &str| {
        let path = homes.iter().find(|home| stands_alone(line, home))?;
        Some(format!("{}:{}: names `{path}`, a path of one machine", file.path, number + 1))
    };
    files
        .iter()
        .flat_map(|file| file.text.lines().enumerate().filter_map(move |(number, line)| complaint(file, number, line)))
        .collect()
}

/// Whether `path` begins an absolute path in `line`, rather than being the middle of an address or of another path, and
/// goes on with a name.
fn stands_alone(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/}~$*)".contains(c))
            && after.is_some_and(|c| c.is_alphanumeric() || c == '.')
    })
}

/// What one file may weigh in git; larger data is generated or fetched.
const MOST_BYTES: u64 = 1 << 20;

/// Complaints about files that make every clone slower for ever.
pub(super) fn big_files(files: &[Tracked]) -> Vec<String> {
    let big = files.iter().filter(|file| file.size_bytes > MOST_BYTES);
    big.map(|file| format!("{}: {} bytes; a tracked file has at most {MOST_BYTES}", file.path, file.size_bytes)).collect()
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, TEXTS, aws_texts, big_files, machine_paths, pieces};
    use crate::tidy::Tracked;

    fn file(path: &str, text: &str) -> Tracked {
        Tracked { path: path.into(), size_bytes: text.len() as u64, text: text.into() }
    }

    #[test]
    fn a_known_sentence_elsewhere_is_told() {
        let source = "fn f() { g(\"The conditional request failed\") }";
        assert_eq!(aws_texts(&[file(TEXTS, source)]), [""; 0]);
        assert_eq!(aws_texts(&[file("crates/engine/src/put.rs", source)]).len(), 1);
    }

    #[test]
    fn a_sentence_of_the_texts_file_elsewhere_is_told() {
        let texts = file(TEXTS, "write!(f, \"Subscriber limit exceeded: Only {n} online index can be created\")");
        let copy = file("crates/engine/src/table.rs", "let s = \"online index\";");
        assert_eq!(aws_texts(&[texts.clone(), copy]), [""; 0], "a short piece is nobody's");
        let copy = file("web/src/table.rs", "let s = \"Subscriber limit exceeded: Only 1\";");
        assert_eq!(aws_texts(&[texts, copy]).len(), 1);
    }

    #[test]
    fn tests_and_comments_may_quote() {
        let source = "// The conditional request failed\n#[cfg(test)]\nmod tests { \"The conditional request failed\" }";
        assert_eq!(aws_texts(&[file("crates/engine/src/put.rs", source)]), [""; 0]);
        assert_eq!(aws_texts(&[file("crates/engine/tests/put.rs", "\"The conditional request failed\"")]), [""; 0]);
    }

    #[test]
    fn placeholders_and_quotes_split_a_sentence() {
        let found = pieces(r#"f("Table {name} has a \"very long tail of words to find\"", "short")"#);
        assert_eq!(found, ["very long tail of words to find"]);
    }

    #[test]
    fn a_path_of_one_machine_is_told() {
        let told = |line: &str| machine_paths(&[file("README.md", line)]).len();
        assert_eq!(told(&format!("see /{}/me/notes", "home")), 1);
        assert_eq!(told(&format!("cd /{}/main", "work")), 1);
        assert_eq!(told(&format!("https://example.com/{}/page", "home")), 0);
        assert_eq!(told(&format!("$HOME/{}/page", "work")), 0);
    }

    #[test]
    fn a_huge_file_is_told() {
        let mut huge = file("lessons/film.gif", "");
        huge.size_bytes = MOST_BYTES;
        assert_eq!(big_files(&[huge.clone()]), [""; 0]);
        huge.size_bytes += 1;
        assert_eq!(big_files(&[huge]).len(), 1);
    }
}
