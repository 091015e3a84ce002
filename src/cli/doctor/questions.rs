//! The questionnaire: each fault of it, a line each.

use super::Finding;
use crate::cli::questions::{QuestionsError, load};
use crate::config::Config;

pub(super) fn questions(config: &Config) -> Vec<Finding> {
    match load(config) {
        Ok(_) => Vec::new(),
        Err(QuestionsError::Faults { faults, .. }) => faults
            .0
            .into_iter()
            .map(|fault| Finding::wrong(format!("questionnaire.file: {}: {}.", fault.place, fault.what)))
            .collect(),
        Err(error @ QuestionsError::File { .. }) => vec![Finding::wrong(format!("{error}."))],
    }
}
