//! No room: on the disk, or for attachments.
//!
//! With the rights for it, the data folder lies on a small disk of its own. Without, the total for files stands for the disk; then
//! the part of the test in which the databases cannot grow, which no setting can stand for, is left out.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::evidence::{self, Found};
use super::reporter::{Answer, Form, Part, get};
use super::server::{Site, close};
use crate::support::stores::Engine;

const MIB: usize = 1 << 20;

/// A small disk. Dropped, it is taken away.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(at)
            .output()
            .is_ok_and(|output| output.status.success());
        done.then(|| Self(at.to_owned()))
    }

    /// Takes all room that is left.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("ballast-2");
        let mut file = std::fs::File::create(&path).unwrap();
        // Ends when there is no room for one byte more.
        let full = std::io::copy(&mut std::io::repeat(0), &mut file).unwrap_err();
        assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        Command::new("umount").arg("--lazy").arg(&self.0).status().ok();
    }
}

/// The page after a sent form.
async fn after(server: SocketAddr, answer: &Answer) -> String {
    let page = get(server, answer.leads_to().unwrap(), &answer.cookies()).await.unwrap();
    assert_eq!(page.status, 200);
    page.text
}

/// Sends a report with one file; whether the file was taken. The words must be, in any case.
async fn report(server: SocketAddr, content: &[u8]) -> (Form, bool) {
    let form = Form::open(server).await.unwrap();
    let answer = form.send(server, "With a paper.", &[Part::File("paper.bin", content)]).await.unwrap();
    assert_eq!(answer.leads_to(), Some("/d"));
    let page = after(server, &answer).await;
    assert!(page.contains("We have your report") && page.contains("paper.bin"));
    let taken = page.contains("Arrived,");
    assert_ne!(taken, page.contains("<strong>Not added.</strong>"));
    (form, taken)
}

/// Sends until files are not taken any more: all reports, and how many have theirs.
async fn until_files_are_refused(server: SocketAddr) -> (Vec<Form>, usize) {
    let content = vec![0x5a; 3 * MIB];
    let mut forms = Vec::new();
    loop {
        let (form, taken) = report(server, &content).await;
        forms.push(form);
        if !taken {
            let with_file = forms.len() - 1;
            assert!(with_file > 0, "the first file was refused already");
            return (forms, with_file);
        }
        assert!(forms.len() < 10, "nothing stops the files");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_files_are_refused_first_and_words_last_and_honestly() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("disk");
    std::fs::create_dir(&at).unwrap();
    let disk = Disk::mount(&at, "44m");
    let mut site = Site::at(Engine::Sqlite, folder, at.join("data")).await;
    if let Some(disk) = &disk {
        std::fs::write(disk.0.join("ballast-1"), vec![0; 12 * MIB]).unwrap();
    } else {
        for key in ["total_bytes", "case_bytes", "daily_bytes"] {
            site.set(&format!("limits.{key}"), "10 MiB");
        }
        site.set("limits.request_bytes", "9 MiB");
        site.set("limits.file_bytes", "8 MiB");
    }
    let variant = if disk.is_some() { "a small disk" } else { "a small total, for want of rights to mount" };
    let running = site.start();
    let server = running.intake;

    let (mut forms, with_file) = until_files_are_refused(server).await;
    for _ in 0..3 {
        let form = Form::open(server).await.unwrap();
        let answer = form.send(server, "Only words.", &[]).await.unwrap();
        assert_eq!(answer.leads_to(), Some("/d"), "words must get through on {variant}");
        forms.push(form);
    }
    if let Some(disk) = &disk {
        forms.push(words_are_refused_honestly(disk, server).await);
        std::fs::remove_file(disk.0.join("ballast-1")).unwrap();
        let (form, taken) = report(server, b"small").await;
        assert!(taken, "there is room again, on {variant}");
        forms.push(form);
    }
    assert!(running.stop().success(), "{}", site.said());

    let vault = site.vault().await;
    let cases = evidence::cases(&vault, &site.people.intake).await;
    assert_eq!(cases.len(), forms.len(), "on {variant}");
    let mut files = 0;
    for form in &forms {
        files += evidence::open(&vault, &site.people.intake, &cases[&form.case()]).await.files.len();
        assert!(evidence::opens(&vault, &form.words).await);
    }
    assert_eq!(files, with_file + usize::from(disk.is_some()));
    assert_eq!(evidence::orphans(&vault).await, Vec::<String>::new());
    assert_eq!(evidence::temporary_files(&site.data), Vec::<PathBuf>::new());
    close(&vault).await;
}

/// Nothing can be written any more: no acknowledgement, an honest page; and the same form goes through when there is room.
async fn words_are_refused_honestly(disk: &Disk, server: SocketAddr) -> Form {
    let form = Form::open(server).await.unwrap();
    let ballast = disk.fill();
    let long = "More words than the last free page of the database holds. ".repeat(1000);
    for _ in 0..3 {
        let answer = form.send(server, &long, &[Part::File("paper.bin", b"small")]).await.unwrap();
        assert!(matches!(answer.leads_to(), Some("/f" | "/z")), "{answer:?}");
        let page = after(server, &answer).await;
        assert!(!page.contains("We have your report") && !page.contains("Text still works"), "{page}");
        assert!(page.contains("What is safe:") && page.contains("What to do:"));
    }
    for path in ["/", "/n/1", "/c", "/x"] {
        assert!(get(server, path, "").await.unwrap().status < 400, "{path}");
    }
    std::fs::remove_file(ballast).unwrap();
    let answer = form.send(server, &long, &[]).await.unwrap();
    assert_eq!(answer.leads_to(), Some("/d"));
    form
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_folder_of_attachments_words_are_kept_and_the_file_is_listed_as_not_added() {
    let site = Site::new(Engine::Sqlite).await;
    let running = site.start();
    let server = running.intake;
    let (blobs, aside) = (site.data.join("blobs"), site.data.join("blobs-aside"));
    let mut kept = Vec::new();
    // Somebody tidied up too well: an empty folder can be made again.
    std::fs::remove_dir_all(&blobs).unwrap();
    let (form, taken) = report(server, b"small").await;
    assert!(taken);
    assert_eq!(std::fs::metadata(&blobs).unwrap().permissions().mode() & 0o077, 0);
    kept.push((form, vec![("paper.bin".to_owned(), b"small".to_vec())]));

    std::fs::rename(&blobs, &aside).unwrap();
    std::fs::write(&blobs, b"not a folder").unwrap();
    for content in [b"small".to_vec(), vec![0x5a; 3 * MIB]] {
        let (form, taken) = report(server, &content).await;
        assert!(!taken);
        kept.push((form, Vec::new()));
    }
    std::fs::remove_file(&blobs).unwrap();
    std::fs::rename(&aside, &blobs).unwrap();
    // The page that tells of the missing file offers to send it again; so does the same form.
    let (form, _) = kept.pop().unwrap();
    let again = form.send(server, "With a paper.", &[Part::File("paper.bin", b"small")]).await.unwrap();
    assert!(after(server, &again).await.contains("Arrived, 5 bytes."));
    kept.push((form, vec![("paper.bin".to_owned(), b"small".to_vec())]));
    assert!(running.stop().success(), "{}", site.said());

    let vault = site.vault().await;
    let cases = evidence::cases(&vault, &site.people.intake).await;
    assert_eq!(cases.len(), kept.len());
    for (form, files) in kept {
        let found = evidence::open(&vault, &site.people.intake, &cases[&form.case()]).await;
        assert_eq!(found, Found { story: "With a paper.".to_owned(), files });
        assert!(evidence::opens(&vault, &form.words).await);
    }
    assert_eq!(evidence::orphans(&vault).await, Vec::<String>::new());
    close(&vault).await;
}
