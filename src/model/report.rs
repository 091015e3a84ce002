//! What the bodies of items say: the report as its author wrote it, and the messages after it.

use serde::{Deserialize, Serialize};

use super::custody::IdentityMark;
use super::questionnaire::answers::Answers;
use super::readers::Exclusion;

/// Who is reporting, in the reporter's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// A trader, broker, driver or traveller.
    Trader,
    /// Customs staff, contractors, former staff.
    Staff,
    /// Anybody else.
    Other,
}

impl Audience {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Trader, Self::Staff, Self::Other];

    /// The word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Trader => "trader",
            Self::Staff => "staff",
            Self::Other => "other",
        }
    }

    /// Plain English words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Trader => "Trader, broker, driver or traveller",
            Self::Staff => "Customs staff",
            Self::Other => "Somebody else",
        }
    }
}

/// The body of a report, as JSON.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReportBody {
    /// Version of the questions that were asked.
    pub form: u32,
    /// Version of the taxonomy that was shown.
    pub taxonomy: u32,
    /// Who is reporting.
    pub audience: Audience,
    /// Code of the family, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// What happened.
    pub story: String,
    /// Where, in free words; may be empty.
    #[serde(default)]
    pub place: String,
    /// When, in free words; may be empty.
    #[serde(default)]
    pub time: String,
    /// The answers to the questions; absent in reports from before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answers>,
    /// Code of the language the reporter has chosen for the pages: an answer in it will be understood. Absent where nobody chose, and in
    /// older reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who must not see it. It stands here, inside the seal, and nowhere else.
    #[serde(default)]
    pub exclude: Vec<Exclusion>,
    /// The identity that lies sealed apart. The vault writes it; absent in reports from before there was one in every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityMark>,
}

impl std::fmt::Debug for ReportBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReportBody(…)")
    }
}

/// What a reply is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To say something.
    #[default]
    Message,
    /// To ask: the case waits for the reporter.
    Question,
    /// To tell what was done or is planned (EU 2019/1937, article 9(1)(f)).
    Feedback,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Message, Self::Question, Self::Feedback];

    /// The word in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Question => "question",
            Self::Feedback => "feedback",
        }
    }

    /// The purpose with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.key() == key)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    fn is_message(&self) -> bool {
        *self == Self::Message
    }
}

/// The body of a follow-up or a reply, as JSON.
#[derive(Clone, Serialize, Deserialize)]
pub struct MessageBody {
    /// The words.
    pub text: String,
    /// In a reply: what it is for.
    #[serde(default, skip_serializing_if = "Purpose::is_message")]
    pub purpose: Purpose,
}

impl MessageBody {
    /// A message that says something.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), purpose: Purpose::Message }
    }
}

impl std::fmt::Debug for MessageBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MessageBody(…)")
    }
}
