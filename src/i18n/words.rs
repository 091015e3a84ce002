//! Days, hours and sizes as people say them.

use super::Lang;
use crate::clock::Day;

const HOUR: i64 = 3600;

/// A day: "23 November 2026".
pub fn day(lang: Lang, day: Day) -> String {
    let written = day.to_string();
    let mut parts = written.split('-');
    let (year, month, date) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u8>().ok());
    match (year, number(month), number(date)) {
        (Some(year), Some(month), Some(date)) => {
            lang.say("date").words("year", year).n("month", month).n("date", date).plain()
        }
        _ => written,
    }
}

/// An hour of the day, in Greenwich: "18:00 UTC".
pub fn hour(lang: Lang, hour: i64) -> String {
    lang.say("hour").words("hour", clock(hour)).plain()
}

/// An hour since 1970: "12:00 UTC on 23 November 2026".
pub fn hour_on(lang: Lang, hour: i64) -> String {
    let on = day(lang, Day::containing(hour.saturating_mul(HOUR)));
    lang.say("hour-on").words("hour", clock(hour)).words("day", on).plain()
}

fn clock(hour: i64) -> String {
    format!("{:02}:00", hour.rem_euclid(24))
}

/// A size: "1.6 MB", rounded up.
pub fn size(lang: Lang, bytes: u64) -> String {
    const KILO: u64 = 1 << 10;
    const MEGA: u64 = 1 << 20;
    if bytes < KILO {
        return lang.say("size-bytes").n("size", bytes).plain();
    }
    if bytes < MEGA {
        return lang.say("size-kilo").n("size", bytes.div_ceil(KILO)).plain();
    }
    let tenths = u32::try_from(bytes.saturating_mul(10).div_ceil(MEGA)).unwrap_or(u32::MAX);
    lang.say("size-mega").n("size", f64::from(tenths) / 10.0).plain()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(code: &str) -> Lang {
        Lang::parse(code).unwrap()
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1024, "1 KB"),
            (1 << 20, "1 MB"),
            (25 << 20, "25 MB"),
            (1_600_000, "1.6 MB"),
        ] {
            assert_eq!(size(Lang::source(), bytes), words);
        }
        assert_eq!(size(lang("fr"), 1_600_000), "1,6 Mo");
        assert_eq!(size(lang("ar"), 25 << 20), "25 ميغابايت");
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        for (code, first, other) in [
            ("en", "1 November 2026", "30 January 2027"),
            ("fr", "1er novembre 2026", "30 janvier 2027"),
            ("es", "1 de noviembre de 2026", "30 de enero de 2027"),
            ("pt", "1 de novembro de 2026", "30 de janeiro de 2027"),
            ("ar", "1 نوفمبر 2026", "30 يناير 2027"),
        ] {
            assert_eq!(day(lang(code), Day::parse("2026-11-01").unwrap()), first);
            assert_eq!(day(lang(code), Day::parse("2027-01-30").unwrap()), other);
        }
    }

    #[test]
    fn hours_are_said_as_people_say_them() {
        assert_eq!(hour_on(Lang::source(), 20_780 * 24 + 6), "06:00 UTC on 23 November 2026");
        assert_eq!(hour(Lang::source(), 18), "18:00 UTC");
    }

    #[test]
    fn plural_forms_follow_the_language() {
        let said = |code, days: u16| lang(code).say("days").n("days", days).plain();
        assert_eq!(said("en", 1), "1 day");
        assert_eq!(said("en", 7), "7 days");
        assert_eq!(said("ar", 1), "يوم واحد");
        assert_eq!(said("ar", 2), "يومين");
        assert_eq!(said("ar", 7), "7 أيام");
        assert_eq!(said("ar", 11), "11 يومًا");
        assert_eq!(said("ar", 100), "100 يوم");
    }
}
