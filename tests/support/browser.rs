//! A real Chromium, driven through Debian's `chromedriver`: what a visitor sees and can do, with scripts off by default.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a browser on a busy machine may take before a test says that it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the browser runs scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// As in Tor Browser's safest setting: the product must work so.
    Off,
    /// As in most browsers.
    On,
}

/// The size of the page's visible part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewport {
    /// A small, cheap telephone: 360 × 740 CSS pixels, two device pixels each.
    Phone,
    /// 1280 × 800 CSS pixels, one device pixel each.
    Desktop,
}

/// The colours the visitor prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

/// How a browser is started. The default is the hardest case: a telephone without scripts.
#[derive(Clone, Debug)]
pub struct Options {
    pub javascript: Scripts,
    pub viewport: Viewport,
    pub scheme: Scheme,
    /// A host name that leads to 127.0.0.1. An origin that is loopback by name counts as secure in a browser, and a hidden
    /// service's does not: what depends on it must be tested under a name.
    pub host_name: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { javascript: Scripts::Off, viewport: Viewport::Phone, scheme: Scheme::Light, host_name: None }
    }
}

/// A running browser with a profile of its own. Every method panics with what went wrong: it is the test that failed.
pub struct Browser {
    client: Option<Client>,
    driver: Child,
    // The driver would be killed by writing to a closed pipe.
    _output: BufReader<ChildStdout>,
    profile: TempDir,
}

impl Browser {
    /// Starts the driver on a port that the system picks, and a browser with an empty profile.
    pub async fn start(options: Options) -> Self {
        let profile =
            tempfile::Builder::new().prefix("chromium-").tempdir().expect("no folder for the profile");
        let (driver, output, port) = start_driver(profile.path());
        // From here on, Drop ends the driver whatever happens.
        let mut browser = Self { client: None, driver, _output: output, profile };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&options, browser.profile_dir()))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the driver started no browser");
        browser.client = Some(client);
        let preferred = match options.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!([{ "name": "prefers-color-scheme", "value": preferred }]);
        browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        browser
    }

    /// Opens a page and waits until it is loaded.
    pub async fn goto(&self, url: &str) {
        self.client().goto(url).await.unwrap_or_else(|error| panic!("{url} did not load: {error}"));
    }

    /// The address of the page.
    pub async fn url(&self) -> String {
        self.client().current_url().await.expect("the browser has no address").to_string()
    }

    /// Clicks what `css` selects first. After a link or a button it waits until the page it stood on is gone: the driver returns
    /// when nothing loads, which is also true in the moment before an upload begins.
    pub async fn click(&self, css: &str) {
        let target = self.find(css).await;
        let leaves = matches!(target.tag_name().await.as_deref(), Ok("a" | "button"));
        let page = self.find("html").await;
        target.click().await.unwrap_or_else(|error| panic!("{css} could not be clicked: {error}"));
        let patience = Instant::now() + PATIENCE;
        while leaves && page.tag_name().await.is_ok() {
            assert!(Instant::now() < patience, "after a click on {css} no other page came");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Replaces the text in a field by typing.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap_or_else(|error| panic!("{css} could not be emptied: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{css} took no text: {error}"));
    }

    /// Chooses a file in a file field.
    pub async fn upload(&self, css: &str, path: &Path) {
        let path = fs::canonicalize(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let field = self.find(css).await;
        let path = path.to_str().expect("the file's name is not Unicode");
        field.send_keys(path).await.unwrap_or_else(|error| panic!("{css} took no file: {error}"));
    }

    /// The text of what `css` selects first, as shown: what is not displayed has none.
    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap_or_else(|error| panic!("{css} has no text: {error}"))
    }

    /// How many elements `css` selects.
    pub async fn count(&self, css: &str) -> usize {
        self.client().find_all(Locator::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}")).len()
    }

    /// The page as the browser has it now.
    pub async fn source(&self) -> String {
        self.client().source().await.expect("the page has no source")
    }

    /// Width and height of the whole page in CSS pixels. Wider than the viewport means that it scrolls sideways.
    pub async fn content_size(&self) -> (f64, f64) {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let side = |name: &str| {
            metrics["cssContentSize"][name].as_f64().unwrap_or_else(|| panic!("no {name} in {metrics}"))
        };
        (side("width"), side("height"))
    }

    /// Writes the whole page, also what is below the fold, as a PNG file.
    pub async fn screenshot(&self, path: &Path) {
        let (width, height) = self.content_size().await;
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let answer = self.devtools("Page.captureScreenshot", options).await;
        let data = answer["data"].as_str().expect("no picture in the answer");
        let picture = BASE64.decode(data.as_bytes()).expect("the picture is not Base64");
        fs::write(path, picture).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// The folder with everything the browser wrote to the disk.
    pub fn profile_dir(&self) -> &Path {
        self.profile.path()
    }

    /// The id of the driver's process.
    pub fn driver_id(&self) -> u32 {
        self.driver.id()
    }

    /// Ends the browser in order, so that it writes what it would write when a visitor closes it, and returns the folder it
    /// wrote to. The folder is deleted when the returned value is dropped.
    pub async fn close(mut self) -> TempDir {
        // Before the driver lets go of them: afterwards some descend from nobody and name no folder.
        let started = self.processes();
        if let Some(client) = self.client.take() {
            client.close().await.expect("the browser did not close");
        }
        self.end_processes(started);
        let empty = tempfile::tempdir().expect("no folder to put in the profile's place");
        std::mem::replace(&mut self.profile, empty)
    }

    /// Sends one command of the Chrome `DevTools` Protocol and returns its answer.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        let envelope = DevTools { command, parameters };
        self.client().issue_cmd(envelope).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn processes(&self) -> Vec<Pid> {
        started_by(Some(self.driver.id()), Some(self.profile.path()))
    }

    fn end_processes(&mut self, mut started: Vec<Pid>) {
        started.extend(self.processes());
        // The driver first: it would otherwise report the end of its browser, or start another.
        self.driver.kill().ok();
        self.driver.wait().ok();
        for process in &started {
            kill_process(*process, Signal::KILL).ok();
        }
        // The profile is searched or deleted next: no process may be left that still writes to it.
        let patience = Instant::now() + PATIENCE;
        while started.iter().any(|process| is_running(*process)) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("the browser was closed")
    }

    async fn find(&self, css: &str) -> fantoccini::elements::Element {
        self.client()
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("no {css} on the page: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.end_processes(Vec::new());
    }
}

/// The driver, its output and the port it listens on. It picks the port itself: a port that was free a moment ago may be
/// taken by the time it is used.
fn start_driver(home: &Path) -> (Child, BufReader<ChildStdout>, u16) {
    let mut driver = Command::new("chromedriver")
        .args(["--port=0", "--allowed-ips=127.0.0.1"])
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("TMPDIR", home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("chromedriver is not installed (Debian: chromium-driver)");
    let mut output = BufReader::new(driver.stdout.take().expect("its output is piped"));
    let mut seen = String::new();
    while output.read_line(&mut seen).is_ok_and(|length| length > 0) {
        if let Some(port) = announced_port(&seen) {
            return (driver, output, port);
        }
    }
    driver.kill().ok();
    driver.wait().ok();
    panic!("chromedriver announced no port: {seen}");
}

/// The port in `… was started successfully on port N.`
fn announced_port(output: &str) -> Option<u16> {
    let (_, rest) = output.split_once("started successfully on port ")?;
    let (digits, _) = rest.split_once('.')?;
    digits.parse().ok()
}

fn capabilities(options: &Options, profile: &Path) -> Capabilities {
    let mut arguments: Vec<String> = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--hide-scrollbars",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-crash-reporter",
        "--disable-breakpad",
        "--disable-features=HttpsUpgrades,HttpsFirstBalancedMode,HttpsFirstBalancedModeAutoEnable",
    ]
    .map(String::from)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", profile.join("profile").display()));
    // No test asks another machine for anything, whatever a page leads to.
    let rules = options.host_name.as_ref().map(|name| format!("MAP {name} 127.0.0.1, ")).unwrap_or_default();
    arguments.push(format!("--host-resolver-rules={rules}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"));
    // Allowed is 1, blocked is 2.
    let scripts = match options.javascript {
        Scripts::Off => 2,
        Scripts::On => 1,
    };
    // Headless windows have a least width of 500; device metrics have none. Without touch: a tap that leads to another page
    // never returns when scripts are off.
    let metrics = match options.viewport {
        Viewport::Phone => {
            json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "mobile": true, "touch": false })
        }
        Viewport::Desktop => {
            json!({ "width": 1280, "height": 800, "pixelRatio": 1.0, "mobile": false, "touch": false })
        }
    };
    let chromium = json!({
        "args": arguments,
        "prefs": { "profile.managed_default_content_settings.javascript": scripts },
        "mobileEmulation": { "deviceMetrics": metrics },
    });
    Capabilities::from_iter([
        (String::from("browserName"), json!("chrome")),
        (String::from("goog:chromeOptions"), chromium),
    ])
}

/// A command of the Chrome `DevTools` Protocol, in the driver's envelope.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// The processes that descend from `root`, and those that name `folder` in their arguments: a browser's helpers
/// leave the family of the process that started them.
pub fn started_by(root: Option<u32>, folder: Option<&Path>) -> Vec<Pid> {
    let processes: Vec<PathBuf> =
        fs::read_dir("/proc").expect("no /proc").flatten().map(|entry| entry.path()).collect();
    let mut parents = HashMap::new();
    let mut found = Vec::new();
    for process in &processes {
        let Some(id) = process.file_name().and_then(|name| name.to_str()?.parse::<i32>().ok()) else {
            continue;
        };
        if let Some(parent) = parent_of(process) {
            parents.insert(id, parent);
        }
        let arguments = fs::read(process.join("cmdline")).unwrap_or_default();
        let arguments = String::from_utf8_lossy(&arguments);
        if folder.is_some_and(|folder| arguments.contains(&*folder.to_string_lossy())) {
            found.push(id);
        }
    }
    let root = root.and_then(|root| i32::try_from(root).ok());
    let descends = |mut id: i32| {
        while let Some(parent) = parents.get(&id) {
            if Some(*parent) == root {
                return true;
            }
            id = *parent;
        }
        false
    };
    found.extend(parents.keys().copied().filter(|id| descends(*id)));
    found.sort_unstable();
    found.dedup();
    found.into_iter().filter(|id| Some(*id) != root).filter_map(Pid::from_raw).collect()
}

/// The id of a process's parent. The second field of `stat` is a name in parentheses and may hold anything.
fn parent_of(process: &Path) -> Option<i32> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    fields.split(' ').nth(1)?.parse().ok()
}

/// Whether a process runs; one that ended and was not yet collected by its parent does not.
pub fn is_running(process: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
    stat.is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, fields)| !fields.starts_with('Z')))
}
