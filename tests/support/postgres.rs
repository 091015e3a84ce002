//! PostgreSQL for tests: the server that `REDCHANNEL_TEST_POSTGRES` names, or one of this process's own on a Unix socket.
//!
//! A server of our own ends with the process, however it ends: a guardian waits at a pipe that closes then.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

struct Server {
    url: String,
    /// Holds the pipe whose end the guardian waits for.
    _guardian: Option<Child>,
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// The address of a PostgreSQL database in which schemas may be created.
pub fn url() -> &'static str {
    &SERVER.get_or_init(server).url
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
fn server() -> Server {
    match std::env::var("REDCHANNEL_TEST_POSTGRES") {
        Ok(url) if !url.is_empty() => Server { url, _guardian: None },
        _ => start(),
    }
}

fn start() -> Server {
    let programs = programs();
    let directory =
        tempfile::Builder::new().prefix("redchannel-pg-").tempdir().expect("no temporary directory").keep();
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o700))
        .expect("permissions not set");
    if is_root() {
        run(Command::new("chown").arg("postgres:").arg(&directory));
    }
    let data = directory.join("data");
    run(as_postgres(&programs.join("initdb"))
        .args(["-U", "app", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C", "-D"])
        .arg(&data));
    // Nothing of a test has to survive a power cut.
    let options = format!(
        "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync=off -c full_page_writes=off \
         -c shared_buffers=64MB -c max_connections=200",
        directory.display()
    );
    run(as_postgres(&programs.join("pg_ctl"))
        .args(["-w", "-t", "60", "-o", &options, "-D"])
        .arg(&data)
        .arg("-l")
        .arg(directory.join("log"))
        .arg("start"));
    let guardian = as_postgres(Path::new("sh"))
        .arg("-c")
        .arg(
            r#"trap "" INT TERM HUP; cat >/dev/null
               "$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1; rm -rf "$2""#,
        )
        .arg("sh")
        .arg(&programs)
        .arg(&directory)
        .stdin(Stdio::piped())
        .spawn()
        .expect("no shell to stop PostgreSQL with");
    let url = format!("postgres:///postgres?host={}&user=app", directory.display());
    Server { url, _guardian: Some(guardian) }
}

/// Where `initdb` and `pg_ctl` are.
#[expect(clippy::disallowed_methods, reason = "where programs are is not configuration of ours")]
fn programs() -> PathBuf {
    let mut candidates: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    candidates.sort();
    candidates.reverse();
    candidates.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    candidates
        .into_iter()
        .find(|directory| directory.join("initdb").exists() && directory.join("pg_ctl").exists())
        .expect("PostgreSQL is not installed: install it (Debian: postgresql), or name a server in REDCHANNEL_TEST_POSTGRES")
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    assert!(status.success(), "{command:?} failed: {status}");
}
