//! The desk's client against a server that means it no good, or is not there.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Redirect};
use axum::routing::any;
use bytes::Bytes;
use ed25519_dalek::SigningKey;
use futures::{StreamExt, TryStreamExt, stream};
use http::HeaderMap;
use redchannel::api::client::{Client, ClientError, fetch_roster};
use redchannel::clock::{Clock, Day};
use redchannel::model::id::{BlobId, CaseId, MemberId};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::client::serve;

fn client_at(base: &str) -> Client {
    let key = SigningKey::from_bytes(&[1; 32]);
    Client::new(base, MemberId::from_bytes([1; 16]), key, Clock::System).unwrap()
}

async fn client_of(router: Router) -> Client {
    client_at(&format!("http://{}", serve(router).await))
}

async fn cases(client: &Client) -> ClientError {
    client.cases(Day::from_number(0), None).await.unwrap_err()
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = serve(Router::new().fallback(any(async || r#"{"notes":[]}"#))).await;
    let to = format!("http://{other}/v1/roster");
    let router = Router::new().fallback(any(async move || Redirect::temporary(&to)));
    let base = format!("http://{}", serve(router).await);
    assert!(matches!(fetch_roster(&base).await, Err(ClientError::Unexpected(307))));
    assert!(matches!(cases(&client_at(&base)).await, ClientError::Unexpected(307)));
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let endless = async || {
        let spaces = Bytes::from(vec![b' '; 65_536]);
        Body::from_stream(stream::repeat(spaces).map(Ok::<_, Infallible>)).into_response()
    };
    let client = client_of(Router::new().fallback(any(endless))).await;
    assert!(matches!(cases(&client).await, ClientError::Malformed));
}

#[tokio::test]
async fn an_answer_that_is_not_ours_is_malformed() {
    for answer in ["", "<html>", "{}", r#"{"cases":1}"#] {
        let client = client_of(Router::new().fallback(any(async move || answer))).await;
        assert!(matches!(cases(&client).await, ClientError::Malformed), "{answer}");
    }
}

#[tokio::test]
async fn a_cookie_is_neither_kept_nor_sent_and_no_software_is_named() {
    let told = async |headers: HeaderMap| {
        let named = ["cookie", "user-agent", "referer"].iter().any(|name| headers.contains_key(*name));
        let status = if named { 500 } else { 503 };
        (http::StatusCode::from_u16(status).unwrap(), [("set-cookie", "a=b")], "")
    };
    let client = client_of(Router::new().fallback(any(told))).await;
    for _ in 0..2 {
        assert!(matches!(cases(&client).await, ClientError::Overloaded));
    }
}

/// A server that answers every connection with these bytes and hangs up.
async fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _read = stream.read(&mut request).await;
            let _written = stream.write_all(bytes).await;
            let _closed = stream.shutdown().await;
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_file_that_breaks_off_ends_with_an_error() {
    let client = client_at(&answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await);
    let stream = client.blob(CaseId::from_bytes([1; 16]), BlobId::from_bytes([2; 16])).await.unwrap();
    let chunks: Result<Vec<_>, _> = stream.try_collect().await;
    let error = format!("{:?}", chunks.unwrap_err());
    assert!(!error.contains("/v1/cases"), "an identifier stands in the error: {error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable_and_the_error_names_no_case() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for base in [format!("http://{address}"), answering(b"").await, answering(b"SSH-2.0\r\n").await] {
        let error = client_at(&base).items(CaseId::from_bytes([0xab; 16]), None).await.unwrap_err();
        assert!(matches!(error, ClientError::Unreachable(_)), "{base}: {error}");
        assert!(!format!("{error:?}").contains("abab"), "{error:?}");
    }
}
