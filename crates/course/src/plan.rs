//! The order in which a block and the blocks that it depends on are run.

use std::collections::BTreeSet;

/// Ids to run for `block`: ancestors that have not run, each after those it depends on, and the block itself at the end, whether
/// it has run or not. Empty if there is no such block. Circles end where they begin.
pub(crate) fn order<'a>(
    block: &str,
    already_run: &BTreeSet<String>,
    depends: impl Fn(&str) -> Option<&'a [String]>,
) -> Vec<String> {
    let mut order: Vec<String> = vec![];
    let Some(first) = depends(block) else { return order };
    // Blocks being entered, each with the dependencies that are still to be visited: no recursion over the author's text.
    let mut entered: BTreeSet<String> = [block.to_owned()].into();
    let mut open: Vec<(String, core::slice::Iter<'a, String>)> = vec![(block.to_owned(), first.iter())];
    while let Some((id, rest)) = open.last_mut() {
        match rest.next() {
            None => {
                order.push(id.clone());
                open.pop();
            }
            Some(next) if already_run.contains(next) || entered.contains(next) => {}
            Some(next) => {
                if let Some(depends) = depends(next) {
                    entered.insert(next.clone());
                    open.push((next.clone(), depends.iter()));
                }
            }
        }
    }
    order
}

/// Whether a block is among its own ancestors.
pub(crate) fn depends_on_itself<'a>(block: &str, depends: impl Fn(&str) -> Option<&'a [String]>) -> bool {
    let direct = depends(block).unwrap_or_default();
    let nothing = BTreeSet::new();
    direct.iter().any(|ancestor| ancestor == block || order(ancestor, &nothing, &depends).iter().any(|id| id == block))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depends(id: &str) -> Option<&'static [String]> {
        let list = |ids: &[&str]| -> &'static [String] { ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>().leak() };
        match id {
            "create" => Some(list(&[])),
            "seed" => Some(list(&["create"])),
            "index" => Some(list(&["create"])),
            "query" => Some(list(&["index", "seed"])),
            "a" => Some(list(&["b"])),
            "b" => Some(list(&["a"])),
            _ => None,
        }
    }

    #[test]
    fn unrun_ancestors_come_first() {
        let run = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(order("query", &run(&[]), depends), ["create", "index", "seed", "query"]);
        assert_eq!(order("query", &run(&["create", "index"]), depends), ["seed", "query"]);
        assert_eq!(order("query", &run(&["index", "seed", "query"]), depends), ["query"]);
        assert_eq!(order("nothing", &run(&[]), depends), [""; 0]);
        assert_eq!(order("a", &run(&[]), depends), ["b", "a"]);
        assert!(depends_on_itself("a", depends) && !depends_on_itself("query", depends));
    }
}
