//! Filling pages up to a fixed step, so that their length on the wire tells little about what was read.

/// The step a page is filled up to a multiple of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// 16 KiB: every page but the long question page.
    #[default]
    Short,
    /// 32 KiB.
    Long,
}

impl Step {
    /// The step in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Short => 16 * 1024,
            Self::Long => 32 * 1024,
        }
    }
}

/// Fills `html` up with spaces to the next multiple of `step`, counted in bytes of UTF-8. White space after `</html>`
/// is valid HTML and changes nothing on the page; unlike a comment it can be of any length, down to one byte, so that
/// the result is exact.
pub fn pad(mut html: String, step: Step) -> String {
    let target = html.len().next_multiple_of(step.bytes());
    let missing = target.saturating_sub(html.len());
    html.reserve_exact(missing);
    html.extend(std::iter::repeat_n(' ', missing));
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_page_becomes_the_least_multiple_of_its_step_that_holds_it(
            text in "\\PC{0,400}", repeats in 0_usize..200, long in any::<bool>(),
        ) {
            let page = text.repeat(repeats);
            let step = if long { Step::Long } else { Step::Short };
            let padded = pad(page.clone(), step);
            let filling = padded.strip_prefix(&page).unwrap();
            prop_assert!(padded.len().is_multiple_of(step.bytes()));
            prop_assert!(filling.len() < step.bytes());
            prop_assert!(filling.bytes().all(|byte| byte == b' '));
        }
    }

    #[test]
    fn bytes_count_and_not_characters() {
        let page = "ش".repeat(8192);
        assert_eq!(pad(page.clone(), Step::Short), page);
        assert_eq!(pad(page + "ش", Step::Short).len(), 32 * 1024);
    }
}
