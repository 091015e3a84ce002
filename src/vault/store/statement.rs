//! Four macros that expand one plain SQL string with `$n` for both native drivers.
//!
//! `execute!(tx, sql, binds…)` gives the number of rows; `fetch_optional!`, `fetch_all!` take a row type after `tx`;
//! `fetch_scalar!` takes the type of the only column of the only row. The string is a literal, so that nothing that came
//! from outside can become SQL.
//!
//! After an error, a transaction takes no more statements, on either engine: PostgreSQL refuses them by itself, but SQLite ends
//! the transaction when its disk is full, and would commit every later statement at once and alone.

macro_rules! execute {
    ($tx:expr, $sql:literal $(, $bind:expr)* $(,)?) => {
        match $tx.usable() {
            Ok(native) => match native {
                $crate::vault::store::engine::Native::Sqlite(tx) => {
                    sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
                }
                $crate::vault::store::engine::Native::Postgres(tx) => {
                    sqlx::query($sql)$(.bind($bind))*.execute(&mut **tx).await.map(|done| done.rows_affected())
                }
            }
            .map_err(|error| $tx.failed(error)),
            Err(error) => Err(error),
        }
    };
}

macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:literal $(, $bind:expr)* $(,)?) => {
        match $tx.usable() {
            Ok(native) => match native {
                $crate::vault::store::engine::Native::Sqlite(tx) => {
                    sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **tx).await
                }
                $crate::vault::store::engine::Native::Postgres(tx) => {
                    sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **tx).await
                }
            }
            .map_err(|error| $tx.failed(error)),
            Err(error) => Err(error),
        }
    };
}

macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:literal $(, $bind:expr)* $(,)?) => {
        match $tx.usable() {
            Ok(native) => match native {
                $crate::vault::store::engine::Native::Sqlite(tx) => {
                    sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **tx).await
                }
                $crate::vault::store::engine::Native::Postgres(tx) => {
                    sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **tx).await
                }
            }
            .map_err(|error| $tx.failed(error)),
            Err(error) => Err(error),
        }
    };
}

macro_rules! fetch_scalar {
    ($tx:expr, $column:ty, $sql:literal $(, $bind:expr)* $(,)?) => {
        match $tx.usable() {
            Ok(native) => match native {
                $crate::vault::store::engine::Native::Sqlite(tx) => {
                    sqlx::query_scalar::<_, $column>($sql)$(.bind($bind))*.fetch_one(&mut **tx).await
                }
                $crate::vault::store::engine::Native::Postgres(tx) => {
                    sqlx::query_scalar::<_, $column>($sql)$(.bind($bind))*.fetch_one(&mut **tx).await
                }
            }
            .map_err(|error| $tx.failed(error)),
            Err(error) => Err(error),
        }
    };
}
