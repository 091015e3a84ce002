//! `redchannel desk`: the unit's console on a member's own machine.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::error::CliError;
use super::serve::stop_on_signals;
use super::{files, hygiene, runtime};
use crate::clock::Clock;
use crate::config::{Config, Genesis, ServerUrl};
use crate::desk::{DeskConfig, Reach, web};
use crate::web::tls::Tls;

/// The longest private key in PEM form: an RSA key of 16,384 bits.
const MAX_KEY_BYTES: u32 = 16 * 1024;

/// Open the unit's console on this machine.
///
/// It reads your key file, fetches sealed cases from the server and opens them here, in memory. It listens on this machine only, unless
/// it is given a certificate, and prints a link that works once.
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
    /// Address to listen on; port 0 takes a free one. Loopback, unless there is a certificate.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Certificate chain in PEM form, for a desk that is reached over a network. Every unlocking then asks for a second factor.
    #[arg(long, value_name = "FILE", requires_all = ["tls_key", "host"])]
    tls_cert: Option<PathBuf>,
    /// Its private key in PEM form, readable by its owner alone.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The name in the browser's address line, with a port if it is not the one listened on.
    #[arg(long, value_name = "NAME", requires = "tls_cert")]
    host: Option<String>,
}

impl Desk {
    /// Runs until it is stopped.
    pub fn run(self, out: &mut dyn Write) -> Result<(), CliError> {
        let config = self.settings()?;
        let place = match &config.reach {
            None => "The desk is open on this machine.",
            Some(_) => "The desk is open to the network; every unlocking asks for a second factor.",
        };
        hygiene::protect()?;
        runtime()?.block_on(async {
            let stop = stop_on_signals()?;
            let console = web::start(config, Clock::System).await.map_err(CliError::sentence)?;
            writeln!(out, "{place} This link works once, in one browser:\n")?;
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
        let reach = reach(self.tls_cert.as_deref(), self.tls_key.as_deref(), self.host)?;
        let keys = self.keys.unwrap_or(config.keys);
        let listen = self.listen.unwrap_or(config.listen);
        let settings = DeskConfig::new(server.as_str(), *genesis.as_bytes(), keys, listen);
        Ok(DeskConfig { reach, idle: Duration::from_mins(u64::from(config.idle_minutes)), ..settings })
    }
}

/// Reads the certificate and its key. The three come together or not at all.
fn reach(chain: Option<&Path>, key: Option<&Path>, host: Option<String>) -> Result<Option<Reach>, CliError> {
    let (Some(chain), Some(key), Some(host)) = (chain, key, host) else { return Ok(None) };
    let secret = hygiene::read_private(key, MAX_KEY_BYTES)?;
    let tls = Tls::from_pem(&files::read(chain)?, &secret).map_err(CliError::sentence)?;
    Ok(Some(Reach { tls, host }))
}
