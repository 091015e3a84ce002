use axum::body::Body;
use proptest::prelude::*;

use super::*;

fn parse(body: &str) -> Result<Form, FormError> {
    Form::parse(body.as_bytes(), &FormRules { max_bytes: 1000, max_fields: 5, repeatable: &["box"] })
}

fn value(form: &Form, name: &str) -> String {
    form.value(name).unwrap().expose_secret().to_owned()
}

#[test]
fn fields_are_decoded_and_kept_in_order() {
    let form = parse("story=caf%C3%A9+%26+co&empty=&bare&box=1&box=2").unwrap();
    assert_eq!(value(&form, "story"), "café & co");
    assert_eq!(form.value("empty"), Some(&SecretText::default()));
    assert!(form.filled("empty").is_none() && form.filled("bare").is_none() && form.value("none").is_none());
    let boxes: Vec<_> = form.values("box").map(SecretText::expose_secret).collect();
    assert_eq!(boxes, ["1", "2"]);
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    for (body, error) in [
        ("a=1&a=2", FormError::Duplicate),
        ("a=1&%61=2", FormError::Duplicate),
        ("a=%", FormError::Broken),
        ("a=%4", FormError::Broken),
        ("a=%zz", FormError::Broken),
        ("a=%+1", FormError::Broken),
        ("a=%ff", FormError::NotUtf8),
        ("%c3=1", FormError::NotUtf8),
        ("a=b%00c", FormError::Nul),
        ("a\0=b", FormError::Nul),
        ("a&b&c&d&e&f", FormError::TooManyParts),
    ] {
        assert_eq!(parse(body), Err(error), "{body}");
    }
    assert_eq!(parse(&"a".repeat(1001)), Err(FormError::TooLarge));
}

#[test]
fn debug_tells_nothing_of_a_form() {
    assert_eq!(format!("{:?}", parse("story=pepper").unwrap()), "Form(1 fields)");
}

async fn read(lines: &[(&str, &str)], body: Body) -> Result<Form, FormError> {
    let mut request = http::Request::post("/");
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    Form::read(request.body(body).unwrap(), &FormRules { max_bytes: 10, ..FormRules::default() }).await
}

#[tokio::test]
async fn only_the_declared_type_is_read() {
    const TYPE: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    assert!(read(&[TYPE], "a=b".into()).await.is_ok());
    assert!(
        read(&[("content-type", "Application/X-WWW-form-urlencoded; charset=UTF-8")], "a=b".into())
            .await
            .is_ok()
    );
    assert_eq!(read(&[], "a=b".into()).await, Err(FormError::WrongType));
    assert_eq!(read(&[("content-type", "text/plain")], "a=b".into()).await, Err(FormError::WrongType));
    assert_eq!(read(&[TYPE, TYPE], "a=b".into()).await, Err(FormError::WrongType));
    for encoding in ["gzip", "identity"] {
        assert_eq!(
            read(&[TYPE, ("content-encoding", encoding)], "a=b".into()).await,
            Err(FormError::Encoded)
        );
    }
}

#[tokio::test]
async fn a_body_beyond_the_cap_is_refused_announced_or_not() {
    const TYPE: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    assert_eq!(read(&[TYPE], "a=0123456789".into()).await, Err(FormError::TooLarge));
    let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>("aaaa"));
    assert_eq!(read(&[TYPE], Body::from_stream(endless)).await, Err(FormError::TooLarge));
    let broken = futures::stream::iter([Err::<&str, _>(std::io::Error::other("gone"))]);
    assert_eq!(read(&[TYPE], Body::from_stream(broken)).await, Err(FormError::Broken));
    let slow = futures::stream::iter([Err::<&str, _>(axum::Error::new(TooSlow))]);
    assert_eq!(read(&[TYPE], Body::from_stream(slow)).await, Err(FormError::TooSlow));
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(form) = Form::parse(&body, &FormRules::default()) {
            prop_assert!(form.fields().all(|(name, value)| !name.contains('\0') && !value.expose_secret().contains('\0')));
        }
    }

    #[test]
    fn what_a_browser_encodes_is_read_back(fields in proptest::collection::btree_map("[^\0]{1,8}", "[^\0]{0,40}", 0..8)) {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let form = Form::parse(body.join("&").as_bytes(), &FormRules::default()).unwrap();
        let read: Vec<_> = form.fields().map(|(name, value)| (name.to_owned(), value.expose_secret().to_owned())).collect();
        prop_assert_eq!(read, fields.into_iter().collect::<Vec<_>>());
    }
}
