//! The sections of the configuration, and the range of each number.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::layers::Layers;
use super::value::{self, DatabaseAddress, Genesis, Host, LeaveTo, Scheme, ServerUrl, listen};
use crate::i18n::Lang;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
const TIB: u64 = 1 << 40;

/// `[intake]`
#[derive(Clone, Debug)]
pub struct Intake {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The names it answers to; none yet in a fresh configuration.
    pub hosts: Vec<Host>,
    /// Where "Leave now" goes.
    pub leave_to: Option<LeaveTo>,
    /// Other ways to report, a line each.
    pub other_channels: Vec<String>,
    /// Help for people under pressure, a line each.
    pub support: Vec<String>,
    /// What the law says about anonymous reporters, a paragraph each.
    pub law: Vec<String>,
    /// The language of visitors who ask for none that is offered.
    pub language: Lang,
    /// How long an opened form stays valid, in hours.
    pub form_hours: u32,
    /// How browsers reach it.
    pub scheme: Scheme,
}

impl Intake {
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        let address = layers.parsed("intake.listen", listen);
        let hosts = layers.list("intake.hosts", Host::parse);
        let leave_to = layers.optional("intake.leave_to", LeaveTo::parse);
        let other_channels = layers.lines("intake.other_channels");
        let support = layers.lines("intake.support");
        let law = layers.lines("intake.law");
        let language = layers.parsed("intake.language", value::language);
        let form_hours = layers.number("intake.form_hours", 1..=48);
        let scheme = layers.parsed("intake.scheme", Scheme::parse);
        Some(Self {
            listen: address?,
            hosts: hosts?,
            leave_to: leave_to?,
            other_channels: other_channels?,
            support: support?,
            law: law?,
            language: language?,
            form_hours: form_hours?,
            scheme: scheme?,
        })
    }
}

/// `[api]`
#[derive(Clone, Debug)]
pub struct Api {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The names it answers to.
    pub hosts: Vec<Host>,
}

impl Api {
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        let address = layers.parsed("api.listen", listen);
        let hosts = layers.list("api.hosts", Host::parse);
        Some(Self { listen: address?, hosts: hosts? })
    }
}

/// `[database]`
#[derive(Clone, Debug)]
pub struct Database {
    /// Ciphertext.
    pub main: DatabaseAddress,
    /// The keys whose destruction is the deletion of a case.
    pub keys: DatabaseAddress,
}

impl Database {
    pub(super) fn read(layers: &mut Layers, data: Option<&Path>) -> Option<Self> {
        let data = data.unwrap_or_else(|| Path::new("."));
        let main = layers.parsed("database.main", |text| DatabaseAddress::parse(text, data));
        let keys = layers.parsed("database.keys", |text| DatabaseAddress::parse(text, data));
        let (main, keys) = (main?, keys?);
        if let (DatabaseAddress::Sqlite(main), DatabaseAddress::Sqlite(keys)) = (&main, &keys)
            && main == keys
        {
            layers
                .wrong("database.keys", "must be another file than database.main: its backups live shorter");
        }
        Some(Self { main, keys })
    }
}

/// `[limits]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// All text of a report, in bytes.
    pub text_bytes: usize,
    /// One file, in bytes.
    pub file_bytes: u64,
    /// Files of one request.
    pub files_per_request: u32,
    /// One request, in bytes.
    pub request_bytes: u64,
    /// All files of a case, in bytes.
    pub case_bytes: u64,
    /// All files, in bytes.
    pub total_bytes: u64,
    /// All files of one day, in bytes.
    pub daily_bytes: u64,
    /// Kept free on the disk, in bytes.
    pub reserve_bytes: u64,
    /// Connections at the same time.
    pub connections: usize,
    /// Pages of one visitor.
    pub pages_per_minute: u32,
    /// Codes tried by one visitor.
    pub check_per_10_minutes: u32,
    /// Reports sent by one visitor.
    pub submit_per_hour: u32,
    /// Reports sent by all visitors.
    pub submit_per_hour_global: u32,
}

impl Limits {
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        let text = layers.size("limits.text_bytes", 1_000..=1_000_000);
        let file_bytes = layers.size("limits.file_bytes", 64 * KIB..=2 * GIB);
        let files_per_request = layers.number("limits.files_per_request", 1..=20);
        let request_bytes = layers.size("limits.request_bytes", MIB..=4 * GIB);
        let case_bytes = layers.size("limits.case_bytes", MIB..=100 * GIB);
        let total_bytes = layers.size("limits.total_bytes", 10 * MIB..=1024 * TIB);
        let daily_bytes = layers.size("limits.daily_bytes", 10 * MIB..=1024 * TIB);
        let reserve_bytes = layers.size("limits.reserve_bytes", 16 * MIB..=TIB);
        let connections = layers.number("limits.connections", 16..=65_536_u32);
        let pages_per_minute = layers.number("limits.pages_per_minute", 10..=100_000);
        let check_per_10_minutes = layers.number("limits.check_per_10_minutes", 1..=100_000);
        let submit_per_hour = layers.number("limits.submit_per_hour", 1..=100_000);
        let submit_per_hour_global = layers.number("limits.submit_per_hour_global", 1..=100_000);
        let limits = Self {
            text_bytes: usize::try_from(text?).ok()?,
            file_bytes: file_bytes?,
            files_per_request: files_per_request?,
            request_bytes: request_bytes?,
            case_bytes: case_bytes?,
            total_bytes: total_bytes?,
            daily_bytes: daily_bytes?,
            reserve_bytes: reserve_bytes?,
            connections: usize::try_from(connections?).ok()?,
            pages_per_minute: pages_per_minute?,
            check_per_10_minutes: check_per_10_minutes?,
            submit_per_hour: submit_per_hour?,
            submit_per_hour_global: submit_per_hour_global?,
        };
        limits.compare(layers);
        Some(limits)
    }

    /// Each limit is fine alone; together they may promise what cannot be kept.
    fn compare(&self, layers: &mut Layers) {
        if self.file_bytes >= self.request_bytes {
            layers.wrong("limits.request_bytes", "must be larger than limits.file_bytes");
        }
        if self.request_bytes > self.case_bytes {
            layers.wrong("limits.case_bytes", "must be at least limits.request_bytes");
        }
        if self.case_bytes > self.total_bytes {
            layers.wrong("limits.total_bytes", "must be at least limits.case_bytes");
        }
        if self.submit_per_hour > self.submit_per_hour_global {
            layers.wrong("limits.submit_per_hour_global", "must be at least limits.submit_per_hour");
        }
    }
}

/// `[slow_hash]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlowHash {
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes over the memory.
    pub t: u32,
    /// Threads; 0 is half of the cores.
    pub threads: usize,
    /// Jobs that may wait in each lane.
    pub waiting_per_lane: usize,
    /// The longest wait, in seconds.
    pub wait_seconds: u64,
}

impl SlowHash {
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        // Below 19 MiB and two passes the cost of guessing falls under what was reckoned with.
        let m_kib = layers.number("slow_hash.m_kib", 19_456..=1_048_576);
        let t = layers.number("slow_hash.t", 2..=16);
        let threads = layers.number("slow_hash.threads", 0..=64_u16);
        let waiting_per_lane = layers.number("slow_hash.waiting_per_lane", 1..=1_024_u16);
        let wait_seconds = layers.number("slow_hash.wait_seconds", 1..=60_u16);
        Some(Self {
            m_kib: m_kib?,
            t: t?,
            threads: usize::from(threads?),
            waiting_per_lane: usize::from(waiting_per_lane?),
            wait_seconds: u64::from(wait_seconds?),
        })
    }
}

/// `[deadlines]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For the head of a request.
    pub header_seconds: u64,
    /// For a peer that takes up nothing of an answer.
    pub idle_seconds: u64,
    /// Before this a body may be as slow as it likes.
    pub body_grace_seconds: u64,
    /// After it, bytes per second on average.
    pub body_bytes_per_second: u64,
    /// A body is over by then.
    pub total_seconds: u64,
}

impl Deadlines {
    pub(super) fn read(layers: &mut Layers) -> Option<Self> {
        let header = layers.number("deadlines.header_seconds", 2..=120_u16);
        let idle = layers.number("deadlines.idle_seconds", 5..=300_u16);
        let grace = layers.number("deadlines.body_grace_seconds", 5..=300_u16);
        let speed = layers.number("deadlines.body_bytes_per_second", 100..=1_000_000_u32);
        let total = layers.number("deadlines.total_seconds", 60..=1_800_u16);
        Some(Self {
            header_seconds: u64::from(header?),
            idle_seconds: u64::from(idle?),
            body_grace_seconds: u64::from(grace?),
            body_bytes_per_second: u64::from(speed?),
            total_seconds: u64::from(total?),
        })
    }
}

/// `[desk]`
#[derive(Clone, Debug)]
pub struct Desk {
    /// The staff interface of the server.
    pub server: Option<ServerUrl>,
    /// The pinned first roster.
    pub genesis: Option<Genesis>,
    /// The folder of the key files.
    pub keys: PathBuf,
    /// Where the console listens.
    pub listen: SocketAddr,
    /// The console locks itself after this many minutes without a request.
    pub idle_minutes: u32,
}

impl Desk {
    pub(super) fn read(layers: &mut Layers, folder: &Path) -> Option<Self> {
        let server = layers.optional("desk.server", ServerUrl::parse);
        let genesis = layers.optional("desk.genesis", Genesis::parse);
        let keys = layers.path("desk.keys", Some(folder));
        let address = layers.parsed("desk.listen", |text| {
            // Whoever else reaches the console talks to it in clear; there is no second factor yet.
            listen(text).and_then(|address| {
                if address.ip().is_loopback() { Ok(address) } else { Err("must be a loopback address") }
            })
        });
        let idle_minutes = layers.number("desk.idle_minutes", 1..=60);
        Some(Self {
            server: server?,
            genesis: genesis?,
            keys: keys?,
            listen: address?,
            idle_minutes: idle_minutes?,
        })
    }
}
