//! A visit with marked words in everything a reporter can send.

use redchannel::crypto::code::Code;

use super::server::Site;
use super::traces::{Traces, marker};
use super::visitor::Visitor;

/// Bytes of the large file: more than every buffer on its way.
const LARGE: usize = 3_000_000;

/// The words in which a reporter can be recognised.
pub struct Planted {
    pub story: String,
    place: String,
    time: String,
    file_name: String,
    file_content: String,
    photo_name: String,
    photo_comment: String,
    pub answer: String,
    added_name: String,
    added_content: String,
    pub agent: String,
    words: Vec<String>,
    tokens: Vec<String>,
}

impl Planted {
    pub fn new() -> Self {
        Self {
            story: marker("story"),
            place: marker("place"),
            time: marker("time"),
            file_name: marker("filename"),
            file_content: marker("content"),
            photo_name: marker("photo"),
            photo_comment: marker("comment"),
            answer: marker("answer"),
            added_name: marker("added"),
            added_content: marker("more"),
            agent: marker("agent"),
            words: Vec::new(),
            tokens: Vec::new(),
        }
    }

    /// The code of the report.
    pub fn code(&self) -> Code {
        Code::parse(&self.words.join(" ")).expect("a code")
    }

    /// Reports, comes back with the code, answers, and leaves.
    pub fn visit(&mut self, address: &str) {
        self.report(address);
        self.come_back(address);
    }

    /// Reports, with files, and leaves.
    pub fn report(&mut self, address: &str) {
        let mut visitor = Visitor::new(address, &self.agent);
        let form = visitor.get("/n/1");
        self.words = form.words();
        let token = form.hidden("t");
        let story = format!("It was {} who asked. ", self.story).repeat(20);
        let fields =
            [("t", token.as_str()), ("f", "SOL"), ("s", &story), ("p", &self.place), ("w", &self.time)];
        let large = format!("{}\n", self.file_content).repeat(LARGE / (self.file_content.len() + 1));
        let photo = photo(&self.photo_comment);
        let (large_name, photo_name) =
            (format!("{}.txt", self.file_name), format!("{}.jpg", self.photo_name));
        let files = [(large_name.as_str(), large.as_bytes()), (photo_name.as_str(), photo.as_slice())];
        let answer = visitor.send("/n/1", &fields, &files);
        assert_eq!(answer.leads_to.as_deref(), Some("/d"), "{}", answer.text);
        let sent = visitor.get("/d");
        assert_eq!(sent.words(), self.words);
        assert!(sent.text.contains(&self.file_name) && sent.text.contains("2.9 MB"), "{}", sent.text);
        let check = [("t", sent.hidden("t")), ("w3", self.words[2].clone()), ("w7", self.words[6].clone())];
        let check: Vec<_> = check.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(visitor.post("/d", &check).leads_to.as_deref(), Some("/d"));
        self.tokens.push(token);
        self.leave(visitor);
    }

    /// Comes back with the code, answers, and leaves.
    pub fn come_back(&mut self, address: &str) {
        let mut visitor = Visitor::new(address, &self.agent);
        let answer = visitor.post("/c", &[("k", &self.words.join(" "))]);
        assert_eq!(answer.leads_to.as_deref(), Some("/m"));
        let token = visitor.get("/m").hidden("t");
        let fields = [("t", token.as_str()), ("s", &self.answer)];
        let name = format!("{}.txt", self.added_name);
        let answer = visitor.send("/m", &fields, &[(&name, self.added_content.repeat(50).as_bytes())]);
        assert_eq!(answer.leads_to.as_deref(), Some("/m"));
        let inbox = visitor.get("/m");
        assert!(inbox.text.contains("We have your message") && inbox.text.contains(&self.added_name));
        self.tokens.push(token);
        self.leave(visitor);
    }

    fn leave(&mut self, mut visitor: Visitor) {
        self.tokens.push(visitor.cookies["__Host-r"].clone());
        assert_eq!(visitor.get("/x").leads_to.as_deref(), Some("https://www.example.org/weather"));
        assert!(!visitor.cookies.contains_key("__Host-r"));
    }

    /// What the reporter said and what leads back to it.
    pub fn traces(&self) -> Traces {
        let mut traces = Traces::default();
        for (name, text) in [
            ("the story", &self.story),
            ("the place", &self.place),
            ("the time", &self.time),
            ("the name of a file", &self.file_name),
            ("the content of a file", &self.file_content),
            ("the name of a photo", &self.photo_name),
            ("a photo's comment", &self.photo_comment),
            ("the answer", &self.answer),
            ("the name of a later file", &self.added_name),
            ("the content of a later file", &self.added_content),
            ("the browser's name", &self.agent),
        ] {
            traces.text(name, text);
        }
        traces.code(&self.words);
        for token in &self.tokens {
            traces.text("a form's token or a session's cookie", token);
            if let Ok(bytes) = data_encoding::HEXLOWER.decode(token.as_bytes()) {
                traces.bytes("a session's cookie", &bytes);
            }
        }
        traces
    }

    /// The same, and the keys that were made of it: they open the report, the answers, or sign in the reporter's name.
    pub async fn traces_and_keys(&self, site: &Site) -> Traces {
        let mut traces = self.traces();
        for (name, key) in site.keys_of_the_case(&self.code()).await {
            traces.bytes(name, &key);
        }
        traces
    }
}

/// A photo as a telephone makes it, with a comment among its metadata.
fn photo(comment: &str) -> Vec<u8> {
    let photo = include_bytes!("../media_files/photo.jpg");
    let comment = comment.repeat(10);
    let length = u16::try_from(comment.len() + 2).expect("a short comment").to_be_bytes();
    [&photo[..2], &[0xff, 0xfe], &length, comment.as_bytes(), &photo[2..]].concat()
}
