//! Setting up the second factor: a secret shown once, as letters and as a picture, and confirmed by a code.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use qrcodegen::{QrCode, QrCodeEcc};

use super::layout::Chrome;
use super::session::{Notice, Tone, Visitor};
use super::{Desk, check_token, step_up, unlock};
use crate::crypto::totp::TotpSecret;
use crate::desk::second_factor::{self, Demand};
use crate::desk::sentence;
use crate::desk::work::Work;
use crate::random;
use crate::secret::SecretText;
use crate::web::csrf::form_token;
use crate::web::error::{Failed, Failure};
use crate::web::form::{Form, FormRules};
use crate::web::page::{Page, see_other};

const FORM: &str = "second factor";
const RULES: FormRules<'static> = FormRules { max_bytes: 4_000, max_fields: 5, repeatable: &[] };
/// What the app shows beside the codes. Not the product's name: the device may be seen by others.
const ISSUER: &str = "Desk";

#[derive(Template)]
#[template(path = "desk/second_factor.html")]
struct SecondFactor {
    chrome: Chrome,
    notice: Option<Notice>,
    token: String,
    enrolled: bool,
    removable: bool,
    offer: Option<Offer>,
}

/// A secret that waits for its first code.
struct Offer {
    groups: SecretText,
    picture: Picture,
}

/// A picture of dark squares: the path of an SVG, and its side with the quiet zone.
struct Picture {
    path: SecretText,
    side: i32,
}

/// `GET /second-factor`
pub async fn get(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let (forms, work) = match desk.visitor(&headers) {
        Visitor::Stranger => return unlock::stranger(),
        Visitor::Locked { forms } => return unlock::page(&desk, &forms),
        Visitor::At { forms, work } => (forms, work),
    };
    let page = SecondFactor {
        chrome: Chrome::at(&work, &forms),
        notice: desk.door().take_notice(),
        token: form_token(&forms, FORM),
        enrolled: second_factor::is_enrolled(work.key_file()),
        removable: desk.0.config.demand() == Demand::IfEnrolled,
        offer: work.factor().as_ref().and_then(|secret| offer(&work, secret)),
    };
    Page::new(page).into_response()
}

/// `POST /second-factor`
pub async fn post(State(desk): State<Desk>, request: Request) -> Result<Response, Failed> {
    let Visitor::At { forms, work } = desk.visitor(request.headers()) else { return Ok(see_other("/")) };
    let form = Form::read(request, &RULES).await?;
    check_token(&form, &forms, FORM)?;
    let what = form.value("do").map(SecretText::expose_secret).unwrap_or_default();
    match what {
        "begin" => *work.factor() = Some(TotpSecret::random(&mut random::rng())),
        "cancel" => *work.factor() = None,
        "confirm" | "remove" => {
            let done = with_passphrase(&desk, &work, &form, what).await;
            let (tone, words) = match done {
                Ok(words) => (Tone::Good, words.to_owned()),
                Err(words) => (Tone::Bad, words),
            };
            desk.door().notify(tone, words);
        }
        _ => return Err(Failure::BadRequest.into()),
    }
    Ok(see_other("/second-factor"))
}

/// What changes the file, after the passphrase was given again.
async fn with_passphrase(desk: &Desk, work: &Work, form: &Form, what: &str) -> Result<&'static str, String> {
    let typed = form.value("passphrase").map(SecretText::expose_secret).unwrap_or_default();
    let key = step_up::key(desk, work, typed).await?;
    if what == "remove" {
        if desk.0.config.demand() == Demand::Always {
            return Err("This desk asks for a second factor; it cannot be removed here.".to_owned());
        }
        second_factor::remove(work.key_file()).map_err(|error| sentence(&error))?;
        return Ok("Removed. The passphrase alone unlocks this key now.");
    }
    let secret = work.factor().clone().ok_or("The secret is gone: begin again.")?;
    let code = form.value("code").map(SecretText::expose_secret).unwrap_or_default();
    second_factor::enrol(work.key_file(), key.identity(), &secret, (code, desk.0.clock.now()))
        .map_err(|error| sentence(&error))?;
    *work.factor() = None;
    Ok(
        "The second factor is set up. From now on each unlocking asks for a code; the one you just typed is used.",
    )
}

fn offer(work: &Work, secret: &TotpSecret) -> Option<Offer> {
    let base32 = secret.to_base32();
    let mut groups = zeroize::Zeroizing::new(String::with_capacity(64));
    for (number, letter) in base32.expose_secret().chars().enumerate() {
        if number > 0 && number.is_multiple_of(4) {
            groups.push(' ');
        }
        groups.push(letter);
    }
    let link = secret.to_link(ISSUER, work.card().name());
    Some(Offer { groups: SecretText::new(groups.as_str()), picture: picture(link.expose_secret())? })
}

fn picture(text: &str) -> Option<Picture> {
    /// White squares around the picture, by the standard.
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let squares = code.size();
    let mut path = zeroize::Zeroizing::new(String::with_capacity(16 * 1024));
    for y in 0..squares {
        for x in (0..squares).filter(|x| code.get_module(*x, y)) {
            // Writing to a String cannot fail.
            write!(path, "M{} {}h1v1h-1z", x.saturating_add(QUIET), y.saturating_add(QUIET)).ok();
        }
    }
    let side = squares.saturating_add(QUIET.saturating_mul(2));
    Some(Picture { path: SecretText::new(path.as_str()), side })
}
