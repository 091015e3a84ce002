//! A server that strangers are unkind to, and what must be there when they are done.

use std::net::SocketAddr;

use super::evidence::{self, Found};
use super::reporter::{Form, get};
use super::server::{Running, Site, close};
use crate::support::stores::Engine;

pub const STORY: &str = "A story that the disk must not hold in clear: Bloemfontein.";
const MARKER: &[u8] = b"Bloemfontein";
pub const FILE_BYTES: usize = 300 * 1024;
pub const REQUEST_BYTES: usize = 1 << 20;

/// A server that strangers are unkind to.
pub struct Stage {
    pub site: Site,
    running: Running,
}

/// A form after it was sent, and how many files must be with it; `None`: nothing may be there.
pub type Outcome = (&'static str, Form, Option<usize>);

impl Stage {
    pub async fn new() -> Self {
        let mut site = Site::new(Engine::Sqlite).await;
        site.set("limits.file_bytes", &FILE_BYTES.to_string());
        site.set("limits.request_bytes", &REQUEST_BYTES.to_string());
        site.set("deadlines.header_seconds", "2");
        site.set("deadlines.body_grace_seconds", "5");
        site.set("deadlines.body_bytes_per_second", "1000000");
        let running = site.start();
        Self { site, running }
    }

    pub fn server(&self) -> SocketAddr {
        self.running.intake
    }

    pub async fn form(&self) -> Form {
        Form::open(self.server()).await.unwrap()
    }

    /// Stops the server and looks at what there is.
    pub async fn end(self, outcomes: &[Outcome]) {
        let Self { site, running } = self;
        assert_eq!(get(running.intake, "/", "").await.unwrap().status, 200, "it serves as before");
        assert!(running.stop().success(), "{}", site.said());
        let vault = site.vault().await;
        let cases = evidence::cases(&vault, &site.people.intake).await;
        for (what, form, files) in outcomes {
            let case = cases.get(&form.case());
            assert_eq!(case.is_some(), files.is_some(), "{what}");
            assert_eq!(evidence::opens(&vault, &form.words).await, files.is_some(), "{what}");
            if let Some(case) = case {
                let Found { story, files: found } = evidence::open(&vault, &site.people.intake, case).await;
                assert_eq!((story.as_str(), Some(found.len())), (STORY, *files), "{what}");
            }
        }
        let kept = outcomes.iter().filter(|(_, _, files)| files.is_some()).count();
        assert_eq!(cases.len(), kept, "a case that nobody sent");
        assert_eq!(evidence::orphans(&vault).await, Vec::<String>::new());
        assert_eq!(evidence::temporary_files(&site.data), Vec::<std::path::PathBuf>::new());
        close(&vault).await;
        assert_eq!(evidence::holding(&site.data, MARKER), Vec::<std::path::PathBuf>::new());
        assert!(!site.said().contains("Bloemfontein"), "{}", site.said());
    }
}
