//! The question before oversight sees who did what: why? The answer is signed into the ledger, where the rest of oversight reads it.

use std::fmt;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::super::layout::Chrome;
use super::super::session::{Notice, Tone, Visitor};
use super::super::{Desk, check_token};
use crate::desk::reference::Reference;
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::ledger::entry::{Event, MOST_REASON, Realm};
use crate::model::id::CaseId;
use crate::secret::{Secret, SecretText};
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

const PURPOSE: &str = "oversight why";
const RULES: FormRules<'static> = FormRules { max_bytes: 8_000, max_fields: 3, repeatable: &[] };

/// The page that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The tallies over all cases.
    Overview,
    /// The table of all cases.
    Cases,
    /// The log of one case.
    Case(CaseId),
}

impl Asked {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "overview" => Some(Self::Overview),
            "cases" => Some(Self::Cases),
            id => CaseId::parse(id).filter(|case| Realm::of(*case) == Realm::Case).map(Self::Case),
        }
    }

    fn path(self) -> String {
        match self {
            Self::Overview => "/oversight".to_owned(),
            Self::Cases => "/oversight/cases".to_owned(),
            Self::Case(case) => format!("/oversight/case/{case}"),
        }
    }

    const fn case(self) -> Option<CaseId> {
        match self {
            Self::Overview | Self::Cases => None,
            Self::Case(case) => Some(case),
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overview => f.write_str("overview"),
            Self::Cases => f.write_str("cases"),
            Self::Case(case) => write!(f, "{case}"),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/oversight/why.html")]
struct WhyPage {
    chrome: Chrome,
    notice: Option<Notice>,
    token: String,
    asked: Asked,
    /// The case that is asked for, if it is one.
    reference: Option<String>,
    most: usize,
}

/// The question.
pub fn page(desk: &Desk, (work, forms): (&Work, &Secret<32>), asked: Asked) -> Response {
    let page = WhyPage {
        chrome: Chrome::at(work, forms),
        notice: desk.door().take_notice(),
        token: form_token(forms, PURPOSE),
        asked,
        reference: asked.case().map(|case| Reference::of(case).to_string()),
        most: MOST_REASON,
    };
    Page::new(page).into_response()
}

/// `POST /oversight/why`.
pub async fn post(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, PURPOSE)?;
    let text = |name| form.value(name).map(SecretText::expose_secret).unwrap_or_default();
    let asked = Asked::parse(text("page")).ok_or(Failure::BadRequest)?;
    let mut book = work.book().await;
    let synced = work.sync_outline(&mut book).await;
    if !work.is_oversight(&book) {
        return Err(Failure::NotFound.into());
    }
    let reason = text("reason").split_whitespace().collect::<Vec<_>>().join(" ");
    if !Event::is_reason(&reason) {
        desk.door().notify(Tone::Bad, format!("Say why, in at most {MOST_REASON} letters."));
        return Ok(see_other(&asked.path()));
    }
    let said = match synced {
        Ok(()) => work.say_why(asked.case(), &reason).await,
        Err(error) => Err(error),
    };
    if let Err(error) = said {
        desk.door().notify(Tone::Bad, sentence(&error));
    }
    Ok(see_other(&asked.path()))
}
