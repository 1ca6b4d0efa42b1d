//! Query and Scan.

use super::request::Request;
use crate::constraint::Layer;
use crate::text::Validation;
use crate::{Error, Operation, Query, Scan, Select};

/// Query.
pub(super) fn query(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let expressions = request.expressions()?;
    if !request.input.has("KeyConditionExpression") && !request.input.has("KeyConditions") {
        return Err(Validation::KeyConditionMissing.into());
    }
    let input = &mut request.input;
    let operation = Query {
        table_name: input.text("TableName"),
        index_name: input.optional_text("IndexName"),
        key_condition_expression: input.optional_text("KeyConditionExpression"),
        filter_expression: input.optional_text("FilterExpression"),
        projection_expression: input.optional_text("ProjectionExpression"),
        expressions,
        select: input.select(),
        limit: input.integer("Limit"),
        consistent_read: input.flag("ConsistentRead").unwrap_or_default(),
        scan_index_forward: input.flag("ScanIndexForward"),
        exclusive_start_key: input.optional_item("ExclusiveStartKey"),
        return_consumed_capacity: input.return_consumed_capacity(),
    };
    check_select(&request, operation.select, operation.projection_expression.is_some(), operation.index_name.is_some())?;
    request.input.finish()?;
    Ok(Operation::Query(Box::new(operation)))
}

/// Scan.
pub(super) fn scan(mut request: Request) -> Result<Operation, Error> {
    request.check()?;
    let expressions = request.expressions()?;
    let input = &mut request.input;
    let operation = Scan {
        table_name: input.text("TableName"),
        index_name: input.optional_text("IndexName"),
        filter_expression: input.optional_text("FilterExpression"),
        projection_expression: input.optional_text("ProjectionExpression"),
        expressions,
        select: input.select(),
        limit: input.integer("Limit"),
        consistent_read: input.flag("ConsistentRead").unwrap_or_default(),
        segment: input.integer("Segment"),
        total_segments: input.integer("TotalSegments"),
        exclusive_start_key: input.optional_item("ExclusiveStartKey"),
        return_consumed_capacity: input.return_consumed_capacity(),
    };
    check_select(&request, operation.select, operation.projection_expression.is_some(), operation.index_name.is_some())?;
    check_segments(operation.segment, operation.total_segments)?;
    request.input.finish()?;
    Ok(Operation::Scan(Box::new(operation)))
}

/// What `Select` demands of the rest of the request, whatever the index is (facts 3.16).
fn check_select(request: &Request, select: Option<Select>, has_projection: bool, has_index: bool) -> Result<(), Error> {
    // AttributesToGet counts as a projection here; it is refused later.
    let has_projection = has_projection || request.input.has("AttributesToGet");
    let problem = match select {
        Some(Select::SpecificAttributes) if !has_projection => Validation::SelectNeedsProjection,
        Some(Select::AllAttributes) if has_projection => Validation::SelectForbidsProjection("ALL_ATTRIBUTES"),
        Some(Select::AllProjectedAttributes) if has_projection => Validation::SelectForbidsProjection("ALL_PROJECTED_ATTRIBUTES"),
        Some(Select::Count) if has_projection => Validation::SelectForbidsProjection("only the Count"),
        Some(Select::AllProjectedAttributes) if !has_index => Validation::SelectNeedsIndex,
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
