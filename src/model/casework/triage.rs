//! Triage: what kind of case it is, and how pressing (domain reference, section 3).

use serde::{Deserialize, Serialize};

words_of! {
    /// How pressing.
    Priority {
        /// At once.
        P1 "p1" "P1",
        /// Within days.
        P2 "p2" "P2",
        /// Within a week.
        P3 "p3" "P3",
        /// Within two weeks.
        P4 "p4" "P4",
    }
}

words_of! {
    /// What makes a case more pressing.
    Urgency {
        /// Ten of twenty points.
        GoodsHeld "goods_held" "Goods, truck or papers are held now",
        /// Five.
        Perishable "perishable" "Evidence will not last",
        /// Five.
        RepeatDate "repeat_date" "It is known when it will happen again",
    }
}

words_of! {
    /// What makes a case easier to act upon; five points each.
    Lead {
        /// A person can be found.
        Who "who" "Who",
        /// A place.
        Where "where" "Where",
        /// A time.
        When "when" "When",
        /// A declaration, a container, an account.
        Reference "reference" "A reference or a money trail",
        /// Something that proves it.
        Evidence "evidence" "Evidence",
    }
}

words_of! {
    /// What points beyond one event; five points each.
    Pattern {
        /// Others said the same.
        Similar "similar" "Similar reports",
        /// Several share, or pass money up.
        Network "network" "A network, or money passed up",
        /// Much revenue, or a large sum.
        LargeSum "large_sum" "Revenue lost or a large sum",
    }
}

words_of! {
    /// What makes a case pressing whatever its points.
    RedFlag {
        /// Somebody may be hurt.
        DangerToLife "danger_to_life" "Danger to life",
        /// Sexual demand or coercion.
        SexualCoercion "sexual_coercion" "Sexual demand under pressure",
        /// Somebody is punished for speaking.
        Retaliation "retaliation" "Retaliation",
        /// Organised smuggling.
        OrganisedSmuggling "organised_smuggling" "Help to organised smuggling",
        /// Animals or perishables are held to force payment.
        CargoRansom "cargo_ransom" "Living or perishable cargo held for money",
        /// It will be gone soon.
        EvidenceVanishing "evidence_vanishing" "Evidence about to vanish",
        /// Head of unit or above.
        AgainstHead "against_head" "Against the head of the unit or above",
    }
}

words_of! {
    /// Whose matter it is.
    Jurisdiction {
        /// Ours.
        Customs "customs" "Customs",
        /// Police, port, health …
        OtherAgency "other_agency" "Another agency",
        /// A broker or company.
        Private "private" "Private party",
        /// Slow or unfriendly, nobody corrupt.
        ServiceComplaint "service_complaint" "Complaint about service",
    }
}

words_of! {
    /// How likely the facts alone tell who reported.
    IdentityRisk {
        /// Many know them.
        Low "low" "Low",
        /// Some do.
        Medium "medium" "Medium",
        /// Few do: each exposing step takes two people and a written thought.
        High "high" "High",
    }
}

/// The parts of the score; the sum is at most 100.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// 1 to 4: of the gravest item; 4 where somebody is hurt, children or armed crime are involved. 0 if not judged.
    pub severity: u8,
    /// What makes it pressing.
    #[serde(default)]
    pub urgency: Vec<Urgency>,
    /// What it can be acted upon with.
    #[serde(default)]
    pub leads: Vec<Lead>,
    /// What points beyond it.
    #[serde(default)]
    pub pattern: Vec<Pattern>,
}

/// The points of a score, by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// Of 40.
    pub severity: u8,
    /// Of 20.
    pub urgency: u8,
    /// Of 25.
    pub leads: u8,
    /// Of 15.
    pub pattern: u8,
}

impl Points {
    /// Of 100.
    pub const fn total(self) -> u8 {
        self.severity.saturating_add(self.urgency).saturating_add(self.leads).saturating_add(self.pattern)
    }
}

impl Score {
    /// The points. What is named twice counts once.
    pub fn points(&self) -> Points {
        let has = |urgency: Urgency, points: u8| if self.urgency.contains(&urgency) { points } else { 0 };
        let five = |count: usize| u8::try_from(count).unwrap_or(u8::MAX).saturating_mul(5);
        Points {
            severity: self.severity.min(4).saturating_mul(10),
            urgency: has(Urgency::GoodsHeld, 10)
                .saturating_add(has(Urgency::Perishable, 5))
                .saturating_add(has(Urgency::RepeatDate, 5)),
            leads: five(Lead::ALL.iter().filter(|lead| self.leads.contains(lead)).count()),
            pattern: five(Pattern::ALL.iter().filter(|pattern| self.pattern.contains(pattern)).count()),
        }
    }
}

/// Another priority than the points say, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// This one.
    pub priority: Priority,
    /// In words.
    pub why: String,
}

/// What somebody judged a case to be. The newest counts, as a whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// Code of the family.
    pub family: String,
    /// Code of the item, `SOL-01`; may be empty.
    #[serde(default)]
    pub item: String,
    /// Where; may be empty.
    #[serde(default)]
    pub office: String,
    /// Customs procedure; may be empty.
    #[serde(default)]
    pub procedure: String,
    /// What kind of goods; may be empty.
    #[serde(default)]
    pub goods: String,
    /// The parts of the score.
    pub score: Score,
    /// Another priority than follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Override>,
    /// Red flags.
    #[serde(default)]
    pub red_flags: Vec<RedFlag>,
    /// Whose matter it is.
    pub jurisdiction: Jurisdiction,
    /// Whether the facts alone tell who reported.
    pub identity_risk: IdentityRisk,
    /// How the reporter is kept safe; may be empty.
    #[serde(default)]
    pub protection_plan: String,
}

impl std::fmt::Debug for Triage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Triage(…)")
    }
}

impl Triage {
    /// The priority that follows from red flags and points.
    pub fn computed(&self) -> Priority {
        match self.score.points().total() {
            _ if !self.red_flags.is_empty() => Priority::P1,
            70.. => Priority::P1,
            50..=69 => Priority::P2,
            30..=49 => Priority::P3,
            0..=29 => Priority::P4,
        }
    }

    /// The priority that counts: a red flag is never overruled.
    pub fn priority(&self) -> Priority {
        match &self.instead {
            Some(instead) if self.red_flags.is_empty() => instead.priority,
            Some(_) | None => self.computed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triage(severity: u8) -> Triage {
        Triage {
            family: "SOL".into(),
            item: String::new(),
            office: String::new(),
            procedure: String::new(),
            goods: String::new(),
            score: Score { severity, ..Score::default() },
            instead: None,
            red_flags: Vec::new(),
            jurisdiction: Jurisdiction::Customs,
            identity_risk: IdentityRisk::Low,
            protection_plan: String::new(),
        }
    }

    #[test]
    fn the_parts_of_a_full_score_make_a_hundred() {
        let score = Score {
            severity: 4,
            urgency: Urgency::ALL.to_vec(),
            leads: [Lead::ALL, &[Lead::Who]].concat(),
            pattern: Pattern::ALL.to_vec(),
        };
        assert_eq!(score.points(), Points { severity: 40, urgency: 20, leads: 25, pattern: 15 });
        assert_eq!(score.points().total(), 100);
    }

    #[test]
    fn the_priority_follows_from_the_points_unless_somebody_says_why_not() {
        let priorities = [0, 3, 4].map(|severity| triage(severity).priority());
        assert_eq!(priorities, [Priority::P4, Priority::P3, Priority::P3]);
        let mut raised = triage(0);
        raised.instead = Some(Override { priority: Priority::P2, why: "The minister asked.".into() });
        assert_eq!((raised.computed(), raised.priority()), (Priority::P4, Priority::P2));
    }

    #[test]
    fn a_red_flag_is_always_pressing_and_cannot_be_overruled() {
        let mut flagged = triage(0);
        flagged.red_flags = vec![RedFlag::Retaliation];
        flagged.instead = Some(Override { priority: Priority::P4, why: "No.".into() });
        assert_eq!(flagged.priority(), Priority::P1);
    }
}
