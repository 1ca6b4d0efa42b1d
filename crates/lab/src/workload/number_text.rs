//! Numbers as the texts of keys have them.

/// Digits of the longest number.
const DIGITS_MAX: usize = 20;

/// Appends a number with zeros before it up to a width. The formatting of the standard library does the same, but goes through
/// five calls for each number; a simulated request writes a dozen.
pub(crate) fn write_number(number: u64, width: usize, out: &mut String) {
    let (mut digits, mut first, mut rest) = ([b'0'; DIGITS_MAX], DIGITS_MAX, number);
    while rest > 0 {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend(core::iter::repeat_n('0', width.saturating_sub(DIGITS_MAX)));
    let first = first.min(DIGITS_MAX - width.clamp(1, DIGITS_MAX));
    out.push_str(core::str::from_utf8(&digits[first..]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::write_number;

    proptest! {
        #[test]
        fn numbers_are_written_as_by_the_standard_library(number in any::<u64>(), shift in 0u32..64, width in 0usize..40) {
            let number = number >> shift;
            let mut text = String::from("device-");
            write_number(number, width, &mut text);
            prop_assert_eq!(text, format!("device-{number:0width$}"));
        }
    }
}
