//! A desk that is reached over a network: TLS 1.3, its own name, and nobody without a second factor.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use redchannel::clock::Clock;
use redchannel::desk::second_factor::Demand;
use redchannel::desk::web::{StartError, start};
use redchannel::desk::{DeskConfig, Reach};
use redchannel::web::tls::{Tls, TlsError};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;

use super::seat::CAST;
use crate::support::world::NOON;

const NAME: &str = "desk.customs.example";

/// A certificate for the name, by Debian's openssl: chain and key in PEM form.
fn certificate(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=desk", "-addext", &format!("subjectAltName=DNS:{NAME}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&chain)
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (std::fs::read(chain).unwrap(), std::fs::read(key).unwrap())
}

fn connector(chain: &[u8], version: &'static SupportedProtocolVersion) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(chain).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// One request on a connection of its own; the answer as it came.
async fn ask(connector: &TlsConnector, port: u16, request: &str) -> std::io::Result<String> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let mut stream = connector.connect(ServerName::try_from(NAME).unwrap(), stream).await?;
    assert_eq!(stream.get_ref().1.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn over_a_network_there_is_tls_its_own_name_and_a_second_factor() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.rckey"), CAST.first.file.to_json()).unwrap();
    let (chain, key) = certificate(folder.path());
    let tls = Tls::from_pem(&chain, &key).unwrap();
    let reach = Some(Reach { tls, host: NAME.into() });
    let listen = "127.0.0.1:0".parse().unwrap();
    let config =
        DeskConfig { reach, ..DeskConfig::new("http://127.0.0.1:1", [0; 32], folder.path(), listen) };
    let console = start(config, Clock::fixed(NOON)).await.unwrap();
    let port = console.address().port();
    let origin = format!("https://{NAME}:{port}");
    let link = console.link().strip_prefix(&origin).expect("the link names the host").to_owned();
    let stop = CancellationToken::new();
    let running = tokio::spawn(console.run(stop.clone()));

    let browser = connector(&chain, &rustls::version::TLS13);
    let get = |path: &str, host: &str, cookie: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n")
    };
    let ours = format!("{NAME}:{port}");
    let answer = ask(&browser, port, &get("/", &format!("127.0.0.1:{port}"), "")).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    assert!(ask(&browser, port, &get("/", &ours, "")).await.unwrap().starts_with("HTTP/1.1 403"));
    let answer = ask(&browser, port, &get(&link, &ours, "")).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let (_, cookie) = answer.split_once("set-cookie: ").unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = ask(&browser, port, &get("/", &ours, &cookie)).await.unwrap();
    assert!(page.contains("no second factor yet") && page.contains("name=\"code\""), "{page}");

    let (_, token) = page.split_once("name=\"token\" value=\"").unwrap();
    let token = token.split('"').next().unwrap();
    let words = CAST.first.passphrase.expose_secret();
    let body = format!("token={token}&key=own.rckey&passphrase={words}&code=123456");
    let unlocking = format!(
        "POST /unlock HTTP/1.1\r\nHost: {ours}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(ask(&browser, port, &unlocking).await.unwrap().starts_with("HTTP/1.1 303"));
    let page = ask(&browser, port, &get("/", &ours, &cookie)).await.unwrap();
    assert!(page.contains("This key has no second factor, which this desk asks for"), "{page}");

    let old = connector(&chain, &rustls::version::TLS12);
    assert!(ask(&old, port, &get("/", &ours, "")).await.is_err(), "TLS 1.2");
    let mut clear = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    clear.write_all(get("/", &ours, "").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    clear.read_to_end(&mut answer).await.ok();
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1"), "in clear");
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn without_a_certificate_no_desk_listens_beyond_this_machine() {
    let config =
        |listen: &str| DeskConfig::new("http://127.0.0.1:1", [0; 32], "/nowhere", listen.parse().unwrap());
    for listen in ["0.0.0.0:0", "192.0.2.7:8442", "[::]:0", "[2001:db8::1]:0"] {
        let refused = start(config(listen), Clock::fixed(NOON)).await.unwrap_err();
        assert!(matches!(refused, StartError::NotLoopback), "{listen}");
        assert!(refused.to_string().contains("--tls-cert"), "it says what to do");
        assert_eq!(config(listen).demand(), Demand::Always, "{listen}");
    }
    for listen in ["127.0.0.1:0", "127.0.0.2:0", "[::1]:0"] {
        assert_eq!(config(listen).demand(), Demand::IfEnrolled, "{listen}");
    }
    let folder = tempfile::tempdir().unwrap();
    let (chain, key) = certificate(folder.path());
    for host in ["", "a b", "https://desk.example", "desk.example:x", "desk.example:1:2", "desk/example"] {
        let reach = Some(Reach { tls: Tls::from_pem(&chain, &key).unwrap(), host: host.into() });
        let refused =
            start(DeskConfig { reach, ..config("127.0.0.1:0") }, Clock::fixed(NOON)).await.unwrap_err();
        assert!(matches!(refused, StartError::Host), "{host}");
    }
    let reach = Some(Reach { tls: Tls::from_pem(&chain, &key).unwrap(), host: NAME.into() });
    assert_eq!(
        DeskConfig { reach, ..config("127.0.0.1:0") }.demand(),
        Demand::Always,
        "loopback behind something"
    );
}

#[test]
fn what_is_no_certificate_or_no_key_is_refused_in_a_sentence() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (chain, key) = certificate(one.path());
    let (_, other) = certificate(two.path());
    assert!(matches!(Tls::from_pem(b"", &key), Err(TlsError::Certificate)));
    assert!(matches!(Tls::from_pem(b"nothing", &key), Err(TlsError::Certificate)));
    assert!(matches!(Tls::from_pem(&chain, b""), Err(TlsError::Key)));
    assert!(matches!(Tls::from_pem(&chain, &chain), Err(TlsError::Key)));
    assert!(matches!(Tls::from_pem(&chain, &other), Err(TlsError::Pair(_))));
}
