//! The accept loop: HTTP/1.1 over TCP, with a time limit on everything a client can hold open.
//!
//! `axum::serve` sets no limit on how long a head may take: of twenty half-sent requests it kept twenty open for over a minute.
//! Here a connection ends when its next head is not complete in time (which also bounds idle keep-alive, see [`Deadlines`]), when the
//! peer stops reading, or when the server stops. Slow bodies are the business of [`super::deadline`].
//!
//! At the connection cap nothing is accepted, so that new clients wait in the kernel's backlog instead of being refused.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::client_key::{ClientKey, ClientKeys};
use super::stall::Impatient;

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
    /// From the call to stop to cutting what is still running. 30 s.
    pub drain: Duration,
    /// Connections at the same time. 1,024.
    pub connections: usize,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            stalled_write: Duration::from_secs(30),
            drain: Duration::from_secs(30),
            connections: 1024,
        }
    }
}

/// Serves `router` on `listener` until `stop` is cancelled, then lets running requests finish for `deadlines.drain` and cuts the
/// rest. Every request carries the [`ClientKey`] of its connection as an extension.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    keys: Arc<ClientKeys>,
    deadlines: Deadlines,
    stop: CancellationToken,
) {
    let tracker = TaskTracker::new();
    let cut = CancellationToken::new();
    let places = Arc::new(Semaphore::new(deadlines.connections));
    loop {
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        // The semaphore is never closed; if it were, nothing more could be served.
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &keys) => accepted,
        };
        let Some((stream, key)) = accepted else { continue };
        let (router, stop, cut) = (router.clone(), stop.clone(), cut.clone());
        tracker.spawn(async move {
            tokio::select! {
                () = cut.cancelled() => {}
                () = converse(stream, router, key, deadlines, stop) => {}
            }
            drop(place);
        });
    }
    drop(listener);
    tracker.close();
    if timeout(deadlines.drain, tracker.wait()).await.is_err() {
        cut.cancel();
        tracker.wait().await;
    }
}

/// The next connection, or `None` if there was none to be had this time.
async fn accept(listener: &TcpListener, keys: &ClientKeys) -> Option<(tokio::net::TcpStream, ClientKey)> {
    keys.renew_if_due(&mut rand::rng(), Instant::now());
    match keys.accept(listener).await {
        Ok((stream, key)) => {
            // A page is written at once; waiting to fill a segment only delays it. Failure to set this changes nothing else.
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

/// Serves one connection to its end. Whatever ends it is the client's doing or the wire's, and is not logged: a line per broken
/// connection would be a record of visits.
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
        router.clone().oneshot(request)
    });
    let io = TokioIo::new(Impatient::new(stream, deadlines.stalled_write));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(deadlines.head)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(MAX_BUFFER_BYTES)
        .half_close(false)
        // A date to the second on every answer tells the server's clock and dates every page saved to disk.
        .auto_date_header(false)
        .serve_connection(io, service);
    let mut connection = std::pin::pin!(connection);
    let mut stopping = false;
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::task::JoinHandle;

    use super::*;

    struct Running {
        address: std::net::SocketAddr,
        stop: CancellationToken,
        task: JoinHandle<()>,
    }

    async fn start(router: Router, deadlines: Deadlines) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let keys = Arc::new(ClientKeys::new(&mut rand::rng(), Instant::now()));
        let task = tokio::spawn(serve(listener, router, keys, deadlines, stop.clone()));
        Running { address, stop, task }
    }

    fn quick() -> Deadlines {
        Deadlines {
            head: Duration::from_millis(80),
            drain: Duration::from_millis(80),
            ..Deadlines::default()
        }
    }

    async fn read_to_close(stream: &mut TcpStream) -> String {
        let mut got = Vec::new();
        // A reset is a close, too.
        stream.read_to_end(&mut got).await.ok();
        String::from_utf8(got).unwrap()
    }

    fn hello() -> Router {
        Router::new().route("/", get(async || "hello"))
    }

    #[tokio::test]
    async fn half_sent_requests_are_closed_one_and_all() {
        let server = start(hello(), quick()).await;
        let mut streams = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(server.address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").await.unwrap();
            streams.push(stream);
        }
        for stream in &mut streams {
            assert_eq!(read_to_close(stream).await, "");
        }
    }

    #[tokio::test]
    async fn a_client_that_sends_nothing_and_one_that_idles_after_an_answer_are_closed() {
        let server = start(hello(), quick()).await;
        let mut silent = TcpStream::connect(server.address).await.unwrap();
        let mut idle = TcpStream::connect(server.address).await.unwrap();
        idle.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert_eq!(read_to_close(&mut silent).await, "");
        assert!(read_to_close(&mut idle).await.ends_with("hello"));
    }

    #[tokio::test]
    async fn answers_carry_neither_date_nor_server() {
        let server = start(hello(), quick()).await;
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        let answer = read_to_close(&mut stream).await.to_lowercase();
        assert!(answer.starts_with("http/1.1 200 ok"), "{answer}");
        assert!(!answer.contains("date:") && !answer.contains("server:"), "{answer}");
    }

    #[tokio::test]
    async fn too_many_headers_are_refused() {
        let server = start(hello(), Deadlines { head: Duration::from_secs(5), ..quick() }).await;
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(MAX_HEADERS));
        stream.write_all(request.as_bytes()).await.unwrap();
        assert!(read_to_close(&mut stream).await.starts_with("HTTP/1.1 431"));
    }

    #[tokio::test]
    async fn requests_carry_the_key_of_their_client() {
        let router = Router::new()
            .route("/", get(async |key: Option<Extension<ClientKey>>| format!("{}", key.is_some())));
        let server = start(router, quick()).await;
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        assert!(read_to_close(&mut stream).await.ends_with("true"));
    }

    #[tokio::test]
    async fn at_the_cap_a_new_client_waits_until_a_place_is_free() {
        let server =
            start(hello(), Deadlines { connections: 1, head: Duration::from_millis(300), ..quick() }).await;
        let mut first = TcpStream::connect(server.address).await.unwrap();
        let mut second = TcpStream::connect(server.address).await.unwrap();
        second.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut byte = [0; 1];
        assert!(
            timeout(Duration::from_millis(60), second.read(&mut byte)).await.is_err(),
            "served beyond the cap"
        );
        assert_eq!(read_to_close(&mut first).await, "");
        assert!(read_to_close(&mut second).await.ends_with("hello"));
    }

    #[tokio::test]
    async fn stopping_lets_a_running_request_finish_and_closes_idle_connections() {
        let (started, mut has_started) = tokio::sync::mpsc::channel::<()>(1);
        let (finish, finished) = tokio::sync::watch::channel(false);
        let router = Router::new().route(
            "/",
            post(move || {
                let (started, mut finished) = (started.clone(), finished.clone());
                async move {
                    started.send(()).await.unwrap();
                    finished.wait_for(|done| *done).await.unwrap();
                    "done"
                }
            }),
        );
        let patient = Deadlines { head: Duration::from_secs(30), drain: Duration::from_secs(30), ..quick() };
        let server = start(router, patient).await;
        let mut idle = TcpStream::connect(server.address).await.unwrap();
        let mut busy = TcpStream::connect(server.address).await.unwrap();
        busy.write_all(b"POST / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        has_started.recv().await.unwrap();
        server.stop.cancel();
        assert_eq!(read_to_close(&mut idle).await, "");
        finish.send(true).unwrap();
        assert!(read_to_close(&mut busy).await.ends_with("done"));
        server.task.await.unwrap();
    }

    #[tokio::test]
    async fn what_does_not_finish_in_the_drain_time_is_cut() {
        let (started, mut has_started) = tokio::sync::mpsc::channel::<()>(1);
        let router = Router::new().route(
            "/",
            get(move || {
                let started = started.clone();
                async move {
                    started.send(()).await.unwrap();
                    std::future::pending::<()>().await;
                }
            }),
        );
        let server = start(router, quick()).await;
        let mut stuck = TcpStream::connect(server.address).await.unwrap();
        stuck.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        has_started.recv().await.unwrap();
        server.stop.cancel();
        server.task.await.unwrap();
        assert_eq!(read_to_close(&mut stuck).await, "");
    }
}
