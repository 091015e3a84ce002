//! A case as the script knows it: its reporter, and everything that was done in it, to be held against what the ledger says.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use redchannel::clock::{Clock, Day};
use redchannel::crypto::derive::case_of_form;
use redchannel::desk::reference::Reference;
use redchannel::ledger::entry::Actor;
use redchannel::model::casework::stage::ReporterStatus;
use redchannel::model::custody::IdentityBody;
use redchannel::model::id::CaseId;
use redchannel::model::report::ReportBody;
use redchannel::secret::SecretText;
use redchannel::vault::Vault;
use redchannel::vault::inbox::inbox;
use redchannel::vault::reporter::{Access, add_message, submit_in_confidence};

use super::person::Person;
use crate::support::world::code;

/// Something that the script did, as the ledger must tell it.
#[derive(Clone, Debug)]
pub struct Told {
    pub by: &'static str,
    pub actor: Actor,
    pub day: Day,
    pub kind: &'static str,
    /// What the page says of it, in part.
    pub words: String,
}

/// A case, and whoever reported it.
pub struct Case {
    pub id: CaseId,
    access: Access,
    vault: Vault,
    clock: Clock,
    messages: Cell<u8>,
    taken_up: Cell<bool>,
    told: RefCell<Vec<Told>>,
    visitors: RefCell<BTreeSet<&'static str>>,
    holders: RefCell<Vec<&'static str>>,
    /// What the newest proposal says in free words: its approver must see them.
    proposed: RefCell<Vec<String>>,
}

impl Case {
    /// Somebody reports.
    pub async fn report(
        (vault, clock): (&Vault, &Clock),
        form: &[u8; 16],
        body: &ReportBody,
        given: &IdentityBody,
    ) -> Self {
        let (access, _) = submit_in_confidence(vault, &code(), form, body, given).await.unwrap();
        let case = Self {
            id: case_of_form(form),
            access,
            vault: vault.clone(),
            clock: clock.clone(),
            messages: Cell::new(0),
            taken_up: Cell::new(false),
            told: RefCell::default(),
            visitors: RefCell::default(),
            holders: RefCell::new(vec!["Intake officer", "Investigator", "Head of unit"]),
            proposed: RefCell::default(),
        };
        case.reporter_did("report_received", "Report received");
        case
    }

    pub fn reference(&self) -> String {
        Reference::of(self.id).to_string()
    }

    /// The reporter comes back with the code and writes.
    pub async fn reporter_says(&self, text: &str) {
        self.messages.set(self.messages.get() + 1);
        let form = [self.messages.get(); 16];
        add_message(&self.vault, &self.access, &form, &SecretText::new(text)).await.unwrap();
        self.reporter_did("followup_received", "Message from the reporter");
    }

    /// The reporter comes back with the code and finds this status, and this as the last thing that was said; nothing is forged.
    pub async fn reporter_finds(&self, status: ReporterStatus, last: &str) {
        let inbox = inbox(&self.vault, &self.access).await.unwrap();
        let said = inbox.replies.last().map(|reply| reply.text.expose_secret().to_owned());
        assert_eq!((inbox.status, inbox.unverified), (status, 0), "{}", self.reference());
        let said = said.unwrap_or_default();
        assert!(said.contains(last) && said.is_empty() == last.is_empty(), "“{said}” instead of “{last}”");
    }

    /// The first look of somebody who may judge the case takes it up, once.
    pub fn take_up(&self, may_judge: bool) -> bool {
        may_judge && !self.taken_up.replace(self.taken_up.get() || may_judge)
    }

    pub fn visited(&self, by: &Person) {
        self.visitors.borrow_mut().insert(by.name);
    }

    pub fn visitors(&self) -> BTreeSet<&'static str> {
        self.visitors.borrow().clone()
    }

    /// Says who holds a key of the case from now on: at first the team.
    pub fn hold(&self, names: &[&'static str]) {
        *self.holders.borrow_mut() = names.to_vec();
    }

    pub fn held_by(&self) -> Vec<&'static str> {
        self.holders.borrow().clone()
    }

    /// Notes that a member did something today.
    pub fn did(&self, by: &Person, kind: &'static str, words: impl Into<String>) {
        let actor = Actor::Member(by.key.member_id());
        self.note(by.name, actor, kind, words.into());
    }

    fn reporter_did(&self, kind: &'static str, words: &str) {
        self.note("Reporter", Actor::Reporter, kind, words.to_owned());
    }

    fn note(&self, by: &'static str, actor: Actor, kind: &'static str, words: String) {
        let day = self.clock.today();
        self.told.borrow_mut().push(Told { by, actor, day, kind, words });
    }

    /// The story so far.
    pub fn told(&self) -> Vec<Told> {
        self.told.borrow().clone()
    }

    pub fn propose(&self, fields: &[(&str, &str)]) {
        let words =
            fields.iter().filter(|(_, value)| value.contains(' ')).map(|(_, value)| (*value).to_owned());
        *self.proposed.borrow_mut() = words.collect();
    }

    /// Whether the page shows an approver all that was proposed.
    pub fn shows_the_proposal(&self, page: &str) {
        for words in self.proposed.borrow().iter() {
            assert!(page.contains(words.as_str()), "the approver does not see “{words}”");
        }
    }
}
