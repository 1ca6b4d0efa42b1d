//! What stands on the command line.

use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;

use api::ErrorTexts;

mod simulation;

pub use simulation::{Simulation, Source};

use crate::Settings;

/// Most threads that may be asked for (our bound: far more than help).
const MAX_THREADS: usize = 256;
/// Longest log in MiB (our bound: a minute of replay).
const MAX_LOG_MIB: usize = 4_096;
/// Longest lag in milliseconds (our bound: an hour; the past of so long is kept in memory).
const MAX_LAG_MS: u64 = 3_600_000;

/// The options that want a value.
const VALUED: &[&str] = &[
    "--port",
    "--host",
    "--data",
    "--buckets",
    "--log-mib",
    "--region",
    "--credentials",
    "--gsi-lag",
    "--read-lag",
    "--replication-lag",
    "--threads",
    "--error-texts",
];

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Serve the endpoint.
    Serve(Box<Settings>),
    /// Run a scenario.
    Simulate(Box<Simulation>),
    /// Print the scenarios that come with dynalab.
    Templates,
    /// Print the usage.
    Help,
    /// Print the version.
    Version,
}

/// What is wrong with the command line.
#[derive(Debug, PartialEq, Eq)]
pub enum ArgumentError {
    /// It is no UTF-8; what of it is none is replaced.
    NotText(String),
    /// No command of this name.
    UnknownCommand(String),
    /// No option of this name.
    UnknownOption(String),
    /// The option wants a value.
    MissingValue(String),
    /// The option takes none.
    UnwantedValue(String),
    /// No scenario is named.
    NoScenario,
    /// A second scenario is named: this one.
    TwoScenarios(String),
    /// The value does not fit.
    BadValue {
        /// The option.
        option: String,
        /// What was given.
        value: String,
        /// What would fit.
        wanted: &'static str,
    },
}

/// What `--help` prints.
pub const USAGE: &str = "\
dynalab: a DynamoDB-compatible database on this machine

Usage: dynalab serve [options]

  --port N           port to listen on (default 8000; 0 takes any that is free)
  --host ADDRESS     address to listen on (default 127.0.0.1; 0.0.0.0 for all)
  --data FOLDER      keep the data in this folder, which is made if it is not there; without it
                     everything is in memory and gone when the program ends
  --buckets FOLDER   keep the files of exports, imports and bulk puts in this folder, a folder for
                     each bucket; without it they are within the database
  --log-mib N        with --data: length of the log after which it is folded into the rest of the data
                     (default 64); a longer one is replayed for longer after a crash
  --region R         region of requests whose credential names none (default us-east-1)
  --shared-db        one database for all access keys and regions; without it each key has tables
                     of its own, in each region
  --credentials FILE verify signatures with the keys of this file, which has the form of the AWS
                     CLI's (sections with aws_access_key_id, aws_secret_access_key and optionally
                     arn, who the user is to resource policies); without it any key is good
  --enforce-capacity throttle what exceeds the capacity of a table, an index, a partition or the
                     account, as the service does: with burst capacity, on-demand limits and
                     back-pressure of indexes; without it nothing is ever throttled
  --gsi-lag MS       milliseconds that global secondary indexes are behind their table (default 0)
  --read-lag MS      milliseconds that a replica which answers eventually consistent reads may be
                     behind (default 0)
  --replication-lag MS
                     milliseconds that writes take to the other regions of a global table (default 0)
  --threads N        threads that serve connections (default: one for each processor)
  --error-texts E    newer or older: regions of AWS move from the older wording of some errors to
                     the newer one since June 2026 (default newer); older also offers global tables
                     of version 2017.11.29, which AWS refuses today

Usage: dynalab simulate SCENARIO.toml [options]

  --template NAME    run a scenario that comes with dynalab instead of a file
  --list             print those scenarios, and run nothing
  --driver D         fluid: count requests by the second (default); per-request: carry out each one
                     with the engine
  --design NAME      run this design alone
  --seed N           draw keys and sizes by another seed than the scenario's
  --json             print the whole report as JSON (units are counted in halves)
  --csv FILE         write the metrics by the minute, with CloudWatch's names

  --help, --version

Then, with any credentials:  aws dynamodb list-tables --endpoint-url http://localhost:8000";

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgumentError::NotText(word) => write!(f, "`{word}` is not UTF-8; give it another name"),
            ArgumentError::UnknownCommand(name) => {
                write!(f, "there is no command `{name}`; try `dynalab serve` or `dynalab simulate`")
            }
            ArgumentError::NoScenario => {
                f.write_str("name a scenario: a file, or one of `dynalab simulate --list` with --template")
            }
            ArgumentError::TwoScenarios(name) => write!(f, "`{name}` is one scenario too many; name one"),
            ArgumentError::UnknownOption(name) => write!(f, "there is no option `{name}`"),
            ArgumentError::MissingValue(name) => write!(f, "the option `{name}` wants a value"),
            ArgumentError::UnwantedValue(name) => write!(f, "the option `{name}` takes no value"),
            ArgumentError::BadValue { option, value, wanted } => write!(f, "`{option} {value}`: this has to be {wanted}"),
        }
    }
}

impl std::error::Error for ArgumentError {}

/// Reads the command line, without the name of the program.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, ArgumentError> {
    let text = |word: OsString| word.into_string().map_err(|word| ArgumentError::NotText(word.to_string_lossy().into_owned()));
    let words = arguments.into_iter().map(text).collect::<Result<Vec<String>, ArgumentError>>()?;
    let mut words = words.into_iter().peekable();
    match words.next().as_deref() {
        Some("serve") => {}
        Some("simulate") => return simulation::read(words.collect()),
        None | Some("help" | "--help" | "-h") => return Ok(Command::Help),
        Some("version" | "--version" | "-V") => return Ok(Command::Version),
        Some(other) => return Err(ArgumentError::UnknownCommand(other.to_owned())),
    }
    let mut settings = Settings::default();
    while let Some(word) = words.next() {
        let (option, given) = match word.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        match option.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--version" | "-V" => return Ok(Command::Version),
            "--shared-db" | "--enforce-capacity" if given.is_some() => return Err(ArgumentError::UnwantedValue(option)),
            "--shared-db" => settings.shared = true,
            "--enforce-capacity" => settings.enforce_capacity = true,
            name if VALUED.contains(&name) => {
                // The next option is no value: without this, `--data --shared-db` would make a folder of that name.
                let next = || words.next_if(|word| !word.starts_with("--"));
                let Some(value) = given.or_else(next) else { return Err(ArgumentError::MissingValue(option)) };
                set(&mut settings, option, value)?;
            }
            _ => return Err(ArgumentError::UnknownOption(option)),
        }
    }
    Ok(Command::Serve(Box::new(settings)))
}

fn set(settings: &mut Settings, option: String, value: String) -> Result<(), ArgumentError> {
    let wanted = match option.as_str() {
        "--port" => match value.parse() {
            Ok(port) => {
                settings.port = port;
                return Ok(());
            }
            Err(_) => "a number from 0 to 65535",
        },
        "--error-texts" => match value.as_str() {
            "newer" | "older" => {
                settings.texts = if value == "older" { ErrorTexts::Older } else { ErrorTexts::Newer };
                return Ok(());
            }
            _ => "newer or older",
        },
        "--host" => match value.parse::<IpAddr>() {
            Ok(host) => {
                settings.host = host;
                return Ok(());
            }
            Err(_) => "an address, for example 127.0.0.1",
        },
        "--data" if !value.is_empty() => {
            settings.data = Some(value.into());
            return Ok(());
        }
        "--log-mib" => match value.parse::<usize>() {
            Ok(mib @ 1..=MAX_LOG_MIB) => {
                settings.log_bytes = mib * 1024 * 1024;
                return Ok(());
            }
            _ => "a number of MiB from 1 to 4096",
        },
        "--credentials" if !value.is_empty() => {
            settings.credentials = Some(value.into());
            return Ok(());
        }
        "--credentials" => "the path of a file",
        "--buckets" if !value.is_empty() => {
            settings.buckets = Some(value.into());
            return Ok(());
        }
        "--data" | "--buckets" => "the path of a folder",
        "--gsi-lag" | "--read-lag" => match value.parse() {
            Ok(lag_ms @ 0..=MAX_LAG_MS) => {
                let lag = &mut settings.read_lag;
                *(if option == "--gsi-lag" { &mut lag.index_ms } else { &mut lag.replica_ms }) = lag_ms;
                return Ok(());
            }
            _ => "a number of milliseconds, at most 3600000",
        },
        "--replication-lag" => match value.parse() {
            Ok(lag_ms @ 0..=MAX_LAG_MS) => {
                settings.replication_lag_ms = lag_ms;
                return Ok(());
            }
            _ => "a number of milliseconds, at most 3600000",
        },
        "--threads" => match value.parse() {
            Ok(threads @ 1..=MAX_THREADS) => {
                settings.threads = threads;
                return Ok(());
            }
            _ => "a number from 1 to 256",
        },
        _ if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
            settings.region = value;
            return Ok(());
        }
        _ => "the code of a region, for example eu-west-1",
    };
    Err(ArgumentError::BadValue { option, value, wanted })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use std::ffi::OsString;

    use engine::ReadLag;

    use super::{ArgumentError, Command, ErrorTexts, Settings};

    fn read(line: &str) -> Result<Command, ArgumentError> {
        super::read(line.split_whitespace().map(OsString::from))
    }

    fn check(line: &str, expected: Expect) {
        let told = match read(line) {
            Ok(Command::Serve(settings)) => {
                format!("{}:{} {} {}", settings.host, settings.port, settings.region, settings.shared)
            }
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn a_command_line_is_read() {
        check("serve", expect!["127.0.0.1:8000 us-east-1 false"]);
        check("serve --port 9000 --host=0.0.0.0 --region eu-west-1 --shared-db", expect!["0.0.0.0:9000 eu-west-1 true"]);
        check("", expect!["Help"]);
        check("serve --help", expect!["Help"]);
        check("--version", expect!["Version"]);
    }

    #[test]
    fn every_value_goes_where_it_belongs() {
        let line =
            "serve --data d --buckets b --log-mib 2 --credentials c --gsi-lag 3 --read-lag 4 --replication-lag 5 --threads 6";
        let settings = Settings {
            data: Some("d".into()),
            buckets: Some("b".into()),
            log_bytes: 2 * 1024 * 1024,
            credentials: Some("c".into()),
            read_lag: ReadLag { index_ms: 3, replica_ms: 4 },
            replication_lag_ms: 5,
            threads: 6,
            ..Settings::default()
        };
        assert_eq!(read(line), Ok(Command::Serve(Box::new(settings))));
    }

    #[test]
    fn capacity_is_enforced_if_asked_for() {
        for (line, enforced) in [("serve", false), ("serve --enforce-capacity --port 0", true)] {
            match read(line) {
                Ok(Command::Serve(settings)) => assert_eq!(settings.enforce_capacity, enforced, "{line}"),
                other => panic!("{line}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_wording_of_errors_is_chosen() {
        for (line, texts) in [
            ("serve", ErrorTexts::Newer),
            ("serve --error-texts newer", ErrorTexts::Newer),
            ("serve --error-texts=older", ErrorTexts::Older),
        ] {
            match read(line) {
                Ok(Command::Serve(settings)) => assert_eq!(settings.texts, texts, "{line}"),
                other => panic!("{line}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        check("start", expect!["there is no command `start`; try `dynalab serve` or `dynalab simulate`"]);
        check("serve --prot 1", expect!["there is no option `--prot`"]);
        check("serve --port", expect!["the option `--port` wants a value"]);
        check("serve --data --shared-db", expect!["the option `--data` wants a value"]);
        check("serve --port 65536", expect!["`--port 65536`: this has to be a number from 0 to 65535"]);
        check("serve --threads 0", expect!["`--threads 0`: this has to be a number from 1 to 256"]);
        check("serve --error-texts old", expect!["`--error-texts old`: this has to be newer or older"]);
        check(
            "serve --replication-lag -1",
            expect!["`--replication-lag -1`: this has to be a number of milliseconds, at most 3600000"],
        );
        check("serve --gsi-lag soon", expect!["`--gsi-lag soon`: this has to be a number of milliseconds, at most 3600000"]);
        check("serve --host home", expect!["`--host home`: this has to be an address, for example 127.0.0.1"]);
        check("serve --data=", expect!["`--data `: this has to be the path of a folder"]);
        check("serve --log-mib 0", expect!["`--log-mib 0`: this has to be a number of MiB from 1 to 4096"]);
        check("serve --region a/b", expect!["`--region a/b`: this has to be the code of a region, for example eu-west-1"]);
        check("serve --enforce-capacity=1", expect!["the option `--enforce-capacity` takes no value"]);
        check("serve --shared-db=yes", expect!["the option `--shared-db` takes no value"]);
    }
}
