//! A reporter at the other end of a socket, who sends what a browser would, or worse.

use std::io;
use std::net::SocketAddr;

use redchannel::clock::Clock;
use redchannel::crypto::derive::case_of_form;
use redchannel::intake::form_token::{FormKeys, FormToken};
use redchannel::model::id::CaseId;
use redchannel::secret::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::server::FORM_KEY;

pub const BOUNDARY: &str = "----a-boundary-of-a-browser";

/// An answer that came whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub text: String,
}

impl Answer {
    fn parse(bytes: &[u8]) -> io::Result<Self> {
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(cut)?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let text = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(cut)?;
        let answer = Self { status, head, text };
        let announced = answer.header("content-length").map_or(Ok(0), str::parse);
        if announced.is_ok_and(|length| length <= answer.text.len()) { Ok(answer) } else { Err(cut()) }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Where it leads, if it leads on.
    pub fn leads_to(&self) -> Option<&str> {
        if self.status == 303 { self.header("location") } else { None }
    }

    /// The cookies it sets, as they are sent back.
    pub fn cookies(&self) -> String {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let set = lines.filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
        let pairs: Vec<_> = set.map(|(_, value)| value.split(';').next().unwrap()).collect();
        pairs.join("; ")
    }
}

/// Sends bytes and reads whatever comes until the server closes.
pub async fn talk(server: SocketAddr, request: &[u8]) -> io::Result<Answer> {
    Answer::parse(&listen_to(server, request).await?)
}

/// The same, with what came as it came.
pub async fn listen_to(server: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let (mut read, mut write) = TcpStream::connect(server).await?.into_split();
    let mut came = Vec::new();
    // A server may answer before it has everything, and close.
    let (sent, received) = tokio::join!(write.write_all(request), read.read_to_end(&mut came));
    if came.is_empty() {
        sent?;
        received?;
    }
    Ok(came)
}

pub async fn get(server: SocketAddr, path: &str, cookies: &str) -> io::Result<Answer> {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n");
    talk(server, request.as_bytes()).await
}

/// A POST as a browser sends it.
pub fn post(server: SocketAddr, path: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    post_with(
        server,
        path,
        &format!("Content-Type: {content_type}\r\nContent-Length: {}\r\n", body.len()),
        body,
    )
}

/// A POST with header lines to choose; each ends with its line end.
pub fn post_with(server: SocketAddr, path: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {server}\r\nOrigin: http://{server}\r\nConnection: close\r\n{lines}\r\n"
    );
    [head.as_bytes(), body].concat()
}

pub fn multipart_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// One part of a body.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Field(&'a str, &'a [u8]),
    File(&'a str, &'a [u8]),
}

pub fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; ").as_bytes());
        let content = match part {
            Part::Field(name, value) => {
                body.extend_from_slice(format!("name=\"{name}\"\r\n\r\n").as_bytes());
                value
            }
            Part::File(name, content) => {
                body.extend_from_slice(
                    format!(
                        "name=\"a\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                    )
                    .as_bytes(),
                );
                content
            }
        };
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// An opened form: the code that its page shows, and the hidden field.
#[derive(Clone, Debug)]
pub struct Form {
    pub token: String,
    pub words: String,
}

impl Form {
    pub async fn open(server: SocketAddr) -> io::Result<Self> {
        let page = get(server, "/n/1", "").await?;
        assert_eq!(page.status, 200);
        let (_, card) = page.text.split_once("<ol class=\"words").expect("a code card");
        let card = card.split("</ol>").next().unwrap();
        let words: Vec<_> = card.split("</i>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        let (_, rest) = page.text.split_once("name=\"t\" value=\"").expect("the hidden field");
        Ok(Self { token: rest.split('"').next().unwrap().to_owned(), words: words.join(" ") })
    }

    /// The body that sends it with a story and files.
    pub fn body(&self, story: &str, files: &[Part<'_>]) -> Vec<u8> {
        let fields = [Part::Field("t", self.token.as_bytes()), Part::Field("s", story.as_bytes())];
        multipart(&[fields.as_slice(), files].concat())
    }

    /// Sends it.
    pub async fn send(&self, server: SocketAddr, story: &str, files: &[Part<'_>]) -> io::Result<Answer> {
        talk(server, &post(server, "/n/1", &multipart_type(), &self.body(story, files))).await
    }

    /// The case it makes.
    pub fn case(&self) -> CaseId {
        let keys = FormKeys { current: Secret::new(FORM_KEY), previous: None };
        case_of_form(&FormToken::open(&self.token, &keys, Clock::System.now()).unwrap().nonce)
    }
}
