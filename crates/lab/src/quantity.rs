//! Numbers written out for people, and exact arithmetic on money.

use model::{HalfUnits, PicoUsd};

/// `1240` as `1,240`.
pub(crate) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1,240.5`.
pub(crate) fn units(units: HalfUnits) -> String {
    let half = if units.0.is_multiple_of(2) { "" } else { ".5" };
    format!("{}{half}", grouped(u128::from(units.0 / 2)))
}

/// `1 item`, `20 items`.
pub(crate) fn counted(count: u64, name: &str) -> String {
    format!("{} {name}{}", grouped(count.into()), if count == 1 { "" } else { "s" })
}

/// `1 read unit`, `0.5 read units`.
pub(crate) fn counted_units(count: HalfUnits, name: &str) -> String {
    let plural = if count == HalfUnits::whole(1) { "" } else { "s" };
    format!("{} {name}{plural}", units(count))
}

/// `$1,314.00` of cents.
pub(crate) fn dollars(cents: i128) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}${}.{:02}", grouped(cents / 100), cents % 100)
}

/// What a bill comes to: `$32.60` of its cents, or `$0.000453`, the exact sum to three digits, where that is under a dollar.
pub(crate) fn bill_total(cents: i128, exact: PicoUsd) -> String {
    if cents >= 100 || exact.0 == 0 { dollars(cents) } else { exact.to_three_digits().to_string() }
}

/// `numerator / denominator` rounded half up, for amounts that are not negative; the largest amount if the sum overflows.
pub(crate) fn divided(numerator: i128, denominator: i128) -> i128 {
    if denominator <= 0 { 0 } else { numerator.saturating_add(denominator / 2) / denominator }
}

/// What these units cost at `price` for a whole unit.
pub(crate) fn cost(units: HalfUnits, price: PicoUsd) -> PicoUsd {
    PicoUsd(divided(price.0.saturating_mul(i128::from(units.0)), 2))
}

/// `parts` millionths as `0.0013`: six decimals at most, without trailing zeros.
pub(crate) fn millionths(parts: u128) -> String {
    let decimals = format!("{:06}", parts % 1_000_000);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{}{point}{decimals}", grouped(parts / 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_out() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(units(HalfUnits(2_481)), "1,240.5");
        assert_eq!(counted_units(HalfUnits(1), "read unit"), "0.5 read units");
        assert_eq!(counted_units(HalfUnits(2), "read unit"), "1 read unit");
        assert_eq!(dollars(131_400), "$1,314.00");
        assert_eq!(dollars(5), "$0.05");
        assert_eq!(millionths(1_300), "0.0013");
        assert_eq!(millionths(25_000_000), "25");
    }

    #[test]
    fn half_a_unit_costs_half_to_the_last_digit() {
        // eu-west-1: $0.1415 per million read request units.
        assert_eq!(cost(HalfUnits(1), PicoUsd(141_500)), PicoUsd(70_750));
        assert_eq!(divided(5, 2), 3);
    }
}
