//! A site of two pages, to try the browser on.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const FIRST: &str = r#"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>a page</title><link rel="icon" href="data:,">
<style>body { min-height: 2000px } .dark { display: none }
@media (prefers-color-scheme: dark) { .dark { display: inline } .light { display: none } }</style>
<p id="said">as sent</p><p id="without"><noscript><b>no script runs here</b></noscript></p>
<p id="scheme">it is <span class="light">light</span><span class="dark">dark</span></p>
<form method="post" action="/send" enctype="multipart/form-data">
<textarea id="story" name="story"></textarea><input id="file" type="file" name="file"><button>Send</button></form>
<script>document.getElementById("said").textContent = "changed by a script"</script></html>"#;

const SECOND: &str = "<!doctype html><html lang=\"en\"><title>sent</title><link rel=\"icon\" href=\"data:,\"><h1>received</h1></html>";

/// The running site; it stops when dropped.
pub struct Site {
    address: SocketAddr,
    received: Arc<Mutex<String>>,
    stopping: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Site {
    /// Starts the site on a port of 127.0.0.1 that the system picks.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("no port");
        let address = listener.local_addr().expect("no address");
        let received = Arc::new(Mutex::new(String::new()));
        let stopping = Arc::new(AtomicBool::new(false));
        let (store, stop) = (Arc::clone(&received), Arc::clone(&stopping));
        let listening = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                // A browser opens connections it may never use: none of them may hold up the others.
                let store = Arc::clone(&store);
                thread::spawn(move || answer(stream, &store));
            }
        });
        Self { address, received, stopping, listening: Some(listening) }
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The body of the last form that was sent.
    pub fn received(&self) -> String {
        self.received.lock().expect("a poisoned lock").clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        TcpStream::connect(self.address).ok();
        if let Some(listening) = self.listening.take() {
            listening.join().ok();
        }
    }
}

/// Answers one request. A connection that breaks off is the browser's choice and no failure.
fn answer(stream: TcpStream, received: &Mutex<String>) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request).ok()?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (status, page) = match request.split(' ').take(2).collect::<Vec<_>>().as_slice() {
        ["GET", "/"] => ("200 OK", FIRST),
        ["GET", "/sent"] => ("200 OK", SECOND),
        ["POST", "/send"] => {
            *received.lock().ok()? = String::from_utf8_lossy(&body).into_owned();
            ("303 See Other\r\nLocation: /sent", "")
        }
        _ => ("404 Not Found", ""),
    };
    let length = page.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(page.as_bytes()).ok()
}
