//! Reading a share: from the file that was printed, or as a person typed its lines from the paper.
//!
//! Nothing of a share is ever quoted: what is wrong is named by the number of its line.

use std::fmt;

use zeroize::Zeroizing;

use super::sheet::{
    ALPHABET, KEY_WORDS, LINE_BYTES, LINE_CHARACTERS, LINES, VERSION, line_check, whole_check,
};
use super::{KeyTag, Rule, SetTag, Share};
use crate::crypto::agefile::Recipient;
use crate::crypto::hash::same;
use crate::secret::Secret;

/// The longest text that is read, in bytes: sixteen sheets.
const MAX_BYTES: usize = 64 * 1024;

/// A share that was read, and the recipient at the top of its sheet, if there was one.
#[derive(Clone, Debug)]
pub struct TypedShare {
    /// The share.
    pub share: Share,
    /// What the sheet names.
    pub recipient: Option<Recipient>,
}

/// What is wrong with one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// It is not there.
    Missing(u8),
    /// It is there twice.
    Twice(u8),
    /// So many characters instead of 16.
    Length(u8, usize),
    /// A character that no share has.
    Letter(u8),
    /// Line and checksum do not fit.
    Check(u8),
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(line) => write!(f, "line {line} is missing"),
            Self::Twice(line) => write!(f, "line {line} is there twice"),
            Self::Length(line, found) => {
                write!(f, "line {line} has {found} characters, and must have {LINE_CHARACTERS}")
            }
            Self::Letter(line) => write!(f, "line {line} has a character that no share has"),
            Self::Check(line) => write!(f, "line {line} does not fit its checksum"),
        }
    }
}

/// Why a text is no share.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Too long to be one.
    #[error("it is too long to be a share")]
    TooLong,
    /// No line of it is a line of a share.
    #[error("no line of it is a line of a share: each begins with its number, 1 to 6")]
    Nothing,
    /// Lines.
    #[error("{}", lines(.0))]
    Lines(Vec<LineFault>),
    /// All lines fit, but not one another.
    #[error(
        "each line fits its checksum, but they do not fit together: they were taken from different sheets"
    )]
    Whole,
    /// A newer version.
    #[error("it was printed by a newer version of this program")]
    Version,
    /// Numbers that no ceremony gives.
    #[error("it is not a share: its numbers are impossible")]
    Numbers,
    /// The recipient at the top is another one.
    #[error("the recovery key at the top of the sheet is not the one that the share belongs to")]
    OtherKey,
}

fn lines(faults: &[LineFault]) -> String {
    let said: Vec<String> = faults.iter().map(LineFault::to_string).collect();
    format!("{}: compare with the paper", said.join("; "))
}

impl Share {
    /// The share in 48 bytes.
    fn from_bytes(bytes: &[u8]) -> Result<Self, SheetError> {
        let (content, check) = bytes.split_last_chunk::<4>().ok_or(SheetError::Whole)?;
        if !same(&whole_check(content), check) {
            return Err(SheetError::Whole);
        }
        let (head, rest) = content.split_first_chunk::<8>().ok_or(SheetError::Whole)?;
        let (value, rest) = rest.split_first_chunk::<32>().ok_or(SheetError::Whole)?;
        let key: [u8; 4] = rest.try_into().map_err(|_| SheetError::Whole)?;
        let [version, a, b, c, d, needed, shares, number] = *head;
        if version != VERSION {
            return Err(SheetError::Version);
        }
        let rule = Rule::new(needed, shares).filter(|rule| (1..=rule.shares).contains(&number));
        let rule = rule.ok_or(SheetError::Numbers)?;
        Ok(Self { set: SetTag([a, b, c, d]), key: KeyTag(key), rule, number, value: Secret::new(*value) })
    }
}

/// Reads one share, from a sheet as it was printed or from its six lines as they were typed.
///
/// # Errors
/// [`SheetError`]; it names lines and never quotes them.
pub fn read(text: &str) -> Result<TypedShare, SheetError> {
    if text.len() > MAX_BYTES {
        return Err(SheetError::TooLong);
    }
    let mut faults = Vec::new();
    let mut found: [Option<Zeroizing<[u8; LINE_BYTES]>>; LINES] = Default::default();
    let mut any = false;
    for (number, typed) in text.lines().filter_map(numbered) {
        any = true;
        let Some(place) = found.get_mut(usize::from(number.saturating_sub(1))) else { continue };
        match read_line(number, typed) {
            Ok(_) if place.is_some() => faults.push(LineFault::Twice(number)),
            Ok(bytes) => *place = Some(bytes),
            Err(fault) => faults.push(fault),
        }
    }
    if !any {
        return Err(SheetError::Nothing);
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(48));
    for (number, line) in (1..).zip(&found) {
        match line {
            Some(line) => bytes.extend_from_slice(line.as_slice()),
            None if faults.iter().any(|fault| fault.line() == number) => {}
            None => faults.push(LineFault::Missing(number)),
        }
    }
    if !faults.is_empty() {
        return Err(SheetError::Lines(faults));
    }
    let share = Share::from_bytes(&bytes)?;
    let recipient = named_recipient(text)?;
    if recipient.as_ref().is_some_and(|recipient| KeyTag::of(recipient) != share.key) {
        return Err(SheetError::OtherKey);
    }
    Ok(TypedShare { share, recipient })
}

/// Reads several shares, one after the other: each begins with its line 1.
///
/// # Errors
/// Which share it is, counted from 1, and what is wrong with it.
pub fn read_all(text: &str) -> Result<Vec<TypedShare>, (usize, SheetError)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        if numbered(line).is_some_and(|(number, _)| number == 1) {
            starts.push(at);
        }
        at = at.saturating_add(line.len());
    }
    if starts.is_empty() {
        return read(text).map(|typed| vec![typed]).map_err(|fault| (1, fault));
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts.iter().zip(ends).map(|(start, end)| text.get(*start..end).unwrap_or_default());
    (1..).zip(pieces).map(|(number, piece)| read(piece).map_err(|fault| (number, fault))).collect()
}

impl LineFault {
    const fn line(self) -> u8 {
        match self {
            Self::Missing(line)
            | Self::Twice(line)
            | Self::Length(line, _)
            | Self::Letter(line)
            | Self::Check(line) => line,
        }
    }
}

/// A line that begins with a number from 1 to 6, and what stands after it.
fn numbered(line: &str) -> Option<(u8, &str)> {
    let (first, rest) = line.trim().split_once(char::is_whitespace)?;
    let number = first.trim_end_matches(['.', ')', ':']).parse().ok()?;
    (1..=6).contains(&number).then_some((number, rest))
}

fn read_line(number: u8, typed: &str) -> Result<Zeroizing<[u8; LINE_BYTES]>, LineFault> {
    let (mut value, mut length) = (Zeroizing::new(0_u128), 0_usize);
    for letter in typed.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '‐'))
    {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let digit = ALPHABET.iter().position(|known| char::from(*known) == letter);
        let digit = digit.and_then(|digit| u128::try_from(digit).ok()).ok_or(LineFault::Letter(number))?;
        *value = (*value << 5) | digit;
        length = length.saturating_add(1);
    }
    if length != LINE_CHARACTERS {
        return Err(LineFault::Length(number, length));
    }
    let all = Zeroizing::new(value.to_be_bytes());
    let (_, ten) = all.split_at_checked(6).ok_or(LineFault::Check(number))?;
    let (bytes, check) = ten.split_first_chunk::<LINE_BYTES>().ok_or(LineFault::Check(number))?;
    if same(&line_check(number, bytes), check) {
        Ok(Zeroizing::new(*bytes))
    } else {
        Err(LineFault::Check(number))
    }
}

fn named_recipient(text: &str) -> Result<Option<Recipient>, SheetError> {
    let named = text.lines().find_map(|line| line.trim().strip_prefix(KEY_WORDS));
    named.map(|named| Recipient::parse(named.trim()).map_err(|_| SheetError::OtherKey)).transpose()
}
