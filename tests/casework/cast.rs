//! People with one role each, and cases that are told item by item.

use redchannel::clock::Day;
use redchannel::model::casework::file::{CaseFile, Person, What, Written};
use redchannel::model::casework::fold::fold;
use redchannel::model::casework::outcome::{Action, ArushaArea, ClosingReason, Finding};
use redchannel::model::casework::stage::Stage;
use redchannel::model::casework::step::{Answer, Exposure, Proposal, Step, Verdict};
use redchannel::model::casework::triage::{IdentityRisk, Jurisdiction, RedFlag, Score, Triage};
use redchannel::model::casework::work::{Conflict, Work};
use redchannel::model::id::{ItemId, MemberId};
use redchannel::model::report::Purpose;
use redchannel::model::role::Role;

/// The day on which every report of these tests comes in.
pub const RECEIVED: &str = "2026-03-02";

pub fn received() -> Day {
    Day::parse(RECEIVED).unwrap()
}

/// The one member with this role.
pub fn member(role: Role) -> MemberId {
    let place = Role::ALL.iter().position(|known| *known == role).unwrap();
    MemberId::from_bytes([u8::try_from(place).unwrap() + 1; 16])
}

pub fn person(role: Role) -> Person {
    Person { id: member(role), roles: vec![role] }
}

/// A second member with this role.
pub fn deputy(role: Role) -> Person {
    let first = *member(role).as_bytes();
    Person { id: MemberId::from_bytes(first.map(|byte| byte + 0x40)), roles: vec![role] }
}

/// The roles of everybody.
pub fn roles(id: MemberId) -> Vec<Role> {
    let known = Role::ALL.into_iter().find(|role| member(*role) == id || deputy(*role).id == id);
    known.into_iter().collect()
}

/// What an item is, owned.
#[derive(Clone, Debug)]
pub enum Said {
    Report,
    More,
    Told(MemberId, Purpose),
    Did(MemberId, Box<Work>),
}

/// A case, item by item.
#[derive(Clone, Debug)]
pub struct Story {
    pub items: Vec<(Day, Said)>,
    /// The day of what comes next.
    pub day: Day,
}

pub fn item(place: usize) -> ItemId {
    ItemId::from_slice(&u128::try_from(place).unwrap().to_be_bytes()).unwrap()
}

pub fn sha256(place: usize) -> String {
    format!("{place:064x}")
}

impl Story {
    /// A report that just came in.
    pub fn new() -> Self {
        Self { items: vec![(received(), Said::Report)], day: received() }
    }

    /// So many days later.
    pub fn later(mut self, days: i64) -> Self {
        self.day = self.day.plus(days);
        self
    }

    pub fn say(mut self, said: Said) -> Self {
        self.items.push((self.day, said));
        self
    }

    pub fn did(self, role: Role, work: Work) -> Self {
        self.by(member(role), work)
    }

    pub fn by(self, member: MemberId, work: Work) -> Self {
        self.say(Said::Did(member, Box::new(work)))
    }

    pub fn told(self, purpose: Purpose) -> Self {
        self.say(Said::Told(member(Role::Intake), purpose))
    }

    pub fn more(self) -> Self {
        self.say(Said::More)
    }

    /// Somebody proposes, others agree.
    pub fn agreed(mut self, proposer: Role, what: Step, agree: &[Role]) -> Self {
        let place = self.items.len();
        self = self.did(proposer, proposed(what));
        for role in agree {
            self = self.did(*role, answer(place, Verdict::Approve));
        }
        self
    }

    /// How the case stands on a day, by its first items.
    pub fn read(&self, items: usize, today: Day) -> CaseFile {
        self.read_by(items, today, |id, _| roles(id))
    }

    /// The same, where people have other roles.
    pub fn read_by(&self, items: usize, today: Day, roles: impl Fn(MemberId, Day) -> Vec<Role>) -> CaseFile {
        let written = self.items.iter().take(items).enumerate().map(|(place, (day, said))| Written {
            item: item(place),
            sequence: u64::try_from(place).unwrap(),
            day: *day,
            sha256: sha256(place),
            what: match said {
                Said::Report => What::Report,
                Said::More => What::More,
                Said::Told(by, purpose) => What::Told(*by, *purpose),
                Said::Did(by, work) => What::Did(*by, work),
            },
        });
        fold(written, today, roles)
    }

    /// How the case stands now.
    pub fn file(&self) -> CaseFile {
        self.read(self.items.len(), self.day)
    }

    /// A case that was worked on by the rules until it stands at `stage`, with everything that the rules ask for on the way.
    pub fn at(stage: Stage) -> Self {
        let story = Self::new();
        if stage == Stage::Received {
            return story;
        }
        let story = [Role::Intake, Role::Investigator, Role::Head, Role::Protection, Role::Oversight]
            .into_iter()
            .fold(story, |story, role| story.did(role, declared(role == Role::Intake)))
            .did(Role::Intake, triaged(false, IdentityRisk::Low));
        match stage {
            Stage::Received | Stage::Triage => return story,
            Stage::Referred => return story.agreed(Role::Head, refer(), &[Role::Intake]),
            Stage::Assessment | Stage::Investigation | Stage::OnHold | Stage::Decision | Stage::Closed => {}
        }
        let story = story.did(Role::Intake, moved(Stage::Assessment)).did(Role::Head, assigned());
        let story = story.did(Role::Investigator, Work::Planned { text: "Ask for the gate log.".into() });
        if stage == Stage::Assessment {
            return story;
        }
        let story = story.did(Role::Head, moved(Stage::Investigation));
        let story = story.did(Role::Investigator, evidenced()).did(Role::Investigator, found());
        match stage {
            Stage::Received | Stage::Triage | Stage::Assessment | Stage::Referred | Stage::Investigation => {
                return story;
            }
            Stage::OnHold => return story.clone().did(Role::Head, held(story.day.plus(60))),
            Stage::Decision | Stage::Closed => {}
        }
        let story = story.did(Role::Investigator, acted()).did(Role::Investigator, rooted());
        let story = story.did(Role::Investigator, moved(Stage::Decision));
        if stage == Stage::Decision {
            return story;
        }
        story.agreed(Role::Head, close(ClosingReason::Decided), &[Role::Intake])
    }
}

pub fn declared(takes_up: bool) -> Work {
    Work::Declared { conflict: Conflict::None, words: String::new(), takes_up }
}

pub fn recused() -> Work {
    Work::Declared { conflict: Conflict::Recused, words: "A cousin.".into(), takes_up: false }
}

pub fn triage(pressing: bool, risk: IdentityRisk) -> Triage {
    Triage {
        family: "SOL".into(),
        item: String::new(),
        office: String::new(),
        procedure: String::new(),
        goods: String::new(),
        score: Score { severity: 2, ..Score::default() },
        instead: None,
        red_flags: if pressing { vec![RedFlag::Retaliation] } else { Vec::new() },
        jurisdiction: Jurisdiction::Customs,
        identity_risk: risk,
        protection_plan: "Nobody is told which shift it was.".into(),
    }
}

pub fn triaged(pressing: bool, risk: IdentityRisk) -> Work {
    Work::Triaged { triage: triage(pressing, risk) }
}

pub fn moved(to: Stage) -> Work {
    Work::Moved { to, why: "As we agreed.".into(), review: None }
}

pub fn held(review: Day) -> Work {
    Work::Moved { to: Stage::OnHold, why: "A court decides first.".into(), review: Some(review) }
}

pub fn assigned() -> Work {
    Work::Assigned { lead: Some(member(Role::Investigator)), team: Vec::new(), why: String::new() }
}

pub fn evidenced() -> Work {
    let sha256 = Some("ab".repeat(32));
    Work::Evidenced { text: "Gate log".into(), held: "Safe 2".into(), file: None, sha256 }
}

pub fn found() -> Work {
    let (text, reasons) = ("Money at the gate.".into(), "The log shows it.".into());
    Work::Found { allegation: 1, text, finding: Finding::Substantiated, reasons }
}

pub fn acted() -> Work {
    Work::Acted { action: Action::Warning, amount: None, words: String::new() }
}

pub fn rooted() -> Work {
    Work::Rooted { area: ArushaArea::Automation, words: String::new() }
}

pub fn exposed() -> Work {
    Work::Exposed { exposure: Exposure::Interview, plan: "The shift leader, about the roster.".into() }
}

pub fn close(reason: ClosingReason) -> Step {
    Step::Close { reason, outcome: "We looked at it.".into(), feedback: "Thank you.".into() }
}

pub fn refer() -> Step {
    Step::Refer {
        authority: "Police".into(),
        basis: "Section 12".into(),
        package: "The report".into(),
        feedback: "We have sent it on.".into(),
        untold: String::new(),
    }
}

pub fn export() -> Step {
    Step::Export { name: "Court".into(), recipient: "age1".into(), purpose: "Trial".into() }
}

pub fn hold(review: Day) -> Step {
    Step::LegalHold { on: true, why: "Trial".into(), review: Some(review) }
}

/// With a thought about the source, as a high risk demands it.
pub fn proposed(what: Step) -> Work {
    Work::Proposed { proposal: Proposal { what, how_else: "The roster shows it.".into() } }
}

pub fn answer(place: usize, verdict: Verdict) -> Work {
    let (proposal, sha256) = (item(place), sha256(place));
    Work::Answered { answer: Answer { proposal, sha256, verdict, words: "I see it so.".into() } }
}
