//! The only file that sees a peer's address: it turns the address into a short-lived key for rate limits and drops it.
//!
//! The key is a truncated HMAC under 32 random bytes that exist in memory only and are replaced every half hour, so
//! that nobody who later holds a memory image, let alone a log, can compute which network stood behind a key. Only
//! the network goes in (/24, /48): rotating through the addresses of one line gains nothing, and the key never told
//! one subscriber from another.
//!
//! One generation of the secret is enough. The key is computed once, when a connection is accepted, and stays with
//! it; the old secret is needed by nobody. What is lost at the change is that every client starts with fresh budgets:
//! twice the budget in the worst half hour, which the budgets allow for.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::CryptoRng;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::crypto::hash::hmac256;
use crate::secret::Secret;

/// How long one generation of the secret lives.
pub const GENERATION: Duration = Duration::from_mins(30);

/// Stands for a client's network within one generation, for rate limits. Says nothing outside this process.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientKey([u8; 8]);

impl ClientKey {
    /// The key with these bytes, for whoever has a key from elsewhere than an address, such as a test.
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for ClientKey {
    // Even a pseudonym links the requests of one visit. tower_governor asks for Debug; it gets nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientKey(…)")
    }
}

/// Computes client keys under a secret that is replaced every [`GENERATION`].
pub struct ClientKeys {
    current: Mutex<Generation>,
}

struct Generation {
    secret: Secret<32>,
    ends: Instant,
}

impl Generation {
    fn new(rng: &mut impl CryptoRng, now: Instant) -> Self {
        Self { secret: Secret::random(rng), ends: now.checked_add(GENERATION).unwrap_or(now) }
    }

    fn renew_if_due(&mut self, rng: &mut impl CryptoRng, now: Instant) {
        if now >= self.ends {
            *self = Self::new(rng, now);
        }
    }
}

/// Copies as much of the beginning of `source` as `target` holds.
fn fill(target: &mut [u8], source: &[u8]) {
    for (slot, byte) in target.iter_mut().zip(source) {
        *slot = *byte;
    }
}

/// What of a peer goes into its key.
enum Origin {
    /// The first three bytes of an IPv4 address.
    V4([u8; 3]),
    /// The first six bytes of an IPv6 address.
    V6([u8; 6]),
    /// This machine: a proxy or the onion service in front. All of loopback is one client.
    Loopback,
    /// A peer on a Unix socket, which has no address.
    Unix,
}

impl Origin {
    fn of(address: IpAddr) -> Self {
        // An IPv4 client of a dual-stack socket arrives as ::ffff:a.b.c.d, where a /48 would be all of IPv4.
        let address = address.to_canonical();
        if address.is_loopback() {
            return Self::Loopback;
        }
        match address {
            IpAddr::V4(v4) => {
                let mut network = [0; 3];
                fill(&mut network, &v4.octets());
                Self::V4(network)
            }
            IpAddr::V6(v6) => {
                let mut network = [0; 6];
                fill(&mut network, &v6.octets());
                Self::V6(network)
            }
        }
    }

    fn key(&self, secret: &Secret<32>) -> ClientKey {
        let (tag, network): (&[u8], &[u8]) = match self {
            Self::V4(network) => (b"4", network),
            Self::V6(network) => (b"6", network),
            Self::Loopback => (b"l", &[]),
            Self::Unix => (b"u", &[]),
        };
        let mac = hmac256(secret, &[b"redchannel/v1/client", tag, network]);
        let mut key = [0; 8];
        fill(&mut key, &mac);
        ClientKey(key)
    }
}

impl ClientKeys {
    /// Starts with a fresh secret. `now` is the beginning of its generation.
    pub fn new(rng: &mut impl CryptoRng, now: Instant) -> Self {
        Self { current: Mutex::new(Generation::new(rng, now)) }
    }

    /// Replaces the secret if its generation has ended. Called now and then, so that an old secret does not outlive a
    /// quiet night.
    pub fn renew_if_due(&self, rng: &mut impl CryptoRng, now: Instant) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).renew_if_due(rng, now);
    }

    /// The key of `peer` at `now`; under a fresh secret, if the generation has ended.
    pub fn of(&self, peer: &Peer, rng: &mut impl CryptoRng, now: Instant) -> ClientKey {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.renew_if_due(rng, now);
        peer.0.key(&current.secret)
    }
}

/// Accepts a connection. What is kept of the other end is a [`Peer`].
///
/// Errors are those of `accept(2)`: of one connection (go on) or of the process, such as a lack of descriptors (wait).
pub async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, Peer)> {
    let (stream, address) = listener.accept().await?;
    Ok((stream, Peer(Origin::of(address.ip()))))
}

/// The other end of a connection, on its way to becoming a key: good for nothing else, and never printed.
pub struct Peer(Origin);

impl Peer {
    /// The other end of a Unix socket.
    pub const fn unix() -> Self {
        Self(Origin::Unix)
    }
}

impl fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientKeys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(ClientKeys, Instant);

    fn keys() -> Fixed {
        let now = Instant::now();
        Fixed(ClientKeys::new(&mut rand::rng(), now), now)
    }

    fn key(Fixed(keys, now): &Fixed, address: &str) -> ClientKey {
        keys.of(&Peer(Origin::of(address.parse().unwrap())), &mut rand::rng(), *now)
    }

    #[test]
    fn neighbours_share_a_key_and_strangers_do_not() {
        let keys = keys();
        assert_eq!(key(&keys, "203.0.113.7"), key(&keys, "203.0.113.200"));
        assert_ne!(key(&keys, "203.0.113.7"), key(&keys, "203.0.114.7"));
        assert_eq!(key(&keys, "2001:db8:1:2::3"), key(&keys, "2001:db8:1:ffff::9"));
        assert_ne!(key(&keys, "2001:db8:1::3"), key(&keys, "2001:db8:2::3"));
    }

    #[test]
    fn an_ipv4_client_of_a_dual_stack_socket_is_the_same_client() {
        let keys = keys();
        assert_eq!(key(&keys, "::ffff:203.0.113.7"), key(&keys, "203.0.113.7"));
        assert_ne!(key(&keys, "::ffff:203.0.113.7"), key(&keys, "::ffff:198.51.100.7"));
    }

    #[test]
    fn loopback_is_one_client_and_a_unix_socket_another() {
        let keys = keys();
        assert_eq!(key(&keys, "127.0.0.1"), key(&keys, "127.9.9.9"));
        assert_eq!(key(&keys, "127.0.0.1"), key(&keys, "::1"));
        assert_ne!(key(&keys, "127.0.0.1"), keys.0.of(&Peer::unix(), &mut rand::rng(), keys.1));
    }

    #[test]
    fn keys_change_with_the_generation_and_not_before() {
        let mut keys = keys();
        let first = key(&keys, "203.0.113.7");
        let start = keys.1;
        keys.1 = start + Duration::from_mins(29);
        assert_eq!(key(&keys, "203.0.113.7"), first);
        keys.1 = start + GENERATION;
        assert_ne!(key(&keys, "203.0.113.7"), first);
    }

    #[test]
    fn debug_tells_nothing_of_a_client() {
        let keys = keys();
        assert_eq!(format!("{:?} {:?}", key(&keys, "203.0.113.7"), keys.0), "ClientKey(…) ClientKeys(…)");
    }
}
