//! Numbers of up to 38 significant digits, exact.

use core::cmp::Ordering;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::{NUMBER_DIGITS, NUMBER_EXPONENT_MAX, NUMBER_EXPONENT_MIN};

/// A decimal number: `coefficient` times ten to the power of `exponent`, negated if `negative`.
///
/// Normal form: the coefficient has no trailing zero and at most 38 digits; zero is 0, 0, not negative. So equal numbers
/// are equal values, and 38 digits fit a `u128`. Magnitudes run from 1E-130 to 9.99...E+125.
///
/// Source: developer guide, "Supported data types and naming rules in DynamoDB", Number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Number {
    negative: bool,
    exponent: i16,
    coefficient: Coefficient,
}

/// The digits of a number. Its bytes need no alignment: a `u128` would make of each attribute value, and of each node of an
/// item's map, an allocation at a multiple of 16 bytes, which wasm's allocator finds by a search (half of a write's time).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "u128", into = "u128")]
struct Coefficient([u8; 16]);

impl fmt::Debug for Coefficient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&u128::from(*self), formatter)
    }
}

impl From<u128> for Coefficient {
    fn from(digits: u128) -> Self {
        Coefficient(digits.to_le_bytes())
    }
}

impl From<Coefficient> for u128 {
    fn from(coefficient: Coefficient) -> Self {
        u128::from_le_bytes(coefficient.0)
    }
}

/// Why a text or a result is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a decimal number.
    Malformed,
    /// More than 38 significant digits.
    TooManyDigits,
    /// Magnitude above 9.99...E+125.
    Overflow,
    /// Magnitude below 1E-130.
    Underflow,
}

/// Bytes of the order-preserving form: sign, exponent, 38 digits as a big-endian integer.
const ORDERED_BYTES: usize = Number::ORDERED_BYTES;

impl Number {
    /// Bytes of a number as part of a key.
    pub const ORDERED_BYTES: usize = 18;

    /// Zero.
    pub const ZERO: Number = Number { negative: false, exponent: 0, coefficient: Coefficient([0; 16]) };

    /// Reads `12`, `-0.5`, `+5`, `.5`, `5.`, `1e+2`; refuses white space, `1_000`, `1e`, `.`, `NaN`.
    ///
    /// Zero is checked for its range as if its last digit were 1, as the service does (`0e126` overflows).
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let bytes = text.as_bytes();
        let (negative, bytes) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, bytes),
        };
        let mantissa_end = bytes.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(bytes.len());
        let (mantissa, power) = bytes.split_at(mantissa_end);
        let power = parse_power(power)?;

        let mut coefficient: u128 = 0;
        let mut digits = 0; // significant digits taken, trailing zeros included
        let mut pending_zeros: u32 = 0; // zeros that count only if another digit follows
        let mut fraction: i64 = 0; // digits after the point, up to the last significant one
        let mut seen_point = false;
        let mut seen_digit = false;
        let mut position: i64 = 0; // digits after the point so far
        let mut integer_zeros: i64 = 0; // trailing zeros before the point
        for &byte in mantissa {
            match byte {
                b'.' if !seen_point => seen_point = true,
                b'0'..=b'9' => {
                    seen_digit = true;
                    position += i64::from(seen_point);
                    if byte == b'0' {
                        if coefficient != 0 {
                            pending_zeros += 1;
                        }
                        continue;
                    }
                    let taken = digits + pending_zeros + 1;
                    if taken > NUMBER_DIGITS {
                        return Err(NumberError::TooManyDigits);
                    }
                    coefficient = coefficient * 10u128.pow(pending_zeros + 1) + u128::from(byte - b'0');
                    digits = taken;
                    pending_zeros = 0;
                    fraction = position;
                }
                _ => return Err(NumberError::Malformed),
            }
        }
        if !seen_digit {
            return Err(NumberError::Malformed);
        }
        if pending_zeros > 0 {
            // Zeros after the last significant digit: those before the point raise the exponent.
            integer_zeros = i64::from(pending_zeros) - (position - fraction);
        }
        if coefficient == 0 {
            return check_range(power - position, 1).map(|()| Self::ZERO);
        }
        let exponent = power - fraction + integer_zeros;
        check_range(exponent, digits)?;
        Ok(Self { negative, exponent: exponent as i16, coefficient: coefficient.into() })
    }

    /// A whole number.
    pub fn from_i64(value: i64) -> Self {
        Self::normal(value < 0, u128::from(value.unsigned_abs()), 0).unwrap_or(Self::ZERO)
    }

    /// Bytes as DynamoDB counts them: 1, plus one for each pair of digits counted from the decimal point without leading and
    /// trailing `00` pairs, plus 1 if negative; at most 21.
    ///
    /// Source: AWS's item size calculator (awslabs/amazon-dynamodb-tools); reproduces all values measured on the service.
    pub fn size_bytes(&self) -> usize {
        if self.coefficient() == 0 {
            return 1;
        }
        let low = i32::from(self.exponent).div_euclid(2);
        let high = (i32::from(self.exponent) + self.digits() as i32 - 1).div_euclid(2);
        (1 + (high - low + 1) as usize + usize::from(self.negative)).min(21)
    }

    /// The exact sum.
    pub fn checked_add(&self, other: &Self) -> Result<Self, NumberError> {
        if self.coefficient() == 0 {
            return Ok(*other);
        }
        if other.coefficient() == 0 {
            return Ok(*self);
        }
        let (high, low) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let shift = u32::from(high.exponent.abs_diff(low.exponent));
        // `low` ends in a non-zero digit, so a sum whose scaled part leaves u128 has more than 38 digits whatever is taken off.
        let scaled = 10u128
            .checked_pow(shift)
            .and_then(|power| high.coefficient().checked_mul(power))
            .ok_or(NumberError::TooManyDigits)?;
        let (negative, coefficient) = if high.negative == low.negative {
            (high.negative, scaled.checked_add(low.coefficient()).ok_or(NumberError::TooManyDigits)?)
        } else if scaled >= low.coefficient() {
            (high.negative, scaled - low.coefficient())
        } else {
            (low.negative, low.coefficient() - scaled)
        };
        Self::normal(negative, coefficient, i64::from(low.exponent))
    }

    /// The exact difference.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, NumberError> {
        self.checked_add(&other.negated())
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The number times ten to the power of `places`, if that is a whole `i128`.
    pub fn to_scaled_integer(&self, places: u32) -> Option<i128> {
        let shift = u32::try_from(i64::from(self.exponent) + i64::from(places)).ok()?;
        let magnitude = i128::try_from(self.coefficient()).ok()?.checked_mul(10i128.checked_pow(shift)?)?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// Sign, coefficient and exponent, for storage: `coefficient` times ten to the power of `exponent`, negated if the first is
    /// true.
    pub fn to_parts(&self) -> (bool, u128, i16) {
        (self.negative, self.coefficient(), self.exponent)
    }

    /// The number of these parts; an error if it is out of range or has too many digits.
    pub fn from_parts(negative: bool, coefficient: u128, exponent: i16) -> Result<Self, NumberError> {
        Self::normal(negative, coefficient, i64::from(exponent))
    }

    /// Appends bytes whose order as bytes is the order of the numbers.
    pub fn encode_ordered(&self, out: &mut Vec<u8>) {
        if self.coefficient() == 0 {
            out.extend_from_slice(&[0x02]);
            out.extend_from_slice(&[0; ORDERED_BYTES - 1]);
            return;
        }
        let flip = if self.negative { 0xff } else { 0x00 };
        let digits = self.digits();
        let first_digit = i32::from(self.exponent) + digits as i32 - 1;
        out.push(if self.negative { 0x01 } else { 0x03 });
        out.push((first_digit - NUMBER_EXPONENT_MIN) as u8 ^ flip);
        let aligned = self.coefficient() * 10u128.pow(NUMBER_DIGITS - digits);
        out.extend(aligned.to_be_bytes().map(|byte| byte ^ flip));
    }

    fn negated(&self) -> Self {
        Self { negative: !self.negative && self.coefficient() != 0, ..*self }
    }

    /// Number of significant digits.
    fn digits(&self) -> u32 {
        self.coefficient().checked_ilog10().map_or(1, |log| log + 1)
    }

    fn coefficient(&self) -> u128 {
        self.coefficient.into()
    }

    fn normal(negative: bool, mut coefficient: u128, mut exponent: i64) -> Result<Self, NumberError> {
        if coefficient == 0 {
            return Ok(Self::ZERO);
        }
        while coefficient.is_multiple_of(10) {
            coefficient /= 10;
            exponent += 1;
        }
        let digits = coefficient.ilog10() + 1;
        if digits > NUMBER_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        check_range(exponent, digits)?;
        Ok(Self { negative, exponent: exponent as i16, coefficient: coefficient.into() })
    }
}

/// The power after `e`, held within what cannot matter any more so that no input overflows.
fn parse_power(bytes: &[u8]) -> Result<i64, NumberError> {
    let Some((_, bytes)) = bytes.split_first() else { return Ok(0) };
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::Malformed);
    }
    let power = digits.iter().fold(0i64, |power, digit| (power * 10 + i64::from(digit - b'0')).min(1_000_000_000));
    Ok(if negative { -power } else { power })
}

/// Whether a number with this last and this many digits is within the supported magnitudes.
fn check_range(exponent: i64, digits: u32) -> Result<(), NumberError> {
    let first_digit = exponent + i64::from(digits) - 1;
    if first_digit > i64::from(NUMBER_EXPONENT_MAX) {
        Err(NumberError::Overflow)
    } else if first_digit < i64::from(NUMBER_EXPONENT_MIN) {
        Err(NumberError::Underflow)
    } else {
        Ok(())
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |number: &Self| match (number.coefficient(), number.negative) {
            (0, _) => 1u8,
            (_, true) => 0,
            (_, false) => 2,
        };
        rank(self).cmp(&rank(other)).then_with(|| {
            if self.coefficient() == 0 || other.coefficient() == 0 {
                return Ordering::Equal;
            }
            let aligned = |number: &Self| {
                let digits = number.digits();
                (i32::from(number.exponent) + digits as i32, number.coefficient() * 10u128.pow(NUMBER_DIGITS - digits))
            };
            let by_magnitude = aligned(self).cmp(&aligned(other));
            if self.negative { by_magnitude.reverse() } else { by_magnitude }
        })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    /// Plain decimal without an exponent, as the service returns numbers: `1E2` reads `100`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        let digits = self.coefficient().to_string();
        let exponent = i32::from(self.exponent);
        if exponent >= 0 {
            f.write_str(&digits)?;
            return (0..exponent).try_for_each(|_| f.write_str("0"));
        }
        let point = digits.len() as i32 + exponent;
        if point > 0 {
            let (whole, fraction) = digits.split_at(point as usize);
            return write!(f, "{whole}.{fraction}");
        }
        f.write_str("0.")?;
        (point..0).try_for_each(|_| f.write_str("0"))?;
        f.write_str(&digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn texts_are_read_and_written_back_in_plain_decimal() {
        for (text, plain) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.000", "0"),
            ("+5", "5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e+2", "100"),
            ("0042", "42"),
            ("1.200", "1.2"),
            ("100.50", "100.5"),
            ("100", "100"),
            ("-0.001e1", "-0.01"),
            ("12300e-4", "1.23"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("1000000000000000000000000000000000000000", "1000000000000000000000000000000000000000"),
        ] {
            assert_eq!(number(text).to_string(), plain, "{text}");
        }
        assert_eq!(number("1E-130").to_string().len(), 132);
        assert_eq!(number("1E125").to_string().len(), 126);
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        for (text, error) in [
            ("", NumberError::Malformed),
            (".", NumberError::Malformed),
            ("1e", NumberError::Malformed),
            ("NaN", NumberError::Malformed),
            ("1_000", NumberError::Malformed),
            (" 1", NumberError::Malformed),
            ("1.2.3", NumberError::Malformed),
            ("--1", NumberError::Malformed),
            ("999999999999999999999999999999999999999", NumberError::TooManyDigits),
            ("1.00000000000000000000000000000000000001", NumberError::TooManyDigits),
            ("1e126", NumberError::Overflow),
            ("11e125", NumberError::Overflow),
            ("0e126", NumberError::Overflow),
            ("1e-131", NumberError::Underflow),
            ("1e999999999999999999999", NumberError::Overflow),
        ] {
            assert_eq!(Number::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn sizes_are_those_measured_on_the_service() {
        for (texts, size) in [
            (&["0", "-0"][..], 1),
            (&["1", "12", "100", "0042", "1E125", "1E-100", "0.0000001", "0.15"], 2),
            (&["123", "1010", "1.5", "1.200", "-42", "-0.15", "-1E125", "120", "0.012"], 3),
            (&["12345", "1.234", "100.5", "1001000"], 4),
            (&["1234567", "3.14159", "-12345"], 5),
            (&["12345678901234567890123456789012345678"], 20),
        ] {
            for text in texts {
                assert_eq!(number(text).size_bytes(), size, "{text}");
            }
        }
    }

    #[test]
    fn sums_are_exact_or_refused() {
        for (left, right, sum) in [
            ("0.1", "0.2", Ok("0.3")),
            ("1e38", "-1", Ok("99999999999999999999999999999999999999")),
            ("1", "-1", Ok("0")),
            ("-5", "3", Ok("-2")),
            ("1e38", "1", Err(NumberError::TooManyDigits)),
            ("1e100", "1e-100", Err(NumberError::TooManyDigits)),
            ("9e125", "9e125", Err(NumberError::Overflow)),
        ] {
            let got = number(left).checked_add(&number(right)).map(|sum| sum.to_string());
            assert_eq!(got.as_deref().map_err(|error| *error), sum, "{left} + {right}");
        }
    }

    /// Decimal text with up to 38 digits and a power.
    fn decimal() -> impl Strategy<Value = String> {
        ("-?[0-9]{1,19}\\.?[0-9]{0,19}", -80i32..80).prop_map(|(digits, power)| format!("{digits}e{power}"))
    }

    /// Schoolbook order: digits of both numbers written out around a common point and compared as text.
    fn schoolbook(left: &str, right: &str) -> Ordering {
        let lay_out = |text: &str| {
            let (mantissa, power) = text.split_once('e').unwrap();
            let negative = mantissa.starts_with('-');
            let (whole, fraction) =
                mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa.trim_start_matches('-'), ""));
            let power: i32 = power.parse().unwrap();
            let point = 150 - power; // a higher power moves the digits to the front
            let mut digits = vec![b'0'; 320];
            for (at, digit) in whole.bytes().enumerate() {
                digits[(point - whole.len() as i32) as usize + at] = digit;
            }
            for (at, digit) in fraction.bytes().enumerate() {
                digits[point as usize + at] = digit;
            }
            (negative && digits.iter().any(|digit| *digit != b'0'), digits)
        };
        match (lay_out(left), lay_out(right)) {
            ((true, left), (true, right)) => right.cmp(&left),
            ((false, left), (false, right)) => left.cmp(&right),
            ((true, _), (false, _)) => Ordering::Less,
            ((false, _), (true, _)) => Ordering::Greater,
        }
    }

    proptest! {
        #[test]
        fn order_and_encoded_order_are_the_schoolbook_order(left in decimal(), right in decimal()) {
            let expected = schoolbook(&left, &right);
            let (left, right) = (number(&left), number(&right));
            prop_assert_eq!(left.cmp(&right), expected);
            let (mut left_bytes, mut right_bytes) = (vec![], vec![]);
            left.encode_ordered(&mut left_bytes);
            right.encode_ordered(&mut right_bytes);
            prop_assert_eq!(left_bytes.cmp(&right_bytes), expected);
        }

        #[test]
        fn plain_text_reads_back_as_the_same_number(text in decimal()) {
            let read = number(&text);
            prop_assert_eq!(number(&read.to_string()), read);
        }

        #[test]
        fn taking_away_what_was_added_gives_the_number_back(left in -9_999_999_999i64..9_999_999_999, right in decimal()) {
            let (left, right) = (Number::from_i64(left), number(&right));
            if let Ok(sum) = left.checked_add(&right) {
                prop_assert_eq!(sum.checked_sub(&right), Ok(left));
            }
        }
    }
}
