//! What `cargo xtask dist` makes of trunk's release build: fewer files for the first screen to wait for, and the policy.
//!
//! Each file that the first screen asks for costs a turn in the browser's queue of requests, some milliseconds in front of the
//! first table. So the stylesheets become one, the page's two scripts become one, and the worker's two as well; the styles that
//! come later are one, too.
//! Served by trunk itself the page works the same from its single files. The scripts of the start go without their comments,
//! which were a thousand bytes of the first screen.
//!
//! The content security policy is written into the page as well, for hosts that send no headers. Trunk's own server sends it
//! as a header, because its reload script needs a nonce.

use crate::{failure::Failure, workspace};
use std::fs;
use std::path::Path;

/// What the page may load and run. A `blob:` worker is what a sandboxed frame needs, see `web/boot.js`.
pub(crate) const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    worker-src 'self' blob:; connect-src 'self'; img-src 'self' data:";
/// All stylesheets of the page, in its order.
const STYLES: &str = "app.css";
/// The styles of the stage, which imports the others beside it.
const LATER_STYLES: &str = "stage/all.css";
/// The engine's script as wasm-bindgen wrote it, and ours that starts it.
const WORKER: &str = "worker.js";
const WORKER_BOOT: &str = "worker_boot.js";
/// The app's script as wasm-bindgen wrote it, and ours that starts page and worker.
const APP: &str = "app.js";
const BOOT: &str = "boot.js";

/// Joins the files in `dist/`.
pub(crate) fn run() -> Result<(), Failure> {
    let dist = workspace::root().join("dist");
    let page = read(&dist, "index.html")?;
    let (page, names) = with_one_stylesheet(&page);
    let mut styles = String::new();
    for name in &names {
        styles.push_str(&read(&dist, name)?);
        styles.push('\n');
        remove(&dist, name)?;
    }
    write(&dist, STYLES, &styles)?;
    join_later(&dist)?;
    write(&dist, "index.html", &with_policy(&page)?)?;
    put_before(&dist, APP, BOOT)?;
    put_before(&dist, WORKER, WORKER_BOOT)
}

/// Puts a script before ours that starts it.
fn put_before(dist: &Path, script: &str, ours: &str) -> Result<(), Failure> {
    let joined = [read(dist, script)?, without_comments(&read(dist, ours)?)].join("\n");
    write(dist, ours, &joined)?;
    remove(dist, script)
}

/// The page with one stylesheet where its first one was, and the names of those it had.
fn with_one_stylesheet(page: &str) -> (String, Vec<String>) {
    let mut joined = String::with_capacity(page.len());
    let mut names = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("<link ") {
        let Some(length) = rest[start..].find('>') else { break };
        let link = &rest[start..=start + length];
        joined.push_str(&rest[..start]);
        match attribute(link, "href").filter(|_| attribute(link, "rel") == Some("stylesheet")) {
            None => joined.push_str(link),
            Some(name) => {
                if names.is_empty() {
                    joined.push_str(&format!("<link rel=\"stylesheet\" href=\"{STYLES}\">"));
                }
                names.push(name.trim_start_matches("./").to_owned());
            }
        }
        rest = &rest[start + length + 1..];
    }
    joined.push_str(rest);
    (joined, names)
}

/// A script without the lines that are comments. Ours have no text of several lines that could look like one.
fn without_comments(script: &str) -> String {
    script.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

/// Puts what the stage's stylesheet imports into it.
fn join_later(dist: &Path) -> Result<(), Failure> {
    let all = read(dist, LATER_STYLES)?;
    let mut joined = String::new();
    for line in all.lines() {
        match imported(line) {
            None => joined.push_str(line),
            Some(name) => {
                let name = format!("stage/{name}");
                joined.push_str(&read(dist, &name)?);
                remove(dist, &name)?;
            }
        }
        joined.push('\n');
    }
    write(dist, LATER_STYLES, &joined)
}

/// The file that a line imports.
fn imported(line: &str) -> Option<&str> {
    line.trim().strip_prefix("@import url(\"")?.strip_suffix("\");")
}

/// The value of an attribute, quoted or not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}="))?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([' ', '>']).next(),
    }
}

/// The page that says its policy at the end of its head: what stands before it there are files of our own.
fn with_policy(page: &str) -> Result<String, Failure> {
    let at =
        page.find("</head>").ok_or_else(|| Failure::new("dist/index.html has no head, at whose end its policy would stand"))?;
    let (before, after) = page.split_at(at);
    Ok(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">{after}"))
}

fn read(dist: &Path, name: &str) -> Result<String, Failure> {
    let path = dist.join(name);
    fs::read_to_string(&path).map_err(|error| Failure::io(path.display(), &error))
}

fn write(dist: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = dist.join(name);
    fs::write(&path, text).map_err(|error| Failure::io(path.display(), &error))
}

fn remove(dist: &Path, name: &str) -> Result<(), Failure> {
    let path = dist.join(name);
    fs::remove_file(&path).map_err(|error| Failure::io(path.display(), &error))
}

#[cfg(test)]
mod tests {
    use super::{POLICY, imported, with_one_stylesheet, with_policy, without_comments};

    #[test]
    fn the_stylesheets_become_one_where_the_first_was() {
        let page = "<meta charset=utf-8><link href=icon.svg rel=icon><link href=./a.css rel=stylesheet><link rel=\"stylesheet\" \
            href=\"./b.css\"><link href=x.js rel=modulepreload></head>";
        let (joined, names) = with_one_stylesheet(page);
        assert_eq!(names, ["a.css", "b.css"]);
        assert_eq!(
            joined,
            "<meta charset=utf-8><link href=icon.svg rel=icon><link rel=\"stylesheet\" href=\"app.css\">\
            <link href=x.js rel=modulepreload></head>"
        );
    }

    #[test]
    fn a_script_goes_without_its_comments() {
        let script = "// Head.\n(() => {\n  // Why.\n  const at = 'http://x'; // kept\n})();\n";
        assert_eq!(without_comments(script), "(() => {\n  const at = 'http://x'; // kept\n})();\n");
    }

    #[test]
    fn an_import_names_its_file() {
        assert_eq!(imported("@import url(\"see.css\");"), Some("see.css"));
        assert_eq!(imported(".see { color: red; }"), None);
        assert_eq!(imported("   @import url(\"learn.css\");"), Some("learn.css"));
    }

    #[test]
    fn the_policy_ends_the_head() {
        let page = with_policy("<html><link href=app.css></head><body>").unwrap();
        let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
        assert_eq!(page, format!("<html><link href=app.css>{policy}</head><body>"));
        assert!(with_policy("<html><link href=app.css>").is_err());
    }
}
