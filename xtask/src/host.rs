//! Programs that only the operating system's packages bring: Node.js, Chromium and its driver.
//!
//! As root on Debian and its kin they are installed; otherwise the exact command is printed.

use crate::{command, failure::Failure};
use std::path::{Path, PathBuf};

/// What the tests and the release build need from the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// Node.js with npm.
    Node,
    /// Python 3 that can make virtual environments.
    Python,
    Chromium,
    Chromedriver,
}

impl Program {
    /// Where it is, if it is here. `CHROME` and `CHROMEDRIVER` come before PATH.
    pub(crate) fn find(self) -> Option<PathBuf> {
        match self {
            Self::Node => on_path("npm").and(on_path("node")),
            Self::Python => on_path("python3").filter(|python| can_make_environments(python)),
            Self::Chromium => named_by("CHROME")
                .or_else(|| ["chromium", "chromium-browser", "google-chrome", "chrome"].into_iter().find_map(on_path))
                .or_else(|| existing("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")),
            Self::Chromedriver => named_by("CHROMEDRIVER").or_else(|| on_path("chromedriver")),
        }
    }

    /// Debian's packages for what is missing of it.
    fn packages(self) -> Vec<&'static str> {
        match self {
            // Other builds of Node.js bring npm along and clash with Debian's package of it.
            Self::Node if on_path("node").is_some() => vec!["npm"],
            Self::Node => vec!["nodejs", "npm"],
            Self::Python => vec!["python3", "python3-venv"],
            Self::Chromium => vec!["chromium"],
            Self::Chromedriver => vec!["chromium-driver"],
        }
    }
}

/// Fails if one of these programs is not here.
pub(crate) fn check(programs: &[Program]) -> Result<(), Failure> {
    match missing(programs).next() {
        None => Ok(()),
        Some(_) => Err(absent(programs)),
    }
}

/// Makes sure that these programs are here, by installing them if that is allowed.
pub(crate) fn require(programs: &[Program]) -> Result<(), Failure> {
    let packages: Vec<&str> = missing(programs).flat_map(Program::packages).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let install = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !(is_root() && on_path("apt-get").is_some()) {
        return Err(absent(programs).with_remedy(format!(
            "On Debian or Ubuntu (this is the only step that needs root):\n  sudo apt-get update && sudo {install}\n\
             Elsewhere, install Node.js 18 or newer with npm, Python 3.10 or newer, and Chrome or Chromium with its chromedriver. They are found\n\
             on PATH, or through the variables CHROME and CHROMEDRIVER."
        )));
    }
    println!("Installing Debian packages: {}", packages.join(" "));
    for line in ["apt-get update", &install] {
        let mut words = line.split(' ');
        let mut apt = command::in_root(words.next().unwrap_or_default());
        apt.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        command::show(&mut apt)?;
    }
    check(programs)
}

fn missing(programs: &[Program]) -> impl Iterator<Item = Program> {
    programs.iter().copied().filter(|program| program.find().is_none())
}

fn absent(programs: &[Program]) -> Failure {
    let names: Vec<String> = missing(programs).map(|program| format!("{program:?}")).collect();
    Failure::new(format!("not found on this machine: {}", names.join(", ")))
}

/// Debian has the module that fills an environment in a package of its own.
fn can_make_environments(python: &Path) -> bool {
    command::output(command::in_root(python).args(["-c", "import ensurepip, venv"])).is_ok()
}

fn is_root() -> bool {
    command::output(command::in_root("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| ["", ".exe", ".cmd"].map(|end| folder.join(format!("{program}{end}"))))
        .find(|file| file.is_file())
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file())
}

fn existing(file: &str) -> Option<PathBuf> {
    Some(Path::new(file)).filter(|file| file.is_file()).map(Path::to_path_buf)
}
