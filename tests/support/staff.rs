//! What a desk does at the vault's door, without a desk: says that it reads, signs events, fetches.

use redchannel::api::wire::{
    CaseLine, ChainsPage, ItemsPage, PutItem, PutLogRead, PutRead, PutReply, PutWrap, SignedEvent,
};
use redchannel::clock::Day;
use redchannel::crypto::frame::FrameHeader;
use redchannel::crypto::grant::{Grant, GrantAction};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::CaseIdentity;
use redchannel::desk::pen;
use redchannel::ledger::entry::{Actor, ChainHead, Event, OVERSIGHT, Reason, SignedEntry, Statement};
use redchannel::ledger::leaf::{leaf, taken_over};
use redchannel::model::id::CaseId;
use redchannel::vault::Vault;
use redchannel::vault::staff::{self, Member, Office, PutOutcome, Sight};

use super::world::{World, hex};

/// A member as the vault knows one whose request was signed.
pub fn member(key: &StaffKey) -> Member {
    let (id, recipient) = (key.member_id(), key.recipient());
    Member { id, key: key.verifying_key(), recipient, office: Office::Reader }
}

/// All cases of a member.
pub async fn lines(vault: &Vault, key: &StaffKey) -> Vec<CaseLine> {
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = staff::my_cases(vault, &key.recipient(), Day::from_number(0), after).await.unwrap();
        lines.extend(page.cases);
        match page.next {
            Some(next) => after = Some(next),
            None => return lines,
        }
    }
}

/// A case of a member, as it stands now.
pub async fn line(vault: &Vault, key: &StaffKey, case: CaseId) -> Option<CaseLine> {
    lines(vault, key).await.into_iter().find(|line| line.case == case)
}

/// The key of a case.
pub fn identity(key: &StaffKey, line: &CaseLine) -> CaseIdentity {
    CaseIdentity::from_wrap(key.identity(), &line.wrap, line.case, line.epoch).unwrap()
}

/// An event that says nothing: where the request must be refused before anybody looks.
pub fn nothing_said() -> SignedEvent {
    SignedEvent { statement: "{}".into(), signatures: Vec::new(), audit: None, reporter: None }
}

/// An event signed by a member, today, at the end of a chain.
pub fn event(
    vault: &Vault,
    key: &StaffKey,
    case: &CaseIdentity,
    head: &ChainHead,
    event: Event,
) -> SignedEvent {
    pen::sign(case, head, (key.member_id(), key.signing_key()), vault.today(), event).unwrap()
}

/// A holder's consent, hex.
pub fn consent(
    author: &StaffKey,
    action: GrantAction,
    (case, epoch): (CaseId, u32),
    to: &StaffKey,
) -> String {
    let grant = Grant { action, case, epoch, member: to.member_id(), recipient: to.recipient() };
    grant.sign(author.member_id(), author.signing_key()).to_hex()
}

/// Gives a member a key of a case, as two holders who agree do.
pub async fn give(
    world: &World,
    (key, proposer): (&StaffKey, &StaffKey),
    case: CaseId,
    to: &StaffKey,
    inner: Vec<u8>,
) -> Option<PutOutcome> {
    let line = line(&world.vault, key, case).await.unwrap();
    let said = Event::WrapAdded {
        member: to.member_id(),
        epoch: line.epoch,
        sha256: hex(&sha256(&[&inner])),
        proposer: Some(proposer.member_id()),
    };
    let event = event(&world.vault, key, &identity(key, &line), &line.chain, said);
    let consent = Some(consent(proposer, GrantAction::Add, (case, line.epoch), to));
    let wrap = PutWrap { epoch: line.epoch, recipient: to.recipient().to_string(), inner, consent, event };
    staff::put_wrap(&world.vault, &member(key), case, &wrap).await.unwrap()
}

/// Says in the ledger that a member reads a case today.
pub async fn say_read(vault: &Vault, key: &StaffKey, case: CaseId) -> Option<PutOutcome> {
    let line = line(vault, key, case).await?;
    let event = event(
        vault,
        key,
        &identity(key, &line),
        &line.chain,
        Event::Read { up_to: line.last_sequence, reason: Reason::Casework },
    );
    staff::put_read(vault, &member(key), case, &PutRead { event }).await.unwrap()
}

/// What a member of oversight signs before the log of all cases, or of one, is shown to them.
pub fn log_read(
    vault: &Vault,
    key: &StaffKey,
    head: &ChainHead,
    (case, reason): (Option<CaseId>, &str),
) -> PutLogRead {
    let event = Event::LogRead { case, reason: reason.into() };
    let statement = Statement::next(OVERSIGHT, head, Actor::Member(key.member_id()), vault.today(), event);
    let signed = SignedEntry::sign(&statement, key.signing_key()).unwrap();
    let (statement, signatures) = (signed.text().to_owned(), signed.signatures());
    PutLogRead { event: SignedEvent { statement, signatures, audit: None, reporter: None } }
}

/// Says in the ledger that a member of oversight reads the log of all cases, or of one, today.
pub async fn say_log_read(vault: &Vault, key: &StaffKey, case: Option<CaseId>) -> Option<PutOutcome> {
    let say = async |head: &ChainHead| {
        let put = log_read(vault, key, head, (case, "Quarterly review"));
        staff::put_log_read(vault, &member(key), &put).await.unwrap()
    };
    match say(&ChainHead::default()).await {
        Some(PutOutcome::Conflict { chain, .. }) => say(&chain).await,
        other => other,
    }
}

/// A page of what oversight is shown of all cases, after saying that it reads the log.
pub async fn chains(vault: &Vault, key: &StaffKey, after: Option<CaseId>) -> ChainsPage {
    assert_eq!(say_log_read(vault, key, None).await, Some(PutOutcome::Stored));
    match staff::chains(vault, &member(key), after).await.unwrap() {
        Sight::Seen(page) => page,
        Sight::Hidden | Sight::ReadFirst => panic!("nothing is shown to oversight"),
    }
}

/// The items of a case after a place; `None` if it is not the member's.
pub async fn items(vault: &Vault, key: &StaffKey, case: CaseId, after: Option<u64>) -> Option<ItemsPage> {
    say_read(vault, key, case).await;
    match staff::items(vault, &key.recipient(), case, after).await.unwrap() {
        Sight::Seen(page) => Some(page),
        Sight::Hidden => None,
        Sight::ReadFirst => panic!("the read was not taken"),
    }
}

/// Stores a reply that was sealed for the case and for the reporter, with its event.
pub async fn put_reply(
    world: &World,
    key: &StaffKey,
    case: CaseId,
    (header, data, copy): (&FrameHeader, Vec<u8>, Vec<u8>),
) -> PutOutcome {
    let line = line(&world.vault, key, case).await.unwrap();
    let hash = |bytes: &[u8]| hex(&sha256(&[bytes]));
    let said = Event::ReplySent { item: header.item, sha256: hash(&data), copy_sha256: hash(&copy) };
    let event = event(&world.vault, key, &identity(key, &line), &line.chain, said);
    let item = PutItem { item: header.item, sequence: header.sequence, epoch: 0, data, event, state: None };
    staff::put_reply(&world.vault, &member(key), case, &PutReply { item, copy }).await.unwrap().unwrap()
}

/// The leaves that a destruction names of an entry, hex: in the log that it was made for, and in those that took it over.
pub fn leaves_of(line: &redchannel::api::wire::EntryLine) -> Vec<String> {
    let r = data_encoding::HEXLOWER.decode(line.r.as_bytes()).unwrap().try_into().unwrap();
    let hash = sha256(&[&line.data]);
    let taken = line.taken_over.iter().map(|origin| hex(&leaf(&taken_over(&r, origin), &hash)));
    [hex(&leaf(&r, &hash))].into_iter().chain(taken).collect()
}
