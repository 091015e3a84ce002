#![no_main]

use libfuzzer_sys::fuzz_target;
use redchannel::web::form::{Form, FormRules};

fuzz_target!(|body: &[u8]| {
    if let Ok(form) = Form::parse(body, &FormRules::default()) {
        assert!(form.fields().all(|(name, value)| form.values(name).count() == 1 && !value.expose_secret().contains('\0')));
    }
});
