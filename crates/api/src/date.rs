//! Dates as AWS's messages spell them out. It is not a calendar library: days since 1970 to a civil date, UTC only.

use core::fmt;

use model::EpochMillis;
use serde::{Deserialize, Serialize};

/// A moment printed `Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongDate(pub EpochMillis);

/// A moment printed `2026-10-08T23:20:48.123Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsoDate(pub EpochMillis);

impl fmt::Display for IsoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", LongDate(self.0).stream_label())
    }
}

const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

impl fmt::Display for LongDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.0 / 1_000;
        let (day, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day_of_month) = civil(day);
        let weekday = WEEKDAYS[(day % 7) as usize];
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        let half = if hour < 12 { "AM" } else { "PM" };
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        write!(
            f,
            "{weekday}, {} {day_of_month}, {year} at {twelve}:{minute:02}:{:02} {half} Coordinated Universal Time",
            MONTHS[month],
            second % 60
        )
    }
}

impl LongDate {
    /// The moment printed `2026-10-08T23:20:48.123`: the label of a stream.
    pub fn stream_label(self) -> String {
        format!("{}.{:03}", self.to_seconds(), self.0.0 % 1_000)
    }

    /// The moment printed `2026-10-08T23:20:48Z`, as messages about backups and exports do.
    pub fn iso_seconds(self) -> String {
        format!("{}Z", self.to_seconds())
    }

    /// The moment printed `2026-10-08T23:20:48.123Z`, as manifests do.
    pub fn iso_millis(self) -> String {
        format!("{}Z", self.stream_label())
    }

    fn to_seconds(self) -> String {
        let seconds = self.0.0 / 1_000;
        let (day, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil(day);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}", month + 1)
    }
}

/// Year, month from 0 and day from 1 of a day since 1970-01-01.
fn civil(day: u64) -> (u64, usize, u64) {
    // Years are counted from 0000-03-01, so that the leap day is a year's last; 400 years have 146,097 days.
    let day = day + 719_468;
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = ((month_from_march + 2) % 12) as usize;
    (era * 400 + year_of_era + u64::from(month < 2), month, day_of_month)
}

#[cfg(test)]
mod tests {
    use super::{EpochMillis, LongDate};

    #[test]
    fn stream_labels_are_iso_dates() {
        let moment = LongDate(EpochMillis(1_791_501_648_007));
        assert_eq!(moment.stream_label(), "2026-10-08T23:20:48.007");
        assert_eq!(moment.iso_seconds(), "2026-10-08T23:20:48Z");
        assert_eq!(moment.iso_millis(), "2026-10-08T23:20:48.007Z");
    }

    #[test]
    fn dates_read_as_in_the_measured_message() {
        let long = |seconds: u64| LongDate(EpochMillis(seconds * 1_000)).to_string();
        assert_eq!(long(1_791_501_648), "Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time");
        assert_eq!(long(1_791_504_000), "Friday, October 9, 2026 at 12:00:00 AM Coordinated Universal Time");
        assert_eq!(long(0), "Thursday, January 1, 1970 at 12:00:00 AM Coordinated Universal Time");
        assert_eq!(long(951_825_600), "Tuesday, February 29, 2000 at 12:00:00 PM Coordinated Universal Time");
    }
}
