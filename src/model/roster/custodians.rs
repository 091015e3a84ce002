//! What a roster may not say of custodians.

use super::{Role, Roster};

/// With more the sealed key of an identity would not fit its column.
const MOST: usize = 6;

impl Roster {
    /// Everything that is wrong with its custodians.
    pub(super) fn custodian_faults(&self) -> Vec<String> {
        let kept = || self.members.iter().filter(|member| member.has(Role::Custodian));
        let both = kept().filter(|member| !member.reads_nothing());
        let mut faults: Vec<String> = both
            .map(|member| format!("“{}” is custodian and reads cases: no role combines both", member.name))
            .collect();
        if kept().count() > MOST {
            faults.push(format!("more than {MOST} members have the role custodian"));
        }
        faults
    }
}
