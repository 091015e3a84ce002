//! What an administration sets for its public face.

use std::time::Duration;

use super::form_token::FormKeys;
use crate::i18n::Lang;
use crate::web::deadline::RequestLimits;
use crate::web::events::Events;
use crate::web::headers::Reach;

/// How long a form stays good, if nothing else is set: 12 hours. A frightened person writes slowly, and may wait for the night. A long life costs
/// nothing: the nonce in the token makes a second sending of the same form harmless, and a token opens no case.
pub const FORM_LIFETIME: Duration = Duration::from_hours(12);

/// The configuration of one listener of the public face.
#[derive(Clone, Debug)]
pub struct IntakeConfig {
    /// Where "Leave now" goes: an `https://` address of a harmless site that many people open, such as one for the weather.
    pub leave_to: String,
    /// Other doors, a line each: the anti-corruption body, the ombudsman, their telephone numbers.
    pub other_channels: Vec<String>,
    /// Help for people who are threatened or hurt, a line each.
    pub support: Vec<String>,
    /// What the law of the country says about anonymous reporters, a paragraph each, in plain words.
    pub law: Vec<String>,
    /// The language of those whose browser asks for none that is offered.
    pub language: Lang,
    /// Keys of the form tokens.
    pub form_keys: FormKeys,
    /// How long an opened form can be sent; see [`FORM_LIFETIME`].
    pub form_lifetime: Duration,
    /// Names the listener answers to, as in `Host`.
    pub hosts: Vec<String>,
    /// The same as origins, `https://report.example.org`.
    pub origins: Vec<String>,
    /// Clearnet or onion: decides over headers.
    pub reach: Reach,
    /// Time limits of a request.
    pub request_limits: RequestLimits,
    /// Where failures are counted.
    pub events: Events,
}

/// A value the intake cannot work with; the text names the key and never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub &'static str);

impl IntakeConfig {
    /// Finds what would otherwise fail at the worst moment, when somebody presses "Leave now".
    pub fn check(&self) -> Result<(), Invalid> {
        let uri = self.leave_to.parse::<http::Uri>().ok();
        let https = uri.is_some_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some());
        if !https || http::HeaderValue::from_str(&self.leave_to).is_err() {
            return Err(Invalid("leave_to: must be a full https:// address"));
        }
        if self.form_lifetime < Duration::from_hours(1) {
            return Err(Invalid("form_lifetime: must be one hour or more"));
        }
        if self.hosts.is_empty() || self.origins.is_empty() {
            return Err(Invalid("hosts: at least one name is needed"));
        }
        Ok(())
    }
}
