use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::*;
use crate::api::wire::RosterChain;
use crate::clock::Day;
use crate::crypto::keyfile::StaffKey;
use crate::crypto::note::{read_unverified, sign_new};
use crate::ledger::entry::{ADMINISTRATION, Event, OVERSIGHT, Reason};
use crate::model::id::ItemId;
use crate::model::roster::{Channel, FORMAT, Keyholder, Member, Policy, Role, Roster};
use crate::secret::Secret;

const CASE: CaseId = CaseId::from_bytes([7; 16]);

pub(crate) fn staff(seed: u8) -> StaffKey {
    StaffKey::from_seed(&Secret::new([seed; 32])).unwrap()
}

pub(crate) fn people() -> People {
    let member = |seed: u8, role| Member {
        id: staff(seed).member_id(),
        name: format!("Member {seed}"),
        roles: vec![role],
        recipient: staff(seed).recipient().to_string(),
        verification_key: HEXLOWER.encode(staff(seed).verifying_key().as_bytes()),
        until: Day::from_number(30_000),
        succeeds: None,
    };
    let keyholder = staff(9);
    let roster = Roster {
        format: FORMAT.into(),
        version: 1,
        previous: None,
        administration: "Valdoria".into(),
        issued: Day::from_number(1),
        expires: Day::from_number(30_000),
        quorum: 1,
        keyholders: vec![Keyholder {
            name: "k".into(),
            verification_key: HEXLOWER.encode(keyholder.verifying_key().as_bytes()),
        }],
        recovery: staff(8).recipient().to_string(),
        channels: vec![Channel {
            id: "audit".into(),
            name: "Audit".into(),
            team: vec![staff(1).member_id(), staff(2).member_id()],
        }],
        members: vec![
            member(1, Role::Intake),
            member(2, Role::Head),
            member(3, Role::Oversight),
            member(11, Role::Investigator),
            member(12, Role::Investigator),
            member(13, Role::Investigator),
        ],
        ledger: None,
        witnesses: Vec::new(),
        policy: Policy::default(),
    };
    let note = sign_new(&roster, "k", keyholder.signing_key()).unwrap();
    let genesis = read_unverified(&note).unwrap().1;
    People::verify(&RosterChain { notes: vec![String::from_utf8(note).unwrap()] }, &genesis).unwrap()
}

fn reporter() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn line(head: &ChainHead, entry: &SignedEntry, opener: &Identity) -> EntryLine {
    let data = entry.seal(&[opener.recipient()]).unwrap();
    let seed = u8::try_from(head.next % 250).unwrap();
    EntryLine {
        sequence: head.next,
        r: HEXLOWER.encode(&[seed; 32]),
        data,
        index: Some(head.next),
        taken_over: Vec::new(),
    }
}

/// A chain of a report and then reads by members 1 and 2 in turn.
fn chain(opener: &Identity, length: u64) -> Vec<EntryLine> {
    let mut lines = Vec::new();
    let mut head = ChainHead::default();
    for number in 0..length {
        let (actor, key, event) = if number == 0 {
            let event = Event::ReportReceived { item: ItemId::from_bytes([1; 16]), sha256: "00".into() };
            (Actor::Reporter, reporter(), event)
        } else {
            let member = staff(if number % 2 == 0 { 1 } else { 2 });
            let event = Event::Read { up_to: 0, reason: Reason::Casework };
            (Actor::Member(member.member_id()), member.signing_key().clone(), event)
        };
        let statement = Statement::next(CASE, &head, actor, Day::from_number(20_000), event);
        let line = line(&head, &SignedEntry::sign(&statement, &key).unwrap(), opener);
        head = ChainHead::after(line.sequence, &line.data);
        lines.push(line);
    }
    lines
}

fn judge(lines: Vec<EntryLine>, opener: &Identity) -> ExaminedChain {
    let people = people();
    let reporter = reporter().verifying_key();
    let signers = Signers { people: &people, reporter: Some(&reporter), log: &[] };
    examine(CASE, lines, &[opener], &signers)
}

#[test]
fn an_honest_chain_verifies_whole_in_whatever_order_it_comes() {
    let opener = Identity::generate();
    let mut lines = chain(&opener, 4);
    lines.reverse();
    let examined = judge(lines, &opener);
    assert_eq!((examined.faults(), examined.verified().count()), (0, 4));
    assert_eq!((examined.head.next, examined.leaves.len()), (4, 4));
}

#[test]
fn without_the_reporters_key_their_entries_are_shown_and_said_not_to_be_checked() {
    let opener = Identity::generate();
    let people = people();
    let signers = Signers { people: &people, reporter: None, log: &[] };
    let examined = examine(CASE, chain(&opener, 2), &[&opener], &signers);
    let signed: Vec<_> = examined.verified().map(|entry| entry.signed).collect();
    assert_eq!(signed, [Signed::NotForUs, Signed::Held]);
}

#[test]
fn what_another_signed_says_the_wrong_thing_or_stands_elsewhere_is_refused() {
    let opener = Identity::generate();
    let whole = chain(&opener, 3);
    let head = ChainHead::after(1, &whole[1].data);
    let day = Day::from_number(20_000);
    let read = Event::Read { up_to: 0, reason: Reason::Casework };
    let member = Actor::Member(staff(1).member_id());
    let put = |chain, actor, event: &Event, key: &StaffKey, head: &ChainHead| {
        let statement = Statement::next(chain, head, actor, day, event.clone());
        let entry = SignedEntry::sign(&statement, key.signing_key()).unwrap();
        let mut lines = whole.clone();
        lines[2] = EntryLine { sequence: 2, ..line(head, &entry, &opener) };
        let examined = judge(lines, &opener);
        match examined.spots[2] {
            Spot::Rejected { why, .. } => Some(why),
            Spot::Verified(_) | Spot::Missing { .. } => None,
        }
    };
    let one = staff(1);
    assert_eq!(put(CASE, member, &read, &one, &head), None);
    let signature = Refused::Entry(EntryError::Signature);
    assert_eq!(put(CASE, member, &read, &staff(2), &head), Some(signature));
    assert_eq!(
        put(CASE, Actor::Member(staff(6).member_id()), &read, &staff(6), &head),
        Some(Refused::UnknownActor)
    );
    assert_eq!(put(CASE, Actor::Reporter, &read, &one, &head), Some(Refused::NotTheirs));
    assert_eq!(put(CaseId::from_bytes([8; 16]), member, &read, &one, &head), Some(Refused::OtherChain));
    let roster = Event::RosterChanged { roster: 2, sha256: String::new() };
    assert_eq!(put(CASE, Actor::Server, &roster, &one, &head), Some(Refused::NotTheirs));
    let elsewhere = ChainHead { next: 5, ..head };
    assert_eq!(put(CASE, member, &read, &one, &elsewhere), Some(Refused::OtherPlace));
}

#[test]
fn a_destruction_counts_only_with_two_different_people() {
    let opener = Identity::generate();
    let people = people();
    let log = [SigningKey::from_bytes(&[4; 32]).verifying_key()];
    let judge = |approver: &StaffKey, second: &StaffKey| {
        let event = Event::Shredded {
            case: CASE,
            approver: approver.member_id(),
            reason: "retention".into(),
            leaves: Vec::new(),
            proposed_after: None,
        };
        let actor = Actor::Member(staff(1).member_id());
        let statement =
            Statement::next(ADMINISTRATION, &ChainHead::default(), actor, Day::from_number(20_000), event);
        let entry = SignedEntry::sign(&statement, staff(1).signing_key()).unwrap();
        let entry = entry.countersign(second.signing_key()).unwrap();
        let signers = Signers { people: &people, reporter: None, log: &log };
        examine(ADMINISTRATION, vec![line(&ChainHead::default(), &entry, &opener)], &[&opener], &signers)
            .faults()
    };
    assert_eq!(judge(&staff(2), &staff(2)), 0);
    assert_eq!(judge(&staff(2), &staff(1)), 1, "the proposer twice");
    assert_eq!(judge(&staff(1), &staff(1)), 1, "the proposer as the approver");
}

#[test]
fn a_look_into_the_log_counts_only_by_oversight_and_in_its_own_chain() {
    let opener = Identity::generate();
    let people = people();
    let judge = |author: &StaffKey, chain: CaseId| {
        let event = Event::LogRead { case: Some(CASE), reason: "Quarterly review".into() };
        let actor = Actor::Member(author.member_id());
        let statement = Statement::next(chain, &ChainHead::default(), actor, Day::from_number(20_000), event);
        let entry = SignedEntry::sign(&statement, author.signing_key()).unwrap();
        let signers = Signers { people: &people, reporter: None, log: &[] };
        let lines = vec![line(&ChainHead::default(), &entry, &opener)];
        let examined = examine(chain, lines, &[&opener], &signers);
        match examined.spots[0] {
            Spot::Rejected { why, .. } => Some(why),
            Spot::Verified(_) | Spot::Missing { .. } => None,
        }
    };
    assert_eq!(judge(&staff(3), OVERSIGHT), None);
    assert_eq!(judge(&staff(1), OVERSIGHT), Some(Refused::UnknownActor), "an intake officer");
    assert_eq!(judge(&staff(3), CASE), Some(Refused::NotTheirs));
    assert_eq!(judge(&staff(3), ADMINISTRATION), Some(Refused::NotTheirs));
}

#[test]
fn one_place_in_the_log_serves_one_entry() {
    let opener = Identity::generate();
    let mut lines = chain(&opener, 2);
    lines[1].index = lines[0].index;
    let found = judge(lines, &opener);
    assert!(matches!(found.spots[1], Spot::Rejected { why: Refused::SharedLeaf, .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_taken_out_of_a_chain_before_its_end_shows(length in 2_u64..7, at in any::<prop::sample::Index>()) {
        let opener = Identity::generate();
        let mut lines = chain(&opener, length);
        let at = at.index(lines.len().saturating_sub(1));
        lines.remove(at);
        let examined = judge(lines, &opener);
        let (from, spots) = (u64::try_from(at).unwrap(), &examined.spots);
        prop_assert!(spots.contains(&Spot::Missing { from, to: from }), "{:?}", spots);
        prop_assert!(examined.faults() >= 2, "the gap, and the link after it");
    }

    #[test]
    fn two_entries_that_change_places_are_refused_in_both(length in 3_u64..7, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let opener = Identity::generate();
        let mut lines = chain(&opener, length);
        let (a, b) = (a.index(lines.len()), b.index(lines.len()));
        prop_assume!(a != b);
        let data = lines[a].data.clone();
        lines[a].data = std::mem::replace(&mut lines[b].data, data);
        let examined = judge(lines, &opener);
        for place in [a, b] {
            let refused = matches!(examined.spots[place], Spot::Rejected { why: Refused::OtherPlace, .. });
            prop_assert!(refused, "at {}", place);
        }
    }

    #[test]
    fn whatever_bytes_are_delivered_a_spot_stands_for_each_line(
        lines in proptest::collection::vec((0_u64..9, "[0-9a-f]{0,70}", proptest::collection::vec(any::<u8>(), 0..80)), 0..8),
    ) {
        let lines: Vec<EntryLine> =
            lines.into_iter().map(|(sequence, r, data)| EntryLine { sequence, r, data, ..EntryLine::default() }).collect();
        let delivered = lines.len();
        let examined = judge(lines, &Identity::generate());
        let shown = examined.spots.iter().filter(|spot| !matches!(spot, Spot::Missing { .. })).count();
        prop_assert_eq!(shown, delivered);
        prop_assert_eq!(examined.verified().count(), 0);
    }
}
