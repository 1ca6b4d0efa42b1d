//! The problems met while an expression is read, of which the service reports one.
//!
//! AWS checks an expression in passes, each over its whole text. We read once and keep, for every pass, the first problem it
//! would have met; the earliest pass wins.

use crate::Problem;

/// In which pass the service would meet the problem. Earlier passes win.
pub(crate) type Order = fn(&Problem) -> u8;

/// Passes from here on belong to a single condition: the first condition with any such problem wins over later conditions.
pub(crate) const WITHIN_CONDITION: u8 = 100;

#[derive(Debug)]
pub(crate) struct Findings {
    order: Order,
    expression: Option<(u8, Problem)>,
    condition: Option<(u8, Problem)>,
}

impl Findings {
    pub(crate) fn new(order: Order) -> Self {
        Self { order, expression: None, condition: None }
    }

    /// Keeps the problem if no earlier pass, and no earlier place in the same pass, has one.
    pub(crate) fn note(&mut self, problem: Problem) {
        let pass = (self.order)(&problem);
        let slot = if pass < WITHIN_CONDITION { &mut self.expression } else { &mut self.condition };
        if slot.as_ref().is_none_or(|(found, _)| pass < *found) {
            *slot = Some((pass, problem));
        }
    }

    /// Ends a condition: what it had now stands before the problems of later ones.
    pub(crate) fn end_condition(&mut self) {
        if let Some((_, problem)) = self.condition.take()
            && self.expression.is_none()
        {
            self.expression = Some((WITHIN_CONDITION - 1, problem));
        }
    }

    /// The problem to report.
    pub(crate) fn into_problem(self) -> Option<Problem> {
        self.expression.or(self.condition).map(|(_, problem)| problem)
    }
}
