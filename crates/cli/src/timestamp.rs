//! Times as signatures write them: `20260101T235959Z`.
//!
//! Days are counted by the proleptic Gregorian calendar, in cycles of 400 years.

use model::EpochMillis;

const SECONDS_OF_A_DAY: u64 = 86_400;
const DAYS_OF_A_CYCLE: u64 = 146_097;
/// Days from the first of March of year 0 to the first of January of 1970.
const DAYS_BEFORE_1970: u64 = 719_468;

/// Reads a time; `None` if it is written otherwise, or before 1970.
pub(crate) fn read(text: &str) -> Option<EpochMillis> {
    let bytes = text.as_bytes();
    let fits = bytes.len() == 16 && bytes.get(8) == Some(&b'T') && bytes.get(15) == Some(&b'Z');
    let digits = [(0, 4), (4, 6), (6, 8), (9, 11), (11, 13), (13, 15)].map(|(from, to)| {
        let part = text.get(from..to)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u64>().ok())?
    });
    let [Some(year), Some(month @ 1..=12), Some(day @ 1..=31), Some(hour @ 0..=23), Some(minute @ 0..=59), Some(second @ 0..=59)] =
        digits
    else {
        return None;
    };
    let days = days_since_1970(year, month, day).filter(|_| fits)?;
    Some(EpochMillis((days * SECONDS_OF_A_DAY + hour * 3_600 + minute * 60 + second) * 1_000))
}

/// Writes a time, down to the second.
pub(crate) fn write(time: EpochMillis) -> String {
    let seconds = time.0 / 1_000;
    let (days, rest) = (seconds / SECONDS_OF_A_DAY + DAYS_BEFORE_1970, seconds % SECONDS_OF_A_DAY);
    let (cycle, day_of_cycle) = (days / DAYS_OF_A_CYCLE, days % DAYS_OF_A_CYCLE);
    let year_of_cycle = (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    // Years begin in March here, so that the leap day is the last one.
    let months = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months + 2) / 5 + 1;
    let month = if months < 10 { months + 3 } else { months - 9 };
    let year = year_of_cycle + cycle * 400 + u64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let (cycle, year_of_cycle) = (year / 400, year % 400);
    let months = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * months + 2) / 5 + day - 1;
    let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    (cycle * DAYS_OF_A_CYCLE + day_of_cycle).checked_sub(DAYS_BEFORE_1970)
}

#[cfg(test)]
mod tests {
    use model::EpochMillis;

    use super::{read, write};

    #[test]
    fn a_time_is_read_as_it_is_written() {
        // 1440938160 is the time of AWS's signature examples.
        assert_eq!(read("20150830T123600Z"), Some(EpochMillis(1_440_938_160_000)));
        assert_eq!(write(EpochMillis(1_440_938_160_999)), "20150830T123600Z");
        assert_eq!(write(EpochMillis(0)), "19700101T000000Z");
        // Every day of a cycle of the calendar, and more.
        for day in 0..150_000 {
            let time = EpochMillis((day * 86_400 + 3_723) * 1_000);
            assert_eq!(read(&write(time)), Some(time));
        }
        assert_eq!(write(EpochMillis(951_782_400_000)), "20000229T000000Z");
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in [
            "",
            "20150830T123600",
            "20150830 123600Z",
            "20151330T123600Z",
            "20150830T243600Z",
            "a0150830T123600Z",
            "19690101T000000Z",
            "2015-08-30T12:36:00Z",
            "2015083éT12360Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
