//! The five areas of the page and what each of them is given.
//!
//! An area is one component in a folder of its own: `learn::LearnScreen`, `build::BuildScreen`, `run::RunScreen`,
//! `see::SeeScreen`, `cost::CostScreen`. Each takes [`AreaProps`] and draws from them alone. What they do not hold, an
//! area asks the worker for:
//!
//! ```text
//! let link = use_link();                                   // crate::link::use_link
//! let map = use_state(|| None);
//! use_effect_with((props.report.version, table.clone()), move |_| {
//!     spawn_local(async move { if let Answer::Map(found) = link.ask(Ask::Map { table }).await { map.set(Some(found)); } });
//! });
//! ```
//!
//! The link tells the frame by itself of what an answer brings along: reports redraw the page, receipts of steps reach the
//! drawer and `AreaProps::receipts`, results are announced. An area never has to.

use std::rc::Rc;

use report::{IndexReport, Receipt, TableReport, WorkspaceReport};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use crate::route::Route;

/// An area of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Area {
    /// Lessons.
    Learn,
    /// Tables and items.
    Build,
    /// The console.
    Run,
    /// Partitions, indexes and the x-ray.
    See,
    /// Receipts and the bill.
    Cost,
}

impl Area {
    /// In the order of the rail.
    pub(crate) const ALL: [Area; 5] = [Area::Learn, Area::Build, Area::Run, Area::See, Area::Cost];

    /// As it stands in the address.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Area::Learn => "learn",
            Area::Build => "build",
            Area::Run => "run",
            Area::See => "see",
            Area::Cost => "cost",
        }
    }

    /// As it stands in the rail.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Area::Learn => "Learn",
            Area::Build => "Build",
            Area::Run => "Run",
            Area::See => "See",
            Area::Cost => "Cost",
        }
    }

    /// The area with this slug.
    pub(crate) fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.slug() == slug)
    }
}

/// The one object that every screen is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Selection {
    /// Table name.
    pub(crate) table: String,
    /// Index name; the table itself if absent.
    pub(crate) index: Option<String>,
}

impl Selection {
    /// Tells one selection from another in a list.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.table, self.index.as_deref().unwrap_or_default())
    }
}

/// What an area is given.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AreaProps {
    /// The workspace as the worker last told it. `report.version` grows with every change: a good dependency for effects.
    pub(crate) report: Rc<WorkspaceReport>,
    /// The table or index that the address names and that exists, else the first table; `None` if there is no table.
    pub(crate) selected: Option<Selection>,
    /// What follows the area in the address: `items` in `#/t/employees/build/items`, a lesson's id in `#/learn/...`.
    pub(crate) part: Option<String>,
    /// Receipts of this session, newest first, at most [`crate::state::RECEIPTS_MAX`].
    pub(crate) receipts: Rc<Vec<Rc<Receipt>>>,
    /// Goes to another address.
    pub(crate) go: Callback<Route>,
}

impl AreaProps {
    /// The selected table.
    pub(crate) fn table(&self) -> Option<&TableReport> {
        let selected = self.selected.as_ref()?;
        self.report.tables.iter().find(|table| table.name == selected.table)
    }

    /// The selected index, if an index is selected.
    pub(crate) fn index(&self) -> Option<&IndexReport> {
        let name = self.selected.as_ref()?.index.as_ref()?;
        self.table()?.indexes.iter().find(|index| index.name == *name)
    }
}

/// The class that gives an index its hue, from its place in the table's list: `index-1` to `index-8`, then around again.
pub(crate) fn index_class(table: &TableReport, index: &str) -> &'static str {
    const CLASSES: [&str; 8] = ["index-1", "index-2", "index-3", "index-4", "index-5", "index-6", "index-7", "index-8"];
    let place = table.indexes.iter().position(|one| one.name == index).unwrap_or(0);
    CLASSES[place % CLASSES.len()]
}
