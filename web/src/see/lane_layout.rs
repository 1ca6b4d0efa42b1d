//! Where things stand in a lane: partitions as spans of the hash space, items as stacked dots at their hash.
//!
//! Pure geometry in pixels, tested without a browser.

use model::KeyHash;
use report::{ItemMark, PartitionLane, PartitionRow};

/// Side of one item's dot, with the gap to the next one, in pixels.
pub(crate) const DOT: f64 = 4.0;
/// Space between two dots.
const DOT_GAP: f64 = 1.0;
/// Items that an item collection needs to be named in the picture.
const NAMED_FROM: u64 = 12;
/// Width of one letter of a name, and its longest, in letters.
const LETTER: f64 = 6.4;
const NAME_MAX: usize = 18;

/// The horizontal extent of the hash space on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HashAxis {
    /// Left end in pixels.
    pub left: f64,
    /// Right end in pixels.
    pub right: f64,
}

/// A stretch of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    /// Left edge in pixels.
    pub left: f64,
    /// Width in pixels, at least one.
    pub width: f64,
}

/// One item's dot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dot {
    /// Place of its mark in the lane's list.
    pub mark: usize,
    /// Left edge in pixels.
    pub x: f64,
    /// Top edge in pixels above the baseline, as a positive number.
    pub above: f64,
    /// Height in pixels: less than [`DOT`] where a tall stack is squeezed into the lane.
    pub height: f64,
}

/// A named item collection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tower {
    /// Left end of the name in pixels, right beside the tower.
    pub x: f64,
    /// `Lisbon 52`: the partition key and its items.
    pub label: String,
}

impl HashAxis {
    /// Where a point of the hash space lies.
    pub(crate) fn at(self, point: KeyHash) -> f64 {
        self.left + f64::from(point.millionths()) / 1_000_000.0 * (self.right - self.left)
    }

    /// The span of a partition, with a hair of space to its right neighbour.
    pub(crate) fn span(self, row: &PartitionRow) -> Span {
        let left = self.at(row.first);
        let right = if row.last.0 == u128::MAX { self.right } else { self.at(row.last) };
        let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
        Span { left, width: (right - left - gap).max(1.0) }
    }

    /// Halfway along it.
    pub(crate) fn middle(self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// Quarters of the hash space: place and the hexadecimal digits it begins with.
    pub(crate) fn quarters(self) -> [(f64, &'static str); 5] {
        let width = self.right - self.left;
        [(0.0, "0000…"), (0.25, "4000…"), (0.5, "8000…"), (0.75, "c000…"), (1.0, "ffff…")]
            .map(|(share, digits)| (self.left + share * width, digits))
    }
}

/// Stacks the marks as dots in columns of [`DOT`] pixels, so that items which lie together make a tower: an item
/// collection is one tower, because all its items have one hash.
///
/// A tower that would be higher than `height` squeezes the dots of its own column only.
pub(crate) fn dots(marks: &[ItemMark], axis: HashAxis, height: f64) -> Vec<Dot> {
    let columns = (((axis.right - axis.left) / DOT).floor() as usize).max(1);
    let column_of = |mark: &ItemMark| (((axis.at(mark.hash) - axis.left) / DOT) as usize).min(columns - 1);
    let mut held = vec![0u32; columns];
    for mark in marks {
        held[column_of(mark)] += 1;
    }
    let mut stacked = vec![0u32; columns];
    marks
        .iter()
        .enumerate()
        .map(|(number, mark)| {
            let column = column_of(mark);
            let step = DOT.min(height / f64::from(held[column].max(1)));
            stacked[column] += 1;
            Dot {
                mark: number,
                x: axis.left + column as f64 * DOT,
                above: step * f64::from(stacked[column]),
                height: if step >= DOT { DOT - DOT_GAP } else { step },
            }
        })
        .collect()
}

/// The names of the largest item collections that can be written without touching another tower or name.
pub(crate) fn towers(lane: &PartitionLane, axis: HashAxis) -> Vec<Tower> {
    let mut found: Vec<(KeyHash, &str, u64)> = Vec::new();
    let mut sorted: Vec<&ItemMark> = lane.marks.iter().collect();
    sorted.sort_by_key(|mark| mark.hash);
    for mark in sorted {
        match found.last_mut() {
            Some(last) if last.0 == mark.hash => last.2 += 1,
            _ => found.push((mark.hash, mark.key.split(" / ").next().unwrap_or_default(), 1)),
        }
    }
    found.retain(|(_, _, count)| *count >= NAMED_FROM);
    let feet: Vec<f64> = found.iter().map(|(hash, ..)| axis.at(*hash)).collect();
    found.sort_by(|left, right| right.2.cmp(&left.2).then(left.0.cmp(&right.0)));
    let whole = lane.marks.len() as u64 == lane.item_count;
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut named = Vec::new();
    for (hash, key, count) in found {
        let name: String = key.chars().take(NAME_MAX).collect();
        // A sample's count would be wrong, so a sampled collection has a name only.
        let label = if whole { format!("{name} {count}") } else { name };
        let foot = axis.at(hash);
        let (left, right) = (foot + DOT + 3.0, foot + DOT + 3.0 + label.chars().count() as f64 * LETTER);
        let free = right <= axis.right
            && feet.iter().all(|other| *other <= foot || *other > right)
            && taken.iter().all(|(from, to)| right < *from || left > *to);
        if free {
            taken.push((left, right));
            named.push(Tower { x: left, label });
        }
    }
    named
}

/// All dots as one SVG path: 1,500 marks are one element.
pub(crate) fn dots_path(dots: &[Dot], baseline: f64) -> String {
    let side = DOT - DOT_GAP;
    let mut path = String::with_capacity(dots.len() * 28);
    for dot in dots {
        let (x, y) = (dot.x, baseline - dot.above);
        path.push_str(&format!("M{x:.1} {y:.1}h{side}v{:.1}h-{side}z", dot.height));
    }
    path
}

/// The dot under a pointer, or the nearest one within two dots.
pub(crate) fn dot_at(dots: &[Dot], baseline: f64, x: f64, y: f64) -> Option<Dot> {
    let away = |dot: &Dot| {
        let dx = dot.x + DOT / 2.0 - x;
        let dy = baseline - dot.above + dot.height / 2.0 - y;
        dx * dx + dy * dy
    };
    dots.iter()
        .copied()
        .filter(|dot| away(dot) <= (2.0 * DOT) * (2.0 * DOT))
        .min_by(|left, right| away(left).total_cmp(&away(right)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::HalfUnits;

    const AXIS: HashAxis = HashAxis { left: 10.0, right: 410.0 };

    fn mark(hash: u128) -> ItemMark {
        ItemMark { hash: KeyHash(hash), key: String::new(), size_bytes: 1 }
    }

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
    fn partitions_cover_the_axis_without_overlap() {
        let half = 1u128 << 127;
        let (low, high) = (AXIS.span(&row(0, half - 1)), AXIS.span(&row(half, u128::MAX)));
        assert_eq!(low.left, 10.0);
        assert!(low.left + low.width <= high.left, "{low:?} {high:?}");
        assert!((high.left - 210.0).abs() < 0.01, "{high:?}");
        assert!(high.left + high.width <= 410.0 && high.left + high.width >= 408.0, "{high:?}");
        let whole = AXIS.span(&row(0, u128::MAX));
        assert_eq!((whole.left, whole.width), (10.0, 399.0));
    }

    #[test]
    fn items_of_one_collection_make_one_tower() {
        let marks = [mark(5), mark(5), mark(1 << 127), mark(5)];
        let dots = dots(&marks, AXIS, 40.0);
        assert_eq!(
            dots.iter().map(|dot| (dot.mark, dot.x, dot.above)).collect::<Vec<_>>(),
            [(0, 10.0, 4.0), (1, 10.0, 8.0), (2, 210.0, 4.0), (3, 10.0, 12.0)]
        );
    }

    #[test]
    fn large_collections_are_named_where_there_is_room() {
        let collection = |hash: u128, key: &str, count: usize| {
            (0..count).map(|n| ItemMark { hash: KeyHash(hash), key: format!("{key} / {n}"), size_bytes: 1 }).collect::<Vec<_>>()
        };
        let half = 1u128 << 127;
        let near = half + (1 << 121);
        let marks = [
            collection(0, "Lisbon", 30),
            collection(half, "Porto", 20),
            collection(near, "Oslo", 40),
            collection(1 << 126, "Faro", 3),
        ]
        .concat();
        let item_count = marks.len() as u64;
        let lane = PartitionLane { marks, item_count, ..PartitionLane::default() };
        let named = |lane: &PartitionLane| towers(lane, AXIS).into_iter().map(|tower| tower.label).collect::<Vec<_>>();
        assert_eq!(named(&lane), ["Oslo 40", "Lisbon 30"]);
        assert_eq!(named(&PartitionLane { item_count: 10_000, ..lane }), ["Oslo", "Lisbon"]);
    }

    #[test]
    fn a_tall_tower_is_squeezed_into_its_lane() {
        let marks = vec![mark(u128::MAX); 1_500];
        let dots = dots(&marks, AXIS, 40.0);
        assert!(dots.iter().all(|dot| dot.above <= 40.001 && dot.x < 410.0));
        assert_eq!(dots_path(&dots, 50.0).matches('M').count(), 1_500);
    }

    #[test]
    fn the_pointer_finds_the_nearest_dot_or_none() {
        let marks = [mark(0), mark(0), mark(1 << 127)];
        let dots = dots(&marks, AXIS, 40.0);
        assert_eq!(dot_at(&dots, 50.0, 11.0, 44.0).map(|dot| dot.mark), Some(1));
        assert_eq!(dot_at(&dots, 50.0, 211.0, 48.0).map(|dot| dot.mark), Some(2));
        assert_eq!(dot_at(&dots, 50.0, 120.0, 48.0), None);
    }

    #[test]
    fn a_lane_narrower_than_a_dot_does_not_fail() {
        let narrow = HashAxis { left: 0.0, right: 0.0 };
        assert_eq!(dots(&[mark(7)], narrow, 10.0).len(), 1);
    }
}
