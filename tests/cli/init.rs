//! A fresh set-up.

use std::path::Path;

use redchannel::cli::hygiene::read_secret;
use redchannel::config::Config;

use super::{mode, refusal, said, text};

#[test]
fn a_fresh_set_up_is_private_and_its_configuration_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("rc");
    let said = said(&["init", "--data", text(&root)]).unwrap();
    assert!(said.contains("What comes next"), "{said}");
    for (path, expected) in [
        ("", 0o700),
        ("data", 0o700),
        ("secrets", 0o700),
        ("secrets/pepper", 0o400),
        ("secrets/form.key", 0o400),
        ("redchannel.toml", 0o600),
    ] {
        assert_eq!(mode(&root.join(path)), expected, "{path}");
    }
    let config = Config::load(Some(&root.join("redchannel.toml"))).unwrap();
    assert_eq!((config.data, config.secrets.clone()), (root.join("data"), root.join("secrets")));
    let pepper = read_secret(&config.secrets.join("pepper")).unwrap();
    let form = read_secret(&config.secrets.join("form.key")).unwrap();
    assert!(!pepper.same_as(&form));
}

#[test]
fn two_set_ups_share_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let peppers = ["a", "b"].map(|name| {
        let root = folder.path().join(name);
        said(&["init", "--data", text(&root)]).unwrap();
        read_secret(&root.join("secrets/pepper")).unwrap()
    });
    assert!(!peppers[0].same_as(&peppers[1]));
}

#[test]
fn a_folder_with_anything_in_it_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.db"), "old data").unwrap();
    assert!(refusal(&["init", "--data", text(folder.path())]).contains("not empty"));
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["main.db"]);
}

#[test]
fn an_empty_folder_that_others_could_read_becomes_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    said(&["init", "--data", text(folder.path())]).unwrap();
    assert_eq!(mode(folder.path()), 0o700);
}

#[test]
fn a_set_up_where_nothing_can_be_written_is_an_error_that_names_the_place() {
    assert!(refusal(&["init", "--data", "/proc/rc"]).starts_with("/proc/rc cannot be created"));
    assert!(!Path::new("/proc/rc").exists());
}
