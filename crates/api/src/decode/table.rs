//! Requests about tables.

use model::ScalarType;

use super::request::Request;
use crate::node::{Fields, Node};
use crate::text::{Sentence, Validation};
use crate::{
    BillingMode, Call, CreateTable, DeleteTable, DescribeTable, Encryption, Error, ErrorTexts, Exception, GlobalIndexUpdate,
    IndexDefinition, IndexUpdate, ListTables, Operation, Projection, ProvisionedThroughput, TableSettings, UnitsPerSecond,
    UpdateTable,
};

/// Names are 3 to 255 characters long (Quotas).
const NAME_LENGTH: core::ops::RangeInclusive<usize> = 3..=255;

impl Fields {
    /// All that a table is made of: the input of CreateTable, or `TableCreationParameters`, which has less.
    pub fn table_creation(mut self) -> Result<CreateTable, Error> {
        let table = CreateTable {
            table_name: self.text("TableName"),
            attribute_definitions: attribute_definitions(&mut self).unwrap_or_default(),
            key_schema: key_schema(&mut self),
            local_secondary_indexes: indexes(&mut self, "LocalSecondaryIndexes")?,
            global_secondary_indexes: indexes(&mut self, "GlobalSecondaryIndexes")?,
            billing_mode: self.billing_mode("BillingMode"),
            provisioned_throughput: self.throughput("ProvisionedThroughput"),
            settings: settings(&mut self)?,
        };
        self.finish()?;
        Ok(table)
    }

    /// Definitions of indexes.
    pub fn index_definitions(&mut self, name: &str) -> Result<Option<Vec<IndexDefinition>>, Error> {
        indexes(self, name)
    }

    /// A billing mode.
    pub fn billing_mode(&mut self, name: &str) -> Option<BillingMode> {
        Some(match self.optional_text(name)?.as_str() {
            "PAY_PER_REQUEST" => BillingMode::PayPerRequest,
            _ => BillingMode::Provisioned,
        })
    }

    /// Read and write units.
    pub fn throughput(&mut self, name: &str) -> Option<ProvisionedThroughput> {
        let mut throughput = self.fields(name)?;
        Some(ProvisionedThroughput {
            read_capacity_units: throughput.integer("ReadCapacityUnits").unwrap_or_default(),
            write_capacity_units: throughput.integer("WriteCapacityUnits").unwrap_or_default(),
        })
    }

    /// `AttributeDefinitions`.
    pub fn attribute_definitions(&mut self) -> Option<Vec<(String, ScalarType)>> {
        attribute_definitions(self)
    }

    /// `Projection`.
    pub fn projection(&mut self) -> Projection {
        let mut projection = self.fields("Projection");
        Projection {
            projection_type: projection.as_mut().and_then(|projection| projection.optional_text("ProjectionType")),
            non_key_attributes: projection.as_mut().and_then(|projection| projection.texts("NonKeyAttributes")),
        }
    }

    /// `SSESpecification` under this name.
    pub fn encryption(&mut self, name: &str) -> Result<Option<Encryption>, Error> {
        encryption(self, name)
    }
}

/// CreateTable.
pub(super) fn create_table(mut request: Request) -> Result<Operation, Error> {
    check_named(&request)?;
    request.check()?;
    check_table_class(&request.input)?;
    // Vector indexes are rare: the engine reads them itself, so that what reads them can come later.
    if request.input.has("VectorIndexes") {
        return Ok(Operation::Call(Box::new(Call::new(request.row, request.input))));
    }
    Ok(Operation::CreateTable(Box::new(request.input.table_creation()?)))
}

/// UpdateTable.
pub(super) fn update_table(mut request: Request) -> Result<Operation, Error> {
    if ["ReplicaUpdates", "GlobalTableWitnessUpdates", "MultiRegionConsistency"].iter().any(|name| request.input.has(name)) {
        return super::call(request);
    }
    request.check()?;
    let input = &mut request.input;
    check_table_class(input)?;
    if input.has("VectorIndexUpdates") {
        return Ok(Operation::Call(Box::new(Call::new(request.row, request.input))));
    }
    let updates = input.structures("GlobalSecondaryIndexUpdates");
    let operation = UpdateTable {
        table_name: input.text("TableName"),
        attribute_definitions: attribute_definitions(input),
        billing_mode: input.billing_mode("BillingMode"),
        provisioned_throughput: input.throughput("ProvisionedThroughput"),
        global_secondary_index_updates: updates.map(|updates| updates.into_iter().map(index_update).collect()).transpose()?,
        settings: settings(input)?,
    };
    request.input.finish()?;
    Ok(Operation::UpdateTable(Box::new(operation)))
}

/// DescribeTable.
pub(super) fn describe_table(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    Ok(Operation::DescribeTable(DescribeTable { table_name: request.input.text("TableName") }))
}

/// DeleteTable.
pub(super) fn delete_table(mut request: Request) -> Result<Operation, Error> {
    check_table_name(&request.input, "TableName")?;
    request.check()?;
    Ok(Operation::DeleteTable(DeleteTable { table_name: request.input.text("TableName") }))
}

/// ListTables.
pub(super) fn list_tables(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    Ok(Operation::ListTables(ListTables {
        exclusive_start_table_name: request.input.optional_text("ExclusiveStartTableName"),
        limit: request.input.integer("Limit"),
    }))
}

/// RestoreTableFromBackup and RestoreTableToPointInTime.
pub(super) fn restore(request: Request) -> Result<Operation, Error> {
    check_table_name(&request.input, "TargetTableName")?;
    super::call(request)
}

/// ExportTableToPointInTime: an empty ARN has a sentence of its own (facts 3.9).
pub(super) fn export(request: Request) -> Result<Operation, Error> {
    match request.input.get("TableArn") {
        Some(Node::Text(arn)) if arn.is_empty() => Err(Error::Exception(Exception::Validation, Sentence::TableArnEmpty)),
        _ => super::call(request),
    }
}

/// The service checks the table name by hand before everything else here (facts, section 2).
/// CreateTable looks at a missing name by hand, and in the older wording at its length too.
fn check_named(request: &Request) -> Result<(), Error> {
    match request.texts {
        ErrorTexts::Older => check_table_name(&request.input, "TableName"),
        ErrorTexts::Newer if request.input.has("TableName") => Ok(()),
        ErrorTexts::Newer => Err(Validation::TableNameRequired.into()),
    }
}

fn check_table_name(input: &Fields, member: &str) -> Result<(), Error> {
    match input.get(member) {
        None => Err(Validation::TableNameRequired.into()),
        Some(Node::Text(name)) if !name.starts_with("arn:") && !NAME_LENGTH.contains(&name.chars().count()) => {
            Err(Validation::TableNameLength.into())
        }
        Some(_) => Ok(()),
    }
}

fn check_table_class(input: &Fields) -> Result<(), Error> {
    match input.get("TableClass") {
        Some(Node::Text(class)) if !matches!(class.as_str(), "STANDARD" | "STANDARD_INFREQUENT_ACCESS") => {
            Err(Validation::UnknownTableClass.into())
        }
        _ => Ok(()),
    }
}

fn attribute_definitions(input: &mut Fields) -> Option<Vec<(String, ScalarType)>> {
    let definitions = input.structures("AttributeDefinitions")?;
    Some(
        definitions
            .into_iter()
            .filter_map(|mut definition| {
                Some((definition.text("AttributeName"), ScalarType::from_code(&definition.text("AttributeType"))?))
            })
            .collect(),
    )
}

fn key_schema(input: &mut Fields) -> Vec<(String, String)> {
    let elements = input.structures("KeySchema").unwrap_or_default();
    elements.into_iter().map(|mut element| (element.text("AttributeName"), element.text("KeyType"))).collect()
}

fn on_demand(input: &mut Fields) -> Option<UnitsPerSecond> {
    let mut units = input.fields("OnDemandThroughput")?;
    Some(UnitsPerSecond { read: units.integer("MaxReadRequestUnits"), write: units.integer("MaxWriteRequestUnits") })
}

fn warm(input: &mut Fields) -> Option<UnitsPerSecond> {
    let mut units = input.fields("WarmThroughput")?;
    Some(UnitsPerSecond { read: units.integer("ReadUnitsPerSecond"), write: units.integer("WriteUnitsPerSecond") })
}

fn indexes(input: &mut Fields, name: &str) -> Result<Option<Vec<IndexDefinition>>, Error> {
    input.structures(name).map(|indexes| indexes.into_iter().map(index).collect()).transpose()
}

fn index(mut input: Fields) -> Result<IndexDefinition, Error> {
    let index = IndexDefinition {
        index_name: input.text("IndexName"),
        key_schema: key_schema(&mut input),
        projection: input.projection(),
        provisioned_throughput: input.throughput("ProvisionedThroughput"),
        on_demand_throughput: on_demand(&mut input),
        warm_throughput: warm(&mut input),
    };
    input.finish()?;
    Ok(index)
}

fn index_update(mut input: Fields) -> Result<GlobalIndexUpdate, Error> {
    let update = input.fields("Update").map(|mut update| {
        let changed = IndexUpdate {
            index_name: update.text("IndexName"),
            provisioned_throughput: update.throughput("ProvisionedThroughput"),
            on_demand_throughput: on_demand(&mut update),
            warm_throughput: warm(&mut update),
        };
        update.finish().map(|()| changed)
    });
    Ok(GlobalIndexUpdate {
        create: input.fields("Create").map(index).transpose()?,
        update: update.transpose()?,
        delete: input.fields("Delete").map(|mut delete| delete.text("IndexName")),
    })
}

fn settings(input: &mut Fields) -> Result<TableSettings, Error> {
    let stream = input.fields("StreamSpecification");
    let tags = input.structures("Tags").unwrap_or_default();
    Ok(TableSettings {
        deletion_protection_enabled: input.flag("DeletionProtectionEnabled"),
        table_class: input.optional_text("TableClass"),
        tags: tags.into_iter().map(|mut tag| (tag.text("Key"), tag.text("Value"))).collect(),
        stream: stream
            .map(|mut stream| (stream.flag("StreamEnabled").unwrap_or_default(), stream.optional_text("StreamViewType"))),
        encryption: encryption(input, "SSESpecification")?,
        on_demand_throughput: on_demand(input),
        warm_throughput: warm(input),
        resource_policy: input.optional_text("ResourcePolicy"),
    })
}

/// `SSESpecification`. The only type with a key of one's own is KMS; without `Enabled`, whoever names a type or a key means it.
fn encryption(input: &mut Fields, name: &str) -> Result<Option<Encryption>, Error> {
    let Some(mut encryption) = input.fields(name) else { return Ok(None) };
    let enabled = encryption.flag("Enabled");
    let (kind, key) = (encryption.optional_text("SSEType"), encryption.optional_text("KMSMasterKeyId"));
    match (kind.as_deref(), &key) {
        (Some(_), _) if enabled == Some(false) => Err(Validation::EncryptionTypeWhileDisabled.into()),
        (_, Some(_)) if enabled == Some(false) => Err(Validation::EncryptionKeyWhileDisabled.into()),
        (None, Some(_)) => Err(Validation::EncryptionTypeRequired.into()),
        (Some("AES256"), _) => Err(Validation::EncryptionTypeUnsupported.into()),
        _ => Ok(Some(Encryption { enabled: enabled.unwrap_or(kind.is_some()), key })),
    }
}
