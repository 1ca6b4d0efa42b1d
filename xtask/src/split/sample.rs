//! A program small enough to be looked at, with one of everything that splitting has to think of.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType, Module, NameMap, NameSection, RefType,
    TableSection, TableType, TypeSection, ValType,
};

/// The functions, in the order of their indices: what each calls. The first is imported.
const FUNCTIONS: [(&str, &[u32]); 8] = [
    ("__wbg_dynalabLater_0123", &[]),
    ("start::run::h0000000000000000", &[2, 4]),
    ("operations::get::execute::h0000000000000000", &[3]),
    ("operations::page::read::h0000000000000000", &[]),
    ("operations::update::execute::h0000000000000000", &[3, 5]),
    ("codec::write::h0000000000000000", &[7]),
    ("<operations::update::Task as Drop>::drop::h0000000000000000", &[7]),
    ("alloc::free::h0000000000000000", &[]),
];

/// Index of the operation that is to come later.
pub(super) const UPDATE: u32 = 4;
/// What only it calls.
pub(super) const WRITE: u32 = 5;
/// What nobody calls by name: the table has it.
pub(super) const DROP: u32 = 6;
/// What both call.
pub(super) const PAGE: u32 = 3;
/// What only what moves calls, but the outside too.
pub(super) const FREE: u32 = 7;

/// The program: `start` and `alloc::free` are exported, the table has two slots, the drop in the second.
pub(super) fn wasm() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], []);
    let mut imports = ImportSection::new();
    imports.import("bindgen", FUNCTIONS[0].0, EntityType::Function(0));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let mut names = NameMap::new();
    for (index, (name, calls)) in (0..).zip(FUNCTIONS) {
        names.append(index, name);
        if index == 0 {
            continue;
        }
        functions.function(0);
        let mut body = Function::new([]);
        for &callee in calls {
            body.instructions().local_get(0).call(callee);
        }
        body.instructions().end();
        code.function(&body);
    }
    let mut tables = TableSection::new();
    tables.table(TableType { element_type: RefType::FUNCREF, table64: false, minimum: 2, maximum: Some(2), shared: false });
    let mut memories = MemorySection::new();
    memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
    let mut globals = GlobalSection::new();
    globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(65_536));
    let mut exports = ExportSection::new();
    exports.export("start", ExportKind::Func, 1).export("free", ExportKind::Func, FREE);
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([DROP][..].into()));
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(0), *b"text");
    let mut all_names = NameSection::new();
    all_names.functions(&names);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories).section(&globals);
    module.section(&exports).section(&elements).section(&code).section(&data).section(&all_names);
    module.finish()
}
