//! What a version of the roster changes, in sentences: what keyholders read before they sign.
//!
//! Every field is taken apart by name, so that one that is added later cannot be changed without a sentence.

use super::words::{fingerprint, list, plain, quoted, titles};
use crate::desk::days::words as day_in_words;
use crate::model::id::MemberId;
use crate::model::roster::{Channel, Keyholder, Ledger, Member, Policy, Roster, Witness};

/// Everything that `after` changes; empty if it changes nothing.
pub fn changes(before: &Roster, after: &Roster) -> Vec<String> {
    let Roster {
        format: _,
        version: _,
        previous: _,
        administration,
        issued,
        expires,
        quorum,
        keyholders,
        recovery,
        channels,
        members,
        ledger,
        witnesses,
        policy,
    } = after;
    let mut said = Vec::new();
    if *administration != before.administration {
        said.push(format!("The administration is called {} from now on.", quoted(administration)));
    }
    members_changed(before, members, &mut said);
    channels_changed(before, after, channels, &mut said);
    keyholders_changed(&before.keyholders, keyholders, &mut said);
    if *quorum != before.quorum {
        said.push(format!("{quorum} keyholders must sign the next version, instead of {}.", before.quorum));
    }
    if *recovery != before.recovery {
        said.push(format!("New cases are sealed to another recovery key: {}.", plain(recovery)));
    }
    ledger_changed(before.ledger.as_ref(), ledger.as_ref(), &mut said);
    witnesses_changed(&before.witnesses, witnesses, &mut said);
    policy_changed(&before.policy, policy, &mut said);
    if (*issued, *expires) != (before.issued, before.expires) {
        let (issued, expires) = (day_in_words(*issued), day_in_words(*expires));
        said.push(format!(
            "It is in force from {issued} until {expires}; the version before until {}.",
            day_in_words(before.expires)
        ));
    }
    said
}

fn members_changed(before: &Roster, members: &[Member], said: &mut Vec<String>) {
    for member in members {
        match (before.member(member.id), member.succeeds.and_then(|old| before.member(old))) {
            (Some(old), _) => member_changed(before, old, member, said),
            (None, Some(old)) => said.push(format!(
                "{} gets a new key, which takes the place of {}’s old one. Fingerprint of the new card: {}. Until {}: {}.",
                quoted(&member.name),
                quoted(&old.name),
                fingerprint(member),
                day_in_words(member.until),
                titles(&member.roles)
            )),
            (None, None) => said.push(format!(
                "{} is added: {}, until {}. Fingerprint of the card: {}.",
                quoted(&member.name),
                titles(&member.roles),
                day_in_words(member.until),
                fingerprint(member)
            )),
        }
    }
    let still = |id: MemberId| members.iter().any(|member| member.id == id);
    let succeeded = |id: MemberId| members.iter().any(|member| member.succeeds == Some(id));
    for gone in before.members.iter().filter(|old| !still(old.id)) {
        if succeeded(gone.id) {
            said.push(format!("The old key of {} is retired.", quoted(&gone.name)));
        } else {
            said.push(format!("{} is removed ({}).", quoted(&gone.name), titles(&gone.roles)));
        }
    }
}

fn member_changed(before: &Roster, old: &Member, new: &Member, said: &mut Vec<String>) {
    let Member { id: _, name, roles, recipient, verification_key, until, succeeds } = new;
    let who = quoted(&old.name);
    if *name != old.name {
        said.push(format!("{who} is called {} from now on.", quoted(name)));
    }
    if *roles != old.roles {
        said.push(format!("{who} has other roles: {}, instead of {}.", titles(roles), titles(&old.roles)));
    }
    if *until != old.until {
        said.push(format!(
            "{who} may act until {}, instead of {}.",
            day_in_words(*until),
            day_in_words(old.until)
        ));
    }
    if (recipient, verification_key) != (&old.recipient, &old.verification_key) {
        said.push(format!("{who} has another key to read with. Fingerprint: {}.", fingerprint(new)));
    }
    if *succeeds != old.succeeds {
        let whose = succeeds
            .and_then(|id| before.member(id))
            .map_or_else(|| "nobody".to_owned(), |member| quoted(&member.name));
        said.push(format!("{who} is named as the successor of {whose}."));
    }
}

fn channels_changed(before: &Roster, after: &Roster, channels: &[Channel], said: &mut Vec<String>) {
    for channel in channels {
        let Channel { id, name, team } = channel;
        let Some(old) = before.channel(id) else {
            let names = list(team.iter().map(|id| name_in(after, before, *id)));
            said.push(format!(
                "The channel {} ({}) is added, with {names} in its team.",
                quoted(name),
                plain(id)
            ));
            continue;
        };
        if *name != old.name {
            said.push(format!("The channel {} is called {} from now on.", quoted(&old.name), quoted(name)));
        }
        // A successor stands where the old key stood; the sentence about the key says it.
        let held = |id: &MemberId| {
            let predecessor = after.member(*id).and_then(|member| member.succeeds);
            old.team.contains(id) || predecessor.is_some_and(|before| old.team.contains(&before))
        };
        for joined in team.iter().filter(|id| !held(id)) {
            said.push(format!("{} joins the team of {}.", name_in(after, before, *joined), quoted(name)));
        }
        let kept = |id: &MemberId| {
            let successor = after.members.iter().find(|member| member.succeeds == Some(*id));
            team.contains(id) || successor.is_some_and(|member| team.contains(&member.id))
        };
        for left in old.team.iter().filter(|id| !kept(id)) {
            said.push(format!("{} leaves the team of {}.", name_in(before, after, *left), quoted(name)));
        }
    }
    for gone in before.channels.iter().filter(|old| after.channel(&old.id).is_none()) {
        said.push(format!("The channel {} is removed.", quoted(&gone.name)));
    }
    let default = |roster: &Roster| roster.channels.first().map(|channel| channel.id.clone());
    if default(before) != default(after)
        && let Some(first) = channels.first()
    {
        said.push(format!("Reports that name no channel go to {}.", quoted(&first.name)));
    }
}

fn name_in(first: &Roster, second: &Roster, id: MemberId) -> String {
    let member = first.member(id).or_else(|| second.member(id));
    member.map_or_else(|| "somebody who is not in the roster".to_owned(), |member| quoted(&member.name))
}

fn keyholders_changed(before: &[Keyholder], after: &[Keyholder], said: &mut Vec<String>) {
    for keyholder in after.iter().filter(|keyholder| !before.contains(keyholder)) {
        let Keyholder { name, verification_key } = keyholder;
        said.push(format!("{} becomes a keyholder, with the key {}.", quoted(name), plain(verification_key)));
    }
    for keyholder in before.iter().filter(|keyholder| !after.contains(keyholder)) {
        said.push(format!(
            "{} is no keyholder any more, with the key {}.",
            quoted(&keyholder.name),
            plain(&keyholder.verification_key)
        ));
    }
}

fn ledger_changed(before: Option<&Ledger>, after: Option<&Ledger>, said: &mut Vec<String>) {
    match (before, after) {
        (old, Some(new)) if old != Some(new) => {
            let Ledger { origin, verification_key } = new;
            said.push(format!("The ledger is {}, with the key {}.", quoted(origin), plain(verification_key)));
        }
        (Some(old), None) => said.push(format!("The ledger {} is not named any more.", quoted(&old.origin))),
        (None | Some(_), None | Some(_)) => {}
    }
}

fn witnesses_changed(before: &[Witness], after: &[Witness], said: &mut Vec<String>) {
    for witness in after.iter().filter(|witness| !before.contains(witness)) {
        let Witness { name, verification_key } = witness;
        said.push(format!("{} becomes a witness, with the key {}.", quoted(name), plain(verification_key)));
    }
    for witness in before.iter().filter(|witness| !after.contains(witness)) {
        said.push(format!(
            "{} is no witness any more, with the key {}.",
            quoted(&witness.name),
            plain(&witness.verification_key)
        ));
    }
}

fn policy_changed(before: &Policy, after: &Policy, said: &mut Vec<String>) {
    let Policy { acknowledge_days, feedback_months, witnesses_needed } = after;
    if *acknowledge_days != before.acknowledge_days {
        said.push(format!(
            "A person looks at each report within {acknowledge_days} days, instead of {}.",
            before.acknowledge_days
        ));
    }
    if *feedback_months != before.feedback_months {
        said.push(format!(
            "Reporters are told what was done within {feedback_months} months, instead of {}.",
            before.feedback_months
        ));
    }
    if *witnesses_needed != before.witnesses_needed {
        said.push(format!(
            "{witnesses_needed} witnesses must sign each checkpoint, instead of {}.",
            before.witnesses_needed
        ));
    }
}
