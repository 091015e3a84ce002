//! A reporter's browser, byte by byte: what is sent is what the test says, also where no browser would send it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;

pub const BOUNDARY: &str = "----a-boundary-of-a-browser";

/// An answer, read to the end of the connection.
pub struct Answer {
    pub status: u16,
    pub leads_to: Option<String>,
    pub text: String,
}

impl Answer {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.text.split_once(&start).unwrap_or_else(|| panic!("no field {name}: {}", self.text));
        rest.split('"').next().expect("its end").to_owned()
    }

    /// The words on the code card.
    pub fn words(&self) -> Vec<String> {
        let (_, card) = self.text.split_once("<ol class=\"words").expect("a code card");
        let card = card.split("</ol>").next().expect("its end");
        card.split("</i>").skip(1).map(|rest| rest.split('<').next().expect("a word").to_owned()).collect()
    }
}

/// Somebody with cookies and a browser of a certain name.
pub struct Visitor {
    address: String,
    agent: String,
    pub cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(address: &str, agent: &str) -> Self {
        Self { address: address.to_owned(), agent: agent.to_owned(), cookies: BTreeMap::new() }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None, &[])
    }

    /// A form without files.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        self.ask("POST", path, Some("application/x-www-form-urlencoded"), pairs.join("&").as_bytes())
    }

    /// A form with files.
    pub fn send(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask("POST", path, Some(&kind), &multipart(fields, files))
    }

    pub fn ask(&mut self, method: &str, path: &str, kind: Option<&str>, body: &[u8]) -> Answer {
        let mut stream = self.begin(method, path, kind, body.len());
        // A server that has heard enough answers before everything is sent.
        stream.write_all(body).ok();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        self.read(&bytes)
    }

    /// Sends the head of a request that announces `length` bytes.
    pub fn begin(&self, method: &str, path: &str, kind: Option<&str>, length: usize) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {}\r\n", self.address, self.agent);
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            write!(head, "Cookie: {}\r\n", pairs.join("; ")).expect("written");
        }
        if let Some(kind) = kind {
            write!(head, "Content-Type: {kind}\r\nContent-Length: {length}\r\n").expect("written");
        }
        head.push_str("Connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("sent");
        stream
    }

    fn read(&mut self, bytes: &[u8]) -> Answer {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let mut leads_to = None;
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "location" => leads_to = Some(value.to_owned()),
                "set-cookie" => self.keep(value),
                _ => {}
            }
        }
        Answer { status, leads_to, text: body.to_owned() }
    }

    fn keep(&mut self, cookie: &str) {
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"a\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
