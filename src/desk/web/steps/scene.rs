//! What a form is made from: the case, the people, and who is asking.

use crate::clock::Day;
use crate::desk::casebook::doings::name;
use crate::desk::casebook::{Casebook, OpenCase};
use crate::desk::people::People;
use crate::model::casework::file::{CaseFile, Person};
use crate::model::casework::work::Conflict;
use crate::model::id::MemberId;

/// A case before the eyes of a member.
pub struct Scene<'a> {
    /// The case.
    pub case: &'a OpenCase,
    /// Everybody.
    pub people: &'a People,
    /// All cases of this member.
    pub book: &'a Casebook,
    /// The channel the case came in by.
    pub channel: &'a str,
    /// Who is asking.
    pub me: Person,
    /// Today.
    pub today: Day,
}

/// What a form consists of.
pub struct Plan {
    /// What stands above the fields, as paragraphs.
    pub intro: Vec<String>,
    /// What a member must see before signing: name and words.
    pub shown: Vec<(String, String)>,
    /// The fields.
    pub fields: Vec<super::field::Field>,
    /// What the button says.
    pub button: &'static str,
}

impl Plan {
    /// Fields alone.
    pub const fn of(fields: Vec<super::field::Field>) -> Self {
        Self { intro: Vec::new(), shown: Vec::new(), fields, button: "Sign" }
    }

    /// The same with a paragraph above it.
    #[must_use]
    pub fn intro(mut self, paragraph: impl Into<String>) -> Self {
        self.intro.push(paragraph.into());
        self
    }

    /// The same with another button.
    #[must_use]
    pub const fn button(mut self, words: &'static str) -> Self {
        self.button = words;
        self
    }
}

impl Scene<'_> {
    /// How the case stands.
    pub const fn file(&self) -> &CaseFile {
        &self.case.file
    }

    /// A member's display name.
    pub fn name(&self, id: MemberId) -> String {
        name(id, self.people)
    }

    /// Members of today's roster who may handle cases, as choices.
    pub fn handlers(&self) -> Vec<(String, String)> {
        let members = self.people.roster().members.iter();
        let handlers = members.filter(|member| {
            self.today <= member.until && member.roles.iter().any(|role| role.reads_cases())
        });
        handlers.map(|member| (member.id.to_string(), member.name.clone())).collect()
    }

    /// Those of [`Scene::eligible`], and who of them is not known to hold a key of the case.
    pub fn marked(&self) -> Vec<(String, String)> {
        let holders = self.holders();
        let mark = |(id, name): (String, String)| {
            let holds = MemberId::parse(&id).is_some_and(|id| holders.contains(&id));
            let name = if holds { name } else { format!("{name} (no key yet)") };
            (id, name)
        };
        self.eligible().into_iter().map(mark).collect()
    }

    /// Those who may hold a key: who got one with the report, those of the ledger, and those who declared.
    pub fn holders(&self) -> Vec<MemberId> {
        self.case.holders(self.channel, self.people, self.book.entries(self.case.identity.case()))
    }

    /// Those of them who have not said that they stand too near to this case.
    pub fn eligible(&self) -> Vec<(String, String)> {
        let recused = |id: &str| {
            let declared = MemberId::parse(id).and_then(|id| self.file().declared.get(&id));
            matches!(declared, Some((Conflict::Recused, _)))
        };
        self.handlers().into_iter().filter(|(id, _)| !recused(id)).collect()
    }
}
