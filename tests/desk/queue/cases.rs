//! Cases at every stage of their life, made by the rules.

use redchannel::clock::Day;
use redchannel::crypto::frame::{Author, ItemKind};
use redchannel::crypto::keyfile::StaffKey;
use redchannel::model::casework::outcome::ClosingReason;
use redchannel::model::casework::stage::Stage as CaseStage;
use redchannel::model::casework::step::{Proposal, Step};
use redchannel::model::casework::triage::{
    IdentityRisk, Jurisdiction, Lead, RedFlag, Score, Triage, Urgency,
};
use redchannel::model::casework::work::{Conflict, Work};
use redchannel::model::id::{ItemId, MemberId};
use redchannel::model::report::{MessageBody, Purpose, ReportBody};

use super::super::liar::Stage;
use super::super::made::TestCase;
use crate::support::world::report;

/// A case that grows day by day.
pub struct Growing<'a> {
    pub case: TestCase,
    stage: &'a Stage,
}

impl<'a> Growing<'a> {
    /// A report that came in some days ago.
    pub fn new(seed: u8, stage: &'a Stage, days_ago: i64, body: &ReportBody) -> Self {
        Self { case: TestCase::new(seed, stage.today().plus(-days_ago), body), stage }
    }

    /// The same with a story.
    pub fn told(seed: u8, stage: &'a Stage, days_ago: i64, story: &str) -> Self {
        Self::new(seed, stage, days_ago, &report(story))
    }

    pub fn work(mut self, by: &StaffKey, work: &Work) -> Self {
        self.add(by, work);
        self
    }

    pub fn add(&mut self, by: &StaffKey, work: &Work) -> ItemId {
        let header = self.case.next(ItemKind::Work, Author::Member(by.member_id()));
        self.case.add(&header, &serde_json::to_string(work).unwrap(), by.signing_key());
        header.item
    }

    pub fn declared(self, by: &StaffKey, conflict: Conflict) -> Self {
        self.work(by, &Work::Declared { conflict, words: String::new(), takes_up: false })
    }

    /// The intake officer takes it up.
    pub fn taken_up(self) -> Self {
        let work = Work::Declared { conflict: Conflict::None, words: String::new(), takes_up: true };
        let intake = self.stage.people.intake.clone();
        self.work(&intake, &work)
    }

    pub fn triaged(self, triage: Triage) -> Self {
        let intake = self.stage.people.intake.clone();
        self.taken_up().work(&intake, &Work::Triaged { triage })
    }

    /// In assessment, led by somebody who has declared.
    pub fn assigned(self, triage: Triage, lead: &StaffKey) -> Self {
        let (intake, head) = (self.stage.people.intake.clone(), self.stage.people.head.clone());
        let moved = Work::Moved { to: CaseStage::Assessment, why: String::new(), review: None };
        let assigned = Work::Assigned { lead: Some(lead.member_id()), team: Vec::new(), why: String::new() };
        let case = self.triaged(triage).work(&intake, &moved).declared(&head, Conflict::None);
        let case = case.work(&head, &assigned);
        if [intake.member_id(), head.member_id()].contains(&lead.member_id()) {
            case
        } else {
            case.declared(lead, Conflict::None)
        }
    }

    /// Under investigation.
    pub fn investigated(self, triage: Triage, lead: &StaffKey) -> Self {
        let (intake, head) = (self.stage.people.intake.clone(), self.stage.people.head.clone());
        let case = self.assigned(triage, lead);
        let planner = if lead.member_id() == intake.member_id() { head.clone() } else { lead.clone() };
        let moved = Work::Moved { to: CaseStage::Investigation, why: String::new(), review: None };
        case.work(&planner, &Work::Planned { text: "Ask the shift list of gate seven.".into() })
            .work(&head, &moved)
    }

    pub fn replied(mut self, purpose: Purpose, text: &str) -> Self {
        let intake = self.stage.people.intake.clone();
        let header = self.case.next(ItemKind::Reply, Author::Member(intake.member_id()));
        let body = serde_json::to_string(&MessageBody { text: text.into(), purpose }).unwrap();
        self.case.add(&header, &body, intake.signing_key());
        self
    }

    pub fn noted(self, by: &StaffKey, text: &str, mentions: &[MemberId]) -> Self {
        self.work(by, &Work::Noted { text: text.into(), mentions: mentions.to_vec() })
    }

    /// The intake officer sets a task.
    pub fn due(self, day: Day) -> Self {
        let intake = self.stage.people.intake.clone();
        self.work(&intake, &Work::Tasked { text: "Call the owner.".into(), who: None, due: Some(day) })
    }

    /// The head proposes to close it.
    pub fn proposed_to_close(self) -> Self {
        let head = self.stage.people.head.clone();
        let what = Step::Close {
            reason: ClosingReason::OutOfScopeRedirected,
            outcome: "The port police deal with it.".into(),
            feedback: "We sent it to the port police.".into(),
        };
        let case = self.declared(&head, Conflict::None);
        case.work(&head, &Work::Proposed { proposal: Proposal { what, how_else: String::new() } })
    }

    /// Closed by intake and head.
    pub fn closed(self) -> Self {
        use redchannel::crypto::hash::sha256;
        use redchannel::model::casework::step::{Answer, Verdict};
        let intake = self.stage.people.intake.clone();
        let case = self.proposed_to_close();
        let proposal = case.case.items.last().unwrap();
        let answer = Answer {
            proposal: proposal.item,
            sha256: crate::support::world::hex(&sha256(&[&proposal.data])),
            verdict: Verdict::Approve,
            words: String::new(),
        };
        case.work(&intake, &Work::Answered { answer })
    }

    pub fn show(self) -> TestCase {
        self.stage.show(&self.case);
        self.case
    }
}

/// A judgement of about forty points.
pub fn triage(family: &str, office: &str) -> Triage {
    Triage {
        family: family.into(),
        item: String::new(),
        office: office.into(),
        procedure: String::new(),
        goods: String::new(),
        score: Score {
            severity: 3,
            urgency: vec![Urgency::GoodsHeld],
            leads: vec![Lead::Who],
            pattern: vec![],
        },
        instead: None,
        red_flags: Vec::new(),
        jurisdiction: Jurisdiction::Customs,
        identity_risk: IdentityRisk::Low,
        protection_plan: String::new(),
    }
}

/// The same, and pressing.
pub fn pressing(family: &str, office: &str, flag: RedFlag) -> Triage {
    Triage { red_flags: vec![flag], ..triage(family, office) }
}
