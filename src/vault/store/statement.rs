//! Five macros that expand one plain SQL string with `$n` for both native drivers.
//!
//! `execute!(tx, sql, binds…)` gives the number of rows; `fetch_optional!`, `fetch_all!` take a row type after `tx`;
//! `fetch_scalar!` takes the type of the only column of the only row; `fetch_among!` asks for many rows by their names, sixty-four
//! at once. The string is a literal, so that nothing that came
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

/// The names of one statement: [`AMONG`](super::many::AMONG) of them.
macro_rules! names {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,  \
         $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41,  \
         $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61,  \
         $62, $63, $64"
    };
}

/// A second list of as many names, after the first.
macro_rules! other_names {
    () => {
        "$65, $66, $67, $68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84,  \
         $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103,  \
         $104, $105, $106, $107, $108, $109, $110, $111, $112, $113, $114, $115, $116, $117, $118, $119,  \
         $120, $121, $122, $123, $124, $125, $126, $127, $128"
    };
}

/// `fetch_among!(tx, Row, ("SELECT … IN (", names!(), ")"), names)`: the rows that have one of these names. There are as many names as
/// the statement has places, so that it is one statement for any number of them, prepared once.
macro_rules! fetch_among {
    ($tx:expr, $row:ty, ($($sql:tt)+), $names:expr) => {
        match $tx.usable() {
            Ok(native) => match native {
                $crate::vault::store::engine::Native::Sqlite(tx) => {
                    let mut query = sqlx::query_as::<_, $row>(concat!($($sql)+));
                    for name in $names {
                        query = query.bind(name);
                    }
                    query.fetch_all(&mut **tx).await
                }
                $crate::vault::store::engine::Native::Postgres(tx) => {
                    let mut query = sqlx::query_as::<_, $row>(concat!($($sql)+));
                    for name in $names {
                        query = query.bind(name);
                    }
                    query.fetch_all(&mut **tx).await
                }
            }
            .map_err(|error| $tx.failed(error)),
            Err(error) => Err(error),
        }
    };
}
