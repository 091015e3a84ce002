//! Time limits on request bodies and on handlers.
//!
//! A body that arrives byte by byte holds a connection, a handler and whatever the handler holds. After a grace
//! period a body must have come at a minimum average rate, which a phone on a bad line reaches and a thousand
//! trickling connections do not, at little cost, outlast.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::error::Failure;
use super::events::Event;

/// The limits of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// Before this, a body may be as slow as it likes. 30 s.
    pub grace: Duration,
    /// After it, bytes per second on average since the request began. 1,000.
    pub bytes_per_second: u64,
    /// A body is over by then. 30 min.
    pub body: Duration,
    /// The handler has answered by then; more than `body`, so that a handler can still answer a body that took too
    /// long. 31 min.
    pub handler: Duration,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            grace: Duration::from_secs(30),
            bytes_per_second: 1000,
            body: Duration::from_mins(30),
            handler: Duration::from_mins(31),
        }
    }
}

impl RequestLimits {
    /// How long after its beginning a body of which `received` bytes have come may make us wait for more.
    fn allowed(&self, received: u64) -> Duration {
        let millis = received.saturating_mul(1000).checked_div(self.bytes_per_second);
        let earned = millis.map_or(self.body, Duration::from_millis);
        self.grace.max(earned).min(self.body)
    }
}

/// What reading a body ends with when it came too slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

impl TooSlow {
    /// Whether `error`, or anything behind it, is this one.
    pub fn is_behind(error: &(dyn std::error::Error + 'static)) -> bool {
        std::iter::successors(Some(error), |error| error.source()).any(<dyn std::error::Error>::is::<Self>)
    }
}

/// The layer: bodies fail with [`TooSlow`], and a handler that does not answer in time is dropped and answered for
/// with 503.
pub async fn limit(State(limits): State<RequestLimits>, request: Request, next: Next) -> Response {
    let request =
        request.map(|body| if body.is_end_stream() { body } else { Body::new(Timed::new(body, limits)) });
    match timeout(limits.handler, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::Unavailable.because(Event::new("web.handler.slow")).into_response(),
    }
}

struct Timed {
    body: Body,
    limits: RequestLimits,
    began: Instant,
    received: u64,
    timer: Pin<Box<Sleep>>,
}

impl Timed {
    fn new(body: Body, limits: RequestLimits) -> Self {
        let began = Instant::now();
        let mut timed = Self { body, limits, began, received: 0, timer: Box::pin(sleep_until(began)) };
        timed.set_timer();
        timed
    }

    fn set_timer(&mut self) {
        let allowed = self.limits.allowed(self.received);
        self.timer.as_mut().reset(self.began.checked_add(allowed).unwrap_or(self.began));
    }
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.body).poll_frame(cx) {
            // What has arrived counts, also if we come late to fetch it: our own slowness is not the client's. Only
            // the end of the whole is final, or a client that always has one byte ready would never meet it.
            Poll::Ready(Some(Ok(frame))) => {
                if this.began.elapsed() >= this.limits.body {
                    return Poll::Ready(Some(Err(axum::Error::new(TooSlow))));
                }
                let length = frame.data_ref().map_or(0, Bytes::len);
                this.received = this.received.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
                this.set_timer();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(end) => Poll::Ready(end),
            Poll::Pending => {
                ready!(this.timer.as_mut().poll(cx));
                Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::to_bytes;
    use axum::middleware::from_fn_with_state;
    use axum::routing::{get, post};
    use futures::{Stream, StreamExt, stream};
    use http::StatusCode;
    use tokio::time::sleep;
    use tower::ServiceExt;

    use super::*;

    type Piece = Result<Bytes, std::io::Error>;

    fn hasty() -> RequestLimits {
        RequestLimits {
            grace: Duration::from_millis(20),
            handler: Duration::from_millis(200),
            ..RequestLimits::default()
        }
    }

    fn router(limits: RequestLimits) -> Router {
        let take = async |request: Request| match to_bytes(request.into_body(), usize::MAX).await {
            Ok(body) => body.len().to_string().into_response(),
            Err(error) if TooSlow::is_behind(&error) => Failure::TooSlow.into_response(),
            Err(_) => Failure::BadRequest.into_response(),
        };
        Router::new()
            .route("/", post(take))
            .route("/stuck", get(std::future::pending::<()>))
            .layer(from_fn_with_state(limits, limit))
    }

    async fn send(limits: RequestLimits, pieces: impl Stream<Item = Piece> + Send + 'static) -> StatusCode {
        let request = http::Request::post("/").body(Body::from_stream(pieces)).unwrap();
        router(limits).oneshot(request).await.unwrap().status()
    }

    fn piece(size: usize) -> Bytes {
        Bytes::from(vec![b'x'; size])
    }

    #[test]
    fn a_body_may_last_as_long_as_its_bytes_have_earned() {
        let limits = RequestLimits::default();
        for (received, seconds) in [(0, 30), (29_999, 30), (31_500, 31), (100_000, 100), (u64::MAX, 1800)] {
            assert_eq!(limits.allowed(received).as_secs(), seconds, "{received}");
        }
        let without_rate = RequestLimits { bytes_per_second: 0, ..limits };
        assert_eq!(without_rate.allowed(0), limits.body);
    }

    #[tokio::test]
    async fn a_body_that_never_comes_is_given_up() {
        assert_eq!(send(hasty(), stream::pending()).await, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_that_trickles_is_given_up() {
        let trickle = stream::unfold((), |()| async {
            sleep(Duration::from_millis(3)).await;
            Some((Ok(piece(1)), ()))
        });
        assert_eq!(send(hasty(), trickle).await, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_that_comes_at_once_is_read_and_one_that_breaks_is_not_called_slow() {
        assert_eq!(send(hasty(), stream::iter([Ok(piece(10)), Ok(piece(100_000))])).await, StatusCode::OK);
        let broken = stream::iter([Ok(piece(10)), Err(std::io::Error::other("gone"))]);
        assert_eq!(send(hasty(), broken).await, StatusCode::BAD_REQUEST);
    }

    #[tokio::test]
    async fn a_body_that_stops_after_much_still_ends_with_the_total() {
        let limits =
            RequestLimits { body: Duration::from_millis(40), handler: Duration::from_mins(1), ..hasty() };
        let stops = stream::iter([Ok(piece(1_000_000))]).chain(stream::pending());
        assert_eq!(send(limits, stops).await, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_body_that_always_has_more_ends_with_the_total() {
        let limits =
            RequestLimits { body: Duration::from_millis(40), handler: Duration::from_mins(1), ..hasty() };
        let endless = stream::unfold((), |()| async {
            tokio::task::yield_now().await;
            Some((Ok(piece(1)), ()))
        });
        assert_eq!(send(limits, endless).await, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_handler_that_hangs_is_answered_for() {
        let request = http::Request::get("/stuck").body(Body::empty()).unwrap();
        assert_eq!(router(hasty()).oneshot(request).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
