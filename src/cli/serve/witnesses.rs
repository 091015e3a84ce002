//! The log asks its witnesses: while one of those that are configured has not signed the newest checkpoint, it is asked each minute.
//!
//! What a witness answers is believed only as far as its signature goes, see [`cosign::add`]. Which witness failed stands in the public
//! checkpoint, by its absence; the log of this server has a number only.

use std::sync::Arc;

use futures::future::join_all;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::api::client::public::{Answer, PublicPlace};
use crate::config::WitnessUrl;
use crate::vault::Vault;
use crate::vault::ledger::cosign;
use crate::web::events::{Event, Events};

/// How often a witness is asked in one round: once, and once more from the size it names.
const ASKED_AT_MOST: usize = 2;

/// A witness did not sign: it is not there, does not know the log, or has seen another.
pub const FAILED: Event = Event::new("ledger.witness.failed");

/// The witnesses that have an address.
#[derive(Debug)]
pub struct Witnesses {
    asked: Vec<Asked>,
    events: Events,
}

/// One of them, and the size of the newest tree that it is known to have signed.
#[derive(Debug)]
struct Asked {
    name: String,
    place: PublicPlace,
    origin: String,
    signed: u64,
}

impl Witnesses {
    /// Takes over what is configured. An address that cannot be used counts as a failure.
    pub fn new(configured: &[WitnessUrl], events: Events) -> Self {
        let mut asked = Vec::new();
        for witness in configured {
            match PublicPlace::new(&witness.url) {
                Ok(place) => {
                    let name = witness.name.clone();
                    asked.push(Asked { name, place, origin: String::new(), signed: 0 });
                }
                Err(_) => events.count(FAILED),
            }
        }
        Self { asked, events }
    }

    /// Asks each one that is missing under the newest checkpoint; counts those that do not sign.
    pub async fn ask_missing(&mut self, vault: &Vault) {
        if self.asked.is_empty() {
            return;
        }
        let Ok(missing) = cosign::missing(vault).await else {
            self.events.count(FAILED);
            return;
        };
        let to_ask = self.asked.iter_mut().filter(|asked| missing.contains(&asked.name));
        // Side by side: one that is slow to answer must not hold the others up.
        for signed in join_all(to_ask.map(|asked| asked.ask(vault))).await {
            if !signed {
                self.events.count(FAILED);
            }
        }
    }

    /// Asks whenever `published` says that the log was looked after, until `stop`.
    pub(super) async fn ask_again_and_again(
        mut self,
        vault: Vault,
        published: Arc<Notify>,
        stop: CancellationToken,
    ) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = published.notified() => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.ask_missing(&vault) => {}
            }
        }
    }
}

impl Asked {
    /// Asks for a signature under the newest checkpoint; whether it stands there now.
    async fn ask(&mut self, vault: &Vault) -> bool {
        let origin = vault.log_origin();
        if origin != self.origin {
            (self.origin, self.signed) = (origin, 0);
        }
        for _ in 0..ASKED_AT_MOST {
            // None: the witness has seen a longer log than there is here.
            let Ok(Some(request)) = cosign::request(vault, self.signed).await else { break };
            match self.place.add_checkpoint(&request).await {
                Ok(Answer::Lines(lines)) => {
                    self.signed = request.checkpoint.claimed().size;
                    return self.stands_there_after(vault, &lines).await;
                }
                // The size that it was asked from, once more: it has signed another tree of that size.
                Ok(Answer::From(size)) if size != self.signed => self.signed = size,
                Ok(Answer::From(_) | Answer::Refused(_)) | Err(_) => break,
            }
        }
        // Whatever it was: the next round asks from the beginning, and is told where to go on.
        self.signed = 0;
        false
    }

    /// Another replica may have brought the signature before.
    async fn stands_there_after(&self, vault: &Vault, lines: &[u8]) -> bool {
        match cosign::add(vault, lines).await {
            Ok(0) => cosign::missing(vault).await.is_ok_and(|missing| !missing.contains(&self.name)),
            Ok(_) => true,
            Err(_) => false,
        }
    }
}
