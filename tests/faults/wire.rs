//! Broken lines and hostile heads, on real sockets.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::evidence;
use super::reporter::{Form, Part, get, listen_to, multipart_type, post, post_with, talk};
use super::server::close;
use super::stage::{Outcome, STORY, Stage};

/// Sends these bytes and hangs up.
async fn hang_up_after(server: SocketAddr, bytes: &[u8]) -> io::Result<()> {
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(bytes).await?;
    stream.shutdown().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hangs_up_loses_what_had_not_arrived_and_nothing_else() {
    let stage = Stage::new().await;
    let server = stage.server();
    let mut outcomes = Vec::new();
    let content = vec![0x5a; 250_000];
    let file = [Part::File("cut.bin", &content)];
    for (what, files, end, kept) in [
        ("in the story", [].as_slice(), b"Bloem".as_slice(), None),
        ("in a file", &file, &content[..100_000], Some(0)),
        // All of it is here, and the line breaks before the answer.
        ("after the last byte", &[], b"--\r\n", Some(0)),
        ("after the last byte again", &[], b"--\r\n", Some(0)),
        ("after the last byte of a file", &file, b"--\r\n", Some(1)),
    ] {
        let form = stage.form().await;
        let request = post(server, "/n/1", &multipart_type(), &form.body(STORY, files));
        let place = request.windows(end.len()).rposition(|window| window == end).unwrap();
        let cut = if kept == Some(0) && !files.is_empty() { place / 2 } else { place + end.len() };
        hang_up_after(server, &request[..cut]).await.unwrap();
        outcomes.push((what, form, kept));
    }
    settled(&stage, &outcomes).await;
    stage.end(&outcomes).await;
}

/// Waits until the server has worked off what those who hung up left it: nobody tells them.
async fn settled(stage: &Stage, outcomes: &[Outcome]) {
    let vault = stage.site.vault().await;
    for _ in 0..100 {
        let cases = evidence::cases(&vault, &stage.site.people.intake).await;
        let mut here = true;
        for (_, form, files) in outcomes {
            here &= match (cases.get(&form.case()), files) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(case), Some(files)) => {
                    evidence::open(&vault, &stage.site.people.intake, case).await.files.len() == *files
                }
            };
        }
        if here {
            break;
        }
        // Each takes its turn behind what is under way.
        stage.form().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    close(&vault).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_lengths_make_one_request_or_none() {
    let stage = Stage::new().await;
    let server = stage.server();
    let kind = format!("Content-Type: {}\r\n", multipart_type());
    let smuggled = format!("GET /h HTTP/1.1\r\nHost: {server}\r\n\r\n");
    let mut outcomes = Vec::new();
    for (what, lines) in [
        ("both", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n"),
        ("both the other way", "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n"),
        ("two lengths", "Content-Length: 6\r\nContent-Length: 60000\r\n"),
        ("a list of lengths", "Content-Length: 6, 60000\r\n"),
        ("a signed length", "Content-Length: +6\r\n"),
        ("a space before the colon", "Transfer-Encoding : chunked\r\n"),
        ("an encoding of nobody", "Transfer-Encoding: xchunked\r\n"),
        ("chunked is not the last", "Transfer-Encoding: chunked, identity\r\n"),
        ("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
    ] {
        let form = stage.form().await;
        let body = form.body(STORY, &[]);
        let chunked = [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
        let request =
            [post_with(server, "/n/1", &format!("{kind}{lines}"), &chunked), smuggled.clone().into_bytes()];
        let came = String::from_utf8(listen_to(server, &request.concat()).await.unwrap()).unwrap();
        assert_eq!(came.matches("HTTP/1.1 ").count(), 1, "{what}: {came}");
        let kept = came.contains("\r\nlocation: /d\r\n").then_some(0);
        outcomes.push((what, form, kept));
    }
    stage.end(&outcomes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_without_end_are_cut_off() {
    let stage = Stage::new().await;
    let server = stage.server();
    let lines = "X-Line: x\r\n".repeat(200);
    let form = stage.form().await;
    let body = form.body(STORY, &[]);
    let request = post_with(server, "/n/1", &format!("Content-Length: {}\r\n{lines}", body.len()), &body);
    let came = listen_to(server, &request).await.unwrap();
    assert!(came.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&came));

    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(b"POST /n/1 HTTP/1.1\r\nHost: ").await.unwrap();
    let mut came = Vec::new();
    // Two seconds are set; the rest is for a busy machine.
    timeout(Duration::from_secs(20), stream.read_to_end(&mut came)).await.unwrap().ok();
    assert!(!came.starts_with(b"HTTP/1.1 2") && !came.starts_with(b"HTTP/1.1 3"));
    stage.end(&[("two hundred lines", form, None)]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_too_slow_is_told_so_and_keeps_the_words_that_came() {
    let stage = Stage::new().await;
    let server = stage.server();
    let (in_story, in_file) = (stage.form().await, stage.form().await);
    let content = vec![0x5a; 250_000];
    let file = [Part::File("slow.bin", &content)];
    let slow = async |form: &Form, share: usize| {
        let mut request = post(server, "/n/1", &multipart_type(), &form.body(STORY, &file));
        // What is announced and never sent.
        request.truncate(share);
        talk(server, &request).await.unwrap()
    };
    let until = |form: &Form, end: &str| {
        let request = post(server, "/n/1", &multipart_type(), &form.body(STORY, &file));
        request.windows(end.len()).position(|window| window == end.as_bytes()).unwrap()
    };
    let answers = join_all([
        slow(&in_story, until(&in_story, "Bloem")),
        slow(&in_file, until(&in_file, "slow.bin") + 50_000),
    ])
    .await;
    assert_eq!(answers[0].leads_to(), Some("/s"));
    assert_eq!(answers[1].leads_to(), Some("/d"));
    let page = get(server, "/d", &answers[1].cookies()).await.unwrap().text;
    assert!(page.contains("It did not arrive in one piece"), "{page}");
    stage.end(&[("in the story", in_story, None), ("in a file", in_file, Some(0))]).await;
}
