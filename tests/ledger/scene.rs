//! Some weeks of an administration: reports, answers, a new roster, a destruction, publications with witnesses; and their export.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use redchannel::api::wire::{PutItem, PutReply, PutShred, SignedEvent};
use redchannel::clock::Day;
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::derive::case_of_form;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note::{self, Chain};
use redchannel::crypto::note_key::{NoteKey, NoteSigner};
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::entry::{ADMINISTRATION, Actor, ChainHead, Event, SignedEntry, Statement};
use redchannel::ledger::policy::Policy;
use redchannel::ledger::verify::{Counts, Finding, Report, Trust, check_export, rosters};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::model::roster::{Ledger, Member, Role, Roster, Witness};
use redchannel::secret::{Secret, SecretText};
use redchannel::vault::files::{FileMeta, KeepOriginal, begin_file};
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::ledger::{cosign, export, public};
use redchannel::vault::staff::{self, PutOutcome};
use redchannel::vault::{reporter, rosters as vault_rosters};

use super::memory::Memory;
use crate::support::staff::{event, give, identity, leaves_of, line, member, say_read};
use crate::support::world::{LEDGER_KEY, NOON, ORIGIN, World, code, genesis_of, hex, report};

pub const DAY: i64 = 86_400;

/// The day on which nearly everything begins: the first roster and the log are ten days older.
pub fn day(number: i64) -> Day {
    Day::containing(NOON).plus(number)
}

/// The case with many entries, a quiet one, the one that is destroyed, the one that waits.
pub const BUSY: [u8; 16] = [1; 16];
pub const QUIET: [u8; 16] = [2; 16];
pub const DESTROYED: [u8; 16] = [3; 16];
pub const WAITING_CASE: [u8; 16] = [4; 16];

pub fn case(form: [u8; 16]) -> CaseId {
    case_of_form(&form)
}

/// Keys beside those of [`People`](crate::support::world::People).
pub fn log_signer(origin: &str) -> NoteSigner {
    NoteSigner::new(origin, SigningKey::from_bytes(&LEDGER_KEY))
}

pub fn witness(number: u8, time: i64) -> NoteSigner {
    let key = SigningKey::from_bytes(&[0x60 + number; 32]);
    NoteSigner::cosigner(&format!("witness-{number}.example"), key, u64::try_from(time).unwrap())
}

pub fn admin() -> StaffKey {
    StaffKey::from_seed(&Secret::new([7; 32])).unwrap()
}

pub struct Scene {
    pub world: World,
    pub export: Memory,
    pub genesis: [u8; 32],
}

impl Scene {
    pub async fn new() -> Self {
        Self::of(World::new().await).await
    }

    /// The same on a given engine.
    pub async fn of(world: World) -> Self {
        let first = world.people.sign(&world.people.roster(), 2);
        publish_now(&world).await;
        world.clock.advance(10 * DAY);
        let second = take_up(&world, second_roster(&world), &first).await;
        reports(&world).await;
        publish_now(&world).await;
        world.clock.advance(DAY);
        work(&world).await;
        publish_now(&world).await;
        world.clock.advance(DAY);
        let mut third = second_roster(&world);
        third.version = 3;
        third.members.retain(|member| member.id != world.people.investigator.member_id());
        let newcomer = roster_member(&world.people.stranger, "Investigator 2", Role::Investigator);
        third.channels[0].team[1] = newcomer.id;
        third.members.push(newcomer);
        take_up(&world, third, &second).await;
        say_read(&world.vault, &world.people.head, case(QUIET)).await.unwrap();
        publish_now(&world).await;
        world.clock.advance(2 * DAY);
        destroy(&world, case(DESTROYED)).await;
        publish_now(&world).await;
        reporter::submit(&world.vault, &code(), &WAITING_CASE, &report("waits")).await.unwrap();
        let export = export_of(&world, "export").await;
        Self { world, export, genesis: genesis_of(&first) }
    }

    pub fn rosters(&self, export: &Memory) -> Chain {
        rosters(export, &self.genesis).unwrap()
    }

    pub fn policy(&self) -> Policy {
        Policy::of_chain(&self.rosters(&self.export))
    }

    /// The newest head.
    pub fn head(&self) -> Head {
        Checkpoint::parse(&self.export.0["log/1/checkpoint"]).unwrap().claimed().clone()
    }

    pub fn oversight(&self) -> Identity {
        self.world.people.oversight.identity().clone()
    }

    /// Verifies with the key of oversight.
    pub fn findings(&self, export: &Memory) -> Vec<Finding> {
        self.check(export, &[self.oversight()], &[]).findings.kept
    }

    /// Verifies without a key.
    pub fn findings_without_key(&self, export: &Memory) -> Vec<Finding> {
        self.check(export, &[], &[]).findings.kept
    }

    pub fn check(&self, export: &Memory, keys: &[Identity], last: &[Head]) -> Report {
        let (policy, rosters) = (self.policy(), self.rosters(export));
        check_export(export, &Trust { policy: &policy, rosters: Some(&rosters), keys, last })
    }
}

pub async fn export_of(world: &World, name: &str) -> Memory {
    let folder = world.folder.join(name);
    export::export(&world.vault, &folder).await.unwrap();
    Memory::load(&folder)
}

/// Publishes, and has it cosigned by a witness an hour later, if the roster names any.
pub async fn publish_now(world: &World) -> Head {
    let Published::Head(head) = publish(&world.vault, When::Now).await.unwrap() else {
        panic!("nothing was published")
    };
    let row = public::checkpoint(&world.vault, None).await.unwrap().unwrap();
    let mut checkpoint = Checkpoint::parse(row.note.as_bytes()).unwrap();
    let witness = witness(1, world.clock.now() + 3600);
    checkpoint.cosign(&witness).unwrap();
    cosign::add(&world.vault, &checkpoint.line_of(witness.key()).unwrap()).await.unwrap();
    head
}

pub fn roster_member(key: &StaffKey, name: &str, role: Role) -> Member {
    Member {
        id: key.member_id(),
        name: name.into(),
        roles: vec![role],
        recipient: key.recipient().to_string(),
        verification_key: hex(key.verifying_key().as_bytes()),
        until: Day::parse("2028-12-31").unwrap(),
        succeeds: None,
    }
}

/// With the ledger, two witnesses of which one must sign, and an administrator.
fn second_roster(world: &World) -> Roster {
    let key = |key: &NoteKey| hex(key.key().as_bytes());
    let named = |number: u8| Witness {
        name: format!("witness-{number}.example"),
        verification_key: key(witness(number, 0).key()),
    };
    let mut roster = world.people.roster();
    roster.version = 2;
    roster.ledger = Some(Ledger { origin: ORIGIN.into(), verification_key: key(log_signer(ORIGIN).key()) });
    roster.witnesses = vec![named(1), named(2)];
    roster.policy.witnesses_needed = 1;
    roster.members.push(roster_member(&admin(), "Administrator", Role::Admin));
    roster
}

pub async fn take_up(world: &World, mut roster: Roster, before: &[u8]) -> Vec<u8> {
    roster.previous = Some(HEXLOWER.encode(&note::read_unverified(before).unwrap().1));
    let note = world.people.sign(&roster, 2);
    vault_rosters::import(&world.vault, &note).await.unwrap();
    note
}

async fn reports(world: &World) {
    let vault = &world.vault;
    let (access, _) = reporter::submit(vault, &code(), &BUSY, &report("They asked for money")).await.unwrap();
    reporter::submit(vault, &code(), &QUIET, &report("quiet")).await.unwrap();
    reporter::submit(vault, &code(), &DESTROYED, &report("to be destroyed")).await.unwrap();
    reporter::add_message(vault, &access, &[9; 16], &SecretText::new("At counter four")).await.unwrap();
    let meta = FileMeta {
        form_nonce: [9; 16],
        name: SecretText::new("ledger.bin"),
        media_type: "application/octet-stream".into(),
        keep: KeepOriginal::No,
    };
    let mut upload = begin_file(vault, &access, meta).await.unwrap();
    upload.write(&[7; 5000]).await.unwrap();
    upload.finish().await.unwrap();
}

/// Reads, an answer, a key for one more member, a judgement.
async fn work(world: &World) {
    let (vault, intake) = (&world.vault, &world.people.intake);
    let (busy, quiet) = (case(BUSY), case(QUIET));
    say_read(vault, intake, busy).await.unwrap();
    let hash = |bytes: &[u8]| hex(&sha256(&[bytes]));
    let (item, data, copy) = (ItemId::from_bytes([0x71; 16]), vec![1; 900], vec![2; 901]);
    let said = Event::ReplySent { item, sha256: hash(&data), copy_sha256: hash(&copy) };
    let item = PutItem {
        item,
        sequence: 3,
        epoch: 0,
        data,
        event: signed(world, intake, busy, said).await,
        state: None,
    };
    let stored = staff::put_reply(vault, &member(intake), busy, &PutReply { item, copy }).await.unwrap();
    assert_eq!(stored, Some(PutOutcome::Stored));
    let (inspector, inner) = (&world.people.inspector, vec![3; 400]);
    let stored = Box::pin(give(world, (intake, &world.people.head), busy, inspector, inner)).await;
    assert_eq!(stored, Some(PutOutcome::Stored));
    say_read(vault, &world.people.investigator, quiet).await.unwrap();
    let (item, data) = (ItemId::from_bytes([0x72; 16]), vec![4; 700]);
    let said = Event::Triaged { item, sha256: hash(&data) };
    let event = signed(world, intake, quiet, said).await;
    let put = PutItem { item, sequence: 1, epoch: 0, data, event, state: None };
    assert_eq!(staff::put_item(vault, &member(intake), quiet, &put).await.unwrap(), Some(PutOutcome::Stored));
}

async fn signed(world: &World, key: &StaffKey, case: CaseId, said: Event) -> SignedEvent {
    let line = line(&world.vault, key, case).await.unwrap();
    event(&world.vault, key, &identity(key, &line), &line.chain, said)
}

/// Two members destroy a case: the intake officer proposes, the head agrees.
pub async fn destroy(world: &World, case: CaseId) {
    destroy_by(world, &world.people.intake, case).await;
}

/// The same, proposed by another.
pub async fn destroy_by(world: &World, proposer: &StaffKey, case: CaseId) {
    let (vault, people) = (&world.vault, &world.people);
    let entries = staff::case_entries(vault, &proposer.recipient(), case).await.unwrap().unwrap().entries;
    let said = Event::Shredded {
        case,
        approver: people.head.member_id(),
        reason: "retention has ended".into(),
        leaves: entries.iter().flat_map(leaves_of).collect(),
        proposed_after: None,
    };
    let mut head = ChainHead::default();
    for _ in 0..2 {
        let actor = Actor::Member(proposer.member_id());
        let statement = Statement::next(ADMINISTRATION, &head, actor, vault.today(), said.clone());
        let entry = SignedEntry::sign(&statement, proposer.signing_key()).unwrap();
        let entry = entry.countersign(people.head.signing_key()).unwrap();
        let event = SignedEvent {
            statement: entry.text().to_owned(),
            signatures: entry.signatures(),
            audit: None,
            reporter: None,
        };
        match staff::put_shred(vault, &member(&people.head), case, &PutShred { event }).await.unwrap() {
            Some(PutOutcome::Stored) => return,
            Some(PutOutcome::Conflict { chain, .. }) => head = chain,
            other => panic!("{other:?}"),
        }
    }
    panic!("the case was not destroyed");
}

mod everywhere {
    crate::support::world::in_worlds! {
        a_true_export_is_valid_without_a_key_and_with_one
    }
}

async fn a_true_export_is_valid_without_a_key_and_with_one(world: World) {
    let scene = Scene::of(world).await;
    assert_eq!(scene.findings_without_key(&scene.export), []);
    let report = scene.check(&scene.export, &[scene.oversight()], &[]);
    assert_eq!(report.findings.kept, []);
    let expected = Counts {
        logs: 1,
        checkpoints: 6,
        leaves: 320,
        pads: 320 - 14 - 1,
        open: 1,
        entries: 15,
        waiting: 1,
        items: 7,
        opened: 15,
        closed: 0,
        reporters: 5,
        undecided: 0,
    };
    assert_eq!(report.counts, expected);
}

#[tokio::test]
async fn an_export_holds_nothing_readable_and_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new().await;
    for (path, bytes) in &scene.export.0 {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("asked for money") && !text.contains("counter four"), "{path}");
        assert!(!text.contains("report_received") && !text.contains("retention has ended"), "{path}");
        let mode = std::fs::metadata(scene.world.folder.join("export").join(path)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{path}");
    }
    let refused = export::export(&scene.world.vault, &scene.world.folder.join("export")).await;
    assert!(matches!(refused, Err(export::ExportError::NotEmpty(_))));
}

#[tokio::test]
async fn a_key_of_somebody_who_may_not_know_opens_nothing_and_finds_nothing_wrong() {
    let scene = Scene::new().await;
    let stranger = Identity::generate();
    let report = scene.check(&scene.export, &[stranger], &[]);
    assert_eq!(report.findings.kept, []);
    assert_eq!((report.counts.opened, report.counts.closed, report.counts.undecided), (0, 15, 1));
}
