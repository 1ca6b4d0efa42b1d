//! Which table a request names: by its name or by its ARN.
//!
//! Follows: API Reference, `TableName` ("You can also provide the Amazon Resource Name (ARN) of the table in this parameter").

use std::sync::Arc;

use api::Error;
use api::text::{NotFound, Validation};

use crate::{Context, Engine, Table, TablePlace};

/// The place that `name` means for this caller: a bare name lies in the caller's account and region.
pub(crate) fn place_of<'a>(context: &'a Context, name: &'a str) -> Result<TablePlace<'a>, Error> {
    let Some(rest) = name.strip_prefix("arn:") else {
        return Ok(TablePlace { account: &context.account, region: &context.region, name });
    };
    let mut parts = rest.splitn(5, ':');
    let (_partition, _service) = (parts.next(), parts.next());
    let (region, account, resource) = (parts.next(), parts.next(), parts.next());
    match (region, account, resource.and_then(|resource| resource.strip_prefix("table/"))) {
        (Some(region), Some(account), Some(table)) if region == context.region => Ok(TablePlace { account, region, name: table }),
        _ => Err(Error::Validation(Validation::ArnRegion(name.to_owned()))),
    }
}

impl Engine {
    /// The table that a data plane request names. While it is CREATING or DELETING it is not found.
    pub(crate) fn data_table(&self, context: &Context, name: &str) -> Result<&Arc<Table>, Error> {
        let table = self.database.find(place_of(context, name)?);
        table.filter(|table| table.takes_items()).ok_or(Error::ResourceNotFound(NotFound::Resource))
    }
}
