//! The real program, serving, and what the kernel knows of it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::measure::{Fallible, cpu_of, memory_of};
use crate::site::Site;

/// A running server. It ends with this value.
pub struct Server {
    child: Child,
    /// Where reporters find it.
    pub address: SocketAddr,
    /// Where desks find it.
    pub desks: SocketAddr,
}

impl Server {
    /// Starts it and waits for the line that says where it listens.
    pub fn start(site: &Site) -> Fallible<Self> {
        let mut child = Command::new(&site.binary)
            .arg("serve")
            .arg("--config")
            .arg(site.configuration())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let address = line.strip_prefix("Serving reporters on ").and_then(|rest| rest.split(' ').next());
        let address = address.ok_or("the server did not start")?.parse()?;
        let desks = line.trim_end().strip_suffix('.').and_then(|line| line.rsplit(' ').next());
        let desks = desks.ok_or("the server does not say where desks find it")?.parse()?;
        // Whoever writes to a closed pipe ends; the counts that the server prints are read and dropped.
        std::thread::spawn(move || std::io::copy(&mut lines.by_ref(), &mut std::io::sink()));
        Ok(Self { child, address, desks })
    }

    /// Its processor time so far, in seconds.
    pub fn cpu(&self) -> Fallible<f64> {
        cpu_of(&self.child.id().to_string())
    }

    /// Its memory in MiB: `VmRSS` now, `VmHWM` at most so far.
    pub fn memory(&self, line: &str) -> Fallible<f64> {
        memory_of(&self.child.id().to_string(), line)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Like a power cut: the next start on this folder has to cope, as it must anyway.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
