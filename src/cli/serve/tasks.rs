//! What a server does without being asked: take up new rosters, sweep.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::vault::ledger::publish::{When, publish};
use crate::vault::staff::finish_shreds;
use crate::vault::sweep::{Pass, Swept, forget_order, forget_short_lived, sweep};
use crate::vault::{Vault, rosters};
use crate::web::events::{Event, Events};

/// Between two passes of the sweeper; no request lives longer than half of it.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Every replica takes up a new roster within this time, and forgets what has ended.
const MINUTELY: Duration = Duration::from_mins(1);

/// `published` is told each minute that the log was looked after.
pub(super) async fn every_minute(
    vault: Vault,
    events: Events,
    published: Arc<Notify>,
    stop: CancellationToken,
) {
    let mut ticks = interval(MINUTELY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {
                if rosters::reload(&vault).await.is_err() {
                    events.count(Event::new("roster.reload.failed"));
                }
                if forget_short_lived(vault.stores(), vault.clock().now()).await.is_err() {
                    events.count(Event::new("sweep.failed"));
                }
                // What the cause is, the administrator sees with `redchannel doctor`; here it may name a number of leaves only.
                if publish(&vault, When::Due).await.is_err() {
                    events.count(Event::new("ledger.refused"));
                }
                published.notify_one();
            }
        }
    }
}

pub(super) async fn sweep_now_and_then(vault: Vault, events: Events, stop: CancellationToken) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = Swept::default();
    let mut ordered_until = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {
                let today = vault.clock().today();
                // Once a day is enough: that a case came on a day may be known, which of two came first may not.
                if ordered_until.replace(today) != Some(today) && forget_order(vault.stores()).await.is_err() {
                    events.count(Event::new("sweep.order.kept"));
                }
                let pass = Pass::After(&last.suspects);
                if finish_shreds(&vault).await.is_err() {
                    events.count(Event::new("shred.unfinished"));
                }
                match sweep(vault.stores(), vault.blobs(), pass, vault.clock().now()).await {
                    Ok(swept) => {
                        if swept.held_back > 0 {
                            events.count(Event::new("sweep.held_back"));
                        }
                        last = swept;
                    }
                    Err(_) => events.count(Event::new("sweep.failed")),
                }
            }
        }
    }
}
