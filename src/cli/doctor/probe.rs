//! A request to the running intake, as a proxy would send it.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::Finding;
use crate::config::Config;

const PATIENCE: Duration = Duration::from_secs(3);

/// The longest head of an answer that is read, in bytes.
const MAX_HEAD_BYTES: u64 = 32 * 1024;

/// The head of an answer, in lower case.
struct Head(String);

impl Head {
    fn status(&self) -> Option<u16> {
        self.0.strip_prefix("http/1.1 ")?.split(' ').next()?.trim().parse().ok()
    }

    fn has(&self, header: &str) -> bool {
        self.0.lines().skip(1).any(|line| line.split(':').next() == Some(header))
    }

    /// All but what changes from one answer to the next.
    fn constant(&self) -> Vec<&str> {
        let varies = |line: &&str| ["date:", "set-cookie:"].iter().any(|header| line.starts_with(header));
        self.0.lines().filter(|line| !varies(line)).collect()
    }
}

/// Asks the intake for its first page, plainly and with a forwarded address.
pub(super) fn intake(config: &Config) -> Vec<Finding> {
    // Without a name there is nothing to ask for; that is a finding of its own.
    let Some(host) = config.intake.hosts.first() else { return Vec::new() };
    let listen = config.intake.listen;
    let ask = |more: &str| ask(listen, host.as_str(), more);
    let plain = match ask("") {
        Ok(Some(head)) => head,
        Ok(None) => return vec![Finding::advice(format!("The intake is not running at {listen}."))],
        Err(error) => {
            return vec![Finding::wrong(format!(
                "The intake at {listen} accepts, but does not answer ({}).",
                error.kind()
            ))];
        }
    };
    let mut findings = judge(listen, &plain);
    let forwarded = ask("X-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\nX-Real-IP: 192.0.2.1\r\n");
    let alike = matches!(&forwarded, Ok(Some(head)) if head.constant() == plain.constant());
    if !alike {
        findings.push(Finding::wrong(format!(
            "What answers at {listen} treats a request otherwise when the visitor's address comes with it: it reads addresses."
        )));
    }
    if config.intake.hosts.iter().any(|host| !host.is_local() && !host.is_onion()) {
        findings.push(Finding::advice(
            "Visitors come through a proxy that sees their addresses and their reports. See that it stores neither: no access \
             log, no error log, no buffering of requests on disk, no forwarding headers.",
        ));
    }
    findings
}

fn judge(listen: SocketAddr, head: &Head) -> Vec<Finding> {
    match head.status() {
        Some(421) => vec![Finding::wrong(format!(
            "The intake at {listen} refuses the first name of intake.hosts. Was it started with another configuration? Restart it."
        ))],
        Some(200..=399) if head.has("content-security-policy") && !head.has("server") => Vec::new(),
        Some(200..=399) => vec![Finding::wrong(format!(
            "What answers at {listen} does not look like Red Channel: is another program listening there?"
        ))],
        Some(status) => vec![Finding::wrong(format!(
            "The intake at {listen} answers its first page with status {status}. Look at its log."
        ))],
        None => vec![Finding::wrong(format!("What answers at {listen} does not speak HTTP/1.1."))],
    }
}

/// The head of the answer, or `None` if nobody listens.
fn ask(listen: SocketAddr, host: &str, more: &str) -> std::io::Result<Option<Head>> {
    let Ok(mut stream) = TcpStream::connect_timeout(&reachable(listen), PATIENCE) else { return Ok(None) };
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.take(MAX_HEAD_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let head = text.split("\r\n\r\n").next().unwrap_or("");
    Ok(Some(Head(head.to_ascii_lowercase())))
}

/// "All addresses" is nothing to connect to.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::net::TcpListener;
    use std::path::Path;

    use super::super::Weight;
    use super::*;

    const OURS: &str = "HTTP/1.1 200 OK\r\nContent-Security-Policy: default-src 'none'\r\n";

    fn config(listen: SocketAddr, host: &str) -> Config {
        let text = format!("[intake]\nlisten = \"{listen}\"\nhosts = [\"{host}\"]");
        Config::from_parts(&text, Path::new("/srv/rc"), &BTreeMap::new()).unwrap()
    }

    /// What is found when something answers two requests in this way.
    fn found(answer: impl Fn(&str, usize) -> String + Send + 'static) -> Vec<Finding> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let config = config(listener.local_addr().unwrap(), "report.example.org");
        let serving = std::thread::spawn(move || {
            for number in 0..2 {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1_024];
                let length = stream.read(&mut request).unwrap();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                stream.write_all(answer(&request, number).as_bytes()).unwrap();
            }
        });
        let findings = intake(&config);
        // Where the first answer is no answer, the second request never comes.
        drop(TcpStream::connect(config.intake.listen));
        serving.join().unwrap();
        findings
    }

    fn wrong(findings: &[Finding]) -> String {
        let wrong = findings.iter().filter(|finding| finding.weight == Weight::Wrong);
        wrong.map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_intake_that_answers_alike_with_and_without_an_address_is_fine() {
        let findings = found(|request, number| {
            assert!(request.contains("Host: report.example.org\r\n"));
            assert_eq!(request.contains("192.0.2.1"), number == 1);
            format!("{OURS}Date: {number}\r\n\r\npage")
        });
        assert_eq!(wrong(&findings), "");
        assert!(findings[0].sentence.contains("no access log"));
    }

    #[test]
    fn an_intake_that_heeds_a_forwarded_address_is_found() {
        let findings = found(|request, _| {
            if request.contains("X-Forwarded-For") {
                "HTTP/1.1 429 Too Many Requests\r\n\r\n".into()
            } else {
                format!("{OURS}\r\n")
            }
        });
        assert!(wrong(&findings).contains("reads addresses"));
    }

    #[test]
    fn what_is_not_this_intake_is_found() {
        for (answer, expected) in [
            ("HTTP/1.1 421 Misdirected Request\r\n\r\n".to_owned(), "refuses the first name"),
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n".to_owned(), "status 503"),
            ("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n".to_owned(), "another program"),
            (format!("{OURS}Server: nginx\r\n\r\n"), "another program"),
            ("SSH-2.0-OpenSSH\r\n".to_owned(), "does not speak HTTP"),
            (String::new(), "does not speak HTTP"),
        ] {
            let findings = found(move |_, _| answer.clone());
            assert!(wrong(&findings).contains(expected), "{findings:?}");
        }
    }

    #[test]
    fn an_intake_that_does_not_run_yet_is_no_fault() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let findings = intake(&config(address, "localhost"));
        assert!(matches!(findings.as_slice(), [Finding { weight: Weight::Advice, .. }]), "{findings:?}");
    }
}
