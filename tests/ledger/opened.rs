//! A dishonest server that fits everything together again, found with the key of oversight.

use ed25519_dalek::SigningKey;
use redchannel::ledger::entry::{ADMINISTRATION, Actor, Event, Reason};
use redchannel::ledger::verify::{Fault, Finding, Place, Verdict};
use redchannel::model::id::ItemId;

use super::forge::Forge;
use super::scene::{BUSY, DESTROYED, QUIET, Scene, WAITING_CASE, admin, case, day};

type Row = (&'static str, fn(&Scene, &mut Forge) -> Vec<Finding>);

fn entry(form: [u8; 16], sequence: u64, fault: Fault) -> Finding {
    Finding { place: Place::Entry(case(form), sequence), fault }
}

fn leaf(index: u64) -> Finding {
    Finding { place: Place::Leaf(1, index), fault: Fault::Uncovered }
}

fn item(form: [u8; 16], sequence: u64, fault: Fault) -> Finding {
    Finding { place: Place::Item(case(form), sequence), fault }
}

fn act(place: Place, fault: Fault) -> Vec<Finding> {
    vec![Finding { place, fault }]
}

const READ: Event = Event::Read { up_to: 0, reason: Reason::Casework };

fn author_rows() -> Vec<Row> {
    vec![
        ("another member named as the one who read", |scene, forge| {
            let head = scene.world.people.head.member_id();
            forge.change(case(BUSY), 3, |statement| statement.actor = Actor::Member(head));
            let intake = forge.key(scene.world.people.intake.member_id());
            forge.draft(case(BUSY), 3).signers = vec![intake];
            vec![entry(BUSY, 3, Fault::Signature)]
        }),
        ("a member who was not in the roster any more", |scene, forge| {
            let gone = scene.world.people.investigator.member_id();
            forge.add(case(BUSY), (Actor::Member(gone), day(14)), READ, scene.export.pad_from(256));
            vec![entry(BUSY, 6, Fault::NotInRoster)]
        }),
        ("a member who was not in the roster yet", |scene, forge| {
            let newcomer = Actor::Member(scene.world.people.stranger.member_id());
            forge.change(case(QUIET), 1, |statement| {
                (statement.actor, statement.day) = (newcomer, day(10));
            });
            vec![entry(QUIET, 1, Fault::NotInRoster)]
        }),
        ("the administrator", |_, forge| {
            let admin = Actor::Member(admin().member_id());
            forge.change(case(QUIET), 1, |statement| statement.actor = admin);
            vec![entry(QUIET, 1, Fault::NotAReader)]
        }),
        ("a member answers in the reporter's name", |scene, forge| {
            let intake = forge.key(scene.world.people.intake.member_id());
            forge.draft(case(BUSY), 1).signers = vec![intake];
            vec![entry(BUSY, 1, Fault::ForgedReporter)]
        }),
        ("the server answers in the reporter's name", |_, forge| {
            let log = SigningKey::from_bytes(&crate::support::world::LEDGER_KEY);
            forge.draft(case(BUSY), 1).signers = vec![log];
            vec![entry(BUSY, 1, Fault::ForgedReporter)]
        }),
        ("a member as the author of a report", |scene, forge| {
            let intake = Actor::Member(scene.world.people.intake.member_id());
            forge.change(case(BUSY), 0, |statement| statement.actor = intake);
            vec![entry(BUSY, 0, Fault::Actor)]
        }),
        ("a roster taken up under another key than the log's", |_, forge| {
            forge.draft(ADMINISTRATION, 1).signers = vec![SigningKey::from_bytes(&[1; 32])];
            act(Place::Entry(ADMINISTRATION, 1), Fault::Signature)
        }),
        ("two signatures where one belongs", |scene, forge| {
            let intake = forge.key(scene.world.people.intake.member_id());
            forge.draft(case(BUSY), 3).signers.push(intake);
            vec![entry(BUSY, 3, Fault::Signature)]
        }),
    ]
}

fn place_rows() -> Vec<Row> {
    vec![
        ("the end of a chain cut off", |_, forge| {
            let index = forge.remove(case(BUSY), 5);
            vec![leaf(index)]
        }),
        ("a chain cut in the middle", |_, forge| {
            let index = forge.remove(case(BUSY), 2);
            vec![entry(BUSY, 2, Fault::Gap), item(BUSY, 2, Fault::ItemUnnamed), leaf(index)]
        }),
        ("a chain cut in the middle and numbered anew", |_, forge| {
            let index = forge.remove(case(BUSY), 2);
            for at in 2..5 {
                forge.change(case(BUSY), at, |statement| statement.sequence -= 1);
            }
            vec![item(BUSY, 2, Fault::ItemUnnamed), leaf(index)]
        }),
        ("an entry that names another one before it", |_, forge| {
            forge.change(case(BUSY), 4, |statement| statement.previous = Some("00".repeat(32)));
            forge.draft(case(BUSY), 4).keeps_previous = true;
            vec![entry(BUSY, 4, Fault::Chain)]
        }),
        ("a first entry that names one before it", |_, forge| {
            forge.change(case(QUIET), 0, |statement| statement.previous = Some("00".repeat(32)));
            forge.draft(case(QUIET), 0).keeps_previous = true;
            vec![entry(QUIET, 0, Fault::Chain)]
        }),
        ("an entry of another case", |_, forge| {
            // The records still put it where it was.
            forge.draft(case(BUSY), 3).statement.chain = case(WAITING_CASE);
            vec![entry(BUSY, 3, Fault::Misplaced)]
        }),
        ("what belongs to no case, in a case", |_, forge| {
            forge.change(case(QUIET), 1, |statement| {
                statement.actor = Actor::Server;
                statement.event = Event::RosterChanged { roster: 1, sha256: String::new() };
            });
            vec![entry(QUIET, 1, Fault::Kind)]
        }),
        ("a look into the log, in a case", |_, forge| {
            forge.change(case(QUIET), 1, |statement| {
                statement.event = Event::LogRead { case: None, reason: "review".into() };
            });
            // Whoever signed it there belongs to no oversight either.
            vec![entry(QUIET, 1, Fault::Kind), entry(QUIET, 1, Fault::NotAReader)]
        }),
        ("a case that does not begin with its report", |_, forge| {
            forge.change(case(WAITING_CASE), 0, |statement| {
                let (item, sha256) = statement.event.item().map(|(item, hash)| (item, hash.clone())).unwrap();
                statement.event = Event::FollowupReceived { item, sha256 };
            });
            act(Place::Chain(case(WAITING_CASE)), Fault::NoReport)
        }),
        ("something sealed that is no entry", |_, forge| {
            forge.draft(case(BUSY), 5).sealed = Some(vec![1; 1024]);
            vec![entry(BUSY, 5, Fault::Damaged)]
        }),
    ]
}

fn day_rows() -> Vec<Row> {
    vec![
        ("a read dated back by days", |_, forge| {
            forge.change(case(QUIET), 3, |statement| statement.day = day(5));
            vec![entry(QUIET, 3, Fault::BackDated)]
        }),
        ("a read dated after it was published", |_, forge| {
            forge.change(case(QUIET), 3, |statement| statement.day = day(14));
            vec![entry(QUIET, 3, Fault::PostDated)]
        }),
        ("a report that waits, dated tomorrow but one", |_, forge| {
            forge.change(case(WAITING_CASE), 0, |statement| statement.day = day(16));
            vec![entry(WAITING_CASE, 0, Fault::PostDated)]
        }),
        ("a report that waits for a week, queued anew each day", |_, forge| {
            forge.change(case(WAITING_CASE), 0, |statement| statement.day = day(7));
            vec![entry(WAITING_CASE, 0, Fault::Waits(7))]
        }),
    ]
}

fn item_rows() -> Vec<Row> {
    vec![
        ("an item exchanged", |_, forge| {
            forge.files.items(case(BUSY), |line| line.items[1].sha256 = "00".repeat(32));
            vec![item(BUSY, 1, Fault::ItemDiffers)]
        }),
        ("an item taken away", |_, forge| {
            forge.files.items(case(BUSY), |line| drop(line.items.remove(1)));
            vec![entry(BUSY, 1, Fault::ItemMissing)]
        }),
        ("an item without an entry", |_, forge| {
            forge.files.items(case(BUSY), |line| {
                let mut more = line.items[1].clone();
                (more.item, more.sequence) = (ItemId::from_bytes([5; 16]), 4);
                line.items.push(more);
            });
            vec![item(BUSY, 4, Fault::ItemUnnamed)]
        }),
        ("all items of a case taken away", |scene, forge| {
            let busy = scene.export.lines("items.jsonl");
            let rest = busy.iter().filter(|line| line["chain"] != case(BUSY).to_string().as_str());
            let rest: Vec<_> = rest.cloned().collect();
            forge.files.put_lines("items.jsonl", &rest);
            [0, 1, 2, 4].map(|sequence| entry(BUSY, sequence, Fault::ItemMissing)).to_vec()
        }),
        ("two entries about one item", |_, forge| {
            let first = forge.chains[&case(BUSY)][1].statement.event.clone();
            forge.change(case(BUSY), 2, |statement| statement.event = first);
            vec![entry(BUSY, 2, Fault::ItemTwice), item(BUSY, 2, Fault::ItemUnnamed)]
        }),
        ("the reporter's copy of an answer exchanged", |_, forge| {
            forge.files.items(case(BUSY), |line| line.copies[0].sha256 = "00".repeat(32));
            vec![item(BUSY, 3, Fault::CopyDiffers)]
        }),
        ("a copy that nobody wrote", |_, forge| {
            forge.files.items(case(QUIET), |line| {
                let item = line.items[1].item;
                let sha256 = "00".repeat(32);
                line.copies.push(redchannel::ledger::export::CopyLine { item, sha256 });
            });
            vec![item(QUIET, 1, Fault::CopyUnnamed)]
        }),
    ]
}

const SHREDDED: usize = 3;

fn shred(forge: &mut Forge, change: impl FnOnce(&mut Event)) {
    forge.change(ADMINISTRATION, SHREDDED, |statement| change(&mut statement.event));
}

#[expect(clippy::too_many_lines, reason = "a table: each row is read by itself")]
fn destruction_rows() -> Vec<Row> {
    vec![
        ("a destruction with one signature", |_, forge| {
            forge.draft(ADMINISTRATION, SHREDDED).signers.truncate(1);
            act(Place::Entry(ADMINISTRATION, 3), Fault::OnePerson)
        }),
        ("a destruction signed twice by one person", |scene, forge| {
            let head = scene.world.people.head.member_id();
            forge.change(ADMINISTRATION, SHREDDED, |statement| statement.actor = Actor::Member(head));
            act(Place::Entry(ADMINISTRATION, 3), Fault::OnePerson)
        }),
        ("a destruction by two of whom nobody leads", |scene, forge| {
            let other = scene.world.people.stranger.member_id();
            shred(forge, |event| {
                if let Event::Shredded { approver, .. } = event {
                    *approver = other;
                }
            });
            act(Place::Entry(ADMINISTRATION, 3), Fault::NobodyLeads)
        }),
        ("a destruction that the administrator agreed to", |_, forge| {
            shred(forge, |event| {
                if let Event::Shredded { approver, .. } = event {
                    *approver = admin().member_id();
                }
            });
            act(Place::Entry(ADMINISTRATION, 3), Fault::NotAReader)
        }),
        ("a second signature that is not the one named", |scene, forge| {
            let intake = forge.key(scene.world.people.intake.member_id());
            forge.draft(ADMINISTRATION, SHREDDED).signers[1] = intake;
            act(Place::Entry(ADMINISTRATION, 3), Fault::Signature)
        }),
        ("a destruction that names too few leaves", |scene, forge| {
            shred(forge, |event| {
                if let Event::Shredded { leaves, .. } = event {
                    leaves.clear();
                }
            });
            vec![leaf(scene.export.unexplained()[0])]
        }),
        ("a destruction that names too many leaves", |_, forge| {
            shred(forge, |event| {
                if let Event::Shredded { leaves, .. } = event {
                    leaves.push("00".repeat(32));
                }
            });
            act(Place::Entry(ADMINISTRATION, 3), Fault::NamesOthers)
        }),
        ("a destruction of a case that is still there", |_, forge| {
            shred(forge, |event| {
                if let Event::Shredded { case: named, .. } = event {
                    *named = case(QUIET);
                }
            });
            act(Place::Chain(case(QUIET)), Fault::NotDestroyed)
        }),
        ("the entry of a destruction taken away", |scene, forge| {
            let index = forge.remove(ADMINISTRATION, SHREDDED);
            let mut open = [index, scene.export.unexplained()[0]];
            open.sort_unstable();
            open.map(leaf).to_vec()
        }),
    ]
}

fn roster_rows() -> Vec<Row> {
    vec![
        ("a roster taken away", |_, forge| {
            forge.files.0.remove("rosters/3.note");
            // The newcomer of version 3 did nothing yet; the entry that it was taken up remains.
            act(Place::Roster(3), Fault::RosterMissing)
        }),
        ("a roster altered", |_, forge| {
            let text = forge.files.text("rosters/3.note").replace("Investigator 2", "Investigator X");
            forge.files.0.insert("rosters/3.note".into(), text.into_bytes());
            let fault = "the roster is not a readable signed note".to_owned();
            vec![
                Finding { place: Place::Roster(3), fault: Fault::RosterChain(fault) },
                Finding { place: Place::Roster(3), fault: Fault::RosterMissing },
            ]
        }),
        ("an entry that another roster was taken up", |_, forge| {
            forge.change(ADMINISTRATION, 2, |statement| {
                statement.event = Event::RosterChanged { roster: 3, sha256: "00".repeat(32) };
            });
            act(Place::Roster(3), Fault::RosterDiffers)
        }),
        ("a roster that no entry mentions", |_, forge| {
            let second = forge.chains[&ADMINISTRATION][1].statement.event.clone();
            forge.change(ADMINISTRATION, 2, |statement| statement.event = second);
            act(Place::Roster(3), Fault::RosterUnsaid)
        }),
    ]
}

async fn check(rows: Vec<Row>) {
    let scene = Scene::new().await;
    for (what, tamper) in rows {
        let mut forge = Forge::new(&scene);
        let expected = tamper(&scene, &mut forge);
        let export = forge.render();
        let report = scene.check(&export, &[scene.oversight()], &[]);
        assert_eq!(report.findings.kept, expected, "{what}");
        assert_eq!(report.findings.verdict(), Verdict::Tampered, "{what}");
    }
}

#[tokio::test]
async fn a_ledger_written_anew_without_a_lie_is_valid() {
    let scene = Scene::new().await;
    let export = Forge::new(&scene).render();
    assert_eq!(scene.findings(&export), []);
    assert_ne!(export.0["log/1/checkpoint"], scene.export.0["log/1/checkpoint"]);
}

#[tokio::test]
async fn entries_in_the_name_of_others_are_found() {
    check(author_rows()).await;
}

#[tokio::test]
async fn entries_in_the_wrong_place_are_found() {
    check(place_rows()).await;
}

#[tokio::test]
async fn entries_with_wrong_days_are_found() {
    check(day_rows()).await;
}

#[tokio::test]
async fn items_that_are_not_what_the_entries_say_are_found() {
    check(item_rows()).await;
}

#[tokio::test]
async fn unlawful_destructions_are_found() {
    check(destruction_rows()).await;
}

#[tokio::test]
async fn rosters_that_were_exchanged_are_found() {
    check(roster_rows()).await;
}

#[tokio::test]
async fn a_case_destroyed_lawfully_stays_explained_though_its_entries_are_gone() {
    let scene = Scene::new().await;
    assert!(!scene.export.text("records/log-1.jsonl").contains(&case(DESTROYED).to_string()));
    assert_eq!(scene.export.unexplained().len(), 1);
    assert_eq!(scene.findings(&scene.export), []);
}
