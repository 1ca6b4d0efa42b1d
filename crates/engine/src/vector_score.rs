//! How close vectors are: the one place of the engine where floating point is used.
//!
//! Numbers are taken in 32-bit precision, as indexes keep them. Sums are made in 64-bit precision from the first dimension to
//! the last, so that the same vectors give the same score on every machine: additions, multiplications, divisions and square
//! roots are exact to the last bit by IEEE 754, and nothing else is used. The score is rounded to 32-bit precision at the end.
//!
//! Follows: API Reference, "SearchVectors" (what a score means for each function).

use std::cmp::Ordering;

use model::AttributeValue;

use crate::vector_index::{DistanceFunction, is_element};

/// A vector as an index keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Vector(Vec<f32>);

/// A score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score(f32);

impl Vector {
    /// The vector of these values; `None` if one of them is no number, or too large a one.
    pub(crate) fn of(values: &[AttributeValue]) -> Option<Self> {
        values.iter().map(element).collect::<Option<Vec<f32>>>().map(Vector)
    }

    /// Numbers in it.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The score of another vector of the same length.
    pub(crate) fn score(&self, other: &Vector, function: DistanceFunction) -> Score {
        let score = match function {
            DistanceFunction::Cosine => self.cosine_distance(other),
            DistanceFunction::DotProduct => self.sum(other, |one, two| one * two),
            DistanceFunction::Euclidean => self.sum(other, |one, two| (one - two) * (one - two)).sqrt(),
        };
        // A score has to have a text: what is beyond the largest number is that.
        Score((score as f32).clamp(f32::MIN, f32::MAX))
    }

    /// Our model: a vector without length has no direction, so it is as far from all others as a right angle.
    fn cosine_distance(&self, other: &Vector) -> f64 {
        let length = |vector: &Vector| vector.sum(vector, |one, two| one * two).sqrt();
        let lengths = length(self) * length(other);
        if lengths == 0.0 {
            return 1.0;
        }
        (1.0 - self.sum(other, |one, two| one * two) / lengths).clamp(0.0, 2.0)
    }

    fn sum(&self, other: &Vector, of: impl Fn(f64, f64) -> f64) -> f64 {
        let pairs = self.0.iter().zip(&other.0);
        pairs.fold(0.0, |sum, (one, two)| sum + of(f64::from(*one), f64::from(*two)))
    }
}

impl Score {
    /// The closer one comes first.
    pub(crate) fn compare(self, other: Score, function: DistanceFunction) -> Ordering {
        let lower_first = self.0.total_cmp(&other.0);
        if function == DistanceFunction::DotProduct { lower_first.reverse() } else { lower_first }
    }

    /// The shortest decimal that is this score and no other: `0.0`, `0.29289323`, `1e-7`.
    pub(crate) fn text(self) -> String {
        // Negative zero is not told.
        format!("{:?}", self.0 + 0.0)
    }
}

/// The nearest 32-bit number. Numbers have up to 38 digits, so it is the standard library that rounds their text.
fn element(value: &AttributeValue) -> Option<f32> {
    match value {
        AttributeValue::N(number) if is_element(value) => number.to_string().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use model::{AttributeValue, Number};
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    use super::{Score, Vector};
    use crate::vector_index::{DistanceFunction, is_finite};

    fn vector(numbers: &[i64]) -> Vector {
        let values: Vec<_> = numbers.iter().map(|number| AttributeValue::N(Number::from_i64(*number))).collect();
        Vector::of(&values).unwrap()
    }

    fn text(one: &[i64], two: &[i64], function: DistanceFunction) -> String {
        vector(one).score(&vector(two), function).text()
    }

    #[test]
    fn scores_are_what_school_says() {
        use DistanceFunction::{Cosine, DotProduct, Euclidean};
        for (one, two, function, score) in [
            (vec![1, 0], vec![1, 0], Cosine, "0.0"),
            (vec![1, 0], vec![7, 0], Cosine, "0.0"),
            (vec![1, 0], vec![0, 1], Cosine, "1.0"),
            (vec![1, 0], vec![-1, 0], Cosine, "2.0"),
            (vec![1, 0], vec![1, 1], Cosine, "0.29289323"),
            (vec![0, 0], vec![1, 1], Cosine, "1.0"),
            (vec![0, 0], vec![3, 4], Euclidean, "5.0"),
            (vec![1, 2], vec![3, 4], DotProduct, "11.0"),
            (vec![1, -1], vec![1, 1], DotProduct, "0.0"),
        ] {
            assert_eq!(text(&one, &two, function), score, "{one:?} {two:?} {function:?}");
        }
    }

    #[test]
    fn what_is_no_32_bit_number_is_no_element() {
        let of = |value: AttributeValue| Vector::of(&[value]);
        assert_eq!(of(AttributeValue::S("1".into())), None);
        assert_eq!(of(AttributeValue::N(Number::parse("1e39").unwrap())), None);
        assert_eq!(of(AttributeValue::N(Number::parse("0.1").unwrap())), Some(Vector(vec![0.1])));
        // More digits than 32 bits hold are rounded, and what is too small is nothing.
        assert_eq!(of(AttributeValue::N(Number::parse("16777217").unwrap())), Some(Vector(vec![16_777_216.0])));
        assert_eq!(of(AttributeValue::N(Number::parse("1e-130").unwrap())), Some(Vector(vec![0.0])));
    }

    #[test]
    fn a_score_beyond_the_largest_number_is_that() {
        let large = Vector::of(&[AttributeValue::N(Number::parse("3e38").unwrap())]).unwrap();
        assert_eq!(large.score(&large, DistanceFunction::DotProduct), Score(f32::MAX));
        assert_eq!(large.score(&large, DistanceFunction::Cosine).text(), "0.0");
    }

    fn pairs() -> impl Strategy<Value = (Vec<i64>, Vec<i64>)> {
        vec((-20_i64..=20, -20_i64..=20), 1..24).prop_map(|pairs| pairs.into_iter().unzip())
    }

    proptest! {
        /// Sums of small whole numbers are exact in 64 bits, so whole numbers are the oracle.
        #[test]
        fn whole_numbers_agree((one, two) in pairs()) {
            let dot = |left: &[i64], right: &[i64]| left.iter().zip(right).map(|(a, b)| a * b).sum::<i64>();
            let score = |function| vector(&one).score(&vector(&two), function).0;
            prop_assert_eq!(score(DistanceFunction::DotProduct), dot(&one, &two) as f32);
            let apart: i64 = one.iter().zip(&two).map(|(a, b)| (a - b) * (a - b)).sum();
            prop_assert_eq!(score(DistanceFunction::Euclidean), (apart as f64).sqrt() as f32);
            let lengths = ((dot(&one, &one) * dot(&two, &two)) as f64).sqrt();
            let cosine = if lengths == 0.0 { 1.0 } else { 1.0 - dot(&one, &two) as f64 / lengths };
            prop_assert!((f64::from(score(DistanceFunction::Cosine)) - cosine).abs() < 1e-6);
        }

        /// Decimals of the index against the standard library.
        #[test]
        fn what_is_taken_for_finite_is_so_in_32_bits(coefficient in -99_999_999_i64..=99_999_999, exponent in -60_i32..60) {
            let text = format!("{coefficient}e{exponent}");
            prop_assert_eq!(is_finite(&Number::parse(&text).unwrap()), text.parse::<f32>().unwrap().is_finite());
        }

        /// Which vector is which does not matter, nor does how long they are for the angle, nor where they are for the distance.
        #[test]
        fn scores_have_their_symmetries((one, two) in pairs(), by in 1_i64..50, step in -50_i64..50) {
            for function in DistanceFunction::ALL {
                prop_assert_eq!(text(&one, &two, function), text(&two, &one, function));
            }
            let longer: Vec<i64> = two.iter().map(|number| number * by).collect();
            let angle = |other: &[i64]| vector(&one).score(&vector(other), DistanceFunction::Cosine).0;
            prop_assert!((angle(&two) - angle(&longer)).abs() < 1e-6);
            let moved = |numbers: &[i64]| numbers.iter().map(|number| number + step).collect::<Vec<i64>>();
            let euclidean = DistanceFunction::Euclidean;
            prop_assert_eq!(text(&one, &two, euclidean), text(&moved(&one), &moved(&two), euclidean));
        }

        #[test]
        fn the_closer_one_comes_first(low in -100_i64..100, more in 1_i64..100) {
            let (low, high) = (Score(low as f32), Score((low + more) as f32));
            prop_assert_eq!(low.compare(high, DistanceFunction::Cosine), Ordering::Less);
            prop_assert_eq!(low.compare(high, DistanceFunction::DotProduct), Ordering::Greater);
        }
    }
}
