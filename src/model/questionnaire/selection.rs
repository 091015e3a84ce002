//! The questions for one reporter, in order.

use super::Questionnaire;
use super::answers::Answers;
use super::condition::{Fit, Situation};
use super::question::Question;

/// A question that is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// Whether it is asked for certain; never [`Fit::No`].
    pub fit: Fit,
}

impl Questionnaire {
    /// Whether a question is asked, after these answers.
    pub fn fit(&self, question: &Question, situation: &Situation<'_>, answers: &Answers) -> Fit {
        if !question.audiences.contains(&situation.audience)
            || question.unless.any(situation, answers)
            || (question.detail && self.needs_care(situation, &Answers::default()))
        {
            return Fit::No;
        }
        question.when.all(situation, answers)
    }

    /// All questions that are asked, or may be, after these answers.
    pub fn asked<'a>(&'a self, situation: &Situation<'_>, answers: &Answers) -> Vec<Asked<'a>> {
        let asked = |question| Asked { question, fit: self.fit(question, situation, answers) };
        self.questions().iter().map(asked).filter(|asked| asked.fit > Fit::No).collect()
    }

    /// Those of one page.
    pub fn on_page<'a>(&'a self, page: u8, situation: &Situation<'_>, answers: &Answers) -> Vec<Asked<'a>> {
        let mut asked = self.asked(situation, answers);
        asked.retain(|asked| asked.question.page == page);
        asked
    }

    /// Whether support contacts come first: by the topic, or by what was answered. The topic alone decides whether detail is asked for,
    /// because a page without script cannot take back a question that it has shown.
    pub fn needs_care(&self, situation: &Situation<'_>, answers: &Answers) -> bool {
        self.care().topic.any(situation, answers) || self.care().answered.any(situation, answers)
    }
}
