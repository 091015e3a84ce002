//! Nothing is done without a trace: every kind of work leaves one item and one entry in the ledger that names its very bytes.

use redchannel::clock::Day;
use redchannel::desk::casebook::chain::{Content, Entry};
use redchannel::desk::keys::KeyDesk;
use redchannel::desk::works::{self, Draft};
use redchannel::ledger::entry::Actor;
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::{Answer, Exposure, Step, StepKind, Verdict};
use redchannel::model::casework::triage::IdentityRisk;
use redchannel::model::casework::work::{Conflict, Relation, Watch, Work};
use redchannel::model::custody::Letter;
use redchannel::model::id::{CaseId, ItemId, MemberId};
use redchannel::vault::reporter;

use super::cast;
use crate::desk::office::Office;
use crate::support::world::{World, code, hex, report};

/// Makes the names of all kinds of work, and the function that names one. A kind that is not listed does not compile; one that is
/// listed and never sent below fails the test.
macro_rules! kinds {
    ($($kind:ident)*) => {
        const KINDS: &[&str] = &[$(stringify!($kind)),*];

        const fn kind(work: &Work) -> &'static str {
            match work { $(Work::$kind { .. } => stringify!($kind),)* }
        }
    };
}

kinds! {
    Declared Triaged Moved Assigned Noted Planned Tasked TaskDone Evidenced Found Acted Rooted Linked Watched Exposed
    Proposed Answered IdentityAsked Exported Withdrawn
}

/// Items with the hash of their ciphertext; entries with who, what, and which item they name.
type Traces = (Vec<(ItemId, String)>, Vec<(Actor, &'static str, Option<(ItemId, String)>)>);

/// A unit of three at the real server, with one case.
struct Unit {
    _world: World,
    offices: [Office; 3],
    case: CaseId,
    sent: Vec<&'static str>,
    today: Day,
    /// What was there after the last piece of work.
    left: Traces,
}

const INTAKE: usize = 0;
const INVESTIGATOR: usize = 1;
const HEAD: usize = 2;

impl Unit {
    async fn new() -> Self {
        let world = World::new().await;
        reporter::submit(&world.vault, &code(), &[1; 16], &report("The gate at noon.")).await.unwrap();
        let people = &world.people;
        let intake = Office::open(&world, &people.intake).await;
        let investigator = Office::open(&world, &people.investigator).await;
        let head = Office::open(&world, &people.head).await;
        let case = intake.only_case().unwrap();
        let today = world.clock.today();
        let (offices, left) = ([intake, investigator, head], Traces::default());
        let mut unit = Self { offices, case, sent: Vec::new(), today, left, _world: world };
        unit.left = unit.traces().await;
        unit
    }

    fn id(&self, who: usize) -> MemberId {
        self.offices[who].key.member_id()
    }

    /// Items of the case, and entries of its chain without those that only say that somebody reads, as the head's desk verifies them.
    async fn traces(&mut self) -> Traces {
        let case = self.case;
        let head = &mut self.offices[HEAD];
        assert!(head.sound_items(case).await > 0);
        let open = head.case(case);
        let items = open.examined.entries.iter().zip(&open.examined.tips).map(|(entry, tip)| {
            let Entry::Verified(verified) = entry else { panic!("{entry:?}") };
            (verified.item.header.item, hex(&tip.hash))
        });
        let items = items.collect();
        let entries = head.book.entries(case).unwrap().chain.verified();
        let done = entries.filter(|entry| entry.statement.event.kind() != "read").map(|entry| {
            let named = entry.statement.event.item().map(|(item, sha256)| (item, sha256.clone()));
            (entry.statement.actor, entry.statement.event.kind(), named)
        });
        (items, done.collect())
    }

    /// Sends a piece of work, and looks at what it left.
    async fn does(&mut self, who: usize, work: Work) -> ItemId {
        let (items_before, entries_before) = std::mem::take(&mut self.left);
        let item = ItemId::random(&mut rand::rng());
        let seen = u64::try_from(items_before.len()).unwrap() - 1;
        let draft = Draft { case: self.case, item, seen, work };
        let KeyDesk { book, client, genesis, signer, today } = self.offices[who].keys();
        let sent = works::send(book, (client, genesis), &signer, &draft, today).await;
        let what = kind(&draft.work);
        assert!(sent.is_ok(), "{what}: {sent:?}");

        let (items, entries) = self.traces().await;
        let [new_item] = &items[items_before.len()..] else { panic!("{what} left other than one item") };
        let [new_entry] = &entries[entries_before.len()..] else {
            panic!("{what} left other than one entry")
        };
        assert_eq!(items[..items_before.len()], items_before, "{what}");
        assert_eq!(entries[..entries_before.len()], entries_before, "{what}");
        assert_eq!(new_item.0, item);
        let expected = (Actor::Member(self.id(who)), draft.work.entry(), Some(new_item.clone()));
        assert_eq!(new_entry, &expected, "{what}: signed by its author, of its kind, over its very bytes");
        let open = self.offices[HEAD].case(self.case);
        let last = open.examined.verified().last().unwrap();
        assert!(matches!(&last.content, Content::Work(said) if **said == draft.work), "{what}");
        assert!(open.file.disorder.is_empty(), "{what}: {:?}", open.file.disorder);
        self.sent.push(what);
        self.left = (items, entries);
        item
    }

    async fn answers(&mut self, who: usize, proposal: ItemId, verdict: Verdict) {
        let file = &self.offices[HEAD].case(self.case).file;
        let sha256 = file.proposal(proposal).unwrap().sha256.clone();
        let answer = Answer { proposal, sha256, verdict, words: "I see it so.".into() };
        self.does(who, Work::Answered { answer }).await;
    }

    fn letter(&self) -> Letter {
        let identity = &self.offices[INTAKE].case(self.case).identity;
        Letter { seal_to: identity.recipient().to_string(), audit: identity.audit().recipient().to_string() }
    }
}

fn step(kind: StepKind, day: Day, member: MemberId) -> Step {
    let (grant, why) = ("00".repeat(8), String::from("They know the office."));
    match kind {
        StepKind::Close => cast::close(ClosingReason::Decided),
        StepKind::Refer => cast::refer(),
        StepKind::Export => cast::export(),
        StepKind::AddReader => Step::AddReader { member, grant, why },
        StepKind::RemoveReader => Step::RemoveReader { member, grant, why },
        StepKind::LegalHold => cast::hold(day.plus(100)),
        StepKind::Destroy => Step::Destroy { why, after: 0, grant },
        StepKind::Expose => Step::Expose { exposure: Exposure::LogPull, plan: "The gate log.".into() },
    }
}

/// The case goes from the report to the closing and back; then everything that was left out is done, too.
#[tokio::test]
async fn every_kind_of_work_leaves_one_item_and_the_entry_that_names_it() {
    let mut unit = Unit::new().await;
    let lead = unit.id(INVESTIGATOR);
    unit.does(INTAKE, cast::declared(true)).await;
    unit.does(INVESTIGATOR, cast::declared(false)).await;
    unit.does(HEAD, cast::declared(false)).await;
    unit.does(INTAKE, cast::triaged(false, IdentityRisk::Low)).await;
    let assigned = Work::Assigned { lead: Some(lead), team: Vec::new(), why: String::new() };
    unit.does(HEAD, assigned).await;
    unit.does(INTAKE, Work::Noted { text: "A second report?".into(), mentions: vec![lead] }).await;
    unit.does(INTAKE, cast::moved(Stage::Assessment)).await;
    unit.does(INVESTIGATOR, Work::Planned { text: "Ask for the gate log.".into() }).await;
    unit.does(HEAD, cast::moved(Stage::Investigation)).await;
    let task =
        Work::Tasked { text: "Ask for the log.".into(), who: Some(lead), due: Some(unit.today.plus(3)) };
    let task = unit.does(INVESTIGATOR, task).await;
    unit.does(INVESTIGATOR, Work::TaskDone { task, words: "It is here.".into() }).await;
    for work in [cast::evidenced(), cast::found(), cast::exposed(), cast::acted(), cast::rooted()] {
        unit.does(INVESTIGATOR, work).await;
    }
    let to = CaseId::from_bytes([9; 16]);
    unit.does(INTAKE, Work::Linked { to, relation: Relation::Related, words: String::new() }).await;
    unit.does(HEAD, Work::Watched { watch: Watch::Protection, on: true, why: String::new() }).await;
    let letter = unit.letter();
    unit.does(INTAKE, Work::IdentityAsked { reason: "To point at the counter.".into(), letter }).await;
    for kind in StepKind::ALL.iter().filter(|kind| !matches!(kind, StepKind::Close | StepKind::Destroy)) {
        let what = step(*kind, unit.today, lead);
        let proposal = unit.does(HEAD, cast::proposed(what)).await;
        unit.does(HEAD, Work::Withdrawn { proposal }).await;
    }
    let export = unit.does(INVESTIGATOR, cast::proposed(cast::export())).await;
    unit.answers(HEAD, export, Verdict::Refuse).await;
    let export = unit.does(INVESTIGATOR, cast::proposed(cast::export())).await;
    unit.answers(HEAD, export, Verdict::Approve).await;
    unit.does(INVESTIGATOR, Work::Exported { proposal: export }).await;
    unit.does(INVESTIGATOR, cast::moved(Stage::Decision)).await;
    let closing = unit.does(HEAD, cast::proposed(step(StepKind::Close, unit.today, lead))).await;
    unit.answers(INTAKE, closing, Verdict::Approve).await;
    assert!(unit.offices[HEAD].case(unit.case).file.is_closed());
    let destroy = unit.does(HEAD, cast::proposed(step(StepKind::Destroy, unit.today, lead))).await;
    unit.does(HEAD, Work::Withdrawn { proposal: destroy }).await;
    unit.does(HEAD, cast::moved(Stage::Triage)).await;
    let recused = Work::Declared {
        conflict: Conflict::Recused,
        words: "A cousin works there.".into(),
        takes_up: false,
    };
    unit.does(INVESTIGATOR, recused).await;
    let missing: Vec<_> = KINDS.iter().filter(|kind| !unit.sent.contains(kind)).collect();
    assert!(missing.is_empty(), "never sent: {missing:?}");
}

/// What the rules refuse leaves nothing: no item, no entry.
#[tokio::test]
async fn what_is_refused_leaves_no_trace() {
    let mut unit = Unit::new().await;
    unit.does(INTAKE, cast::declared(true)).await;
    let before = unit.traces().await;
    for (who, work) in [
        (HEAD, cast::triaged(false, IdentityRisk::Low)),
        (INTAKE, cast::assigned()),
        (INTAKE, cast::moved(Stage::Investigation)),
        (INTAKE, Work::Noted { text: "  ".into(), mentions: Vec::new() }),
        (INTAKE, Work::Withdrawn { proposal: ItemId::from_bytes([3; 16]) }),
    ] {
        let item = ItemId::random(&mut rand::rng());
        let draft = Draft { case: unit.case, item, seen: 1, work };
        let KeyDesk { book, client, genesis, signer, today } = unit.offices[who].keys();
        let sent = works::send(book, (client, genesis), &signer, &draft, today).await;
        assert!(matches!(sent, Err(works::WorkError::Guard(_))), "{sent:?}");
    }
    assert_eq!(unit.traces().await, before);
}
