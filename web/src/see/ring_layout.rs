//! Where things stand on the ring: the hash space bent into a circle, the table outside, its global indexes within.
//!
//! Pure geometry around the centre (0, 0), tested without a browser. Angles run clockwise from the top.

use core::f64::consts::TAU;

use model::KeyHash;
use report::PartitionRow;

/// A point of the picture.
pub(crate) type Point = (f64, f64);

/// One ring: its middle radius and its thickness, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ring {
    /// Radius of the middle line.
    pub radius: f64,
    /// Thickness of the band.
    pub thickness: f64,
}

/// The rings of `lanes` lanes within `outer` pixels, the first one outermost.
pub(crate) fn rings(lanes: usize, outer: f64) -> Vec<Ring> {
    // The innermost third stays free for the request's name.
    let step = (outer * 0.62 / lanes.max(1) as f64).min(26.0);
    let thickness = (step * 0.5).max(2.0);
    (0..lanes).map(|lane| Ring { radius: outer - thickness / 2.0 - lane as f64 * step, thickness }).collect()
}

/// The angle of a point of the hash space.
pub(crate) fn angle(point: KeyHash) -> f64 {
    f64::from(point.millionths()) / 1_000_000.0 * TAU
}

/// Where an angle lies at a radius.
pub(crate) fn place(angle: f64, radius: f64) -> Point {
    (radius * angle.sin(), -radius * angle.cos())
}

/// A partition's band as an SVG path (a stroke along the middle of its ring).
pub(crate) fn arc(row: &PartitionRow, ring: Ring) -> String {
    let from = angle(row.first);
    let to = if row.last.0 == u128::MAX { TAU } else { angle(row.last) };
    // About one pixel between neighbours; a hair of a partition keeps what it has.
    let gap = (0.75 / ring.radius.max(1.0)).min((to - from) / 8.0);
    let (from, to) = (from + gap, to - gap);
    let middle = f64::midpoint(from, to);
    let ((x0, y0), (x1, y1), (x2, y2)) = (place(from, ring.radius), place(middle, ring.radius), place(to, ring.radius));
    // Two arcs, because one arc cannot be a whole circle.
    let r = ring.radius;
    let large = u8::from(middle - from > TAU / 2.0);
    format!("M{x0:.2} {y0:.2}A{r:.2} {r:.2} 0 {large} 1 {x1:.2} {y1:.2}A{r:.2} {r:.2} 0 {large} 1 {x2:.2} {y2:.2}")
}

/// Short radial ticks on the inner edge of a ring, one for each place that holds an item.
pub(crate) fn ticks(points: impl Iterator<Item = KeyHash>, ring: Ring) -> String {
    // Finer than a third of a pixel nobody sees: one tick for each such step.
    let steps = (ring.radius * TAU * 3.0).max(1.0);
    let mut places: Vec<u32> = points.map(|point| (f64::from(point.millionths()) / 1_000_000.0 * steps) as u32).collect();
    places.sort_unstable();
    places.dedup();
    let inner = ring.radius - ring.thickness / 2.0;
    let mut path = String::with_capacity(places.len() * 32);
    for step in places {
        let at = f64::from(step) / steps * TAU;
        let ((x0, y0), (x1, y1)) = (place(at, inner - 1.0), place(at, inner - 4.0));
        path.push_str(&format!("M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}"));
    }
    path
}

/// A curve from one point to another that bends towards the centre.
pub(crate) fn chord(from: Point, to: Point) -> String {
    let control = ((from.0 + to.0) * 0.25, (from.1 + to.1) * 0.25);
    format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.0, from.1, control.0, control.1, to.0, to.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::HalfUnits;

    fn row(first: u128, last: u128) -> PartitionRow {
        PartitionRow {
            number: 0,
            first: KeyHash(first),
            last: KeyHash(last),
            item_count: 0,
            size_bytes: 0,
            read_units: HalfUnits::ZERO,
            write_units: HalfUnits::ZERO,
            read_units_total: HalfUnits::ZERO,
            write_units_total: HalfUnits::ZERO,
            ..PartitionRow::default()
        }
    }

    #[test]
    fn the_ring_begins_at_the_top_and_runs_clockwise() {
        let near = |(x, y): Point, (a, b): Point| (x - a).abs() < 0.01 && (y - b).abs() < 0.01;
        assert!(near(place(angle(KeyHash(0)), 10.0), (0.0, -10.0)));
        assert!(near(place(angle(KeyHash(1 << 126)), 10.0), (10.0, 0.0)));
        assert!(near(place(angle(KeyHash(1 << 127)), 10.0), (0.0, 10.0)));
    }

    #[test]
    fn rings_do_not_touch_and_leave_the_middle_free() {
        for lanes in 1..=21 {
            let rings = rings(lanes, 130.0);
            assert_eq!(rings.len(), lanes);
            for pair in rings.windows(2) {
                assert!(
                    pair[0].radius - pair[0].thickness / 2.0 >= pair[1].radius + pair[1].thickness / 2.0,
                    "{lanes}: {pair:?}"
                );
            }
            assert!(rings.iter().all(|ring| ring.radius > 130.0 / 3.0), "{lanes}");
        }
    }

    #[test]
    fn one_partition_is_a_whole_circle() {
        let path = arc(&row(0, u128::MAX), Ring { radius: 100.0, thickness: 10.0 });
        assert_eq!(path.matches('A').count(), 2);
        assert!(path.starts_with("M0.75 -100.00"), "{path}");
        assert!(path.ends_with("-0.75 -100.00"), "{path}");
    }

    #[test]
    fn items_at_one_place_are_one_tick() {
        let ring = Ring { radius: 100.0, thickness: 10.0 };
        let points = [KeyHash(5), KeyHash(5), KeyHash(1 << 127)];
        assert_eq!(ticks(points.into_iter(), ring).matches('M').count(), 2);
    }
}
