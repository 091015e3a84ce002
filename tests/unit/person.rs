//! A member at a desk of their own, in a Chromium of their own: the verbs in which the stories are told.

use redchannel::clock::Clock;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::model::casework::stage::Stage;

use super::case::Case;
use crate::support::browser::Browser;

/// The width of the pages: that of `Viewport::Desktop`.
const WIDTH: f64 = 1280.0;

pub struct Person {
    /// As the roster has it.
    pub name: &'static str,
    pub key: StaffKey,
    /// Whether the first look of this member takes a case up.
    pub judges: bool,
    pub browser: Browser,
    /// Address of the desk, without a slash at the end.
    pub home: String,
    pub passphrase: String,
    pub clock: Clock,
}

/// What stands between two marks.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split(to).next()
}

impl Person {
    /// Opens the printed link and unlocks the desk.
    pub async fn begin(&self, link: &str) {
        self.browser.goto(link).await;
        self.browser.fill("#passphrase", &self.passphrase).await;
        self.browser.click("main button").await;
        let page = self.look().await;
        assert!(page.contains("<h1>Queue</h1>") || page.contains("<h1>Custody</h1>"), "{}", self.name);
    }

    /// The page before their eyes: it has one heading and does not scroll sideways.
    pub async fn look(&self) -> String {
        let page = self.browser.source().await;
        let address = self.browser.url().await;
        assert_eq!(page.matches("<h1").count(), 1, "{address} of {}", self.name);
        let (width, _) = self.browser.content_size().await;
        assert!((width - WIDTH).abs() < 0.5, "{address} of {} is {width} wide", self.name);
        page
    }

    pub async fn goto(&self, path: &str) -> String {
        self.browser.goto(&format!("{}{path}", self.home)).await;
        self.look().await
    }

    /// Whether the case stands in their queue.
    pub async fn has_in_queue(&self, case: &Case) -> bool {
        self.goto("/").await.contains(&case.reference())
    }

    /// The desk knows no such case, by whatever address.
    pub async fn finds_nothing_of(&self, case: &Case) {
        assert!(!self.has_in_queue(case).await, "{}", self.name);
        for path in
            [format!("/case/{}", case.id), format!("/case/{}", case.reference()), do_path(case, "declare")]
        {
            let page = self.goto(&path).await;
            assert!(!page.contains(&case.reference()) && page.contains("<title>Not here"), "{path}: {page}");
        }
    }

    /// Opens the case; whoever has not said that they know nobody involved says it first.
    pub async fn opens(&self, case: &Case) -> String {
        let page = self.goto(&format!("/case/{}", case.id)).await;
        case.visited(self);
        if !self.browser.url().await.ends_with("/do/declare") {
            assert!(page.contains(&case.reference()), "{} cannot open it: {page}", self.name);
            return page;
        }
        assert!(!page.contains("class=\"story\""), "not before they have said so");
        let takes_up = case.take_up(self.judges);
        assert_eq!(
            page.contains("if you open it, “Being checked”"),
            takes_up,
            "the reporter is told so at once"
        );
        let page = self.sends(&page, &[("conflict", "none")]).await;
        if takes_up {
            case.did(self, "state_changed", "Knows nobody involved, and took the case up");
        } else {
            case.did(self, "recorded", "Knows nobody involved");
        }
        assert!(page.contains("class=\"story\""), "{page}");
        page
    }

    /// Fills the form of a step and signs it.
    pub async fn does(&self, case: &Case, step: &str, fields: &[(&str, &str)]) -> String {
        let page = self.goto(&do_path(case, step)).await;
        let page = self.sends(&page, fields).await;
        self.was_taken(step, &page).await;
        if step.starts_with("propose-") {
            case.propose(fields);
        }
        let (kind, words) = entry_of(step);
        case.did(self, kind, words);
        page
    }

    async fn was_taken(&self, step: &str, page: &str) {
        let address = self.browser.url().await;
        assert!(!address.contains("/failed/"), "{step} by {}: {address}", self.name);
        let fault = between(page, "id=\"fault\">", "</p>");
        let refused = between(page, "<p class=\"warning\">", "</p>");
        let taken = page.contains("<p class=\"good\"");
        assert!(taken, "{step} by {}: {fault:?} {refused:?} {page}", self.name);
        assert!(!page.contains("class=\"alarm\""), "{step} by {}: {page}", self.name);
    }

    /// Sends the form of a step; what the desk says why nothing was signed.
    pub async fn fails_at(&self, case: &Case, step: &str, fields: &[(&str, &str)]) -> String {
        let page = self.goto(&do_path(case, step)).await;
        let page = self.sends(&page, fields).await;
        between(&page, "id=\"fault\">", "</p>")
            .unwrap_or_else(|| panic!("{step} was taken: {page}"))
            .to_owned()
    }

    /// Looks at the form of a step that is not there for them now; what the desk says why.
    pub async fn cannot(&self, case: &Case, step: &str) -> String {
        let page = self.goto(&do_path(case, step)).await;
        assert!(!page.contains(&format!("action=\"{}\"", do_path(case, step))), "{step} can be done");
        between(&page, "<p class=\"warning\">", "</p>").unwrap_or_else(|| panic!("{step}: {page}")).to_owned()
    }

    /// Says no to the proposal that waits.
    pub async fn refuses(&self, case: &Case, why: &str) {
        self.answers(case, &[("verdict", "refuse"), ("words", why)]).await;
        case.did(self, "recorded", format!("Refused a proposal: “{why}”"));
    }

    /// Looks at the proposal that waits, and agrees.
    pub async fn agrees(&self, case: &Case) {
        self.answers(case, &[("verdict", "approve")]).await;
        case.did(self, "approved", "Agreed to a proposal");
    }

    /// The form in which the proposal that waits is answered: it shows all that was proposed.
    pub async fn looks_at_the_proposal(&self, case: &Case) -> String {
        let page = self.opens(case).await;
        let item = between(&page, "/do/answer-", "\"").unwrap_or_else(|| panic!("no proposal waits: {page}"));
        let form = self.goto(&do_path(case, &format!("answer-{item}"))).await;
        case.shows_the_proposal(&form);
        form
    }

    async fn answers(&self, case: &Case, fields: &[(&str, &str)]) {
        let form = self.looks_at_the_proposal(case).await;
        let page = self.sends(&form, fields).await;
        self.was_taken("answer", &page).await;
    }

    /// Takes their own proposal back.
    pub async fn withdraws(&self, case: &Case) {
        let page = self.opens(case).await;
        let item =
            between(&page, "/do/withdraw-", "\"").unwrap_or_else(|| panic!("nothing to take back: {page}"));
        let page = self.goto(&do_path(case, &format!("withdraw-{item}"))).await;
        let page = self.sends(&page, &[]).await;
        self.was_taken("withdraw", &page).await;
        case.did(self, "recorded", "Took a proposal back");
    }

    /// Says that they know somebody involved after all: their key is dropped.
    pub async fn steps_back(&self, case: &Case, words: &str) {
        let page = self.goto(&do_path(case, "declare")).await;
        let page = self.sends(&page, &[("conflict", "recused"), ("words", words)]).await;
        assert!(page.contains("You are off this case"), "{page}");
        case.did(self, "recorded", "Stands too near: recused");
        case.did(self, "wrap_removed", format!("Key taken off {}", self.name));
    }

    /// Whether the form of a step offers this member to be chosen.
    pub async fn is_offered(&self, case: &Case, step: &str, member: &Self) -> bool {
        self.goto(&do_path(case, step)).await.contains(&format!("value=\"{}\"", member.id()))
    }

    /// Marks the task that is open as done.
    pub async fn finishes_the_task(&self, case: &Case, words: &str) {
        let page = self.opens(case).await;
        let item = between(&page, "/do/done-", "\"").unwrap_or_else(|| panic!("no task is open: {page}"));
        self.does(case, &format!("done-{item}"), &[("words", words)]).await;
    }

    /// Writes to the reporter: looks at it first, then sends it.
    pub async fn writes(&self, case: &Case, purpose: &str, text: &str) {
        self.goto(&format!("/case/{}/reply", case.id)).await;
        self.browser.fill("#text", text).await;
        self.browser.click(&format!("input[name='purpose'][value='{purpose}']")).await;
        self.browser.click("button[value='look']").await;
        assert_eq!(self.browser.text(".phone .said").await, text);
        self.look().await;
        self.browser.click("button[value='send']").await;
        let page = self.look().await;
        assert!(page.contains("was sent and signed"), "{page}");
        case.did(self, "reply_sent", "sent to the reporter");
    }

    /// Asks the custodian for the name that the reporter gave.
    pub async fn asks_for_the_name(&self, case: &Case, why: &str) -> String {
        self.goto(&format!("/case/{}/identity", case.id)).await;
        self.browser.fill("#reason", why).await;
        self.browser.click("main form button").await;
        case.did(self, "proposed", "Asked the custodian for the name");
        self.look().await
    }

    /// Answers the request as the custodian, within these limits.
    pub async fn grants(&self, case: &Case, why: &str, limits: &str) {
        let path = format!("/custody/{}", case.id);
        assert!(self.goto("/custody").await.contains(&path));
        self.browser.click(&format!("a[href='{path}']")).await;
        assert!(self.look().await.contains(why));
        self.browser.fill("#words", limits).await;
        self.browser.click("input[name='verdict'][value='granted']").await;
        self.browser.fill("#passphrase", &self.passphrase).await;
        self.browser.click("main form button").await;
        let page = self.look().await;
        assert!(page.contains("Granted."), "{page}");
        case.did(self, "identity_opened", "Opened the name given in confidence");
    }

    /// Fills the fields of the form on the page and presses its button; the page that comes.
    pub async fn sends(&self, page: &str, fields: &[(&str, &str)]) -> String {
        for (name, value) in fields {
            self.fills(page, name, value).await;
        }
        if page.contains("id=\"passphrase\"") {
            self.browser.fill("#passphrase", &self.passphrase).await;
        }
        self.browser.click("main form .buttons button").await;
        self.look().await
    }

    async fn fills(&self, page: &str, name: &str, value: &str) {
        let id = format!("#f-{name}");
        let is = |tag: &str| page.contains(&format!("<{tag} id=\"f-{name}\""));
        if is("select") {
            self.browser.click(&format!("{id} option[value='{value}']")).await;
        } else if is("textarea") || is("input type=\"text\"") {
            self.browser.fill(&id, value).await;
        } else if is("input type=\"date\"") {
            self.browser.fill(&id, &as_typed(value)).await;
        } else {
            for choice in value.split(' ') {
                let ticked = format!("type=\"checkbox\" name=\"{name}\" value=\"{choice}\" checked");
                if !page.contains(&ticked) {
                    self.browser.click(&format!("input[name='{name}'][value='{choice}']")).await;
                }
            }
        }
    }

    /// As forms name the member.
    pub fn id(&self) -> String {
        self.key.member_id().to_string()
    }

    /// A day so many days from today, as forms have it.
    pub fn in_days(&self, days: i64) -> String {
        self.clock.today().plus(days).to_string()
    }
}

/// A day as somebody types it into a browser that speaks American English.
fn as_typed(day: &str) -> String {
    let mut parts = day.split('-');
    let mut part = || parts.next().expect("year, month, day");
    let (year, month, date) = (part(), part(), part());
    format!("{month}{date}{year}")
}

fn do_path(case: &Case, step: &str) -> String {
    format!("/case/{}/do/{step}", case.id)
}

/// The kind of entry that a step makes, and part of what the case page says of it.
fn entry_of(step: &str) -> (&'static str, String) {
    let fixed = match step.split('-').next().unwrap_or_default() {
        "triage" => ("triaged", "Triaged: "),
        "assign" => ("assigned", "Assigned to "),
        "note" => ("recorded", "Note: “"),
        "plan" => ("recorded", "Wrote the plan"),
        "task" => ("recorded", "Task: “"),
        "done" => ("recorded", "Task done"),
        "evidence" => ("recorded", "Evidence: “"),
        "finding" => ("recorded", "Allegation "),
        "action" => ("recorded", "Action: "),
        "root" => ("recorded", "Root cause: "),
        "link" => ("recorded", " another case"),
        "watch" => ("recorded", ": "),
        "expose" => ("recorded", ": done"),
        "propose" if step == "propose-add_reader" => ("wrap_proposed", "Proposed: give "),
        "propose" => ("proposed", "Proposed: "),
        "move" => {
            let stage = step.strip_prefix("move-").and_then(Stage::parse).expect("a state");
            return ("state_changed", format!("Moved to “{}”", stage.words()));
        }
        other => panic!("what does {other} say?"),
    };
    (fixed.0, fixed.1.to_owned())
}
