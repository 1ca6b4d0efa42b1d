//! How a number is written on a screen: counts, bytes, units, money, shares, spans and moments, each with its unit.
//!
//! Every screen writes numbers through this module, so the same figure reads the same everywhere. It rounds only what it
//! says it rounds ([`bytes`], [`share`]); units and money are exact.

use model::{EpochMillis, HalfUnits, KeyHash, PicoUsd};

/// `1,240`.
pub(crate) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// `1 item`, `1,240 items`: the number with its noun.
pub(crate) fn plural(number: u64, singular: &str) -> String {
    let (stem, ending) = match (number, singular.strip_suffix('y')) {
        (1, _) => (singular, ""),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => (stem, "ies"),
        _ if singular.ends_with("ss") || singular.ends_with('x') => (singular, "es"),
        _ => (singular, "s"),
    };
    format!("{} {stem}{ending}", count(number))
}

/// `212 B`, `1.4 KB`, `3.2 MB`: rounded half up to one decimal, 1 KB = 1,024 B as DynamoDB counts.
pub(crate) fn bytes(size_bytes: u64) -> String {
    const UNITS: [(&str, u64); 4] = [("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    for (unit, unit_bytes) in UNITS {
        if size_bytes >= unit_bytes {
            let tenths = (u128::from(size_bytes) * 10 + u128::from(unit_bytes) / 2) / u128::from(unit_bytes);
            let whole = grouped(&(tenths / 10).to_string());
            return if tenths.is_multiple_of(10) { format!("{whole} {unit}") } else { format!("{whole}.{} {unit}", tenths % 10) };
        }
    }
    exact_bytes(size_bytes)
}

/// `1,433 B`: every byte, for receipts.
pub(crate) fn exact_bytes(size_bytes: u64) -> String {
    format!("{} B", count(size_bytes))
}

/// `0.5`, `1,240`: capacity without a word.
pub(crate) fn units(units: HalfUnits) -> String {
    let text = units.to_string();
    match text.split_once('.') {
        Some((whole, half)) => format!("{}.{half}", grouped(whole)),
        None => grouped(&text),
    }
}

/// `0.5 RCU`: read capacity.
pub(crate) fn read_units(amount: HalfUnits) -> String {
    format!("{} RCU", units(amount))
}

/// `2 WCU`: write capacity.
pub(crate) fn write_units(amount: HalfUnits) -> String {
    format!("{} WCU", units(amount))
}

/// `$0.000000125`, `$1,314.00`: exact to the pico-dollar.
pub(crate) fn money(amount: PicoUsd) -> String {
    dollars(&amount.to_string())
}

/// `$1,314.00` from whole cents: what an invoice says.
pub(crate) fn cents(amount: i128) -> String {
    dollars(&PicoUsd(amount.saturating_mul(PicoUsd::DOLLAR.0 / 100)).to_string())
}

/// `$1,314.00`, but `$0.00117` where whole cents would say nothing: three digits, rounded half up.
pub(crate) fn amount(amount: PicoUsd) -> String {
    let is_told_in_cents = amount.0 == 0 || amount.0.unsigned_abs() >= PicoUsd::DOLLAR.0.unsigned_abs();
    if is_told_in_cents { cents(amount.cents()) } else { money(amount.to_three_digits()) }
}

/// What a bill comes to: the sum of its rounded lines, or the exact sum where that is under a dollar.
pub(crate) fn bill_total(total_cents: i128, total: PicoUsd) -> String {
    if total_cents >= 100 { cents(total_cents) } else { amount(total) }
}

/// `28.9 %` of millionths, rounded half up to one decimal.
pub(crate) fn share(millionths: u64) -> String {
    let tenths = (millionths + 500) / 1_000;
    if tenths.is_multiple_of(10) {
        format!("{} %", count(tenths / 10))
    } else {
        format!("{}.{} %", count(tenths / 10), tenths % 10)
    }
}

/// `3f2a…`: the first four hexadecimal digits of a point of the hash space.
pub(crate) fn hash(point: KeyHash) -> String {
    format!("{:04x}…", point.0 >> 112)
}

/// `45 s`, `5 min`, `2 h 30 min`, `3 d 4 h`: the two largest parts of a span; under a second in milliseconds.
pub(crate) fn span(span_ms: u64) -> String {
    const PARTS: [(&str, u64); 4] = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)];
    if span_ms < 1_000 {
        return format!("{span_ms} ms");
    }
    let first = PARTS.iter().position(|(_, part_ms)| span_ms >= *part_ms).unwrap_or(PARTS.len() - 1);
    let mut rest_ms = span_ms;
    let mut words = Vec::new();
    for (unit, part_ms) in PARTS.iter().skip(first).take(2) {
        let number = rest_ms / part_ms;
        rest_ms %= part_ms;
        if number > 0 {
            words.push(format!("{number} {unit}"));
        }
    }
    words.join(" ")
}

/// `4.2 ms`, `1.3 s`: to a tenth.
pub(crate) fn latency(us: u64) -> String {
    // What would be rounded to 1000.0 ms is a second.
    if us >= 999_950 {
        let tenths = us.max(1_000_000) / 100_000;
        return format!("{}.{} s", count(tenths / 10), tenths % 10);
    }
    let tenths = us.saturating_add(50) / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

/// `2026-11-20 09:30:05`: engine time, UTC.
pub(crate) fn moment(time: EpochMillis) -> String {
    let (year, month, day) = civil_date(time.0 / 86_400_000);
    format!("{year:04}-{month:02}-{day:02} {}", clock(time))
}

/// `09:30:05`: the time of day alone, UTC.
pub(crate) fn clock(time: EpochMillis) -> String {
    let seconds = time.0 / 1_000 % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day of a number of days since 1970-01-01 (proleptic Gregorian calendar, counted in 400-year eras that
/// begin on 1 March, so that the leap day is the last of its year).
fn civil_date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// Groups the dollars of `-$1234.5` in threes and leaves the decimals.
fn dollars(text: &str) -> String {
    let (sign, digits) = text.split_once('$').unwrap_or(("", text));
    match digits.split_once('.') {
        Some((whole, decimals)) => format!("{sign}${}.{decimals}", grouped(whole)),
        None => format!("{sign}${}", grouped(digits)),
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_is_short() {
        assert_eq!([0, 4_240, 999_940, 1_000_000, 27_350_000].map(latency), ["0.0 ms", "4.2 ms", "999.9 ms", "1.0 s", "27.3 s"]);
        assert_eq!(latency(999_950), "1.0 s");
    }

    #[test]
    fn counts_are_grouped_and_named() {
        assert_eq!([0, 999, 1_000, 1_240_000].map(count), ["0", "999", "1,000", "1,240,000"]);
        assert_eq!(plural(1, "entry"), "1 entry");
        assert_eq!(plural(2, "entry"), "2 entries");
        assert_eq!(plural(3, "key"), "3 keys");
        assert_eq!(plural(0, "index"), "0 indexes");
        assert_eq!(plural(1_500, "item"), "1,500 items");
    }

    #[test]
    fn bytes_round_to_a_tenth_of_their_unit() {
        for (size, text) in
            [(0, "0 B"), (1_023, "1,023 B"), (1_024, "1 KB"), (1_434, "1.4 KB"), (1_075, "1 KB"), (10 << 30, "10 GB")]
        {
            assert_eq!(bytes(size), text, "{size}");
        }
        assert_eq!(exact_bytes(1_434), "1,434 B");
    }

    #[test]
    fn money_and_units_are_exact() {
        assert_eq!(units(HalfUnits(2_481)), "1,240.5");
        assert_eq!(read_units(HalfUnits(1)), "0.5 RCU");
        assert_eq!(money(PicoUsd(125_000)), "$0.000000125");
        assert_eq!(money(PicoUsd(1_314_000_000_000_000)), "$1,314.00");
        assert_eq!(cents(131_400), "$1,314.00");
        assert_eq!(cents(-5), "-$0.05");
        for (pico, text) in [
            (0, "$0.00"),
            (1_164_062_500, "$0.00116"),
            (999_600_000_000, "$1.00"),
            (1_500_000_000_000, "$1.50"),
            (-125_000, "-$0.000000125"),
            (7, "$0.000000000007"),
        ] {
            assert_eq!(amount(PicoUsd(pico)), text, "{pico}");
        }
        assert_eq!(bill_total(3_260, PicoUsd(32_606_000_000_000)), "$32.60", "lines are rounded before they are added");
        assert_eq!(bill_total(1, PicoUsd(5_000_000_000)), "$0.005");
        assert_eq!(share(288_889), "28.9 %");
        assert_eq!(share(1_000_000), "100 %");
    }

    #[test]
    fn time_is_read_in_its_two_largest_parts() {
        for (ms, text) in [
            (0, "0 ms"),
            (45_000, "45 s"),
            (300_000, "5 min"),
            (9_000_000, "2 h 30 min"),
            (86_400_000, "1 d"),
            (3_600_500, "1 h"),
        ] {
            assert_eq!(span(ms), text, "{ms}");
        }
        for (ms, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (1_732_095_005_000, "2024-11-20 09:30:05"),
            (1_798_761_599_000, "2026-12-31 23:59:59"),
        ] {
            assert_eq!(moment(EpochMillis(ms)), text, "{ms}");
        }
        assert_eq!(hash(KeyHash(u128::MAX)), "ffff…");
    }
}
