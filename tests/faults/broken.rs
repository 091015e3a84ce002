//! Forms that are broken: words that arrived whole are safe whatever is wrong with files, everything else leaves no trace.

use super::evidence;
use super::reporter::{BOUNDARY, Form, Part, get, multipart, multipart_type, post, post_with, talk};
use super::server::close;
use super::stage::{FILE_BYTES, REQUEST_BYTES, STORY, Stage};

fn replaced(body: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let place = body.windows(what.len()).position(|window| window == what).unwrap();
    [&body[..place], with, &body[place + what.len()..]].concat()
}
/// The type and the body of a form, spoilt.
type Damage = fn(&Form) -> (String, Vec<u8>);

/// What may be wrong with a form, and where that leads.
fn damages() -> [(&'static str, Damage, &'static str); 8] {
    [
        (
            "not UTF-8",
            |form| (multipart_type(), replaced(&form.body(STORY, &[]), b"clear", b"cl\xffar")),
            "/u",
        ),
        ("a NUL", |form| (multipart_type(), replaced(&form.body(STORY, &[]), b"clear", b"cl\0ar")), "/u"),
        ("no boundary at all", |_| (multipart_type(), STORY.as_bytes().to_vec()), "/u"),
        (
            "a part without a name",
            |form| (multipart_type(), replaced(&form.body(STORY, &[]), b"; name=\"s\"", b"")),
            "/u",
        ),
        (
            "a field twice",
            |form| {
                let (token, story) =
                    (Part::Field("t", form.token.as_bytes()), Part::Field("s", STORY.as_bytes()));
                (multipart_type(), multipart(&[token, story, story]))
            },
            "/u",
        ),
        (
            "another type",
            |form| {
                (
                    "application/x-www-form-urlencoded".to_owned(),
                    format!("t={}&s={STORY}", form.token).into_bytes(),
                )
            },
            "/u",
        ),
        (
            "a token of nobody",
            |form| {
                (multipart_type(), replaced(&form.body(STORY, &[]), &form.token.as_bytes()[..8], b"AAAAAAAA"))
            },
            "/e",
        ),
        (
            "too much text",
            |form| (multipart_type(), form.body(&STORY.repeat(300_000 / STORY.len()), &[])),
            "/t",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_cannot_be_read_is_refused_whole() {
    let stage = Stage::new().await;
    let server = stage.server();
    let mut outcomes = Vec::new();
    for (what, damage, leads_to) in damages() {
        let form = stage.form().await;
        let (content_type, body) = damage(&form);
        let answer = talk(server, &post(server, "/n/1", &content_type, &body)).await.unwrap();
        assert_eq!(answer.leads_to(), Some(leads_to), "{what}");
        outcomes.push((what, form, None));
    }
    let form = stage.form().await;
    let body = form.body(STORY, &[]);
    let (kind, length) = (multipart_type(), body.len());
    let lines = format!("Content-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n");
    let answer = talk(server, &post_with(server, "/n/1", &lines, &body)).await.unwrap();
    assert_eq!(answer.leads_to(), Some("/u"), "an encoded body");
    outcomes.push(("an encoded body", form, None));
    stage.end(&outcomes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_files_never_costs_the_words() {
    let stage = Stage::new().await;
    let server = stage.server();
    let mut outcomes = Vec::new();
    let (small, large) = (b"small".as_slice(), vec![0x5a; FILE_BYTES - 2]);
    let (too_large, flood) = (vec![0x5a; FILE_BYTES + 1], vec![0x5a; 5 * REQUEST_BYTES]);
    // The same file twice in one form is kept once, so each is another.
    let contents: Vec<[u8; 1]> = (0..11_u8).map(|number| [number]).collect();
    let eleven: Vec<_> = contents.iter().map(|content| Part::File("one.bin", content)).collect();
    let late = [Part::File("one.bin", small), Part::Field("p", b"North gate")];
    let larges: Vec<Vec<u8>> = (0..4_u8).map(|number| [large.as_slice(), &[number]].concat()).collect();
    let four: Vec<_> = larges.iter().map(|content| Part::File("large.bin", content.as_slice())).collect();
    for (what, parts, kept, said) in [
        ("eleven files", eleven.as_slice(), 10, "too many files"),
        (
            "a file that is too large",
            &[Part::File("big.bin", &too_large), Part::File("one.bin", small)],
            1,
            "too big",
        ),
        ("files that are too large together", &four, 3, "too big"),
        ("a request beyond all measure", &[Part::File("flood.bin", &flood)], 0, "too big"),
        ("text after files", &late, 1, "Part of it was not read"),
    ] {
        let form = stage.form().await;
        let answer = form.send(server, STORY, parts).await.unwrap();
        assert_eq!(answer.leads_to(), Some("/d"), "{what}");
        let page = get(server, "/d", &answer.cookies()).await.unwrap().text;
        assert!(page.contains("We have your report") && page.contains(said), "{what}: {page}");
        outcomes.push((what, form, Some(kept)));
    }
    // Broken off by the format and not by the line: there is an answer, and it tells.
    let form = stage.form().await;
    let body = form.body(STORY, &[Part::File("one.bin", small), Part::File("two.bin", small)]);
    let body = replaced(&body, b"name=\"a\"; filename=\"two.bin\"", b"nothing");
    let answer = talk(server, &post(server, "/n/1", &multipart_type(), &body)).await.unwrap();
    assert_eq!(answer.leads_to(), Some("/d"));
    let page = get(server, "/d", &answer.cookies()).await.unwrap().text;
    assert!(page.contains("It did not arrive in one piece"), "{page}");
    outcomes.push(("a broken part after a file", form, Some(1)));
    stage.end(&outcomes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boundary_inside_a_file_is_content_unless_a_line_begins_with_it() {
    let stage = Stage::new().await;
    let form = stage.form().await;
    let content = format!("x--{BOUNDARY}--\r\n-\r\n--{}", BOUNDARY.trim_end_matches('r'));
    let answer =
        form.send(stage.server(), STORY, &[Part::File("tricky.bin", content.as_bytes())]).await.unwrap();
    assert_eq!(answer.leads_to(), Some("/d"));
    let vault = stage.site.vault().await;
    let cases = evidence::cases(&vault, &stage.site.people.intake).await;
    let found = evidence::open(&vault, &stage.site.people.intake, &cases[&form.case()]).await;
    assert_eq!(found.files, [("tricky.bin".to_owned(), content.into_bytes())]);
    close(&vault).await;
    stage.end(&[("a boundary in a file", form, Some(1))]).await;
}
