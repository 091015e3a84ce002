//! Answering a proposal, and taking one back.

use super::ending::shown;
use super::field::{Answers, Field, choices};
use super::scene::{Plan, Scene};
use crate::desk::days::words;
use crate::model::casework::second::still_needed;
use crate::model::casework::step::{Answer, Verdict};
use crate::model::casework::work::Work;
use crate::model::id::ItemId;

pub(super) fn answer(scene: &Scene<'_>, of: ItemId) -> Plan {
    let fields = vec![
        Field::one("verdict", "What do you say?", choices!(Verdict)),
        Field::text("words", "Why?", 3).hint("Needed if you refuse."),
    ];
    let mut plan = Plan::of(fields);
    let Some(proposed) = scene.file().proposal(of) else { return plan };
    let by = format!("{}, {}", scene.name(proposed.mark.by), words(proposed.mark.day));
    plan.shown = vec![("Proposed by".to_owned(), by)];
    plan.shown.extend(shown(scene, &proposed.proposal));
    let needed: Vec<&str> = still_needed(proposed, scene.file()).iter().map(|need| need.words()).collect();
    plan.intro(format!(
        "Still needed: the agreement of {}. Your signature stands for exactly what is shown here. With the last one it is done, at once.",
        needed.join(", and of ")
    ))
}

/// The hash is that of the proposal this page was made from: what was shown is what is agreed to.
pub(super) fn read_answer(answers: &Answers, scene: &Scene<'_>, of: ItemId) -> Result<Work, String> {
    let proposed = scene.file().proposal(of).ok_or("This proposal is not there any more.")?;
    let verdict = answers.one("verdict", Verdict::parse, "Say whether you agree.")?;
    let words = answers.text("words");
    Ok(Work::Answered { answer: Answer { proposal: of, sha256: proposed.sha256.clone(), verdict, words } })
}

pub(super) fn withdraw(scene: &Scene<'_>, of: ItemId) -> Plan {
    let mut plan = Plan::of(Vec::new()).button("Take it back");
    let proposed = scene.file().proposal(of);
    plan.shown = proposed.map(|proposed| shown(scene, &proposed.proposal)).unwrap_or_default();
    plan
}
