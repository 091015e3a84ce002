//! Somebody who can write to the database and wants to read what comes: each way of putting another key in the place of a case's own.

#![expect(clippy::disallowed_methods, reason = "the test writes to the database as an intruder would")]

use ed25519_dalek::SigningKey;
use redchannel::api::wire::{NewWrap, PutKeys, PutRemoval};
use redchannel::crypto::agefile::{Identity, Recipient};
use redchannel::crypto::code::Code;
use redchannel::crypto::derive::{ReporterKeys, case_of_form};
use redchannel::crypto::grant::GrantAction;
use redchannel::crypto::kdf::{Argon2Params, argon2id};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::rekey::{CaseKeys, Certificate};
use redchannel::ledger::entry::Event;
use redchannel::model::id::CaseId;
use redchannel::secret::{Secret, SecretText};
use redchannel::vault::reporter::{self, Access};
use redchannel::vault::staff::{self, PutOutcome};
use redchannel::vault::store::{CaseRow, Db};

use crate::support::staff::{consent, event, identity, line, member};
use crate::support::world::{PEPPER, World, code, hex, report};

mod everywhere {
    crate::support::world::in_worlds! {
        a_key_that_was_put_into_the_database_is_never_sealed_to
        a_new_key_must_be_certified_and_for_the_same_readers
        two_must_agree_that_somebody_is_taken_off
        a_case_from_before_keys_could_be_replaced_is_still_written_to_and_keeps_its_key
    }
}

async fn sql(world: &World, statement: String) {
    let statement = sqlx::AssertSqlSafe(statement);
    match &world.vault.stores().main {
        Db::Sqlite { writer, .. } => drop(sqlx::query(statement).execute(writer).await.unwrap()),
        Db::Postgres(pool) => drop(sqlx::query(statement).execute(pool).await.unwrap()),
    }
}

fn bytes(world: &World, bytes: &[u8]) -> String {
    match &world.vault.stores().main {
        Db::Sqlite { .. } => format!("x'{}'", hex(bytes)),
        Db::Postgres(_) => format!("'\\x{}'::bytea", hex(bytes)),
    }
}

async fn founded(world: &World) -> (Code, Access, CaseId) {
    let code = code();
    let (access, _) = reporter::submit(&world.vault, &code, &[1; 16], &report("x")).await.unwrap();
    (code, access, case_of_form(&[1; 16]))
}

/// The next key of a case as a holder's desk makes it, for these people.
async fn new_key(world: &World, key: &StaffKey, case: CaseId, to: &[&StaffKey]) -> PutKeys {
    let now = line(&world.vault, key, case).await.unwrap();
    let (next, certificate) = identity(key, &now).with_next_key(&Secret::random(&mut rand::rng())).unwrap();
    let keys = next.public(next.epoch()).unwrap();
    let readers = to.iter().map(|key| key.recipient()).chain([world.people.recovery.recipient()]);
    let wrap = |recipient| NewWrap { inner: next.wrap_for(&recipient).unwrap(), recipient };
    let said = Event::Rekeyed { epoch: keys.epoch, sha256: certificate.print() };
    PutKeys {
        epoch: keys.epoch,
        recipient: keys.recipient,
        audit: keys.audit,
        verifier: hex(keys.verifier.as_bytes()),
        certificate: hex(&certificate.to_bytes()),
        wraps: readers.map(wrap).collect(),
        event: event(&world.vault, key, &next, &now.chain, said),
    }
}

async fn put(world: &World, key: &StaffKey, case: CaseId, keys: &PutKeys) -> PutOutcome {
    staff::put_keys(&world.vault, &member(key), case, keys).await.unwrap().unwrap()
}

fn team(world: &World) -> [&StaffKey; 3] {
    [&world.people.intake, &world.people.investigator, &world.people.head]
}

/// Neither the code nor a session that runs leads to a key that is not the case's own.
async fn assert_refused(world: &World, code: &Code, access: &Access, what: &str) {
    assert!(reporter::recognise(&world.vault, code).await.is_err(), "{what}: by code");
    let text = SecretText::new("what comes");
    let sent = reporter::add_message(&world.vault, access, &[7; 16], &text).await;
    assert!(sent.is_err(), "{what}: in a session");
}

async fn a_key_that_was_put_into_the_database_is_never_sealed_to(world: World) {
    let (code, access, case) = founded(&world).await;
    let id = bytes(&world, case.as_bytes());
    let forged = Secret::new([66; 32]);
    let mine = CaseKeys::of(0, &forged).unwrap();
    let row = world.vault.stores().main.read().await.unwrap().find_case(case).await.unwrap().unwrap();
    let set =
        |column: &str, value: &str| format!("UPDATE cases SET {column} = '{value}' WHERE case_id = {id}");
    let verifier = hex(mine.verifier.as_bytes());
    for (column, true_value, value) in [
        ("case_recipient", &row.case_recipient, mine.recipient.as_str()),
        ("audit_recipient", &row.audit_recipient, mine.audit.as_str()),
        ("verifier", &row.verifier, verifier.as_str()),
        ("verifier", &row.verifier, ""),
    ] {
        sql(&world, set(column, value)).await;
        assert_refused(&world, &code, &access, column).await;
        sql(&world, set(column, true_value)).await;
    }
    // A key behind the first one, certified by the intruder.
    let next = CaseKeys { epoch: 1, ..mine.clone() };
    let certificate = Certificate::sign(&SigningKey::from_bytes(&[66; 32]), case, &next).to_bytes();
    let signature = bytes(&world, &certificate);
    sql(
        &world,
        format!(
            "INSERT INTO case_keys (case_id, epoch, recipient, audit_recipient, verifier, certificate)
         VALUES ({id}, 1, '{}', '{}', '{verifier}', {signature})",
            next.recipient, next.audit
        ),
    )
    .await;
    let raised = format!("UPDATE cases SET epoch = 1 WHERE case_id = {id}");
    sql(&world, raised.clone()).await;
    assert_refused(&world, &code, &access, "a forged row").await;
    sql(&world, format!("DELETE FROM case_keys WHERE case_id = {id}")).await;
    assert_refused(&world, &code, &access, "an epoch without a key").await;
    sql(&world, format!("UPDATE cases SET epoch = 0 WHERE case_id = {id}")).await;

    // After a true new key: that key exchanged, its audit key, its certificate.
    let keys = new_key(&world, &world.people.head, case, &team(&world)).await;
    assert_eq!(put(&world, &world.people.head, case, &keys).await, PutOutcome::Stored);
    let swap =
        |column: &str, value: &str| format!("UPDATE case_keys SET {column} = {value} WHERE case_id = {id}");
    let quoted = |text: &str| format!("'{text}'");
    for (column, true_value, value) in [
        ("recipient", quoted(keys.recipient.as_str()), quoted(mine.recipient.as_str())),
        ("audit_recipient", quoted(keys.audit.as_str()), quoted(mine.audit.as_str())),
        ("verifier", quoted(&keys.verifier), quoted(&verifier)),
        (
            "certificate",
            bytes(&world, &data_encoding::HEXLOWER.decode(keys.certificate.as_bytes()).unwrap()),
            signature,
        ),
    ] {
        sql(&world, swap(column, &value)).await;
        assert_refused(&world, &code, &access, column).await;
        sql(&world, swap(column, &true_value)).await;
    }
    reporter::add_message(&world.vault, &access, &[8; 16], &SecretText::new("x")).await.unwrap();
    assert!(reporter::recognise(&world.vault, &code).await.unwrap().is_some());
}

async fn a_new_key_must_be_certified_and_for_the_same_readers(world: World) {
    let (_, _, case) = founded(&world).await;
    let people = &world.people;
    let head = &people.head;
    let good = new_key(&world, head, case, &team(&world)).await;
    let own = Identity::generate().recipient();
    let mut others = Vec::new();
    others.push(("somebody is dropped", new_key(&world, head, case, &[head, &people.intake]).await));
    let more = [&people.intake, &people.investigator, head, &people.oversight];
    others.push(("somebody is added", new_key(&world, head, case, &more).await));
    let stranger = [&people.intake, &people.investigator, head, &people.stranger];
    others.push(("a stranger is added", new_key(&world, head, case, &stranger).await));
    let mut twice = good.clone();
    twice.wraps.push(twice.wraps[0].clone());
    others.push(("one gets two", twice));
    let mut unrecovered = good.clone();
    unrecovered.wraps.pop();
    others.push(("recovery is dropped", unrecovered));
    others.push(("another key than certified", PutKeys { recipient: own.clone(), ..good.clone() }));
    others.push(("another audit key than certified", PutKeys { audit: own, ..good.clone() }));
    others.push(("a certificate of nobody", PutKeys { certificate: "00".repeat(64), ..good.clone() }));
    let said = new_key(&world, head, case, &team(&world)).await;
    others.push(("another key's event", PutKeys { event: said.event, ..good.clone() }));
    for (what, keys) in others {
        assert_eq!(put(&world, head, case, &keys).await, PutOutcome::Unsaid, "{what}");
    }
    let stranger = staff::put_keys(&world.vault, &member(&people.oversight), case, &good).await.unwrap();
    assert_eq!(stranger, None, "the case is not theirs");
    assert_eq!(put(&world, head, case, &good).await, PutOutcome::Stored);
    assert_eq!(
        put(&world, head, case, &good).await,
        PutOutcome::Stored,
        "what was sent twice is stored once"
    );
    // A second desk that made its key for the same place.
    let mut late = new_key(&world, &people.intake, case, &team(&world)).await;
    late.epoch = 1;
    assert!(matches!(put(&world, &people.intake, case, &late).await, PutOutcome::Conflict { .. }));
    assert_eq!(line(&world.vault, head, case).await.unwrap().epoch, 1);
}

async fn two_must_agree_that_somebody_is_taken_off(world: World) {
    let (_, _, case) = founded(&world).await;
    let people = &world.people;
    let (intake, head, investigator) = (&people.intake, &people.head, &people.investigator);
    let of = |author: &StaffKey| consent(author, GrantAction::Remove, (case, 0), investigator);
    let attempt = async |caller: &StaffKey, consents: Vec<String>, proposer: Option<&StaffKey>| {
        let now = line(&world.vault, caller, case).await.unwrap();
        let proposer = proposer.map(StaffKey::member_id);
        let said = Event::WrapRemoved { member: investigator.member_id(), epoch: 0, proposer };
        let event = event(&world.vault, caller, &identity(caller, &now), &now.chain, said);
        let removal = PutRemoval { member: investigator.member_id(), consents, event };
        staff::put_removal(&world.vault, &member(caller), case, &removal).await.unwrap()
    };
    let unsaid = Some(PutOutcome::Unsaid);
    assert_eq!(attempt(intake, vec![], None).await, unsaid, "nobody agrees");
    assert_eq!(attempt(intake, vec![of(head)], Some(head)).await, unsaid, "one agrees");
    assert_eq!(attempt(intake, vec![of(intake), of(intake)], Some(intake)).await, unsaid, "one, twice");
    let outsider = vec![of(intake), of(&people.oversight)];
    assert_eq!(attempt(intake, outsider, Some(&people.oversight)).await, unsaid, "one holds no key");
    let accused = vec![of(intake), of(investigator)];
    assert_eq!(attempt(intake, accused, Some(investigator)).await, unsaid, "the second is whom it is about");
    let add = consent(head, GrantAction::Add, (case, 0), investigator);
    assert_eq!(attempt(intake, vec![of(intake), add], Some(head)).await, unsaid, "to something else");
    assert_eq!(attempt(intake, vec![of(intake), of(head)], None).await, unsaid, "the entry names nobody");
    assert!(line(&world.vault, investigator, case).await.is_some());
    assert_eq!(attempt(intake, vec![of(head), of(intake)], Some(head)).await, Some(PutOutcome::Stored));
    assert!(line(&world.vault, investigator, case).await.is_none());
    assert!(line(&world.vault, head, case).await.unwrap().rekey_due);
}

async fn a_case_from_before_keys_could_be_replaced_is_still_written_to_and_keeps_its_key(world: World) {
    let (code, access, case) = founded(&world).await;
    let row = world.vault.stores().main.read().await.unwrap().find_case(case).await.unwrap().unwrap();
    // As an older version left it.
    let keys = reporter_keys(&code, &row);
    let recipient = Recipient::parse(&row.case_recipient).unwrap();
    let mac = bytes(&world, &keys.bind(case, 0, &recipient, &row.audit_recipient));
    let id = bytes(&world, case.as_bytes());
    sql(&world, format!("UPDATE cases SET verifier = '', bind_mac = {mac} WHERE case_id = {id}")).await;
    reporter::add_message(&world.vault, &access, &[2; 16], &SecretText::new("x")).await.unwrap();
    assert!(reporter::recognise(&world.vault, &code).await.unwrap().is_some());
    let head = &world.people.head;
    assert!(!line(&world.vault, head, case).await.unwrap().rekeyable);
    let keys = new_key(&world, head, case, &team(&world)).await;
    assert_eq!(put(&world, head, case, &keys).await, PutOutcome::Unsaid);
}

/// What follows from a code in a case, as the vault of every test computes it.
fn reporter_keys(code: &Code, row: &CaseRow) -> ReporterKeys {
    let cost = |value: i64| u32::try_from(value).unwrap();
    let params = Argon2Params { m_kib: cost(row.kdf.m), t: cost(row.kdf.t), p: cost(row.kdf.p) };
    let secret = code.secret();
    let prk = argon2id(params, secret.expose_secret(), &row.salt, &PEPPER, "redchannel/v1/reporter").unwrap();
    ReporterKeys::new(prk)
}
