//! The pool is bounded, fair and forgets who left.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use super::super::argon2id;
use super::*;

const CHEAP: Argon2Params = Argon2Params { m_kib: 64, t: 1, p: 1 };

/// About a second of work, so that the only thread is held while a test looks.
const SLOW: Argon2Params = Argon2Params { m_kib: 8_192, t: 120, p: 1 };

fn settings(waiting_per_lane: usize, patience: Duration) -> PoolSettings {
    PoolSettings { threads: NonZeroUsize::MIN, waiting_per_lane, patience, largest: SLOW }
}

fn job(params: Argon2Params, password: &str) -> Job {
    Job {
        params,
        password: SecretBytes::new(password.as_bytes().to_vec()),
        salt: [3; 16],
        pepper: SecretBytes::new(vec![9; 32]),
        context: "redchannel/v1/test",
    }
}

/// Polls once: the job stands in the queue after that.
fn enqueue<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

async fn until_working(pool: &HashPool) {
    while pool.numbers().working == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_pool_computes_what_the_plain_function_computes() {
    let pool = HashPool::start(settings(8, Duration::from_secs(8))).unwrap();
    let hash = pool.hash(Lane::Submit, job(CHEAP, "one")).await.unwrap();
    let again = pool.hash(Lane::LookUp, job(CHEAP, "one")).await.unwrap();
    let other = pool.hash(Lane::LookUp, job(CHEAP, "two")).await.unwrap();
    let plain = argon2id(CHEAP, b"one", &[3; 16], &[9; 32], "redchannel/v1/test").unwrap();
    assert!(hash.same_as(&plain) && again.same_as(&plain) && !other.same_as(&plain));
    assert_eq!(pool.numbers(), PoolNumbers { done: 3, ..PoolNumbers::default() });
}

#[tokio::test]
async fn a_full_lane_turns_away_and_leaves_the_other_lane_open() {
    let pool = HashPool::start(settings(2, Duration::from_secs(8))).unwrap();
    let mut holding = pin!(pool.hash(Lane::LookUp, job(SLOW, "holding")));
    assert!(enqueue(holding.as_mut()));
    until_working(&pool).await;
    let mut first = pin!(pool.hash(Lane::LookUp, job(CHEAP, "first")));
    let mut second = pin!(pool.hash(Lane::LookUp, job(CHEAP, "second")));
    assert!(enqueue(first.as_mut()) && enqueue(second.as_mut()));
    let third = pool.hash(Lane::LookUp, job(CHEAP, "third")).await;
    assert_eq!(third.map(|_| ()), Err(Busy::Queue));
    let mut report = pin!(pool.hash(Lane::Submit, job(CHEAP, "report")));
    assert!(enqueue(report.as_mut()), "look-ups do not fill the submissions' lane");
    let numbers = pool.numbers();
    assert_eq!((numbers.waiting_submit, numbers.waiting_look_up, numbers.busy), (1, 2, 1));
    assert!(report.await.is_ok() && first.await.is_ok() && second.await.is_ok() && holding.await.is_ok());
}

#[tokio::test]
async fn a_visitor_who_leaves_gives_the_place_in_the_queue_back() {
    let pool = HashPool::start(settings(1, Duration::from_secs(8))).unwrap();
    let mut holding = pin!(pool.hash(Lane::Submit, job(SLOW, "holding")));
    assert!(enqueue(holding.as_mut()));
    until_working(&pool).await;
    {
        let mut leaving = pin!(pool.hash(Lane::Submit, job(SLOW, "leaving")));
        assert!(enqueue(leaving.as_mut()));
        assert_eq!(pool.numbers().waiting_submit, 1);
    }
    assert_eq!(pool.numbers().waiting_submit, 0);
    assert!(pool.hash(Lane::Submit, job(CHEAP, "next")).await.is_ok());
    assert!(holding.await.is_ok());
    assert_eq!(pool.numbers().done, 2, "nothing was computed for the one who left");
}

#[tokio::test]
async fn who_waits_too_long_is_told_that_the_pool_is_busy() {
    let pool = HashPool::start(settings(4, Duration::from_millis(20))).unwrap();
    let mut holding = pin!(pool.hash(Lane::LookUp, job(SLOW, "holding")));
    assert!(enqueue(holding.as_mut()));
    until_working(&pool).await;
    let late = pool.hash(Lane::LookUp, job(CHEAP, "late")).await;
    assert_eq!(late.map(|_| ()), Err(Busy::Queue));
    assert_eq!(pool.numbers().waiting_look_up, 0);
    assert!(holding.await.is_ok(), "what has started is not interrupted");
}

#[tokio::test]
async fn parameters_above_the_memory_set_aside_are_refused_and_the_thread_lives_on() {
    let pool = HashPool::start(settings(4, Duration::from_secs(8))).unwrap();
    let huge = Argon2Params { m_kib: SLOW.m_kib.saturating_add(4), t: 1, p: 1 };
    let refused = pool.hash(Lane::LookUp, job(huge, "huge")).await;
    assert_eq!(refused.map(|_| ()), Err(Busy::Refused(KdfError::Memory)));
    let broken = pool.hash(Lane::LookUp, job(Argon2Params { t: 0, ..CHEAP }, "broken")).await;
    assert_eq!(broken.map(|_| ()), Err(Busy::Refused(KdfError::Parameters)));
    assert!(pool.hash(Lane::LookUp, job(CHEAP, "next")).await.is_ok());
}

#[tokio::test]
async fn a_closing_pool_answers_those_who_wait_and_its_threads_end() {
    let pool = HashPool::start(settings(4, Duration::from_secs(8))).unwrap();
    let mut holding = pin!(pool.hash(Lane::Submit, job(SLOW, "holding")));
    assert!(enqueue(holding.as_mut()));
    until_working(&pool).await;
    let (started, start) = oneshot::channel();
    let (answer, outcome) = oneshot::channel();
    assert!(pool.shared.admit(Lane::LookUp, Ticket { job: job(CHEAP, "waiting"), started, answer }, 4));
    pool.shared.close();
    assert!(start.await.is_err() && outcome.await.is_err(), "answered at once");
    assert!(holding.await.is_ok(), "what has started is finished");
    assert_eq!(pool.hash(Lane::Submit, job(CHEAP, "late")).await.map(|_| ()), Err(Busy::Queue));
}

#[test]
fn the_lanes_take_turns_when_both_wait() {
    let mut state = State::default();
    let mut kept = Vec::new();
    for lane in [Lane::LookUp, Lane::LookUp, Lane::LookUp, Lane::LookUp, Lane::Submit, Lane::Submit] {
        let (started, start) = oneshot::channel();
        let (answer, outcome) = oneshot::channel();
        let name = if lane == Lane::Submit { "submit" } else { "look up" };
        state.queue(lane).push_back(Ticket { job: job(CHEAP, name), started, answer });
        kept.push((start, outcome));
    }
    let mut order = Vec::new();
    while let Some(ticket) = state.take() {
        order.push(String::from_utf8(ticket.job.password.expose_secret().to_vec()).unwrap());
    }
    assert_eq!(order, ["submit", "look up", "submit", "look up", "look up", "look up"]);
}
