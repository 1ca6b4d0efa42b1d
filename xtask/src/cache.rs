//! The user's folder of tools: shared by all checkouts, keyed by version, safe against interruption and against two
//! set-ups at once.

use crate::failure::Failure;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The folder: `DYNALAB_CACHE`, or `dynalab` in the user's cache folder.
pub(crate) fn folder() -> Result<PathBuf, Failure> {
    if let Some(folder) = set("DYNALAB_CACHE") {
        return Ok(folder);
    }
    let user = set("XDG_CACHE_HOME").or_else(|| set("LOCALAPPDATA")).or_else(|| Some(set("HOME")?.join(".cache")));
    user.map(|user| user.join("dynalab")).ok_or_else(|| {
        Failure::new("no folder to keep the tools in: neither HOME nor XDG_CACHE_HOME is set")
            .with_remedy("export DYNALAB_CACHE=/some/folder")
    })
}

/// Gives `<cache>/<name>`, after calling `fill` on an empty sibling of it if it is not there yet.
///
/// The sibling is renamed only when `fill` has succeeded, so a folder that exists is complete. Whoever comes second
/// waits for the first one and then finds the work done.
pub(crate) fn get_or_fill(
    name: &str,
    is_complete: impl Fn(&Path) -> bool,
    fill: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    get_or_fill_in(&folder()?, name, is_complete, fill)
}

/// A small stable hash, for names of folders: the standard library's may change between versions.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn get_or_fill_in(
    cache: &Path,
    name: &str,
    is_complete: impl Fn(&Path) -> bool,
    fill: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    let place = cache.join(name);
    if is_complete(&place) {
        return Ok(place);
    }
    let _lock = lock(cache)?;
    if is_complete(&place) {
        return Ok(place);
    }
    let unfinished = cache.join("unfinished").join(name.replace('/', "-"));
    remove(&unfinished)?;
    fs::create_dir_all(&unfinished).map_err(|error| Failure::io(unfinished.display(), &error))?;
    fill(&unfinished)?;
    remove(&place)?;
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).map_err(|error| Failure::io(parent.display(), &error))?;
    }
    fs::rename(&unfinished, &place).map_err(|error| Failure::io(place.display(), &error))?;
    Ok(place)
}

/// The lock is released when the file is dropped, also when the process dies.
fn lock(cache: &Path) -> Result<File, Failure> {
    fs::create_dir_all(cache).map_err(|error| Failure::io(cache.display(), &error))?;
    let path = cache.join("lock");
    let file = File::create(&path).map_err(|error| Failure::io(path.display(), &error))?;
    if file.try_lock().is_err() {
        println!("Another set-up is at work in {}; waiting for it.", cache.display());
        file.lock().map_err(|error| Failure::io(path.display(), &error))?;
    }
    Ok(file)
}

fn remove(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::io(folder.display(), &error)),
        _ => Ok(()),
    }
}

fn set(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::get_or_fill_in;
    use crate::failure::Failure;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(super::fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(super::fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }

    fn write(place: &Path) -> Result<(), Failure> {
        fs::write(place.join("program"), "made").map_err(|error| Failure::io("program", &error))
    }

    #[test]
    fn what_is_interrupted_is_not_there_and_what_is_there_is_not_made_again() {
        let cache = std::env::temp_dir().join(format!("dynalab-cache-test-{}", std::process::id()));
        let complete = |place: &Path| place.join("program").is_file();
        let failing = |place: &Path| write(place).and(Err(Failure::new("the network went away")));

        assert!(get_or_fill_in(&cache, "tools/a-1", complete, failing).is_err());
        assert!(!cache.join("tools/a-1").exists());

        let place = get_or_fill_in(&cache, "tools/a-1", complete, write).unwrap();
        assert_eq!(fs::read_to_string(place.join("program")).unwrap(), "made");

        get_or_fill_in(&cache, "tools/a-1", complete, |_| Err(Failure::new("made twice"))).unwrap();
        fs::remove_dir_all(&cache).unwrap();
    }
}
