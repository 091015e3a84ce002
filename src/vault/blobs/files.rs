//! What attachments need of a file system beyond writing: constant times, and order after a crash.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::model::id::BlobId;

/// 1980-01-01T00:00:00Z in seconds since 1970, the earliest time some archive formats can hold.
const CONSTANT_TIME: u64 = 315_532_800;

fn constant_time() -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(CONSTANT_TIME)).unwrap_or(UNIX_EPOCH)
}

/// Sets the time of a file and of the directory it is in.
pub(super) fn restamp(path: &Path) -> io::Result<()> {
    let file = File::options().write(true).open(path)?;
    file.set_modified(constant_time())?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), restamp_directory)
}

/// A directory's time is that of the last upload or deletion in it.
pub(super) fn restamp_directory(path: &Path) -> io::Result<()> {
    let directory = File::open(path)?;
    directory.set_modified(constant_time())?;
    directory.sync_all()
}

pub(super) fn sweep_directory(directory: &Path) -> io::Result<u64> {
    let mut removed = 0_u64;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            removed = removed.saturating_add(sweep_directory(&entry.path())?);
        } else if kind.is_file() {
            if is_temporary(&entry.file_name().to_string_lossy()) {
                std::fs::remove_file(entry.path())?;
                removed = removed.saturating_add(1);
            } else if entry.metadata()?.modified()? != constant_time() {
                restamp(&entry.path())?;
            }
        }
    }
    restamp_directory(directory)?;
    Ok(removed)
}

/// The names of what is not finished, in all directories of attachments.
pub(super) fn temporary_names(directory: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.extend(temporary_names(&entry.path())?);
        } else if let Some(name) = entry.file_name().to_str().filter(|name| is_temporary(name)) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// Removes a file, durably; one that is not there is removed already.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    path.parent().map_or(Ok(()), restamp_directory)
}

/// `NAME#7`, as the object store names what is not finished; anything else is left alone.
fn is_temporary(name: &str) -> bool {
    name.split_once('#').is_some_and(|(blob, number)| {
        BlobId::parse(blob).is_some()
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_unfinished_attachments_are_temporary() {
        let blob = BlobId::from_bytes([0xab; 16]);
        assert!(is_temporary(&format!("{blob}#1")));
        for name in [format!("{blob}"), format!("{blob}#"), format!("{blob}#x"), "notes#1".to_owned()] {
            assert!(!is_temporary(&name), "{name}");
        }
    }
}
