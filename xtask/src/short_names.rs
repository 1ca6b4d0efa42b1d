//! Short names between each program in `dist/` and its script.
//!
//! wasm-bindgen calls what a program asks of its script by long names with a hash, so that programs of several crates may be linked. In
//! a finished program only its own script knows them, and no compression can shorten a hash: they were some kilobytes of the first
//! screen, in the wasm and once more in the script. What it is not: a minifier. The script is trunk's, with those words
//! exchanged; what the wasm says of itself (the names of its functions, its producers) goes as well.
//!
//! Follows: WebAssembly Core Specification, "Import Section", "Export Section".

use crate::{command, failure::Failure, workspace};
use std::collections::BTreeMap;
use std::fs;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{CustomSectionReader, Export, Imports, Parser, Payload};

/// The programs, by the beginnings of their files' names.
const PROGRAMS: [&str; 5] = ["app", "worker", "stage", "desk", "laboratory"];
/// What the script calls a closure by, besides its hash.
const CLOSURE: &str = "wasm_bindgen__convert__closures";

/// Shortens the names in `dist/`.
pub(crate) fn run() -> Result<(), Failure> {
    for program in PROGRAMS {
        let (wasm, script) = (format!("dist/{program}_bg.wasm"), format!("dist/{program}.js"));
        let path = |name: &str| workspace::root().join(name);
        let bytes = fs::read(path(&wasm)).map_err(|error| Failure::io(&wasm, &error))?;
        let text = fs::read_to_string(path(&script)).map_err(|error| Failure::io(&script, &error))?;
        let names = Names::of(&bytes, &format!("./{program}_bg.js"))?;
        fs::write(path(&script), names.script(&text)?).map_err(|error| Failure::io(&script, &error))?;
        fs::write(path(&wasm), names.wasm(&bytes)?).map_err(|error| Failure::io(&wasm, &error))?;
        let check = format!("new WebAssembly.Module(require('fs').readFileSync('{wasm}'))");
        command::output(command::in_root("node").args(["-e", &check]))?;
    }
    Ok(())
}

/// The short names, by the long ones.
#[derive(Clone, Debug)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// Names for what a program imports of its script, and for its closures.
    fn of(wasm: &[u8], script: &str) -> Result<Self, Failure> {
        let (mut imports, mut closures) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.map_err(unreadable)? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.map_err(unreadable)?;
                        if import.module == script {
                            imports.push(import.name.to_owned());
                        }
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let name = export.map_err(unreadable)?.name;
                        if name.starts_with(CLOSURE) {
                            closures.push(name.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        let numbered =
            |names: Vec<String>, letter: char| names.into_iter().zip(0..).map(move |(name, at)| (name, format!("{letter}{at}")));
        Ok(Names(numbered(imports, 'i').chain(numbered(closures, 'c')).collect()))
    }

    /// The script, with its words exchanged.
    fn script(&self, text: &str) -> Result<String, Failure> {
        let (mut renamed, mut rest, mut known) = (String::with_capacity(text.len()), text, self.0.clone());
        while let Some(start) = rest.find(is_of_word) {
            let (before, word) = rest.split_at(start);
            let (word, behind) = word.split_at(word.find(|char| !is_of_word(char)).unwrap_or(word.len()));
            renamed.push_str(before);
            renamed.push_str(self.0.get(word).map_or(word, String::as_str));
            known.remove(word);
            rest = behind;
        }
        renamed.push_str(rest);
        match known.first_key_value() {
            None => Ok(renamed),
            Some((name, _)) => {
                Err(Failure::new(format!("the script of a program in dist/ lacks {name}, which the program knows")))
            }
        }
    }

    /// The program, with its names exchanged and without what it says of itself.
    fn wasm(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut module = Module::new();
        self.clone().parse_core_module(&mut module, Parser::new(0), bytes).map_err(unreadable)?;
        Ok(module.finish())
    }
}

impl Reencode for Names {
    type Error = String;

    fn parse_imports(&mut self, section: &mut ImportSection, imports: Imports<'_>) -> Result<(), Error<String>> {
        let Imports::Single(_, import) = imports else {
            return Err(Error::UserError("the program groups its imports".to_owned()));
        };
        let name = self.0.get(import.name).map_or(import.name, String::as_str).to_owned();
        let ty = self.entity_type(import.ty)?;
        section.import(import.module, &name, ty);
        Ok(())
    }

    fn parse_export(&mut self, section: &mut ExportSection, export: Export<'_>) -> Result<(), Error<String>> {
        let name = self.0.get(export.name).map_or(export.name, String::as_str).to_owned();
        section.export(&name, self.export_kind(export.kind)?, self.external_index(export.kind, export.index)?);
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error<String>> {
        Ok(())
    }
}

fn is_of_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '$')
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("cannot read a program in dist/: {error}"))
}

#[cfg(test)]
mod tests {
    use super::Names;
    use wasm_encoder::{
        CodeSection, CustomSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection, Module,
        TypeSection,
    };
    use wasmparser::{Parser, Payload};

    const CLOSURE: &str = "wasm_bindgen__convert__closures_____invoke__h0123456789abcdef";

    /// A program that imports two functions of its script and one of another, and exports a closure and its start.
    fn wasm() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for (module, name) in [("./app_bg.js", "__wbg_b_01"), ("./app_bg.js", "__wbg_a_02"), ("early", "f0")] {
            imports.import(module, name, EntityType::Function(0));
        }
        let (mut functions, mut exports, mut code) = (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        for (name, index) in [(CLOSURE, 3), ("start", 4)] {
            functions.function(0);
            exports.export(name, ExportKind::Func, index);
            let mut body = Function::new([]);
            body.instructions().call(1).end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.section(&CustomSection { name: "producers".into(), data: b"x".as_slice().into() });
        module.finish()
    }

    fn names() -> Names {
        Names::of(&wasm(), "./app_bg.js").unwrap()
    }

    #[test]
    fn the_program_has_short_names_for_its_script_alone() {
        let short = names().wasm(&wasm()).unwrap();
        let (mut imports, mut exports) = (vec![], vec![]);
        for payload in Parser::new(0).parse_all(&short) {
            match payload.unwrap() {
                Payload::ImportSection(section) => {
                    let all = section.into_imports().map(|import| import.unwrap());
                    imports.extend(all.map(|import| format!("{} {}", import.module, import.name)));
                }
                Payload::ExportSection(section) => {
                    exports.extend(section.into_iter().map(|export| export.unwrap().name.to_owned()))
                }
                Payload::CustomSection(section) => panic!("{} is still there", section.name()),
                _ => {}
            }
        }
        assert_eq!(imports, ["./app_bg.js i0", "./app_bg.js i1", "early f0"]);
        assert_eq!(exports, ["c0", "start"]);
    }

    #[test]
    fn the_script_has_the_same_and_else_is_as_it_was() {
        let script = format!("{{__wbg_a_02:f,__wbg_b_01:function(){{wasm.{CLOSURE}(1);x__wbg_a_02()}}}};wasm.{CLOSURE};é");
        assert_eq!(names().script(&script).unwrap(), "{i1:f,i0:function(){wasm.c0(1);x__wbg_a_02()}};wasm.c0;é");
    }

    #[test]
    fn a_script_that_lacks_a_name_is_refused() {
        let error = names().script("{__wbg_a_02:f,__wbg_b_01:g}").unwrap_err();
        assert!(error.to_string().contains(CLOSURE), "{error}");
    }
}
