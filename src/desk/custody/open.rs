//! How the requests of a case stand, and the identity once it was granted.

use data_encoding::HEXLOWER;

use super::CustodyError;
use super::ask::{check_sealed, mark_of};
use crate::api::client::Client;
use crate::clock::Day;
use crate::crypto::agefile::Identity;
use crate::crypto::frame::Author;
use crate::crypto::open::identity::IdentityKey;
use crate::desk::casebook::OpenCase;
use crate::desk::casebook::chain::Content;
use crate::model::casework::work::Work;
use crate::model::custody::{CustodyBody, IdentityBody, Verdict};
use crate::model::id::{CaseId, ItemId, MemberId};

/// A request in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its item.
    pub item: ItemId,
    /// Who asked.
    pub asker: MemberId,
    /// When.
    pub day: Day,
    /// Why.
    pub reason: String,
    /// What custodians did, in order.
    pub answers: Vec<Answered>,
}

/// What a custodian did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// When.
    pub day: Day,
    /// What.
    pub verdict: Verdict,
    /// Limits, or why not; may be empty.
    pub words: String,
    /// Whether it quotes the reason that stands in the case: a handler could give the custodian another one.
    pub quotes: bool,
}

impl Asked {
    /// What the request came to, if it was answered.
    pub fn outcome(&self) -> Option<&Answered> {
        self.answers.iter().find(|answer| answer.verdict != Verdict::Looked)
    }

    /// What is wrong with it, as a sentence.
    pub fn trouble(&self) -> Option<&'static str> {
        let decided = self.answers.iter().filter(|answer| answer.verdict != Verdict::Looked).count();
        if self.answers.iter().any(|answer| !answer.quotes) {
            return Some(
                "The custodian was given another reason than the one that stands here. Tell oversight.",
            );
        }
        (decided > 1).then_some("This request was answered more than once. Tell oversight.")
    }
}

/// All requests of a case, in order, with their answers. Only verified items count.
pub fn requests(case: &OpenCase) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    for verified in case.examined.verified() {
        let header = &verified.item.header;
        match (&verified.content, header.author) {
            (Content::Work(work), Author::Member(by)) => {
                if let Work::IdentityAsked { reason, .. } = work.as_ref() {
                    let (item, day, reason) = (header.item, header.day, reason.clone());
                    asked.push(Asked { item, asker: by, day, reason, answers: Vec::new() });
                }
            }
            (Content::Custody(body), Author::Member(_)) => answer(&mut asked, body, header.day),
            (
                Content::Report(_)
                | Content::Message(_)
                | Content::Attachment
                | Content::Work(_)
                | Content::Custody(_),
                _,
            ) => {}
        }
    }
    asked
}

fn answer(asked: &mut [Asked], body: &CustodyBody, day: Day) {
    if let Some(request) = asked.iter_mut().find(|request| request.item == body.request) {
        let quotes = request.reason == body.reason;
        let (verdict, words) = (body.verdict, body.words.clone());
        request.answers.push(Answered { day, verdict, words, quotes });
    }
}

/// What the handler may read now. In memory only, and only for as long as the page is made.
#[derive(Debug)]
pub struct Confided {
    /// Who the reporter is.
    pub identity: IdentityBody,
    /// What the grant is limited to; may be empty.
    pub limits: String,
}

/// Opens the identity of a case for the member to whom it was granted. The key must be the custodian's answer to this member, the identity
/// the one that came with the report, and signed by the reporter.
pub async fn open(
    client: &Client,
    case: (CaseId, &OpenCase),
    (me, own): (MemberId, &Identity),
) -> Result<Confided, CustodyError> {
    let (id, case) = case;
    let mark = mark_of(case)?;
    let page = client.identity(id).await?;
    check_sealed(mark, &page.sealed)?;
    if page.grant.is_empty() {
        return Err(CustodyError::NotGranted);
    }
    let requests = requests(case);
    let mut mine = requests.iter().filter(|request| request.asker == me).filter_map(Asked::outcome);
    let granted = mine.rfind(|answer| answer.verdict == Verdict::Granted);
    let limits = granted.ok_or(CustodyError::Unanswered)?.words.clone();
    let key = IdentityKey::from_sealed(own, &page.grant, id).map_err(|_| CustodyError::Key)?;
    let theirs = key.reporter() == case.identity.reporter() && HEXLOWER.encode(key.sha256()) == mark.sha256;
    if !theirs {
        return Err(CustodyError::Key);
    }
    let identity = key.open(&page.sealed).map_err(CustodyError::Altered)?;
    Ok(Confided { identity, limits })
}
