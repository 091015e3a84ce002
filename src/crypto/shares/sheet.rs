//! A share on paper: six numbered lines that a person can type, each with a checksum of its own.
//!
//! ```text
//! share  = 1 (version) ‖ set (4) ‖ k ‖ n ‖ x ‖ value (32) ‖ key tag (4) ‖ check (4)                  48 bytes, 8 a line
//! check  = SHA-256("redchannel/v1/share" ‖ the 44 bytes before it)[..4]
//! line i = i ‖ Crockford base32 (8 bytes ‖ SHA-256("redchannel/v1/share/line" ‖ i ‖ 8 bytes)[..2])    16 characters, in fours
//! ```
//!
//! Crockford's base32 and not a list of words: digits and plain capitals are on every keyboard and in every script's reach, without I, L,
//! O and U that are read as something else; the holders of shares need not share a language. Six lines of sixteen characters are typed in
//! three minutes; a line that is wrong is named.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::Share;
use crate::clock::Day;
use crate::crypto::agefile::Recipient;
use crate::crypto::hash::sha256;
use crate::secret::SecretText;

pub(super) const VERSION: u8 = 1;
pub(super) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
pub(super) const LINES: usize = 6;
pub(super) const LINE_BYTES: usize = 8;
pub(super) const LINE_CHARACTERS: usize = 16;
/// What stands before the recipient at the top of a sheet.
pub(super) const KEY_WORDS: &str = "Recovery key:";

/// A share with what is printed around it.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The share.
    pub share: &'a Share,
    /// The public half of the key.
    pub recipient: &'a Recipient,
    /// Whose key it is.
    pub administration: Option<&'a str>,
    /// The day of the ceremony.
    pub day: Day,
}

impl Sheet<'_> {
    /// The page to print.
    pub fn to_text(&self) -> SecretText {
        let rule = self.share.rule;
        // Large enough from the start: growing would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(4096));
        let fewer = rule.needed.saturating_sub(1);
        let fewer = if fewer == 1 { "One alone tells".to_owned() } else { format!("{fewer} or fewer tell") };
        let name = self.administration.map(|name| format!("For:           {name}\n")).unwrap_or_default();
        // Writing to a String cannot fail.
        write!(
            text,
            "RED CHANNEL: A SHARE OF THE RECOVERY KEY\n\n\
             Share {} of {}. Any {} of them together open every case. {fewer} nothing.\n\n{name}\
             {KEY_WORDS}  {}\nFingerprint:   {}\nSet:           {}   (the same on all {} sheets)\nDay:           {}\n\n",
            self.share.number,
            rule.shares,
            rule.needed,
            self.recipient,
            self.share.key,
            self.share.set,
            rule.shares,
            self.day
        )
        .ok();
        let bytes = self.share.to_bytes();
        for (number, bytes) in (1_u8..).zip(bytes.chunks(LINE_BYTES)) {
            write_line(&mut text, number, bytes);
        }
        text.push_str(INSTRUCTIONS);
        SecretText::new(text.as_str())
    }
}

const INSTRUCTIONS: &str = "
Digits and letters; there is no I, L, O or U among them. Small letters, spaces and hyphens make no difference.

What to do with it

- Keep this sheet sealed, alone, where your own body keeps its seals. Do not copy it, photograph it or type it anywhere.
- Never keep two sheets in one place. Do not tell who holds the others to anybody who does not have to know.
- Once a year, open it before a witness, see that it can be read, and seal it again. Report a broken seal or a lost sheet at once.
- It is used only when every key of a unit is lost, at a meeting that the holders agree to, on a machine without a network:
      redchannel recovery combine --check SHARE ...        sees whether the shares give the key
      redchannel recovery combine --out recovery.key SHARE ...
- Ask what the key will be used for, and see it destroyed afterwards. You may refuse.
";

fn write_line(text: &mut String, number: u8, bytes: &[u8]) {
    let check = line_check(number, bytes);
    let mut value = bytes.iter().chain(&check).fold(0_u128, |value, byte| (value << 8) | u128::from(*byte));
    let mut characters = Zeroizing::new([b' '; LINE_CHARACTERS]);
    for character in characters.iter_mut().rev() {
        let digit = usize::try_from(value & 31).unwrap_or(0);
        *character = ALPHABET.get(digit).copied().unwrap_or(b'0');
        value >>= 5;
    }
    text.push_str("    ");
    text.push(char::from(b'0'.saturating_add(number)));
    text.push(' ');
    for (place, character) in characters.iter().enumerate() {
        if place % 4 == 0 {
            text.push(if place == 0 { ' ' } else { '-' });
        }
        text.push(char::from(*character));
    }
    text.push('\n');
}

pub(super) fn line_check(number: u8, bytes: &[u8]) -> [u8; 2] {
    sha256(&[b"redchannel/v1/share/line", &[number], bytes]).first_chunk().copied().unwrap_or_default()
}

pub(super) fn whole_check(bytes: &[u8]) -> [u8; 4] {
    sha256(&[b"redchannel/v1/share", bytes]).first_chunk().copied().unwrap_or_default()
}

impl Share {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(48));
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.set.0);
        bytes.extend_from_slice(&[self.rule.needed, self.rule.shares, self.number]);
        bytes.extend_from_slice(self.value.expose_secret());
        bytes.extend_from_slice(&self.key.0);
        let check = whole_check(&bytes);
        bytes.extend_from_slice(&check);
        bytes
    }
}
