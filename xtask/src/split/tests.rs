//! What moves, what stays, and whether both parts fit each other.

use super::choice::Choice;
use super::path::List;
use super::program::Program;
use super::sample::{self, DROP, FREE, PAGE, UPDATE, WRITE};
use super::{LOADER, Parts};
use std::collections::BTreeMap;
use wasmparser::{ElementItems, Operator, Parser, Payload, TypeRef};

const LIST: &str = "operations\n! operations::get\n";

fn chosen(list: &str) -> Choice {
    Choice::make(&Program::parse(&sample::wasm()).unwrap(), &List::parse(list)).unwrap()
}

#[test]
fn what_the_list_names_moves_with_all_that_only_it_calls() {
    let choice = chosen(LIST);
    assert_eq!(choice.moved().iter().copied().collect::<Vec<_>>(), [UPDATE, WRITE, DROP]);
    assert!(!choice.moves(PAGE), "what stays calls it, though the list's module has it");
    assert!(!choice.moves(FREE), "the outside may call it");
}

#[test]
fn what_may_be_called_from_the_other_part_is_known() {
    let choice = chosen(LIST);
    assert_eq!(choice.entries(), [UPDATE, DROP], "the table holds the drop");
    assert_eq!(choice.called_back(), [PAGE, FREE]);
}

#[test]
fn what_comes_later_even_so_moves_though_what_stays_calls_it() {
    let choice = chosen("operations\n! operations::get\n> operations::page\n");
    assert!(choice.moves(PAGE));
    assert_eq!(choice.entries(), [PAGE, UPDATE, DROP]);
}

#[test]
fn an_empty_list_moves_nothing() {
    assert!(chosen("").moved().is_empty());
}

#[test]
fn a_path_that_finds_nothing_stops_the_build() {
    let program = sample::wasm();
    let failure = Parts::of(&program, &List::parse("operations\n! operations::put\n")).err().unwrap().to_string();
    assert!(failure.contains("operations::put") && failure.contains("#[inline(never)]"), "{failure}");
}

#[test]
fn both_parts_fit_each_other() {
    let parts = Parts::of(&sample::wasm(), &List::parse(LIST)).unwrap();
    let (early, late) = (Outline::of(&parts.early), Outline::of(&parts.late));
    // One import more than what is called back: the global that says that the part is there.
    let names: Vec<&str> = late.imports.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 1 + 1 + 1 + 1 + 2);
    for (name, kind) in &late.imports {
        assert_eq!(early.exports.get(name), Some(kind), "{name}");
    }
    assert!(names.iter().any(|name| name.starts_with(LOADER)), "{names:?}");
    assert_eq!(early.tables, [(4, Some(4))], "two slots more");
    assert_eq!(late.elements, [(2, 2)], "which the later part fills");
    assert_eq!(early.elements, [(1, 1)]);
    assert!(late.has_start && !early.has_start);
}

#[test]
fn a_stub_loads_and_calls_through_its_slot() {
    let parts = Parts::of(&sample::wasm(), &List::parse(LIST)).unwrap();
    let stubs: Vec<_> =
        Outline::of(&parts.early).bodies.into_iter().filter(|body| body.iter().any(|op| op.contains("Indirect"))).collect();
    assert_eq!(stubs.len(), 2);
    let [expected_first, expected_second] = [2, 3].map(|slot| {
        [
            "GlobalGet { global_index: 1 }",
            "I32Eqz",
            "If",
            "I32Const { value: 1 }",
            "Call { function_index: 0 }",
            "End",
            "LocalGet",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("I32Const {{ value: {slot} }}"), "CallIndirect".to_owned(), "End".to_owned()])
        .collect::<Vec<_>>()
    });
    for (stub, expected) in stubs.iter().zip([expected_first, expected_second]) {
        assert_eq!(stub.len(), expected.len());
        assert!(stub.iter().zip(&expected).all(|(found, wanted)| found.starts_with(wanted.as_str())), "{stub:?}");
    }
}

#[test]
fn parts_of_different_programs_do_not_fit() {
    let build = |wasm: &[u8]| {
        let parts = Parts::of(wasm, &List::parse(LIST)).unwrap();
        Outline::of(&parts.late).imports.into_iter().map(|(name, _)| name).find(|name| name.starts_with(LOADER)).unwrap()
    };
    let mut other = sample::wasm();
    let place = other.windows(4).position(|bytes| bytes == b"text").unwrap();
    other[place] = b'T';
    assert_eq!(build(&sample::wasm()), build(&sample::wasm()));
    assert_ne!(build(&sample::wasm()), build(&other));
}

/// What a part says of itself.
#[derive(Default)]
struct Outline {
    imports: Vec<(String, &'static str)>,
    exports: BTreeMap<String, &'static str>,
    tables: Vec<(u64, Option<u64>)>,
    /// Offset and length of each active segment.
    elements: Vec<(i32, u32)>,
    has_start: bool,
    bodies: Vec<Vec<String>>,
}

impl Outline {
    fn of(wasm: &[u8]) -> Self {
        let mut outline = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports().map(Result::unwrap) {
                        outline.imports.push((import.name.to_owned(), kind(import.ty)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports.into_iter().map(Result::unwrap) {
                        outline.exports.insert(export.name.to_owned(), kind_of_export(export.kind));
                    }
                }
                Payload::TableSection(tables) => {
                    outline
                        .tables
                        .extend(tables.into_iter().map(Result::unwrap).map(|table| (table.ty.initial, table.ty.maximum)));
                }
                Payload::ElementSection(elements) => {
                    outline.elements.extend(elements.into_iter().map(Result::unwrap).map(|element| segment(&element)));
                }
                Payload::StartSection { .. } => outline.has_start = true,
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap();
                    outline.bodies.push(operators.into_iter().map(|operator| format!("{:?}", operator.unwrap())).collect());
                }
                _ => {}
            }
        }
        outline
    }
}

fn segment(element: &wasmparser::Element<'_>) -> (i32, u32) {
    let wasmparser::ElementKind::Active { offset_expr, .. } = &element.kind else { panic!("it is passive") };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read().unwrap() else { panic!("it moves") };
    let ElementItems::Functions(functions) = &element.items else { panic!("it holds no plain functions") };
    (value, functions.count())
}

fn kind(ty: TypeRef) -> &'static str {
    match ty {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => "function",
        TypeRef::Table(_) => "table",
        TypeRef::Memory(_) => "memory",
        TypeRef::Global(_) => "global",
        TypeRef::Tag(_) => "tag",
    }
}

fn kind_of_export(kind: wasmparser::ExternalKind) -> &'static str {
    match kind {
        wasmparser::ExternalKind::Func | wasmparser::ExternalKind::FuncExact => "function",
        wasmparser::ExternalKind::Table => "table",
        wasmparser::ExternalKind::Memory => "memory",
        wasmparser::ExternalKind::Global => "global",
        wasmparser::ExternalKind::Tag => "tag",
    }
}
