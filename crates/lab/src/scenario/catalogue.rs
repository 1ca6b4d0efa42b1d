//! The scenarios that come with dynalab: common applications, and incidents that were reported in public.
//!
//! Each has two designs, the common mistake first and a mend second, and a note that says what is gained and what is given up.

/// A scenario that comes with dynalab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// Its name in addresses and on the command line.
    pub id: &'static str,
    /// Its title, as its text has it.
    pub title: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! entries {
    ($($id:literal: $title:literal,)*) => {
        &[$(CatalogueEntry { id: $id, title: $title, text: include_str!(concat!("../../scenarios/", $id, ".toml")) },)*]
    };
}

const ENTRIES: &[CatalogueEntry] = entries! {
    "iot-telemetry": "IoT telemetry: the date as the key, or the device and the date",
    "retail-cart": "Retail cart: an index on the article, in a flash sale",
    "gaming-leaderboard": "Gaming leaderboard: scores of a few popular games",
    "banking-ledger": "Banking ledger: one settlement account in every second booking",
    "ad-clicks": "Ad clicks: a stream with a few large campaigns",
    "sessions": "Sessions: an index to find what is out of date, or time to live",
    "employee-directory": "Employee directory: busy weekdays, empty weekends",
    "incident-outbox": "Incident: an outbox whose index is keyed by topic",
    "incident-one-partition": "Incident: all state under one partition key",
    "incident-polling": "Incident: a page that polls one live item collection",
    "incident-status-index": "Incident: an index keyed by a status of three values",
};

/// All scenarios, in the order in which they are shown.
pub fn catalogue() -> &'static [CatalogueEntry] {
    ENTRIES
}

/// The scenario of this id.
pub fn template(id: &str) -> Option<CatalogueEntry> {
    ENTRIES.iter().copied().find(|entry| entry.id == id)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{catalogue, template};
    use crate::access::plan;
    use crate::scenario::{read, write};

    #[test]
    fn every_scenario_is_read_has_two_designs_and_a_way_for_each_pattern() {
        for entry in catalogue() {
            let scenario = read(entry.text).unwrap_or_else(|problems| panic!("{}: {problems:#?}", entry.id));
            assert_eq!(scenario.title, entry.title);
            assert_eq!(scenario.designs.len(), 2, "{}", entry.id);
            assert!(scenario.note.contains("Design A") && scenario.note.contains("Design B"), "{}", entry.id);
            for design in &scenario.designs {
                let plan = plan(&scenario, design).unwrap();
                let without: Vec<_> = plan.patterns.iter().filter(|pattern| pattern.way.is_err()).collect();
                assert!(without.is_empty(), "{} {}: {without:?}", entry.id, design.name);
            }
            assert_eq!(read(&write(&scenario)).as_ref(), Ok(&scenario), "{}", entry.id);
            assert_eq!(template(entry.id), Some(*entry));
        }
    }

    /// What each pattern becomes on both designs, and what a request takes: the difference that the scenario is about.
    #[test]
    fn designs_differ_in_what_their_notes_say() {
        let mut told = String::new();
        for entry in catalogue() {
            let scenario = read(entry.text).unwrap();
            told.push_str(&format!("{}\n", entry.id));
            for design in &scenario.designs {
                told.push_str(&format!("  {}\n", design.name));
                let plan = plan(&scenario, design).unwrap();
                for (pattern, found) in scenario.patterns.iter().zip(&plan.patterns) {
                    let way = found.way.as_ref().unwrap();
                    let mut flows = String::new();
                    for flow in &way.flows {
                        let space = &plan.spaces[flow.space];
                        let name = space.index_name.as_ref().unwrap_or(&space.table_name);
                        let milli = flow.all_units().0 / 1_000;
                        flows.push_str(&format!(", {:?} {}.{:03} in {name}", flow.direction, milli / 1_000, milli % 1_000));
                    }
                    let notes = if way.notes.is_empty() { String::new() } else { format!(" {:?}", way.notes) };
                    told.push_str(&format!("    {}: {}{flows}{notes}\n", pattern.name, way.operation.name()));
                }
            }
        }
        expect![[r#"
            iot-telemetry
              A: date
                store a reading: PutItem, Write 2.000 in Telemetry
              B: device and date
                store a reading: PutItem, Write 2.000 in Telemetry
            retail-cart
              A: index by article, all attributes
                put an article into the cart: PutItem, Write 1.000 in Carts, Write 1.000 in by-article [Replaces(9)]
                show the cart: Query, Read 0.500 in Carts
                change a quantity: UpdateItem, Write 1.000 in Carts, Write 1.000 in by-article
                which carts hold an article: Query, Read 15.000 in by-article
              B: index by article and suffix, keys only
                put an article into the cart: PutItem, Write 1.000 in Carts, Write 1.074 in by-article [Replaces(9)]
                show the cart: Query, Read 0.500 in Carts
                change a quantity: UpdateItem, Write 1.000 in Carts
                which carts hold an article: Query, Read 5.000 in by-article [FanOut(10)]
            gaming-leaderboard
              A: index by game
                record a score: UpdateItem, Write 1.000 in Scores, Write 2.000 in by-score
                show a player's scores: Query, Read 1.000 in Scores
                the best ten of a game: Query, Read 0.500 in by-score
              B: index by game and suffix
                record a score: UpdateItem, Write 1.000 in Scores, Write 2.000 in by-score
                show a player's scores: Query, Read 1.000 in Scores
                the best ten of a game: Query, Read 5.000 in by-score [FanOut(10)]
            banking-ledger
              A: account
                book an entry: TransactWriteItems, Write 2.000 in Ledger
                show a statement: Query, Read 6.000 in Ledger
              B: account and suffix
                book an entry: TransactWriteItems, Write 2.000 in Ledger
                show a statement: Query, Read 8.000 in Ledger [FanOut(8)]
            ad-clicks
              A: campaign
                record a click: PutItem, Write 1.000 in Clicks
                the latest clicks of a campaign: Query, Read 6.320 in Clicks
              B: campaign and suffix
                record a click: PutItem, Write 1.000 in Clicks
                the latest clicks of a campaign: Query, Read 10.000 in Clicks [FanOut(20)]
            sessions
              A: index by day
                sign in: PutItem, Write 1.000 in Sessions, Write 1.000 in by-day
                look a session up: GetItem, Read 1.000 in Sessions
              B: time to live
                sign in: PutItem, Write 1.000 in Sessions
                look a session up: GetItem, Read 1.000 in Sessions
            employee-directory
              A: provisioned, no index
                look an employee up: GetItem, Read 0.500 in Employees
                who works at a location: Scan, Read 244.500 in Employees
                change a phone number: UpdateItem, Write 1.000 in Employees
              B: on-demand, index by location
                look an employee up: GetItem, Read 0.500 in Employees
                who works at a location: Query, Read 8.000 in by-location
                change a phone number: UpdateItem, Write 1.000 in Employees
            incident-outbox
              A: index by topic
                put a message into the outbox: PutItem, Write 1.000 in Outbox, Write 1.000 in outstanding
                mark a message as sent: UpdateItem, Write 1.000 in Outbox, Write 1.000 in outstanding
                sweep what is outstanding: Query, Read 11.000 in outstanding
              B: index by topic and suffix
                put a message into the outbox: PutItem, Write 1.000 in Outbox, Write 1.000 in outstanding
                mark a message as sent: UpdateItem, Write 1.000 in Outbox, Write 1.000 in outstanding
                sweep what is outstanding: Query, Read 12.500 in outstanding [FanOut(5)]
            incident-one-partition
              A: one partition key
                heartbeat of a node: UpdateItem, Write 2.000 in Cluster
                list the nodes of a bucket: Query, Read 229.000 in Cluster
              B: a partition key for each bucket
                heartbeat of a node: UpdateItem, Write 2.000 in Cluster
                list the nodes of a bucket: Query, Read 229.000 in Cluster
            incident-polling
              A: whole steps
                poll a job's steps: Query, Read 20.000 in Executions
                add a step: PutItem, Write 4.000 in Executions
              B: an index of states
                poll a job's steps: Query, Read 0.500 in states
                add a step: PutItem, Write 4.000 in Executions, Write 1.000 in states
            incident-status-index
              A: index by status
                announce a deposit: PutItem, Write 1.000 in Deposits, Write 1.000 in by-status
                list deposits by status: Query, Read 10.000 in by-status
              B: index by status and suffix
                announce a deposit: PutItem, Write 1.000 in Deposits, Write 1.000 in by-status
                list deposits by status: Query, Read 12.000 in by-status [FanOut(12)]
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn every_file_is_in_the_catalogue() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
        let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let missing: Vec<String> = names.filter(|name| name.strip_suffix(".toml").and_then(template).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
