//! The part that the first screen needs: the program with stubs in place of what moved.

use super::choice::Choice;
use super::program::{Program, count, unreadable};
use crate::failure::Failure;
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, Module, StartSection, TableSection, TypeSection,
    ValType,
};
use wasmparser::{Table, TableType};

/// Writes the part. `build` is the name under which it exports the global that says whether the other part is there.
pub(super) fn encode(program: &Program<'_>, choice: &Choice, build: &str) -> Result<Vec<u8>, Failure> {
    let kept: Vec<u32> = program.own_functions().filter(|&function| stands(choice, function)).collect();
    let mut part = Renumbered::new((0..count(&program.imported_functions)).chain(kept.iter().copied()));
    let mut module = Module::new();
    let mut types = TypeSection::new();
    if let Some(section) = program.types.clone() {
        part.parse_type_section(&mut types, section).map_err(unreadable)?;
    }
    let mut imports = ImportSection::new();
    if let Some(section) = program.import_section.clone() {
        part.parse_import_section(&mut imports, section).map_err(unreadable)?;
    }
    let mut functions = FunctionSection::new();
    kept.iter().for_each(|&function| _ = functions.function(program.type_of(function)));
    module.section(&types).section(&imports).section(&functions).section(&tables(program, choice, &mut part)?);
    let mut memories = MemorySection::new();
    for &memory in &program.memories {
        memories.memory(part.memory_type(memory).map_err(unreadable)?);
    }
    let mut globals = GlobalSection::new();
    if let Some(section) = program.global_section.clone() {
        part.parse_global_section(&mut globals, section).map_err(unreadable)?;
    }
    globals.global(LOADED, &ConstExpr::i32_const(0));
    module.section(&memories).section(&globals).section(&exports(program, choice, build, &mut part)?);
    if let Some(start) = program.start {
        let function_index = part.function_index(start).map_err(unreadable)?;
        module.section(&StartSection { function_index });
    }
    let mut elements = ElementSection::new();
    if let Some(section) = program.elements.clone() {
        part.parse_element_section(&mut elements, section).map_err(unreadable)?;
    }
    module.section(&elements);
    if let Some(count) = program.data_count {
        module.section(&DataCountSection { count });
    }
    module.section(&code(program, choice, &kept, &mut part)?);
    let mut data = DataSection::new();
    if let Some(section) = program.data.clone() {
        part.parse_data_section(&mut data, section).map_err(unreadable)?;
    }
    module.section(&data);
    Ok(module.finish())
}

/// The global that the other part sets when it is there.
pub(super) const LOADED: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// Whether the function is still in this part, whole or as a stub.
fn stands(choice: &Choice, function: u32) -> bool {
    !choice.moves(function) || choice.entries().contains(&function)
}

/// As before, with a slot more for each stub, empty until the other part fills it.
fn tables(program: &Program<'_>, choice: &Choice, part: &mut Renumbered) -> Result<TableSection, Failure> {
    let mut tables = TableSection::new();
    for (ty, table) in table_types(program, choice)?.into_iter().zip(program.table_section.clone().into_iter().flatten()) {
        let table = Table { ty, ..table.map_err(unreadable)? };
        part.parse_table(&mut tables, table).map_err(unreadable)?;
    }
    Ok(tables)
}

/// The tables' types as both parts have them: the one of functions has its slots more.
pub(super) fn table_types(program: &Program<'_>, choice: &Choice) -> Result<Vec<TableType>, Failure> {
    let (through, _) = program.function_table()?;
    let more = choice.entries().len() as u64;
    let grown = |(place, mut table): (u32, TableType)| {
        if place == through {
            table.initial += more;
            table.maximum = table.maximum.map(|most| most + more);
        }
        table
    };
    Ok((0..).zip(program.tables.iter().copied()).map(grown).collect())
}

/// As before, and all that the other part needs.
fn exports(program: &Program<'_>, choice: &Choice, build: &str, part: &mut Renumbered) -> Result<ExportSection, Failure> {
    let mut exports = ExportSection::new();
    if let Some(section) = program.exports.clone() {
        part.parse_export_section(&mut exports, section).map_err(unreadable)?;
    }
    exports.export(build, ExportKind::Global, count(&program.globals));
    for index in 0..count(&program.memories) {
        exports.export(&shared_name('m', index), ExportKind::Memory, index);
    }
    for index in 0..count(&program.tables) {
        exports.export(&shared_name('t', index), ExportKind::Table, index);
    }
    for index in 0..count(&program.globals) {
        exports.export(&shared_name('g', index), ExportKind::Global, index);
    }
    for (index, &function) in (0..).zip(choice.called_back()) {
        exports.export(&shared_name('f', index), ExportKind::Func, part.function_index(function).map_err(unreadable)?);
    }
    Ok(exports)
}

/// What both parts call a thing that they share: no name that wasm-bindgen gives.
pub(super) fn shared_name(kind: char, index: u32) -> String {
    format!("{kind}{index}")
}

fn code(program: &Program<'_>, choice: &Choice, kept: &[u32], part: &mut Renumbered) -> Result<CodeSection, Failure> {
    let mut code = CodeSection::new();
    let (table, first_slot) = program.function_table()?;
    let parameters = parameter_counts(program)?;
    for &function in kept {
        match choice.entries().binary_search(&function) {
            Ok(place) => {
                let kind = program.type_of(function);
                let parameters = parameters.get(kind as usize).copied().unwrap_or_default();
                let slot = i32::try_from(first_slot + place as u64).map_err(unreadable)?;
                code.function(&stub(choice.loader, count(&program.globals), parameters, slot, (kind, table)));
            }
            Err(_) => {
                if let Some(body) = program.body(function) {
                    part.parse_function_body(&mut code, body.clone()).map_err(unreadable)?;
                }
            }
        }
    }
    Ok(code)
}

/// Has the other part loaded if it is not there, then calls through the slot.
fn stub(loader: u32, loaded: u32, parameters: u32, slot: i32, (kind, table): (u32, u32)) -> Function {
    let mut stub = Function::new([]);
    let mut body = stub.instructions();
    // `true`: needed now.
    body.global_get(loaded).i32_eqz().if_(BlockType::Empty).i32_const(1).call(loader).end();
    (0..parameters).for_each(|parameter| _ = body.local_get(parameter));
    body.i32_const(slot).call_indirect(table, kind).end();
    stub
}

fn parameter_counts(program: &Program<'_>) -> Result<Vec<u32>, Failure> {
    let types = program.types.clone().into_iter().flat_map(|section| section.into_iter_err_on_gc_types());
    types.map(|kind| kind.map(|kind| count(kind.params())).map_err(unreadable)).collect()
}

/// Gives functions the indices that they have in one part.
pub(super) struct Renumbered(BTreeMap<u32, u32>);

impl Renumbered {
    /// A part that has these functions, in this order.
    pub(super) fn new(functions: impl IntoIterator<Item = u32>) -> Self {
        Self(functions.into_iter().zip(0..).collect())
    }
}

impl Reencode for Renumbered {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<String>> {
        let index = self.0.get(&function).copied();
        index.ok_or_else(|| Error::UserError(format!("function {function} is called from a part that does not know it")))
    }
}
