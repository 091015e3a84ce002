//! Who takes over whose cases: a new key of the same member, or whoever comes after one.

use super::Roster;
use super::faults::distinct;

impl Roster {
    /// Cases are taken over by one member, and from somebody else.
    pub(super) fn succession_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for member in self.members.iter().filter(|member| member.succeeds == Some(member.id)) {
            faults.push(format!("“{}” is named as the successor of their own key", member.name));
        }
        if !distinct(self.members.iter().filter_map(|member| member.succeeds)) {
            faults.push("two members take over the cases of one".to_owned());
        }
        faults
    }
}
