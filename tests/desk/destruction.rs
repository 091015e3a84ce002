//! A case is destroyed by two people at the command line, against the real server.

use std::path::PathBuf;

use redchannel::api::client::{Client, ClientError};
use redchannel::api::server;
use redchannel::api::wire::ChainsPage;
use redchannel::cli::{CliError, run};
use redchannel::crypto::derive::case_of_form;
use redchannel::crypto::kdf::Argon2Params;
use redchannel::crypto::keyfile::{KeyFile, Passphrase, StaffKey};
use redchannel::desk::people::People;
use redchannel::desk::reference::Reference;
use redchannel::desk::{oversight, shred};
use redchannel::ledger::entry::{ADMINISTRATION, ChainHead};
use redchannel::model::id::CaseId;
use redchannel::model::readers::Exclusion;
use redchannel::model::roster::{Member, Role};
use redchannel::vault::ledger::log_key;
use redchannel::vault::staff::PutOutcome;
use redchannel::vault::{reporter, rosters};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::api::client::serve;
use crate::support::staff::{lines, say_read};
use crate::support::world::{ORIGIN, World, code, genesis_of, hex, report};

/// Somebody with a key file.
struct Person {
    key: StaffKey,
    file: PathBuf,
    passphrase: PathBuf,
}

/// A server on loopback, and two people who can sign at a terminal: a second head in the team, an auditor outside.
struct Ceremony {
    runtime: Runtime,
    world: World,
    server: String,
    genesis: [u8; 32],
    head: Person,
    auditor: Person,
    folder: TempDir,
}

impl Ceremony {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (head, auditor) = (person(&folder, "Deputy head"), person(&folder, "Auditor"));
        let (world, server) = runtime.block_on(async {
            let world = World::new().await;
            appoint(&world, &head.key, &auditor.key).await;
            let address = serve(server::router(world.vault.clone())).await;
            (world, format!("http://{address}"))
        });
        let genesis = genesis_of(&world.people.sign(&world.people.roster(), 2));
        Self { runtime, world, server, genesis, head, auditor, folder }
    }

    fn report(&self, nonce: u8, exclude: Vec<Exclusion>) -> CaseId {
        let mut body = report("The gate at noon.");
        body.exclude = exclude;
        let (code, form_nonce) = (code(), [nonce; 16]);
        let sent = reporter::submit(&self.world.vault, &code, &form_nonce, &body);
        self.runtime.block_on(sent).unwrap();
        case_of_form(&[nonce; 16])
    }

    fn client(&self, key: &StaffKey) -> Client {
        let (member, signing) = (key.member_id(), key.signing_key().clone());
        Client::new(&self.server, member, signing, self.world.clock.clone()).unwrap()
    }

    /// What the auditor is shown, after saying why.
    fn all_chains(&self) -> ChainsPage {
        let key = &self.auditor.key;
        self.runtime.block_on(async {
            let (client, today) = (self.client(key), self.world.clock.today());
            oversight::say_why(&client, key, today, (None, "Quarterly review")).await.unwrap();
            client.chains(None).await.unwrap()
        })
    }

    fn people(&self) -> People {
        let answer = self.runtime.block_on(self.client(&self.head.key).roster()).unwrap();
        People::verify(&answer, &self.genesis).unwrap()
    }

    fn shred(&self, step: &str, person: &Person, more: &[&str]) -> Result<String, CliError> {
        let genesis = hex(&self.genesis);
        let text = |path: &PathBuf| path.to_str().unwrap().to_owned();
        let (file, passphrase) = (text(&person.file), text(&person.passphrase));
        let mut arguments =
            vec!["redchannel", "shred", step, "--server", &self.server, "--genesis", &genesis];
        arguments.extend(["--key", &file, "--passphrase-file", &passphrase]);
        arguments.extend(more);
        let mut out = Vec::new();
        run(arguments, &self.world.clock, &mut rand::rng(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn propose(&self, case: CaseId, approver: &str, out: &str) -> Result<String, CliError> {
        let (reference, out) = (Reference::of(case).to_string().to_lowercase(), self.file(out));
        let more =
            ["--case", &reference, "--approver", approver, "--reason", "kept long enough", "--out", &out];
        self.shred("propose", &self.head, &more)
    }

    fn refused(&self, case: CaseId, approver: &str) -> String {
        self.propose(case, approver, "refused.json").unwrap_err().to_string()
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }
}

fn person(folder: &TempDir, name: &str) -> Person {
    let mut rng = rand::rng();
    let passphrase = Passphrase::generate(&mut rng);
    let sealed = KeyFile::create(name, &passphrase, Argon2Params::STAFF, &mut rng).unwrap();
    let (file, words) =
        (folder.path().join(format!("{name}.rckey")), folder.path().join(format!("{name}.pass")));
    std::fs::write(&file, sealed.to_json()).unwrap();
    std::fs::write(&words, passphrase.expose_secret()).unwrap();
    std::fs::set_permissions(&words, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    Person { key: sealed.open(&passphrase).unwrap(), file, passphrase: words }
}

async fn appoint(world: &World, head: &StaffKey, auditor: &StaffKey) {
    let mut roster = world.people.roster();
    let first = genesis_of(&world.people.sign(&roster, 2));
    for (key, name, role) in [(head, "Deputy head", Role::Head), (auditor, "Auditor", Role::Oversight)] {
        roster.members.push(Member {
            id: key.member_id(),
            name: name.into(),
            roles: vec![role],
            recipient: key.recipient().to_string(),
            verification_key: hex(key.verifying_key().as_bytes()),
            until: roster.expires,
            succeeds: None,
        });
    }
    roster.channels[0].team.push(head.member_id());
    roster.version = 2;
    roster.previous = Some(hex(&first));
    rosters::import(&world.vault, &world.people.sign(&roster, 2)).await.unwrap();
}

#[test]
fn one_proposes_another_agrees_and_the_case_is_gone() {
    let ceremony = Ceremony::new();
    let case = ceremony.report(1, vec![]);
    let told = ceremony.propose(case, "Auditor", "first.json").unwrap();
    let reference = Reference::of(case).to_string();
    assert!(
        told.contains(&format!("case {reference}")) && told.contains("entries in the ledger: 1, 1 of them"),
        "{told}"
    );
    assert!(!told.contains("gate"), "nothing of the content");
    let first = ceremony.file("first.json");
    let own = ceremony.shred("approve", &ceremony.head, &[&first]).unwrap_err().to_string();
    assert!(own.contains("two different people"), "{own}");

    // Somebody reads the case in between.
    let vault = &ceremony.world.vault;
    let read = say_read(vault, &ceremony.world.people.intake, case);
    assert_eq!(ceremony.runtime.block_on(read), Some(PutOutcome::Stored));
    let stale = ceremony.shred("approve", &ceremony.auditor, &[&first]).unwrap_err().to_string();
    assert!(stale.contains("does not fit any more") && stale.contains("propose again"), "{stale}");

    ceremony.propose(case, "Auditor", "second.json").unwrap();
    let second = ceremony.file("second.json");
    let told = ceremony.shred("approve", &ceremony.auditor, &[&second]).unwrap();
    for words in [
        "kept long enough",
        "proposed by: Deputy head",
        "agreed by:   Auditor",
        "is destroyed: 2 entries, 1 items",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(ceremony.runtime.block_on(lines(vault, &ceremony.world.people.intake)).is_empty());
    let again = ceremony.shred("approve", &ceremony.auditor, &[&second]).unwrap_err().to_string();
    assert!(again.contains("opens no case of that name"), "{again}");
    oversight_is_told(&ceremony, &reference);
}

fn oversight_is_told(ceremony: &Ceremony, reference: &str) {
    let key = &ceremony.auditor.key;
    let page = ceremony.all_chains();
    let people = ceremony.people();
    let log = [*log_key(&ceremony.world.vault, ORIGIN).key()];
    let chains = oversight::open(page.chains, key, &people, &log);
    let seen = oversight::tally(&chains, (key.member_id(), &people), ceremony.world.clock.today());
    assert_eq!(seen.faults.rows, [], "what was taken up before the auditor came need not open");
    let looks: Vec<_> = seen.log_reads.iter().map(|row| (row.by.as_str(), row.what.clone())).collect();
    let asked =
        format!("Read the log of case {reference}. Reason: “Asked to agree to the destruction of the case”");
    assert_eq!(
        looks,
        [("Auditor", "Read the log of all cases. Reason: “Quarterly review”".to_owned()), ("Auditor", asked),]
    );
    let newest = &seen.administration[0];
    assert_eq!(newest.by, "Deputy head");
    assert!(newest.what.contains(reference) && newest.what.contains("Agreed by Auditor"), "{newest:?}");
}

#[test]
fn what_the_rules_do_not_allow_is_refused_before_anything_is_signed() {
    let ceremony = Ceremony::new();
    let case = ceremony.report(1, vec![]);
    assert!(ceremony.refused(case, "Nobody").contains("is called “Nobody”"));
    assert!(ceremony.refused(case, "Deputy head").contains("two different people"));
    assert!(ceremony.refused(CaseId::from_bytes([9; 16]), "Auditor").contains("opens no case of that name"));
    let reference = Reference::of(case).to_string();
    let out = ceremony.file("x.json");
    let empty = ["--case", &reference, "--approver", "Auditor", "--reason", " ", "--out", &out];
    assert!(
        ceremony.shred("propose", &ceremony.head, &empty).unwrap_err().to_string().contains("Give a reason")
    );
    assert!(!ceremony.folder.path().join("refused.json").exists());

    // Two who neither lead nor oversee.
    let (people, world) = (ceremony.people(), &ceremony.world);
    let client = ceremony.client(&world.people.intake);
    let me = shred::Signatory {
        key: &world.people.intake,
        client: &client,
        people: &people,
        today: world.clock.today(),
    };
    let refused = ceremony.runtime.block_on(shred::propose(&me, &reference, "Investigator", "why not"));
    assert!(matches!(refused, Err(shred::ShredError::NobodyLeads)));
}

#[test]
fn a_proposal_that_was_altered_names_another_or_is_old_is_refused() {
    let ceremony = Ceremony::new();
    let case = ceremony.report(1, vec![]);
    ceremony.propose(case, "Head of unit", "head.json").unwrap();
    let head = ceremony.file("head.json");
    let other = ceremony.shred("approve", &ceremony.auditor, &[&head]).unwrap_err().to_string();
    assert!(other.contains("asks Head of unit to agree, not you"), "{other}");
    ceremony.propose(case, "Auditor", "p.json").unwrap();
    let file = ceremony.file("p.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("kept long enough", "kept too long")).unwrap();
    let altered = ceremony.shred("approve", &ceremony.auditor, &[&file]).unwrap_err().to_string();
    assert!(altered.contains("was altered"), "{altered}");
    std::fs::write(&file, text).unwrap();
    ceremony.world.clock.advance(2 * 86_400);
    let old = ceremony.shred("approve", &ceremony.auditor, &[&file]).unwrap_err().to_string();
    assert!(old.contains("propose again"), "{old}");
    assert_eq!(ceremony.runtime.block_on(lines(&ceremony.world.vault, &ceremony.world.people.head)).len(), 1);
}

#[test]
fn for_an_excluded_member_neither_the_case_nor_its_entries_exist() {
    let ceremony = Ceremony::new();
    let case = ceremony.report(1, vec![Exclusion::Role { channel: "audit".into(), role: Role::Head }]);
    assert!(ceremony.refused(case, "Auditor").contains("opens no case of that name"));
    let asked = ceremony.runtime.block_on(ceremony.client(&ceremony.head.key).case_entries(case));
    assert!(matches!(asked, Err(ClientError::NotFound)));
    let chains = ceremony.runtime.block_on(ceremony.client(&ceremony.head.key).chains(None));
    assert!(matches!(chains, Err(ClientError::NotFound)));
    assert!(ceremony.runtime.block_on(lines(&ceremony.world.vault, &ceremony.head.key)).is_empty());
}

#[test]
fn readers_learn_where_the_administrations_chain_ends() {
    let ceremony = Ceremony::new();
    let case = ceremony.report(1, vec![]);
    let page = ceremony.runtime.block_on(ceremony.client(&ceremony.head.key).case_entries(case)).unwrap();
    let chains = ceremony.all_chains();
    let administration = chains.chains.iter().find(|chain| chain.chain == ADMINISTRATION).unwrap();
    let last = administration.entries.last().unwrap();
    assert_eq!(page.administration, ChainHead::after(last.sequence, &last.data));
    assert_eq!(page.administration.next, 2, "two rosters were taken up");
}
