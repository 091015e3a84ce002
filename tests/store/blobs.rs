//! Attachments: whole under their name or not there, in parts, and all of one age.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use futures::{AsyncWriteExt, StreamExt, TryStreamExt};
use redchannel::model::id::BlobId;
use redchannel::vault::blobs::{BlobError, Blobs, Listed};

use crate::support::on_sqlite;

fn blob(byte: u8) -> BlobId {
    BlobId::from_bytes([byte; 16])
}

/// Bytes that differ from place to place.
fn content(length: u32) -> Vec<u8> {
    (0..length)
        .map(|place| place.to_le_bytes()[0] ^ place.to_le_bytes()[1] ^ place.to_le_bytes()[2])
        .collect()
}

pub async fn store(blobs: &Blobs, blob: BlobId, bytes: &[u8]) -> u64 {
    let mut writer = blobs.start(blob);
    for chunk in bytes.chunks(65_536) {
        writer.write_all(chunk).await.unwrap();
    }
    writer.close().await.unwrap();
    writer.finish().await.unwrap()
}

async fn read(
    blobs: &Blobs,
    blob: BlobId,
    range: Option<std::ops::Range<u64>>,
) -> Result<Vec<u8>, BlobError> {
    blobs.read(blob, range).await?.map_ok(|bytes| bytes.to_vec()).try_concat().await
}

pub async fn listed(blobs: &Blobs) -> Vec<BlobId> {
    let mut found: Vec<_> = blobs
        .list()
        .map(|found| match found.unwrap() {
            Listed::Blob(blob) => blob,
            Listed::Foreign => panic!("something foreign"),
        })
        .collect()
        .await;
    found.sort();
    found
}

fn files(directory: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn an_attachment_is_read_back_whole_and_in_parts() {
    on_sqlite(|bench| async move {
        // Below the buffer, exactly the buffer, several buffers and a rest.
        for (byte, length) in [(1, 1), (2, 1 << 20), (3, (5 << 20) + 123)] {
            let bytes = content(length);
            assert_eq!(store(&bench.blobs, blob(byte), &bytes).await, u64::from(length));
            assert!(read(&bench.blobs, blob(byte), None).await.unwrap() == bytes);
            assert_eq!(bench.blobs.size(blob(byte)).await.unwrap(), u64::from(length));
        }
        let bytes = content((5 << 20) + 123);
        assert!(
            read(&bench.blobs, blob(3), Some(1_048_570..1_048_590)).await.unwrap()
                == bytes[1_048_570..1_048_590]
        );
        assert!(read(&bench.blobs, blob(3), Some(5_242_880..9_000_000)).await.unwrap() == bytes[5_242_880..]);
        assert!(read(&bench.blobs, blob(3), Some(9_000_000..9_000_001)).await.is_err());
    });
}

#[test]
fn an_empty_attachment_is_an_attachment() {
    on_sqlite(|bench| async move {
        assert_eq!(store(&bench.blobs, blob(1), b"").await, 0);
        assert_eq!(bench.blobs.size(blob(1)).await.unwrap(), 0);
        assert!(read(&bench.blobs, blob(1), None).await.unwrap().is_empty());
        assert_eq!(listed(&bench.blobs).await, [blob(1)]);
    });
}

#[test]
fn what_is_not_there_is_missing() {
    on_sqlite(|bench| async move {
        assert!(matches!(bench.blobs.size(blob(1)).await, Err(BlobError::Missing)));
        assert!(matches!(read(&bench.blobs, blob(1), None).await, Err(BlobError::Missing)));
        bench.blobs.delete(blob(1)).await.unwrap();
        assert!(listed(&bench.blobs).await.is_empty());
    });
}

#[test]
fn a_deleted_attachment_is_gone() {
    on_sqlite(|bench| async move {
        store(&bench.blobs, blob(1), b"one").await;
        store(&bench.blobs, blob(2), b"two").await;
        assert_eq!(listed(&bench.blobs).await, [blob(1), blob(2)]);
        bench.blobs.delete(blob(1)).await.unwrap();
        assert_eq!(listed(&bench.blobs).await, [blob(2)]);
        assert!(matches!(bench.blobs.size(blob(1)).await, Err(BlobError::Missing)));
    });
}

#[test]
fn chunks_handed_over_stand_in_order_though_parts_are_written_at_the_same_time() {
    on_sqlite(|bench| async move {
        // Below one part, around its end, and several parts in chunks that do not divide them.
        for (number, length) in [(1, 0), (2, 70_000), (3, 1 << 19), (4, 5_000_001)] {
            let (id, bytes) = (blob(number), content(length));
            let mut writer = bench.blobs.start(id);
            for chunk in bytes.chunks(65_552) {
                writer.put(chunk.to_vec().into()).await.unwrap();
            }
            assert_eq!(writer.finish().await.unwrap(), u64::from(length));
            assert!(read(&bench.blobs, id, None).await.unwrap() == bytes, "{length}");
        }
    });
}

#[test]
fn closing_is_not_finishing_and_a_dropped_upload_leaves_nothing() {
    on_sqlite(|bench| async move {
        for length in [10, 3 << 20] {
            let mut writer = bench.blobs.start(blob(1));
            writer.write_all(&content(length)).await.unwrap();
            writer.close().await.unwrap();
            assert!(listed(&bench.blobs).await.is_empty());
            drop(writer);
            assert!(listed(&bench.blobs).await.is_empty());
            assert!(matches!(bench.blobs.size(blob(1)).await, Err(BlobError::Missing)));
        }
        // The drop's clean-up runs beside; whichever of the two was first, nothing remains.
        bench.blobs.sweep_temporary().await.unwrap();
        assert!(files(&bench.data().join("blobs")).is_empty());
    });
}

#[test]
fn an_abandoned_upload_leaves_nothing_when_that_returns() {
    on_sqlite(|bench| async move {
        let mut writer = bench.blobs.start(blob(1));
        writer.write_all(&content(3 << 20)).await.unwrap();
        assert_eq!(files(&bench.data().join("blobs")).len(), 1);
        writer.abandon().await.unwrap();
        assert!(files(&bench.data().join("blobs")).is_empty());
    });
}

#[test]
fn a_crash_leaves_a_temporary_file_that_the_next_start_removes() {
    on_sqlite(|bench| async move {
        store(&bench.blobs, blob(1), b"whole").await;
        let fan = bench.data().join("blobs").join("02");
        std::fs::create_dir(&fan).unwrap();
        std::fs::write(fan.join(format!("{}#1", blob(2))), b"half").unwrap();
        assert_eq!(listed(&bench.blobs).await, [blob(1)]);
        assert_eq!(bench.blobs.sweep_temporary().await.unwrap(), 1);
        assert_eq!(files(&bench.data().join("blobs")).len(), 1);
        assert!(read(&bench.blobs, blob(1), None).await.unwrap() == b"whole");
    });
}

#[test]
fn all_attachments_carry_the_same_time() {
    on_sqlite(|bench| async move {
        store(&bench.blobs, blob(1), b"small").await;
        store(&bench.blobs, blob(2), &content(3 << 20)).await;
        let directory = bench.data().join("blobs");
        let times = |paths: &[std::path::PathBuf]| -> Vec<i64> {
            paths.iter().map(|path| std::fs::metadata(path).unwrap().mtime()).collect()
        };
        let mut paths = files(&directory);
        assert_eq!(paths.len(), 2);
        paths.extend([directory.join("01"), directory.join("02")]);
        assert_eq!(times(&paths), [315_532_800; 4]);
        // A crash between the name and the time is made good at the next start.
        let file = std::fs::File::options().write(true).open(&paths[0]).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(bench.blobs.sweep_temporary().await.unwrap(), 0);
        assert_eq!(times(&paths), [315_532_800; 4]);
    });
}

#[test]
fn a_foreign_file_is_listed_as_such_and_left_alone() {
    on_sqlite(|bench| async move {
        std::fs::write(bench.data().join("blobs").join("notes.txt"), b"mine").unwrap();
        let found: Vec<_> = bench.blobs.list().map(Result::unwrap).collect().await;
        assert!(found == [Listed::Foreign]);
        assert_eq!(bench.blobs.sweep_temporary().await.unwrap(), 0);
        assert!(bench.data().join("blobs").join("notes.txt").exists());
    });
}

#[test]
fn the_disk_tells_how_much_is_free() {
    on_sqlite(|bench| async move {
        assert!(bench.blobs.free_bytes().unwrap().is_some_and(|free| free > 0));
    });
}

#[test]
fn age_writes_into_an_attachment_and_the_caller_keeps_it_to_finish() {
    on_sqlite(|bench| async move {
        let identity = age::x25519::Identity::generate();
        let recipient = identity.to_public();
        let recipients: [&dyn age::Recipient; 1] = [&recipient];
        let encryptor = age::Encryptor::with_recipients(recipients.into_iter()).unwrap();
        let mut writer = bench.blobs.start(blob(1));
        let mut stream = encryptor.wrap_async_output(&mut writer).await.unwrap();
        stream.write_all(&content(2 << 20)).await.unwrap();
        stream.close().await.unwrap();
        drop(stream);
        assert!(listed(&bench.blobs).await.is_empty());
        let size = writer.finish().await.unwrap();
        let stored = read(&bench.blobs, blob(1), None).await.unwrap();
        assert_eq!(u64::try_from(stored.len()).unwrap(), size);
        assert!(age::decrypt(&identity, &stored).unwrap() == content(2 << 20));
    });
}
