//! What functions leave on the stack of their thread.
//!
//! The allocator wipes what is freed, and secret types wipe themselves where they end; but a value that is passed on is copied, and the
//! place it was copied from is not wiped by anybody until another call happens to go as deep. Measured on a core dump ten seconds
//! after a visit: the reporter's code stood on the stacks of the threads that had served it. So whoever works with secrets in
//! a loop that then waits lets the stack below be overwritten first.

use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Bytes below the caller that are overwritten. Frames of a build without optimisation are several times as large: there the deepest
/// trace of a request was found between 384 and 768 KiB down. Threads have 2 MiB.
const DEPTH: usize = if cfg!(debug_assertions) { 768 } else { 384 } * 1024;

/// Overwrites the stack below the caller. Secrets in the caller's own frame stay: call it from a function that has none.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "to cover the stack is what it is for")]
pub fn wipe() {
    let mut below = [0_u8; DEPTH];
    // Without this the compiler sees that nobody reads the zeros, and writes none.
    black_box(&mut below);
}

/// Calls `work` in frames of its own, then overwrites them.
pub fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let outcome = below(work);
    wipe();
    outcome
}

/// Never a part of its caller's frame, which is not wiped.
#[inline(never)]
fn below<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

/// A task after whose every step the stack is overwritten: between two steps, others use the thread, or nobody does.
#[must_use = "a future does nothing unless it is polled"]
pub struct Wiped<F>(Pin<Box<F>>);

impl<F: Future> Wiped<F> {
    /// Wraps a task.
    pub fn new(task: F) -> Self {
        Self(Box::pin(task))
    }
}

impl<F: Future> Future for Wiped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let task = &mut self.get_mut().0;
        wiped(|| task.as_mut().poll(cx))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wrapped_task_gives_what_the_task_gives() {
        let task = async {
            tokio::task::yield_now().await;
            7
        };
        assert_eq!(Wiped::new(task).await, 7);
        assert_eq!(wiped(|| 8), 8);
    }
}
