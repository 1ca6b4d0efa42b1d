//! A ZIP archive of files that are already packed or small: stored, not deflated. Pure.
//!
//! A browser hands over one file at a time, so a folder leaves as an archive. Follows PKWARE's APPNOTE.TXT 6.3.9, sections 4.3.7
//! (local header), 4.3.12 (central directory) and 4.3.16 (its end), without ZIP64: names and sizes are bounded below it.

use model::EpochMillis;

use crate::quantity;

/// Bytes of all files of an archive (our bound: what a tab can hold twice; ZIP without ZIP64 ends at 4 GiB).
pub(super) const ARCHIVE_BYTES_MAX: u64 = 1 << 30;
/// Files of an archive (ZIP without ZIP64).
pub(super) const ARCHIVE_FILES_MAX: usize = u16::MAX as usize - 1;

/// A file of an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Name with its folders.
    pub(super) name: String,
    /// Bytes.
    pub(super) size_bytes: u32,
    /// CRC-32 of its bytes.
    pub(super) checksum: u32,
    /// When it was put.
    pub(super) modified: EpochMillis,
}

impl Entry {
    /// What stands before its bytes.
    pub(super) fn header(&self) -> Vec<u8> {
        let mut out = b"PK\x03\x04".to_vec();
        self.describe(&mut out);
        out.extend_from_slice(self.name.as_bytes());
        out
    }

    /// What both headers say: version 2.0, names in UTF-8, stored, time, checksum, sizes, length of the name, nothing extra.
    fn describe(&self, out: &mut Vec<u8>) {
        let (date, time) = dos_moment(self.modified);
        let name = u16::try_from(self.name.len()).unwrap_or(u16::MAX);
        [20, 1 << 11, 0, time, date].into_iter().for_each(|word: u16| out.extend_from_slice(&word.to_le_bytes()));
        [self.checksum, self.size_bytes, self.size_bytes].into_iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        [name, 0].into_iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    }
}

/// What stands behind the bytes of the last file.
pub(super) fn ending(entries: &[Entry]) -> Vec<u8> {
    let (mut directory, mut offset) = (Vec::new(), 0u32);
    for entry in entries {
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        entry.describe(&mut directory);
        // No comment, first disk, no attributes.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
        let header = u32::try_from(entry.header().len()).unwrap_or(u32::MAX);
        offset = offset.saturating_add(header).saturating_add(entry.size_bytes);
    }
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    let size = u32::try_from(directory.len()).unwrap_or(u32::MAX);
    directory.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    [count, count].into_iter().for_each(|word| directory.extend_from_slice(&word.to_le_bytes()));
    [size, offset].into_iter().for_each(|word| directory.extend_from_slice(&word.to_le_bytes()));
    directory.extend_from_slice(&[0; 2]);
    directory
}

/// Date and time as DOS has them: years from 1980, two seconds a step.
fn dos_moment(moment: EpochMillis) -> (u16, u16) {
    let words = quantity::moment(moment);
    let numbers: Vec<u16> = words.split(['-', ' ', ':']).filter_map(|word| word.parse().ok()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { return (0, 0) };
    let year = year.saturating_sub(1980).min(127);
    (year << 9 | month << 5 | day, hour << 11 | minute << 5 | (second >> 1))
}

#[cfg(test)]
mod tests {
    use super::{Entry, ending};
    use model::EpochMillis;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_archive_of_one_file_is_as_the_format_has_it() {
        let entry = Entry {
            name: "a/b".to_owned(),
            size_bytes: 5,
            checksum: crc32fast::hash(b"hello"),
            // 2026-11-20 09:30:06: the 46th year, 0x5d74; 0x4bc3.
            modified: EpochMillis(1_795_167_006_000),
        };
        let described = "14000008 0000 c34b 745d 86a61036 05000000 05000000 0300 0000".replace(' ', "");
        assert_eq!(hex(&entry.header()), format!("504b0304{described}{}", hex(b"a/b")));
        let directory = format!("504b01021400{described}{}{}{}", "00".repeat(10), "00000000", hex(b"a/b"));
        let length = directory.len() / 2;
        let end = format!("504b050600000000010001 00{length:02x}000000{:02x}0000000000", 30 + 3 + 5).replace(' ', "");
        assert_eq!(hex(&ending(&[entry])), directory + &end);
    }
}
