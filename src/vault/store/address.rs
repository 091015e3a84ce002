//! Where a database is: a SQLite file, or a schema in PostgreSQL.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Ciphertext: cases, items, wraps, sessions, rosters.
    Main,
    /// `K_shred`, with short-lived backups.
    Keys,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Main => "main",
            Self::Keys => "keys",
        })
    }
}

/// Where a database is. Debug does not print it: the address may hold a password.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// This file.
    Sqlite(PathBuf),
    /// This schema of a PostgreSQL database.
    Postgres {
        /// How to connect.
        options: Box<PgConnectOptions>,
        /// The schema that holds the tables.
        schema: SchemaName,
    },
}

/// The address cannot be understood. It is not quoted: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Neither of the two forms.
    #[error("a database is sqlite:PATH or postgres://…")]
    Form,
    /// PostgreSQL's address has a parameter or a number that is none.
    #[error("this is not an address of a PostgreSQL database")]
    Postgres,
    /// Not a schema's name.
    #[error("a schema's name has 1 to 63 of a-z, 0-9 and _, starts with a letter, and not with pg_")]
    Schema,
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` or `postgres://…`; in PostgreSQL, the main part lives in the schema `redchannel` and the keys in
    /// `redchannel_keys` unless [`Self::with_schema`] says otherwise.
    ///
    /// Off the local socket the server's certificate is always verified, whatever the address says (`sslrootcert` names
    /// another authority): a man in the middle would learn who writes when, and could drop what he likes.
    ///
    /// # Errors
    /// [`AddressError`], which does not repeat the address.
    pub fn parse(text: &str, part: Part) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() { Err(AddressError::Form) } else { Ok(Self::Sqlite(path.into())) };
        }
        if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
            return Err(AddressError::Form);
        }
        let options = PgConnectOptions::from_str(text).map_err(|_| AddressError::Postgres)?;
        let local = options.get_socket().is_some() || options.get_host().starts_with('/');
        let options = if local { options } else { options.ssl_mode(PgSslMode::VerifyFull) };
        let schema = SchemaName::parse(match part {
            Part::Main => "redchannel",
            Part::Keys => "redchannel_keys",
        })?;
        Ok(Self::Postgres { options: Box::new(options.disable_statement_logging()), schema })
    }

    /// The same database with another schema; a SQLite file has none.
    #[must_use]
    pub fn with_schema(self, schema: SchemaName) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(path),
            Self::Postgres { options, .. } => Self::Postgres { options, schema },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "DatabaseUrl::Sqlite(…)",
            Self::Postgres { .. } => "DatabaseUrl::Postgres(…)",
        })
    }
}

/// The name of a PostgreSQL schema: what needs no quoting, so that it can stand in `search_path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaName(String);

impl SchemaName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`AddressError::Schema`].
    pub fn parse(name: &str) -> Result<Self, AddressError> {
        let letters = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if letters && starts && name.len() <= 63 && !name.starts_with("pg_") {
            Ok(Self(name.to_owned()))
        } else {
            Err(AddressError::Schema)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_a_file_or_a_schema() {
        for text in ["sqlite:/a/b.db", "sqlite:///a/b.db"] {
            let Ok(DatabaseUrl::Sqlite(path)) = DatabaseUrl::parse(text, Part::Main) else {
                panic!("{text}")
            };
            assert_eq!(path.to_str(), Some("/a/b.db"));
        }
        let Ok(DatabaseUrl::Postgres { schema, .. }) =
            DatabaseUrl::parse("postgres:///x?host=/run", Part::Keys)
        else {
            panic!("not understood")
        };
        assert_eq!(schema.as_str(), "redchannel_keys");
        for text in ["", "sqlite:", "mysql://x", "/a/b.db"] {
            assert_eq!(DatabaseUrl::parse(text, Part::Main).err(), Some(AddressError::Form), "{text}");
        }
    }

    #[test]
    fn off_the_socket_the_certificate_is_verified_whatever_the_address_says() {
        for (text, verified) in [
            ("postgres://db.example/x", true),
            ("postgres://db.example/x?sslmode=disable", true),
            ("postgres://localhost/x?sslmode=prefer", true),
            ("postgres:///x?host=/run/postgresql", false),
        ] {
            let Ok(DatabaseUrl::Postgres { options, .. }) = DatabaseUrl::parse(text, Part::Main) else {
                panic!("{text}")
            };
            assert_eq!(matches!(options.get_ssl_mode(), PgSslMode::VerifyFull), verified, "{text}");
        }
    }

    #[test]
    fn a_password_is_not_printed() {
        let url = DatabaseUrl::parse("postgres://u:hunter2@db.example/x", Part::Main);
        assert!(!format!("{url:?}").contains("hunter2"));
    }

    proptest! {
        #[test]
        fn no_schema_name_needs_quoting(name in "\\PC{0,70}") {
            if let Ok(schema) = SchemaName::parse(&name) {
                prop_assert!(schema.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
                prop_assert!((1..=63).contains(&schema.as_str().len()));
            }
        }

        #[test]
        fn any_text_is_an_address_or_an_error(text in "(sqlite:|postgres://)?\\PC{0,60}") {
            let url = DatabaseUrl::parse(&text, Part::Main);
            prop_assert!(url.is_ok() || url.is_err_and(|error| !error.to_string().is_empty()));
        }
    }
}
