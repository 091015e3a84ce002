//! One look at a log: fetch its checkpoint, check that it continues everything seen before, sign it, hand the signature in.

use std::sync::Arc;

use super::{Alarm, NotSigned, Source, Witness};
use crate::api::client::public::Answer;
use crate::ledger::checkpoint::{Checkpoint, Head};
use crate::ledger::policy::Policy;
use crate::ledger::tree::{TilePlace, Tiles, tile_path, tiles_for_consistency, width};
use crate::ledger::witnessing::AddCheckpoint;

const HOUR: i64 = 3600;

/// What one look has brought.
#[derive(Debug)]
pub enum Round {
    /// A signature.
    Signed(Box<Signed>),
    /// The log stands where it stood, with our signature under it.
    Nothing(Head),
}

/// A checkpoint that this witness has signed.
#[derive(Clone, Debug)]
pub struct Signed {
    /// To be handed in: the checkpoint with the witness's line, and the proof that it continues the one signed before.
    pub request: AddCheckpoint,
    /// Whether this is the first checkpoint of the log that the witness has seen: it is trusted as it is.
    pub first: bool,
}

impl Witness {
    /// Looks at the log and signs what there is to sign.
    pub async fn look(self: &Arc<Self>, source: &Source) -> Result<Round, Alarm> {
        let bytes = source.file("checkpoint").await?;
        let checkpoint = Checkpoint::parse(&bytes).map_err(Alarm::of_checkpoint)?;
        let head = checkpoint.verify(&self.policy).map_err(Alarm::of_checkpoint)?.head;
        let last = self.last(&head.origin)?;
        let signed = last.as_ref().map_or(0, |last| last.claimed().size);
        if head.size < signed {
            return Err(Alarm::RollBack { signed, shown: head.size });
        }
        let has_our_line = checkpoint.line_of(&self.key.key()).is_some();
        if has_our_line && last.as_ref().is_some_and(|last| last.claimed() == &head) {
            return Ok(Round::Nothing(head));
        }
        let proof = match &last {
            Some(last) if last.claimed().size < head.size => prove(source, last.claimed(), &head).await?,
            Some(_) | None => Vec::new(),
        };
        let asked = AddCheckpoint { old: signed, proof, checkpoint };
        let (this, request) = (Arc::clone(self), asked.clone());
        // The disk is waited for.
        let outcome = tokio::task::spawn_blocking(move || this.sign(&request)).await;
        let outcome = outcome.map_err(|_| Alarm::NotACheckpoint)?;
        let checkpoint = outcome.map_err(|fault| Alarm::of_refusal(fault, &head.origin, head.size))?;
        let request = AddCheckpoint { checkpoint, ..asked };
        Ok(Round::Signed(Box::new(Signed { request, first: last.is_none() })))
    }

    /// Hands a signature in where the log was fetched from. Nothing happens where that is a folder.
    pub async fn hand_in(&self, source: &Source, signed: &Signed) -> Result<(), Alarm> {
        let Some(answer) = source.hand_in(&signed.request).await else { return Ok(()) };
        match answer? {
            Answer::Lines(lines) => {
                // It may be another line than this one: the log keeps the first that reached it.
                let mut lines = lines.split(|byte| *byte == b'\n');
                if lines.any(|line| self.is_ours(line)) { Ok(()) } else { Err(Alarm::NotTaken) }
            }
            Answer::From(_) => Err(Alarm::MovedOn),
            Answer::Refused(status) => Err(Alarm::Refused(status)),
        }
    }

    /// Whether no log of the policy has grown for more than so many hours. Before the first signature there is nothing to compare with.
    pub fn silence(&self, most_hours: u32) -> Result<Option<Alarm>, Alarm> {
        let mut newest: Option<(i64, u64)> = None;
        for origin in origins(&self.policy) {
            let Some(last) = self.last(origin)? else { continue };
            let grown = self.signed_at(&last).map(|time| (time, last.claimed().size));
            newest = newest.max(grown);
        }
        let Some((time, size)) = newest else { return Ok(None) };
        let silent = self.clock.now().saturating_sub(time);
        let too_long = silent > i64::from(most_hours).saturating_mul(HOUR);
        Ok(too_long.then(|| Alarm::Silence { size, hours: silent.div_euclid(HOUR) }))
    }

    /// Says what was found at the door, where nobody looks on.
    pub(super) fn say(&self, not_signed: NotSigned, head: &Head) {
        (self.tell)(&Alarm::of_refusal(not_signed, &head.origin, head.size));
    }
}

fn origins(policy: &Policy) -> impl Iterator<Item = &str> {
    use signed_note::Verifier;
    policy.logs.iter().map(Verifier::name)
}

/// The proof that the new head continues the old one, made of the log's tiles. They must lead to the new root: then a proof that does
/// not hold is the log's doing and not a broken mirror's.
async fn prove(source: &Source, old: &Head, new: &Head) -> Result<Vec<crate::ledger::Hash>, Alarm> {
    let fault = |_| Alarm::Tiles { size: new.size };
    let mut tiles = Tiles::default();
    for place in tiles_for_consistency(new.size, old.size).map_err(fault)? {
        tiles.0.insert(place, tile(source, place, new.size).await?);
    }
    if tiles.root(new.size).map_err(fault)? != new.root {
        return Err(Alarm::Tiles { size: new.size });
    }
    tiles.prove_consistency(new.size, old.size).map_err(fault)
}

async fn tile(source: &Source, place: TilePlace, size: u64) -> Result<Vec<u8>, Alarm> {
    let hashes = width(size, place);
    let bytes = source.file(&tile_path(place, hashes)).await?;
    let wanted = hashes.saturating_mul(32);
    if u64::try_from(bytes.len()).is_ok_and(|length| length == wanted) {
        Ok(bytes)
    } else {
        Err(Alarm::Tiles { size })
    }
}
