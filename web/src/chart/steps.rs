//! A line of level steps: each level holds until the next place.

/// The path through places and their levels, in pixels, to `end`. Where there is no level there is no line.
pub(crate) fn steps(levels: impl IntoIterator<Item = (f64, Option<f64>)>, end: f64) -> String {
    let mut path = String::new();
    let mut before = None;
    for (x, level) in levels {
        if level == before {
            continue;
        }
        path.push_str(&match (before, level) {
            (None, Some(level)) => format!("M{x:.1} {level:.1}"),
            (Some(_), Some(level)) => format!("H{x:.1}V{level:.1}"),
            (_, None) => format!("H{x:.1}"),
        });
        before = level;
    }
    if before.is_some() {
        path.push_str(&format!("H{end:.1}"));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn a_line_of_steps_holds_each_level() {
        let path = |levels: &[Option<f64>]| {
            steps(levels.iter().enumerate().map(|(place, level)| (place as f64 * 10.0, *level)), levels.len() as f64 * 10.0)
        };
        assert_eq!(path(&[Some(5.0), Some(7.0), Some(6.0)]), "M0.0 5.0H10.0V7.0H20.0V6.0H30.0");
        assert_eq!(path(&[Some(5.0), Some(5.0), Some(6.0)]), "M0.0 5.0H20.0V6.0H30.0");
        assert_eq!(path(&[Some(5.0), None, None, Some(6.0)]), "M0.0 5.0H10.0M30.0 6.0H40.0");
        assert_eq!(path(&[None, Some(6.0), None]), "M10.0 6.0H20.0");
        assert_eq!(path(&[]), "");
    }
}
