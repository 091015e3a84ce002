//! What to look for, in every spelling in which a program might have kept it, and the search.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};

use super::visitor::percent;

/// Letters that no program, no dictionary and no other test has in this order.
pub fn marker(of: &str) -> String {
    let letters: String = (0..24).map(|_| char::from(b'a' + rand::random::<u8>() % 26)).collect();
    format!("{of}{letters}")
}

/// How much of a file is looked at together.
const BLOCK: u32 = 16 << 20;

/// Things to look for.
#[derive(Default)]
pub struct Traces {
    names: Vec<String>,
    patterns: Vec<Vec<u8>>,
}

impl Traces {
    /// A text, also as browsers keep it in memory, as forms send it, and encoded.
    pub fn text(&mut self, name: &str, text: &str) {
        self.bytes(name, text.as_bytes());
        self.add(name, "UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        for (spelling, sent) in [("percent", percent(text)), ("plus", percent(text).replace("%20", "+"))] {
            if sent != text {
                self.add(name, spelling, sent.into_bytes());
            }
        }
    }

    /// Bytes, also in the other order and encoded.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.add(name, "as it is", bytes.to_vec());
        self.add(name, "reversed", bytes.iter().rev().copied().collect());
        self.add(name, "hex", HEXLOWER.encode(bytes).into_bytes());
        self.add(name, "HEX", HEXUPPER.encode(bytes).into_bytes());
        for shift in 0..3 {
            let mut shifted = vec![0; shift];
            shifted.extend_from_slice(bytes);
            // The characters at both ends depend on what stands beside it.
            for encoding in [BASE64, BASE64URL] {
                let encoded = encoding.encode(&shifted);
                let inner = encoded.trim_end_matches('=').chars().skip(if shift == 0 { 0 } else { 4 });
                let inner: String = inner.collect();
                // Of a short secret, some shifts leave too little: the others find it, two times in three.
                if let Some(inner) = inner.get(..inner.len() - 1).filter(|inner| inner.len() >= 8) {
                    self.add(name, "base64", inner.as_bytes().to_vec());
                }
            }
        }
    }

    /// A code in every way in which it is shown, sent and computed with.
    pub fn code(&mut self, words: &[String]) {
        let code = redchannel::crypto::code::Code::parse(&words.join(" ")).expect("a code");
        self.text("the words of the code", &words.join(" "));
        self.text("four words of the code", &words[..4].join(" "));
        self.text("the other four words", &words[4..].join(" "));
        self.text("the words without spaces", &words.concat());
        let on_the_page: Vec<_> = (1..)
            .zip(words)
            .map(|(place, word)| format!("<li><i aria-hidden=\"true\">{place}</i>{word}</li>\n"))
            .collect();
        self.text("two words on the page", &on_the_page[2..4].concat());
        let digits = code.digits();
        self.text("the digits of the code", digits.expose_secret());
        let (half, _) = digits.expose_secret().split_at(19);
        self.text("half of the digits", half);
        self.text("the digits without spaces", &digits.expose_secret().replace(' ', ""));
        self.bytes("the bits of the code", code.to_bytes().expose_secret());
        self.bytes("the secret of the code", code.secret().expose_secret());
        let list = redchannel::crypto::words::WordList::English;
        let places: Vec<u16> = words.iter().map(|word| list.find(word).expect("a word")).collect();
        self.bytes(
            "the places of its words",
            &places.iter().flat_map(|place| place.to_le_bytes()).collect::<Vec<_>>(),
        );
        let wide = places.iter().flat_map(|place| u64::from(*place).to_le_bytes());
        self.bytes("the places of its words", &wide.collect::<Vec<_>>());
    }

    fn add(&mut self, name: &str, spelling: &str, pattern: Vec<u8>) {
        assert!(pattern.len() >= 8, "{name} is too short to be told from chance");
        self.names.push(format!("{name} ({spelling})"));
        self.patterns.push(pattern);
    }

    /// What of it stands in these bytes.
    pub fn in_bytes(&self, bytes: &[u8]) -> BTreeSet<&str> {
        self.machine().find_overlapping_iter(bytes).map(|found| self.name(found.pattern())).collect()
    }

    /// What of it stands in a file, and where first.
    pub fn in_file(&self, path: &Path) -> BTreeSet<String> {
        self.found_by(&self.machine(), path)
    }

    fn found_by(&self, machine: &AhoCorasick, path: &Path) -> BTreeSet<String> {
        let mut file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let overlap = self.patterns.iter().map(Vec::len).max().unwrap_or_default();
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        let (mut block, mut start) = (Vec::new(), 0);
        loop {
            let read =
                file.by_ref().take(BLOCK.into()).read_to_end(&mut block).expect("the file can be read");
            for place in machine.find_iter(&block) {
                if seen.insert(place.pattern()) {
                    found.insert(format!("{} at {:#x}", self.name(place.pattern()), start + place.start()));
                }
            }
            if read == 0 {
                return found;
            }
            // What begins at the end of this block may end in the next.
            let done = block.len().saturating_sub(overlap);
            block.drain(..done);
            start += done;
        }
    }

    /// Fails if anything of it stands in one of these files, or in its name.
    pub fn assert_in_none<'a>(&self, files: impl IntoIterator<Item = &'a PathBuf>) {
        let machine = self.machine();
        let mut searched = 0;
        for path in files {
            let found = self.found_by(&machine, path);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
            let found = machine.find(path.as_os_str().as_encoded_bytes());
            assert!(found.is_none(), "the name of {}", path.display());
            searched += 1;
        }
        assert!(searched > 0, "nothing was searched");
    }

    fn name(&self, pattern: aho_corasick::PatternID) -> &str {
        &self.names[pattern.as_usize()]
    }

    fn machine(&self) -> AhoCorasick {
        AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&self.patterns)
            .expect("a search")
    }
}

#[test]
fn a_trace_is_found_in_every_spelling() {
    let story = marker("story") + " of one";
    let mut traces = Traces::default();
    traces.text("the story", &story);
    let wide: Vec<u8> = format!("x{story}x").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let around = |before: &str| format!("{before}{story}??");
    let mut spellings: Vec<Vec<u8>> =
        vec![around("x").into_bytes(), wide, around("").to_uppercase().into_bytes()];
    let missing = spellings.pop().expect("three");
    for before in ["", "x", "xx", "xxx"] {
        spellings.push(BASE64.encode(around(before).as_bytes()).into_bytes());
        spellings.push(HEXUPPER.encode(around(before).as_bytes()).into_bytes());
    }
    spellings.push(percent(&around("x")).into_bytes());
    for spelling in spellings {
        assert!(!traces.in_bytes(&spelling).is_empty(), "{}", String::from_utf8_lossy(&spelling));
    }
    assert!(traces.in_bytes(&missing).is_empty(), "upper case is another text");
}

#[test]
fn a_trace_across_two_blocks_of_a_file_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("core");
    let story = marker("story");
    let mut traces = Traces::default();
    traces.text("the story", &story);
    let block = usize::try_from(BLOCK).expect("a length");
    for before in [0, block - 10, block - 1, block, 2 * block - 5] {
        let bytes = [vec![0; before], story.clone().into_bytes()].concat();
        std::fs::write(&file, bytes).expect("written");
        let found = traces.in_file(&file);
        assert_eq!(found, BTreeSet::from([format!("the story (as it is) at {before:#x}")]));
    }
}
