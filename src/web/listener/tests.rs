use axum::Extension;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::*;
use crate::web::deadline::{self, RequestLimits, TooSlow};

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
    Deadlines { head: Duration::from_millis(80), drain: Duration::from_millis(80), ..Deadlines::default() }
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
    let router =
        Router::new().route("/", get(async |key: Option<Extension<ClientKey>>| format!("{}", key.is_some())));
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

#[tokio::test]
async fn a_body_that_stops_half_way_is_answered_for_and_closed() {
    let limits = RequestLimits { grace: Duration::from_millis(30), ..RequestLimits::default() };
    let take = async |request: Request| match axum::body::to_bytes(request.into_body(), 1000).await {
        Ok(_) => StatusCode::OK,
        Err(error) if TooSlow::is_behind(&error) => StatusCode::REQUEST_TIMEOUT,
        Err(_) => StatusCode::BAD_REQUEST,
    };
    let router = Router::new().route("/", post(take)).layer(from_fn_with_state(limits, deadline::limit));
    let server = start(router, Deadlines { linger: Duration::from_millis(30), ..quick() }).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf").await.unwrap();
    assert!(read_to_close(&mut stream).await.starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn a_request_that_arrived_whole_is_carried_out_although_its_client_is_gone() {
    let (done, mut is_done) = tokio::sync::mpsc::channel::<usize>(10);
    let take = async move |request: Request| {
        let body = axum::body::to_bytes(request.into_body(), 1000).await.unwrap();
        // As long as an act takes that somebody could still break off.
        tokio::task::yield_now().await;
        done.send(body.len()).await.unwrap();
    };
    let server = start(Router::new().route("/", post(take)), quick()).await;
    for length in 1..10 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request =
            format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{}", "x".repeat(length));
        stream.write_all(request.as_bytes()).await.unwrap();
        drop(stream);
        assert_eq!(timeout(Duration::from_secs(10), is_done.recv()).await.unwrap(), Some(length));
    }
}

#[tokio::test]
async fn an_answer_given_before_the_body_is_sent_still_arrives() {
    let router = Router::new().route("/", post(async || "refused"));
    let server = start(router, Deadlines { linger: Duration::from_secs(30), ..quick() }).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let length = 8 << 20;
    let head = format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // As browsers do: all of the body first, only then a look at the answer.
    stream.write_all(&vec![b'x'; length]).await.unwrap();
    stream.shutdown().await.unwrap();
    assert!(read_to_close(&mut stream).await.ends_with("refused"));
}
