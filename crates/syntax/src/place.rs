//! Where something stands in what was typed.

use core::fmt;

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Place {
    /// The place of byte `at` of `input`; the end of the input for any larger one.
    pub fn of(input: &str, at: usize) -> Self {
        Place { line: 1, column: 1 }.after(input, 0, at)
    }

    /// The place of byte `to`, if this is the place of byte `from`: so that many places cost one pass over the input.
    pub(crate) fn after(self, input: &str, from: usize, to: usize) -> Self {
        let mut place = self;
        for (start, char) in input.get(from..).unwrap_or_default().char_indices() {
            if from + start >= to {
                break;
            }
            if char == '\n' {
                place = Place { line: place.line.saturating_add(1), column: 1 };
            } else {
                place.column = place.column.saturating_add(1);
            }
        }
        place
    }

    /// The byte of `input` at this place; its end if there is no such place.
    pub fn byte(self, input: &str) -> usize {
        let line_start = match self.line {
            0 | 1 => 0,
            line => match input.match_indices('\n').nth(line as usize - 2) {
                Some((newline, _)) => newline + 1,
                None => return input.len(),
            },
        };
        let rest = input.get(line_start..).unwrap_or_default();
        line_start + rest.char_indices().nth((self.column as usize).saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters() {
        let input = "aé\nb";
        for (byte, line, column) in [(0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (99, 2, 2)] {
            assert_eq!(Place::of(input, byte), Place { line, column }, "byte {byte}");
        }
        for byte in [0, 1, 3, 4, 5] {
            assert_eq!(Place::of(input, byte).byte(input), byte);
        }
    }
}
