//! What stands behind `dynalab simulate`.

use std::path::PathBuf;

use report::Driver;

use super::{ArgumentError, Command};

/// Which scenario is run, and what is told of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Simulation {
    /// Where the scenario is.
    pub source: Source,
    /// How it is run.
    pub driver: Driver,
    /// The only design to run.
    pub design: Option<String>,
    /// A seed instead of the scenario's.
    pub seed: Option<u64>,
    /// The report as JSON instead of text.
    pub json: bool,
    /// File for the metrics.
    pub csv: Option<PathBuf>,
}

/// Where a scenario is.
#[derive(Debug, PartialEq, Eq)]
pub enum Source {
    /// In a file.
    File(PathBuf),
    /// Among those that come with dynalab.
    Template(String),
}

/// Reads what stands behind the command.
pub(super) fn read(words: Vec<String>) -> Result<Command, ArgumentError> {
    let mut simulation = Simulation {
        source: Source::Template(String::new()),
        driver: Driver::Fluid,
        design: None,
        seed: None,
        json: false,
        csv: None,
    };
    let mut source = None;
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let (option, given) = match word.split_once('=') {
            Some((option, value)) if word.starts_with("--") => (option.to_owned(), Some(value.to_owned())),
            _ => (word.clone(), None),
        };
        match option.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--json" | "--list" if given.is_some() => return Err(ArgumentError::UnwantedValue(option)),
            "--list" => return Ok(Command::Templates),
            "--json" => simulation.json = true,
            "--template" | "--driver" | "--design" | "--seed" | "--csv" => {
                let Some(value) = given.or_else(|| words.next_if(|word| !word.starts_with("--"))) else {
                    return Err(ArgumentError::MissingValue(option));
                };
                set(&mut simulation, &mut source, option, value)?;
            }
            name if name.starts_with('-') && name.len() > 1 => return Err(ArgumentError::UnknownOption(option)),
            _ => name_source(&mut source, Source::File(PathBuf::from(&word)), word)?,
        }
    }
    simulation.source = source.ok_or(ArgumentError::NoScenario)?;
    Ok(Command::Simulate(Box::new(simulation)))
}

fn name_source(source: &mut Option<Source>, named: Source, word: String) -> Result<(), ArgumentError> {
    if source.is_some() {
        return Err(ArgumentError::TwoScenarios(word));
    }
    *source = Some(named);
    Ok(())
}

fn set(simulation: &mut Simulation, source: &mut Option<Source>, option: String, value: String) -> Result<(), ArgumentError> {
    let wanted = match (option.as_str(), value.as_str()) {
        ("--template", _) => return name_source(source, Source::Template(value.clone()), value),
        ("--driver", "fluid" | "per-request") => {
            simulation.driver = if value == "fluid" { Driver::Fluid } else { Driver::PerRequest };
            return Ok(());
        }
        ("--driver", _) => "fluid or per-request",
        ("--design", _) => {
            simulation.design = Some(value);
            return Ok(());
        }
        ("--seed", _) => match value.parse() {
            Ok(seed) => {
                simulation.seed = Some(seed);
                return Ok(());
            }
            Err(_) => "a number from 0 to 18446744073709551615",
        },
        (_, "") => "the path of a file",
        _ => {
            simulation.csv = Some(value.into());
            return Ok(());
        }
    };
    Err(ArgumentError::BadValue { option, value, wanted })
}

#[cfg(test)]
mod tests {
    use super::{ArgumentError, Command, Simulation, Source};
    use crate::arguments;
    use report::Driver;

    fn read(line: &str) -> Result<Command, ArgumentError> {
        arguments::read(line.split_whitespace().map(std::ffi::OsString::from))
    }

    #[test]
    fn a_simulation_is_read() {
        let simulation = Simulation {
            source: Source::File("a.toml".into()),
            driver: Driver::PerRequest,
            design: Some("B".to_owned()),
            seed: Some(9),
            json: true,
            csv: Some("m.csv".into()),
        };
        let line = "simulate a.toml --driver per-request --design=B --seed 9 --json --csv m.csv";
        assert_eq!(read(line), Ok(Command::Simulate(Box::new(simulation))));
        assert_eq!(read("simulate --list"), Ok(Command::Templates));
        assert_eq!(read("simulate --help"), Ok(Command::Help));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (line, told) in [
            ("simulate", "name a scenario: a file, or one of `dynalab simulate --list` with --template"),
            ("simulate a.toml --template sessions", "`sessions` is one scenario too many; name one"),
            ("simulate a.toml --driver slow", "`--driver slow`: this has to be fluid or per-request"),
            ("simulate a.toml --seed -1", "`--seed -1`: this has to be a number from 0 to 18446744073709551615"),
            ("simulate a.toml --jsn", "there is no option `--jsn`"),
            ("simulate a.toml --csv --json", "the option `--csv` wants a value"),
            ("simulate a.toml --json=yes", "the option `--json` takes no value"),
        ] {
            assert_eq!(read(line).map_err(|error| error.to_string()), Err(told.to_owned()), "{line}");
        }
    }
}
