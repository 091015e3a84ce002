//! Heads of the ledger that do not fit: forks, set-backs, other keys, silence, too few witnesses. And what the page says of them.

use ed25519_dalek::SigningKey;
use http::StatusCode;
use http::header::CONTENT_DISPOSITION;
use redchannel::api::wire::LedgerHead;
use redchannel::crypto::note_key::NoteSigner;
use redchannel::desk::ledger::LedgerView;
use redchannel::ledger::checkpoint::{Checkpoint, Head};
use redchannel::ledger::tree::Tiles;
use redchannel::model::roster::{Ledger, Witness};
use signed_note::Verifier as _;

use super::liar::Stage;
use super::visitor::Browser;
use crate::support::world::{NOON, ORIGIN, hex};

/// A log that can lie: all leaves from `fork` on are others.
pub struct TestLog {
    pub seed: u8,
    pub origin: &'static str,
}

pub const HONEST: TestLog = TestLog { seed: 0x4c, origin: ORIGIN };

impl TestLog {
    pub fn signer(&self) -> NoteSigner {
        NoteSigner::new(self.origin, SigningKey::from_bytes(&[self.seed; 32]))
    }

    fn tiles(size: u64, fork: u64) -> Tiles {
        let mut tiles = Tiles::default();
        let leaf = |number: u64| {
            let mut leaf = [if number < fork { 1 } else { 2 }; 32];
            leaf[..8].copy_from_slice(&number.to_be_bytes());
            leaf
        };
        let leaves: Vec<_> = (0..size).map(leaf).collect();
        tiles.append(0, &leaves).unwrap();
        tiles
    }

    /// A head of `size` leaves that says it continues one of `old`, published this many hours before noon.
    pub fn head(&self, (size, fork): (u64, u64), old: u64, hours_ago: i64) -> LedgerHead {
        self.witnessed((size, fork), old, hours_ago, &[])
    }

    pub fn witnessed(
        &self,
        (size, fork): (u64, u64),
        old: u64,
        hours_ago: i64,
        witnesses: &[u8],
    ) -> LedgerHead {
        let tiles = Self::tiles(size, fork);
        let head = Head { origin: self.origin.into(), size, root: tiles.root(size).unwrap() };
        let mut checkpoint = Checkpoint::sign(&head, &self.signer()).unwrap();
        for seed in witnesses {
            checkpoint.cosign(&witness(*seed)).unwrap();
        }
        let proof = tiles.prove_consistency(size, old.min(size)).unwrap();
        LedgerHead {
            checkpoint: String::from_utf8(checkpoint.to_bytes()).unwrap(),
            proof: proof.iter().map(|hash| data_encoding::BASE64.encode(&hash.0)).collect(),
            log_key: self.signer().key().to_vkey(),
            hour: NOON / 3600 - hours_ago,
        }
    }
}

fn witness(seed: u8) -> NoteSigner {
    let time = u64::try_from(NOON).unwrap() - 3600;
    NoteSigner::cosigner(&format!("w{seed}.example"), SigningKey::from_bytes(&[seed; 32]), time)
}

pub const WHOLE: u64 = u64::MAX;

pub fn show(stage: &Stage, head: LedgerHead) {
    stage.shown.lock().unwrap().ledger = Some(head);
}

/// A head that one of two witnesses has signed, seven hours ago, under a key that no roster names.
pub fn show_witnessed(stage: &Stage) {
    show(stage, HONEST.witnessed((192, WHOLE), 0, 7, &[2]));
}

/// What a desk that begins anew, with its memory, makes of what is shown now.
async fn judged(stage: &Stage) -> Result<LedgerView, String> {
    stage.synced().await.ledger().clone()
}

#[tokio::test]
async fn a_ledger_that_grows_is_followed_and_its_beginning_remembered() {
    let stage = Stage::new().await;
    show(&stage, HONEST.head((64, WHOLE), 0, 6));
    let view = judged(&stage).await.unwrap();
    assert_eq!((view.head.size, view.key_in_roster, view.since), (64, false, stage.today()));
    stage.clock.advance(86_400);
    show(&stage, HONEST.head((256, WHOLE), 64, -18));
    let view = judged(&stage).await.unwrap();
    assert_eq!((view.head.size, view.since), (256, stage.today().plus(-1)));
    assert!(view.silent.is_none() && view.gap.is_none());
}

#[tokio::test]
async fn a_fork_is_an_alarm_whose_two_signed_heads_survive_everything() {
    let stage = Stage::new().await;
    let honest = HONEST.head((128, WHOLE), 0, 6);
    show(&stage, honest.clone());
    judged(&stage).await.unwrap();
    let forked = HONEST.head((192, 70), 128, 0);
    show(&stage, forked.clone());
    let book = stage.synced().await;
    assert!(book.ledger().as_ref().unwrap_err().contains("does not continue"), "{:?}", book.ledger());
    assert!(book.warnings().iter().any(|warning| warning.contains("does not continue")));
    // The same size with another root, too.
    show(&stage, HONEST.head((128, 70), 128, 6));
    assert!(judged(&stage).await.unwrap_err().contains("does not continue"));
    // Back to honesty: the proof stays, and says so in every session.
    show(&stage, HONEST.head((192, WHOLE), 128, 0));
    let book = stage.synced().await;
    assert_eq!(book.ledger().as_ref().unwrap().head.size, 192);
    let kept = book.seen().evidence();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (kept[0].seen.as_str(), kept[0].shown.as_str()),
        (honest.checkpoint.as_str(), forked.checkpoint.as_str())
    );
    assert!(book.warnings().iter().any(|warning| warning.contains("contradicted itself on 23 Nov 2026")));
}

#[tokio::test]
async fn a_ledger_that_was_set_back_is_an_alarm_until_it_has_caught_up() {
    let stage = Stage::new().await;
    show(&stage, HONEST.head((128, WHOLE), 0, 6));
    judged(&stage).await.unwrap();
    show(&stage, HONEST.head((64, WHOLE), 128, 6));
    for _ in 0..2 {
        let alarm = judged(&stage).await.unwrap_err();
        assert!(alarm.contains("this desk has seen 128 leaves, the server now shows 64"), "{alarm}");
    }
    assert_eq!(stage.synced().await.seen().evidence().len(), 1, "kept once");
}

#[tokio::test]
async fn another_key_or_another_name_without_a_roster_that_says_so_is_an_alarm() {
    let stage = Stage::new().await;
    show(&stage, HONEST.head((64, WHOLE), 0, 6));
    judged(&stage).await.unwrap();
    show(&stage, TestLog { seed: 9, ..HONEST }.head((64, WHOLE), 64, 6));
    assert!(judged(&stage).await.unwrap_err().contains("key of the ledger has changed"));
    show(&stage, TestLog { origin: "log.valdoria.example/2", ..HONEST }.head((64, WHOLE), 64, 6));
    let alarm = judged(&stage).await.unwrap_err();
    assert!(
        alarm.contains("key of the ledger has changed") || alarm.contains("another ledger than before"),
        "{alarm}"
    );

    // From the day on which the roster names the log, only that one counts.
    name_the_log(&stage, &[], 0);
    show(&stage, TestLog { seed: 9, ..HONEST }.head((128, WHOLE), 64, 0));
    assert!(judged(&stage).await.unwrap_err().contains("does not verify"));
    show(&stage, HONEST.head((128, WHOLE), 64, 0));
    assert!(judged(&stage).await.unwrap().key_in_roster);
    show(&stage, TestLog { origin: "elsewhere.example/1", ..HONEST }.head((128, WHOLE), 64, 0));
    assert!(judged(&stage).await.unwrap_err().contains("a ledger that the roster does not name"));
}

/// The second roster: it names the log, and these witnesses.
fn name_the_log(stage: &Stage, witnesses: &[u8], needed: u16) {
    let mut roster = stage.people.roster();
    roster.version = 2;
    roster.previous = Some(hex(&stage.genesis));
    let key = |signer: &NoteSigner| hex(signer.key().key().as_bytes());
    roster.ledger = Some(Ledger { origin: ORIGIN.into(), verification_key: key(&HONEST.signer()) });
    let named = |seed: &u8| Witness {
        name: witness(*seed).key().name().into(),
        verification_key: key(&witness(*seed)),
    };
    roster.witnesses = witnesses.iter().map(named).collect();
    roster.policy.witnesses_needed = needed;
    stage.shown.lock().unwrap().notes.push(stage.people.sign(&roster, 2));
}

#[tokio::test]
async fn silence_is_noticed_whatever_hour_the_server_writes_on_an_old_head() {
    let stage = Stage::new().await;
    show(&stage, HONEST.head((64, WHOLE), 0, 30));
    let book = stage.synced().await;
    assert_eq!(book.ledger().as_ref().unwrap().silent, Some(30));
    assert!(book.warnings().iter().any(|warning| warning.contains("silent for more than a day")));
    show(&stage, HONEST.head((128, WHOLE), 64, 0));
    assert_eq!(judged(&stage).await.unwrap().silent, None);
    stage.clock.advance(27 * 3600);
    show(&stage, HONEST.head((128, WHOLE), 128, -27));
    assert_eq!(judged(&stage).await.unwrap().silent, Some(27));
}

#[tokio::test]
async fn a_week_in_which_too_little_was_published_is_a_gap() {
    let stage = Stage::new().await;
    show(&stage, HONEST.head((64, WHOLE), 0, 0));
    judged(&stage).await.unwrap();
    stage.clock.advance(7 * 86_400);
    show(&stage, HONEST.head((192, WHOLE), 64, -7 * 24));
    let gap = judged(&stage).await.unwrap().gap.unwrap();
    assert_eq!((gap.days, gap.publications), (7, 2));
}

#[tokio::test]
async fn the_page_shows_each_witness_and_whether_they_are_enough() {
    let mut browser = Browser::unlocked().await;
    name_the_log(&browser.stage, &[2, 3], 2);
    show(&browser.stage, HONEST.witnessed((64, WHOLE), 0, 1, &[2]));
    let page = browser.get("/ledger").await.text();
    assert!(page.contains("Not enough yet: 1 have signed, 2 needed"), "{page}");
    assert!(
        page.contains("w2.example") && page.contains("Signed on 23 Nov 2026") && page.contains("Not signed")
    );
    assert!(
        page.contains("as the roster names it")
            && page.contains("Continues everything this desk has seen since 23 Nov 2026")
    );
    assert!(page.contains("64, from 1 publication.") && page.contains("23 Nov 2026, 11:00 UTC"));
    assert!(!browser.get("/").await.text().contains("Too few witnesses"), "an hour is not too long");
    browser.stage.clock.advance(3 * 3600);
    browser.desk.expire();
    let passphrase = super::visitor::KEY.1.expose_secret().to_owned();
    browser.try_passphrase(&passphrase).await;
    assert!(browser.get("/").await.text().contains("Too few witnesses have signed the ledger: 1 of 2"));
    show(&browser.stage, HONEST.witnessed((64, WHOLE), 64, 1, &[2, 3]));
    assert!(browser.get("/ledger").await.text().contains("Enough: 2 have signed, 2 needed"));
}

#[tokio::test]
async fn the_page_of_a_fork_hands_out_both_signed_heads() {
    let mut browser = Browser::unlocked().await;
    let honest = HONEST.head((128, WHOLE), 0, 6);
    show(&browser.stage, honest.clone());
    let page = browser.get("/ledger").await.text();
    assert!(page.contains("A key that no roster names") && page.contains("The roster names no witnesses"));
    assert_eq!(browser.get("/ledger/evidence").await.status, StatusCode::NOT_FOUND);
    let forked = HONEST.head((192, 70), 128, 0);
    show(&browser.stage, forked.clone());
    let page = browser.get("/ledger").await.text();
    assert!(
        page.contains("The ledger contradicted itself") && page.contains("What this desk saw last"),
        "{page}"
    );
    let file = browser.get("/ledger/evidence").await;
    assert_eq!(file.headers[CONTENT_DISPOSITION], "attachment; filename=\"ledger-evidence.txt\"");
    assert!(file.text().contains(&honest.checkpoint) && file.text().contains(&forked.checkpoint));
    assert!(browser.get("/").await.text().contains("does not continue what this desk has seen before"));
}

#[tokio::test]
async fn looking_at_the_ledger_reads_no_case() {
    let mut browser = Browser::unlocked().await;
    let case = super::made::TestCase::busy(1, &browser.stage);
    browser.stage.show(&case);
    show(&browser.stage, HONEST.head((64, WHOLE), 0, 6));
    browser.get("/ledger").await;
    assert_eq!(browser.stage.shown.lock().unwrap().entries[&case.id].len(), case.entries.len());
    browser.get("/").await;
    assert_eq!(browser.stage.shown.lock().unwrap().entries[&case.id].len(), case.entries.len() + 1);
}
