//! Frames.

use ed25519_dalek::VerifyingKey;
use redchannel::crypto::frame::{FrameHeader, Place, UnverifiedFrame, write};
use redchannel::crypto::hash::sha256;
use redchannel::secret::{SecretBytes, SecretText};
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    frames: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    header: FrameHeader,
    body: Body,
    signing_seed: Hex,
    verification_key: Hex,
    /// Bytes of the frame with its zeros.
    length: usize,
    /// Of the frame with its zeros.
    sha256: Hex,
    /// The frame without its zeros.
    #[serde(default)]
    written: Option<Hex>,
    /// Bytes without the zeros, where the frame itself is too long to commit.
    #[serde(default)]
    written_length: Option<usize>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Repeated { text: String, times: usize },
}

impl Body {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeated { text, times } => text.repeat(*times),
        }
    }
}

fn place_of(header: &FrameHeader) -> Place {
    let previous = header
        .previous
        .as_ref()
        .map(|hash| data_encoding::HEXLOWER.decode(hash.as_bytes()).unwrap().try_into().unwrap());
    Place { case: header.case, item: header.item, sequence: header.sequence, previous }
}

#[test]
fn frames_are_written_as_committed() {
    let vectors: Vectors = serde_json::from_str(include_str!("frame.json")).unwrap();
    for vector in &vectors.frames {
        let body = SecretText::new(vector.body.text());
        let frame = write(&vector.header, &body, &vector.signing_seed.signing_key()).unwrap();
        let bytes = frame.expose_secret();
        assert_eq!(bytes.len(), vector.length);
        let written =
            vector.written.as_ref().map_or(vector.written_length, |written| Some(written.0.len())).unwrap();
        if let Some(expected) = &vector.written {
            assert_eq!(&bytes[..written], expected.0);
        }
        assert!(bytes[written..].iter().all(|byte| *byte == 0));
        assert_eq!(sha256(&[bytes]), vector.sha256.array());
    }
}

#[test]
fn committed_frames_open_where_they_belong() {
    let vectors: Vectors = serde_json::from_str(include_str!("frame.json")).unwrap();
    for vector in &vectors.frames {
        let Some(written) = &vector.written else { continue };
        let mut bytes = written.0.clone();
        bytes.resize(vector.length, 0);
        let frame = UnverifiedFrame::parse(&SecretBytes::new(bytes)).unwrap();
        let key = VerifyingKey::from_bytes(&vector.verification_key.array()).unwrap();
        let opened = frame.verify(&key, &place_of(&vector.header)).unwrap();
        assert_eq!(opened.body.expose_secret(), vector.body.text());
        assert_eq!(
            serde_json::to_value(&opened.header).unwrap(),
            serde_json::to_value(&vector.header).unwrap()
        );
    }
}

#[test]
fn the_last_byte_that_fits_a_bucket_fits_it() {
    let vectors: Vectors = serde_json::from_str(include_str!("frame.json")).unwrap();
    let filled: Vec<_> =
        vectors.frames.iter().filter_map(|vector| Some((vector.written_length?, vector.length))).collect();
    assert_eq!(
        filled,
        [
            (4096, 4096),
            (4097, 16_384),
            (16_384, 16_384),
            (16_385, 65_536),
            (65_536, 65_536),
            (65_537, 262_144),
            (262_144, 262_144)
        ]
    );
}
