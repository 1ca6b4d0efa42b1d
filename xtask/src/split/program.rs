//! A wasm module, taken apart as far as splitting it needs: its sections, the bodies of its functions, and their names.

use crate::failure::Failure;
use std::collections::BTreeMap;
use wasmparser::{
    DataSectionReader, ElementSectionReader, ExportSectionReader, FunctionBody, GlobalSectionReader, GlobalType, Import,
    ImportSectionReader, KnownCustom, MemoryType, Name, NameSectionReader, Parser, Payload, TableSectionReader, TableType,
    TypeRef, TypeSectionReader,
};

/// The module. A section that it does not have is `None`.
#[derive(Default)]
pub(super) struct Program<'a> {
    pub(super) types: Option<TypeSectionReader<'a>>,
    pub(super) import_section: Option<ImportSectionReader<'a>>,
    pub(super) table_section: Option<TableSectionReader<'a>>,
    pub(super) global_section: Option<GlobalSectionReader<'a>>,
    pub(super) exports: Option<ExportSectionReader<'a>>,
    pub(super) start: Option<u32>,
    pub(super) elements: Option<ElementSectionReader<'a>>,
    pub(super) data: Option<DataSectionReader<'a>>,
    pub(super) data_count: Option<u32>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
    /// Names of the imported functions, which come first in the index space.
    pub(super) imported_functions: Vec<&'a str>,
    /// Type of each function, the imported ones first.
    pub(super) function_types: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    names: BTreeMap<u32, &'a str>,
}

impl<'a> Program<'a> {
    /// Takes a module apart. What the Rust compiler never makes is refused.
    pub(super) fn parse(wasm: &'a [u8]) -> Result<Self, Failure> {
        let mut program = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            program.section(payload.map_err(unreadable)?)?;
        }
        if program.names.is_empty() {
            return Err(Failure::new("the wasm to be split names no functions: wasm-opt has to keep names (-g in index.html)"));
        }
        Ok(program)
    }

    fn section(&mut self, payload: Payload<'a>) -> Result<(), Failure> {
        match payload {
            Payload::TypeSection(section) => self.types = Some(section),
            Payload::ImportSection(section) => self.imports(section)?,
            Payload::FunctionSection(section) => {
                for kind in section {
                    self.function_types.push(kind.map_err(unreadable)?);
                }
            }
            Payload::TableSection(section) => {
                for table in section.clone() {
                    self.tables.push(table.map_err(unreadable)?.ty);
                }
                self.table_section = Some(section);
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory.map_err(unreadable)?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    self.globals.push(global.map_err(unreadable)?.ty);
                }
                self.global_section = Some(section);
            }
            Payload::ExportSection(section) => self.exports = Some(section),
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => self.elements = Some(section),
            Payload::DataCountSection { count, .. } => self.data_count = Some(count),
            Payload::DataSection(section) => self.data = Some(section),
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.function_names(names)?;
                }
            }
            Payload::Version { .. } | Payload::CodeSectionStart { .. } | Payload::End(_) => {}
            other => return Err(Failure::new(format!("the wasm has a section that splitting it does not know: {other:?}"))),
        }
        Ok(())
    }

    fn imports(&mut self, section: ImportSectionReader<'a>) -> Result<(), Failure> {
        for import in section.clone().into_imports() {
            let Import { name, ty, .. } = import.map_err(unreadable)?;
            let TypeRef::Func(kind) = ty else {
                // wasm-bindgen makes memory, tables and globals the module's own: then their indices are the same in both parts.
                return Err(Failure::new(format!("the wasm imports `{name}`, which is no function")));
            };
            self.imported_functions.push(name);
            self.function_types.push(kind);
        }
        self.import_section = Some(section);
        Ok(())
    }

    fn function_names(&mut self, section: NameSectionReader<'a>) -> Result<(), Failure> {
        for part in section {
            if let Name::Function(names) = part.map_err(unreadable)? {
                for naming in names {
                    let naming = naming.map_err(unreadable)?;
                    self.names.insert(naming.index, naming.name);
                }
            }
        }
        Ok(())
    }

    /// Indices of the functions that are not imported.
    pub(super) fn own_functions(&self) -> std::ops::Range<u32> {
        count(&self.imported_functions)..count(&self.function_types)
    }

    /// The body of a function of its own.
    pub(super) fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(count(&self.imported_functions))? as usize)
    }

    /// The name of a function; empty if it has none.
    pub(super) fn name(&self, function: u32) -> &'a str {
        self.names.get(&function).copied().unwrap_or_default()
    }

    /// The type of a function, as an index.
    pub(super) fn type_of(&self, function: u32) -> u32 {
        self.function_types.get(function as usize).copied().unwrap_or_default()
    }

    /// The table that functions are called through: its index, and how many slots it has.
    pub(super) fn function_table(&self) -> Result<(u32, u64), Failure> {
        let place = self.tables.iter().position(|table| table.element_type.is_func_ref());
        let table = place.ok_or_else(|| Failure::new("the wasm has no table of functions"))?;
        Ok((table as u32, self.tables[table].initial))
    }

    /// The imported function that has the later part loaded.
    pub(super) fn loader(&self, name: &str) -> Result<u32, Failure> {
        let place = self.imported_functions.iter().position(|imported| imported.contains(name));
        place.map(|place| place as u32).ok_or_else(|| Failure::new(format!("the wasm imports no function `{name}`")))
    }
}

/// The length of an index space, which is 32 bits wide.
pub(super) fn count<T>(all: &[T]) -> u32 {
    all.len() as u32
}

/// The wasm is not what the toolchain makes.
pub(super) fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("the wasm to be split cannot be read: {error}"))
}
