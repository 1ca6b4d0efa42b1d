//! The lines of the bill as a CSV file: one row each, amounts as plain numbers, for a spreadsheet.

use model::PicoUsd;
use report::{Bill, BillLine, BillOption, Fidelity};

/// All lines: what was metered, then each way to pay a month.
pub(crate) fn csv(bill: &Bill) -> String {
    let mut text = "way to pay,resource,for,quantity,price,your price,billed USD,exact USD,our model\r\n".to_owned();
    for option in core::iter::once(&bill.metered).chain(&bill.month) {
        for line in &option.lines {
            row(&mut text, bill, option, line);
        }
    }
    text
}

fn row(text: &mut String, bill: &Bill, option: &BillOption, line: &BillLine) {
    let price = format!("{} ({}, {})", line.price, bill.region, bill.price_date);
    for cell in [&option.title, &line.resource, &line.dimension, &line.quantity, &price] {
        text.push_str(&quoted(cell));
        text.push(',');
    }
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let billed = PicoUsd(line.cents.saturating_mul(PicoUsd::DOLLAR.0 / 100));
    let (billed, exact) = if line.is_priced { (plain(billed), plain(line.amount)) } else { Default::default() };
    let modelled = yes(line.fidelity == Fidelity::Modelled);
    text.push_str(&format!("{},{billed},{exact},{modelled}\r\n", yes(line.is_own_price)));
}

/// A number without a dollar sign.
fn plain(amount: PicoUsd) -> String {
    amount.to_string().replace('$', "")
}

/// A cell of text. What a spreadsheet would take for a formula is made text: names come from the reader's tables.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{plain, quoted};
    use model::PicoUsd;

    #[test]
    fn cells_are_text_and_amounts_are_numbers() {
        assert_eq!(quoted("say \"1,000\""), "\"say \"\"1,000\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(plain(PicoUsd(1_314_000_000_000_000)), "1314.00");
        assert_eq!(plain(PicoUsd(70_750)), "0.00000007075");
    }
}
