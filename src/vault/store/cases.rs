//! Cases.

use super::rows::{array, case_id};
use super::{Act, CaseHead, CaseRow, CaseState, Insert, KdfCost, StoreError, Tx, Update};
use crate::clock::Day;
use crate::model::id::CaseId;

/// The authenticator of a case that was erased.
pub(super) const ERASED: [u8; 32] = [0; 32];

#[derive(sqlx::FromRow)]
pub(super) struct CaseColumns {
    case_id: Vec<u8>,
    loc_tag: Vec<u8>,
    salt: Vec<u8>,
    pepper_id: i64,
    kdf_m: i64,
    kdf_t: i64,
    kdf_p: i64,
    auth_hash: Vec<u8>,
    case_recipient: String,
    audit_recipient: String,
    bind_mac: Vec<u8>,
    verifier: String,
    epoch: i64,
    due_epoch: i64,
    channel: String,
    state: String,
    retention_month: i64,
    activity_day: i64,
}

impl TryFrom<CaseColumns> for CaseRow {
    type Error = StoreError;

    fn try_from(columns: CaseColumns) -> Result<Self, StoreError> {
        Ok(Self {
            case_id: case_id(&columns.case_id)?,
            loc_tag: array(&columns.loc_tag, "the locator of a case")?,
            salt: array(&columns.salt, "the salt of a case")?,
            pepper_id: columns.pepper_id,
            kdf: KdfCost { m: columns.kdf_m, t: columns.kdf_t, p: columns.kdf_p },
            auth_hash: array(&columns.auth_hash, "the authenticator of a case")?,
            case_recipient: columns.case_recipient,
            audit_recipient: columns.audit_recipient,
            bind_mac: array(&columns.bind_mac, "the MAC of a case")?,
            verifier: columns.verifier,
            epoch: columns.epoch,
            due_epoch: columns.due_epoch,
            channel: columns.channel,
            state: CaseState::parse(&columns.state)?,
            retention_month: columns.retention_month,
            activity_day: Day::from_number(columns.activity_day),
        })
    }
}

impl CaseRow {
    /// Whether there is anything that a code could be held against.
    pub fn can_be_recognised(&self) -> bool {
        self.auth_hash != ERASED
    }
}

type HeadColumns = (Vec<u8>, i64, i64, String, String, String, i64, Option<i64>);

impl Act {
    /// Inserts a case.
    pub async fn insert_case(&mut self, case: &CaseRow) -> Result<Insert, StoreError> {
        let rows = execute!(
            self,
            "INSERT INTO cases (case_id, loc_tag, salt, pepper_id, kdf_m, kdf_t, kdf_p, auth_hash, case_recipient,
                                audit_recipient, bind_mac, epoch, channel, state, retention_month, activity_day, verifier,
                                due_epoch)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             ON CONFLICT (case_id) DO NOTHING",
            case.case_id.as_bytes().as_slice(),
            case.loc_tag.as_slice(),
            case.salt.as_slice(),
            case.pepper_id,
            case.kdf.m,
            case.kdf.t,
            case.kdf.p,
            case.auth_hash.as_slice(),
            case.case_recipient.as_str(),
            case.audit_recipient.as_str(),
            case.bind_mac.as_slice(),
            case.epoch,
            case.channel.as_str(),
            case.state.as_str(),
            case.retention_month,
            case.activity_day.number(),
            case.verifier.as_str(),
            case.due_epoch,
        )?;
        Ok(Insert::from_count(rows))
    }

    /// Raises the day of the last activity; it never goes back.
    pub async fn touch_case(&mut self, case: CaseId, day: Day) -> Result<(), StoreError> {
        execute!(
            self,
            "UPDATE cases SET activity_day = $2 WHERE case_id = $1 AND activity_day < $2",
            case.as_bytes().as_slice(),
            day.number(),
        )?;
        Ok(())
    }

    /// Moves a case from one state to another, if it is in the first. Destruction is [`Tx::erase_case`].
    pub async fn move_case(
        &mut self,
        case: CaseId,
        from: CaseState,
        to: CaseState,
    ) -> Result<Update, StoreError> {
        let rows = execute!(
            self,
            "UPDATE cases SET state = $3 WHERE case_id = $1 AND state = $2",
            case.as_bytes().as_slice(),
            from.as_str(),
            to.as_str(),
        )?;
        Ok(Update::from_count(rows))
    }
}

impl Tx {
    /// The case with this id.
    pub async fn find_case(&mut self, case: CaseId) -> Result<Option<CaseRow>, StoreError> {
        let columns = fetch_optional!(
            self,
            CaseColumns,
            "SELECT case_id, loc_tag, salt, pepper_id, kdf_m, kdf_t, kdf_p, auth_hash, case_recipient, audit_recipient, bind_mac,
                    verifier, epoch, due_epoch, channel, state, retention_month, activity_day
             FROM cases WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )?;
        columns.map(CaseRow::try_from).transpose()
    }

    /// All cases with this locator, by id: usually one, and which is the reporter's only the slow hash tells. Those that were
    /// destroyed with a notice to the reporter are among them ([`Act::bury_case`]); erased ones have nothing that a code could be
    /// held against, and never are.
    pub async fn cases_by_locator(&mut self, loc_tag: &[u8; 16]) -> Result<Vec<CaseRow>, StoreError> {
        let columns = fetch_all!(
            self,
            CaseColumns,
            "SELECT case_id, loc_tag, salt, pepper_id, kdf_m, kdf_t, kdf_p, auth_hash, case_recipient, audit_recipient, bind_mac,
                    verifier, epoch, due_epoch, channel, state, retention_month, activity_day
             FROM cases WHERE loc_tag = $1 AND auth_hash <> $2 ORDER BY case_id",
            loc_tag.as_slice(),
            ERASED.as_slice(),
        )?;
        columns.into_iter().map(CaseRow::try_from).collect()
    }

    /// Up to `limit` cases with activity on `since` or later, by id, those after `after`.
    pub async fn list_cases(
        &mut self,
        since: Day,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<CaseHead>, StoreError> {
        // Every id comes after no bytes at all, in both engines' order of bytes.
        let after = after.map_or_else(Vec::new, |case| case.as_bytes().to_vec());
        let columns = fetch_all!(
            self,
            HeadColumns,
            "SELECT case_id, epoch, due_epoch, verifier, state, channel, activity_day,
                    (SELECT MAX(seq) FROM items WHERE items.case_id = cases.case_id)
             FROM cases WHERE activity_day >= $1 AND case_id > $2 ORDER BY case_id LIMIT $3",
            since.number(),
            after.as_slice(),
            limit,
        )?;
        columns.into_iter().map(case_head).collect()
    }

    /// What a list shows of a case.
    pub async fn case_head(&mut self, case: CaseId) -> Result<Option<CaseHead>, StoreError> {
        let columns = fetch_optional!(
            self,
            HeadColumns,
            "SELECT case_id, epoch, due_epoch, verifier, state, channel, activity_day,
                    (SELECT MAX(seq) FROM items WHERE items.case_id = cases.case_id)
             FROM cases WHERE case_id = $1",
            case.as_bytes().as_slice(),
        )?;
        columns.map(case_head).transpose()
    }

    /// Which of these cases exist, in the order given.
    pub async fn existing_cases(&mut self, cases: &[CaseId]) -> Result<Vec<CaseId>, StoreError> {
        let mut existing = Vec::new();
        // One probe of the primary key each: the two engines have no list parameter in common.
        for case in cases {
            let count = fetch_scalar!(
                self,
                i64,
                "SELECT COUNT(*) FROM cases WHERE case_id = $1",
                case.as_bytes().as_slice(),
            )?;
            if count > 0 {
                existing.push(*case);
            }
        }
        Ok(existing)
    }

    /// The largest memory and the largest number of passes that any case's slow hash asks for.
    pub async fn largest_kdf(&mut self) -> Result<(i64, i64), StoreError> {
        let row = fetch_optional!(
            self,
            (i64, i64),
            "SELECT CAST(COALESCE(MAX(kdf_m), 0) AS BIGINT), CAST(COALESCE(MAX(kdf_t), 0) AS BIGINT) FROM cases",
        )?;
        Ok(row.unwrap_or_default())
    }

    /// Number of cases, destroyed ones included.
    pub async fn count_cases(&mut self) -> Result<i64, StoreError> {
        fetch_scalar!(self, i64, "SELECT COUNT(*) FROM cases")
    }
}

fn case_head(columns: HeadColumns) -> Result<CaseHead, StoreError> {
    let (id, epoch, due_epoch, verifier, state, channel, activity_day, last_seq) = columns;
    Ok(CaseHead {
        case_id: case_id(&id)?,
        epoch,
        due_epoch,
        rekeyable: !verifier.is_empty(),
        state: CaseState::parse(&state)?,
        channel,
        activity_day: Day::from_number(activity_day),
        last_seq,
    })
}
