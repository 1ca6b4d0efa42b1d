//! `cargo xtask dist`: the release build, and what its first screen weighs over the wire.

use crate::{command, failure::Failure, host, join, npm, short_names, split, tools, workspace};
use std::fmt;
use std::fs;
use std::path::Path;

/// Builds, weighs, and fails when over budget.
pub(crate) fn run() -> Result<(), Failure> {
    build()?;
    let weight = Weight::measure()?;
    print!("\n{weight}");
    match weight.is_within_budget() {
        true => Ok(()),
        false => Err(Failure::new("the first screen is over its budget (xtask/budget.toml)")),
    }
}

/// Builds `dist/` in release mode, with the worker in two parts and few files for the first screen.
pub(crate) fn build() -> Result<(), Failure> {
    host::require(&[host::Program::Node])?;
    let path = tools::path_joined([npm::install()?.join(".bin")], &tools::page_tools()?)?;
    let mut trunk = command::in_root("trunk");
    trunk.env("PATH", path).args(["build", "--release", "--skip-version-check"]);
    command::show(&mut trunk)?;
    split::run()?;
    short_names::run()?;
    join::run()
}

/// What each file of `dist/` weighs, and what the first screen may.
#[derive(Debug)]
pub(crate) struct Weight {
    files: Vec<File>,
    budget: Budget,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    name: String,
    plain_bytes: u64,
    brotli_bytes: u64,
}

impl Weight {
    /// Weighs `dist/` as it is.
    pub(crate) fn measure() -> Result<Self, Failure> {
        let root = workspace::root();
        let budget = Budget::parse(&read(&root.join("xtask/budget.toml"))?)?;
        let mut names = Vec::new();
        walk(&root.join("dist"), "", &mut names)?;
        names.sort();
        let mut node = command::in_root("node");
        node.args(["-e", include_str!("brotli.js"), "--", "dist"]).args(&names);
        let sizes = command::output(&mut node)?;
        let mut files: Vec<File> = sizes.lines().filter_map(File::parse).collect();
        if files.len() != names.len() {
            return Err(Failure::new(format!("weighed {} files of {}", files.len(), names.len())));
        }
        files.sort_by_key(|file| std::cmp::Reverse(file.brotli_bytes));
        Ok(Self { files, budget })
    }

    pub(crate) fn is_within_budget(&self) -> bool {
        self.first_screen_bytes() <= self.budget.first_screen_bytes
    }

    fn first_screen_bytes(&self) -> u64 {
        self.files.iter().filter(|file| !self.budget.is_later(&file.name)).map(|file| file.brotli_bytes).sum()
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<40} {:>12} {:>12}", "file in dist/", "plain bytes", "brotli bytes")?;
        for file in &self.files {
            let later = if self.budget.is_later(&file.name) { "  (later)" } else { "" };
            writeln!(f, "{:<40} {:>12} {:>12}{later}", file.name, file.plain_bytes, file.brotli_bytes)?;
        }
        let (sum, most) = (self.first_screen_bytes(), self.budget.first_screen_bytes);
        writeln!(f, "{:<40} {:>12} {sum:>12}  of {most} ({} %)", "first screen", "", sum * 100 / most.max(1))
    }
}

impl File {
    /// A line of `brotli.js`: plain size, compressed size, name.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.splitn(3, ' ');
        let plain_bytes = words.next()?.parse().ok()?;
        let brotli_bytes = words.next()?.parse().ok()?;
        Some(Self { name: words.next()?.to_owned(), plain_bytes, brotli_bytes })
    }
}

/// The contents of `budget.toml`.
#[derive(Debug, PartialEq, Eq)]
struct Budget {
    first_screen_bytes: u64,
    /// Beginnings of names of files that the first screen does not wait for.
    later: Vec<String>,
}

impl Budget {
    /// Reads the two keys; the file is ours and plain, so this is all the TOML it takes.
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut budget = Self { first_screen_bytes: 0, later: Vec::new() };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let wrong = || Failure::new(format!("xtask/budget.toml: cannot read `{line}`"));
            match line.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
                Some(("first_screen_bytes", value)) => {
                    budget.first_screen_bytes = value.replace('_', "").parse().map_err(|_| wrong())?;
                }
                Some(("later", value)) => {
                    budget.later = value.split('"').skip(1).step_by(2).map(str::to_owned).collect();
                }
                _ => return Err(wrong()),
            }
        }
        match budget.first_screen_bytes {
            0 => Err(Failure::new("xtask/budget.toml sets no first_screen_bytes")),
            _ => Ok(budget),
        }
    }

    fn is_later(&self, name: &str) -> bool {
        self.later.iter().any(|start| name.starts_with(start.as_str()))
    }
}

fn walk(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::io(folder.display(), &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Failure::io(folder.display(), &error))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            // trunk's lock, which is not part of the page
            _ if name.starts_with('.') => {}
            true => walk(&entry.path(), &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::io(path.display(), &error))
}

#[cfg(test)]
mod tests {
    use super::{Budget, File, Weight};

    fn weight(first_screen_bytes: u64) -> Weight {
        let file = |name: &str, brotli_bytes| File { name: name.into(), plain_bytes: 3 * brotli_bytes, brotli_bytes };
        let files = vec![file("app_bg.wasm", 70), file("index.html", 30), file("lessons/one.md", 1000)];
        Weight { files, budget: Budget { first_screen_bytes, later: vec!["lessons/".into()] } }
    }

    #[test]
    fn what_comes_later_does_not_weigh() {
        assert_eq!(weight(100).first_screen_bytes(), 100);
        assert!(weight(100).is_within_budget());
    }

    #[test]
    fn one_byte_over_is_over() {
        assert!(!weight(99).is_within_budget());
    }

    #[test]
    fn the_budget_file_is_read() {
        let text = "# why\nfirst_screen_bytes = 600_000\nlater = [\"lessons/\", \"embed/\"]\n";
        let budget = Budget::parse(text).unwrap();
        assert_eq!((budget.first_screen_bytes, budget.later.len()), (600_000, 2));
        assert!(Budget::parse("").is_err());
        assert!(Budget::parse("first_screen_bytes = much").is_err());
    }
}
