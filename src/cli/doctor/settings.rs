//! Settings: what is not set yet, still a placeholder, or does not fit together.

use std::net::SocketAddr;

use super::Finding;
use crate::config::{Api, Config, Host, Intake, Limits, Scheme};
use crate::i18n::Lang;

/// Parts of texts that stand in examples and were forgotten there.
const PLACEHOLDERS: [&str; 9] = [
    "example.org",
    "example.com",
    "example.net",
    ".example",
    ".invalid",
    ".test",
    "examplia",
    "todo",
    "12 harbour road",
];

fn is_placeholder(text: &str) -> bool {
    let text = text.to_lowercase();
    PLACEHOLDERS.iter().any(|part| text.contains(part))
}

/// A name that people reach from elsewhere without an onion service.
fn is_public(host: &Host) -> bool {
    !host.is_local() && !host.is_onion()
}

pub(super) fn names(intake: &Intake, api: &Api) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, hosts) in [("intake.hosts", &intake.hosts), ("api.hosts", &api.hosts)] {
        if hosts.is_empty() {
            findings.push(Finding::wrong(format!(
                "{key} is empty: every request would be refused. Put the names there."
            )));
        }
        if hosts.iter().any(|host| is_placeholder(host.as_str())) {
            findings.push(Finding::wrong(format!("{key} still holds an example. Put your own names there.")));
        }
    }
    if intake.hosts.iter().any(is_public) && intake.hosts.iter().any(Host::is_onion) {
        findings.push(Finding::wrong(
            "intake.hosts mixes an onion name with others: one listener for both ties their visitors together, and HSTS would \
             lock people out of one. Run a process of its own for the onion service.",
        ));
    }
    findings
}

pub(super) fn addresses(intake: &Intake, api: &Api) -> Vec<Finding> {
    let mut findings = Vec::new();
    if intake.listen == api.listen {
        findings.push(Finding::wrong(
            "intake.listen and api.listen are the same: reporters and staff need two addresses. Change one.",
        ));
    }
    if intake.scheme == Scheme::Http && intake.hosts.iter().any(is_public) {
        findings.push(Finding::wrong(
            "intake.scheme is \"http\" for a name on the open internet: reports would travel in clear. Put a TLS proxy in front \
             and set \"https\".",
        ));
    }
    findings.extend(open_address("intake.listen", intake.listen, intake.scheme));
    findings.extend(open_address("api.listen", api.listen, Scheme::Https));
    findings
}

fn open_address(key: &str, listen: SocketAddr, scheme: Scheme) -> Option<Finding> {
    match scheme {
        _ if listen.ip().is_loopback() => None,
        Scheme::Http => Some(Finding::wrong(format!(
            "{key} is not a loopback address and there is no TLS: whoever is on the network reads along. Listen on 127.0.0.1."
        ))),
        Scheme::Https => Some(Finding::advice(format!(
            "{key} is not a loopback address: from the TLS proxy to here everything travels in clear. That is fine only where \
             nobody else is on that network; a firewall must refuse everybody but the proxy."
        ))),
    }
}

pub(super) fn texts(intake: &Intake) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &intake.leave_to {
        None => findings.push(Finding::wrong(
            "intake.leave_to is not set: a reporter who must leave the page in a hurry has nowhere to go. Name an ordinary site.",
        )),
        Some(site) if is_placeholder(site.as_str()) => {
            findings.push(Finding::wrong("intake.leave_to is still an example. Name an ordinary site."));
        }
        Some(_) => {}
    }
    if intake.other_channels.is_empty() {
        findings.push(Finding::wrong(
            "intake.other_channels is empty: when no report can be taken here, people are told of no other way. Name at least \
             one.",
        ));
    }
    if intake.support.is_empty() {
        findings.push(Finding::advice(
            "intake.support is empty: people under pressure are told of no help. Is there legal aid, a crisis line?",
        ));
    }
    for (key, lines) in
        [("intake.other_channels", &intake.other_channels), ("intake.support", &intake.support)]
    {
        if lines.iter().any(|line| is_placeholder(line)) {
            findings.push(Finding::wrong(format!(
                "{key} still holds an example: nobody can go there. Put real ones."
            )));
        }
    }
    findings
}

/// Translations that nobody has read over: reporters may be told something wrong in them.
pub(super) fn translations() -> Vec<Finding> {
    let names: Vec<&str> = Lang::all().filter(|lang| !lang.review().is_reviewed()).map(Lang::name).collect();
    if names.is_empty() {
        return Vec::new();
    }
    vec![Finding::advice(format!(
        "These translations were not yet read over by a native reader: {}. A wrong word there can lead a reporter into danger. Who may do \
         it, and how it is noted, stands in docs/languages.md.",
        names.join(", ")
    ))]
}

/// What a proxy says about addresses is thrown away unread, so all its visitors share the budgets that are meant for one.
pub(super) fn shared_budgets(intake: &Intake, limits: &Limits) -> Vec<Finding> {
    let through_proxy = intake.listen.ip().is_loopback() && !intake.hosts.iter().all(Host::is_local);
    let low: Vec<&str> = [
        ("limits.pages_per_minute", limits.pages_per_minute, 600),
        ("limits.check_per_10_minutes", limits.check_per_10_minutes, 100),
        ("limits.submit_per_hour", limits.submit_per_hour, limits.submit_per_hour_global),
    ]
    .into_iter()
    .filter(|(_, budget, wanted)| budget < wanted)
    .map(|(key, ..)| key)
    .collect();
    if !through_proxy || low.is_empty() {
        return Vec::new();
    }
    vec![Finding::wrong(format!(
        "Behind a proxy or an onion service all visitors count as one, because no address is ever passed on: one of them can use \
         up the budget of all. Raise {} to what everybody together may do, and let the proxy slow down single visitors, in \
         memory, without a log.",
        low.join(", ")
    ))]
}

pub(super) fn pin(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if config.genesis.is_none() {
        findings.push(Finding::wrong(
            "roster.genesis is not set: no roster is believed and no reports are taken. `redchannel roster show` prints the hash.",
        ));
    }
    if let (Some(server), Some(desk)) = (config.genesis, config.desk.genesis)
        && server != desk
    {
        findings.push(Finding::wrong(
            "roster.genesis and desk.genesis differ: desk and server would follow different rosters.",
        ));
    }
    findings
}
