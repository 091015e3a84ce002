use std::io::Cursor;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;

/// A container of these files.
pub fn container(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        let size = u64::try_from(content.len()).unwrap();
        bytes.extend_from_slice(&header(name, size).unwrap());
        bytes.extend_from_slice(content);
        bytes.extend_from_slice(padding(size));
    }
    bytes.extend_from_slice(&END);
    bytes
}

fn small() -> Vec<u8> {
    container(&[("manifest.json".into(), b"{}".to_vec()), ("items/0000.age".into(), vec![7; 700])])
}

fn refused(bytes: Vec<u8>) -> TarError {
    Archive::open(Cursor::new(bytes)).unwrap_err()
}

#[test]
fn stock_tar_lists_and_unpacks_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.tar");
    std::fs::write(&path, small()).unwrap();
    let tar = |arguments: &[&str]| {
        let output =
            std::process::Command::new("tar").args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(tar(&["-tf", "case.tar"]), "manifest.json\nitems/0000.age\n");
    tar(&["-xf", "case.tar"]);
    assert_eq!(std::fs::read(folder.path().join("items/0000.age")).unwrap(), [7; 700]);
}

#[test]
fn a_name_that_leads_elsewhere_is_refused() {
    for name in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", ".ssh", "a\\b", "a b", "ä", "a\nb"]
    {
        assert!(!is_safe(name) && header(name, 0).is_none(), "{name:?}");
    }
    assert!(!is_safe(&"a".repeat(100)));
    // Somebody else's tar writes them: the name is looked at before anything else.
    let mut evil = small();
    for (at, byte) in b"../../../home/x".iter().enumerate() {
        evil[at] = *byte;
    }
    assert_eq!(refused(evil), TarError::Name(1));
}

#[test]
fn each_way_to_spoil_a_container_is_named() {
    let at = |place: usize, byte: u8| {
        let mut bytes = small();
        bytes[place] = byte;
        bytes
    };
    assert_eq!(refused(at(1, b'A')), TarError::Header(1), "another name, the old sum");
    assert_eq!(refused(at(135, b'7')), TarError::Header(1), "the size ends elsewhere");
    assert_eq!(refused(at(124, b' ')), TarError::Header(1), "another spelling of the size");
    assert_eq!(refused(at(156, b'2')), TarError::Header(1), "a link");
    assert_eq!(refused(at(140, b'1')), TarError::Header(1), "a time");
    assert_eq!(refused(at(512 + 2, 1)), TarError::Padding("manifest.json".into()));
    let length = small().len();
    assert_eq!(refused(at(length - 512, 1)), TarError::Trailing);
    assert_eq!(refused([small(), vec![0; 512]].concat()), TarError::Trailing, "even zeros");
    for cut in [1, 512, 1024, 1500, length - 1, length] {
        assert_eq!(refused(small()[..length - cut].to_vec()), TarError::Cut, "{cut}");
    }
    let twice = container(&[("a".into(), vec![1]), ("a".into(), vec![2])]);
    assert_eq!(refused(twice), TarError::Twice("a".into()));
}

#[test]
fn a_size_that_no_disk_has_costs_nothing() {
    let mut bytes = header("a", LARGEST).unwrap().to_vec();
    bytes.extend_from_slice(&[0; 4096]);
    assert_eq!(refused(bytes), TarError::Cut);
    assert!(header("a", LARGEST + 1).is_none());
    let mut archive = Archive::open(Cursor::new(small())).unwrap();
    assert_eq!(archive.read("items/0000.age", 699), Err(TarError::TooLong("items/0000.age".into())));
    assert_eq!(archive.read("items/0001.age", 699), Ok(None));
}

#[test]
fn a_file_that_changes_between_two_readings_is_not_handed_out() {
    let mut archive = Archive::open(Cursor::new(small())).unwrap();
    archive.source.get_mut()[3 * 512] ^= 1;
    assert_eq!(archive.read("items/0000.age", 700), Err(TarError::Changed("items/0000.age".into())));
}

proptest! {
    #[test]
    fn what_is_written_is_read(files in btree_map("[a-z]{1,8}(/[a-z0-9.]{1,3}x)?", vec(any::<u8>(), 0..1500), 0..6)) {
        let clean: Vec<(String, Vec<u8>)> = files.into_iter().filter(|(name, _)| is_safe(name)).collect();
        let mut archive = Archive::open(Cursor::new(container(&clean))).unwrap();
        prop_assert_eq!(archive.files().len(), clean.len());
        for (name, content) in &clean {
            let read = archive.read(name, 2000).unwrap();
            prop_assert_eq!(read.as_ref(), Some(content));
        }
    }

    #[test]
    fn a_container_that_was_altered_anywhere_is_refused_or_differs_in_content(at in any::<prop::sample::Index>(), with in 1_u8..) {
        let (mut bytes, whole) = (small(), Archive::open(Cursor::new(small())).unwrap());
        *at.get_mut(&mut bytes) ^= with;
        if let Ok(read) = Archive::open(Cursor::new(bytes)) {
            prop_assert_ne!(read.files(), whole.files());
        }
    }

    #[test]
    fn any_bytes_are_a_container_or_refused(bytes in vec(any::<u8>(), 0..3000)) {
        prop_assert!(Archive::open(Cursor::new(bytes)).is_err());
    }
}
