//! Budgets of requests per client and time, so that one client cannot use up what all share: hashing, storage,
//! recipients' attention.
//!
//! Clients are told apart by [`ClientKey`] only. The keys are in memory, each minute the idle ones are dropped, and once there are too
//! many (somebody is rotating through networks) all clients share one bucket until they are fewer: memory stays bounded, and the limit
//! fails closed. What exceeds a budget is answered with [`Failure::TooMany`], which the face turns into a constant page, or after a POST
//! into the way to one. No answer tells how much of a budget is left. With several replicas, each gets its share: [`Budgets::shared_by`].

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use axum::routing::MethodRouter;
use governor::clock::QuantaInstant;
use governor::middleware::NoOpMiddleware;
use http::{Method, Request};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tower_governor::governor::{GovernorConfigBuilder, SharedRateLimiter};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

use super::client_key::ClientKey;
use super::error::Failure;
use super::events::Event;

/// How often idle keys are dropped.
const TIDY: Duration = Duration::from_mins(1);

/// How many requests in how long. They may come all at once; the budget then grows back evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// No limit: benches, tests of something else.
    Unlimited,
    /// At most `requests` (at least one) in `per`.
    Of {
        /// Requests.
        requests: u32,
        /// Time in which the budget is full again.
        per: Duration,
    },
}

impl Budget {
    const fn of(requests: u32, per: Duration) -> Self {
        Self::Of { requests, per }
    }

    fn divided(self, by: u32) -> Self {
        match self {
            Self::Unlimited => Self::Unlimited,
            Self::Of { requests, per } => {
                Self::Of { requests: requests.checked_div(by).unwrap_or(requests).max(1), per }
            }
        }
    }
}

/// The budgets of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// Any page, per client.
    pub pages: Budget,
    /// Trying a code, per client.
    pub check: Budget,
    /// Sending a report, per client.
    pub submit: Budget,
    /// Sending a report, all clients together.
    pub submit_all: Budget,
    /// The public log, per client.
    pub log: Budget,
    /// Clients told apart, per budget.
    pub clients: usize,
}

impl Default for Budgets {
    fn default() -> Self {
        let (minute, hour) = (Duration::from_mins(1), Duration::from_hours(1));
        Self {
            pages: Budget::of(60, minute),
            check: Budget::of(10, Duration::from_mins(10)),
            submit: Budget::of(5, hour),
            submit_all: Budget::of(200, hour),
            log: Budget::of(3000, minute),
            clients: 100_000,
        }
    }
}

impl Budgets {
    /// No limits at all: benches, tests of something else.
    pub const fn unlimited() -> Self {
        Self {
            pages: Budget::Unlimited,
            check: Budget::Unlimited,
            submit: Budget::Unlimited,
            submit_all: Budget::Unlimited,
            log: Budget::Unlimited,
            clients: 0,
        }
    }

    /// The share of one of `replicas`.
    #[must_use]
    pub fn shared_by(self, replicas: u32) -> Self {
        Self {
            pages: self.pages.divided(replicas),
            check: self.check.divided(replicas),
            submit: self.submit.divided(replicas),
            submit_all: self.submit_all.divided(replicas),
            log: self.log.divided(replicas),
            clients: self.clients,
        }
    }
}

/// What a request draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Any page.
    Pages,
    /// Trying a code.
    Check,
    /// Sending a report.
    Submit,
    /// The public log.
    Log,
}

/// The budget that all share for sending reports is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllUsedUp;

/// The running limits of a face. Clones share their counts.
#[derive(Clone)]
pub struct Limits {
    pages: Option<Gate>,
    check: Option<Gate>,
    submit: Option<Gate>,
    submit_all: Option<Gate>,
    log: Option<Gate>,
}

impl Limits {
    /// Starts with full budgets.
    pub fn new(budgets: &Budgets) -> Self {
        let per_client =
            |budget, counted, event| Gate::new(budget, budgets.clients, counted, Event::new(event));
        Self {
            pages: per_client(budgets.pages, Counted::All, "web.limit.pages"),
            check: per_client(budgets.check, Counted::Posts, "web.limit.check"),
            submit: per_client(budgets.submit, Counted::Posts, "web.limit.submit"),
            // No client is told apart: one bucket for all.
            submit_all: Gate::new(budgets.submit_all, 0, Counted::Posts, Event::new("web.limit.submit_all")),
            log: per_client(budgets.log, Counted::All, "web.limit.log"),
        }
    }

    /// Puts `group`'s budget before all routes of `router`, and not before its fallback: [`Router::merge`] may make that the fallback of
    /// the whole face, and every unknown path would draw on this budget.
    pub fn on_routes<S: Clone + Send + Sync + 'static>(&self, group: Group, router: Router<S>) -> Router<S> {
        if !router.has_routes() {
            return router;
        }
        match self.gate(group) {
            Some(gate) => router.route_layer(gate.layer()),
            None => router,
        }
    }

    /// Puts `group`'s budget before the methods of one route: `get(page).merge(limits.on_methods(Group::Submit,
    /// post(send)))`. There must be a method; axum panics without one, which is when routes are built.
    pub fn on_methods<S: Clone + Send + Sync + 'static>(
        &self,
        group: Group,
        methods: MethodRouter<S>,
    ) -> MethodRouter<S> {
        match self.gate(group) {
            Some(gate) => methods.route_layer(gate.layer()),
            None => methods,
        }
    }

    const fn gate(&self, group: Group) -> Option<&Gate> {
        match group {
            Group::Pages => self.pages.as_ref(),
            Group::Check => self.check.as_ref(),
            Group::Submit => self.submit.as_ref(),
            Group::Log => self.log.as_ref(),
        }
    }

    /// Draws on the budget that all share for sending reports. Called when a form has turned out to be one of ours with a story in
    /// it: drawn on at the door, it could be used up with empty posts, and nobody could report.
    pub fn admit_report(&self) -> Result<(), AllUsedUp> {
        match &self.submit_all {
            Some(gate) => gate.limiter.check_key(&Bucket::Everyone).map_err(|_| AllUsedUp),
            None => Ok(()),
        }
    }

    /// Drops idle clients every minute until `stop` is cancelled. A full budget and no record of it are the same.
    pub async fn tidy(self, stop: CancellationToken) {
        let mut ticks = interval(TIDY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            self.forget_idle();
        }
    }

    fn forget_idle(&self) {
        let gates = [&self.pages, &self.check, &self.submit, &self.submit_all, &self.log];
        for gate in gates.into_iter().flatten() {
            gate.limiter.retain_recent();
            gate.limiter.shrink_to_fit();
        }
    }
}

type Limiter = SharedRateLimiter<Bucket, NoOpMiddleware<QuantaInstant>>;
type Layer = GovernorLayer<ByClient, NoOpMiddleware<QuantaInstant>, Body>;

/// Which requests draw on a budget.
#[derive(Clone, Copy)]
enum Counted {
    All,
    /// Acts are posts, and posts from other sites are refused further out. Anything else could be sent by any page with an `<img>`.
    Posts,
}

/// One budget with its counts.
#[derive(Clone)]
struct Gate {
    layer: Layer,
    limiter: Limiter,
}

impl Gate {
    /// `None` if there is no limit.
    fn new(budget: Budget, clients: usize, counted: Counted, event: Event) -> Option<Self> {
        let Budget::Of { requests, per } = budget else { return None };
        let requests = requests.max(1);
        let by = ByClient { clients, limiter: Arc::default() };
        let one = per.checked_div(requests).unwrap_or(per).max(Duration::from_nanos(1));
        let mut builder = GovernorConfigBuilder::default().key_extractor(by.clone());
        builder.period(one).burst_size(requests);
        if matches!(counted, Counted::Posts) {
            builder.methods(vec![Method::POST]);
        }
        let config = builder.finish()?;
        let limiter = Arc::clone(config.limiter());
        by.limiter.get_or_init(|| Arc::clone(&limiter));
        let layer = GovernorLayer::new(config).error_handler(move |_: GovernorError| {
            // tower_governor's own answer tells the waiting time, twice. Nothing of it is used.
            Failure::TooMany.because(event).into_response()
        });
        Some(Self { layer, limiter })
    }

    fn layer(&self) -> Layer {
        self.layer.clone()
    }
}

/// Whose budget a request draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Bucket {
    Client(ClientKey),
    Everyone,
}

/// Reads the key that the listener put into the request's extensions; nothing that a client can write.
#[derive(Clone)]
struct ByClient {
    clients: usize,
    limiter: Arc<OnceLock<Limiter>>,
}

impl KeyExtractor for ByClient {
    type Key = Bucket;

    fn extract<T>(&self, request: &Request<T>) -> Result<Bucket, GovernorError> {
        let crowded = self.limiter.get().is_none_or(|limiter| limiter.len() >= self.clients);
        Ok(match request.extensions().get::<ClientKey>() {
            Some(key) if !crowded => Bucket::Client(*key),
            // Without a key the request came over no listener of ours. It is limited, not let through.
            Some(_) | None => Bucket::Everyone,
        })
    }
}

#[cfg(test)]
mod tests;
