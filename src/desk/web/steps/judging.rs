//! Declaring and triage.

use super::field::{Answers, Field, choices};
use super::scene::{Plan, Scene};
use crate::model::casework::rules::takes_up;
use crate::model::casework::stage::Stage;
use crate::model::casework::triage::{
    IdentityRisk, Jurisdiction, Lead, Override, Pattern, Priority, RedFlag, Score, Triage, Urgency,
};
use crate::model::casework::work::{Conflict, Work};
use crate::model::taxonomy;

const PROCEDURES: &[&str] = &[
    "Import",
    "Export",
    "Transit",
    "Warehouse",
    "Temporary admission",
    "Drawback",
    "Licence",
    "Audit",
    "Auction",
    "Passenger",
];

pub(super) fn declare(scene: &Scene<'_>) -> Plan {
    let shown = super::page::outline(scene);
    let fields = vec![
        Field::one(
            "conflict",
            "Do you know somebody who could be involved?",
            vec![
                (Conflict::None.key().to_owned(), "No. Open the case.".to_owned()),
                (
                    Conflict::Recused.key().to_owned(),
                    "Yes, or I am not sure. Take me off this case: my key to it is dropped.".to_owned(),
                ),
            ],
        ),
        Field::text("words", "Anything to add", 2).hint("Not needed. Colleagues who read the case see it."),
    ];
    let mut plan = Plan::of(fields)
        .intro("Before you read it: a relative, a friend, a rival, somebody you report to or who reports to you? Then do not read it. If you find out later, come back to this page.");
    plan.shown = shown;
    plan
}

pub(super) fn read_declaration(answers: &Answers, scene: &Scene<'_>) -> Result<Work, String> {
    let conflict =
        answers.one("conflict", Conflict::parse, "Say whether you know somebody who could be involved.")?;
    let first = scene.file().standing() == Stage::Received && conflict == Conflict::None;
    let takes_up = first && takes_up(&scene.me);
    Ok(Work::Declared { conflict, words: answers.text("words"), takes_up })
}

pub(super) fn triage(scene: &Scene<'_>) -> Plan {
    let known = scene.file().triage.as_ref().map(|(triage, _)| triage.clone());
    let reported = scene.case.report().map(|(_, body)| body);
    let family = known.as_ref().map(|triage| triage.family.clone());
    let family = family.or_else(|| reported.and_then(|body| body.family.clone())).unwrap_or_default();
    let office = known.as_ref().map(|triage| triage.office.clone());
    let office = office.unwrap_or_else(|| reported.map(|body| body.place.clone()).unwrap_or_default());
    let known = known.unwrap_or_else(|| blank(family, office));
    let severity = if known.score.severity == 0 { String::new() } else { known.score.severity.to_string() };
    let (instead, why) =
        known.instead.as_ref().map(|other| (other.priority.key(), other.why.clone())).unwrap_or_default();
    let fields = vec![
        Field::one("kind", "What is it about?", kinds()).under("The matter").with(if known.item.is_empty() { &known.family } else { &known.item }),
        Field::line("office", "Office or place").with(known.office),
        Field::one("procedure", "Procedure", with_none("Not known", PROCEDURES.iter().map(|word| ((*word).to_owned(), (*word).to_owned()))))
            .with(known.procedure),
        Field::line("goods", "Goods, in general").with(known.goods),
        Field::one("severity", "How grave is the gravest part?", severities())
            .under("The priority")
            .hint("10 points for each degree. 4 also where somebody is hurt, or children or armed crime are involved.")
            .with(severity),
        Field::many("urgency", "What makes it pressing?", choices!(Urgency))
            .hint("10 points for goods held, 5 for each of the others.")
            .ticked(known.score.urgency.iter().map(|urgency| urgency.key())),
        Field::many("leads", "What is there to act upon?", choices!(Lead))
            .hint("5 points each.")
            .ticked(known.score.leads.iter().map(|lead| lead.key())),
        Field::many("pattern", "Does it point further?", choices!(Pattern))
            .hint("5 points each.")
            .ticked(known.score.pattern.iter().map(|pattern| pattern.key())),
        Field::many("flags", "Red flags", choices!(RedFlag))
            .hint("Each makes the case P1, whatever its points.")
            .ticked(known.red_flags.iter().map(|flag| flag.key())),
        Field::one("instead", "Which priority?", with_none("As the points say", choices!(Priority).into_iter())).with(instead),
        Field::line("why", "Why another priority").with(why),
        Field::one("jurisdiction", "Whose matter is it?", choices!(Jurisdiction)).under("The people").with(known.jurisdiction.key()),
        Field::one("risk", "Could the facts alone tell who reported?", choices!(IdentityRisk))
            .hint("High if fewer than about six people know them. Then exposing steps take two people and a written thought.")
            .with(known.identity_risk.key()),
        Field::text("plan", "How is the reporter kept safe?", 3)
            .hint("Needed for a medium or high risk.")
            .with(known.protection_plan),
    ];
    Plan::of(fields).intro("The newest triage counts, as a whole. A low score never closes a case by itself.")
}

fn blank(family: String, office: String) -> Triage {
    Triage {
        family,
        item: String::new(),
        office,
        procedure: String::new(),
        goods: String::new(),
        score: Score::default(),
        instead: None,
        red_flags: Vec::new(),
        jurisdiction: Jurisdiction::Customs,
        // Unknown counts as high.
        identity_risk: IdentityRisk::High,
        protection_plan: String::new(),
    }
}

/// Families, and their items under them.
fn kinds() -> Vec<(String, String)> {
    let mut kinds = Vec::new();
    for family in taxonomy::families() {
        kinds.push((family.code.clone(), family.words.clone()));
        let items = taxonomy::items().iter().filter(|item| item.family() == family.code);
        kinds.extend(items.map(|item| (item.code.clone(), format!("{}  {}", item.code, item.words))));
    }
    kinds
}

fn severities() -> Vec<(String, String)> {
    ["1 – a nuisance", "2 – a wrong", "3 – a grave wrong", "4 – people or the state badly harmed"]
        .into_iter()
        .map(|words| (words.chars().take(1).collect(), words.to_owned()))
        .collect()
}

fn with_none(none: &str, choices: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    [(String::new(), none.to_owned())].into_iter().chain(choices).collect()
}

pub(super) fn read_triage(answers: &Answers) -> Result<Work, String> {
    let item = answers.text("kind");
    let family = item.split('-').next().unwrap_or_default().to_owned();
    let item = if item == family { String::new() } else { item };
    let instead = Priority::parse(&answers.text("instead"));
    let severity =
        answers.text("severity").parse().map_err(|_| "Say how grave it is, from 1 to 4.".to_owned())?;
    let triage = Triage {
        family,
        item,
        office: answers.text("office"),
        procedure: answers.text("procedure"),
        goods: answers.text("goods"),
        score: Score {
            severity,
            urgency: answers.read_all("urgency", Urgency::parse),
            leads: answers.read_all("leads", Lead::parse),
            pattern: answers.read_all("pattern", Pattern::parse),
        },
        instead: instead.map(|priority| Override { priority, why: answers.text("why") }),
        red_flags: answers.read_all("flags", RedFlag::parse),
        jurisdiction: answers.one("jurisdiction", Jurisdiction::parse, "Say whose matter it is.")?,
        identity_risk: answers.one(
            "risk",
            IdentityRisk::parse,
            "Say whether the facts could tell who reported.",
        )?,
        protection_plan: answers.text("plan"),
    };
    Ok(Work::Triaged { triage })
}
