//! Casework in forms: one page and one template for all steps; what differs is data.
//!
//! A form that could not be signed keeps what was typed, in memory, and says why. It carries the item it becomes, so that sending it twice
//! makes one; and up to which place its writer had seen the case, so that nobody decides over what they have not seen.

mod answering;
mod ending;
pub mod field;
mod inquiry;
mod judging;
mod moving;
pub mod name;
pub mod page;
pub mod scene;

use crate::model::casework::work::Work;
use field::Answers;
use name::StepName;
use scene::{Plan, Scene};

/// The form of a step.
fn plan(step: StepName, scene: &Scene<'_>) -> Plan {
    match step {
        StepName::Declare => judging::declare(scene),
        StepName::Triage => judging::triage(scene),
        StepName::Move(to) => moving::moving(scene, to),
        StepName::Assign => moving::assign(scene),
        StepName::Note => inquiry::note(scene),
        StepName::Plan => inquiry::plan(scene),
        StepName::Task => inquiry::task(scene),
        StepName::Done(task) => inquiry::done(scene, task),
        StepName::Evidence => inquiry::evidence(scene),
        StepName::Finding => inquiry::finding(scene),
        StepName::Action => inquiry::action(scene),
        StepName::Root => inquiry::root(scene),
        StepName::Link => inquiry::link(scene),
        StepName::Watch => inquiry::watch(scene),
        StepName::Expose => inquiry::expose(scene),
        StepName::Propose(kind) => ending::propose(scene, kind),
        StepName::Answer(of) => answering::answer(scene, of),
        StepName::Withdraw(of) => answering::withdraw(scene, of),
    }
}

/// What the answers say; a sentence if something cannot be read.
fn read(step: StepName, answers: &Answers, scene: &Scene<'_>) -> Result<Work, String> {
    match step {
        StepName::Declare => judging::read_declaration(answers, scene),
        StepName::Triage => judging::read_triage(answers),
        StepName::Move(to) => moving::read_move(answers, to),
        StepName::Assign => Ok(moving::read_assignment(answers)),
        StepName::Note => Ok(inquiry::read_note(answers)),
        StepName::Plan => Ok(Work::Planned { text: answers.text("text") }),
        StepName::Task => inquiry::read_task(answers),
        StepName::Done(task) => Ok(Work::TaskDone { task, words: answers.text("words") }),
        StepName::Evidence => Ok(inquiry::read_evidence(answers)),
        StepName::Finding => inquiry::read_finding(answers),
        StepName::Action => inquiry::read_action(answers),
        StepName::Root => inquiry::read_root(answers),
        StepName::Link => inquiry::read_link(answers, scene),
        StepName::Watch => inquiry::read_watch(answers, scene),
        StepName::Expose => {
            let (exposure, plan) = inquiry::read_exposing(answers)?;
            Ok(Work::Exposed { exposure, plan })
        }
        StepName::Propose(kind) => ending::read(answers, kind),
        StepName::Answer(of) => answering::read_answer(answers, scene, of),
        StepName::Withdraw(of) => Ok(Work::Withdrawn { proposal: of }),
    }
}
