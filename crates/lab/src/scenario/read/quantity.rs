//! Numbers, times and sizes from their digits.

/// A number above or equal to 0 times ten to the power of `digits`, rounded. `None` for anything but digits and one point.
pub(in crate::scenario) fn decimal(text: &str, digits: u32) -> Option<u64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    if whole.is_empty() || whole.starts_with('_') || !is_digits(whole) || !is_digits(fraction) || text.ends_with('.') {
        return None;
    }
    let mut number = 0u64;
    for digit in whole.bytes().filter(u8::is_ascii_digit) {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    let mut behind = fraction.bytes().filter(u8::is_ascii_digit);
    for _ in 0..digits {
        let digit = behind.next().map_or(0, |digit| u64::from(digit - b'0'));
        number = number.checked_mul(10)?.checked_add(digit)?;
    }
    number.checked_add(u64::from(behind.next().is_some_and(|digit| digit >= b'5')))
}

/// Milliseconds of `24h`, `30d`, `1h30m`, `25ms`.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 7] =
        [("ms", 1), ("min", 60_000), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000)];
    let mut rest = text.trim();
    let mut sum = 0u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, behind) = rest.split_at(digits);
        let behind = behind.trim_start();
        let (unit, each) = UNITS.into_iter().find(|(unit, _)| behind.starts_with(unit))?;
        let thousandths = u128::from(decimal(number, 3)?) * u128::from(each);
        sum = sum.checked_add(u64::try_from(thousandths / 1_000).ok()?)?;
        rest = behind.get(unit.len()..)?.trim_start();
    }
    Some(sum)
}

/// Bytes of `1400`, `300 B`, `1.4 KB` or `0.25 MB`; a KB is 1,024 bytes, as everywhere in DynamoDB.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let each = match unit.to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1_024,
        "M" | "MB" | "MIB" => 1_048_576,
        _ => return None,
    };
    let millionths = u128::from(decimal(number.trim_end(), 6)?) * each;
    u64::try_from(millionths / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::{bytes, decimal, milliseconds};

    #[test]
    fn numbers_are_read_digit_by_digit() {
        assert_eq!(decimal("200", 3), Some(200_000));
        assert_eq!(decimal("0.25", 3), Some(250));
        assert_eq!(decimal("1_000.0005", 3), Some(1_000_001));
        assert_eq!(decimal("18446744073709551615", 0), Some(u64::MAX));
        for wrong in ["", "-1", "1e3", "1.", ".5", "inf", "nan", "18446744073709551616", "1.2.3"] {
            assert_eq!(decimal(wrong, 0), None, "{wrong}");
        }
    }

    #[test]
    fn times_add_up() {
        assert_eq!(milliseconds("24h"), Some(86_400_000));
        assert_eq!(milliseconds("1h30m"), Some(5_400_000));
        assert_eq!(milliseconds("2 d 15 min"), Some(173_700_000));
        assert_eq!(milliseconds("0.5s"), Some(500));
        assert_eq!(milliseconds("25ms"), Some(25));
        for wrong in ["", "24", "h", "3 years", "-1h", "1h 30", "99999999999999999d"] {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_kilobyte_is_1024_bytes() {
        assert_eq!(bytes("1.4 KB"), Some(1_433));
        assert_eq!(bytes("400KB"), Some(409_600));
        assert_eq!(bytes("300 b"), Some(300));
        assert_eq!(bytes("0.25 MB"), Some(262_144));
        for wrong in ["", "KB", "1 GB", "-1 KB", "1 K B"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
