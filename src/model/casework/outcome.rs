//! Findings, actions, and ways to close (domain reference, section 5).

words_of! {
    /// What was found of one allegation.
    Finding {
        /// The evidence supports it.
        Substantiated "substantiated" "Substantiated",
        /// It supports a part.
        PartlySubstantiated "partly_substantiated" "Partly substantiated",
        /// Examined; the evidence does not support it.
        Unsubstantiated "unsubstantiated" "Unsubstantiated",
        /// It cannot be proved or disproved.
        Inconclusive "inconclusive" "Inconclusive",
        /// It did not happen.
        Unfounded "unfounded" "Unfounded",
        /// It happened and was proper.
        Lawful "lawful" "Lawful",
        /// Something else was found.
        OtherMisconductFound "other_misconduct_found" "Other misconduct found",
    }
}

words_of! {
    /// Why a case is closed.
    ClosingReason {
        /// Findings were made and reviewed.
        Decided "decided" "Decided on findings",
        /// Too little to go on, after a question.
        InsufficientInfo "insufficient_info" "Not enough information",
        /// Another body deals with such things; the reporter was told which.
        OutOfScopeRedirected "out_of_scope_redirected" "Out of scope: sent elsewhere",
        /// The same matter is in another case.
        DuplicateMerged "duplicate_merged" "Duplicate: merged",
        /// It was dealt with before.
        AlreadyHandled "already_handled" "Already handled",
        /// The other authority's outcome will not be known.
        ReferredNoReturn "referred_no_return" "Referred, no answer expected",
        /// The reporter did not answer, and there is too little to go on.
        ReporterUnreachable "reporter_unreachable" "Reporter unreachable",
        /// The reporter knew that it was false. “Not proved” is never “false”.
        KnowinglyFalse "knowingly_false" "Knowingly false",
    }
}

words_of! {
    /// What was done.
    Action {
        /// To a prosecutor.
        CriminalReferral "criminal_referral" "Criminal referral",
        /// Charges were brought.
        Prosecution "prosecution" "Prosecution",
        /// Somebody lost their post.
        Dismissal "dismissal" "Dismissal",
        /// Somebody was suspended.
        Suspension "suspension" "Suspension",
        /// Somebody was demoted.
        Demotion "demotion" "Demotion",
        /// Somebody was warned.
        Warning "warning" "Warning",
        /// Duty was collected after all.
        DutyRecovered "duty_recovered" "Duty recovered",
        /// The reporter, or others, got money back.
        MoneyReturned "money_returned" "Money returned",
        /// Goods went free.
        GoodsReleased "goods_released" "Goods released",
        /// A licence was limited or withdrawn.
        LicenceSanction "licence_sanction" "Licence sanction",
        /// A procedure was changed.
        ProcessChange "process_change" "Procedure changed",
        /// A control in a system was changed.
        ItControlChange "it_control_change" "System control changed",
        /// A rule was changed.
        RuleChange "rule_change" "Rule changed",
        /// People were trained.
        Training "training" "Training",
        /// An audit was ordered.
        AuditOrdered "audit_ordered" "Audit ordered",
        /// Retaliation was undone.
        RetaliationRemedied "retaliation_remedied" "Retaliation remedied",
        /// The reporter was protected.
        ReporterProtected "reporter_protected" "Reporter protected",
        /// Nothing was done.
        None "none" "No action",
    }
}

words_of! {
    /// The ten areas of the Revised Arusha Declaration: where the weakness sits.
    ArushaArea {
        /// 1
        Leadership "leadership" "1 Leadership and commitment",
        /// 2
        Regulation "regulation" "2 Regulatory framework",
        /// 3
        Transparency "transparency" "3 Transparency",
        /// 4
        Automation "automation" "4 Automation",
        /// 5
        Reform "reform" "5 Reform and modernization",
        /// 6
        Audit "audit" "6 Audit and investigation",
        /// 7
        Conduct "conduct" "7 Code of conduct",
        /// 8
        People "people" "8 Human resource management",
        /// 9
        Morale "morale" "9 Morale and organizational culture",
        /// 10
        PrivateSector "private_sector" "10 Relationship with the private sector",
    }
}

impl ClosingReason {
    /// Whether a case may be closed for this reason before anybody has looked into it.
    pub const fn fits_triage(self) -> bool {
        match self {
            Self::InsufficientInfo
            | Self::OutOfScopeRedirected
            | Self::DuplicateMerged
            | Self::AlreadyHandled
            | Self::ReporterUnreachable => true,
            Self::Decided | Self::ReferredNoReturn | Self::KnowinglyFalse => false,
        }
    }
}
