//! Reviews of designs that are made by hand.

use expect_test::{Expect, expect};

use super::*;
use crate::access::tests::{design, index, local, shop, strings, table};
use crate::scenario::{Projected, TableDesign};

/// A matrix as a table of text.
fn matrix(tables: Vec<TableDesign>, expected: &Expect) {
    let review = review(&shop(), &design(tables)).expect("a review");
    let mut text = String::new();
    for column in &review.coverage.columns {
        let name = column.index.as_ref().map_or(&column.table, |(name, _)| name);
        text += &format!("{name}: {} {}\n", column.keys.join(", "), column.projection);
    }
    for row in &review.coverage.rows {
        text += &format!("{} ({})\n", row.pattern, row.asks);
        for (place, cell) in row.cells.iter().enumerate() {
            let mark = if row.chosen == u32::try_from(place).ok() { '*' } else { ' ' };
            let units = if cell.units_thousandths > 0 { format!(" {}", cell.units_thousandths) } else { String::new() };
            text += &format!(" {mark} {}{units} {}\n", cell.does.word(), cell.notes.join("; "));
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn every_pattern_has_a_cell_for_every_table_and_index() {
    let mut orders = table("pk: {customer}", Some("sk: {order}"));
    orders.indexes = vec![
        index("by-status", "pk: {customer}#{status}", Some("time: {time}"), Projected::Include(strings(&["total"]))),
        local("by-time", "pk: {customer}", "time: {time}", Projected::All),
    ];
    matrix(
        vec![orders],
        &expect![[r#"
        orders: pk = {customer}, sk = {order} 
        by-status: pk = {customer}#{status}, time = {time} INCLUDE total
        by-time: pk = {customer}, time = {time} ALL
        place an order ()
         * write 2000 
           entry 1000 
           entry 1000 taken from the table's capacity
        change its status (knows customer, order; changes status)
         * write 2000 
           entry 2000 its key changes: the old entry is deleted, a new one put
           entry 1000 taken from the table's capacity
        get an order (knows customer, order)
         * GetItem 500 
           impossible the index does not project the whole item
           Query 10000 reads the whole item collection: the sort key has another order
        latest orders (knows customer; in order of time; 20 items)
           Query 10000 reads the whole item collection: the sort key has another order
           impossible the index does not project the whole item
         * Query 2000 
        orders by status (knows customer, status; 5 items; needs customer, total)
           Query 2000 a filter does what no key does: reads 4 times what is wanted
         * Query 500 
           Query 2000 a filter does what no key does: reads 4 times what is wanted
        read everything (needs total)
           Scan 97656500 
         * Scan 10132000 
           Scan 97656500 
    "#]],
    );
}
