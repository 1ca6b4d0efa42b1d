//! Which functions move: those that the list names, but for what the first screen's own functions call, and all that only they
//! reach.

use super::LOADER;
use super::call_graph::CallGraph;
use super::path::List;
use super::program::Program;
use crate::failure::Failure;
use std::collections::BTreeSet;

/// What moves, and what ties both parts together. Functions go by their index in the whole program, in ascending order.
pub(super) struct Choice {
    moved: BTreeSet<u32>,
    entries: Vec<u32>,
    called_back: Vec<u32>,
    /// The imported function that a stub calls first.
    pub(super) loader: u32,
}

impl Choice {
    pub(super) fn make(program: &Program<'_>, list: &List) -> Result<Self, Failure> {
        let graph = CallGraph::of(program)?;
        let names = || program.own_functions().map(|function| (function, program.name(function)));
        let even_so = list.even_so.find(names())?;
        let first = reached(&graph, list.first.find(names())?, &even_so);
        let later: BTreeSet<u32> = list.later.find(names())?.difference(&first).copied().chain(even_so).collect();
        let outside = graph.roots.union(&first).copied().filter(|function| !later.contains(function)).collect();
        let stays = reached(&graph, outside, &later);
        let moved: BTreeSet<u32> = program.own_functions().filter(|function| !stays.contains(function)).collect();
        let called_early: BTreeSet<u32> = stays.iter().flat_map(|&function| graph.callees(function)).collect();
        let entry = |function: &u32| called_early.contains(function) || graph.roots.contains(function);
        let called_late: BTreeSet<u32> = moved.iter().flat_map(|&function| graph.callees(function)).collect();
        Ok(Self {
            entries: moved.iter().copied().filter(entry).collect(),
            called_back: called_late.difference(&moved).copied().collect(),
            loader: program.loader(LOADER)?,
            moved,
        })
    }

    /// All that moves.
    pub(super) fn moved(&self) -> &BTreeSet<u32> {
        &self.moved
    }

    pub(super) fn moves(&self, function: u32) -> bool {
        self.moved.contains(&function)
    }

    /// What moves and may be called by what stays: each leaves a stub behind and has a slot in the table.
    pub(super) fn entries(&self) -> &[u32] {
        &self.entries
    }

    /// What stays and is called by what moves.
    pub(super) fn called_back(&self) -> &[u32] {
        &self.called_back
    }
}

/// What is reached from these without passing a barrier, they among it.
fn reached(graph: &CallGraph, from: BTreeSet<u32>, barriers: &BTreeSet<u32>) -> BTreeSet<u32> {
    let mut waiting: Vec<u32> = from.iter().copied().collect();
    let mut reached = from;
    while let Some(function) = waiting.pop() {
        for callee in graph.callees(function) {
            if !barriers.contains(&callee) && reached.insert(callee) {
                waiting.push(callee);
            }
        }
    }
    reached
}
