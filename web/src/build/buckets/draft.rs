//! What the forms of the buckets hold, and the requests that they mean. Pure.
//!
//! Nothing is checked here: what is wrong, the engine says in AWS's words.

use crate::build::table_draft::TableDraft;
use crate::json::{Map, Value, object};

/// An export of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportDraft {
    /// Bucket.
    pub(super) bucket: String,
    /// Folder; none if empty.
    pub(super) prefix: String,
    /// ION and not DYNAMODB_JSON.
    pub(super) ion: bool,
}

impl ExportDraft {
    /// Into this bucket.
    pub(super) fn into_bucket(bucket: &str) -> Self {
        ExportDraft { bucket: bucket.to_owned(), prefix: String::new(), ion: false }
    }

    /// The ExportTableToPointInTime request.
    pub(super) fn body(&self, table_arn: &str) -> Value {
        let mut body = Map::new();
        body.insert("TableArn", table_arn);
        body.insert("S3Bucket", self.bucket.trim());
        if !self.prefix.trim().is_empty() {
            body.insert("S3Prefix", self.prefix.trim());
        }
        body.insert("ExportFormat", if self.ion { "ION" } else { "DYNAMODB_JSON" });
        body.into()
    }
}

/// How files are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FileFormat {
    /// A line of DynamoDB JSON for each item.
    #[default]
    DynamoDbJson,
    /// Ion text.
    Ion,
    /// A line for each item, with a header.
    Csv,
}

impl FileFormat {
    /// In the form's order.
    pub(super) const ALL: [FileFormat; 3] = [FileFormat::DynamoDbJson, FileFormat::Ion, FileFormat::Csv];

    /// On the wire.
    pub(super) const fn name(self) -> &'static str {
        match self {
            FileFormat::DynamoDbJson => "DYNAMODB_JSON",
            FileFormat::Ion => "ION",
            FileFormat::Csv => "CSV",
        }
    }
}

/// Delimiters of CSV that the service model takes, with their names.
pub(super) const DELIMITERS: [(&str, &str); 6] =
    [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar"), (":", "Colon"), (" ", "Space")];

/// Files on their way into a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ImportDraft {
    /// Bucket.
    pub(super) bucket: String,
    /// Only files whose names begin so.
    pub(super) prefix: String,
    /// Format.
    pub(super) format: FileFormat,
    /// GZIP and not NONE.
    pub(super) gzip: bool,
    /// Place in [`DELIMITERS`].
    pub(super) delimiter: usize,
    /// Into the selected table, which is there, and not into a new one.
    pub(super) into_present: bool,
    /// The new table.
    pub(super) table: TableDraft,
}

impl ImportDraft {
    /// The operation.
    pub(super) const fn operation(&self) -> &'static str {
        if self.into_present { "StartBulkPutItems" } else { "ImportTable" }
    }

    /// The request. `present` is the selected table.
    pub(super) fn body(&self, present: &str) -> Value {
        if self.into_present { self.bulk_put(present) } else { self.import() }
    }

    fn source(&self) -> Map {
        let mut source = Map::new();
        source.insert("S3Bucket", self.bucket.trim());
        if !self.prefix.trim().is_empty() {
            source.insert("S3KeyPrefix", self.prefix.trim());
        }
        source
    }

    const fn compression(&self) -> &'static str {
        if self.gzip { "GZIP" } else { "NONE" }
    }

    fn import(&self) -> Value {
        let mut body = Map::new();
        body.insert("S3BucketSource", self.source());
        body.insert("InputFormat", self.format.name());
        if self.format == FileFormat::Csv && self.delimiter > 0 {
            let delimiter = DELIMITERS.get(self.delimiter).map_or(",", |(delimiter, _)| *delimiter);
            body.insert("InputFormatOptions", object([("Csv", object([("Delimiter", delimiter.into())]))]));
        }
        body.insert("InputCompressionType", self.compression());
        body.insert("TableCreationParameters", self.table.body());
        body.into()
    }

    fn bulk_put(&self, table: &str) -> Value {
        let mut source = self.source();
        source.insert("InputFormat", self.format.name());
        source.insert("InputCompressionType", self.compression());
        let reports = object([
            ("S3Bucket", self.bucket.trim().into()),
            ("S3KeyPrefix", "reports".into()),
            ("OutputType", vec![Value::from("ERROR"), Value::from("CONDITION_CHECK_FAILURE")].into()),
        ]);
        object([("TableName", table.into()), ("InputS3Configuration", source.into()), ("OutputS3Configuration", reports)])
    }
}

#[cfg(test)]
mod tests {
    use super::{ExportDraft, FileFormat, ImportDraft};
    use crate::build::table_draft::KeyDraft;

    #[test]
    fn drafts_are_the_requests_that_they_mean() {
        let export = ExportDraft { prefix: " daily ".to_owned(), ion: true, ..ExportDraft::into_bucket("box") };
        let mut import =
            ImportDraft { bucket: "box".to_owned(), format: FileFormat::Csv, delimiter: 2, ..ImportDraft::default() };
        import.table.name = "New".to_owned();
        import.table.partition = KeyDraft { name: "pk".to_owned(), ..KeyDraft::default() };
        let put =
            ImportDraft { into_present: true, gzip: true, prefix: "in/".to_owned(), format: FileFormat::Ion, ..import.clone() };
        let told = [export.body("arn"), import.body("Orders"), put.body("Orders")].map(|body| body.to_string());
        expect_test::expect![[r#"
            {"TableArn":"arn","S3Bucket":"box","S3Prefix":"daily","ExportFormat":"ION"}
            {"S3BucketSource":{"S3Bucket":"box"},"InputFormat":"CSV","InputFormatOptions":{"Csv":{"Delimiter":"\t"}},"InputCompressionType":"NONE","TableCreationParameters":{"TableName":"New","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}}
            {"TableName":"Orders","InputS3Configuration":{"S3Bucket":"box","S3KeyPrefix":"in/","InputFormat":"ION","InputCompressionType":"GZIP"},"OutputS3Configuration":{"S3Bucket":"box","S3KeyPrefix":"reports","OutputType":["ERROR","CONDITION_CHECK_FAILURE"]}}
        "#]]
        .assert_eq(&(told.join("\n") + "\n"));
        assert_eq!([import.operation(), put.operation()], ["ImportTable", "StartBulkPutItems"]);
    }
}
