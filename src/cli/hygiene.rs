//! What the process does to itself before it sees anything secret: no core dumps, no tracers, no readable files, no chatty panics.
//!
//! Security reference, section 14. The system around it (systemd unit) forbids more; this holds wherever the program is started.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::panic::{PanicHookInfo, set_hook};
use std::path::{Path, PathBuf};

use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, geteuid, set_dumpable_behavior, setrlimit, umask};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The process could not be protected. It must not go on.
#[derive(Debug, thiserror::Error)]
pub enum HygieneError {
    /// Core dumps could not be forbidden.
    #[error("core dumps could not be forbidden ({0}): memory would reach the disk after a crash")]
    CoreDumps(#[source] rustix::io::Errno),
    /// Logging was set up twice.
    #[error("logging was set up already")]
    Log,
}

/// Protects the process: call this first in `serve`, `desk` and `demo`, before threads are started.
///
/// No core dumps (a limit of 0 alone does not hold where dumps are piped to a program, hence "not dumpable" too, which also keeps
/// other processes of the same user from reading this one's memory); files are created for the owner alone; a panic prints its
/// place and nothing else; log lines go to the standard error.
///
/// # Errors
/// [`HygieneError`]: the process must not go on.
pub fn protect() -> Result<(), HygieneError> {
    forbid_core_dumps()?;
    umask(Mode::RWXG | Mode::RWXO);
    quiet_panics();
    start_log()
}

/// Forbids core dumps and tracing of this process.
///
/// # Errors
/// [`HygieneError::CoreDumps`].
pub fn forbid_core_dumps() -> Result<(), HygieneError> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })
        .and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable))
        .map_err(HygieneError::CoreDumps)
}

/// From here on a panic prints where it happened. Its message is left out: it may quote what a reporter wrote.
pub fn quiet_panics() {
    set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        // Nothing can be done about a standard error that is gone.
        write_place(&mut std::io::stderr(), panic).ok();
    }));
}

fn write_place(to: &mut impl Write, panic: &PanicHookInfo<'_>) -> std::io::Result<()> {
    match panic.location() {
        Some(place) => writeln!(to, "redchannel: panic at {}:{}", place.file(), place.line()),
        None => writeln!(to, "redchannel: panic"),
    }
}

fn start_log() -> Result<(), HygieneError> {
    tracing_subscriber::registry().with(log_to(std::io::stderr)).try_init().map_err(|_| HygieneError::Log)
}

/// Log lines: level, event code, counter. No time: beside a network's log, the time of a line would date a visit. Nothing that
/// other crates have to say either: a database driver quotes statements, an HTTP library addresses.
fn log_to<S, W>(writer: W) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + 'static,
{
    tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .with_filter(Targets::new().with_target(env!("CARGO_CRATE_NAME"), tracing::Level::INFO))
}

/// Why a secret file is not used.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// It cannot be read.
    #[error("{} cannot be read: {}", path.display(), source.kind())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not a plain file.
    #[error("{} is not a plain file", .0.display())]
    Kind(PathBuf),
    /// Group or others may read or change it.
    #[error("{} is open to others: run chmod 400 on it, and replace it if they may have read it", .0.display())]
    Open(PathBuf),
    /// It belongs to another user, who can change it at any time.
    #[error("{} belongs to another user", .0.display())]
    Owner(PathBuf),
    /// Too long or too short.
    #[error("{} does not have the right length: it was damaged, or it is another file", .0.display())]
    Length(PathBuf),
}

/// Reads a secret of exactly 32 bytes from a file that nobody but its owner can read.
///
/// # Errors
/// [`SecretFileError`]; never contains anything of the content.
pub fn read_secret(path: &Path) -> Result<Secret<32>, SecretFileError> {
    let bytes = read_private(path, 32)?;
    Secret::from_slice(&bytes).ok_or_else(|| SecretFileError::Length(path.to_owned()))
}

/// Reads a file of at most `limit` bytes that nobody but its owner (this user, or root) can read.
///
/// The rights are read off the opened file: a path can point elsewhere a moment later.
///
/// # Errors
/// [`SecretFileError`]; never contains anything of the content.
pub fn read_private(path: &Path, limit: u32) -> Result<Zeroizing<Vec<u8>>, SecretFileError> {
    let unreadable = |source| SecretFileError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(SecretFileError::Kind(path.to_owned()));
    }
    if about.mode() & 0o077 != 0 {
        return Err(SecretFileError::Open(path.to_owned()));
    }
    if ![0, geteuid().as_raw()].contains(&about.uid()) {
        return Err(SecretFileError::Owner(path.to_owned()));
    }
    if about.len() > u64::from(limit) {
        return Err(SecretFileError::Length(path.to_owned()));
    }
    // As large as it can become: growing would leave copies behind. The extra byte shows a file that grew meanwhile.
    let room = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(u64::from(limit).saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() < room { Ok(bytes) } else { Err(SecretFileError::Length(path.to_owned())) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::sync::Mutex;

    use super::*;

    fn file(bytes: &[u8], mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    #[test]
    fn a_private_file_of_32_bytes_is_a_secret() {
        let (_folder, path) = file(&[7; 32], 0o400);
        assert!(read_secret(&path).unwrap().same_as(&Secret::new([7; 32])));
    }

    #[test]
    fn a_file_that_group_or_others_may_touch_is_refused() {
        for mode in [0o440, 0o404, 0o420, 0o402, 0o410, 0o644, 0o777] {
            let (_folder, path) = file(&[7; 32], mode);
            assert!(matches!(read_secret(&path), Err(SecretFileError::Open(_))), "{mode:o}");
        }
    }

    #[test]
    fn the_rights_of_a_links_target_count() {
        let (folder, path) = file(&[7; 32], 0o644);
        let link = folder.path().join("link");
        symlink(path, &link).unwrap();
        assert!(matches!(read_secret(&link), Err(SecretFileError::Open(_))));
    }

    #[test]
    fn other_lengths_and_other_things_are_refused() {
        for length in [0, 31, 33, 5_000] {
            let (_folder, path) = file(&vec![7; length], 0o400);
            assert!(matches!(read_secret(&path), Err(SecretFileError::Length(_))), "{length}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read_secret(folder.path()), Err(SecretFileError::Kind(_))));
        let missing = read_secret(&folder.path().join("none"));
        assert!(matches!(missing, Err(SecretFileError::Unreadable { .. })));
    }

    #[test]
    fn a_panic_tells_its_place_and_nothing_of_its_message() {
        static SAID: Mutex<Vec<u8>> = Mutex::new(Vec::new());
        let before = std::panic::take_hook();
        set_hook(Box::new(|panic| write_place(&mut *SAID.lock().unwrap(), panic).unwrap()));
        let panicked = std::panic::catch_unwind(|| panic!("the story of {}", "a reporter"));
        set_hook(before);
        assert!(panicked.is_err());
        let said = String::from_utf8(SAID.lock().unwrap().clone()).unwrap();
        // Other tests panic on purpose at the same time.
        let place = "redchannel: panic at src/cli/hygiene.rs:";
        assert_eq!(said.lines().filter(|line| line.starts_with(place)).count(), 1, "{said}");
        assert!(!said.contains("story") && !said.contains("reporter"), "{said}");
    }

    #[test]
    fn the_log_has_our_event_codes_and_neither_times_nor_what_other_crates_say() {
        static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
        struct Log;
        impl Write for Log {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                LOG.lock().unwrap().write(bytes)
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        tracing::subscriber::with_default(tracing_subscriber::registry().with(log_to(|| Log)), || {
            tracing::info!(event = "web.body.slow", count = 3);
            tracing::debug!(event = "too.much");
            tracing::warn!(target: "sqlx::query", "SELECT the_story");
        });
        let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
        assert_eq!(log.trim(), "INFO event=\"web.body.slow\" count=3");
    }

    #[test]
    fn a_process_that_forbids_core_dumps_leaves_none() {
        forbid_core_dumps().unwrap();
        assert_eq!(rustix::process::getrlimit(Resource::Core).current, Some(0));
        assert_eq!(rustix::process::dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
