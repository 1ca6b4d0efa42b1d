//! The pinned tools: which versions, and how they get into the user's cache. This table is the one place they are named.

use crate::{cache, command, failure::Failure, rust};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A program that `cargo install` builds.
#[derive(Debug)]
pub(crate) struct Tool {
    /// The package's name.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// The programs it brings that we use; the first one answers `--version` with the package's version.
    programs: &'static [&'static str],
    flags: &'static [&'static str],
    /// What building it takes on two cores, so that nobody thinks it hangs.
    minutes: u32,
    /// Built as its authors mean it, because its speed is measured.
    measured: bool,
}

/// Builds and serves the page. A TLS feature is mandatory, though we let it fetch nothing.
pub(crate) const TRUNK: Tool = Tool {
    name: "trunk",
    version: "0.22.1",
    programs: &["trunk"],
    // It declares a newer Rust than it needs.
    flags: &["--no-default-features", "--features", "rustls", "--ignore-rust-version"],
    minutes: 6,
    measured: false,
};

/// Makes the JavaScript half of our wasm. Must equal the version of the `wasm-bindgen` library in Cargo.lock exactly.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    version: "0.2.129",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    flags: &[],
    minutes: 2,
    measured: false,
};

/// The emulator in Rust that the HTTP bench compares with.
const DYNOXIDE: Tool = Tool {
    name: "dynoxide-rs",
    version: "3.2.0",
    programs: &["dynoxide"],
    flags: &["--no-default-features", "--features", "native-sqlite,http-server,cli"],
    minutes: 6,
    measured: true,
};

/// What building the page takes: the wasm target, wasm-bindgen and trunk. Gives the PATH they are first on.
pub(crate) fn page_tools() -> Result<OsString, Failure> {
    crate::tidy::wasm_bindgen_pin()?;
    rust::wasm_target()?;
    path_with([WASM_BINDGEN.folder()?, TRUNK.folder()?])
}

/// What running wasm tests takes. Gives the PATH.
pub(crate) fn wasm_test_tools() -> Result<OsString, Failure> {
    crate::tidy::wasm_bindgen_pin()?;
    rust::wasm_target()?;
    path_with([WASM_BINDGEN.folder()?])
}

/// The program `dynoxide`.
pub(crate) fn dynoxide() -> Result<PathBuf, Failure> {
    Ok(DYNOXIDE.folder()?.join(format!("dynoxide{}", std::env::consts::EXE_SUFFIX)))
}

/// PATH with these folders in front.
pub(crate) fn path_with(folders: impl IntoIterator<Item = PathBuf>) -> Result<OsString, Failure> {
    path_joined(folders, &std::env::var_os("PATH").unwrap_or_default())
}

/// `path` with these folders in front.
pub(crate) fn path_joined(folders: impl IntoIterator<Item = PathBuf>, path: &OsString) -> Result<OsString, Failure> {
    std::env::join_paths(folders.into_iter().chain(std::env::split_paths(path)))
        .map_err(|error| Failure::new(format!("a tool's folder cannot be put on PATH: {error}")))
}

impl Tool {
    /// The folder of the tool's programs, after building it if neither the cache nor PATH has this version.
    fn folder(&self) -> Result<PathBuf, Failure> {
        if let Some(folder) = self.on_path() {
            return Ok(folder);
        }
        let name = format!("tools/{}-{}", self.name, self.version);
        let place = cache::get_or_fill(&name, |place| self.is_in(&place.join("bin")), |place| self.build(place))?;
        Ok(place.join("bin"))
    }

    fn is_in(&self, folder: &Path) -> bool {
        self.programs.iter().all(|program| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)).is_file())
    }

    /// A folder on PATH with all of the tool's programs in exactly our version.
    fn on_path(&self) -> Option<PathBuf> {
        let path = std::env::var_os("PATH")?;
        let folder = std::env::split_paths(&path).find(|folder| self.is_in(folder))?;
        let mut program = command::in_root(folder.join(self.programs[0]));
        let said = command::output(program.arg("--version")).ok()?;
        (said.split_whitespace().nth(1) == Some(self.version)).then_some(folder)
    }

    /// Quick to build rather than quick to run, unless it is measured: without these settings it costs several times as much.
    fn build(&self, place: &Path) -> Result<(), Failure> {
        println!(
            "Building {} {} (once for all checkouts; about {} minutes on two cores).",
            self.name, self.version, self.minutes
        );
        // Kept when interrupted, so that the next attempt goes on where this one stopped.
        let target = cache::folder()?.join("building").join(self.name);
        let mut cargo = command::cargo();
        cargo
            .args(["install", self.name, "--locked", "--version", self.version, "--root"])
            .arg(place)
            .args(self.flags)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("RUSTFLAGS");
        if !self.measured {
            cargo
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        }
        command::show(&mut cargo)?;
        // Only the program is needed from now on; what is left costs disk, not correctness.
        _ = std::fs::remove_dir_all(&target);
        Ok(())
    }
}
