//! What is wrong with the content of a roster, in sentences.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Channel, Member, Role, Roster};

impl Roster {
    /// Everything that is wrong with the content, in sentences; empty if nothing is.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.custodian_faults();
        let mut check = |fine: bool, sentence: String| {
            if !fine {
                faults.push(sentence);
            }
        };
        check(self.issued <= self.expires, "the roster expires before it is issued".into());
        check(
            self.quorum >= 1 && usize::from(self.quorum) <= self.keyholders.len(),
            format!("the quorum is {} but there are {} keyholders", self.quorum, self.keyholders.len()),
        );
        check(
            distinct(self.keyholders.iter().map(|keyholder| &keyholder.verification_key))
                && distinct(self.keyholders.iter().map(|keyholder| &keyholder.name)),
            "two keyholders share a name or a key: one person could sign twice".into(),
        );
        check(distinct(self.members.iter().map(|member| member.id)), "two members share a key".into());
        check(
            distinct(self.members.iter().map(|member| &member.recipient).chain([&self.recovery])),
            "two members, or a member and recovery, share a recipient".into(),
        );
        // Seven readers and recovery fill a case's rows. More oversight members would add a set of rows where an exclusion brings
        // them in, and so show that there was one.
        check(
            self.members.iter().filter(|member| member.has(Role::Oversight)).count() <= 6,
            "more than six members have the role oversight".into(),
        );
        check(!self.channels.is_empty(), "there is no channel".into());
        check(
            distinct(self.witnesses.iter().map(|witness| &witness.verification_key))
                && distinct(self.witnesses.iter().map(|witness| &witness.name)),
            "two witnesses share a name or a key: one would count twice".into(),
        );
        check(
            usize::from(self.policy.witnesses_needed) <= self.witnesses.len(),
            format!(
                "{} witnesses are needed but there are {}",
                self.policy.witnesses_needed,
                self.witnesses.len()
            ),
        );
        let names = self.witnesses.iter().map(|witness| &witness.name);
        for name in names.chain(self.ledger.iter().map(|ledger| &ledger.origin)) {
            check(is_key_name(name), format!("“{name}” is no name for a key: no spaces, no plus sign"));
        }
        check(distinct(self.channels.iter().map(|channel| &channel.id)), "two channels share a key".into());
        for member in &self.members {
            check(
                HEXLOWER
                    .decode(member.verification_key.as_bytes())
                    .is_ok_and(|key| Sha256::digest(&key).starts_with(member.id.as_bytes())),
                format!("the identifier of “{}” does not follow from its verification key", member.name),
            );
            check(
                !(member.has(Role::Admin) && member.roles.iter().any(|role| role.reads_cases())),
                format!("“{}” is administrator and reads cases: no role combines both", member.name),
            );
        }
        faults.extend(self.succession_faults());
        faults.extend(self.channels.iter().flat_map(|channel| self.channel_faults(channel)));
        faults
    }

    fn channel_faults(&self, channel: &Channel) -> Vec<String> {
        let mut faults = Vec::new();
        if !(2..=4).contains(&channel.team.len()) || !distinct(channel.team.iter()) {
            faults.push(format!(
                "the team of “{}” has {} members: it must have two to four different ones",
                channel.name,
                channel.team.len()
            ));
        }
        for id in &channel.team {
            match self.member(*id) {
                None => faults
                    .push(format!("the team of “{}” names a member who is not in the roster", channel.name)),
                Some(member) if !member.roles.iter().any(|role| role.reads_cases()) => {
                    faults.push(format!(
                        "“{}” is in the team of “{}” but has no role that reads cases",
                        member.name, channel.name
                    ));
                }
                Some(_) => {}
            }
        }
        let outside = |member: &&Member| member.has(Role::Oversight) && !channel.team.contains(&member.id);
        if !self.members.iter().any(|member| outside(&member)) {
            faults.push(format!(
                "nobody with the role oversight stands outside the team of “{}”: a report against its head could go nowhere",
                channel.name
            ));
        }
        faults
    }
}

/// A key name of a signed note, and not the first line of anything else that the log signs.
fn is_key_name(name: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    !name.is_empty() && name.len() <= 200 && !name.contains(odd) && !name.starts_with("redchannel/v1/")
}

pub(super) fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    values.into_iter().all(|value| seen.insert(value))
}
