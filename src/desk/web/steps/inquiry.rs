//! Notes, plan, tasks, evidence, findings, actions, root cause, links, watches.

use super::field::{Answers, Field, choices};
use super::scene::{Plan, Scene};
use crate::desk::casebook::sheet;
use crate::model::casework::outcome::{Action, ArushaArea, Finding};
use crate::model::casework::step::Exposure;
use crate::model::casework::work::{Amount, Relation, Watch, Work};
use crate::model::id::{ItemId, MemberId};

pub(super) fn note(scene: &Scene<'_>) -> Plan {
    Plan::of(vec![
        Field::text("text", "The note", 6),
        Field::many("mentions", "Colleagues who should see it", others(scene)),
    ])
    .intro("Notes are for colleagues who read this case. They never reach the reporter.")
}

/// Everybody who may handle cases, but me.
fn others(scene: &Scene<'_>) -> Vec<(String, String)> {
    let me = scene.me.id.to_string();
    scene.eligible().into_iter().filter(|(id, _)| *id != me).collect()
}

pub(super) fn read_note(answers: &Answers) -> Work {
    Work::Noted { text: answers.text("text"), mentions: answers.read_all("mentions", MemberId::parse) }
}

pub(super) fn plan(scene: &Scene<'_>) -> Plan {
    let known = scene.file().plan.as_ref().map(|(text, _)| text.clone()).unwrap_or_default();
    Plan::of(vec![
        Field::text("text", "The plan", 12)
            .hint("What is to be found out, how, in which order, and what must not happen.")
            .with(known),
    ])
}

pub(super) fn task(scene: &Scene<'_>) -> Plan {
    let nobody = [(String::new(), "Nobody in particular".to_owned())];
    let handlers = nobody.into_iter().chain(scene.eligible()).collect();
    Plan::of(vec![
        Field::line("text", "What is to be done?"),
        Field::one("who", "By whom?", handlers).with(""),
        Field::day("due", "Until when?").hint("Not needed."),
    ])
}

pub(super) fn read_task(answers: &Answers) -> Result<Work, String> {
    Ok(Work::Tasked { text: answers.text("text"), who: answers.member("who"), due: answers.day("due")? })
}

pub(super) fn done(scene: &Scene<'_>, task: ItemId) -> Plan {
    let mut plan = Plan::of(vec![Field::text("words", "What came of it?", 4).hint("Not needed.")]);
    let known = scene.file().tasks.iter().find(|known| known.mark.item == task);
    plan.shown = known.map(|known| ("Task".to_owned(), known.text.clone())).into_iter().collect();
    plan
}

pub(super) fn evidence(scene: &Scene<'_>) -> Plan {
    let files = sheet::files(scene.case).into_iter().map(|file| (file.item.to_string(), file.name));
    let files = [(String::new(), "No file of this case".to_owned())].into_iter().chain(files).collect();
    Plan::of(vec![
        Field::line("text", "What is it?"),
        Field::line("held", "Where is the original, and where does it come from?")
            .hint("For example: record room 2, box 14; copied from the server of the port on 3 Nov."),
        Field::one("file", "A file of this case", files).with(""),
        Field::line("sha256", "SHA-256 of the original").hint(
            "For evidence that is a file elsewhere: 64 digits, as sha256sum prints them. Whoever looks at it later can see that it is the same.",
        ),
    ])
}

pub(super) fn read_evidence(answers: &Answers) -> Work {
    let sha256 = Some(answers.text("sha256").to_lowercase()).filter(|text| !text.is_empty());
    Work::Evidenced {
        text: answers.text("text"),
        held: answers.text("held"),
        file: ItemId::parse(&answers.text("file")),
        sha256,
    }
}

pub(super) fn finding(scene: &Scene<'_>) -> Plan {
    let next = scene.file().findings.keys().max().map_or(1, |last| last.saturating_add(1));
    Plan::of(vec![
        Field::line("allegation", "Number of the allegation")
            .hint("The number of one that is there replaces its finding.")
            .with(next.to_string()),
        Field::line("text", "What is alleged?"),
        Field::one("finding", "What was found?", choices!(Finding)),
        Field::text("reasons", "Why?", 6),
    ])
}

pub(super) fn read_finding(answers: &Answers) -> Result<Work, String> {
    Ok(Work::Found {
        allegation: answers.one(
            "allegation",
            |text| text.parse().ok(),
            "Give the allegation a number from 1 to 255.",
        )?,
        text: answers.text("text"),
        finding: answers.one("finding", Finding::parse, "Say what was found.")?,
        reasons: answers.text("reasons"),
    })
}

pub(super) fn action(_scene: &Scene<'_>) -> Plan {
    Plan::of(vec![
        Field::one("action", "What was done?", choices!(Action)),
        Field::line("amount", "How much, if money").hint("Digits, at most one point: 1250.50"),
        Field::line("currency", "Currency").hint("Three letters: USD, EUR, XOF …"),
        Field::text("words", "In words", 3).hint("Not needed."),
    ])
}

pub(super) fn read_action(answers: &Answers) -> Result<Work, String> {
    let amount = Amount { value: answers.text("amount"), currency: answers.text("currency").to_uppercase() };
    let said = !amount.value.is_empty() || !amount.currency.is_empty();
    Ok(Work::Acted {
        action: answers.one("action", Action::parse, "Say what was done.")?,
        amount: said.then_some(amount),
        words: answers.text("words"),
    })
}

pub(super) fn root(scene: &Scene<'_>) -> Plan {
    let known = scene.file().root.as_ref();
    let area = known.map(|(area, _, _)| area.key()).unwrap_or_default();
    let words = known.map(|(_, words, _)| words.clone()).unwrap_or_default();
    Plan::of(vec![
        Field::one("area", "Where does the weakness sit?", choices!(ArushaArea)).with(area),
        Field::text("words", "What about it?", 3).hint("Feeds the register “what we changed”.").with(words),
    ])
    .intro("The ten areas of the Revised Arusha Declaration.")
}

pub(super) fn read_root(answers: &Answers) -> Result<Work, String> {
    let area = answers.one("area", ArushaArea::parse, "Say where the weakness sits.")?;
    Ok(Work::Rooted { area, words: answers.text("words") })
}

/// Only cases of this member can be named, so that a link never tells of a case that its reader may not see.
pub(super) fn link(_scene: &Scene<'_>) -> Plan {
    let relations = choices!(Relation);
    Plan::of(vec![
        Field::line("to", "Which case?")
            .hint("Its reference, such as K7-PLUM-402. It must be one that you can open."),
        Field::one("relation", "How do they belong together?", relations),
        Field::text("words", "Why?", 3).hint("Not needed."),
    ])
    .intro("Whoever reads this case but not the other one sees that there is a link, and not to which case.")
}

pub(super) fn read_link(answers: &Answers, scene: &Scene<'_>) -> Result<Work, String> {
    let wanted = answers.text("to");
    let other = scene.book.find(&wanted).filter(|record| {
        record.line.case != scene.case.identity.case() && scene.book.may_see(record.line.case, scene.me.id)
    });
    let other = other.ok_or(
        "There is no other case of that name that you have opened. Look at its reference in the queue.",
    )?;
    let relation = answers.one("relation", Relation::parse, "Say how they belong together.")?;
    Ok(Work::Linked { to: other.line.case, relation, words: answers.text("words") })
}

pub(super) fn watch(scene: &Scene<'_>) -> Plan {
    let on = |watch: &Watch| scene.file().watches.contains_key(watch);
    let choice = |watch: &Watch| {
        let verb = if on(watch) { "end" } else { "begin" };
        (watch.key().to_owned(), format!("{}: {verb}", watch.words()))
    };
    Plan::of(vec![
        Field::one("watch", "Which?", Watch::ALL.iter().map(choice).collect()),
        Field::text("why", "Why?", 3).hint("Not needed."),
    ])
    .intro("A watch is a promise of the unit that goes on after the case is closed. With “protection” it asks the reporter, from time to time, whether somebody punishes them; with “actions open” it follows whether what was decided is done. Ending one needs whoever leads, or works on, the case.")
    .intro("A watch outlives the closing of the case. While the reporter is watched over, the desk reminds you 30, 90, 180 and 365 days after the closing, or after the first step that could have exposed them, to ask whether they are punished.")
}

pub(super) fn read_watch(answers: &Answers, scene: &Scene<'_>) -> Result<Work, String> {
    let watch = answers.one("watch", Watch::parse, "Say which watch.")?;
    let on = !scene.file().watches.contains_key(&watch);
    Ok(Work::Watched { watch, on, why: answers.text("why") })
}

pub(super) fn expose(_scene: &Scene<'_>) -> Plan {
    Plan::of(exposing(String::new()))
        .intro("An interview, a request for logs or a confrontation can tell others that somebody reported. Write it down before you do it.")
}

pub(super) fn exposing(plan: String) -> Vec<Field> {
    vec![
        Field::one("exposure", "What will be done?", choices!(Exposure)),
        Field::text("plan", "With whom, about what, and what they may conclude", 5).with(plan),
    ]
}

pub(super) fn read_exposing(answers: &Answers) -> Result<(Exposure, String), String> {
    let exposure = answers.one("exposure", Exposure::parse, "Say what will be done.")?;
    Ok((exposure, answers.text("plan")))
}
