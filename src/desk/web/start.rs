//! Starting the console: the address, the layers, the printed link, the end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::StatusCode;
use http::header::InvalidHeaderValue;
use tokio::net::TcpListener;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{CSS, Desk, layout, routes};
use crate::clock::Clock;
use crate::desk::DeskConfig;
use crate::random;
use crate::web::assets::Stylesheet;
use crate::web::client_key::ClientKeys;
use crate::web::csrf::{Headerless, Rule};
use crate::web::deadline::RequestLimits;
use crate::web::error::{AfterPost, Pages};
use crate::web::events::Events;
use crate::web::face::Face;
use crate::web::headers::{Reach, SecurityHeaders};
use crate::web::host::Hosts;
use crate::web::listener::{self, Deadlines};
use crate::web::padding::Step;
use crate::web::tls::Tls;

/// How often an idle desk looks whether its time is up.
const LOOK: Duration = Duration::from_secs(5);
/// A browser opens six connections; nobody else has any business here.
const CONNECTIONS: usize = 64;

/// Why the desk does not start. Sentences.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Not a loopback address, and no certificate.
    #[error(
        "The desk does not listen there in clear: give it an address on this machine like 127.0.0.1:0, or a certificate with --tls-cert, \
         --tls-key and --host. Then every unlocking asks for a second factor."
    )]
    NotLoopback,
    /// A name that no browser could send.
    #[error(
        "The desk's host must be a name like desk.customs.example, with a port if it is not the one it listens on."
    )]
    Host,
    /// The address is taken.
    #[error(
        "The desk cannot listen on this address. Is another desk running? Choose another port, or 0 for a free one."
    )]
    Listen(#[source] std::io::Error),
    /// The headers cannot be made.
    #[error("The desk could not make its security headers.")]
    Headers(#[from] InvalidHeaderValue),
}

/// A console that listens, with nobody let in yet.
#[derive(Debug)]
pub struct Console {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
    router: Router,
    desk: Desk,
    link: String,
}

impl Console {
    /// The link that lets the first browser in. It holds a secret: print it, do not log it.
    pub fn link(&self) -> &str {
        &self.link
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`, then locks.
    pub async fn run(self, stop: CancellationToken) {
        let keys = Arc::new(ClientKeys::new(&mut random::rng(), Instant::now()));
        let deadlines =
            Deadlines { connections: CONNECTIONS, drain: Duration::from_secs(5), ..Deadlines::default() };
        let watch = watch(self.desk.clone(), stop.clone());
        let serving = listener::serve_over(self.listener, self.tls, self.router, keys, deadlines, stop);
        tokio::join!(serving, watch);
    }
}

/// Opens the console: everything that can go wrong goes wrong here.
pub async fn start(config: DeskConfig, clock: Clock) -> Result<Console, StartError> {
    check_reach(&config)?;
    let listener = TcpListener::bind(config.listen).await.map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    let tls = config.reach.as_ref().map(|reach| reach.tls.clone());
    let (face, origin) = match &config.reach {
        None => (layers(address)?, format!("http://{address}")),
        Some(reach) => {
            let name = authority(&reach.host, address.port());
            (face(&name, "https")?, format!("https://{name}"))
        }
    };
    let (desk, token) = Desk::new(config, clock, &mut random::rng());
    let router = face.wrap(routes(desk.clone()));
    let link = format!("{origin}/in/{}", token.expose_secret());
    Ok(Console { listener, address, tls, router, desk, link })
}

/// A desk is not reached in clear over a network, and a name is one.
fn check_reach(config: &DeskConfig) -> Result<(), StartError> {
    match &config.reach {
        None if config.listen.ip().is_loopback() => Ok(()),
        None => Err(StartError::NotLoopback),
        Some(reach) => {
            let (name, port) = reach.host.split_once(':').unwrap_or((&reach.host, "1"));
            let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
            let fine = !name.is_empty() && name.bytes().all(letter) && port.parse::<u16>().is_ok();
            if fine { Ok(()) } else { Err(StartError::Host) }
        }
    }
}

/// The name as browsers write it: with the port, unless it is the scheme's own.
fn authority(host: &str, port: u16) -> String {
    let named = if host.contains(':') || port == 443 { host.to_owned() } else { format!("{host}:{port}") };
    named.strip_suffix(":443").unwrap_or(&named).to_ascii_lowercase()
}

/// Opens the console, hands its link to `announce`, and serves until `stop`.
pub async fn serve(
    config: DeskConfig,
    clock: Clock,
    stop: CancellationToken,
    announce: impl FnOnce(&str),
) -> Result<(), StartError> {
    let console = start(config, clock).await?;
    announce(console.link());
    console.run(stop).await;
    Ok(())
}

/// The layers around the desk's routes when it answers at `address`.
pub fn layers(address: SocketAddr) -> Result<Face, InvalidHeaderValue> {
    // The number only: a name that resolves to this machine is what DNS rebinding brings.
    face(&address.to_string(), "http")
}

/// The layers of a desk that browsers know by this name.
fn face(name: &str, scheme: &str) -> Result<Face, InvalidHeaderValue> {
    Ok(Face {
        headers: SecurityHeaders::new(&Stylesheet::new(CSS), Reach::Private)?,
        pages: Pages {
            body: failure,
            content_type: "text/html; charset=utf-8",
            padding: Some(Step::Short),
            after_post: AfterPost::SeeOther(after_post),
            events: Events::default(),
        },
        hosts: Hosts::new([name]),
        csrf: Rule::new([format!("{scheme}://{name}")], Headerless::Refuse),
        limits: RequestLimits::default(),
    })
}

/// The heading and the sentence for a status.
pub fn words_of(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => ("Not here", "There is no such page or case, or your key does not open it."),
        StatusCode::FORBIDDEN => (
            "This form is too old",
            "The desk was locked or started again since the page was opened, or the request came from another site. Nothing was done. \
             Go back to the queue and try again.",
        ),
        StatusCode::MISDIRECTED_REQUEST => {
            ("Wrong address", "Open the address that was printed when this desk started.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("Too long", "That was more than fits. Go back; your words are still in the form. Shorten them.")
        }
        _ => (
            "That did not work",
            "The desk could not do this. Nothing was changed. Go back to the queue and try again.",
        ),
    }
}

fn failure(status: StatusCode) -> String {
    let (heading, text) = words_of(status);
    layout::bare(heading, text)
}

fn after_post(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "/failed/404",
        StatusCode::FORBIDDEN => "/failed/403",
        StatusCode::PAYLOAD_TOO_LARGE => "/failed/413",
        StatusCode::MISDIRECTED_REQUEST => "/failed/421",
        _ => "/failed/500",
    }
}

async fn watch(desk: Desk, stop: CancellationToken) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = ticks.tick() => desk.expire(),
        }
    }
    desk.lock();
}
