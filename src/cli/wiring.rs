//! From the configuration to what each part wants of it.

use std::net::SocketAddr;
use std::time::Duration;

use crate::api;
use crate::config::{Config, Host, Limits, Scheme};
use crate::intake::IntakeConfig;
use crate::intake::form_token::FormKeys;
use crate::vault::FileLimits;
use crate::web::assets::Stylesheet;
use crate::web::csrf::{Headerless, Rule};
use crate::web::deadline::RequestLimits;
use crate::web::events::Events;
use crate::web::face::Face;
use crate::web::headers::{Reach, SecurityHeaders};
use crate::web::host::Hosts;
use crate::web::limits::{Budget, Budgets};
use crate::web::listener::Deadlines;

/// The limits on files.
pub fn file_limits(limits: &Limits) -> FileLimits {
    FileLimits {
        text_bytes: limits.text_bytes,
        file_bytes: limits.file_bytes,
        files_per_request: limits.files_per_request,
        request_bytes: limits.request_bytes,
        case_bytes: limits.case_bytes,
        total_bytes: limits.total_bytes,
        daily_bytes: limits.daily_bytes,
        reserve_bytes: limits.reserve_bytes,
    }
}

/// The budgets per visitor.
pub fn budgets(limits: &Limits) -> Budgets {
    let of = |requests, per| Budget::Of { requests, per };
    let (minute, hour) = (Duration::from_mins(1), Duration::from_hours(1));
    let ten_minutes = Duration::from_mins(10);
    Budgets {
        pages: of(limits.pages_per_minute, minute),
        check: of(limits.check_per_10_minutes, ten_minutes),
        submit: of(limits.submit_per_hour, hour),
        submit_all: of(limits.submit_per_hour_global, hour),
        ..Budgets::default()
    }
}

/// The deadlines of both listeners' connections.
pub fn listener_deadlines(config: &Config) -> Deadlines {
    Deadlines {
        head: Duration::from_secs(config.deadlines.header_seconds),
        stalled_write: Duration::from_secs(config.deadlines.idle_seconds),
        connections: config.limits.connections,
        ..Deadlines::default()
    }
}

/// The time limits of a request, on both listeners.
pub fn request_limits(config: &Config) -> RequestLimits {
    let body = Duration::from_secs(config.deadlines.total_seconds);
    RequestLimits {
        grace: Duration::from_secs(config.deadlines.body_grace_seconds),
        bytes_per_second: config.deadlines.body_bytes_per_second,
        body,
        handler: body.saturating_add(Duration::from_mins(1)),
    }
}

/// The names a listener answers to: those configured, or its own address while none are.
fn names(hosts: &[Host], address: SocketAddr) -> Vec<String> {
    if hosts.is_empty() {
        return vec![address.to_string(), format!("localhost:{}", address.port())];
    }
    hosts.iter().map(|host| host.as_str().to_owned()).collect()
}

/// The public face.
pub fn intake(config: &Config, address: SocketAddr, form_keys: FormKeys, events: Events) -> IntakeConfig {
    let hosts = names(&config.intake.hosts, address);
    let scheme = match config.intake.scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    IntakeConfig {
        leave_to: config.intake.leave_to.as_ref().map(|to| to.as_str().to_owned()).unwrap_or_default(),
        other_channels: config.intake.other_channels.clone(),
        support: config.intake.support.clone(),
        law: config.intake.law.clone(),
        language: config.intake.language,
        form_keys,
        form_lifetime: Duration::from_hours(u64::from(config.intake.form_hours)),
        origins: hosts.iter().map(|host| format!("{scheme}://{host}")).collect(),
        hosts,
        reach: match config.intake.scheme {
            Scheme::Http => Reach::Private,
            Scheme::Https => Reach::Clearnet { onion: None },
        },
        request_limits: request_limits(config),
        events,
    }
}

/// The layers around the staff API. It has no pages; the style sheet is empty, and so nothing may be styled.
pub fn api_face(config: &Config, address: SocketAddr, events: Events) -> Option<Face> {
    let hosts = names(&config.api.hosts, address);
    Some(Face {
        headers: SecurityHeaders::new(&Stylesheet::new(""), Reach::Private).ok()?,
        pages: api::server::pages(events),
        hosts: Hosts::new(hosts.iter().map(String::as_str)),
        // A desk is no browser and names no origin; what a request may do is in its signature.
        csrf: Rule::new(Vec::<String>::new(), Headerless::Allow),
        limits: request_limits(config),
    })
}
