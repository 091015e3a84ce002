//! The accept loop: HTTP/1.1 over TCP, with a time limit on everything a client can hold open.
//!
//! `axum::serve` sets no limit on how long a head may take: of twenty half-sent requests it kept twenty open for over
//! a minute. Here a connection ends when its next head is not complete in time (which also bounds idle keep-alive,
//! see [`Deadlines`]), when the peer stops reading, or when the server stops. Slow bodies are the business of
//! [`super::deadline`].
//!
//! At the connection cap nothing is accepted, so that new clients wait in the kernel's backlog instead of being
//! refused.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{Instant, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::client_key::{self, ClientKey, ClientKeys};
use super::stall::Impatient;
use super::tls::Tls;
use crate::random;
use crate::stack::Wiped;

/// Header lines a request may have; more are answered with 431.
const MAX_HEADERS: usize = 64;
/// Bytes a request's head may have; more are answered with 431.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// Bytes hyper may hold per connection. Its default of 400 kB times the connection cap would be a gift.
const MAX_BUFFER_BYTES: usize = 64 * 1024;
/// Pause after an `accept` that failed for want of descriptors or memory, so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// The limits of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// From accepting a connection, or from the end of the last answer, to the last byte of the next request's head.
    /// One limit for both, because hyper starts its head timer while the connection is still idle: so idle
    /// keep-alive ends at the shorter of this and the 30 s the reference allows. 15 s; onion listeners 60 s.
    pub head: Duration,
    /// How long a peer may take up nothing of an answer. 30 s.
    pub stalled_write: Duration,
    /// How long what a client still sends after the last answer is read and dropped. 30 s.
    pub linger: Duration,
    /// From the call to stop to cutting what is still running. 30 s.
    pub drain: Duration,
    /// Connections at the same time, at least one. 1,024.
    pub connections: usize,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            stalled_write: Duration::from_secs(30),
            linger: Duration::from_secs(30),
            drain: Duration::from_secs(30),
            connections: 1024,
        }
    }
}

/// Serves `router` on `listener` until `stop` is cancelled, then lets running requests finish for `deadlines.drain`
/// and cuts the rest. Every request carries the [`ClientKey`] of its connection as an extension.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    keys: Arc<ClientKeys>,
    deadlines: Deadlines,
    stop: CancellationToken,
) {
    serve_over(listener, None, router, keys, deadlines, stop).await;
}

/// The same, over TLS if there is a certificate.
pub async fn serve_over(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    keys: Arc<ClientKeys>,
    deadlines: Deadlines,
    stop: CancellationToken,
) {
    let tracker = TaskTracker::new();
    let cut = CancellationToken::new();
    let mut generations = interval(client_key::GENERATION);
    let places = Arc::new(Semaphore::new(deadlines.connections.max(1)));
    loop {
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        // The semaphore is never closed; if it were, nothing more could be served.
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            _ = generations.tick() => {
                keys.renew_if_due(&mut random::rng(), Instant::now());
                continue;
            }
            accepted = accept(&listener, &keys) => accepted,
        };
        let Some((stream, key)) = accepted else { continue };
        let (router, tls, stop, cut) = (router.clone(), tls.clone(), stop.clone(), cut.clone());
        // Between the steps of a request, nothing of it may lie on the stack of the thread that served it.
        tracker.spawn(Wiped::new(async move {
            tokio::select! {
                () = cut.cancelled() => {}
                () = meet(stream, tls, (router, key), deadlines, stop) => {}
            }
            drop(place);
        }));
    }
    drop(listener);
    tracker.close();
    if timeout(deadlines.drain, tracker.wait()).await.is_err() {
        cut.cancel();
        tracker.wait().await;
    }
}

/// Greets, where there is TLS, and serves the connection.
async fn meet(
    stream: tokio::net::TcpStream,
    tls: Option<Tls>,
    (router, key): (Router, ClientKey),
    deadlines: Deadlines,
    stop: CancellationToken,
) {
    match tls {
        None => converse(stream, router, key, deadlines, stop).await,
        Some(tls) => {
            if let Some(stream) = tls.greet(stream).await {
                converse(stream, router, key, deadlines, stop).await;
            }
        }
    }
}

/// The next connection, or `None` if there was none to be had this time.
async fn accept(listener: &TcpListener, keys: &ClientKeys) -> Option<(tokio::net::TcpStream, ClientKey)> {
    match client_key::accept(listener).await {
        Ok((stream, peer)) => {
            let key = keys.of(&peer, &mut random::rng(), Instant::now());
            // A page is written at once; waiting to fill a segment only delays it. Failure to set this changes
            // nothing else.
            stream.set_nodelay(true).ok();
            Some((stream, key))
        }
        Err(error) => {
            if !concerns_one_connection(&error) {
                tracing::warn!(event = "web.accept.failed");
                sleep(ACCEPT_PAUSE).await;
            }
            None
        }
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

/// Serves one connection to its end. Whatever ends it is the client's doing or the wire's, and is not logged: a line
/// per broken connection would be a record of visits.
pub async fn converse<S>(
    stream: S,
    router: Router,
    key: ClientKey,
    deadlines: Deadlines,
    stop: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(key);
        Box::pin(router.clone().oneshot(request))
    });
    let io = TokioIo::new(Impatient::new(stream, deadlines.stalled_write));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(deadlines.head)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(MAX_BUFFER_BYTES)
        // Without this, hyper drops a request as soon as its client is seen to have closed the connection, even one that has
        // arrived whole and was not begun: a reporter whose line breaks while the answer is awaited would lose the report.
        // Whoever is gone holds a place until the handler ends, which `super::deadline` bounds.
        .half_close(true)
        // A date to the second on every answer tells the server's clock and dates every page saved to disk.
        .auto_date_header(false)
        .serve_connection(io, service);
    let ended = tokio::select! {
        end = poll_fn(|cx| connection.poll_without_shutdown(cx)) => Some(end),
        () = stop.cancelled() => None,
    };
    let end = if let Some(end) = ended {
        end
    } else {
        Pin::new(&mut connection).graceful_shutdown();
        poll_fn(|cx| connection.poll_without_shutdown(cx)).await
    };
    if end.is_ok() {
        tokio::select! {
            biased;
            () = part(connection.into_parts().io.into_inner(), deadlines.linger) => {}
            // A server that stops has said so by now, and does not wait for the client's side of it.
            () = stop.cancelled() => {}
        }
    }
}

/// Ends a connection so that the last answer arrives.
///
/// Closing while the client is still sending, as after a body that was refused half-way, makes the kernel reset the
/// connection, and the browser shows a network error instead of what we answered: a reporter would not learn that the
/// text is safe and only the file was refused. So: say that nothing more comes, then read and drop what still does,
/// for a while.
async fn part<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, linger: Duration) {
    let farewell = async {
        if stream.shutdown().await.is_ok() {
            tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.ok();
        }
    };
    // A client that is not done by then is cut off.
    timeout(linger, farewell).await.ok();
}

#[cfg(test)]
mod tests;
