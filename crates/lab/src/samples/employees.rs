//! The Employee Directory: one table, one item for each employee, attributes as they happen to be known.

use std::collections::BTreeSet;

use api::{BillingMode, CreateTable, Expressions, GetItem, IndexDefinition, Operation, Projection, Query, Scan};
use model::{AttributeValue, Item, ScalarType, ordered};

use super::{Sample, SampleQuery, day, n, people, puts, s, wire};
use crate::Chance;

/// Employees of the directory.
pub const EMPLOYEE_COUNT: u64 = 400;
/// Employees at the top, each of whom leads a department.
const HEADS: u64 = DEPARTMENTS.len() as u64;

struct Department {
    name: &'static str,
    roles: &'static [&'static str],
    skills: &'static [&'static str],
    certifications: &'static [&'static str],
}

const DEPARTMENTS: [Department; 8] = [
    Department {
        name: "Engineering",
        roles: &["Software Engineer", "Senior Software Engineer", "Site Reliability Engineer", "Test Engineer", "Architect"],
        skills: &["Rust", "Java", "TypeScript", "Go", "Terraform", "PostgreSQL", "DynamoDB", "Kubernetes"],
        certifications: &["AWS Solutions Architect", "AWS Developer", "CKA"],
    },
    Department {
        name: "Data",
        roles: &["Data Analyst", "Data Engineer", "Statistician"],
        skills: &["SQL", "Python", "Spark", "dbt", "Statistics", "Dashboards"],
        certifications: &["AWS Data Engineer", "GCP Data Engineer"],
    },
    Department {
        name: "Sales",
        roles: &["Account Executive", "Sales Engineer", "Partner Manager"],
        skills: &["Negotiation", "Forecasting", "Presenting", "Contracts"],
        certifications: &["AWS Cloud Practitioner"],
    },
    Department {
        name: "Support",
        roles: &["Support Agent", "Support Engineer", "Shift Lead"],
        skills: &["Troubleshooting", "Linux", "Networking", "Writing"],
        certifications: &["ITIL Foundation", "CompTIA Network+"],
    },
    Department {
        name: "Finance",
        roles: &["Accountant", "Controller", "Payroll Specialist"],
        skills: &["Bookkeeping", "Tax", "Audit", "Spreadsheets"],
        certifications: &["ACCA", "CPA"],
    },
    Department {
        name: "People",
        roles: &["Recruiter", "People Partner", "Learning Designer"],
        skills: &["Interviewing", "Labour law", "Coaching", "Facilitation"],
        certifications: &["CIPD Level 5"],
    },
    Department {
        name: "Legal",
        roles: &["Counsel", "Privacy Officer", "Paralegal"],
        skills: &["Contracts", "Privacy", "Licensing"],
        certifications: &["CIPP/E"],
    },
    Department {
        name: "Operations",
        roles: &["Facilities Manager", "Buyer", "Logistics Planner", "Technician"],
        skills: &["Planning", "Purchasing", "Safety", "Maintenance"],
        certifications: &["First aid", "Forklift licence"],
    },
];

/// Location, dialling code.
const LOCATIONS: [(&str, &str); 12] = [
    ("Lagos", "+234 1"),
    ("Bengaluru", "+91 80"),
    ("Singapore", "+65"),
    ("Osaka", "+81 6"),
    ("Bogotá", "+57 601"),
    ("São Paulo", "+55 11"),
    ("Cairo", "+20 2"),
    ("Kraków", "+48 12"),
    ("Berlin", "+49 30"),
    ("Hanoi", "+84 24"),
    ("Dublin", "+353 1"),
    ("Seattle", "+1 206"),
];

const LANGUAGES: [&str; 10] = ["ar", "de", "en", "es", "fr", "hi", "ja", "pl", "pt", "zh"];
const LEVELS: [&str; 5] = ["A2", "B1", "B2", "C1", "native"];

/// The directory: the table, its employees, and requests to try.
pub fn employees(seed: u64) -> Sample {
    let chance = Chance::new(seed);
    let mut requests = vec![wire(&Operation::CreateTable(Box::new(table())))];
    requests.extend(puts("employees", (1..=EMPLOYEE_COUNT).map(|number| employee(chance, number)).collect()));
    Sample { requests, queries: queries() }
}

fn table() -> CreateTable {
    let key =
        |partition: &str, sort: &str| vec![(partition.to_owned(), "HASH".to_owned()), (sort.to_owned(), "RANGE".to_owned())];
    let by_location = IndexDefinition {
        index_name: "by-location".to_owned(),
        key_schema: key("location", "name"),
        projection: Projection {
            projection_type: Some("INCLUDE".to_owned()),
            non_key_attributes: Some(vec!["role".to_owned(), "email".to_owned()]),
        },
        ..IndexDefinition::default()
    };
    let by_department = IndexDefinition {
        index_name: "by-department".to_owned(),
        key_schema: key("department", "hire_date"),
        projection: Projection { projection_type: Some("ALL".to_owned()), ..Projection::default() },
        ..IndexDefinition::default()
    };
    let strings = ["employee_id", "location", "name", "department", "hire_date"];
    CreateTable {
        table_name: "employees".to_owned(),
        attribute_definitions: strings.map(|name| (name.to_owned(), ScalarType::S)).to_vec(),
        key_schema: vec![("employee_id".to_owned(), "HASH".to_owned())],
        global_secondary_indexes: Some(vec![by_location, by_department]),
        billing_mode: Some(BillingMode::PayPerRequest),
        ..CreateTable::default()
    }
}

fn id(number: u64) -> String {
    format!("E-{number:04}")
}

/// The first employees lead the departments; the very first leads the company and has no manager.
fn employee(chance: Chance, number: u64) -> Item {
    let head = number <= HEADS;
    let at = if head { number - 1 } else { chance.below("department", number, HEADS) };
    let Some(department) = DEPARTMENTS.get(at as usize) else { return Item::new() };
    let (given, family) = people::name(chance, number);
    let (location, dialling_code) = chance.pick("location", number, &LOCATIONS).copied().unwrap_or(("Berlin", "+49 30"));
    let role = match number {
        1 => "Chief Executive",
        _ if head => "Head of Department",
        _ => chance.pick("role", number, department.roles).copied().unwrap_or("Employee"),
    };
    // Hired between 2009 and the end of 2025; heads earlier than others.
    let hired = if head { chance.below("hired", number, 1_500) } else { chance.below("hired", number, 6_200) };
    let mut item: Item = ordered([
        ("employee_id".to_owned(), s(id(number))),
        ("name".to_owned(), s(format!("{given} {family}"))),
        ("email".to_owned(), s(format!("{}.{}{number}@example.com", people::ascii(given), people::ascii(family)))),
        ("department".to_owned(), s(department.name)),
        ("role".to_owned(), s(role)),
        ("location".to_owned(), s(location)),
        ("hire_date".to_owned(), s(day(3_288 + hired))),
        ("skills".to_owned(), set(chance, "skill", number, department.skills)),
    ]);
    if number > 1 {
        item.insert("manager".to_owned(), s(id(if head { 1 } else { at + 1 })));
    }
    add_what_is_known(chance, number, department, dialling_code, &mut item);
    item
}

/// Attributes that some employees have and others do not: every data type is among them.
fn add_what_is_known(chance: Chance, number: u64, department: &Department, dialling_code: &str, item: &mut Item) {
    let known = |purpose: &str, percent: u64| chance.percent(purpose, number, percent);
    let mut add = |name: &str, value: AttributeValue| drop(item.insert(name.to_owned(), value));
    if known("phone", 70) {
        add("phone", s(format!("{dialling_code} 555 {:04}", chance.below("phone number", number, 10_000))));
    }
    if known("remote", 35) {
        add("remote", AttributeValue::Bool(chance.percent("remote now", number, 80)));
    }
    if known("badge", 45) {
        let badge = if chance.percent("badge kind", number, 15) { "Admin" } else { "Staff" };
        add("badge", s(badge));
        add("badge_key", AttributeValue::B(chance.draw("badge key", number).to_be_bytes().to_vec()));
    }
    if known("parking", 20) {
        add("parking", n(chance.below("parking space", number, 300) as i64 + 1));
    }
    if known("certifications", 30) {
        add("certifications", set(chance, "certification", number, department.certifications));
    }
    if known("languages", 55) {
        add("languages", AttributeValue::M(languages(chance, number)));
    }
    if known("trained", 25) {
        let trained = |year: &i64| chance.percent("training", number * 4 + year.unsigned_abs() % 4, 60);
        let years: BTreeSet<model::Number> = ordered((2_023..=2_025).filter(trained).map(model::Number::from_i64));
        if !years.is_empty() {
            add("training_years", AttributeValue::Ns(years));
        }
    }
    if known("contacts", 15) {
        let (given, family) = people::name(chance, number + 10_000);
        let contact: Item = ordered([("name".to_owned(), s(format!("{given} {family}"))), ("relation".to_owned(), s("partner"))]);
        add("emergency_contacts", AttributeValue::L(vec![AttributeValue::M(contact)]));
    }
    if known("left", 4) {
        add("desk", AttributeValue::Null);
    }
}

fn set(chance: Chance, purpose: &str, number: u64, choices: &[&str]) -> AttributeValue {
    let count = 1 + chance.below(purpose, number, 3);
    let chosen = (0..count).filter_map(|draw| chance.pick(purpose, number * 8 + draw + 1_000_000, choices));
    AttributeValue::Ss(ordered(chosen.map(|choice| (*choice).to_owned())))
}

fn languages(chance: Chance, number: u64) -> Item {
    let count = 1 + chance.below("languages", number, 3);
    let spoken = (0..count).filter_map(|draw| {
        let counter = number * 8 + draw;
        Some((chance.pick("language", counter, &LANGUAGES)?, chance.pick("level", counter, &LEVELS)?))
    });
    ordered(spoken.map(|(language, level)| ((*language).to_owned(), s(*level))))
}

fn queries() -> Vec<SampleQuery> {
    let table_name = || "employees".to_owned();
    let named = |placeholder: &str, name: &str, value: &str| Expressions {
        names: Some([(placeholder.to_owned(), name.to_owned())].into()),
        values: Some([(":v".to_owned(), s(value))].into()),
        ..Expressions::default()
    };
    let get = GetItem { table_name: table_name(), key: ordered([("employee_id".to_owned(), s("E-0042"))]), ..GetItem::default() };
    let in_osaka = Query {
        table_name: table_name(),
        index_name: Some("by-location".to_owned()),
        key_condition_expression: Some("#l = :v".to_owned()),
        expressions: named("#l", "location", "Osaka"),
        ..Query::default()
    };
    let newest = Query {
        table_name: table_name(),
        index_name: Some("by-department".to_owned()),
        key_condition_expression: Some("department = :v".to_owned()),
        expressions: Expressions { values: Some([(":v".to_owned(), s("Engineering"))].into()), ..Expressions::default() },
        scan_index_forward: Some(false),
        limit: Some(5),
        ..Query::default()
    };
    let admins = Scan {
        table_name: table_name(),
        filter_expression: Some("badge = :v".to_owned()),
        expressions: Expressions { values: Some([(":v".to_owned(), s("Admin"))].into()), ..Expressions::default() },
        ..Scan::default()
    };
    vec![
        SampleQuery { title: "One employee by id", request: wire(&Operation::GetItem(get)) },
        SampleQuery { title: "Everybody in Osaka, by name", request: wire(&Operation::Query(Box::new(in_osaka))) },
        SampleQuery { title: "The five newest in Engineering", request: wire(&Operation::Query(Box::new(newest))) },
        SampleQuery { title: "Admins, by reading everything", request: wire(&Operation::Scan(Box::new(admins))) },
    ]
}
