//! Comparisons: what the engine costs beside plain maps.
