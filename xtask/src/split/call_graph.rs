//! Which function calls which, and which the outside may call.

use super::program::{Program, unreadable};
use crate::failure::Failure;
use std::collections::BTreeSet;
use wasmparser::{ConstExpr, ElementItems, ExternalKind, FunctionBody, Operator};

/// Edges and roots, by function index.
pub(super) struct CallGraph {
    /// What each function calls; nothing for an imported one.
    callees: Vec<BTreeSet<u32>>,
    /// Exports, the start function, and whatever the table or a global holds: nobody knows who calls those.
    pub(super) roots: BTreeSet<u32>,
}

impl CallGraph {
    pub(super) fn of(program: &Program<'_>) -> Result<Self, Failure> {
        let mut callees = vec![BTreeSet::new(); program.imported_functions.len()];
        for function in program.own_functions() {
            callees.push(program.body(function).map_or_else(|| Ok(BTreeSet::new()), calls)?);
        }
        let mut roots: BTreeSet<u32> = program.start.into_iter().collect();
        for export in program.exports.clone().into_iter().flatten() {
            let export = export.map_err(unreadable)?;
            if export.kind == ExternalKind::Func {
                roots.insert(export.index);
            }
        }
        for element in program.elements.clone().into_iter().flatten() {
            match element.map_err(unreadable)?.items {
                ElementItems::Functions(functions) => {
                    for function in functions {
                        roots.insert(function.map_err(unreadable)?);
                    }
                }
                ElementItems::Expressions(_, values) => {
                    for value in values {
                        references(&value.map_err(unreadable)?, &mut roots)?;
                    }
                }
            }
        }
        for global in program.global_section.clone().into_iter().flatten() {
            references(&global.map_err(unreadable)?.init_expr, &mut roots)?;
        }
        Ok(Self { callees, roots })
    }

    /// What this function calls.
    pub(super) fn callees(&self, function: u32) -> impl Iterator<Item = u32> {
        self.callees.get(function as usize).into_iter().flatten().copied()
    }
}

fn calls(body: &FunctionBody<'_>) -> Result<BTreeSet<u32>, Failure> {
    let mut found = BTreeSet::new();
    let mut operators = body.get_operators_reader().map_err(unreadable)?;
    while !operators.eof() {
        match operators.read().map_err(unreadable)? {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                found.insert(function_index);
            }
            // These name things that only one of the parts has.
            operator @ (Operator::RefFunc { .. }
            | Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::TableInit { .. }
            | Operator::ElemDrop { .. }) => {
                return Err(Failure::new(format!("the wasm has an instruction that splitting it does not know: {operator:?}")));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn references(value: &ConstExpr<'_>, found: &mut BTreeSet<u32>) -> Result<(), Failure> {
    for operator in value.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator.map_err(unreadable)? {
            found.insert(function_index);
        }
    }
    Ok(())
}
