//! Query and Scan.

use super::legacy;
use super::members::select_error;
use super::request::{Request, refuse};
use crate::constraint::Layer;
use crate::text::{LegacyProblem, Validation};
use crate::{AttributeConditions, Error, Operation, Query, Scan, Select};

/// Query.
pub(super) fn query(mut request: Request) -> Result<Operation, Error> {
    request.check_members()?;
    request.check_values_before_start_key()?;
    let expressions = request.expressions()?;
    check_select_name(&request)?;
    request.check_values()?;
    if !request.input.has("KeyConditionExpression") && !request.input.has("KeyConditions") {
        return Err(Validation::KeyConditionMissing.into());
    }
    let any = legacy::any_of(&mut request, "QueryFilter")?;
    let input = &mut request.input;
    let query_filter = legacy::conditions(input, "QueryFilter")?.map(|conditions| AttributeConditions { any, conditions });
    let key_conditions = legacy::conditions(input, "KeyConditions")?;
    let attributes_to_get = legacy::attributes_to_get(input)?;
    if key_conditions.as_ref().is_some_and(Vec::is_empty) {
        return Err(Validation::Legacy(LegacyProblem::NoKeyConditions).into());
    }
    let operation = Query {
        table_name: input.text("TableName"),
        index_name: input.optional_text("IndexName"),
        key_condition_expression: input.optional_text("KeyConditionExpression"),
        key_conditions,
        filter_expression: input.optional_text("FilterExpression"),
        query_filter,
        projection_expression: input.optional_text("ProjectionExpression"),
        attributes_to_get,
        expressions,
        select: input.select(),
        limit: input.integer("Limit"),
        consistent_read: input.flag("ConsistentRead").unwrap_or_default(),
        scan_index_forward: input.flag("ScanIndexForward"),
        exclusive_start_key: input.optional_item("ExclusiveStartKey"),
        return_consumed_capacity: input.return_consumed_capacity(),
    };
    let projection = Projected::of(operation.projection_expression.is_some(), operation.attributes_to_get.is_some());
    check_select(&request, operation.select, projection, operation.index_name.is_some())?;
    request.input.finish()?;
    Ok(Operation::Query(Box::new(operation)))
}

/// Scan.
pub(super) fn scan(mut request: Request) -> Result<Operation, Error> {
    request.check_members()?;
    request.check_values_before_start_key()?;
    let expressions = request.expressions()?;
    check_select_name(&request)?;
    request.check_values()?;
    let any = legacy::any_of(&mut request, "ScanFilter")?;
    let input = &mut request.input;
    let scan_filter = legacy::conditions(input, "ScanFilter")?.map(|conditions| AttributeConditions { any, conditions });
    let attributes_to_get = legacy::attributes_to_get(input)?;
    let operation = Scan {
        table_name: input.text("TableName"),
        index_name: input.optional_text("IndexName"),
        filter_expression: input.optional_text("FilterExpression"),
        scan_filter,
        projection_expression: input.optional_text("ProjectionExpression"),
        attributes_to_get,
        expressions,
        select: input.select(),
        limit: input.integer("Limit"),
        consistent_read: input.flag("ConsistentRead").unwrap_or_default(),
        segment: input.integer("Segment"),
        total_segments: input.integer("TotalSegments"),
        exclusive_start_key: input.optional_item("ExclusiveStartKey"),
        return_consumed_capacity: input.return_consumed_capacity(),
    };
    let projection = Projected::of(operation.projection_expression.is_some(), operation.attributes_to_get.is_some());
    check_select(&request, operation.select, projection, operation.index_name.is_some())?;
    check_segments(operation.segment, operation.total_segments)?;
    request.input.finish()?;
    Ok(Operation::Scan(Box::new(operation)))
}

/// How a request says what it wants of each item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Projected {
    /// Not at all.
    Nothing,
    /// By `ProjectionExpression`.
    Expression,
    /// By `AttributesToGet`.
    Attributes,
}

impl Projected {
    fn of(has_expression: bool, has_attributes: bool) -> Self {
        match (has_expression, has_attributes) {
            (_, true) => Projected::Attributes,
            (true, false) => Projected::Expression,
            (false, false) => Projected::Nothing,
        }
    }
}

/// The newer layer looks at the name of `Select` only here.
fn check_select_name(request: &Request) -> Result<(), Error> {
    refuse(if request.layer == Layer::Newer { select_error(request).into_iter().collect() } else { vec![] })
}

/// What `Select` demands of the rest of the request, whatever the index is (facts 3.16).
fn check_select(request: &Request, select: Option<Select>, projected: Projected, has_index: bool) -> Result<(), Error> {
    let forbidden = match select {
        None => return Ok(()),
        Some(Select::SpecificAttributes) => None,
        Some(Select::AllAttributes) => Some("ALL_ATTRIBUTES"),
        Some(Select::AllProjectedAttributes) => Some("ALL_PROJECTED_ATTRIBUTES"),
        Some(Select::Count) => Some("only the Count"),
    };
    let problem = match (forbidden, projected) {
        (None, Projected::Nothing) => Validation::SelectNeedsProjection,
        (Some(what), Projected::Expression) => Validation::SelectForbidsProjection(what),
        (Some(what), Projected::Attributes) => Validation::Legacy(LegacyProblem::SelectForbidsAttributes(what)),
        _ if select == Some(Select::AllProjectedAttributes) && !has_index => Validation::SelectNeedsIndex,
        _ => return Ok(()),
    };
    Err(if request.layer == Layer::Newer { problem.enveloped() } else { problem }.into())
}

fn check_segments(segment: Option<i64>, total_segments: Option<i64>) -> Result<(), Error> {
    match (segment, total_segments) {
        (Some(_), None) => Err(Validation::TotalSegmentsMissing.into()),
        (None, Some(_)) => Err(Validation::SegmentMissing.into()),
        (Some(segment), Some(total)) if segment >= total => Err(Validation::SegmentRange.into()),
        _ => Ok(()),
    }
}
