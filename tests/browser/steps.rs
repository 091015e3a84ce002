//! What the two sides do in their browsers, step by step.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::support::browser::{Browser, Options, Viewport};
use crate::support::program::Demo;

/// How long a page may take; a click returns before the redirect after a form is followed.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);

/// Waits until the browser is at `url`.
pub async fn arrives(browser: &Browser, url: &str) {
    let at_url = async {
        while browser.url().await != url {
            tokio::time::sleep(LOOK).await;
        }
    };
    let arrived = tokio::time::timeout(PATIENCE, at_url).await;
    assert!(arrived.is_ok(), "the browser is at {}, not at {url}", browser.url().await);
}

/// Waits until something on the page is what `css` selects.
pub async fn appears(browser: &Browser, css: &str) {
    let shown = async {
        while browser.count(css).await == 0 {
            tokio::time::sleep(LOOK).await;
        }
    };
    let appeared = tokio::time::timeout(PATIENCE, shown).await;
    assert!(appeared.is_ok(), "no {css} at {}:\n{}", browser.url().await, browser.source().await);
}

/// Looks at the page through a window of this many CSS pixels.
pub async fn look_through(browser: &Browser, width: u32, height: u32) {
    let ratio = if width < 600 { 2 } else { 1 };
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": width < 600 });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
}

/// What an expression over the loaded page gives, as text. The driver runs it, whatever the page itself may run.
pub async fn evaluate(browser: &Browser, expression: &str) -> String {
    let answer = browser.devtools("Runtime.evaluate", json!({ "expression": expression })).await;
    answer["result"]["value"].as_str().unwrap_or_else(|| panic!("{expression}: {answer}")).to_owned()
}

/// What a reporter fills in.
#[derive(Debug, Default)]
pub struct Story<'a> {
    pub text: &'a str,
    pub place: &'a str,
    /// The values of the boxes to tick under "Who must not see this report?".
    pub exclude: &'a [&'a str],
    pub files: &'a [PathBuf],
}

/// A reporter with a telephone of 360 × 740 and scripts off.
pub struct Reporter<'a> {
    pub browser: Browser,
    site: &'a str,
}

impl<'a> Reporter<'a> {
    pub async fn new(demo: &'a Demo) -> Self {
        Self { browser: Browser::start(Options::default()).await, site: &demo.intake }
    }

    /// From the start page to the page that says that it was sent. Gives the words of the code, as the form showed them.
    pub async fn reports(&self, story: &Story<'_>) -> Vec<String> {
        let browser = &self.browser;
        browser.goto(&format!("{}/", self.site)).await;
        browser.click("a.button[href='/n']").await;
        arrives(browser, &self.at("/n")).await;
        browser.click("a[href='/n/1']").await;
        arrives(browser, &self.at("/n/1")).await;
        let words = self.words().await;
        browser.fill("#s", story.text).await;
        browser.fill("#p", story.place).await;
        for who in story.exclude {
            browser.click(&format!("input[name=x][value='{who}']")).await;
        }
        for file in story.files {
            browser.upload("#a", file).await;
        }
        browser.click("main form button").await;
        arrives(browser, &self.at("/d")).await;
        words
    }

    /// The words on the code card of the page.
    pub async fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for place in 1..=8 {
            let shown = self.browser.text(&format!(".words li:nth-child({place})")).await;
            let number = |letter: char| letter.is_ascii_digit() || letter.is_whitespace();
            words.push(shown.trim_start_matches(number).to_owned());
        }
        words
    }

    /// Types this code, and sees the messages.
    pub async fn comes_back(&self, code: &str) {
        self.browser.goto(&self.at("/")).await;
        self.browser.click("a.button[href='/c']").await;
        arrives(&self.browser, &self.at("/c")).await;
        self.browser.fill("#k", code).await;
        self.browser.click("main form button").await;
        arrives(&self.browser, &self.at("/m")).await;
    }

    /// Answers with a file.
    pub async fn answers(&self, text: &str, file: &Path) {
        self.browser.fill("#s", text).await;
        self.browser.upload("#a", file).await;
        self.browser.click("main form button").await;
        appears(&self.browser, "#say").await;
    }

    /// Presses "Leave now"; after that the messages are closed.
    pub async fn leaves(&self) {
        self.browser.click("a.leave").await;
        self.browser.goto(&self.at("/m")).await;
        assert_eq!(self.browser.url().await, self.at("/c"), "leaving has not ended the session");
    }

    /// An address on the reporters' side.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}

/// The unit's desk in a browser of its own, scripts off as well.
pub struct Member<'a> {
    pub browser: Browser,
    demo: &'a Demo,
}

impl<'a> Member<'a> {
    /// Opens the link that was printed.
    pub async fn new(demo: &'a Demo, options: Options) -> Self {
        let browser = Browser::start(Options { viewport: Viewport::Desktop, ..options }).await;
        browser.goto(&demo.desk_link).await;
        arrives(&browser, &format!("{}/", demo.desk())).await;
        Self { browser, demo }
    }

    /// Chooses the key of the member with this display name and types the passphrase.
    pub async fn unlocks_as(&self, name: &str) {
        self.browser.goto(&self.at("/")).await;
        let file = format!("{}.rckey", name.to_lowercase().replace(' ', "-"));
        self.browser.click(&format!("input[name=key][value='{file}']")).await;
        self.browser.fill("#passphrase", self.demo.passphrase(name)).await;
        self.browser.click("main form button").await;
        appears(&self.browser, "form[action='/lock']").await;
        assert_eq!(self.browser.text(".who").await, name);
    }

    /// Opens the only case of the queue.
    pub async fn opens_the_only_case(&self) {
        self.browser.goto(&self.at("/")).await;
        assert_eq!(self.browser.count(".queue tbody tr").await, 1, "cases in the queue");
        self.browser.click(".queue tbody th a").await;
        self.is_let_in().await;
    }

    /// Reads the case whose link was clicked, after saying, if asked, that they know nobody involved.
    pub async fn is_let_in(&self) {
        appears(&self.browser, ".story, input[name='conflict']").await;
        if self.browser.count(".story").await == 0 {
            self.declares().await;
        }
        appears(&self.browser, ".story").await;
    }

    /// Says, before the case opens, that they know nobody involved.
    async fn declares(&self) {
        appears(&self.browser, "input[name='conflict'][value='none']").await;
        self.browser.click("input[name='conflict'][value='none']").await;
        self.browser.click("main form button").await;
    }

    /// Looks at these words as the reporter will see them, then signs and sends them in the open case.
    pub async fn replies(&self, text: &str) {
        self.browser.fill("#text", text).await;
        self.browser.click("form[action$='/reply'] button").await;
        appears(&self.browser, ".phone").await;
        assert_eq!(self.browser.text(".phone .said").await, text);
        self.browser.click("button[value='send']").await;
        appears(&self.browser, ".turns .ours").await;
        assert_eq!(self.browser.text(".turns .ours .said").await, text);
    }

    /// Presses "Lock".
    pub async fn locks(&self) {
        self.browser.goto(&self.at("/")).await;
        self.browser.click("form[action='/lock'] button").await;
        appears(&self.browser, "#passphrase").await;
    }

    /// The session's cookie, as a request carries it. Scripts could not read it; the driver can.
    pub async fn cookie(&self) -> String {
        let urls = json!({ "urls": [self.at("/")] });
        let answer = self.browser.devtools("Network.getCookies", urls).await;
        let cookies = answer["cookies"].as_array().expect("cookies");
        let pair = |cookie: &serde_json::Value| {
            Some(format!("{}={}", cookie["name"].as_str()?, cookie["value"].as_str()?))
        };
        cookies.iter().filter_map(pair).collect::<Vec<_>>().join("; ")
    }

    /// An address on the desk.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.demo.desk())
    }
}
