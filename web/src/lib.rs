//! The page: a thin Yew client that draws what the worker reports.
