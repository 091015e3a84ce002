//! Saved views: what a member wants to see of the queue, under a name. Their search may name somebody, so they are sealed beside the key
//! file and never sent anywhere.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::casebook::queue::filter::Filter;
use super::sealed::{self, Found};
use crate::crypto::agefile::Identity;

const FORMAT: &str = "redchannel/v1/views";
const MAX_BYTES: usize = 256 * 1024;
/// Views of one member.
pub const MOST: usize = 30;
/// Characters of a name.
pub const MOST_NAME: usize = 40;

/// A view.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub filter: Filter,
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("View(…)")
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    format: String,
    views: Vec<View>,
}

/// The views of one member.
#[derive(Debug)]
pub struct Views {
    path: PathBuf,
    own: Identity,
    all: Vec<View>,
    damaged: bool,
}

/// Why a view is not saved. Sentences.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// No name.
    #[error("Give the view a name.")]
    Nameless,
    /// A name that fits no line.
    #[error("The name is too long: at most {MOST_NAME} characters.")]
    Long,
    /// Nothing is asked for.
    #[error("Choose a filter or search for something first: a view of everything is the queue itself.")]
    Empty,
    /// There are enough.
    #[error("There are {MOST} views already. Delete one first.")]
    Full,
    /// The file cannot be read, and must not be written over.
    #[error(
        "The file with your saved views cannot be read, and nothing was changed. Move it away to begin anew: it lies beside your key file."
    )]
    Damaged,
    /// The disk refuses.
    #[error("The view could not be written beside your key file. Check the folder and its free space.")]
    Disk(#[source] io::Error),
}

impl Views {
    /// Where the views that belong to a key file lie: beside it, with `.views` after its name.
    pub fn beside(key_file: &Path) -> PathBuf {
        sealed::beside(key_file, ".views")
    }

    /// Reads them. A file that cannot be read is no reason not to work.
    pub fn load(path: PathBuf, own: Identity) -> Self {
        let (all, damaged) = match sealed::read(&path, &own, MAX_BYTES) {
            Found::Nothing => (Vec::new(), false),
            Found::Damaged => (Vec::new(), true),
            Found::Content(text) => {
                let state = serde_json::from_slice::<State>(text.expose_secret()).ok();
                state
                    .filter(|state| state.format == FORMAT)
                    .map_or((Vec::new(), true), |state| (state.views, false))
            }
        };
        Self { path, own, all, damaged }
    }

    /// All of them, by name.
    pub fn all(&self) -> &[View] {
        &self.all
    }

    /// Whether there is a file that cannot be read.
    pub const fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Saves a view, in the place of another of its name.
    pub fn save(&mut self, name: &str, filter: Filter) -> Result<(), ViewError> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let others: Vec<View> = self.all.iter().filter(|view| view.name != name).cloned().collect();
        if self.damaged {
            return Err(ViewError::Damaged);
        }
        if name.is_empty() {
            return Err(ViewError::Nameless);
        }
        if name.chars().count() > MOST_NAME {
            return Err(ViewError::Long);
        }
        if filter.is_empty() {
            return Err(ViewError::Empty);
        }
        if others.len() >= MOST {
            return Err(ViewError::Full);
        }
        self.write([others, vec![View { name, filter }]].concat())
    }

    /// Deletes the view of this name, if there is one.
    pub fn delete(&mut self, name: &str) -> Result<(), ViewError> {
        if self.damaged {
            return Err(ViewError::Damaged);
        }
        self.write(self.all.iter().filter(|view| view.name != name).cloned().collect())
    }

    fn write(&mut self, mut views: Vec<View>) -> Result<(), ViewError> {
        views.sort_by(|one, other| one.name.cmp(&other.name));
        let state = State { format: FORMAT.to_owned(), views };
        let text = Zeroizing::new(serde_json::to_vec(&state).map_err(|error| ViewError::Disk(error.into()))?);
        sealed::write(&self.path, &self.own, &text).map_err(ViewError::Disk)?;
        self.all = state.views;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use proptest::prelude::*;

    use super::super::casebook::queue::filter::{Choice, Mark};
    use super::*;

    fn mine() -> Filter {
        Filter { words: "أحمد".to_owned(), ..Filter::default().with(Choice::Mark(Mark::Mine)) }
    }

    #[test]
    fn views_survive_and_open_with_their_own_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = Views::beside(&folder.path().join("intake.rckey"));
        let own = Identity::generate();
        let mut views = Views::load(path.clone(), own.clone());
        views.save("  Mine,\tand Ahmed ", mine()).unwrap();
        views.save("Due", Filter::default().with(Choice::Mark(Mark::Due))).unwrap();
        let again = Views::load(path.clone(), own.clone());
        let names: Vec<&str> = again.all().iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["Due", "Mine, and Ahmed"]);
        assert_eq!(again.all()[1].filter, mine());
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        let mut stranger = Views::load(path.clone(), Identity::generate());
        assert!(stranger.all().is_empty() && stranger.is_damaged());
        assert!(matches!(stranger.save("x", mine()), Err(ViewError::Damaged)));
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "what cannot be read is not written over");

        views.delete("Due").unwrap();
        assert_eq!(Views::load(path, own).all().len(), 1);
    }

    #[test]
    fn what_is_no_view_is_refused_with_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let mut views = Views::load(folder.path().join("a.views"), Identity::generate());
        assert!(matches!(views.save(" ", mine()), Err(ViewError::Nameless)));
        assert!(matches!(views.save(&"x".repeat(MOST_NAME + 1), mine()), Err(ViewError::Long)));
        assert!(matches!(views.save("x", Filter::default()), Err(ViewError::Empty)));
        for number in 0..MOST {
            views.save(&number.to_string(), mine()).unwrap();
        }
        assert!(matches!(views.save("x", mine()), Err(ViewError::Full)));
        views.save("7", mine()).expect("in the place of another");
    }

    proptest! {
        #[test]
        fn whatever_lies_in_the_file_a_session_begins(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.views");
            let own = Identity::generate();
            std::fs::write(&path, &bytes).unwrap();
            prop_assert!(Views::load(path.clone(), own.clone()).is_damaged());
            sealed::write(&path, &own, &Zeroizing::new(bytes)).unwrap();
            prop_assert!(Views::load(path, own).is_damaged());
        }
    }
}
