//! Where things stand in the fan-out: the item as a bar of its attributes, and a ribbon from each attribute to every
//! entry that copies it. One pixel is the same number of bytes on both sides, so a projection's width is its price.
//!
//! Pure geometry in pixels, tested without a browser.

use report::{FanOut, FanOutState};

/// Height of the item's bar, in pixels.
const ITEM_HEIGHT: f64 = 264.0;
/// Least height of a branch: its five lines of text.
const BRANCH_HEIGHT: f64 = 82.0;
/// Space between branches.
const BRANCH_GAP: f64 = 16.0;
/// Distance between two attribute labels.
const LABEL_STEP: f64 = 16.0;
/// Bars begin here, below the column heads.
pub(crate) const TOP: f64 = 26.0;

/// A piece of a bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    /// Place of the attribute in [`FanOut::attributes`].
    pub attribute: usize,
    /// Upper edge in pixels.
    pub top: f64,
    /// Height in pixels.
    pub height: f64,
}

/// One index's side of the picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Branch {
    /// Upper edge of the branch.
    pub top: f64,
    /// What was copied; empty if there is no entry.
    pub segments: Vec<Segment>,
}

/// The whole picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flow {
    /// The item's bar, largest attribute first.
    pub item: Vec<Segment>,
    /// Baseline-free middle of each attribute's label, moved apart where segments are thin.
    pub labels: Vec<f64>,
    /// One for each index, in the fan-out's order.
    pub branches: Vec<Branch>,
    /// Height of the picture.
    pub height: f64,
}

/// Lays out a fan-out.
pub(crate) fn flow(fan_out: &FanOut) -> Flow {
    let all_bytes: u64 = fan_out.attributes.iter().map(|(_, size_bytes)| size_bytes).sum();
    let pixels_per_byte = ITEM_HEIGHT / all_bytes.max(1) as f64;
    let item = stack(fan_out, pixels_per_byte, TOP, |_| true);
    let labels = labels(&item);
    let mut top = TOP;
    let mut branches = Vec::with_capacity(fan_out.branches.len());
    for branch in &fan_out.branches {
        let segments = match &branch.state {
            FanOutState::Entry { projected, .. } => {
                stack(fan_out, pixels_per_byte, top, |name| projected.iter().any(|kept| kept == name))
            }
            FanOutState::Sparse { .. } => Vec::new(),
        };
        let bar: f64 = segments.iter().map(|segment| segment.height).sum();
        branches.push(Branch { top, segments });
        top += bar.max(BRANCH_HEIGHT) + BRANCH_GAP;
    }
    let right = top - BRANCH_GAP;
    let left = labels.last().map_or(0.0, |label| label + LABEL_STEP / 2.0).max(TOP + ITEM_HEIGHT);
    Flow { item, labels, branches, height: right.max(left) + 4.0 }
}

/// A ribbon between two segments as an SVG path.
pub(crate) fn ribbon(from: &Segment, to: &Segment, left: f64, right: f64) -> String {
    let middle = f64::midpoint(left, right);
    let (a, b) = (from.top, from.top + from.height);
    let (c, d) = (to.top, to.top + to.height);
    format!(
        "M{left:.1} {a:.2}C{middle:.1} {a:.2} {middle:.1} {c:.2} {right:.1} {c:.2}V{d:.2}C{middle:.1} {d:.2} {middle:.1} {b:.2} {left:.1} {b:.2}z"
    )
}

fn stack(fan_out: &FanOut, pixels_per_byte: f64, top: f64, keep: impl Fn(&str) -> bool) -> Vec<Segment> {
    let mut y = top;
    let mut segments = Vec::new();
    for (attribute, (name, size_bytes)) in fan_out.attributes.iter().enumerate() {
        if keep(name) {
            let height = *size_bytes as f64 * pixels_per_byte;
            segments.push(Segment { attribute, top: y, height });
            y += height;
        }
    }
    segments
}

/// The labels' places: beside their segment where there is room, moved apart where there is not; within the bar's height
/// as long as all of them fit into it.
fn labels(item: &[Segment]) -> Vec<f64> {
    let mut lowest = f64::NEG_INFINITY;
    let mut places: Vec<f64> = item
        .iter()
        .map(|segment| {
            let wanted = segment.top + segment.height / 2.0;
            lowest = wanted.max(lowest + LABEL_STEP).max(TOP + LABEL_STEP / 2.0);
            lowest
        })
        .collect();
    let mut limit = TOP + ITEM_HEIGHT.max(item.len() as f64 * LABEL_STEP) - LABEL_STEP / 2.0;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - LABEL_STEP;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::HalfUnits;
    use report::{FanOutBranch, IndexKind, ProjectionReport};

    fn branch(state: FanOutState) -> FanOutBranch {
        FanOutBranch { index: "i".into(), kind: IndexKind::Global, projection: ProjectionReport::KeysOnly, state }
    }

    fn entry(projected: &[&str]) -> FanOutState {
        FanOutState::Entry {
            key: String::new(),
            projected: projected.iter().map(|name| (*name).to_owned()).collect(),
            left_out: vec![],
            size_bytes: 0,
            units: HalfUnits::whole(1),
        }
    }

    fn fan_out(sizes: &[(&str, u64)], branches: Vec<FanOutBranch>) -> FanOut {
        FanOut {
            table: "t".into(),
            key: "k".into(),
            item: "{}".into(),
            size_bytes: 0,
            attributes: sizes.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect(),
            put_units: HalfUnits::whole(1),
            branches,
            total_put_units: HalfUnits::whole(1),
            total_delete_units: HalfUnits::whole(1),
        }
    }

    #[test]
    fn a_byte_is_as_high_in_an_entry_as_in_the_item() {
        let flow = flow(&fan_out(&[("bio", 90), ("id", 6), ("city", 4)], vec![branch(entry(&["id", "city"]))]));
        let item: Vec<f64> = flow.item.iter().map(|segment| segment.height).collect();
        let copied: Vec<f64> = flow.branches[0].segments.iter().map(|segment| segment.height).collect();
        assert_eq!(copied, item[1..]);
        assert!((item.iter().sum::<f64>() - ITEM_HEIGHT).abs() < 1e-6);
    }

    #[test]
    fn thin_segments_have_labels_that_do_not_overlap() {
        let flow = flow(&fan_out(&[("bio", 1_000), ("a", 2), ("b", 2), ("c", 1)], vec![]));
        for pair in flow.labels.windows(2) {
            assert!(pair[1] - pair[0] >= LABEL_STEP - 1e-9, "{:?}", flow.labels);
        }
        assert!(*flow.labels.last().unwrap() <= TOP + ITEM_HEIGHT, "four labels fit beside the bar: {:?}", flow.labels);
    }

    #[test]
    fn many_labels_make_the_picture_higher() {
        let names: Vec<String> = (0..40).map(|number| format!("a{number}")).collect();
        let sizes: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 5)).collect();
        let flow = flow(&fan_out(&sizes, vec![]));
        assert!(flow.labels.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_STEP - 1e-9));
        assert!(flow.labels[0] >= TOP && flow.height >= *flow.labels.last().unwrap());
    }

    #[test]
    fn a_sparse_branch_is_there_and_empty() {
        let sparse = branch(FanOutState::Sparse { missing: "badge".into() });
        let flow = flow(&fan_out(&[("id", 5)], vec![branch(entry(&["id"])), sparse]));
        assert_eq!(flow.branches.len(), 2);
        assert!(flow.branches[1].segments.is_empty());
        assert!(flow.branches[1].top >= flow.branches[0].top + BRANCH_HEIGHT);
    }

    #[test]
    fn an_item_without_attributes_does_not_fail() {
        assert!(flow(&fan_out(&[], vec![])).height > 0.0);
    }
}
