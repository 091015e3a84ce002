//! Tables for other programs: RFC 4180, and no cell that a spreadsheet would take for a formula.
//!
//! A reporter chooses file names, a member display names: `=HYPERLINK(…)` in a cell sends what stands beside it to whoever wrote it, once
//! somebody opens the table. A cell that begins like a formula gets an apostrophe, which spreadsheets show as text.

/// The rows as CSV: commas, CR LF at the end of each, quotes where they are needed.
pub fn table<Row, Cell>(rows: impl IntoIterator<Item = Row>) -> String
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.into_iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            put(&mut text, cell.as_ref());
        }
        text.push_str("\r\n");
    }
    text
}

fn put(text: &mut String, cell: &str) {
    let guard = if begins_like_a_formula(cell) { "'" } else { "" };
    if cell.contains([',', '"', '\r', '\n', '\t']) {
        text.extend(["\"", guard, &cell.replace('"', "\"\""), "\""]);
    } else {
        text.extend([guard, cell]);
    }
}

/// `= + - @`, TAB and CR, also in the wide forms that some spreadsheets read the same way, and behind white space that some drop.
fn begins_like_a_formula(cell: &str) -> bool {
    let sign = |letter: char| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    cell.starts_with(['\t', '\r']) || cell.trim_start().starts_with(sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let rows = [vec!["a", "b c", ""], vec!["1,2", "say \"no\"", "two\nlines"]];
        assert_eq!(table(rows), "a,b c,\r\n\"1,2\",\"say \"\"no\"\"\",\"two\nlines\"\r\n");
    }

    #[test]
    fn nothing_that_a_spreadsheet_would_run_is_left() {
        for cell in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1", "＋1", "－1", "＠x"]
        {
            let written = table([[cell]]);
            assert!(written.trim_start_matches('"').starts_with('\''), "{written:?}");
        }
        assert_eq!(table([["K7-PLUM-402", "a=b", "'"]]), "K7-PLUM-402,a=b,'\r\n");
    }

    /// A reader by the grammar of RFC 4180.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut quoted, mut letters) = (false, text.chars().peekable());
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\r' if !quoted && letters.next_if_eq(&'\n').is_some() => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                other => cell.push(other),
            }
        }
        assert!(row.is_empty() && cell.is_empty() && !quoted);
        rows
    }

    proptest! {
        #[test]
        fn any_table_is_read_back_cell_by_cell(rows in proptest::collection::vec(
            proptest::collection::vec("[=+@,\"\r\n\t a-z\u{ff1d}-]{0,6}|\\PC{0,8}", 1..4), 0..4,
        )) {
            let again = read(&table(&rows));
            prop_assert_eq!(again.len(), rows.len());
            for (again, row) in again.iter().zip(&rows) {
                prop_assert_eq!(again.len(), row.len());
                for (again, cell) in again.iter().zip(row) {
                    let expected = if begins_like_a_formula(cell) { format!("'{cell}") } else { cell.clone() };
                    prop_assert_eq!(again, &expected);
                    prop_assert!(!begins_like_a_formula(again));
                }
            }
        }
    }
}
