//! The way of one request through the lanes, of the last one if no other is chosen: which points it touched, and from where the line to each comes.

use report::{Access, PartitionMap, Touched};

/// Points drawn for one request at most: more lines than that are a wall.
const POINTS_MAX: usize = 64;

/// The last request's touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LastRequest {
    /// Number of its receipt.
    pub number: u64,
    /// Operation name.
    pub operation: String,
    /// Its points, table first.
    pub points: Vec<PathPoint>,
    /// Points that are not drawn.
    pub left_out: usize,
}

/// One touched point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathPoint {
    /// Place of the lane in the map.
    pub lane: usize,
    /// The touch.
    pub touched: Touched,
    /// The touch of the table that this write to an index follows from; `None` for what the request reached by itself.
    pub from: Option<Box<PathPoint>>,
}

impl LastRequest {
    /// The requests that are known to have touched any lane, the newest first: number and operation.
    pub(crate) fn all(map: &PartitionMap) -> Vec<(u64, String)> {
        let mut found: Vec<(u64, String)> =
            map.lanes.iter().flat_map(|lane| &lane.touched).map(|touched| (touched.request, touched.operation.clone())).collect();
        found.sort_by_key(|(number, _)| core::cmp::Reverse(*number));
        found.dedup_by_key(|(number, _)| *number);
        found
    }

    /// The request with this number, else the newest one that any lane was touched by.
    pub(crate) fn of(map: &PartitionMap, number: Option<u64>) -> Option<Self> {
        let touches = || map.lanes.iter().flat_map(|lane| &lane.touched);
        let chosen = number.and_then(|number| touches().find(|touched| touched.request == number));
        let newest = chosen.or_else(|| touches().max_by_key(|touched| touched.request))?;
        let mut points: Vec<PathPoint> = Vec::new();
        let mut left_out = 0;
        for (lane, row) in map.lanes.iter().enumerate() {
            // Lists are newest first; within the request the engine's own order reads better.
            for touched in row.touched.iter().rev().filter(|touched| touched.request == newest.request) {
                if points.len() == POINTS_MAX {
                    left_out += 1;
                    continue;
                }
                let from = (lane > 0 && touched.access == Access::Write).then(|| source(&points, touched)).flatten();
                points.push(PathPoint { lane, touched: touched.clone(), from: from.map(Box::new) });
            }
        }
        Some(LastRequest { number: newest.request, operation: newest.operation.clone(), points, left_out })
    }

    /// `#12 PutItem`.
    pub(crate) fn label(&self) -> String {
        format!("#{} {}", self.number, self.operation)
    }
}

/// The table's write that an index's write follows from: the one whose key the entry's readable key names, else the last.
fn source(points: &[PathPoint], touched: &Touched) -> Option<PathPoint> {
    let writes = || points.iter().filter(|point| point.lane == 0 && point.touched.access == Access::Write);
    writes().find(|point| touched.key.contains(&point.touched.key)).or_else(|| writes().next_back()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::KeyHash;
    use report::{Fidelity, PartitionLane};

    fn touch(request: u64, access: Access, key: &str) -> Touched {
        Touched { request, operation: "BatchWriteItem".into(), partition: 0, hash: KeyHash(0), access, key: key.into() }
    }

    fn map(lanes: Vec<Vec<Touched>>) -> PartitionMap {
        let lane = |touched| PartitionLane { touched, ..PartitionLane::default() };
        PartitionMap {
            table: "t".into(),
            lanes: lanes.into_iter().map(lane).collect(),
            fidelity: Fidelity::Modelled,
            window_ms: 0,
        }
    }

    #[test]
    fn an_index_write_comes_from_the_item_that_it_copies() {
        let table = vec![touch(7, Access::Write, "E-2"), touch(7, Access::Write, "E-1"), touch(6, Access::Read, "E-9")];
        let index = vec![touch(7, Access::Write, "Lisbon / E-1")];
        let last = LastRequest::of(&map(vec![table, index]), None).unwrap();
        assert_eq!(last.label(), "#7 BatchWriteItem");
        let keys: Vec<_> = last.points.iter().map(|point| point.touched.key.as_str()).collect();
        assert_eq!(keys, ["E-1", "E-2", "Lisbon / E-1"]);
        assert_eq!(last.points[2].from.as_ref().map(|from| from.touched.key.as_str()), Some("E-1"));
    }

    #[test]
    fn an_earlier_request_is_chosen_by_its_number() {
        let map = map(vec![vec![touch(7, Access::Write, "c"), touch(6, Access::Read, "b"), touch(6, Access::Read, "a")]]);
        let numbers: Vec<u64> = LastRequest::all(&map).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [7, 6]);
        let of = |number| LastRequest::of(&map, number).map(|found| (found.number, found.points.len()));
        assert_eq!([of(Some(6)), of(None), of(Some(99))], [Some((6, 2)), Some((7, 1)), Some((7, 1))]);
    }

    #[test]
    fn a_query_on_an_index_reaches_it_directly() {
        let last =
            LastRequest::of(&map(vec![vec![touch(3, Access::Write, "a")], vec![touch(4, Access::Read, "x")]]), None).unwrap();
        assert_eq!(last.points.len(), 1);
        assert_eq!(last.points[0].from, None);
    }

    #[test]
    fn nothing_touched_is_no_request_and_many_touches_are_bounded() {
        assert_eq!(LastRequest::of(&map(vec![vec![]]), None), None);
        let last = LastRequest::of(&map(vec![vec![touch(1, Access::Read, "k"); 100]]), None).unwrap();
        assert_eq!((last.points.len(), last.left_out), (POINTS_MAX, 100 - POINTS_MAX));
    }
}
