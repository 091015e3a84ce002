//! Where a log's public files come from: the web, or a folder that somebody carried here.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use super::Alarm;
use crate::api::client::public::{Answer, PublicPlace};
use crate::ledger::witnessing::AddCheckpoint;

/// The longest file that is read, in bytes.
const FILE_BYTES: u64 = 64 * 1024;

/// A log's public files.
#[derive(Debug)]
pub enum Source {
    /// Below an address, which takes signatures too.
    Web(PublicPlace),
    /// In a folder.
    Folder(PathBuf),
}

impl Source {
    /// A file by its path below the log's prefix.
    pub(super) async fn file(&self, path: &str) -> Result<Vec<u8>, Alarm> {
        let missing = || Alarm::Missing { path: path.to_owned() };
        match self {
            Self::Web(place) => place.file(path).await.map_err(Alarm::Unreachable)?.ok_or_else(missing),
            Self::Folder(folder) => {
                let file = folder.join(path);
                let mut bytes = Vec::new();
                let read = File::open(&file).and_then(|file| file.take(FILE_BYTES).read_to_end(&mut bytes));
                match read {
                    Ok(_) => Ok(bytes),
                    Err(error) if error.kind() == ErrorKind::NotFound => Err(missing()),
                    Err(source) => Err(Alarm::File { path: file, source }),
                }
            }
        }
    }

    /// Hands a signed checkpoint in; `None` where there is nobody to hand it to.
    pub(super) async fn hand_in(&self, request: &AddCheckpoint) -> Option<Result<Answer, Alarm>> {
        match self {
            Self::Web(place) => Some(place.add_checkpoint(request).await.map_err(Alarm::NotSent)),
            Self::Folder(_) => None,
        }
    }
}
