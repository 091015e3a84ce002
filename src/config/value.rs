//! Values with rules of their own: each type's only constructor is its check. The errors never repeat what was given.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE;
use http::Uri;

use crate::i18n::Lang;
use crate::secret::SecretText;

/// SHA-256 of the text of the first roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genesis([u8; 32]);

impl Genesis {
    /// Reads 64 hex digits.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let bytes = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("must be the 64 hex digits that `redchannel roster show` prints")
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A name under which a listener is addressed, as browsers send it: in lower case, with the port where it is not the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host(String);

impl Host {
    /// Checks a name: letters, digits, dots and hyphens, or an IP address, and perhaps a port.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let name = text.to_ascii_lowercase();
        // What follows the host: nothing, or a colon and a port.
        let (fine, rest) =
            if let Some((address, rest)) = name.strip_prefix('[').and_then(|v6| v6.split_once(']')) {
                (address.parse::<std::net::Ipv6Addr>().is_ok(), rest)
            } else {
                let (host, rest) =
                    name.split_at_checked(name.find(':').unwrap_or(name.len())).unwrap_or(("", ""));
                (is_name(host), rest)
            };
        let port_fine = rest.is_empty()
            || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if fine && port_fine {
            Ok(Self(name))
        } else {
            Err("must be a host name as browsers send it, such as report.example.org or 127.0.0.1:8440")
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without the port.
    pub fn name(&self) -> &str {
        if self.0.starts_with('[') {
            return self.0.split_once(']').map_or("", |(address, _)| address).trim_start_matches('[');
        }
        self.0.split(':').next().unwrap_or("")
    }

    /// Whether the name stands for this machine alone.
    pub fn is_local(&self) -> bool {
        let name = self.name();
        name == "localhost"
            || name.ends_with(".localhost")
            || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether it is the name of an onion service.
    pub fn is_onion(&self) -> bool {
        self.name().rsplit('.').next() == Some("onion")
    }
}

fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// The site that "Leave now" goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveTo(String);

impl LeaveTo {
    /// Checks an address: https, a host, no user name.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let what = "must be the address of a site, beginning with https://";
        let uri: Uri = text.parse().map_err(|_| what)?;
        let fine = uri.scheme_str() == Some("https") && plain_host(&uri).is_some();
        if fine { Ok(Self(text.to_owned())) } else { Err(what) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a desk finds the staff interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// Checks an address: https, or http where nobody listens on the way. Kept without a slash at the end.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let what = "must be https://HOST, or http:// on loopback or to an onion service, without a path";
        let uri: Uri = text.parse().map_err(|_| what)?;
        let host = plain_host(&uri).ok_or(what)?;
        let safe = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => host.is_local() || host.is_onion(),
            Some(_) | None => false,
        };
        let bare = uri.path() == "/" && uri.query().is_none();
        if safe && bare { Ok(Self(text.trim_end_matches('/').to_owned())) } else { Err(what) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of an address that names one and carries no user name.
fn plain_host(uri: &Uri) -> Option<Host> {
    Host::parse(uri.authority().filter(|authority| !authority.as_str().contains('@'))?.as_str()).ok()
}

/// How browsers reach the intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// An onion service, or loopback.
    Http,
    /// Behind a TLS proxy: answers carry HSTS.
    Https,
}

impl Scheme {
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "http" => Ok(Self::Http),
            "https" => Ok(Self::Https),
            _ => Err("must be \"http\" or \"https\""),
        }
    }
}

/// Where a database is. Debug does not print a server's address: it may hold a password.
#[derive(Clone)]
pub enum DatabaseAddress {
    /// This file, with its whole path.
    Sqlite(PathBuf),
    /// `postgres://…`.
    Postgres(SecretText),
}

impl DatabaseAddress {
    /// Reads `sqlite:PATH` or `postgres://…`. A relative path starts at `data`.
    ///
    /// # Errors
    /// What it must be.
    pub fn parse(text: &str, data: &Path) -> Result<Self, &'static str> {
        let what = "must be sqlite:PATH or postgres://…";
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let fine = !path.is_empty() && !path.contains('\0');
            return if fine { Ok(Self::Sqlite(data.join(path))) } else { Err(what) };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(SecretText::new(text)));
        }
        Err(what)
    }

    /// The address as the store reads it.
    pub fn to_url(&self) -> SecretText {
        match self {
            Self::Sqlite(path) => SecretText::new(format!("sqlite:{}", path.display())),
            Self::Postgres(address) => address.clone(),
        }
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "DatabaseAddress::Sqlite({})", path.display()),
            Self::Postgres(_) => f.write_str("DatabaseAddress::Postgres(…)"),
        }
    }
}

/// Reads an address and a port.
pub(super) fn listen(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "must be an IP address and a port, such as 127.0.0.1:8440 or [::1]:8440")
}

/// Reads the code of a language that is offered.
pub(super) fn language(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Lang::all().map(Lang::code).collect();
        format!("must be one of {}", codes.join(", "))
    })
}

/// Reads a size in bytes: digits, perhaps a unit.
pub(super) fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let unit: u64 = match unit.trim() {
        "" | "B" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_size_is_digits_and_perhaps_a_unit() {
        for (text, bytes) in [
            ("0", 0),
            ("1500", 1_500),
            ("25 MiB", 25 << 20),
            ("2GiB", 2 << 30),
            (" 3 kB ", 3_000),
            ("1 TiB", 1 << 40),
        ] {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in [
            "",
            "MiB",
            "-1",
            "1.5 MiB",
            "1 mib",
            "1 MiB 2",
            "99999999999999999999",
            "18446744073709551615 kB",
        ] {
            assert_eq!(size(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_size_or_none(text in "[0-9]{0,25} ?\\PC{0,5}") {
            prop_assert!(size(&text).is_none() || text.starts_with(|letter: char| letter.is_ascii_digit() || letter == ' '));
        }
    }
}
