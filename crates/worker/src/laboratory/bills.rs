//! The bill of one design of a finished run.

use client::LabAnswer;
use lab::bill::{Metered, bill};
use report::{BillRequest, SimulationReport};

use crate::host::refusal;

/// The bill of the design with this number for a `report::BillRequest` in postcard.
pub(super) fn of_design(report: Option<&SimulationReport>, design: u32, request: &[u8]) -> LabAnswer {
    let Some(report) = report else {
        return LabAnswer::Refused(refusal("NoRun", "Nothing has run yet: run a scenario first."));
    };
    let Some(design) = usize::try_from(design).ok().and_then(|design| report.designs.get(design)) else {
        return LabAnswer::Refused(refusal("NoSuchDesign", "The last run has no such design: choose another one."));
    };
    let Ok(request) = postcard::from_bytes::<BillRequest>(request) else {
        return LabAnswer::Refused(refusal("UnreadableRequest", "The request for a bill cannot be read. Reload the page."));
    };
    match bill(&request, &Metered::of_run(report, design)) {
        Ok(bill) => LabAnswer::Bill(postcard::to_allocvec(&bill).unwrap_or_default()),
        Err(error) => LabAnswer::Refused(refusal("NoPrices", &error.to_string())),
    }
}
