//! Zipf's law in whole numbers: the value of rank r has weight r to the power of minus s.
//!
//! Powers are two to the power of minus s log2 r; the logarithm comes bit by bit from squares, the power from integer square
//! roots. So they are the same wherever they are computed.
//!
//! Our model: the first [`HEAD`] ranks have their own weights. Behind them ranks lie in buckets, each an eighth longer than all
//! before it, within which all ranks are equally likely; a bucket weighs what Simpson's rule gives for its ranks.

/// Ranks with a weight of their own.
pub(super) const HEAD: u64 = 1_024;
/// What all weights add up to.
pub(super) const WHOLE: u64 = 1 << 62;

/// One, as weights have it.
const ONE_BITS: u32 = 63;
/// Bits behind the point of a logarithm.
const LOG_BITS: u32 = 32;

/// The ranks of one attribute.
#[derive(Clone, Debug)]
pub(super) struct Zipf {
    /// First rank of each entry, and the sum of weights until its end; in order.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    first: u64,
    ranks: u64,
    until: u64,
}

impl Zipf {
    /// Ranks 1 to `count`.
    pub(super) fn new(count: u64, exponent_thousandths: u32) -> Self {
        let roots = roots();
        let weight = |rank: u64| u128::from(power(rank, exponent_thousandths, &roots));
        let mut spans: Vec<(u64, u64, u128)> = (1..=count.min(HEAD)).map(|rank| (rank, 1, weight(rank))).collect();
        let mut first = HEAD + 1;
        while first <= count {
            let ranks = (first / 8).min(count - first + 1);
            let last = first + ranks - 1;
            let mean = (weight(first) + 4 * weight(first + (ranks - 1) / 2) + weight(last)) / 6;
            spans.push((first, ranks, mean * u128::from(ranks)));
            first = last + 1;
        }
        Zipf { entries: normalised(&spans) }
    }

    /// The rank that a number below 2^64, all equally likely, draws.
    pub(super) fn rank(&self, draw: u64) -> u64 {
        let point = draw >> 2;
        let index = self.entries.partition_point(|entry| entry.until <= point);
        let Some(entry) = self.entries.get(index) else { return 1 };
        if entry.ranks == 1 {
            return entry.first;
        }
        let from = self.before(index);
        let within = u128::from(point - from) * u128::from(entry.ranks) / u128::from(entry.until - from);
        entry.first + within as u64
    }

    /// The weights of the first ranks, of [`WHOLE`].
    pub(super) fn head(&self) -> impl Iterator<Item = u64> {
        let head = self.entries.iter().take_while(|entry| entry.first <= HEAD);
        head.enumerate().map(|(index, entry)| entry.until - self.before(index))
    }

    /// Ranks that are equally likely, with the weight of all of them, of [`WHOLE`]; in order.
    pub(super) fn spans(&self) -> impl Iterator<Item = (u64, u64)> {
        self.entries.iter().enumerate().map(|(index, entry)| (entry.ranks, entry.until - self.before(index)))
    }

    /// The sum of weights before an entry.
    fn before(&self, index: usize) -> u64 {
        index.checked_sub(1).and_then(|last| self.entries.get(last)).map_or(0, |entry| entry.until)
    }
}

/// Sums of weights, so that the last is [`WHOLE`].
fn normalised(spans: &[(u64, u64, u128)]) -> Vec<Entry> {
    let total: u128 = spans.iter().map(|(_, _, weight)| weight).sum();
    // 62 bits more have to fit behind a sum.
    let dropped = (u128::BITS - total.leading_zeros()).saturating_sub(64);
    let whole = (total >> dropped).max(1);
    let mut sum = 0;
    let entry = |&(first, ranks, weight): &(u64, u64, u128)| {
        sum += weight;
        Entry { first, ranks, until: (((sum >> dropped) << 62) / whole) as u64 }
    };
    spans.iter().map(entry).collect()
}

/// `rank` to the power of minus the exponent, in 2^-63.
fn power(rank: u64, exponent_thousandths: u32, roots: &[u64; LOG_BITS as usize]) -> u64 {
    let halvings = u128::from(log2(rank)) * u128::from(exponent_thousandths) / 1_000;
    let (whole, fraction) = (halvings >> LOG_BITS, halvings as u32);
    if whole > u128::from(ONE_BITS) {
        return 0;
    }
    let set = (0..LOG_BITS).filter(|bit| fraction >> (LOG_BITS - 1 - bit) & 1 == 1);
    let product =
        set.fold(1u64 << ONE_BITS, |product, bit| ((u128::from(product) * u128::from(roots[bit as usize])) >> ONE_BITS) as u64);
    product >> whole
}

/// The binary logarithm of a number above 0, in 2^-32, rounded down.
fn log2(number: u64) -> u64 {
    let number = number.max(1);
    let whole = number.ilog2();
    let mut mantissa = u128::from(number) << (ONE_BITS - whole);
    let mut fraction = 0;
    for _ in 0..LOG_BITS {
        mantissa = (mantissa * mantissa) >> ONE_BITS;
        let bit = mantissa >> (ONE_BITS + 1);
        fraction = fraction << 1 | bit as u64;
        mantissa >>= bit;
    }
    u64::from(whole) << LOG_BITS | fraction
}

/// Two to the power of -1/2, -1/4, -1/8 and so on, in 2^-63.
fn roots() -> [u64; LOG_BITS as usize] {
    let mut last = 1u128 << (ONE_BITS - 1);
    core::array::from_fn(|_| {
        last = (last << ONE_BITS).isqrt();
        last as u64
    })
}

#[cfg(test)]
mod tests {
    use super::{HEAD, WHOLE, Zipf, log2, power, roots};

    #[test]
    fn logarithms_and_powers_are_those_of_the_books() {
        assert_eq!(log2(1), 0);
        assert_eq!(log2(1 << 40), 40 << 32);
        // log2 10 = 3.3219280948873626, in 2^-32.
        assert_eq!(log2(10), 14_267_572_527);
        let weight = |rank, exponent| power(rank, exponent, &roots()) >> 23;
        // In 2^-40: 1, 1/2, 1/1000, 1/sqrt 10 = 0.31622776601683794, 100^-1.2 = 0.003981071705534973.
        assert_eq!(weight(7, 0), 1 << 40);
        assert_eq!(weight(2, 1_000), 1 << 39);
        assert!(weight(1_000, 1_000).abs_diff(1_099_511_627) <= 3);
        assert!(weight(10, 500).abs_diff(347_696_105_719) <= 100);
        assert!(weight(100, 1_200).abs_diff(4_377_234_631) <= 10);
        assert_eq!(weight(1_000_000, 20_000), 0);
    }

    /// Against sums of single ranks: the head of the harmonic series, and the tail's share.
    #[test]
    fn buckets_weigh_what_their_ranks_do() {
        for (count, exponent) in [(5_000u64, 1_000), (200_000, 1_000), (200_000, 600), (50_000, 1_500), (3_000, 0)] {
            let single: Vec<u128> = (1..=count).map(|rank| u128::from(power(rank, exponent, &roots()))).collect();
            let whole: u128 = single.iter().sum();
            let head: u128 = single[..HEAD as usize].iter().sum();
            let expected = (head >> 8) * u128::from(WHOLE) / (whole >> 8);
            let share: u64 = Zipf::new(count, exponent).head().sum();
            // A fifty-thousandth: what buckets are off.
            assert!(expected.abs_diff(u128::from(share)) < u128::from(WHOLE / 50_000), "{count} {exponent}: {expected} {share}");
        }
    }

    #[test]
    fn draws_cover_all_ranks_and_no_more() {
        for count in [1, 2, HEAD - 1, HEAD, HEAD + 1, 5_000, 1_000_000_000_000] {
            let zipf = Zipf::new(count, 900);
            assert_eq!(zipf.rank(0), 1);
            assert_eq!(zipf.rank(u64::MAX), count);
            assert_eq!(zipf.entries.last().unwrap().until, WHOLE);
        }
    }

    #[test]
    fn an_exponent_of_nought_is_an_even_spread() {
        let zipf = Zipf::new(4_096, 0);
        let expected = |point: u64| point / (WHOLE / 4_096) + 1;
        for draw in (0..1_000).map(|step| step * (u64::MAX / 1_000)) {
            assert!(zipf.rank(draw).abs_diff(expected(draw >> 2)) <= 1);
        }
    }
}
