//! The part that comes later: what moved, with everything else imported from the part that is there.

use super::choice::Choice;
use super::early::{LOADED, Renumbered, shared_name, table_types};
use super::program::{Program, count, unreadable};
use crate::failure::Failure;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, Function, FunctionSection, ImportSection, Module, StartSection,
    TypeSection,
};

/// The module that it imports from: the part that is there.
const EARLY: &str = "early";

/// Writes the part. It imports the global `build`, whose name no other build's early part has: parts of two builds never meet.
pub(super) fn encode(program: &Program<'_>, choice: &Choice, build: &str) -> Result<Vec<u8>, Failure> {
    let mut part = Renumbered::new(choice.called_back().iter().chain(choice.moved()).copied());
    let mut module = Module::new();
    let mut types = TypeSection::new();
    if let Some(section) = program.types.clone() {
        part.parse_type_section(&mut types, section).map_err(unreadable)?;
    }
    // The start function takes nothing and gives nothing.
    let start_type = program.types.as_ref().map_or(0, |section| section.count());
    types.ty().function([], []);
    module.section(&types).section(&imports(program, choice, build, &mut part)?);
    let mut functions = FunctionSection::new();
    choice.moved().iter().for_each(|&function| _ = functions.function(program.type_of(function)));
    functions.function(start_type);
    let start = (choice.called_back().len() + choice.moved().len()) as u32;
    module.section(&functions).section(&StartSection { function_index: start });
    module.section(&elements(program, choice, &mut part)?);
    let mut code = CodeSection::new();
    for body in choice.moved().iter().filter_map(|&function| program.body(function)) {
        part.parse_function_body(&mut code, body.clone()).map_err(unreadable)?;
    }
    code.function(&loaded(count(&program.globals)));
    module.section(&code);
    Ok(module.finish())
}

/// Memories, tables and globals keep the indices that they have in the whole program.
fn imports(program: &Program<'_>, choice: &Choice, build: &str, part: &mut Renumbered) -> Result<ImportSection, Failure> {
    let mut imports = ImportSection::new();
    for (index, &memory) in (0..).zip(&program.memories) {
        imports.import(EARLY, &shared_name('m', index), part.memory_type(memory).map_err(unreadable)?);
    }
    for (index, table) in (0..).zip(table_types(program, choice)?) {
        imports.import(EARLY, &shared_name('t', index), part.table_type(table).map_err(unreadable)?);
    }
    for (index, &global) in (0..).zip(&program.globals) {
        imports.import(EARLY, &shared_name('g', index), part.global_type(global).map_err(unreadable)?);
    }
    imports.import(EARLY, build, LOADED);
    for (index, &function) in (0..).zip(choice.called_back()) {
        imports.import(EARLY, &shared_name('f', index), EntityType::Function(program.type_of(function)));
    }
    Ok(imports)
}

/// Fills the slots that the stubs call through.
fn elements(program: &Program<'_>, choice: &Choice, part: &mut Renumbered) -> Result<ElementSection, Failure> {
    let (table, first_slot) = program.function_table()?;
    let entries = choice.entries().iter().map(|&function| part.function_index(function).map_err(unreadable));
    let entries = entries.collect::<Result<Vec<u32>, Failure>>()?;
    let offset = ConstExpr::i32_const(i32::try_from(first_slot).map_err(unreadable)?);
    let mut elements = ElementSection::new();
    elements.active((table != 0).then_some(table), &offset, Elements::Functions(entries.into()));
    Ok(elements)
}

/// Runs when the slots are filled: says that the part is there.
fn loaded(global: u32) -> Function {
    let mut function = Function::new([]);
    function.instructions().i32_const(1).global_set(global).end();
    function
}
