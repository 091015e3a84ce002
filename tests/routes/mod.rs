//! Every route × every method × every kind of visitor: what each is answered, read off the routers themselves.
//!
//! A route that is added appears in the table by itself, and the table that is kept no longer fits: somebody must look at what
//! strangers get there. Headers and the redirect after every POST are checked for each answer on the way.

mod api;
mod desk;
mod intake;

use std::fmt::Write;

use http::{HeaderMap, Method, StatusCode};

/// One line of a router: the path and the methods it names.
#[derive(Debug, PartialEq, Eq)]
struct Route {
    path: String,
    methods: Vec<Method>,
}

/// The `.route("PATH", …)` lines of a router's source.
fn routes(source: &str) -> Vec<Route> {
    let mut found = Vec::new();
    for rest in source.split(".route(\"").skip(1) {
        let (path, handlers) = rest.split_once('"').expect("a path ends");
        let handlers = handlers.lines().next().expect("handlers stand on the same line");
        let named = |method: &str| {
            handlers.contains(&format!(" {method}(")) || handlers.contains(&format!(").{method}("))
        };
        let methods =
            [("get", Method::GET), ("post", Method::POST), ("put", Method::PUT), ("delete", Method::DELETE)];
        let methods: Vec<Method> =
            methods.into_iter().filter(|(name, _)| named(name)).map(|(_, method)| method).collect();
        assert!(!methods.is_empty(), "no method in: {handlers}");
        found.push(Route { path: path.to_owned(), methods });
    }
    assert!(found.len() > 4, "the router is no longer written as this test reads it");
    found
}

/// Methods that are tried on every route.
const TRIED: [Method; 5] = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];

/// The table as text: a row for each route and method that is not refused to everybody as 405.
#[derive(Default)]
struct Table {
    text: String,
}

impl Table {
    fn head(visitors: &[&str]) -> Self {
        let mut text = format!("{:<38}", "");
        for visitor in visitors {
            write!(text, " {visitor:<14}").unwrap();
        }
        Self { text: text.trim_end().to_owned() + "\n" }
    }

    fn row(&mut self, route: &Route, method: &Method, answers: &[String]) {
        let named = route.methods.contains(method)
            || (*method == Method::HEAD && route.methods.contains(&Method::GET));
        if !named {
            for answer in answers {
                // Whoever may not come in at all learns nothing about methods either; after a POST the way leads to a notice.
                let refused = [
                    "405",
                    "401",
                    "403",
                    "421",
                    "303 /u",
                    "303 /z",
                    "303 /failed/500",
                    "303 /failed/403",
                    "303 /failed/421",
                ];
                assert!(refused.contains(&answer.as_str()), "{method} {}: {answer}", route.path);
            }
            return;
        }
        let mut line = format!("{:<38}", format!("{method} {}", route.path));
        for answer in answers {
            write!(line, " {answer:<14}").unwrap();
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

/// Status, and for a redirect where it leads.
fn outcome(status: StatusCode, headers: &HeaderMap) -> String {
    match headers.get(http::header::LOCATION) {
        Some(to) => format!("{} {}", status.as_u16(), to.to_str().unwrap()),
        None => status.as_u16().to_string(),
    }
}

/// What every answer of every face carries (security reference, section 10), and what none may carry.
fn check_headers(what: &str, headers: &HeaderMap) {
    check_headers_kept(what, headers, "no-store");
}

/// The same for an answer that may be kept: for public files only.
fn check_headers_kept(what: &str, headers: &HeaderMap, cache_control: &str) {
    let expected = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("origin-agent-cluster", "?1"),
        ("cache-control", cache_control),
        ("x-robots-tag", "noindex, noarchive"),
        ("x-dns-prefetch-control", "off"),
    ];
    for (name, value) in expected {
        let found: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(found, [value], "{what}: {name}");
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action"] {
        assert!(policy.contains(part) || policy.starts_with("sandbox"), "{what}: {policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{what}: {policy}");
    assert!(headers.contains_key("permissions-policy"), "{what}");
    for name in ["server", "etag", "last-modified", "date", "x-request-id", "access-control-allow-origin"] {
        assert!(!headers.contains_key(name), "{what}: {name}");
    }
    assert!(headers.keys().all(|name| !name.as_str().starts_with("x-ratelimit")), "{what}");
}

#[test]
fn a_router_s_source_is_read_line_by_line() {
    let source = r#"
        .route("/", get(landing::get))
        .route("/d", get(sent::get).post(sent::post))
        .route("/n/{audience}", post(report::post))
        .route("/a", get(a)) .route("/b", get(b)) .route("/c", get(c))"#;
    let read = routes(source);
    assert_eq!(read[1], Route { path: "/d".into(), methods: vec![Method::GET, Method::POST] });
    assert_eq!(read[2], Route { path: "/n/{audience}".into(), methods: vec![Method::POST] });
}
