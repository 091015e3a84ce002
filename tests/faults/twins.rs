//! Two processes on one PostgreSQL, behind one name.

use futures::future::join_all;

use super::evidence::{self, Found};
use super::reporter::{Form, Part};
use super::server::{Site, close};
use crate::support::stores::Engine;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_to_two_processes_at_the_same_time_is_one_report() {
    let site = Site::new(Engine::Postgres).await;
    let (first, second) = (site.start(), site.start());
    // Opened at one, sent to both: no process keeps anything about a form.
    let forms = join_all((0..3).map(|_| Form::open(first.intake))).await;
    let forms: Vec<_> = forms.into_iter().map(Result::unwrap).collect();
    let sends = forms.iter().flat_map(|form| {
        [first.intake, second.intake, first.intake, second.intake].map(async |server| {
            let answer = form.send(server, "The same words.", &[Part::File("a.bin", b"the same file")]).await;
            assert_eq!(answer.unwrap().leads_to(), Some("/d"));
        })
    });
    join_all(sends).await;
    assert!(first.stop().success() && second.stop().success(), "{}", site.said());

    let vault = site.vault().await;
    let cases = evidence::cases(&vault, &site.people.intake).await;
    assert_eq!(cases.len(), forms.len());
    let once = Found {
        story: "The same words.".to_owned(),
        files: vec![("a.bin".to_owned(), b"the same file".to_vec())],
    };
    for form in &forms {
        let found = evidence::open(&vault, &site.people.intake, &cases[&form.case()]).await;
        assert_eq!(found, once);
        assert!(evidence::opens(&vault, &form.words).await);
    }
    assert_eq!(evidence::orphans(&vault).await, Vec::<String>::new());
    assert_eq!(evidence::temporary_files(&site.data), Vec::<std::path::PathBuf>::new());
    close(&vault).await;
    site.remove().await;
}
