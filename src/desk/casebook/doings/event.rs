//! What an entry says, in words: what was done, on what, and who did it.

use crate::desk::days::words;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::ledger::entry::{Actor, Event, Reason};
use crate::model::id::{ItemId, MemberId};

/// What an entry is about, as it can be found again among what is stored: the beginnings of the item's name and of its hash.
pub(super) fn subject(event: &Event) -> String {
    if let Event::Read { up_to, .. } = event {
        return format!("Items up to {up_to}");
    }
    let short = |text: &str| text.chars().take(8).collect::<String>();
    let named = |(item, sha256): (ItemId, &String)| {
        format!("Item {}, SHA-256 {}", short(&item.to_string()), short(sha256))
    };
    event.item().map(named).unwrap_or_default()
}

/// A number in the log, or that it waits.
pub fn log_words(index: Option<u64>) -> String {
    index.map_or_else(|| "Waits".to_owned(), |index| format!("No. {index}"))
}

/// Who, in words.
pub fn actor_words(actor: Actor, people: &People) -> String {
    match actor {
        Actor::Reporter => "Reporter".to_owned(),
        Actor::Server => "The server".to_owned(),
        Actor::Member(id) => name(id, people),
    }
}

/// A member's display name.
pub fn name(id: MemberId, people: &People) -> String {
    people.name(id).map_or_else(|| format!("Member {id}"), str::to_owned)
}

/// What was done, in words.
pub fn event_words(event: &Event, people: &People) -> String {
    let fixed = match event {
        Event::ReportReceived { .. } => "Report received",
        Event::FollowupReceived { .. } => "More received from the reporter: a message or a file",
        Event::ReplySent { .. } => "Reply sent to the reporter",
        Event::Read { reason: Reason::None, .. } => "Opened the case without giving a reason",
        Event::Read { reason, .. } => return format!("Opened the case. Reason: “{}”", reason.words()),
        Event::StateChanged { .. } => "State changed",
        Event::Triaged { .. } => "Triaged",
        Event::Assigned { .. } => "Assigned",
        Event::Recorded { .. } => "Wrote something down",
        Event::Proposed { .. } => "Proposed a step that takes two people",
        Event::WrapProposed { .. } => "Asked that somebody gets a key",
        Event::WrapAdded { member, .. } => return format!("Key given to {}", name(*member, people)),
        Event::WrapRemoved { member, .. } => return format!("Key taken off {}", name(*member, people)),
        Event::Rekeyed { .. } => "Case given a new key",
        Event::Approved { .. } => "Approved as the second person",
        Event::Exported { .. } => "Exported",
        Event::IdentityOpened { .. } => "Opened the name given in confidence; the reporter was told",
        Event::IdentityRefused { .. } => "Refused to open the name given in confidence",
        Event::RecoveryUsed { .. } => "Recovery key used",
        Event::RosterChanged { roster, .. } => return format!("Roster version {roster} taken up"),
        Event::RetentionExtended { .. } => "Kept longer",
        Event::LegalHold { .. } => "Legal hold set or lifted",
        Event::LogRead { case: Some(case), reason } => {
            return format!("Read the log of case {}. Reason: “{reason}”", Reference::of(*case));
        }
        Event::LogRead { case: None, reason } => {
            return format!("Read the log of all cases. Reason: “{reason}”");
        }
        Event::Shredded { case, approver, reason, leaves, proposed_after: _ } => {
            return format!(
                "Case {} destroyed, with {} entries. Agreed by {}. Reason: “{reason}”",
                Reference::of(*case),
                leaves.len(),
                name(*approver, people)
            );
        }
        Event::Restored { origin, size, kept, reason, since, .. } => {
            return format!(
                "A new log begun after “{origin}”: {kept} of {size} leaves are kept, nothing before {} is missing. Reason: “{reason}”",
                words(*since)
            );
        }
    };
    fixed.to_owned()
}
