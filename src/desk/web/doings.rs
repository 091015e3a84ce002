//! The part of a case's page that says who did what, as the ledger has it.

use crate::desk::casebook::doings::{Row, rows};
use crate::desk::casebook::sheet::counted;
use crate::desk::casebook::{CaseEntries, CaseRecord};
use crate::desk::people::People;
use crate::desk::seen::Mismatch;

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
    /// The case is older than the ledger.
    pub older: bool,
    warnings: Vec<String>,
    alarm: Option<Mismatch>,
}

impl Told {
    /// Of a case's entries; `None` if the server did not show them.
    pub fn of(entries: Option<&CaseEntries>, people: &People) -> Self {
        let Some(entries) = entries else {
            return Self {
                rows: Vec::new(),
                summary: "Not shown by the server".to_owned(),
                fine: false,
                waiting: 0,
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
        let total = counted(chain.spots.len(), "entry", "entries");
        Self {
            rows: rows(chain, people),
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
