//! `dynalab simulate`, from the command line to what it prints.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use expect_test::expect;

const SCENARIO: &str = r#"
title = "Two minutes"
seed = 1
start = "2026-11-16"
duration = "2m"

[attributes]
device = { uniform = 1_000, size = 12 }
at = "time"

[[pattern]]
name = "record"
does = "put"
entity = "reading"
size = 900
rate = 30

[[design]]
name = "A"

[[design.table]]
name = "Readings"
partition_key = "{device}"
sort_key = "{at}"
mode = "provisioned"
reads = 5
writes = 5
"#;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dynalab")).arg("simulate").args(arguments).output().expect("the binary runs")
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A file of a folder of its own, which is gone with this value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dynalab-simulate-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder is made");
        Folder(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file is written");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_scenario_is_run_by_both_drivers() {
    let folder = Folder::new("run");
    let file = folder.file("two.toml", SCENARIO);
    let (code, fluid, errors) = told(&run(&[&file]));
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let (_, single, _) = told(&run(&[&file, "--driver", "per-request"]));
    let heads = |text: &str| text.lines().take(13).collect::<Vec<_>>().join("\n");
    expect![[r#"
        Two minutes
        2 minutes simulated, seed 1, counted by the second

        Design A

          pattern  becomes  on        offered  admitted  given up  retries  p50 ms   p99 ms
          record   PutItem  Readings    3,600     2,100     1,500    4,770     4.8  4,390.9
          record: slowest second from 00:01:04, p50 663.5 ms, p99 5,701.6 ms

          Readings: 5 RCU and 5 WCU at the end, 1 partition
            0 read units, 0 in the busiest second
            2,100 write units, 30 in the busiest second
            TableWriteProvisionedThroughputExceeded: 6,269 events, 108 in the worst second from 00:01:11"#]]
    .assert_eq(&heads(&fluid));
    expect![[r#"
        Two minutes
        2 minutes simulated, seed 1, request by request

        Design A

          pattern  becomes  on        offered  admitted  given up  retries  p50 ms   p99 ms
          record   PutItem  Readings    3,600     2,100     1,500    4,873     4.9  4,653.0
          record: slowest second from 00:01:54, p50 1,228.8 ms, p99 6,356.9 ms

          Readings: 5 RCU and 5 WCU at the end, 1 partition
            0 read units, 0 in the busiest second
            2,100 write units, 30 in the busiest second
            TableWriteProvisionedThroughputExceeded: 6,373 events, 130 in the worst second from 00:01:29"#]]
    .assert_eq(&heads(&single));
}

#[test]
fn json_and_csv_are_the_same_each_time() {
    let folder = Folder::new("json");
    let file = folder.file("two.toml", SCENARIO);
    let csv = folder.0.join("metrics.csv").display().to_string();
    let (code, first, _) = told(&run(&[&file, "--json", "--csv", &csv, "--seed", "3"]));
    let (_, second, _) = told(&run(&[&file, "--json", "--seed", "3"]));
    assert_eq!((code, &first), (Some(0), &second));
    assert!(first.starts_with(r#"{"title":"Two minutes","region":"us-east-1","seed":3,"driver":"Fluid""#), "{first}");
    assert!(first.ends_with("}\n") && first.lines().count() == 1);
    let lines = fs::read_to_string(csv).unwrap().replace('\r', "");
    let is_latency = |line: &str| line.contains(",LatencyWithRetries,");
    let shown: String =
        lines.lines().filter(|line| !is_latency(line) || line.contains(":00Z")).flat_map(|line| [line, "\n"]).collect();
    expect![[r#"
        Design,Timestamp,TableName,GlobalSecondaryIndexName,Pattern,MetricName,Statistic,Period,Unit,Value,BusiestSecond
        A,2026-11-16T00:00:00Z,Readings,,,ConsumedWriteCapacityUnits,Sum,60,Count,1800,30
        A,2026-11-16T00:01:00Z,Readings,,,ConsumedWriteCapacityUnits,Sum,60,Count,300,5
        A,2026-11-16T00:01:00Z,Readings,,,WriteThrottleEvents,Sum,60,Count,6269,
        A,2026-11-16T00:00:00Z,Readings,,,ProvisionedReadCapacityUnits,Average,60,Count,5,
        A,2026-11-16T00:01:00Z,Readings,,,ProvisionedReadCapacityUnits,Average,60,Count,5,
        A,2026-11-16T00:00:00Z,Readings,,,ProvisionedWriteCapacityUnits,Average,60,Count,5,
        A,2026-11-16T00:01:00Z,Readings,,,ProvisionedWriteCapacityUnits,Average,60,Count,5,
        A,2026-11-16T00:01:00Z,Readings,,,WriteProvisionedThroughputThrottleEvents,Sum,60,Count,6269,
        A,2026-11-16T00:00:00Z,Readings,,record,LatencyWithRetries,SampleCount,1,Count,30,
        A,2026-11-16T00:00:00Z,Readings,,record,LatencyWithRetries,p50,1,Milliseconds,4.672,
        A,2026-11-16T00:00:00Z,Readings,,record,LatencyWithRetries,p99,1,Milliseconds,10.624,
        A,2026-11-16T00:01:00Z,Readings,,record,LatencyWithRetries,SampleCount,1,Count,5,
        A,2026-11-16T00:01:00Z,Readings,,record,LatencyWithRetries,p50,1,Milliseconds,5.44,
        A,2026-11-16T00:01:00Z,Readings,,record,LatencyWithRetries,p99,1,Milliseconds,2523.136,
    "#]]
    .assert_eq(&shown);
    // Of each second with requests that were carried out: how many, their p50 and their p99.
    assert_eq!(lines.lines().filter(|line| is_latency(line)).count(), 120 * 3);
}

#[test]
fn a_template_is_run_and_a_design_alone() {
    let (code, told_all, _) = told(&run(&["--list"]));
    assert!(code == Some(0) && told_all.contains("iot-telemetry "), "{told_all}");
    let (code, json, errors) = told(&run(&["--template", "incident-one-partition", "--json"]));
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(json.matches(r#""spaces":"#).count(), 2);
    let (code, _, errors) = told(&run(&["--template", "incident-one-partition", "--design", "Z"]));
    assert!(code == Some(1) && errors.contains("the scenario has no design `Z`; it has "), "{errors}");
}

#[test]
fn what_is_wrong_has_its_line_and_nothing_is_run() {
    let folder = Folder::new("wrong");
    let file = folder.file("wrong.toml", &SCENARIO.replace("rate = 30", "rate = -30").replace("size = 900", "sice = 900"));
    let (code, printed, errors) = told(&run(&[&file]));
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    expect![[r#"
        dynalab: wrong.toml: the scenario was not run
        wrong.toml:15: a pattern has no field `sice`. Instead: `size`
        wrong.toml:16: `rate` is -30, and a rate is never below 0. Instead: `rate = 30`
    "#]]
    .assert_eq(&errors.replace(&file, "wrong.toml"));
    // A scenario names what lies beside it, and its mistakes tell nothing of other files.
    folder.file("keys.csv", "a\nb\n");
    let with_keys = |name: &str| SCENARIO.replace("{ uniform = 1_000, size = 12 }", &format!("{{ keys_file = \"{name}\" }}"));
    assert_ne!(with_keys("keys.csv"), SCENARIO);
    let file = folder.file("beside.toml", &with_keys("keys.csv"));
    assert_eq!(told(&run(&[&file])).0, Some(0));
    let beyond = format!("../{}/keys.csv", folder.0.file_name().unwrap().to_string_lossy());
    let file = folder.file("beyond.toml", &with_keys(&beyond));
    let (code, _, errors) = told(&run(&[&file]));
    assert!(
        code == Some(1) && errors.contains(&format!("there is no file \"{beyond}\" here. Instead: the name of a file beside")),
        "{errors}"
    );
    // What never ends is read as far as a scenario goes; what is no text is told to be none.
    let (code, _, errors) = told(&run(&["/dev/zero"]));
    assert!(code == Some(1) && errors.contains("the scenario has 4194305 bytes, and 4194304 are the most"), "{errors}");
    let file = folder.file("latin.toml", "");
    fs::write(&file, [b't', 0xe9, b'\n']).unwrap();
    let (code, _, errors) = told(&run(&[&file]));
    assert!(code == Some(1) && errors.contains("this is no text in UTF-8; save the file as UTF-8"), "{errors}");
    let (code, _, errors) = told(&run(&["no-such-file.toml"]));
    assert_eq!(code, Some(1));
    assert!(errors.starts_with("dynalab: no-such-file.toml: "), "{errors}");
    assert_eq!(told(&run(&[])).0, Some(2));
}
