use futures::{StreamExt, stream};
use proptest::prelude::*;

use super::*;
use crate::web::deadline::TooSlow;

const TYPE: &str = "multipart/form-data; boundary=XX";

/// A part as read: name, file name and type if it is a file, content.
type Seen = (String, Option<(Option<String>, Option<String>)>, Vec<u8>);

fn request(body: Body) -> Request {
    http::Request::post("/").header("content-type", TYPE).body(body).unwrap()
}

async fn read_all(body: Body, rules: MultipartRules) -> Result<Vec<Seen>, FormError> {
    let mut multipart = Multipart::read(request(body), rules)?;
    let mut seen = Vec::new();
    while let Some(part) = multipart.next().await? {
        seen.push(match part {
            Part::Text { name, value } => (name, None, value.expose_secret().as_bytes().to_vec()),
            Part::File { name, file_name, content_type, mut stream } => {
                let mut content = Vec::new();
                while let Some(chunk) = stream.next().await {
                    content.extend_from_slice(&chunk?);
                }
                (name, Some((file_name.map(|name| name.expose_secret().to_owned()), content_type)), content)
            }
        });
    }
    Ok(seen)
}

fn text_part(name: &str, value: &[u8]) -> Vec<u8> {
    [format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(), value, b"\r\n"]
        .concat()
}

fn file_part(name: &str, file_name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--XX--\r\n".to_vec()].concat()
}

async fn refused(parts: &[Vec<u8>]) -> FormError {
    let rules = MultipartRules {
        max_parts: 3,
        max_text: 20,
        repeatable: vec!["box".into()],
        ..MultipartRules::default()
    };
    read_all(body(parts).into(), rules).await.unwrap_err()
}

#[tokio::test]
async fn fields_and_files_are_read_in_order() {
    let content = vec![7_u8; 100_000];
    let parts =
        [text_part("story", "café".as_bytes()), file_part("f", "a.jpg", &content), file_part("f", "", b"")];
    let seen = read_all(body(&parts).into(), MultipartRules::default()).await.unwrap();
    let jpeg = Some("image/jpeg".to_owned());
    assert_eq!(seen[0], ("story".into(), None, "café".into()));
    assert_eq!(seen[1], ("f".into(), Some((Some("a.jpg".into()), jpeg.clone())), content));
    assert_eq!(seen[2], ("f".into(), Some((None, jpeg)), Vec::new()));
}

#[tokio::test]
async fn a_file_left_unread_is_skipped() {
    let parts = [file_part("f", "a", &vec![1; 300_000]), text_part("after", b"here")];
    let mut multipart = Multipart::read(request(body(&parts).into()), MultipartRules::default()).unwrap();
    let Some(Part::File { mut stream, .. }) = multipart.next().await.unwrap() else { panic!("no file") };
    assert!(!stream.chunk().await.unwrap().unwrap().is_empty());
    let Some(Part::Text { name, value }) = multipart.next().await.unwrap() else { panic!("no text") };
    assert_eq!((name.as_str(), value.expose_secret()), ("after", "here"));
    assert!(multipart.next().await.unwrap().is_none());
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_refused() {
    assert_eq!(refused(&[text_part("a", b"1"), text_part("a", b"2")]).await, FormError::Duplicate);
    assert_eq!(refused(&[text_part("a", b"1"), file_part("a", "x", b"2")]).await, FormError::Duplicate);
    assert_eq!(refused(&[file_part("box", "x", b"1"), text_part("box", b"2")]).await, FormError::Duplicate);
    assert_eq!(refused(&[text_part("a", b"\xff")]).await, FormError::NotUtf8);
    assert_eq!(refused(&[text_part("a", b"b\0c")]).await, FormError::Nul);
    assert_eq!(
        refused(&[b"--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n".to_vec()]).await,
        FormError::Broken
    );
    let odd = b"--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\xff\"\r\n\r\nx\r\n".to_vec();
    assert_eq!(refused(&[odd]).await, FormError::NotUtf8);
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let boxes: Vec<_> = (0..4).map(|_| text_part("box", b"1")).collect();
    assert_eq!(refused(&boxes).await, FormError::TooManyParts);
    assert_eq!(
        refused(&[text_part("a", &[b'x'; 15]), text_part("b", &[b'x'; 15])]).await,
        FormError::TooLarge
    );
    assert_eq!(refused(&[file_part("f", &"n".repeat(5000), b"")]).await, FormError::TooLarge);
    let rules = MultipartRules { max_body: 10_000, ..MultipartRules::default() };
    let large = body(&[file_part("f", "a", &vec![1; 20_000])]);
    assert_eq!(read_all(large.into(), rules).await, Err(FormError::TooLarge));
}

#[tokio::test]
async fn text_is_given_out_before_a_file_that_is_too_large() {
    let rules = MultipartRules { max_body: 50_000, ..MultipartRules::default() };
    let parts = body(&[text_part("story", b"kept"), file_part("f", "a", &vec![1; 200_000])]);
    let mut multipart = Multipart::read(request(parts.into()), rules).unwrap();
    assert!(matches!(multipart.next().await, Ok(Some(Part::Text { .. }))));
    let Ok(Some(Part::File { mut stream, .. })) = multipart.next().await else { panic!("no file") };
    let error = loop {
        match stream.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("read to the end"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, FormError::TooLarge);
}

#[tokio::test]
async fn a_head_or_a_preamble_without_end_is_not_collected() {
    for start in ["--XX\r\nContent-Disposition: ", "--XX   ", "no boundary"] {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let endless = stream::iter([Ok::<_, std::io::Error>(Bytes::from(start))]).chain(stream::repeat_with(
            move || {
                counter.fetch_add(50_000, Ordering::Relaxed);
                Ok(Bytes::from(vec![b' '; 50_000]))
            },
        ));
        let result = read_all(Body::from_stream(endless), MultipartRules::default()).await;
        assert_eq!(result, Err(FormError::TooLarge), "{start}");
        assert!(taken.load(Ordering::Relaxed) <= 100_000, "{start}");
    }
}

#[tokio::test]
async fn a_body_cut_short_or_too_slow_is_told_apart() {
    let whole = body(&[text_part("a", b"1"), file_part("f", "x", b"content")]);
    for end in 0..whole.len() - 4 {
        assert_eq!(
            read_all(whole[..end].to_vec().into(), MultipartRules::default()).await,
            Err(FormError::Broken),
            "{end}"
        );
    }
    let start = Ok(Bytes::from(text_part("a", b"1")));
    let slow = stream::iter([start, Err(axum::Error::new(TooSlow))]);
    assert_eq!(read_all(Body::from_stream(slow), MultipartRules::default()).await, Err(FormError::TooSlow));
}

#[test]
fn only_multipart_with_a_boundary_is_read() {
    let read = |lines: &[(&str, &str)]| {
        let mut request = http::Request::post("/");
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        Multipart::read(request.body(Body::empty()).unwrap(), MultipartRules::default()).map(drop)
    };
    assert_eq!(read(&[("content-type", TYPE)]), Ok(()));
    assert_eq!(read(&[]), Err(FormError::WrongType));
    assert_eq!(read(&[("content-type", "multipart/form-data")]), Err(FormError::WrongType));
    assert_eq!(read(&[("content-type", "multipart/mixed; boundary=XX")]), Err(FormError::WrongType));
    let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
    assert_eq!(read(&[("content-type", &long)]), Err(FormError::Broken));
    assert_eq!(read(&[("content-type", TYPE), ("content-encoding", "gzip")]), Err(FormError::Encoded));
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn in_pieces(bytes: &[u8], size: usize) -> Body {
    let pieces: Vec<_> =
        bytes.chunks(size).map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece.to_vec()))).collect();
    Body::from_stream(stream::iter(pieces))
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic_or_hang(
        parts in proptest::collection::vec("(--XX|\r\n|\r|--|Content-Disposition: form-data; name=a; filename=b|[ -~]{0,9}|\\PC{0,3})", 0..20),
        size in 1_usize..50,
    ) {
        let bytes = parts.concat().into_bytes();
        let length = bytes.len();
        if let Ok(seen) = run(read_all(in_pieces(&bytes, size), MultipartRules::default())) {
            prop_assert!(seen.iter().map(|part| part.2.len()).sum::<usize>() <= length);
        }
    }

    #[test]
    fn what_is_sent_is_read_back_however_it_is_cut(
        content in proptest::collection::vec(any::<u8>(), 0..3000),
        value in "[^\0]{0,50}",
        size in 1_usize..4000,
    ) {
        prop_assume!(!content.windows(6).any(|window| window == b"\r\n--XX") && !value.contains("\r\n--XX"));
        let bytes = body(&[text_part("story", value.as_bytes()), file_part("f", "a.jpg", &content)]);
        let seen = run(read_all(in_pieces(&bytes, size), MultipartRules::default())).unwrap();
        prop_assert_eq!(&seen[0].2, value.as_bytes());
        prop_assert_eq!(&seen[1].2, &content);
    }
}
