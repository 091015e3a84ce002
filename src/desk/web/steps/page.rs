//! The page of a step: what it does, what it would say to whom, its fields.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::field::{Answers, Field, Kind};
use super::name::StepName;
use super::scene::{Plan, Scene};
use super::{plan, read};
use crate::desk::casebook::view::about;
use crate::desk::casebook::{Casebook, sheet};
use crate::desk::days::words;
use crate::desk::web::layout::{self, Chrome};
use crate::desk::web::session::{Tone, Visitor};
use crate::desk::web::{Desk, check_token, step_up, unlock};
use crate::desk::work::Work;
use crate::desk::works::{self, Draft};
use crate::model::casework::file::{CaseFile, Person};
use crate::model::casework::guard::Guard;
use crate::model::casework::rules;
use crate::model::casework::stage::Stage;
use crate::model::casework::step::{Answer, StepKind, Verdict};
use crate::model::casework::work::{Conflict, Work as Piece};
use crate::model::id::{CaseId, ItemId};
use crate::random;
use crate::secret::{Secret, SecretText};
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

/// Far more than fits an item, so that what is too long comes back with its words instead of being lost.
const RULES: FormRules<'static> = FormRules {
    max_bytes: 900_000,
    max_fields: 200,
    repeatable: &["urgency", "leads", "pattern", "flags", "mentions", "team"],
};

#[derive(Template)]
#[template(path = "desk/step.html")]
struct StepPage {
    chrome: Chrome,
    reference: String,
    id: CaseId,
    name: String,
    title: &'static str,
    refused: Option<String>,
    fault: Option<String>,
    plan: Plan,
    told: Option<String>,
    token: String,
    item: ItemId,
    seen: u64,
    /// Whether the passphrase is asked for again.
    step_up: bool,
}

/// What the token of a step's form is for.
fn purpose(case: CaseId, name: &str) -> String {
    format!("step {case} {name}")
}

/// What somebody sees of a case before they have said that they know nobody in it.
pub(super) fn outline(scene: &Scene<'_>) -> Vec<(String, String)> {
    let Some((item, report)) = scene.case.report() else { return Vec::new() };
    let row = |label: &str, text: String| (label.to_owned(), text);
    let excluded = sheet::exclusions(report, scene.people);
    let mut rows = vec![
        row("About", about(report)),
        row("Reported by", report.audience.words().to_owned()),
        row("Where", report.place.clone()),
        row("Received", words(item.item.header.day)),
        row("Must not see it", excluded.join("; ")),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    rows
}

/// `GET /case/{id}/do/{step}`.
pub async fn get(
    State(desk): State<Desk>,
    Path((id, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return Ok(unlock::stranger()),
        Visitor::Locked { forms } => return Ok(unlock::page(&desk, &forms)),
        Visitor::At { forms, work } => (forms, work),
    };
    let (case, step) = CaseId::parse(&id).zip(StepName::parse(&name)).ok_or(Failure::NotFound)?;
    let mut book = work.book().await;
    let stale = crate::desk::web::case::refresh(&work, &mut book, &id).await;
    let Some(scene) = scene(&work, &book, case) else {
        return match stale {
            Some(reason) => {
                let page = layout::message(Chrome::at(&work, &forms), "The case cannot be shown now", reason);
                Ok(Page::new(page).into_response())
            }
            None => Err(Failure::NotFound.into()),
        };
    };
    match scene.file().declared.get(&scene.me.id) {
        Some((Conflict::Recused, _)) if step != StepName::Declare => return Err(Failure::NotFound.into()),
        None if step != StepName::Declare => return Ok(see_other(&format!("/case/{case}/do/declare"))),
        Some(_) | None => {}
    }
    let page = page(&work, &forms, (&scene, step)).ok_or(Failure::NotFound)?;
    Ok(Page::new(page).into_response())
}

/// The case as this member sees it; `None` if they cannot open it.
pub(super) fn scene<'a>(work: &Work, book: &'a Casebook, case: CaseId) -> Option<Scene<'a>> {
    let people = book.people()?;
    let record = book.case(case)?;
    let open = record.content.as_ref().ok()?;
    let today = work.today();
    let me = Person { id: work.member(), roles: people.roles_on(work.member(), today) };
    Some(Scene { case: open, people, book, channel: &record.line.channel, me, today })
}

fn page(work: &Work, forms: &Secret<32>, (scene, step): (&Scene<'_>, StepName)) -> Option<StepPage> {
    let deed = step.deed(scene.file())?;
    let case = scene.case.identity.case();
    let guard = rules::may(deed, &scene.me, scene.file()).and_then(|()| still_open(step, scene)).err();
    let refused = guard.map(|guard| guard.words(|id| scene.name(id)));
    let mut plan = plan(step, scene);
    let name = step.text();
    let kept = work.kept_form(case, &name);
    if let Some(kept) = &kept {
        kept.answers.fill(&mut plan.fields);
    }
    Some(StepPage {
        chrome: Chrome::at(work, forms),
        reference: crate::desk::reference::Reference::of(case).to_string(),
        id: case,
        title: step.title_at(scene.file().standing()),
        refused: work.read_only(scene.book).or_else(|| scene.book.blocked(case)).or(refused),
        fault: kept.map(|kept| kept.reason),
        told: told(scene, step),
        plan,
        token: form_token(forms, &purpose(case, &name)),
        name,
        item: ItemId::random(&mut random::rng()),
        seen: scene.case.examined.tip().map_or(0, |tip| tip.sequence),
        step_up: asks_again(step, scene.file()),
    })
}

/// Whether a proposal that is to be answered still can be: if nobody could even refuse it, there is no form.
fn still_open(step: StepName, scene: &Scene<'_>) -> Result<(), Guard> {
    let StepName::Answer(of) = step else { return Ok(()) };
    let sha256 = scene.file().proposal(of).ok_or(Guard::NoProposal)?.sha256.clone();
    let (verdict, words) = (Verdict::Refuse, String::from("no"));
    let piece = Piece::Answered { answer: Answer { proposal: of, sha256, verdict, words } };
    rules::check(&piece, &scene.me, scene.file(), (scene.today, &|id| scene.people.roles_on(id, scene.today)))
}

/// What the reporter would see at once, where that follows from the step and from how the case stands.
fn told(scene: &Scene<'_>, step: StepName) -> Option<String> {
    let file = scene.file();
    if let StepName::Move(to) = step {
        let status = to.for_reporter();
        (status != file.shown).then(|| format!("“{}”", status.words()))
    } else if step == StepName::Declare && file.standing() == Stage::Received && rules::takes_up(&scene.me) {
        Some(format!("if you open it, “{}”", Stage::Triage.for_reporter().words()))
    } else if let StepName::Answer(of) = step {
        told_by_agreeing(scene, of)
    } else {
        None
    }
}

/// What the reporter would see if this member agreed: with the last agreement the step is done.
fn told_by_agreeing(scene: &Scene<'_>, of: ItemId) -> Option<String> {
    let proposed = scene.file().proposal(of)?;
    if proposed.proposal.what.kind() == StepKind::Destroy {
        return Some("if you approve, that the report was destroyed, by whom, and why".to_owned());
    }
    let sha256 = proposed.sha256.clone();
    let answer = Answer { proposal: of, sha256, verdict: Verdict::Approve, words: String::new() };
    let (case, item) = (scene.case.identity.case(), ItemId::random(&mut random::rng()));
    let draft = Draft { case, item, seen: 0, work: Piece::Answered { answer } };
    let told = works::told(scene.case, scene.me.id, &draft, scene.people, scene.today)?;
    let words = if told.text.is_empty() { "" } else { " and the words above" };
    Some(format!("if you approve, “{}”{words}", told.status.words()))
}

/// `POST /case/{id}/do/{step}`.
pub async fn post(
    State(desk): State<Desk>,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let (case, step) = CaseId::parse(&id).zip(StepName::parse(&name)).ok_or(Failure::NotFound)?;
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, &purpose(case, &name))?;
    let (item, seen) = place(&form).ok_or(Failure::BadRequest)?;
    let mut book = work.book().await;
    let scene = scene(&work, &book, case).ok_or(Failure::NotFound)?;
    let answers = Answers::of(&form, &plan(step, &scene).fields);
    let again = asks_again(step, scene.file());
    let said = read(step, &answers, &scene);
    let confirmed = if again { step_up::confirm(&desk, &work, &form).await } else { Ok(()) };
    let outcome = match confirmed.and(said) {
        Ok(said) => {
            let draft = Draft { case, item, seen, work: said };
            work.write(&mut book, &draft).await
        }
        Err(reason) => Err(reason),
    };
    let there = book.case(case).is_some();
    drop(book);
    match outcome {
        Ok(sentence) => {
            work.forget_form(case, &name);
            desk.door().notify(Tone::Good, sentence);
            let gone = recused(step, &answers) || !there;
            Ok(see_other(&if gone { "/".to_owned() } else { format!("/case/{case}") }))
        }
        Err(reason) => {
            work.keep_form(case, &name, answers, reason);
            Ok(see_other(&format!("/case/{case}/do/{name}")))
        }
    }
}

/// Whether the form took its writer off the case: then there is no page of it any more.
fn recused(step: StepName, answers: &Answers) -> bool {
    step == StepName::Declare && Conflict::parse(&answers.text("conflict")) == Some(Conflict::Recused)
}

/// Whether a step gives a key away, lets something out or destroys it: whoever sits down at an unlocked desk must not be able to.
fn asks_again(step: StepName, file: &CaseFile) -> bool {
    let kind = match step {
        StepName::Propose(kind) => Some(kind),
        StepName::Answer(of) => file.proposal(of).map(|proposed| proposed.proposal.what.kind()),
        StepName::Declare
        | StepName::Triage
        | StepName::Move(_)
        | StepName::Assign
        | StepName::Note
        | StepName::Plan
        | StepName::Task
        | StepName::Done(_)
        | StepName::Evidence
        | StepName::Finding
        | StepName::Action
        | StepName::Root
        | StepName::Link
        | StepName::Watch
        | StepName::Expose
        | StepName::Withdraw(_) => None,
    };
    matches!(kind, Some(StepKind::Export | StepKind::AddReader | StepKind::Destroy))
}

/// The item that the form becomes, and up to which place its writer had seen the case.
fn place(form: &Form) -> Option<(ItemId, u64)> {
    let value = |name| form.value(name).map(SecretText::expose_secret);
    Some((ItemId::parse(value("item")?)?, value("seen")?.parse().ok()?))
}

impl StepPage {
    /// Whether a list of choices is long enough for a drop-down.
    fn is_long(choices: &[(String, String)]) -> bool {
        choices.len() > 8
    }

    fn rows(field: &Field) -> u8 {
        match field.kind {
            Kind::Text(rows) => rows,
            Kind::Line | Kind::Day | Kind::One(_) | Kind::Many(_) => 1,
        }
    }
}
