//! Rules about the text of tracked files: AWS's sentences in one place, no paths of one machine, nothing huge.

use super::Tracked;

/// The one file of AWS's error texts.
const TEXTS: &str = "crates/api/src/text.rs";
/// Its parts.
const PARTS: &str = "crates/api/src/text/";

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
    let holds_texts = |file: &&Tracked| file.path == TEXTS || file.path.starts_with(PARTS);
    for file in files.iter().filter(holds_texts) {
        sentences.extend(pieces(&code(&file.text)));
    }
    shipped(files).filter(|file| !holds_texts(file)).filter_map(|file| complaint(file, &sentences)).collect()
}

fn complaint(file: &Tracked, sentences: &[String]) -> Option<String> {
    let code = code(&file.text);
    let mut found = sentences.iter().filter(|text| code.contains(text.as_str()));
    let first = found.next()?;
    let more = match found.count() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    Some(format!("{}: AWS's words {first:?}{more} belong into {TEXTS} only", file.path))
}

/// Source that ends up in a program: tests, the tools of this repository and the benches do not.
pub(super) fn shipped(files: &[Tracked]) -> impl Iterator<Item = &Tracked> {
    let of_tests: Vec<String> = files.iter().flat_map(test_modules).collect();
    files.iter().filter(move |file| {
        let path = &file.path;
        let ours = (path.starts_with("crates/") || path.starts_with("web/")) && path.ends_with(".rs");
        ours && !path.split('/').any(|part| part == "tests" || part == "tests.rs")
            && !of_tests.iter().any(|module| path.starts_with(module.as_str()))
    })
}

/// Beginnings of the paths of modules that a file declares for tests only: `#[cfg(test)] mod cases;`.
fn test_modules(file: &Tracked) -> Vec<String> {
    let Some(stem) = file.path.strip_suffix(".rs") else { return Vec::new() };
    let folder = match stem.rsplit_once('/') {
        Some((folder, "lib" | "main" | "mod")) => folder,
        _ => stem,
    };
    let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
    let declared =
        lines.windows(2).filter(|pair| pair[0] == TEST_ONLY).filter_map(|pair| pair[1].strip_suffix(';')?.strip_prefix("mod "));
    declared.flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]).collect()
}

const TEST_ONLY: &str = "#[cfg(test)]";

/// The file without its comments and without the items that exist in tests only.
pub(super) fn code(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    while let Some(line) = lines.next() {
        if line.trim() != TEST_ONLY {
            kept.push(line);
            continue;
        }
        // rustfmt closes an item at the depth where it began.
        let end = line.replace(TEST_ONLY, "}");
        let opens = lines.find(|line| !line.trim_start().starts_with("#[")).is_some_and(|line| !line.ends_with([';', '}']));
        if opens {
            lines.find(|line| line.trim_end() == end);
        }
    }
    kept.join("\n")
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
    use super::{MOST_BYTES, TEXTS, aws_texts, big_files, code, machine_paths, pieces};
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
        let declares = file("crates/engine/src/put.rs", "#[cfg(test)]\nmod cases;\n");
        let cases = file("crates/engine/src/put/cases.rs", "\"The conditional request failed\"");
        assert_eq!(aws_texts(&[declares, cases.clone()]), [""; 0]);
        assert_eq!(aws_texts(&[cases]).len(), 1, "nobody says that these are tests");
        assert_eq!(aws_texts(&[file("crates/engine/tests/put.rs", "\"The conditional request failed\"")]), [""; 0]);
    }

    #[test]
    fn code_after_a_test_item_is_still_code() {
        let text = "a\n#[cfg(test)]\nmod cases;\nb\n  #[cfg(test)]\n  fn f() {\n    x\n  }\n  c\n#[cfg(test)]\nmod tests {\n  y\n}\n// z\nd";
        assert_eq!(code(text), "a\nb\n  c\nd");
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
