//! A case whose reporter gave a name, a server on loopback, and desks in front of it.

use redchannel::api::client::Client;
use redchannel::api::server;
use redchannel::api::wire::custody::CustodyLine;
use redchannel::clock::Day;
use redchannel::crypto::derive::case_of_form;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::desk::casebook::Casebook;
use redchannel::desk::custody::CustodyError;
use redchannel::desk::custody::ask::{Question, ask};
use redchannel::desk::custody::keep::{Decision, Keeper, decide, show};
use redchannel::desk::custody::letter::Request;
use redchannel::desk::custody::open::{Asked, Confided, open, requests};
use redchannel::desk::paper::Signer;
use redchannel::desk::pen::Pen;
use redchannel::desk::people::{People, Standing};
use redchannel::desk::seen::Seen;
use redchannel::desk::works::{self, Draft};
use redchannel::ledger::entry::Reason;
use redchannel::model::casework::work::Work;
use redchannel::model::custody::{IdentityBody, Verdict};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::secret::SecretText;
use redchannel::vault::inbox::{Inbox, inbox};
use redchannel::vault::reporter::{Access, submit_in_confidence};

use crate::api::client::serve;
use crate::casework::cast;
use crate::support::world::{World, code, genesis_of, report};

pub const NAME: &str = "Amal Peppermint";
pub const CONTACT: &str = "telephone 555 0142";
pub const WHY: &str = "Only the reporter can point at the counter.";

pub fn given() -> IdentityBody {
    IdentityBody { name: NAME.into(), contact: CONTACT.into() }
}

pub struct Stage {
    pub world: World,
    /// The reporter gave a name.
    pub case: CaseId,
    pub access: Access,
    /// The reporter did not.
    pub nameless: CaseId,
    pub server: String,
    pub genesis: [u8; 32],
}

impl Stage {
    pub async fn new(world: World) -> Self {
        let vault = &world.vault;
        let body = report("The gate at noon.");
        let (access, _) = submit_in_confidence(vault, &code(), &[1; 16], &body, &given()).await.unwrap();
        let nothing = IdentityBody::default();
        submit_in_confidence(vault, &code(), &[2; 16], &body, &nothing).await.unwrap();
        Self::around(world, access, [[1; 16], [2; 16]]).await
    }

    /// Around two cases that there are, of these forms.
    pub async fn around(world: World, access: Access, forms: [[u8; 16]; 2]) -> Self {
        let server = format!("http://{}", serve(server::router(world.vault.clone())).await);
        let genesis = genesis_of(&world.people.sign(&world.people.roster(), 2));
        let [case, nameless] = forms.map(|form| case_of_form(&form));
        Self { world, case, access, nameless, server, genesis }
    }

    pub fn today(&self) -> Day {
        self.world.clock.today()
    }

    pub fn client(&self, key: &StaffKey) -> Client {
        let signing = key.signing_key().clone();
        Client::new(&self.server, key.member_id(), signing, self.world.clock.clone()).unwrap()
    }

    pub async fn people(&self) -> People {
        let answer = self.client(&self.world.people.intake).roster().await.unwrap();
        People::verify(&answer, &self.genesis).unwrap()
    }

    /// The memory of a desk that was never used.
    pub fn seen(&self, key: &StaffKey) -> Seen {
        Seen::load(self.world.folder.join("nobody.rckey.seen"), key.identity().clone())
    }

    /// What a reader's desk shows now.
    pub async fn book(&self, key: &StaffKey) -> Casebook {
        let pen = Pen::new(key, &self.world.clock, Reason::Casework);
        let mut book = Casebook::new(pen, self.seen(key));
        let client = self.client(key);
        book.sync(&client, &self.genesis).await.unwrap();
        for case in [self.case, self.nameless] {
            book.sync_entries(&client, case).await.unwrap();
        }
        book
    }

    /// Writes something into a case, at a fresh desk.
    async fn write(&self, key: &StaffKey, case: CaseId, work: Work) {
        let mut book = self.book(key).await;
        let signer = Signer { member: key.member_id(), key: key.signing_key(), standing: Standing::Full };
        let draft = Draft { case, item: ItemId::random(&mut rand::rng()), seen: u64::MAX, work };
        let connection = (&self.client(key), &self.genesis);
        works::send(&mut book, connection, &signer, &draft, self.today()).await.unwrap();
    }

    /// Whoever asks has said that they know nobody involved, and works on the case.
    async fn at_work(&self, key: &StaffKey, case: CaseId) {
        let people = &self.world.people;
        let head = &people.head;
        let book = self.book(head).await;
        let file = &book.case(case).unwrap().content.as_ref().unwrap().file;
        let declared = |key: &StaffKey| file.declared.contains_key(&key.member_id());
        for who in [head, key] {
            if !declared(who) {
                self.write(who, case, cast::declared(false)).await;
            }
        }
        if key.member_id() == people.investigator.member_id() && file.lead.is_none() {
            let (lead, team) = (Some(key.member_id()), Vec::new());
            self.write(head, case, Work::Assigned { lead, team, why: String::new() }).await;
        }
    }

    pub async fn ask_in(&self, key: &StaffKey, case: CaseId, reason: &str) -> Result<ItemId, CustodyError> {
        self.at_work(key, case).await;
        self.ask_alone(key, case, reason).await
    }

    /// The same for whoever has not begun to work on it.
    pub async fn ask_alone(
        &self,
        key: &StaffKey,
        case: CaseId,
        reason: &str,
    ) -> Result<ItemId, CustodyError> {
        let mut book = self.book(key).await;
        let signer = Signer { member: key.member_id(), key: key.signing_key(), standing: Standing::Full };
        let item = ItemId::random(&mut rand::rng());
        let question = Question { case, item, reason: SecretText::new(reason) };
        ask(&mut book, &self.client(key), &self.genesis, &signer, &question, self.today()).await?;
        Ok(item)
    }

    /// The investigator asks.
    pub async fn ask(&self) -> ItemId {
        self.ask_in(&self.world.people.investigator, self.case, WHY).await.unwrap()
    }

    pub fn keeper<'a>(&self, key: &'a StaffKey, people: &'a People) -> Keeper<'a> {
        let today = self.today();
        Keeper {
            member: key.member_id(),
            own: key.identity(),
            key: key.signing_key(),
            standing: people.custodian_standing(key.member_id(), &key.recipient(), today),
            people,
            today,
        }
    }

    /// The custodian decides at a desk with this memory.
    pub async fn decide(
        &self,
        seen: &mut Seen,
        request: ItemId,
        verdict: Verdict,
        words: &str,
    ) -> Result<(), CustodyError> {
        let (key, people) = (&self.world.people.custodian, self.people().await);
        let (item, words) = (ItemId::random(&mut rand::rng()), SecretText::new(words));
        let decision = Decision { case: self.case, request, item, verdict, words };
        decide(&self.client(key), &self.keeper(key, &people), seen, &decision).await
    }

    /// The same at a fresh desk.
    pub async fn answer(&self, request: ItemId, verdict: Verdict, words: &str) -> Result<(), CustodyError> {
        let mut seen = self.seen(&self.world.people.custodian);
        self.decide(&mut seen, request, verdict, words).await
    }

    /// What the custodian sees of the case.
    pub async fn show(&self) -> Result<(Request, Option<IdentityBody>), CustodyError> {
        let (key, people) = (&self.world.people.custodian, self.people().await);
        show(&self.client(key), &self.keeper(key, &people), &self.seen(key), self.case).await
    }

    /// The requests that the server shows the custodian.
    pub async fn lines(&self) -> Vec<CustodyLine> {
        self.client(&self.world.people.custodian).custody().await.unwrap().requests
    }

    pub async fn open(&self, key: &StaffKey) -> Result<Confided, CustodyError> {
        let book = self.book(key).await;
        let case = book.case(self.case).unwrap().content.as_ref().unwrap();
        open(&self.client(key), (self.case, case), (key.member_id(), key.identity())).await
    }

    pub async fn asked(&self, key: &StaffKey) -> Vec<Asked> {
        let book = self.book(key).await;
        requests(book.case(self.case).unwrap().content.as_ref().unwrap())
    }

    /// Whether items and ledger of the case agree and verify, at this member's desk.
    pub async fn is_sound(&self, key: &StaffKey) -> bool {
        let book = self.book(key).await;
        let case = book.case(self.case).unwrap().content.as_ref().unwrap();
        !case.is_troubled() && !book.entries(self.case).unwrap().is_troubled()
    }

    pub async fn inbox(&self) -> Inbox {
        inbox(&self.world.vault, &self.access).await.unwrap()
    }
}
