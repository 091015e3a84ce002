//! `redchannel desk`: the unit's console on a member's own machine.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::error::CliError;
use super::serve::stop_on_signals;
use super::{hygiene, runtime};
use crate::clock::Clock;
use crate::config::{Config, Genesis, ServerUrl};
use crate::desk::{DeskConfig, web};

/// Open the unit's console on this machine.
///
/// It reads your key file, fetches sealed cases from the server and opens them here, in memory. It listens on this machine only and
/// prints a link that works once.
///
/// Example: redchannel desk --keys ~/red-channel/keys --server `https://staff.example.org` --genesis 5f0c…
#[derive(Args, Debug)]
pub struct Desk {
    /// Configuration with a [desk] section; the options below win over it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of key files, or one key file.
    #[arg(long, value_name = "PATH")]
    keys: Option<PathBuf>,
    /// Address of the staff interface.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Hash of the first roster, 64 hex digits. Take it from the keyholders, not from the server.
    #[arg(long, value_name = "HEX")]
    genesis: Option<String>,
    /// Address to listen on; loopback only, port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

impl Desk {
    /// Runs until it is stopped.
    pub fn run(self, out: &mut dyn Write) -> Result<(), CliError> {
        let config = self.settings()?;
        hygiene::protect()?;
        runtime()?.block_on(async {
            let stop = stop_on_signals()?;
            let console = web::start(config, Clock::System).await.map_err(CliError::sentence)?;
            writeln!(out, "The desk is open on this machine. This link works once, in one browser:\n")?;
            writeln!(out, "    {}\n\nStop with Ctrl-C.", console.link())?;
            out.flush()?;
            console.run(stop).await;
            Ok(())
        })
    }

    fn settings(self) -> Result<DeskConfig, CliError> {
        let config = Config::load(self.config.as_deref())?.desk;
        let server = match self.server {
            Some(text) => {
                Some(ServerUrl::parse(&text).map_err(|what| CliError::refused(format!("--server {what}")))?)
            }
            None => config.server,
        };
        let genesis = match self.genesis {
            Some(text) => {
                Some(Genesis::parse(&text).map_err(|what| CliError::refused(format!("--genesis {what}")))?)
            }
            None => config.genesis,
        };
        let server = server.ok_or_else(|| {
            CliError::refused("the desk needs --server, the address of the staff interface")
        })?;
        let genesis = genesis
            .ok_or_else(|| CliError::refused("the desk needs --genesis, the hash of the first roster"))?;
        let keys = self.keys.unwrap_or(config.keys);
        let listen = self.listen.unwrap_or(config.listen);
        let settings = DeskConfig::new(server.as_str(), *genesis.as_bytes(), keys, listen);
        Ok(DeskConfig { idle: Duration::from_mins(u64::from(config.idle_minutes)), ..settings })
    }
}
