//! Moving a case on, and saying whose it is.

use super::field::{Answers, Field};
use super::scene::{Plan, Scene};
use crate::model::casework::HOLD_DAYS;
use crate::model::casework::stage::Stage;
use crate::model::casework::work::Work;
use crate::model::id::MemberId;

pub(super) fn moving(scene: &Scene<'_>, to: Stage) -> Plan {
    let why = Field::text("why", "Why?", 3);
    let fields = match (scene.file().standing(), to) {
        (_, Stage::OnHold) => vec![
            why.hint("For example: a court decides a related case first."),
            Field::day("review", "When does somebody look again?")
                .hint(format!("At most {HOLD_DAYS} days from today.")),
        ],
        (Stage::Decision, Stage::Investigation) => {
            vec![why.hint("What is missing. The investigator reads it.")]
        }
        (Stage::Closed, _) => vec![why.hint("Which new facts there are, or which retaliation.")],
        (_, _) => vec![why.hint("Not needed.")],
    };
    Plan::of(fields).intro(match to {
        Stage::Assessment => "Checked at the desk: records, systems, plausibility. Nobody is confronted.",
        Stage::Investigation => {
            "Whoever leads it and the team have said that they know nobody involved, and there is a plan."
        }
        Stage::OnHold => "The deadlines towards the reporter go on.",
        Stage::Decision => "The findings stand; somebody outside the team reviews them.",
        Stage::Triage => "The case keeps the day on which it came in, and its deadlines.",
        Stage::Received | Stage::Referred | Stage::Closed => "",
    })
}

pub(super) fn read_move(answers: &Answers, to: Stage) -> Result<Work, String> {
    Ok(Work::Moved { to, why: answers.text("why"), review: answers.day("review")? })
}

pub(super) fn assign(scene: &Scene<'_>) -> Plan {
    let nobody = [(String::new(), "Nobody".to_owned())];
    let handlers = scene.marked();
    let leads = nobody.into_iter().chain(handlers.iter().cloned()).collect();
    let lead = scene.file().lead.map(|id| id.to_string()).unwrap_or_default();
    let team: Vec<String> = scene.file().team.iter().map(ToString::to_string).collect();
    Plan::of(vec![
        Field::one("lead", "Who leads?", leads).with(lead),
        Field::many("team", "Who works with them?", handlers).ticked(team.iter().map(String::as_str)),
        Field::text("why", "Why, or what is handed over", 3).hint("Not needed."),
    ])
    .intro("Whoever has no key to this case yet cannot read it by being assigned: propose to give them one.")
}

pub(super) fn read_assignment(answers: &Answers) -> Work {
    let lead = answers.member("lead");
    let team = answers.read_all("team", MemberId::parse);
    let team = team.into_iter().filter(|id| Some(*id) != lead).collect();
    Work::Assigned { lead, team, why: answers.text("why") }
}
