//! Whom a reporter may leave out, in words.

use crate::i18n::{Key, Lang, Said};
use crate::model::readers::{Exclusion, offered};
use crate::model::role::Role;
use crate::model::roster::Roster;

/// A box to tick.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) words: Said,
}

/// Every box the roster offers.
pub(super) fn choices(roster: &Roster, lang: Lang) -> Vec<Choice> {
    let choice = |exclusion: &Exclusion| Choice {
        value: exclusion.to_string(),
        words: words(exclusion, roster, lang),
    };
    offered(roster).iter().map(choice).collect()
}

fn words(exclusion: &Exclusion, roster: &Roster, lang: Lang) -> Said {
    let unit = |key: &str| roster.channel(key).map_or("", |channel| channel.name.as_str());
    match exclusion {
        Exclusion::Unit { channel } => lang.say("choice-unit").name("unit", unit(channel)),
        Exclusion::Role { channel, role } => {
            let role = lang.text(role_key(*role));
            lang.say("choice-role").words("role", role).name("unit", unit(channel))
        }
    }
}

const fn role_key(role: Role) -> Key {
    match role {
        Role::Intake => Key("role-intake"),
        Role::Investigator => Key("role-investigator"),
        Role::Head => Key("role-head"),
        Role::Protection => Key("role-protection"),
        Role::Oversight => Key("role-oversight"),
        Role::Custodian => Key("role-custodian"),
        Role::Admin => Key("role-admin"),
        Role::Analyst => Key("role-analyst"),
    }
}
