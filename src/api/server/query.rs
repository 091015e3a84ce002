//! Queries: `name=value` pairs of digits and letters, each name at most once, none that is not known.

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::failure::Failure;

/// The query of a request, to be taken apart name by name.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    fn parse(text: &str) -> Option<Self> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|_| !text.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            // Two values of one name are read differently by different programs; then nobody knows what was signed.
            if !pair.bytes().all(|byte| plain(byte) || byte == b'=')
                || pairs.iter().any(|(known, _)| known == name)
            {
                return None;
            }
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Some(Self(pairs))
    }

    /// The value of `name`, if it is there; refused if `read` cannot read it.
    pub(super) fn take<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(position) = self.0.iter().position(|(known, _)| known == name) else {
            return Ok(None);
        };
        let (_, value) = self.0.swap_remove(position);
        read(&value).map(Some).ok_or(Failure::BadRequest)
    }

    /// Refuses what was not taken.
    pub(super) fn finish(self) -> Result<(), Failure> {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::BadRequest) }
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        Self::parse(parts.uri.query().unwrap_or_default()).ok_or(Failure::BadRequest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Option<u64> {
        text.parse().ok()
    }

    #[test]
    fn each_name_is_taken_once_and_nothing_may_be_left() {
        let mut query = Query::parse("since_day=-3&after=7").unwrap();
        assert_eq!(query.take("after", number), Ok(Some(7)));
        assert_eq!(query.take("after", number), Ok(None));
        assert_eq!(query.finish(), Err(Failure::BadRequest));
        assert_eq!(Query::parse("").unwrap().finish(), Ok(()));
    }

    #[test]
    fn a_value_that_cannot_be_read_is_refused_and_not_ignored() {
        assert_eq!(Query::parse("after=x").unwrap().take("after", number), Err(Failure::BadRequest));
        assert_eq!(Query::parse("after=").unwrap().take("after", number), Err(Failure::BadRequest));
    }

    #[test]
    fn doubled_escaped_and_bare_names_are_refused() {
        for text in ["a=1&a=1", "after", "a=%31", "a=1&", "&", "a=b+c", "a=1;b=2"] {
            assert!(Query::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(text in "[a-z0-9=&%;_-]{0,60}|\\PC{0,60}") {
            if let Some(query) = Query::parse(&text) {
                let written: Vec<_> = query.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
                prop_assert_eq!(written.join("&"), text);
            }
        }
    }
}
