//! Who is who: the roster as this desk verified it, from the hash it was started with.
//!
//! The server hands out the notes, but decides nothing: a row put into its database does not verify, and an old chain is noticed
//! because [`Seen`](super::seen::Seen) remembers the newest version.

use ed25519_dalek::VerifyingKey;

use crate::api::wire::RosterChain;
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::frame::parse_verifying_key;
use crate::crypto::note::{Chain, RosterError, VerifiedRoster, verify_chain};
use crate::ledger::entry::Event;
use crate::ledger::policy::Policy as LedgerPolicy;
use crate::model::id::MemberId;
use crate::model::roster::{Member, Policy, Role, Roster};

/// The verified roster, with all its versions.
#[derive(Debug)]
pub struct People {
    chain: Chain,
}

/// What the holder of a key may do today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Read and reply.
    Full,
    /// Read what is there. The sentence says why no more.
    ReadOnly(String),
}

impl People {
    /// Verifies what the server handed out, from the pinned first version.
    pub fn verify(answer: &RosterChain, genesis: &[u8; 32]) -> Result<Self, RosterError> {
        let notes: Vec<Vec<u8>> = answer.notes.iter().map(|note| note.clone().into_bytes()).collect();
        Ok(Self { chain: verify_chain(&notes, genesis)? })
    }

    /// The newest version that verifies.
    pub fn roster(&self) -> &Roster {
        self.chain.roster.content()
    }

    /// Its number and the hash of its text.
    pub fn version(&self) -> (u32, [u8; 32]) {
        (self.roster().version, self.chain.roster.hash())
    }

    /// The hash of the text of version `number`, if it is one of the verified ones.
    pub fn hash_of(&self, number: u32) -> Option<[u8; 32]> {
        self.chain
            .history
            .iter()
            .find(|version| version.content().version == number)
            .map(crate::crypto::note::VerifiedRoster::hash)
    }

    /// Whose signatures count under the ledger.
    pub fn ledger_policy(&self) -> LedgerPolicy {
        LedgerPolicy::of_chain(&self.chain)
    }

    /// The verified chain of rosters.
    pub const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The deadlines that are promised.
    pub fn policy(&self) -> &Policy {
        &self.roster().policy
    }

    /// The display name of a member of any version, newest first.
    pub fn name(&self, id: MemberId) -> Option<&str> {
        self.members(id).map(|member| member.name.as_str()).next()
    }

    /// The key of a member who, in some version, had a role that handles cases. Somebody who left has still signed what they signed;
    /// an administrator never could.
    pub fn author_key(&self, id: MemberId) -> Option<VerifyingKey> {
        let author = self.members(id).find(|member| member.roles.iter().any(|role| role.reads_cases()))?;
        parse_verifying_key(&author.verification_key)
    }

    /// The key of a member who, in some version, was custodian and read no case.
    pub fn custodian_key(&self, id: MemberId) -> Option<VerifyingKey> {
        self.chain.custodian_key(id)
    }

    /// The key that must have signed what an entry says: custodians do what custodians do, and nothing else; oversight alone what
    /// oversight does.
    pub fn actor_key(&self, id: MemberId, event: &Event) -> Option<VerifyingKey> {
        if event.is_custodians() {
            self.custodian_key(id)
        } else if event.is_oversights() {
            let overseer = self.members(id).find(|member| member.has(Role::Oversight))?;
            parse_verifying_key(&overseer.verification_key)
        } else {
            self.author_key(id)
        }
    }

    /// What `me` may do on `today`, and if not everything, why.
    pub fn standing(&self, me: MemberId, recipient: &Recipient, today: Day) -> Standing {
        let reads = |member: &Member| !member.reads_nothing();
        self.standing_of(me, recipient, today, reads, "Your roles do not include handling cases.")
    }

    /// The same for what custodians do.
    pub fn custodian_standing(&self, me: MemberId, recipient: &Recipient, today: Day) -> Standing {
        let keeps = |member: &Member| member.has(Role::Custodian) && member.reads_nothing();
        self.standing_of(me, recipient, today, keeps, "Your roles do not include keeping identities.")
    }

    fn standing_of(
        &self,
        me: MemberId,
        recipient: &Recipient,
        today: Day,
        may: impl Fn(&Member) -> bool,
        may_not: &str,
    ) -> Standing {
        let roster = self.roster();
        let refuse = |sentence: &str| Standing::ReadOnly(sentence.to_owned());
        if !roster.in_force_on(today) {
            return Standing::ReadOnly(format!(
                "The roster was in force until {}. You can read, but not reply, until the keyholders sign a new one.",
                super::days::words(roster.expires)
            ));
        }
        let Some(member) = roster.member(me) else {
            return refuse(
                "Your key is not in the roster. Ask the keyholders to enrol it: read them the fingerprint of your card.",
            );
        };
        if member.recipient != recipient.as_str() {
            return refuse(
                "The roster names another key for you. Do not work with this one; tell the keyholders.",
            );
        }
        if today > member.until {
            return refuse(
                "Your time in the roster has ended. Ask the keyholders to sign a roster that renews it.",
            );
        }
        if !may(member) {
            return refuse(may_not);
        }
        Standing::Full
    }

    /// What is wrong with the chain although its beginning verifies.
    pub fn warning(&self) -> Option<String> {
        let fault = self.chain.refused.as_ref()?;
        Some(format!(
            "The server holds a roster entry that does not verify ({fault}). It is ignored here. Somebody may have put it into the \
             database: tell the keyholders."
        ))
    }

    /// The roles of a member in the newest version, in words.
    pub fn roles(&self, id: MemberId) -> Vec<Role> {
        self.roster().member(id).map(|member| member.roles.clone()).unwrap_or_default()
    }

    /// The roles of a member on a day: those of the newest version in force on it in which they stand. On the day on which a version
    /// replaces another both count, because what is signed says no more than the day.
    pub fn roles_on(&self, id: MemberId, day: Day) -> Vec<Role> {
        let issued = |version: &VerifiedRoster| version.content().issued;
        let replaced = self.chain.history.iter().skip(1).map(issued).map(Some).chain([None]);
        let in_force = self.chain.history.iter().zip(replaced).filter(|(version, replaced)| {
            issued(version) <= day && replaced.is_none_or(|replaced| day <= replaced)
        });
        let version = in_force.filter_map(|(version, _)| version.content().member(id)).last();
        version.filter(|member| day <= member.until).map(|member| member.roles.clone()).unwrap_or_default()
    }

    /// The newest version issued by a day; the first one before any was.
    pub fn roster_on(&self, day: Day) -> &Roster {
        let issued = |version: &&VerifiedRoster| version.content().issued <= day;
        let version = self.chain.history.iter().rev().find(issued).or_else(|| self.chain.history.first());
        version.map_or_else(|| self.roster(), VerifiedRoster::content)
    }

    fn members(&self, id: MemberId) -> impl Iterator<Item = &Member> {
        self.chain.history.iter().rev().filter_map(move |version| version.content().member(id))
    }
}
