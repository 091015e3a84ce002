//! The `[ledger]` section.

use super::layers::Layers;
use super::value::ServerUrl;
use crate::ledger::timetable::Timetable;

/// `[ledger]`
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The first log's name, if it is not to follow from its first key.
    pub origin: Option<KeyName>,
    /// Hours of the day at which it is published, UTC.
    pub hours: Timetable,
    /// Where the roster's witnesses are asked for their signatures.
    pub witnesses: Vec<WitnessUrl>,
}

impl Ledger {
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        let origin = layers.optional("ledger.origin", KeyName::parse);
        let hours = layers.parsed("ledger.hours", timetable);
        let witnesses = layers.list("ledger.witnesses", WitnessUrl::parse);
        Some(Self { origin: origin?, hours: hours?, witnesses: witnesses? })
    }
}

/// Reads `0, 6, 12, 18`.
fn timetable(text: &str) -> Result<Timetable, &'static str> {
    let hours: Option<Vec<u8>> = text.split(',').map(|hour| hour.trim().parse().ok()).collect();
    Timetable::new(&hours.ok_or("must be hours of the day with commas between, such as \"0, 6, 12, 18\"")?)
}

/// A name in signature lines (C2SP signed-note): no spaces, no plus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyName(String);

impl KeyName {
    /// Checks a name.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
        // Names of this form begin other things that the log's key signs.
        let fine =
            (1..=200).contains(&text.len()) && !text.contains(odd) && !text.starts_with("redchannel/v1/");
        if fine { Ok(Self(text.to_owned())) } else { Err("must be a name without spaces or plus signs") }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a witness answers: `NAME=https://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessUrl {
    /// Its name in the roster.
    pub name: String,
    /// Its submission prefix (c2sp.org/tlog-witness), without a slash at the end.
    pub url: String,
}

impl WitnessUrl {
    /// Reads `NAME=https://…`; plain http on loopback or to an onion service.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let what = "must be NAME=https://HOST, the name as in the roster";
        let (name, url) = text.split_once('=').ok_or(what)?;
        let name = KeyName::parse(name.trim()).map_err(|_| what)?;
        let url = url.trim();
        // The address may have a path: only its beginning is checked as a server's.
        let (scheme, rest) = url.split_once("://").ok_or(what)?;
        let host = rest.split('/').next().unwrap_or_default();
        ServerUrl::parse(&format!("{scheme}://{host}")).map_err(|_| what)?;
        let fine = rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\"'<>".contains(&byte));
        if fine { Ok(Self { name: name.0, url: url.trim_end_matches('/').to_owned() }) } else { Err(what) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_witness_has_a_name_and_an_address() {
        let read = WitnessUrl::parse("w.example=https://w.example/witness/").unwrap();
        assert_eq!((read.name.as_str(), read.url.as_str()), ("w.example", "https://w.example/witness"));
        for wrong in [
            "",
            "https://w.example",
            "w=http://w.example",
            "w=ftp://x",
            "a b=https://w.example",
            "w=https://u@w.example",
        ] {
            assert!(WitnessUrl::parse(wrong).is_err(), "{wrong}");
        }
        assert!(WitnessUrl::parse("w=http://127.0.0.1:9000").is_ok());
    }

    #[test]
    fn hours_are_numbers_with_commas_between() {
        assert_eq!(timetable("18,0, 6 ,12"), Ok(Timetable::usual()));
        for wrong in ["", "24", "0;6", "noon"] {
            assert!(timetable(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_witness_or_an_error(text in "\\PC{0,60}|[a-z]{1,5}=https?://\\PC{0,30}") {
            let read = WitnessUrl::parse(&text);
            prop_assert!(read.is_err() || text.contains('='));
        }
    }
}
