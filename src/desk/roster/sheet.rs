//! What the page about the roster shows, in words.

use data_encoding::HEXLOWER;

use super::difference::changes;
use super::words::{apart, fingerprint, grouped, list, plain};
use crate::clock::Day;
use crate::crypto::note::VerifiedRoster;
use crate::desk::days::words;
use crate::model::id::MemberId;
use crate::model::roster::{Member, Role, Roster};

/// From so many days before the end on, the page warns.
const WARN_DAYS: i64 = 30;

/// A version, as a page shows it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The administration's name.
    pub administration: String,
    /// Its number.
    pub version: u32,
    /// The hash of its text, in groups.
    pub hash: String,
    /// First day.
    pub issued: String,
    /// Last day.
    pub expires: String,
    /// How its end stands to today.
    pub end: End,
    /// The members.
    pub members: Vec<MemberRow>,
    /// The channels, each with its team.
    pub channels: Vec<(String, String)>,
    /// The keyholders, each with their key in groups.
    pub keyholders: Vec<(String, String)>,
    /// How many of them must sign.
    pub quorum: u16,
    /// The recovery recipient.
    pub recovery: String,
    /// The ledger's name and key.
    pub ledger: Option<(String, String)>,
    /// The witnesses with their keys.
    pub witnesses: Vec<(String, String)>,
    /// How many must sign.
    pub witnesses_needed: u16,
    /// What is promised.
    pub promised: (u16, u16),
}

/// How the end of a version stands to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Not yet in force.
    NotYet,
    /// Far away.
    Far,
    /// Within thirty days.
    Near {
        /// Days left, today included.
        days: i64,
    },
    /// Behind us.
    Over,
}

/// A member, as a page shows one.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// The identifier.
    pub id: MemberId,
    /// The display name.
    pub name: String,
    /// The roles in words.
    pub roles: Vec<&'static str>,
    /// The channels in whose teams the member is.
    pub teams: Vec<String>,
    /// The last day.
    pub until: String,
    /// Whether that day is over.
    pub over: bool,
    /// What the owner reads aloud.
    pub fingerprint: String,
}

/// A version in the history.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its number.
    pub version: u32,
    /// Its first day.
    pub issued: String,
    /// The hash of its text, in groups.
    pub hash: String,
    /// What it changed.
    pub changes: Vec<String>,
}

impl Sheet {
    /// A version on a day; `hash` is that of its text.
    pub fn of(roster: &Roster, hash: &[u8; 32], today: Day) -> Self {
        let key = |key: &str| grouped(&plain(key));
        Self {
            administration: plain(&roster.administration),
            version: roster.version,
            hash: grouped(&HEXLOWER.encode(hash)),
            issued: words(roster.issued),
            expires: words(roster.expires),
            end: End::of(roster, today),
            members: roster.members.iter().map(|member| row(roster, member, today)).collect(),
            channels: roster
                .channels
                .iter()
                .map(|channel| {
                    let names = channel.team.iter().filter_map(|id| roster.member(*id));
                    (plain(&channel.name), list(names.map(|member| apart(&member.name))))
                })
                .collect(),
            keyholders: roster
                .keyholders
                .iter()
                .map(|holder| (plain(&holder.name), key(&holder.verification_key)))
                .collect(),
            quorum: roster.quorum,
            recovery: plain(&roster.recovery),
            ledger: roster
                .ledger
                .as_ref()
                .map(|ledger| (plain(&ledger.origin), key(&ledger.verification_key))),
            witnesses: roster
                .witnesses
                .iter()
                .map(|witness| (plain(&witness.name), key(&witness.verification_key)))
                .collect(),
            witnesses_needed: roster.policy.witnesses_needed,
            promised: (roster.policy.acknowledge_days, roster.policy.feedback_months),
        }
    }
}

impl End {
    fn of(roster: &Roster, today: Day) -> Self {
        let left = roster.expires.number().saturating_sub(today.number());
        match left {
            _ if today < roster.issued => Self::NotYet,
            _ if left < 0 => Self::Over,
            _ if left < WARN_DAYS => Self::Near { days: left.saturating_add(1) },
            _ => Self::Far,
        }
    }
}

fn row(roster: &Roster, member: &Member, today: Day) -> MemberRow {
    let teams = roster.channels.iter().filter(|channel| channel.team.contains(&member.id));
    MemberRow {
        id: member.id,
        name: plain(&member.name),
        roles: member.roles.iter().map(|role| Role::title(*role)).collect(),
        teams: teams.map(|channel| plain(&channel.name)).collect(),
        until: words(member.until),
        over: member.until < today,
        fingerprint: fingerprint(member),
    }
}

/// All versions, newest first, each with what it changed.
pub fn history(versions: &[VerifiedRoster]) -> Vec<Past> {
    let befores = std::iter::once(None).chain(versions.iter().map(Some));
    let pasts = versions.iter().zip(befores).map(|(version, before)| {
        let roster = version.content();
        Past {
            version: roster.version,
            issued: words(roster.issued),
            hash: grouped(&HEXLOWER.encode(&version.hash())),
            changes: match before {
                None => vec![first(roster)],
                Some(before) => changes(before.content(), roster),
            },
        }
    });
    let mut pasts: Vec<Past> = pasts.collect();
    pasts.reverse();
    pasts
}

fn first(roster: &Roster) -> String {
    format!(
        "The first roster, which this desk was started with: {} members, {} keyholders, of whom {} sign the next version.",
        roster.members.len(),
        roster.keyholders.len(),
        roster.quorum
    )
}
