//! Files on their way into a table: what imports and bulk puts share. A step reads a bounded number of records.
//!
//! A file is unpacked once and kept in memory while its records are read; where a job stands is a file's name and a byte, so
//! after a restart the file is unpacked again.

use std::collections::BTreeMap;
use std::sync::Arc;

use files::{CsvOptions, Format, GzipError, Record, RecordError, Records};
use model::ScalarType;

use crate::Engine;
use crate::journal::codec::{Reader, Writer};

/// Records of one step (our bound: some milliseconds).
pub(crate) const STEP_RECORDS: usize = 1_000;
/// Bytes of one file when it is unpacked (our bound: a quarter of what a page's memory can hold).
const TEXT_BYTES: usize = 1 << 29;

/// Where files come from, how they are written, and how far they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Intake {
    pub(crate) bucket: String,
    pub(crate) prefix: String,
    pub(crate) gzip: bool,
    /// `DYNAMODB_JSON`, `ION` or `CSV`.
    pub(crate) format: String,
    pub(crate) delimiter: char,
    pub(crate) header: Vec<String>,
    /// The file that is read; the first one if none was yet.
    pub(crate) file: Option<String>,
    /// The byte behind its last record.
    pub(crate) offset: u64,
    /// Unpacked bytes of all files that were begun.
    pub(crate) size_bytes: u64,
}

/// A file that is being read.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked {
    bucket: String,
    key: String,
    text: Arc<str>,
}

/// Why files are not read any further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IntakeError {
    /// There is no such bucket.
    NoBucket,
    /// This file is no gzip, no UTF-8, or too large.
    Unreadable(String),
}

/// What a step has read.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Records, or why they are none, each with its text.
    pub(crate) records: Vec<(Result<Record, RecordError>, String)>,
    /// Nothing is left.
    pub(crate) at_end: bool,
}

impl Intake {
    pub(crate) fn write(&self, out: &mut Writer) {
        for text in [&self.bucket, &self.prefix, &self.format] {
            out.text(text);
        }
        out.flag(self.gzip);
        out.number(u64::from(u32::from(self.delimiter)));
        out.list(self.header.iter(), |out, name| out.text(name));
        out.optional(self.file.as_deref(), Writer::text);
        out.number(self.offset);
        out.number(self.size_bytes);
    }

    pub(crate) fn read(bytes: &mut Reader<'_>) -> Option<Self> {
        let (bucket, prefix, format) = (bytes.text()?, bytes.text()?, bytes.text()?);
        Some(Intake {
            bucket,
            prefix,
            format,
            gzip: bytes.flag()?,
            delimiter: char::from_u32(u32::try_from(bytes.number()?).ok()?)?,
            header: bytes.list(Reader::text)?,
            file: bytes.optional(Reader::text)?,
            offset: bytes.number()?,
            size_bytes: bytes.number()?,
        })
    }

    fn format(&self, key_types: BTreeMap<String, ScalarType>) -> Format {
        match self.format.as_str() {
            "ION" => Format::Ion,
            "CSV" => Format::Csv(CsvOptions { delimiter: self.delimiter, header: self.header.clone(), key_types }),
            _ => Format::DynamoDbJson,
        }
    }
}

impl Engine {
    /// The next records; the bucket must be in memory. `key_types` are the types of attributes that are keys.
    pub(crate) fn take_in(&mut self, intake: &mut Intake, key_types: BTreeMap<String, ScalarType>) -> Result<Batch, IntakeError> {
        let format = intake.format(key_types);
        let mut batch = Batch::default();
        while batch.records.len() < STEP_RECORDS {
            let Some(text) = self.current_text(intake)? else {
                batch.at_end = true;
                self.unpacked = None;
                break;
            };
            let from = usize::try_from(intake.offset).unwrap_or(usize::MAX);
            let mut records = Records::new(&text, from, &format);
            let before = batch.records.len();
            while batch.records.len() < STEP_RECORDS
                && let Some(record) = records.read()
            {
                batch.records.push((record, records.last_text().to_owned()));
            }
            intake.offset = records.position() as u64;
            if batch.records.len() == before {
                // The file is at its end.
                intake.offset = u64::MAX;
            }
        }
        Ok(batch)
    }

    /// The text of the file that is read: the next one if the last one is at its end. `None` after the last one.
    fn current_text(&mut self, intake: &mut Intake) -> Result<Option<Arc<str>>, IntakeError> {
        if intake.file.is_none() || intake.offset == u64::MAX {
            let Ok(Some(files)) = self.bucket_files(&intake.bucket) else { return Err(IntakeError::NoBucket) };
            let is_next = |key: &String| {
                key.starts_with(&intake.prefix) && !key.ends_with('/') && intake.file.as_ref().is_none_or(|last| key > last)
            };
            let Some(next) = files.into_iter().map(|file| file.key).find(is_next) else { return Ok(None) };
            (intake.file, intake.offset) = (Some(next), 0);
            let text = self.unpack(intake)?;
            intake.size_bytes += text.len() as u64;
            return Ok(Some(text));
        }
        self.unpack(intake).map(Some)
    }

    fn unpack(&mut self, intake: &Intake) -> Result<Arc<str>, IntakeError> {
        let key = intake.file.clone().unwrap_or_default();
        if let Some(known) = self.unpacked.as_ref().filter(|known| known.bucket == intake.bucket && known.key == key) {
            return Ok(Arc::clone(&known.text));
        }
        let Ok(Some(bytes)) = self.bucket_file(&intake.bucket, &key) else { return Err(IntakeError::Unreadable(key)) };
        let bytes = if intake.gzip {
            files::decompress(&bytes, TEXT_BYTES).map_err(|error| match error {
                GzipError::Damaged | GzipError::TooLarge => IntakeError::Unreadable(key.clone()),
            })?
        } else {
            bytes
        };
        let Ok(text) = String::from_utf8(bytes) else { return Err(IntakeError::Unreadable(key)) };
        let text: Arc<str> = text.into();
        self.unpacked = Some(Unpacked { bucket: intake.bucket.clone(), key, text: Arc::clone(&text) });
        Ok(text)
    }
}
