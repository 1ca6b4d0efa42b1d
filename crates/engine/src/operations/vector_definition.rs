//! Definitions of vector indexes as requests bring them, and their rules.
//!
//! Follows: API Reference, "VectorIndex", "CreateVectorIndexAction"; developer guide, "Creating and searching vector indexes",
//! "Quotas". The order of the checks is our model.

use api::text::{Validation, VectorProblem};
use api::{BillingMode, CreateTable, Fields, IndexStatus, Projection};
use model::KeyAttribute;

use super::definition::{Definitions, projected};
use crate::{DistanceFunction, SearchElement, VectorIndex};

/// Vector indexes of a table (Quotas).
pub(crate) const VECTOR_INDEXES_PER_TABLE: usize = 5;
/// Numbers in a vector (Quotas).
const DIMENSIONS_MAX: u32 = 4_096;
/// Filters in a search schema (Quotas).
const FILTERS_MAX: usize = 18;

/// A vector index as sent.
#[derive(Debug)]
pub(crate) struct VectorDefinition {
    name: String,
    attribute: String,
    schema: Vec<(String, SearchElement)>,
    projection: Projection,
    dimensions: u32,
    function: DistanceFunction,
}

/// A list of them.
#[derive(Debug)]
pub(crate) struct VectorDefinitions(Vec<VectorDefinition>);

impl VectorDefinitions {
    /// Takes the list of this name out of a request.
    pub(crate) fn read(input: &mut Fields, name: &str) -> Option<Self> {
        Some(VectorDefinitions(input.structures(name)?.into_iter().map(VectorDefinition::read).collect()))
    }

    /// The definitions, in the order sent.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &VectorDefinition> {
        self.0.iter()
    }

    /// The indexes of a table that is to be made. They are CREATING.
    pub(crate) fn checked(&self, table: &CreateTable) -> Result<Vec<VectorIndex>, Validation> {
        if self.0.is_empty() {
            return Err(Validation::Vector(VectorProblem::IndexesEmpty));
        }
        if table.billing_mode != Some(BillingMode::PayPerRequest) {
            return Err(Validation::Vector(VectorProblem::OnDemandOnly));
        }
        if self.0.len() > VECTOR_INDEXES_PER_TABLE {
            return Err(Validation::Vector(VectorProblem::TooMany));
        }
        let mut indexes: Vec<VectorIndex> = vec![];
        for definition in &self.0 {
            let index = definition.checked(&table.attribute_definitions, &indexes)?;
            indexes.push(index);
        }
        Ok(indexes)
    }
}

impl VectorDefinition {
    /// Reads a `VectorIndex` or a `CreateVectorIndexAction`. Its members are there: the model requires them.
    pub(crate) fn read(mut input: Fields) -> Self {
        let element = |mut element: Fields| {
            let is_hash = element.text("SearchSchemaElementType") == SearchElement::Hash.name();
            (element.text("AttributeName"), if is_hash { SearchElement::Hash } else { SearchElement::InlineFilter })
        };
        let function = input.text("DistanceFunction");
        VectorDefinition {
            name: input.text("IndexName"),
            attribute: input.fields("VectorAttribute").map(|mut attribute| attribute.text("AttributeName")).unwrap_or_default(),
            schema: input.structures("SearchSchema").unwrap_or_default().into_iter().map(element).collect(),
            projection: input.projection(),
            dimensions: input.integer("Dimensions").and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX),
            function: DistanceFunction::ALL
                .into_iter()
                .find(|known| known.name() == function)
                .unwrap_or(DistanceFunction::Cosine),
        }
    }

    /// The index's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is the definition of that index.
    pub(crate) fn means(&self, index: &VectorIndex) -> bool {
        let schema = index.schema.iter().map(|(attribute, kind)| (attribute.name.as_str(), *kind));
        self.name == index.name
            && self.attribute == index.attribute
            && self.dimensions == index.dimensions
            && self.function == index.function
            && projected(&self.projection).as_ref() == Ok(&index.projected)
            && self.schema.iter().map(|(name, kind)| (name.as_str(), *kind)).eq(schema)
    }

    /// The index, beside others of its table. It is CREATING.
    pub(crate) fn checked(&self, definitions: &Definitions, others: &[VectorIndex]) -> Result<VectorIndex, Validation> {
        let problem = |problem| Err(Validation::Vector(problem));
        if !(1..=DIMENSIONS_MAX).contains(&self.dimensions) {
            return problem(VectorProblem::Dimensions);
        }
        let schema = self.checked_schema(definitions).map_err(Validation::Vector)?;
        if definitions.iter().any(|(name, _)| *name == self.attribute) {
            return problem(VectorProblem::AttributeDefined(self.attribute.clone()));
        }
        if others.iter().any(|other| other.attribute == self.attribute && other.dimensions != self.dimensions) {
            return problem(VectorProblem::DimensionsConflict(self.attribute.clone()));
        }
        Ok(VectorIndex {
            name: self.name.clone(),
            attribute: self.attribute.clone(),
            schema,
            projected: projected(&self.projection)?,
            dimensions: self.dimensions,
            function: self.function,
            status: IndexStatus::Creating,
            backfilling: false,
        })
    }

    fn checked_schema(&self, definitions: &Definitions) -> Result<Vec<(KeyAttribute, SearchElement)>, VectorProblem> {
        let of_kind = |kind| self.schema.iter().filter(|(_, of)| *of == kind).count();
        if of_kind(SearchElement::Hash) > 1 {
            return Err(VectorProblem::SchemaHashes);
        }
        if of_kind(SearchElement::InlineFilter) > FILTERS_MAX {
            return Err(VectorProblem::SchemaFilters);
        }
        let mut schema: Vec<(KeyAttribute, SearchElement)> = vec![];
        for (name, kind) in &self.schema {
            let Some((_, key_type)) = definitions.iter().find(|(defined, _)| defined == name) else {
                return Err(VectorProblem::SchemaUndefined);
            };
            if schema.iter().any(|(known, _)| known.name == *name) {
                return Err(VectorProblem::SchemaRepeated(name.clone()));
            }
            schema.push((KeyAttribute { name: name.clone(), key_type: *key_type }, *kind));
        }
        Ok(schema)
    }
}
