use super::*;

#[test]
fn rows_do_not_print_what_is_in_them() {
    let row = SessionRow { key: [7; 32], data: vec![7], idle_until: 7, expires: 7 };
    assert_eq!(format!("{row:?}"), "SessionRow(…)");
}

#[test]
fn states_are_written_and_read_back() {
    for state in [CaseState::Open, CaseState::Closed, CaseState::Shredded] {
        assert_eq!(CaseState::parse(state.as_str()).ok(), Some(state));
    }
    assert!(CaseState::parse("burnt").is_err());
}

#[test]
fn a_column_of_the_wrong_length_is_corrupt() {
    assert!(matches!(case_id(&[0; 15]), Err(StoreError::Corrupt("the id of a case"))));
    assert!(case_id(&[0; 16]).is_ok());
}
