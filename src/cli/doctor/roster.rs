//! The roster, as the running server hands it out.

use super::Finding;
use crate::api::client::fetch_roster;
use crate::cli::runtime;
use crate::clock::{Clock, Day};
use crate::config::Config;
use crate::crypto::note::{self, Chain};

/// Renewing a roster needs several people; this many days before its end they should have begun.
const SOON_DAYS: i64 = 30;

/// Asks the running server for its roster and checks it as a desk would. Without a pinned hash there is nothing to check against,
/// and that is found elsewhere.
pub(super) fn in_the_server(config: &Config, clock: &Clock) -> Vec<Finding> {
    let Some(genesis) = &config.genesis else { return Vec::new() };
    let base = format!("http://{}", config.api.listen);
    let answer = runtime().ok().map(|runtime| runtime.block_on(fetch_roster(&base)));
    let Some(Ok(chain)) = answer else {
        return vec![Finding::advice(
            "The staff interface did not answer on api.listen, so the roster was not checked. Is the server running, and does \
             api.hosts name this address?",
        )];
    };
    let notes: Vec<Vec<u8>> = chain.notes.into_iter().map(String::into_bytes).collect();
    match note::verify_chain(&notes, genesis.as_bytes()) {
        Ok(chain) => of_chain(&chain, clock.today()),
        Err(fault) => vec![Finding::wrong(format!("No report can be taken: {fault}."))],
    }
}

fn of_chain(chain: &Chain, today: Day) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(fault) = &chain.refused {
        findings.push(Finding::wrong(format!(
            "The database holds a roster that does not verify and is not used: {fault}. Who can write to the database?"
        )));
    }
    let roster = chain.roster.content();
    let left = roster.expires.since(today);
    if !roster.in_force_on(today) {
        findings.push(Finding::wrong(format!(
            "The roster is in force from {} to {} only, so no report can be taken today. The keyholders must sign the next one.",
            roster.issued, roster.expires
        )));
    } else if left <= SOON_DAYS {
        findings.push(Finding::wrong(format!(
            "The roster ends in {left} days, on {}. The keyholders must sign the next one before.",
            roster.expires
        )));
    }
    for member in roster.members.iter().filter(|member| today > member.until) {
        findings.push(Finding::advice(format!(
            "“{}” is past the last day in the roster and gets no new cases.",
            member.name
        )));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::agefile::Identity;
    use crate::crypto::hash::sha256;
    use crate::crypto::keyfile::StaffKey;
    use crate::model::roster::{Channel, FORMAT, Keyholder, Member, Policy, Role, Roster};
    use crate::secret::Secret;

    fn chain(expires: Day) -> Chain {
        let key = |seed: u8| StaffKey::from_seed(&Secret::new([seed; 32])).unwrap();
        let hex = |key: &StaffKey| data_encoding::HEXLOWER.encode(key.verifying_key().as_bytes());
        let member = |seed: u8, role| Member {
            id: key(seed).member_id(),
            name: format!("Member {seed}"),
            roles: vec![role],
            recipient: key(seed).recipient().to_string(),
            verification_key: hex(&key(seed)),
            until: expires,
            succeeds: None,
        };
        let members = vec![member(1, Role::Intake), member(2, Role::Head), member(3, Role::Oversight)];
        let team = members.iter().take(2).map(|member| member.id).collect();
        let roster = Roster {
            format: FORMAT.into(),
            version: 1,
            previous: None,
            administration: "Valdoria".into(),
            issued: Day::from_number(1000),
            expires,
            quorum: 1,
            keyholders: vec![Keyholder { name: "k".into(), verification_key: hex(&key(9)) }],
            recovery: Identity::generate().recipient().to_string(),
            channels: vec![Channel { id: "audit".into(), name: "Audit".into(), team }],
            members,
            ledger: None,
            witnesses: Vec::new(),
            policy: Policy::default(),
        };
        let note = note::sign_new(&roster, "k", key(9).signing_key()).unwrap();
        let genesis = sha256(&[roster.to_text().unwrap().as_bytes()]);
        note::verify_chain(&[note, b"a row somebody put there".to_vec()], &genesis).unwrap()
    }

    #[test]
    fn the_end_of_a_roster_is_told_a_month_ahead() {
        let expires = Day::from_number(2000);
        let sentences = |day| of_chain(&chain(expires), Day::from_number(day));
        assert_eq!(sentences(1900).len(), 1, "only the row that does not verify");
        assert!(sentences(1970)[1].sentence.contains("ends in 30 days"));
        assert!(sentences(2001)[1].sentence.contains("no report can be taken today"));
    }
}
