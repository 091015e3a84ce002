#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::desk::casebook::search::query::Query;
use redchannel::model::fold;

// What somebody looks for, and the text of somebody else: each word of a text finds it, and folding twice changes nothing more.
fuzz_target!(|pair: (&str, &str)| {
    let (typed, text) = pair;
    let mut folded = String::new();
    fold::append(text, &mut folded);
    if let Some(query) = Query::parse(typed) {
        query.finders().all_in(&folded);
    }
    if let Some(query) = fold::words(text).first().and_then(|word| Query::parse(&word.folded)) {
        assert!(query.finders().all_in(&folded));
    }
    let once = fold::fold(text);
    assert_eq!(fold::fold(&once), once);
});
