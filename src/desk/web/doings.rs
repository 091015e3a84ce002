//! The part of a case's page that says who did what, as the ledger has it.

use std::collections::BTreeMap;

use crate::desk::casebook::doings::{Doing, Row, doings, rows};
use crate::desk::casebook::sheet::counted;
use crate::desk::casebook::{CaseEntries, CaseRecord};
use crate::desk::people::People;
use crate::desk::seen::Mismatch;
use crate::model::id::ItemId;

/// Which entries are shown: those of one person, those of one kind, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    who: Option<String>,
    what: Option<String>,
}

impl Filter {
    /// Reads `who=NUMBER&what=KIND`. What it does not know, it leaves out.
    pub fn read(query: &str) -> Self {
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).next();
            found.filter(|value| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
        };
        Self { who: value("who"), what: value("what") }
    }

    /// Whether not everything is to be shown.
    pub const fn is_set(&self) -> bool {
        self.who.is_some() || self.what.is_some()
    }

    /// Those that are looked for. What does not verify is shown whatever is looked for.
    pub fn apply(&self, doings: Vec<Doing>) -> Vec<Doing> {
        let who = self.person(&doings);
        doings.into_iter().filter(|doing| !doing.fine || self.fits(doing, who.as_deref())).collect()
    }

    /// Whether one of them is looked for; `who` as [`Filter::person`] has it.
    pub fn finds(&self, doings: &[Doing], who: Option<&str>) -> bool {
        doings.iter().any(|doing| doing.fine && self.fits(doing, who))
    }

    fn fits(&self, doing: &Doing, who: Option<&str>) -> bool {
        who.is_none_or(|who| who == doing.by) && self.what.as_deref().is_none_or(|what| what == doing.kind)
    }

    /// Who is looked for, where people are numbered as they come in `everything`.
    pub fn person(&self, everything: &[Doing]) -> Option<String> {
        let number = self.who.as_ref()?.parse::<usize>().ok()?;
        names(everything).get(number).cloned()
    }
}

/// Everybody who has done something, in the order of their first entry. Addresses name them by their number in it.
fn names(doings: &[Doing]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for doing in doings.iter().filter(|doing| doing.fine) {
        if !names.contains(&doing.by) {
            names.push(doing.by.clone());
        }
    }
    names
}

/// Who can be looked for: number, name, whether that is done.
pub fn actors(doings: &[Doing], filter: &Filter) -> Vec<(String, String, bool)> {
    let numbered = (0_usize..).zip(names(doings));
    numbered
        .map(|(number, name)| {
            (number.to_string(), name, filter.who.as_deref() == Some(number.to_string().as_str()))
        })
        .collect()
}

/// What can be looked for: key, words, whether that is done.
pub fn kinds(doings: &[Doing], filter: &Filter) -> Vec<(&'static str, &'static str, bool)> {
    let present = KINDS.iter().filter(|(key, _)| doings.iter().any(|doing| doing.kind == *key));
    present.map(|(key, words)| (*key, *words, filter.what.as_deref() == Some(*key))).collect()
}

/// Kinds of entries as filters.
const KINDS: &[(&str, &str)] = &[
    ("report_received", "Report"),
    ("followup_received", "From the reporter"),
    ("reply_sent", "To the reporter"),
    ("read", "Opened"),
    ("state_changed", "State"),
    ("triaged", "Triage"),
    ("assigned", "Assignment"),
    ("recorded", "Casework"),
    ("proposed", "Proposals"),
    ("wrap_proposed", "Keys proposed"),
    ("approved", "Agreements"),
    ("wrap_added", "Keys given"),
    ("wrap_removed", "Keys taken"),
    ("exported", "Exports"),
    ("rekeyed", "New keys"),
    ("identity_opened", "Identity opened"),
    ("identity_refused", "Identity refused"),
    ("retention_extended", "Kept longer"),
    ("legal_hold", "Legal holds"),
    ("recovery_used", "Recovery"),
];

/// What the ledger says of a case, in words.
pub struct Told {
    /// One per entry, or per run of reads.
    pub rows: Vec<Row>,
    /// In one line.
    pub summary: String,
    /// Whether that is as it should be.
    pub fine: bool,
    /// Entries that wait for the next publication.
    pub waiting: usize,
    /// Who has done something: key, name, whether only theirs is shown.
    pub actors: Vec<(String, String, bool)>,
    /// What was done: key, words, whether only that is shown.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    /// Whether not everything is shown.
    pub filtered: bool,
    /// The case is older than the ledger.
    pub older: bool,
    warnings: Vec<String>,
    alarm: Option<Mismatch>,
}

impl Told {
    /// Of a case's entries; `None` if the server did not show them.
    pub fn of(
        entries: Option<&CaseEntries>,
        people: &People,
        said: &BTreeMap<ItemId, String>,
        filter: &Filter,
    ) -> Self {
        let Some(entries) = entries else {
            return Self {
                rows: Vec::new(),
                summary: "Not shown by the server".to_owned(),
                fine: false,
                waiting: 0,
                actors: Vec::new(),
                kinds: Vec::new(),
                filtered: false,
                older: false,
                warnings: vec![
                    "The server shows no entries of the ledger about this case. Load the page again; if that does not help, tell oversight."
                        .to_owned(),
                ],
                alarm: None,
            };
        };
        let chain = &entries.chain;
        let faults = chain.faults();
        let mut warnings: Vec<String> = entries.discords.iter().map(|discord| discord.words()).collect();
        if faults > 0 {
            warnings.push(
                "The ledger's entries about this case do not verify: some were removed, replaced, reordered or signed by somebody else. Each is \
                 marked in its place under “Who did what”. Tell oversight."
                    .to_owned(),
            );
        }
        let all = doings(chain, people, said);
        let total = counted(chain.spots.len(), "entry", "entries");
        Self {
            actors: actors(&all, filter),
            kinds: kinds(&all, filter),
            filtered: filter.is_set(),
            rows: rows(filter.apply(all)),
            fine: !entries.is_troubled(),
            summary: match faults {
                0 if entries.is_troubled() => "Does not fit the case".to_owned(),
                0 => format!("Verified: {total}"),
                faults => format!("{faults} of {total} marked"),
            },
            waiting: chain.verified().filter(|entry| entry.index.is_none()).count(),
            older: entries.older_than_ledger,
            warnings,
            alarm: entries.alarm,
        }
    }

    /// What must stand at the top of the page.
    pub fn warnings(&self, record: &CaseRecord) -> Vec<String> {
        let reference = &record.reference;
        let alarm = self.alarm.map(|alarm| match alarm {
            Mismatch::Withheld { had } => format!(
                "The ledger had {} entries about {reference}; the server does not show the last of them any more. They are being withheld, or \
                 the server was restored from an old backup. Tell oversight.",
                had.saturating_add(1)
            ),
            Mismatch::Replaced { sequence } => format!(
                "Entry {} of the ledger about {reference} is not the one this desk saw before: it was replaced on the server. Tell oversight.",
                sequence.saturating_add(1)
            ),
            Mismatch::OtherKeys => format!("{reference} has other keys than before. Tell oversight."),
        });
        alarm.into_iter().chain(self.warnings.iter().cloned()).collect()
    }
}
