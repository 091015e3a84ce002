//! Which requests a custodian answered at this desk, so that the server cannot show one again as if nobody had.

use super::Seen;
use crate::model::id::ItemId;

/// So many are remembered; requests older than a month are refused in any case.
const MOST: usize = 10_000;

impl Seen {
    /// Whether this request was answered here.
    pub fn has_answered(&self, request: ItemId) -> bool {
        self.state.answered.contains(&request)
    }

    /// Notes that it was.
    pub fn note_answered(&mut self, request: ItemId) {
        if !self.has_answered(request) {
            self.state.answered.push(request);
            let surplus = self.state.answered.len().saturating_sub(MOST);
            self.state.answered.drain(..surplus);
            self.dirty = true;
        }
    }
}
