//! Texts about vector indexes: their definitions, the vectors that are written, and searches.
//!
//! Follows: developer guide, "Creating and searching vector indexes", "Troubleshooting vector indexes"; sentences that the guide
//! does not have were seen in public logs of the service.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::INVALID;

/// The prefix with a full stop, as the sentences about written vectors have it.
const INVALID_STOP: &str = "One or more parameter values were invalid. ";

texts! {
    /// What is wrong with a vector index, a vector or a search.
    VectorProblem {
        // Definitions.
        /// VectorIndexes is an empty list.
        IndexesEmpty => INVALID "List of VectorIndexes is empty",
        /// VectorIndexUpdates is an empty list (our model: by analogy).
        UpdatesEmpty => INVALID "List of VectorIndexUpdates is empty",
        /// A table that is not on-demand, or is to be so no longer.
        OnDemandOnly => INVALID "Vector indexes are only supported for PAY_PER_REQUEST tables",
        /// A sixth index at creation.
        TooMany => INVALID "VectorIndex count exceeds the per-table limit of 5",
        /// More dimensions than there can be.
        Dimensions => INVALID "Number of dimensions must be between 1 and 4096 inclusive.",
        /// An attribute of the search schema that is not declared in the request.
        SchemaUndefined => INVALID "One element in SearchSchema is not defined in attribute definitions",
        /// An attribute twice in a search schema (our model).
        SchemaRepeated(attribute: String) => INVALID "Our model: SearchSchema names an attribute twice: {attribute}",
        /// Two partition keys (our model: AWS documents the bound and not the words).
        SchemaHashes => INVALID "Our model: SearchSchema has at most one HASH element",
        /// A 19th filter (our model: likewise).
        SchemaFilters => INVALID "Our model: SearchSchema has at most 18 INLINE_FILTER elements",
        /// The vector attribute is declared as a key attribute would be.
        AttributeDefined(attribute: String)
            => INVALID "Conflicting attribute definition for '{attribute}'. An attribute cannot be defined in \
                AttributeDefinitions when used as a VectorAttribute.",
        /// Two indexes on one attribute with different numbers of dimensions.
        DimensionsConflict(attribute: String)
            => INVALID "Conflicting attribute definition for '{attribute}'. All VectorIndexes on the same vector attribute must \
                use the same dimensions.",
        /// The vector attribute is a key attribute of the table: name, type, kind of key, dimensions.
        AttributeIsKey(attribute: String, key_type: &'static str, kind: &'static str, dimensions: u32)
            => INVALID "Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. \
                Existing schema: Schema:[SchemaElement: key{{{attribute}:{key_type}:{kind}}}] New schema: \
                VectorIndexSchema:[VectorAttribute: key{{{attribute}:L:{dimensions}}}]",
        /// No action, or two, in an update (our model: by analogy).
        OneAction => INVALID "Only one vector index action is allowed per VectorIndexUpdate object",

        // Written vectors.
        /// The vector attribute is no list: attribute, index.
        NotAList(attribute: String, index: String)
            => INVALID_STOP "Invalid type for parameter {attribute}, Expected: 32-bit floating point number list IndexName: {index}",
        /// An element is no number, or too large a one: attribute, place, type, index.
        NotANumber(attribute: String, at: usize, found: &'static str, index: String)
            => INVALID_STOP "Invalid type for parameter {attribute}[{at}], Expected: 32-bit floating point number, Actual: {found}. \
                IndexName: {index}",
        /// A vector of another length: attribute, dimensions, length, index.
        Size(attribute: String, dimensions: u32, length: usize, index: String)
            => INVALID_STOP "Invalid size for parameter {attribute}, Expected: {dimensions}, Actual: {length} IndexName: {index}",

        // Searches.
        /// More results than there can be.
        TopK(wanted: i64) => "Provided TopK value '{wanted}' is out of valid range. The value must be between 1 and 100 inclusive",
        /// The search vector has what is no number, or too large a one.
        SearchVector
            => "Search vector contains invalid values. All values in the search vector must be a 32-bit floating-point number \
                attribute",
        /// The search vector has another length: its length, the index's dimensions.
        SearchSize(length: usize, dimensions: u32)
            => "Input search vector dimension {length} does not match vector index dimension {dimensions}",
        /// A search without the partition key.
        HashMissing => "SearchConditionExpression must be provided when SearchSchema has a HASH key",
        /// A condition that is more than equalities joined by AND.
        Comparator => "Invalid SearchConditionExpression: Invalid comparator used in SearchConditionExpression",
        /// A condition on another attribute.
        NotInSchema(attribute: String)
            => "SearchConditionExpression must not contain any attributes that is not in SearchSchema. Invalid attribute: {attribute}",
        /// A search of an index that is not complete yet.
        Backfilling(index: String) => "Cannot search backfilling vector index: {index}",
        /// A Query of a vector index.
        NotQueried => "Query operation not supported on this index type.",
        /// A Scan of a vector index, or a statement.
        NotScanned => "Scan operation not supported on this index type",
    }
}
