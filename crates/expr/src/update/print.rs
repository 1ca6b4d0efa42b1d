//! Updates as text that reads back as the same update.

use core::fmt;

use crate::{Action, SetOperand, SetValue, Update};

impl fmt::Display for Update<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut previous = None;
        for action in &self.actions {
            let section = action.section();
            match previous {
                None => write!(f, "{section} ")?,
                Some(same) if same == section => f.write_str(", ")?,
                Some(_) => write!(f, " {section} ")?,
            }
            action.fmt(f)?;
            previous = Some(section);
        }
        Ok(())
    }
}

impl fmt::Display for Action<'_> {
    /// The action without its section's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Set { path, value } => write!(f, "{path} = {value}"),
            Action::Remove { path } => path.fmt(f),
            Action::Add { path, value } | Action::Delete { path, value } => write!(f, "{path} {value}"),
        }
    }
}

impl fmt::Display for SetValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetValue::Operand(operand) => operand.fmt(f),
            SetValue::Sum(left, right) => write!(f, "{left} + {right}"),
            SetValue::Difference(left, right) => write!(f, "{left} - {right}"),
        }
    }
}

impl fmt::Display for SetOperand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetOperand::Path(path) => path.fmt(f),
            SetOperand::Literal(literal) => literal.fmt(f),
            SetOperand::IfNotExists(path, otherwise) => write!(f, "if_not_exists({path}, {otherwise})"),
            SetOperand::ListAppend(front, back) => write!(f, "list_append({front}, {back})"),
        }
    }
}
