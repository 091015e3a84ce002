//! The questions as they are shipped, and as an administration may spoil them.

mod faults;
mod offices;
mod reach;
mod sheet;
mod start;
mod whatever;

use redchannel::clock::Day;
use redchannel::model::questionnaire::answers::Answers;
use redchannel::model::questionnaire::condition::Situation;
use redchannel::model::questionnaire::taking::{Around, Taken};
use redchannel::model::questionnaire::{Questionnaire, shipped};
use redchannel::model::report::Audience;

fn the() -> &'static Questionnaire {
    shipped().unwrap_or_else(|faults| panic!("{faults}"))
}

fn about<'a>(audience: Audience, family: &'a str, item: Option<&'a str>) -> Situation<'a> {
    Situation { audience, family: Some(family), item }
}

/// Takes these fields, all three pages of them.
fn take(situation: Situation<'_>, fields: &[(&str, &str)]) -> Taken {
    let around = Around { situation, today: Day::parse("2026-11-25").unwrap(), offices: None };
    the().take(fields.iter().copied(), &around, 3)
}

fn answers(situation: Situation<'_>, fields: &[(&str, &str)]) -> Answers {
    take(situation, fields).answers
}
