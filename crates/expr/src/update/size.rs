//! What an update's own words weigh against the 400 KB of an item.
//!
//! The service holds a single UpdateItem to a size that it works out from the request alone, beside the size of the finished
//! item: nothing that is stored already enters it. The figures were measured (DYX, eu-west-2, October 2026).

use model::AttributeValue;

use crate::{Action, Literal, Path, SetOperand, SetValue, Step, Update};

/// Any update.
const STATEMENT: usize = 3;
/// A SET or ADD.
const WRITES: usize = 19;
/// A REMOVE or DELETE; what DELETE takes away is free.
const CLEARS: usize = 1;
/// Each step of a written path after its first.
const WRITTEN_STEP: usize = 4;
/// A path that is read; the value that it leads to is free.
const READ_PATH: usize = 1;
/// Each step of a path that is read, its first too.
const READ_STEP: usize = 14;
const SUM: usize = 34;
const DIFFERENCE: usize = 37;
const IF_NOT_EXISTS: usize = 39;
const LIST_APPEND: usize = 37;

impl Update<'_> {
    /// The size of the request as the service counts it, in bytes.
    pub fn request_size_bytes(&self) -> usize {
        STATEMENT + self.actions.iter().map(action).sum::<usize>()
    }
}

fn action(action: &Action<'_>) -> usize {
    let target = written(action.path());
    match action {
        Action::Set { value, .. } => WRITES + target + set_value(value),
        Action::Add { value, .. } => WRITES + target + literal(value),
        Action::Remove { .. } | Action::Delete { .. } => CLEARS + target,
    }
}

fn set_value(value: &SetValue<'_>) -> usize {
    match value {
        SetValue::Operand(only) => operand(only),
        SetValue::Sum(left, right) => SUM + operand(left) + operand(right),
        SetValue::Difference(left, right) => DIFFERENCE + operand(left) + operand(right),
    }
}

fn operand(of: &SetOperand<'_>) -> usize {
    match of {
        SetOperand::Path(path) => read(path),
        SetOperand::Literal(value) => literal(value),
        SetOperand::IfNotExists(path, otherwise) => IF_NOT_EXISTS + read(path) + operand(otherwise),
        SetOperand::ListAppend(front, back) => LIST_APPEND + operand(front) + operand(back),
    }
}

fn literal(literal: &Literal<'_>) -> usize {
    AttributeValue::size_bytes(literal.value)
}

fn written(path: &Path<'_>) -> usize {
    path.top.name.len() + path.steps.iter().map(|of| WRITTEN_STEP + step(of)).sum::<usize>()
}

fn read(path: &Path<'_>) -> usize {
    READ_PATH + READ_STEP + path.top.name.len() + path.steps.iter().map(|of| READ_STEP + step(of)).sum::<usize>()
}

/// Bytes of a name, digits of an index.
fn step(step: &Step<'_>) -> usize {
    match step {
        Step::Name(name) => name.name.len(),
        Step::Index(index) => index.checked_ilog10().map_or(1, |log| log as usize + 1),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::{AttributeValue, Item, Number};

    use crate::{Scope, Update};

    /// Rows as they were measured.
    #[test]
    fn each_form_weighs_what_was_measured() {
        let text = |length: usize| AttributeValue::S("x".repeat(length));
        let values = Item::from([
            (":v1".to_owned(), text(1)),
            (":v10".to_owned(), text(10)),
            (":one".to_owned(), AttributeValue::N(Number::from_i64(1))),
            (":lst".to_owned(), AttributeValue::L(vec![text(10)])),
            (":empty".to_owned(), AttributeValue::L(vec![])),
        ]);
        let names = BTreeMap::from([("#t".to_owned(), "abcdefghij".to_owned()), ("#e".to_owned(), "é€é".to_owned())]);
        for (expression, expected) in [
            ("SET b = :v1", 3 + 19 + 1 + 1),
            ("SET b = :v1, c = :v1", 3 + 2 * (19 + 1 + 1)),
            ("ADD n :one", 3 + 19 + 1 + 2),
            ("ADD m.n :one", 3 + 19 + 6 + 2),
            ("REMOVE abcdefghij", 3 + 1 + 10),
            ("REMOVE m.a.y", 3 + 1 + 11),
            ("SET l[0] = :v10", 3 + 19 + 6 + 10),
            ("SET l[10] = :v10", 3 + 19 + 7 + 10),
            ("SET l[0].x = :v10", 3 + 19 + 11 + 10),
            ("SET c = #t", 3 + 19 + 1 + 25),
            ("SET m.#e = :v10", 3 + 19 + 12 + 10),
            ("SET c = m.a.z", 3 + 19 + 1 + 46),
            ("SET c = l[10]", 3 + 19 + 1 + 32),
            ("SET n = n + :one", 3 + 19 + 1 + 34 + 16 + 2),
            ("SET n = n - :one", 3 + 19 + 1 + 37 + 16 + 2),
            ("SET c = if_not_exists(c, :v1)", 3 + 19 + 1 + 39 + 16 + 1),
            ("SET l = list_append(l, :lst)", 3 + 19 + 1 + 37 + 16 + 14),
            ("SET l = list_append(if_not_exists(l, :empty), :lst)", 3 + 19 + 1 + 37 + (39 + 16 + 3) + 14),
        ] {
            let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
            let update = Update::parse(expression, &mut scope).unwrap();
            assert_eq!(update.request_size_bytes(), expected, "{expression}");
        }
    }
}
