//! Members, their keys, and the roster they stand in.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use rand::Rng;
use redchannel::clock::Day;
use redchannel::crypto::agefile::Identity;
use redchannel::crypto::hash::sha256;
use redchannel::crypto::note;
use redchannel::crypto::request::{RequestParts, RequestSignature};
use redchannel::model::id::MemberId;
use redchannel::model::roster::{Channel, FORMAT, Keyholder, Member, Policy, Role, Roster};

/// A member with all keys.
pub struct Person {
    pub id: MemberId,
    pub key: SigningKey,
    pub identity: Identity,
}

impl Person {
    pub fn new(seed: u8) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let id = MemberId::from_slice(&sha256(&[key.verifying_key().as_bytes()])[..16]).unwrap();
        Self { id, key, identity: Identity::generate() }
    }

    /// The header of a request that this person signs at `minute`.
    pub fn sign(&self, method: &str, path: &str, body: &[u8], minute: i64) -> String {
        let mut nonce = [0; 16];
        rand::rng().fill_bytes(&mut nonce);
        let parts = RequestParts { method, path, body };
        RequestSignature::sign(&self.key, self.id, minute, nonce, &parts).to_header()
    }

    /// The `age1…` of this person.
    pub fn recipient(&self) -> String {
        self.identity.recipient().as_str().to_owned()
    }

    fn member(&self, role: Role, until: Day) -> Member {
        Member {
            id: self.id,
            name: format!("{} {}", role.key(), self.id),
            roles: vec![role],
            recipient: self.recipient(),
            verification_key: HEXLOWER.encode(self.key.verifying_key().as_bytes()),
            until,
        }
    }
}

pub struct People {
    /// Intake, in the team.
    pub first: Person,
    /// Investigator, in the team.
    pub second: Person,
    /// Intake, in the team.
    pub third: Person,
    /// Outside the team.
    pub oversight: Person,
    /// In the roster, reads no cases.
    pub admin: Person,
    /// In the roster, for the last time yesterday.
    pub expired: Person,
    /// Not in the roster.
    pub stranger: Person,
}

impl People {
    pub fn new() -> Self {
        let [first, second, third, oversight, admin, expired, stranger] =
            [1, 2, 3, 4, 5, 6, 7].map(Person::new);
        Self { first, second, third, oversight, admin, expired, stranger }
    }

    /// A signed roster, and the hash that pins it.
    pub fn roster(&self, today: Day) -> (Vec<u8>, [u8; 32]) {
        let keyholder = SigningKey::from_bytes(&[99; 32]);
        let end = today.plus(300);
        let members = vec![
            self.first.member(Role::Intake, end),
            self.second.member(Role::Investigator, end),
            self.third.member(Role::Intake, end),
            self.oversight.member(Role::Oversight, end),
            self.admin.member(Role::Admin, end),
            self.expired.member(Role::Head, today.plus(-1)),
        ];
        let team = vec![self.first.id, self.second.id, self.third.id];
        let roster = Roster {
            format: FORMAT.into(),
            version: 1,
            previous: None,
            administration: "Customs of Nowhere".into(),
            issued: today.plus(-10),
            expires: end,
            quorum: 1,
            keyholders: vec![Keyholder {
                name: "keyholder".into(),
                verification_key: HEXLOWER.encode(keyholder.verifying_key().as_bytes()),
            }],
            recovery: Identity::generate().recipient().as_str().to_owned(),
            channels: vec![Channel { id: "main".into(), name: "Integrity Unit".into(), team }],
            members,
            witnesses: Vec::new(),
            policy: Policy::default(),
        };
        let note = note::sign_new(&roster, "keyholder", &keyholder).unwrap();
        let (_, hash) = note::read_unverified(&note).unwrap();
        (note, hash)
    }
}
