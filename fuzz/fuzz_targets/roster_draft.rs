//! Any bytes are a draft of the next roster or are refused; what is taken follows the version in force and was proposed by nobody.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use redchannel::clock::Day;
use redchannel::crypto::draft::{RosterDraft, check};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::note::{VerifiedRoster, read_unverified, sign_new, verify_chain};
use redchannel::desk::roster::bench::Bench;
use redchannel::desk::roster::difference::changes;
use redchannel::model::roster::{Channel, FORMAT, Keyholder, Policy, Role, Roster};
use redchannel::secret::Secret;

static BEFORE: LazyLock<VerifiedRoster> = LazyLock::new(|| {
    let key = |seed: u8| StaffKey::from_seed(&Secret::new([seed; 32])).unwrap();
    let (issued, expires) = (Day::parse("2026-01-01").unwrap(), Day::parse("2027-12-31").unwrap());
    let member = |seed: u8, role| key(seed).card(&format!("M{seed}")).unwrap().member(vec![role], expires);
    let members = vec![member(1, Role::Intake), member(2, Role::Head), member(3, Role::Oversight)];
    let team = members.iter().take(2).map(|member| member.id).collect();
    let holder = key(9).card("k").unwrap().member(Vec::new(), expires);
    let roster = Roster {
        format: FORMAT.into(),
        version: 1,
        previous: None,
        administration: "A".into(),
        issued,
        expires,
        quorum: 1,
        keyholders: vec![Keyholder { name: "k".into(), verification_key: holder.verification_key }],
        recovery: key(10).recipient().to_string(),
        channels: vec![Channel { id: "a".into(), name: "A".into(), team }],
        members,
        ledger: None,
        witnesses: Vec::new(),
        policy: Policy::default(),
    };
    let note = sign_new(&roster, "k", key(9).signing_key()).unwrap();
    let (_, hash) = read_unverified(&note).unwrap();
    verify_chain(&[note], &hash).unwrap().roster
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bench) = Bench::from_file(bytes, &BEFORE) {
        assert!(bench.roster().follows(BEFORE.content(), &BEFORE.hash()));
        changes(BEFORE.content(), bench.roster());
    }
    if let Ok(draft) = serde_json::from_slice::<RosterDraft>(bytes) {
        assert!(check(&draft, &BEFORE, Day::from_number(20_700)).is_err());
    }
});
