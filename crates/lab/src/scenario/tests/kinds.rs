//! Keys that kinds of items have of their own: several kinds in one table.

use expect_test::expect;

use super::refused;
use crate::scenario::{KeyPart, read, told, write};

/// One table, two kinds of items: a customer's profile and orders lie in one collection, and each pattern finds its own.
pub(crate) const SHARED: &str = r##"
title = "A shop in one table"
duration = "1h"

[attributes]
customer = { uniform = 1_000 }
order = { sequence = true }
status = { uniform = 5 }
day = "date"

[[pattern]]
name = "sign up"
does = "put"
entity = "customer"
known = ["customer", "day"]
rate = 1

[[pattern]]
name = "place an order"
does = "put"
entity = "order"
rate = 5

[[pattern]]
name = "show a customer"
does = "get"
entity = "customer"
known = ["customer"]
rate = 10

[[pattern]]
name = "list a customer's orders"
does = "list"
entity = "order"
known = ["customer"]
items = 10
rate = 10

[[design]]
name = "A"
[[design.table]]
name = "Shop"
partition_key = { name = "PK", of = "C#{customer}" }
sort_key = { name = "SK", of = "PROFILE", kinds = { order = "O#{order}" } }
[[design.table.index]]
name = "overloaded"
partition_key = { name = "GSI1PK", of = "D#{day}", kinds = { order = "S#{status}" } }
"##;

#[test]
fn each_kind_has_its_key_and_it_is_written_back() {
    let scenario = read(SHARED).unwrap();
    let table = &scenario.designs[0].tables[0];
    let sort = table.sort_key.as_ref().unwrap();
    assert_eq!(sort.parts_of("customer"), [KeyPart::Text("PROFILE".into())]);
    assert_eq!(sort.parts_of("order"), [KeyPart::Text("O#".into()), KeyPart::Attribute("order".into())]);
    let seen = table.of("order");
    assert_eq!(
        (seen.sort_key.unwrap().parts, seen.partition_key.parts),
        (sort.parts_of("order").to_vec(), table.partition_key.parts.clone())
    );
    assert_eq!(read(&write(&scenario)).unwrap(), scenario);
    assert!(write(&scenario).contains(r##"sort_key = { name = "SK", of = "PROFILE", kinds = { order = "O#{order}" } }"##));
    expect![[r#"
        Shop: C#{customer} / PROFILE, of order C#{customer} / O#{order}, on-demand
        GSI overloaded: D#{day}, of order S#{status}, on-demand"#]]
    .assert_eq(&told(&scenario).designs[0].spaces.join("\n"));
}

#[test]
fn kinds_are_refused_with_what_to_write_instead() {
    let with = |kinds: &str| SHARED.replace(r##"kinds = { order = "O#{order}" }"##, kinds);
    refused(
        &with(r##"kinds = { ordr = "O#{order}" }"##),
        expect![[r#"
        line 44: the table holds no items of the kind "ordr". Instead: `order`
    "#]],
    );
    refused(
        &with(r##"kinds = { order = "O#{odrer}" }"##),
        expect![[r#"
        line 44: there is no attribute `odrer`. Instead: `order`, or add `odrer = { uniform = 1000 }` below `[attributes]`
    "#]],
    );
    refused(
        &with(r##"kinds = "O#{order}""##),
        expect![[r#"
        line 44: `kinds` tells the key of each kind of items that has one of its own. Instead: `kinds = { order = "ORDER#{order}" }`
    "#]],
    );
    refused(
        &with(r##"kinds = { order = 5 }"##),
        expect![[r#"
        line 44: the key of the kind "order" is a text, and here is the number 5. Instead: `order = "ORDER#{order}"`
    "#]],
    );
    refused(
        &with(r##"kinds = { order = "order" }"##),
        expect![[r#"
        line 44: `order` is the same text for every item, though there is an attribute "order". Instead: `order = "{order}"`
    "#]],
    );
    let small = SHARED.replace("name = \"place an order\"", "name = \"place an order\"\nsize = 20");
    refused(
        &small,
        expect![[r#"
        line 18: "place an order" has items of 20 bytes, and the key of Shop alone has 43. Instead: `size = 44` or more, or attributes with a smaller `size`
    "#]],
    );
    let narrow = SHARED.replace("name = \"Shop\"", "name = \"Shop\"\nholds = [\"customer\"]");
    refused(
        &narrow,
        expect![[r#"
            line 45: the table holds no items of the kind "order". Instead: `customer`
            line 48: the table holds no items of the kind "order". Instead: `customer`
        "#]],
    );
}
