//! How long a request takes, in our model: AWS promises single-digit milliseconds and publishes no more.

use model::HalfUnits;

use crate::Direction;

/// Server-side microseconds of a request that succeeds at the first attempt and consumes these units.
///
/// Our model: a read takes 2.5 ms and a tenth of a millisecond more for each further half unit; a write, which two of three
/// replicas have to store, 4.5 ms and as much more for each further unit.
pub fn latency_us(direction: Direction, units: HalfUnits) -> u64 {
    let (base, first) = match direction {
        Direction::Read => (2_500, 1),
        Direction::Write => (4_500, 2),
    };
    let further = units.0.saturating_sub(first);
    base + further.min(100_000) * direction.of((100, 50))
}

#[cfg(test)]
mod tests {
    use model::HalfUnits;

    use super::latency_us;
    use crate::Direction;

    #[test]
    fn small_requests_take_single_digit_milliseconds() {
        let read = |bytes| latency_us(Direction::Read, HalfUnits::eventual_read(bytes));
        let write = |bytes| latency_us(Direction::Write, HalfUnits::write(bytes));
        assert_eq!((read(100), read(8_192), read(1 << 20)), (2_500, 2_600, 2_500 + 255 * 100));
        assert_eq!((write(100), write(3_000), write(400 << 10)), (4_500, 4_700, 4_500 + 399 * 100));
    }
}
