//! What the app hands to the stage, and what the stage says back: postcard over a call, like what crosses to the worker.
//!
//! The stage draws the areas See, Cost and Learn and is a program of its own, loaded when one of them is first shown. Only
//! what is new crosses: the report if it is another one, and the receipts that were not there before.

use std::rc::Rc;

use report::{Receipt, WorkspaceReport};
use serde::{Deserialize, Serialize};
use yew::Properties;

use crate::area::{Area, Selection};

/// Which screen the stage shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Screen {
    /// An area.
    Area(Area),
    /// A lesson in the frame of a course page, or the list of lessons.
    Embed {
        /// The lesson's id.
        lesson: Option<String>,
    },
}

/// What the stage shows: the screen, and what every area is given.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct View {
    /// The screen.
    pub(crate) screen: Screen,
    /// See `area::AreaProps`, as the rest.
    pub(crate) report: Rc<WorkspaceReport>,
    /// The table or index that is selected.
    pub(crate) selected: Option<Selection>,
    /// What follows the area in the address.
    pub(crate) part: Option<String>,
    /// Receipts, newest first.
    pub(crate) receipts: Rc<Vec<Rc<Receipt>>>,
}

/// A view as the difference to the one before.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Scene {
    screen: Screen,
    selected: Option<Selection>,
    part: Option<String>,
    /// None if it is the one before.
    report: Option<Rc<WorkspaceReport>>,
    /// Receipts on top, newest first.
    receipts: Vec<Rc<Receipt>>,
    /// How many of those before follow them.
    kept: u32,
}

/// What the stage tells the app. It asks the worker by another way, and the app hears of the answers by itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Said {
    /// Go to this address.
    Go(String),
    /// Tell the screen reader.
    Announce(String),
    /// Copy version, seed and operations.
    CopyReplay,
    /// A run of the laboratory goes on, or no longer.
    Running(Option<RunStrip>),
}

/// A run of the laboratory as the frame shows it, whichever area is on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunStrip {
    /// What runs: `Run of Retail cart`.
    pub(crate) title: String,
    /// Thousandths done.
    pub(crate) done_thousandths: u32,
    /// How far it is: `38 %, about 12 s left`.
    pub(crate) words: String,
}

impl Scene {
    /// What to tell a stage that shows `before` so that it shows `now`.
    pub(crate) fn between(before: Option<&View>, now: &View) -> Self {
        let report = before.is_none_or(|before| !Rc::ptr_eq(&before.report, &now.report)).then(|| Rc::clone(&now.report));
        let old = before.map_or(&[][..], |before| &before.receipts);
        let new = match old.first() {
            Some(first) => now.receipts.iter().position(|one| Rc::ptr_eq(one, first)).unwrap_or(now.receipts.len()),
            None => now.receipts.len(),
        };
        Scene {
            screen: now.screen.clone(),
            selected: now.selected.clone(),
            part: now.part.clone(),
            report,
            receipts: now.receipts.iter().take(new).cloned().collect(),
            kept: u32::try_from(now.receipts.len() - new).unwrap_or(u32::MAX),
        }
    }

    /// The view that follows. None if there was none before and this one is no whole one.
    pub(crate) fn after(self, before: Option<View>) -> Option<View> {
        let (report, old) = match before {
            Some(before) => (Some(before.report), before.receipts),
            None => (None, Rc::default()),
        };
        let receipts = if self.receipts.is_empty() && self.kept as usize == old.len() {
            old
        } else {
            Rc::new(self.receipts.into_iter().chain(old.iter().take(self.kept as usize).cloned()).collect())
        };
        Some(View { screen: self.screen, report: self.report.or(report)?, selected: self.selected, part: self.part, receipts })
    }
}

#[cfg(test)]
mod tests {
    use super::{Scene, Screen, View};
    use crate::area::Area;
    use crate::state::tests::{receipt, report};
    use std::rc::Rc;

    fn view(receipts: &[Rc<report::Receipt>], version: u64) -> View {
        View {
            screen: Screen::Area(Area::Cost),
            report: Rc::new(report("a", version, vec![])),
            selected: None,
            part: Some("bill".to_owned()),
            receipts: Rc::new(receipts.to_vec()),
        }
    }

    /// The stage's view after each of the app's, and how many receipts crossed for it.
    fn follow(views: &[View]) -> Vec<usize> {
        let (mut shown, mut before, mut crossed) = (None, None, Vec::new());
        for view in views {
            let bytes = postcard::to_allocvec(&Scene::between(before, view)).unwrap();
            let scene: Scene = postcard::from_bytes(&bytes).unwrap();
            crossed.push(scene.receipts.len());
            shown = scene.after(shown);
            assert_eq!(shown.as_ref(), Some(view));
            before = Some(view);
        }
        crossed
    }

    #[test]
    fn the_stage_follows_the_app_and_only_new_receipts_cross() {
        let all: Vec<_> = (1..=5).rev().map(|number| Rc::new(receipt(number))).collect();
        let first = view(&all[2..], 1);
        let more = View { receipts: Rc::new(all.clone()), ..first.clone() };
        // The oldest ones make room.
        let fewer = View { receipts: Rc::new(all[..2].to_vec()), ..more.clone() };
        let other = view(&[Rc::new(receipt(1))], 2);
        let none = view(&[], 3);
        assert_eq!(follow(&[first.clone(), more.clone(), more, fewer, other, none, first]), [3, 2, 0, 0, 1, 0, 3]);
    }

    #[test]
    fn a_difference_to_nothing_shows_nothing() {
        let one = view(&[], 1);
        assert_eq!(Scene::between(Some(&one), &one).after(None), None);
    }
}
