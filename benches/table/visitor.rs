//! A reporter's browser, as far as a measurement needs one: a kept connection, one cookie, no redirects.

use std::net::SocketAddr;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::measure::Fallible;

const BOUNDARY: &str = "----a-boundary-of-a-browser";

/// About a thousand bytes, as of somebody who tells what happened.
pub const STORY: &str = "The officer at the scales asked for two hundred before he let the truck go on. ";
const STORY_TIMES: usize = 13;

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// Where it leads; empty if nowhere.
    pub fn leads_to(&self) -> &str {
        self.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }

    /// Length the wire announced.
    pub fn announced(&self) -> Option<usize> {
        self.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// The page.
    pub fn text(&self) -> Fallible<&str> {
        Ok(std::str::from_utf8(&self.body)?)
    }

    /// The value of the hidden field `t`.
    pub fn token(&self) -> Fallible<String> {
        let (_, rest) = self.text()?.split_once("name=\"t\" value=\"").ok_or("a page without form")?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    }

    /// The words of the code card.
    pub fn code(&self) -> Fallible<String> {
        let (_, card) = self.text()?.split_once("<ol class=\"words").ok_or("a page without code")?;
        let card = card.split("</ol>").next().unwrap_or_default();
        let words = card.split("</i>").skip(1).filter_map(|rest| rest.split('<').next());
        Ok(words.collect::<Vec<_>>().join(" "))
    }

    /// Refuses an answer that leads elsewhere: what was measured would not be what it is called.
    pub fn expect(self, path: &str) -> Fallible<Self> {
        if self.leads_to() == path {
            Ok(self)
        } else {
            Err(format!("{} leading to “{}” instead of {path}", self.status, self.leads_to()).into())
        }
    }
}

/// Somebody at a browser.
pub struct Visitor {
    address: SocketAddr,
    connection: Option<SendRequest<Full<Bytes>>>,
    cookie: Option<String>,
}

impl Visitor {
    pub const fn new(address: SocketAddr) -> Self {
        Self { address, connection: None, cookie: None }
    }

    /// Becomes somebody else on the same connection.
    pub fn forget(&mut self) {
        self.cookie = None;
    }

    pub async fn get(&mut self, path: &str) -> Fallible<Answer> {
        self.ask(Method::GET, path, None, Bytes::new()).await
    }

    /// Types a code.
    pub async fn come_back(&mut self, code: &str) -> Fallible<Answer> {
        let body = format!("k={}", code.replace(' ', "+"));
        self.ask(Method::POST, "/c", Some("application/x-www-form-urlencoded"), body.into()).await
    }

    /// Sends a form with files.
    pub async fn send(&mut self, path: &str, body: Bytes) -> Fallible<Answer> {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask(Method::POST, path, Some(&kind), body).await
    }

    /// Opens a form, sends a report without file, and gives the code.
    pub async fn report(&mut self) -> Fallible<String> {
        let form = self.get("/n/1").await?;
        self.send("/n/1", report_body(&form.token()?)).await?.expect("/d")?;
        form.code()
    }

    async fn ask(&mut self, method: Method, path: &str, kind: Option<&str>, body: Bytes) -> Fallible<Answer> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, self.address.to_string());
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let request = request.body(Full::new(body))?;
        let (parts, body) = self.connection().await?.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        for line in parts.headers.get_all(SET_COOKIE) {
            let pair = line.to_str()?.split(';').next().unwrap_or_default();
            if pair.starts_with("__Host-r=") {
                self.cookie = Some(pair.to_owned());
            }
        }
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    async fn connection(&mut self) -> Fallible<&mut SendRequest<Full<Bytes>>> {
        if let Some(kept) = &mut self.connection
            && kept.ready().await.is_err()
        {
            self.connection = None;
        }
        if self.connection.is_none() {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await?;
            tokio::spawn(connection);
            self.connection = Some(sender);
        }
        self.connection.as_mut().ok_or_else(|| "no connection".into())
    }
}

/// A report of about 1 kB without file.
pub fn report_body(token: &str) -> Bytes {
    let story = STORY.repeat(STORY_TIMES);
    multipart(&[("t", token), ("f", "SOL"), ("s", &story)], None)
}

/// A form with at most one file.
pub fn multipart(fields: &[(&str, &str)], file: Option<&[u8]>) -> Bytes {
    let mut body = Vec::with_capacity(file.map_or(0, <[u8]>::len) + 4096);
    for (name, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some(file) = file {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"a\"; filename=\"film.bin\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body.into()
}
