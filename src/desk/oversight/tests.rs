use super::*;
use crate::desk::casebook::chain::Link;
use crate::desk::casebook::entries::tests::{people, staff};
use crate::desk::casebook::entries::{Refused, Signed, Spot};
use crate::ledger::entry::{Actor, ChainHead, EntryError, Reason, Statement};
use crate::model::id::ItemId;

const TODAY: Day = Day::from_number(20_100);

/// A chain of what these members did on these days, all of it verified and published.
fn chain(seed: u8, done: &[(u8, i64, Event)]) -> OpenedChain {
    let id = CaseId::from_bytes([seed; 16]);
    let spot = |(place, (member, day, event)): (u64, &(u8, i64, Event))| {
        let actor = if *member == 0 { Actor::Reporter } else { Actor::Member(staff(*member).member_id()) };
        let head = ChainHead { next: place, previous: None };
        let statement = Statement::next(id, &head, actor, Day::from_number(*day), event.clone());
        Spot::Verified(Box::new(VerifiedEntry {
            statement,
            signed: Signed::Held,
            link: Link::Whole,
            index: Some(place),
            leaf: [0; 32],
        }))
    };
    let spots = (0..).zip(done).map(spot).collect();
    OpenedChain { id, examined: ExaminedChain { spots, ..ExaminedChain::default() } }
}

fn read(reason: Reason) -> Event {
    Event::Read { up_to: 0, reason }
}

fn report() -> Event {
    Event::ReportReceived { item: ItemId::from_bytes([1; 16]), sha256: String::new() }
}

fn reply() -> Event {
    Event::ReplySent { item: ItemId::from_bytes([2; 16]), sha256: String::new(), copy_sha256: String::new() }
}

fn look(chains: &[OpenedChain]) -> Overview {
    tally(chains, (staff(3).member_id(), &people()), TODAY)
}

#[test]
fn entries_are_counted_by_month_and_kind() {
    let day = 20_000;
    let one = chain(1, &[(0, day, report()), (1, day, read(Reason::Casework)), (1, day + 1, reply())]);
    let two = chain(2, &[(0, day + 40, report())]);
    let seen = look(&[one, two]);
    let rows: Vec<_> = seen.months.iter().map(|row| (row.counts, row.total)).collect();
    assert_eq!(rows, [([1, 0, 0, 0, 0, 0], 1), ([1, 0, 1, 1, 0, 0], 3)], "the newest month first");
    assert_eq!((seen.cases, seen.entries), (2, 4));
    assert_eq!(seen.faults, Faults::default());
}

#[test]
fn reads_without_a_reason_and_of_cases_only_read_are_counted_per_member() {
    let one =
        chain(1, &[(1, 20_000, read(Reason::None)), (1, 20_001, reply()), (2, 20_002, read(Reason::None))]);
    let two = chain(2, &[(1, 20_000, read(Reason::Casework))]);
    let rows: Vec<_> = look(&[one, two])
        .reading
        .into_iter()
        .map(|row| (row.member, row.reads, row.without_reason, row.only_read))
        .collect();
    assert_eq!(rows, [("Member 1".to_owned(), 2, 1, 1), ("Member 2".to_owned(), 1, 1, 1)]);
}

#[test]
fn whoever_reads_far_more_than_others_of_the_role_stands_out_and_whoever_acts_does_not() {
    let day = 20_000;
    let reads = |member: u8, times: u8, act: bool| {
        let one = move |number: u8| {
            let mut done = vec![(member, day, read(Reason::Casework))];
            if act {
                done.push((member, day, reply()));
            }
            chain(member * 16 + number, &done)
        };
        (0..times).map(one)
    };
    let unusual = |first: u8, second: u8, third: u8, act: bool| {
        let chains: Vec<_> =
            reads(11, first, act).chain(reads(12, second, false)).chain(reads(13, third, false)).collect();
        let rows = look(&chains).unusual;
        rows.into_iter().map(|row| (row.member, row.only_read, row.middle)).collect::<Vec<_>>()
    };
    assert_eq!(unusual(7, 2, 1, false), [("Member 11".to_owned(), 7, 2)]);
    assert_eq!(unusual(6, 2, 1, false), [], "three times is not more than three times");
    assert_eq!(unusual(7, 2, 1, true), [], "who acts in a case may read it");
    assert_eq!(unusual(4, 0, 0, false), [("Member 11".to_owned(), 4, 0)]);
    assert_eq!(unusual(3, 0, 0, false), [], "fewer than four are nothing unusual");
    let alone: Vec<_> = reads(2, 15, false).collect();
    assert_eq!(look(&alone).unusual, [], "a role of one has nobody to be compared with");
}

#[test]
fn gaps_breaks_waiting_entries_and_what_does_not_open_are_faults() {
    let mut one =
        chain(1, &[(0, 20_000, report()), (1, 20_000, reply()), (1, 20_099, reply()), (1, 20_098, reply())]);
    for (place, change) in [(1, Link::Broken), (2, Link::Whole), (3, Link::Whole)] {
        let Spot::Verified(entry) = &mut one.examined.spots[place] else { panic!("not verified") };
        entry.link = change;
        if place > 1 {
            entry.index = None;
        }
    }
    one.examined.spots.push(Spot::Missing { from: 4, to: 6 });
    let sealed = Spot::Rejected { sequence: 7, why: Refused::Entry(EntryError::Sealed), index: None };
    one.examined.spots.push(sealed.clone());
    let seen = look(&[one]).faults;
    let places: Vec<_> = seen.rows.iter().map(|row| row.place.as_str()).collect();
    assert_eq!(places, ["2", "4", "5–7", "8"], "a day is not too long to wait: {:?}", seen.rows);
    assert!(seen.rows[1].what.contains("Waits since"));

    // Oversight was there from the first roster on, and stands in no team: what does not open at a beginning is a fault, too.
    let mut two = chain(2, &[]);
    two.examined.spots = vec![sealed];
    assert_eq!(look(std::slice::from_ref(&two)).faults.rows.len(), 1);
    // Member 1 came as an intake officer: for them it may have been before their time.
    let of_member = tally(&[two], (staff(1).member_id(), &people()), TODAY);
    assert_eq!((of_member.faults.rows.len(), of_member.faults.sealed_to_others), (0, 1));
    assert_eq!(of_member.kept_from, ["Audit"]);
}

#[test]
fn the_administrations_chain_is_told_and_held_against_roster_and_cases() {
    let people = people();
    let version = people.version();
    let hash = data_encoding::HEXLOWER.encode(&version.1);
    let roster = |sha256: &str| Event::RosterChanged { roster: 1, sha256: sha256.to_owned() };
    let shredded = Event::Shredded {
        case: CaseId::from_bytes([1; 16]),
        approver: staff(2).member_id(),
        reason: "kept long enough".into(),
        leaves: vec![String::new(); 3],
        proposed_after: None,
    };
    let administration =
        chain(0, &[(1, 20_000, roster(&hash)), (1, 20_001, shredded), (1, 20_002, roster("00"))]);
    let seen = look(&[administration, chain(1, &[(0, 20_000, report())])]);
    assert!(
        seen.administration[1]
            .what
            .contains("with 3 entries. Agreed by Member 2. Reason: “kept long enough”")
    );
    let faults: Vec<_> = seen.faults.rows.iter().map(|row| row.what.as_str()).collect();
    assert!(faults[0].contains("not the one which verifies here"), "{faults:?}");
    assert!(faults[1].contains("still has its entries") && faults.len() == 2, "{faults:?}");
    assert_eq!(seen.months.iter().map(|row| row.total).sum::<usize>(), 1, "months count cases");
}
