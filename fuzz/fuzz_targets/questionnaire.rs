#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::model::offices::Offices;
use redchannel::model::questionnaire::Questionnaire;

// A file that an administration edits: whatever stands in it, it is read without a fault or its faults have a place.
fuzz_target!(|text: &str| {
    if let Err(faults) = Questionnaire::parse(text) {
        assert!(!faults.0.is_empty());
        assert!(faults.0.iter().all(|fault| !fault.place.is_empty() && !fault.what.is_empty()));
    }
    if let Ok(list) = Offices::parse(text) {
        for office in list.all() {
            assert!(list.exactly(&office.label("en")).is_some());
        }
    }
});
