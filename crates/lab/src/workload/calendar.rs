//! Days, weekdays and the text of moments, UTC.

use super::number_text::write_number;

/// Seconds of an hour.
pub const HOUR_S: u64 = 3_600;
/// Seconds of a day.
pub const DAY_S: u64 = 24 * HOUR_S;
/// Seconds of a week.
pub(super) const WEEK_S: u64 = 7 * DAY_S;

/// The date of a second since 1970: `2026-11-20`.
pub fn date(epoch_s: u64) -> String {
    let mut text = String::new();
    write_date(epoch_s, &mut text);
    text
}

/// The hour of a second since 1970: `2026-11-20T09`.
pub fn hour(epoch_s: u64) -> String {
    let mut text = String::new();
    write_hour(epoch_s, &mut text);
    text
}

/// Appends the date.
pub(super) fn write_date(epoch_s: u64, out: &mut String) {
    let (year, month, day) = civil(epoch_s / DAY_S);
    write_number(year, 4, out);
    out.push('-');
    write_number(month, 2, out);
    out.push('-');
    write_number(day, 2, out);
}

/// Appends the hour.
pub(super) fn write_hour(epoch_s: u64, out: &mut String) {
    write_date(epoch_s, out);
    out.push('T');
    write_number(epoch_s % DAY_S / HOUR_S, 2, out);
}

/// Appends the moment, nine digits behind the second: `2026-11-20T09:56:00.000000000Z`.
pub(super) fn write_moment(epoch_s: u64, nanoseconds: u64, out: &mut String) {
    write_hour(epoch_s, out);
    let within = epoch_s % HOUR_S;
    out.push(':');
    write_number(within / 60, 2, out);
    out.push(':');
    write_number(within % 60, 2, out);
    out.push('.');
    write_number(nanoseconds, 9, out);
    out.push('Z');
}

/// The first second of a date, since 1970; `None` if there is no such day from 1970 to 9999.
pub fn second_of(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    // Howard Hinnant's way: years begin in March, so that the day that leap years add is their last.
    let shifted = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (shifted / 400, shifted % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (civil(days) == (year, month, day)).then_some(days * DAY_S)
}

/// Seconds since the last Monday's midnight.
pub(super) fn since_monday(epoch_s: u64) -> u64 {
    // The first of January 1970 was a Thursday.
    (epoch_s + 3 * DAY_S) % WEEK_S
}

/// Year, month and day of a day since 1970, by the inverse of the way above.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{DAY_S, civil, date, hour, second_of, since_monday, write_moment};

    #[test]
    fn moments_are_told_as_calendars_and_clocks_do() {
        assert_eq!(date(0), "1970-01-01");
        // `date -u -d @1795168560`: Fri Nov 20 09:56:00 UTC 2026.
        assert_eq!(hour(1_795_168_560), "2026-11-20T09");
        let mut moment = String::new();
        write_moment(1_795_168_560, 70, &mut moment);
        assert_eq!(moment, "2026-11-20T09:56:00.000000070Z");
        assert_eq!(since_monday(1_795_168_560), 4 * DAY_S + 9 * 3_600 + 56 * 60);
        assert_eq!(date(951_782_400), "2000-02-29");
    }

    #[test]
    fn days_that_are_not_in_the_calendar_are_none() {
        assert_eq!(second_of(2026, 11, 20), Some(1_795_132_800));
        assert_eq!(second_of(2026, 2, 29), None);
        assert_eq!(second_of(2024, 2, 29), Some(1_709_164_800));
        assert_eq!(second_of(2026, 13, 1), None);
        assert_eq!(second_of(1969, 12, 31), None);
        assert_eq!(second_of(2026, 4, 31), None);
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let mut last = (1969, 12, 31);
        for day in 0..146_097 {
            let (year, month, of_month) = civil(day);
            let follows = (year, month, of_month) == (last.0, last.1, last.2 + 1)
                || (of_month == 1 && (year, month) == (last.0, last.1 + 1))
                || (year, month, of_month) == (last.0 + 1, 1, 1);
            assert!(follows, "{last:?} {:?}", (year, month, of_month));
            assert_eq!(second_of(year, month, of_month), Some(day * DAY_S));
            last = (year, month, of_month);
        }
        assert_eq!(last, (2369, 12, 31));
    }
}
