//! Finding an office by what somebody types.

use super::{Office, Offices};
use crate::model::fold;

impl Offices {
    /// The offices of which every typed word begins a word of a name in any language, of the code or of the UN/LOCODE; however it is
    /// accented, in whatever form of the Arabic letters. Those whose code or name it is stand first.
    pub fn search(&self, typed: &str, most: usize) -> Vec<&Office> {
        let folded = fold::fold(typed);
        let words: Vec<String> =
            folded.split(' ').filter(|word| !word.is_empty()).map(|word| format!(" {word}")).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let fits = |office: &&Office| words.iter().all(|word| office.folded.contains(word.as_str()));
        let mut found: Vec<&Office> = self.all().iter().filter(fits).collect();
        // A name by itself before a name that has it in it; a stable sort keeps the order of the file otherwise.
        found.sort_by_key(|office| !is_called(office, &folded));
        found.truncate(most);
        found
    }

    /// The one office that was meant: by its code, its UN/LOCODE, its whole name, or name and code as [`Office::label`] writes them.
    pub fn exactly(&self, typed: &str) -> Option<&Office> {
        let typed = typed.trim();
        let inside =
            typed.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map(|(_, code)| code.trim());
        if let Some(office) = inside.and_then(|code| self.office(code)) {
            return Some(office);
        }
        let folded = fold::fold(typed);
        let mut named = self.all().iter().filter(|office| !folded.is_empty() && is_called(office, &folded));
        let first = named.next();
        first.filter(|_| named.next().is_none())
    }
}

/// Whether one of its names, its code or its UN/LOCODE is just this.
fn is_called(office: &Office, folded: &str) -> bool {
    office.folded.lines().any(|line| line.trim() == folded)
}
