//! The files of a bucket by folder. Pure.
//!
//! S3 knows no folders: a file's name has slashes. What an export has written is one folder here, however deep it goes, since it is
//! taken away or imported as a whole.

use report::BucketFileReport;

/// The folder that AWS's exports write into.
const EXPORTS: &str = "AWSDynamoDB/";
/// The shared folder of incremental exports, within it.
const INCREMENTS: &str = "data/";

/// Files whose names begin alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// What their names begin with: empty, or a path with a slash at its end.
    pub(super) path: String,
    /// The files, in byte order of their names.
    pub(super) files: Vec<BucketFileReport>,
}

impl Folder {
    /// Bytes of all files.
    pub(super) fn size_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size_bytes).sum()
    }

    /// What an import of this folder reads: of an export its data, and not its manifests.
    pub(super) fn import_prefix(&self) -> String {
        let data = format!("{}{INCREMENTS}", self.path);
        if self.files.iter().any(|file| file.key.starts_with(&data)) { data } else { self.path.clone() }
    }

    /// The name of an archive of it.
    pub(super) fn archive_name(&self, bucket: &str) -> String {
        let last = self.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if last.is_empty() { format!("{bucket}.zip") } else { format!("{bucket}-{last}.zip") }
    }
}

/// The folders of these files, which are in byte order of their names.
pub(super) fn folders(files: &[BucketFileReport]) -> Vec<Folder> {
    let mut folders: Vec<Folder> = Vec::new();
    for file in files {
        let path = folder_of(&file.key);
        match folders.iter_mut().find(|folder| folder.path == path) {
            Some(folder) => folder.files.push(file.clone()),
            None => folders.push(Folder { path: path.to_owned(), files: vec![file.clone()] }),
        }
    }
    folders
}

fn folder_of(key: &str) -> &str {
    let through_slash = |text: &str| text.find('/').map(|at| at + 1);
    if let Some(at) = key.find(EXPORTS)
        && (at == 0 || key[..at].ends_with('/'))
    {
        let inside = at + EXPORTS.len();
        if let Some(length) = key.get(inside..).and_then(through_slash) {
            return &key[..inside + length];
        }
    }
    key.rfind('/').map_or("", |at| &key[..=at])
}

#[cfg(test)]
mod tests {
    use super::{Folder, folders};
    use model::EpochMillis;
    use report::BucketFileReport;

    fn of(keys: &[&str]) -> Vec<Folder> {
        let file = |key: &&str| BucketFileReport { key: (*key).to_owned(), size_bytes: 10, modified: EpochMillis(0) };
        folders(&keys.iter().map(file).collect::<Vec<_>>())
    }

    #[test]
    fn an_export_is_one_folder() {
        let found = of(&[
            "AWSDynamoDB/0169-1f/_started",
            "AWSDynamoDB/0169-1f/data/a.json.gz",
            "AWSDynamoDB/0169-1f/manifest-summary.json",
            "AWSDynamoDB/data/b.json.gz",
            "daily/AWSDynamoDB/0170-2e/data/c.json.gz",
            "in/x.json",
            "in/y.json",
            "readme.txt",
        ]);
        let told: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.files.len(), one.import_prefix())).collect();
        assert_eq!(
            told,
            [
                ("AWSDynamoDB/0169-1f/", 3, "AWSDynamoDB/0169-1f/data/".to_owned()),
                ("AWSDynamoDB/data/", 1, "AWSDynamoDB/data/".to_owned()),
                ("daily/AWSDynamoDB/0170-2e/", 1, "daily/AWSDynamoDB/0170-2e/data/".to_owned()),
                ("in/", 2, "in/".to_owned()),
                ("", 1, String::new()),
            ]
        );
        assert_eq!(found[0].size_bytes(), 30);
        assert_eq!(found[0].archive_name("box"), "box-0169-1f.zip");
        assert_eq!(found[4].archive_name("box"), "box.zip");
    }

    #[test]
    fn letters_of_any_length_make_no_folder_wrong() {
        let found = of(&["AWSDynamoDB/é", "xAWSDynamoDB/é/ü", "é/ü/ö"]);
        let paths: Vec<_> = found.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["AWSDynamoDB/", "xAWSDynamoDB/é/", "é/ü/"]);
    }
}
