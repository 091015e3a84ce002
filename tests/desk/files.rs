//! A file is handed out whole or not at all.

use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use redchannel::crypto::frame::FileEntry;
use redchannel::crypto::open::CaseIdentity;
use redchannel::desk::attachment::{AttachmentError, check, stream};
use tokio_util::sync::CancellationToken;

use super::liar::Stage;
use super::made::TestCase;
use crate::support::world::report;

struct Sent {
    stage: Stage,
    identity: Arc<CaseIdentity>,
    file: FileEntry,
}

impl Sent {
    async fn new(content: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let stage = Stage::new().await;
        let mut case = TestCase::new(1, stage.today(), &report("x"));
        let item = case.attach("صورة.jpg", content, change);
        stage.show(&case);
        let book = stage.synced().await;
        let opened = book.case(case.id).unwrap().content.as_ref().unwrap();
        let (identity, file) = (Arc::clone(&opened.identity), opened.file(item).unwrap().clone());
        Self { stage, identity, file }
    }

    async fn check(&self) -> Result<(), AttachmentError> {
        let client = self.stage.client(&self.stage.people.intake);
        check(&client, &self.identity, &self.file, &CancellationToken::new()).await
    }

    /// What arrives at the browser, and whether it ended well.
    async fn stream(&self) -> (Vec<u8>, bool) {
        let client = Arc::new(self.stage.client(&self.stage.people.intake));
        let pieces = stream(client, Arc::clone(&self.identity), self.file.clone(), CancellationToken::new());
        let pieces: Vec<std::io::Result<Bytes>> = pieces.collect().await;
        let fine = pieces.iter().all(Result::is_ok);
        (pieces.into_iter().filter_map(Result::ok).flatten().collect(), fine)
    }

    fn answer(&self, answers: Vec<Vec<u8>>) {
        self.stage.shown.lock().unwrap().blobs.insert(self.file.blob, answers);
    }

    fn sealed(&self) -> Vec<u8> {
        self.stage.shown.lock().unwrap().blobs[&self.file.blob][0].clone()
    }
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap() + 1).collect()
}

#[tokio::test]
async fn a_file_of_any_length_arrives_as_it_was_sent() {
    for length in [0, 1, 4096, 65_536, 65_537, 300_000] {
        let sent = Sent::new(&content(length), |_| {}).await;
        sent.check().await.unwrap();
        assert_eq!(sent.stream().await, (content(length), true), "{length}");
    }
}

#[tokio::test]
async fn a_file_cut_short_is_not_handed_out() {
    let sent = Sent::new(&content(300_000), |_| {}).await;
    let sealed = sent.sealed();
    for cut in [1, 16, 1000, 70_000, sealed.len() - 10, sealed.len()] {
        sent.answer(vec![sealed[..sealed.len() - cut].to_vec()]);
        assert!(matches!(sent.check().await, Err(AttachmentError::Altered)), "{cut}");
        let (arrived, fine) = sent.stream().await;
        assert!(!fine && arrived.len() < 300_000, "{cut}: a browser would take it for whole");
    }
}

#[tokio::test]
async fn a_server_that_answers_differently_the_second_time_breaks_the_download() {
    let sent = Sent::new(&content(300_000), |_| {}).await;
    let sealed = sent.sealed();
    let mut altered = sealed.clone();
    *altered.last_mut().unwrap() ^= 1;
    sent.answer(vec![sealed.clone(), altered]);
    sent.check().await.unwrap();
    let (arrived, fine) = sent.stream().await;
    assert!(!fine && arrived.len() < 300_000);
}

#[tokio::test]
async fn another_file_sealed_to_the_same_case_is_not_the_one_that_was_signed() {
    let sent = Sent::new(&content(70_000), |_| {}).await;
    let mut padded = content(70_000);
    padded.resize(131_072, 0);
    let other = redchannel::crypto::agefile::seal(&[sent.identity.recipient()], &padded).unwrap();
    sent.answer(vec![other]);
    assert!(matches!(sent.check().await, Err(AttachmentError::Altered)));
    let (arrived, fine) = sent.stream().await;
    assert!(!fine && arrived.len() < 70_000, "the last piece is held back until the hash is known");
}

#[tokio::test]
async fn bytes_after_the_file_and_wrong_padding_are_refused() {
    let hidden = Sent::new(&content(100), |padded| padded[4000] = 7).await;
    assert!(matches!(hidden.check().await, Err(AttachmentError::Altered)));
    let short = Sent::new(&content(5000), |padded| padded.truncate(5000)).await;
    assert!(matches!(short.check().await, Err(AttachmentError::Altered)));
    let long = Sent::new(&content(100), |padded| padded.resize(8192, 0)).await;
    assert!(matches!(long.check().await, Err(AttachmentError::Altered)));
    let trailed = Sent::new(&content(100), |_| {}).await;
    let mut sealed = trailed.sealed();
    sealed.extend([0; 100]);
    trailed.answer(vec![sealed]);
    assert!(matches!(trailed.check().await, Err(AttachmentError::Altered)));
}

#[tokio::test]
async fn a_server_that_never_stops_sending_is_not_waited_for() {
    let sent = Sent::new(&content(100), |_| {}).await;
    let mut sealed = sent.sealed();
    sealed.resize(10_000_000, 0);
    sent.answer(vec![sealed]);
    assert!(matches!(sent.check().await, Err(AttachmentError::Altered)));
}

#[tokio::test]
async fn locking_ends_a_check_and_a_download() {
    let sent = Sent::new(&content(300_000), |_| {}).await;
    let closed = CancellationToken::new();
    closed.cancel();
    let client = Arc::new(sent.stage.client(&sent.stage.people.intake));
    let outcome = check(&client, &sent.identity, &sent.file, &closed).await;
    assert!(matches!(outcome, Err(AttachmentError::Locked)));
    let pieces = stream(client, Arc::clone(&sent.identity), sent.file.clone(), closed);
    let pieces: Vec<std::io::Result<Bytes>> = pieces.collect().await;
    assert!(matches!(pieces.as_slice(), [Err(_)]));
}
