//! What the unit finds afterwards: cases opened and verified as a desk would, and what should not be lying around.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use futures::{AsyncReadExt, StreamExt, TryStreamExt};
use redchannel::api::wire::CaseLine;
use redchannel::clock::Day;
use redchannel::crypto::code::Code;
use redchannel::crypto::frame::{ItemKind, OpenedItem, Place};
use redchannel::crypto::hash::sha256;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::crypto::open::CaseIdentity;
use redchannel::model::id::CaseId;
use redchannel::model::report::ReportBody;
use redchannel::vault::blobs::Listed;
use redchannel::vault::staff::Sight;
use redchannel::vault::{Vault, reporter, staff};

use crate::support::staff::items;

/// A report, all of it verified.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    pub story: String,
    /// Name and content, in the order stored.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The cases that a member has a key for.
pub async fn cases(vault: &Vault, member: &StaffKey) -> BTreeMap<CaseId, CaseLine> {
    let mut cases = BTreeMap::new();
    let mut after = None;
    loop {
        let page = staff::my_cases(vault, &member.recipient(), Day::from_number(0), after).await.unwrap();
        cases.extend(page.cases.into_iter().map(|line| (line.case, line)));
        match page.next {
            Some(next) => after = Some(next),
            None => return cases,
        }
    }
}

/// Opens a case: every signature, every place, every byte of every file. Panics over anything that is not whole.
pub async fn open(vault: &Vault, member: &StaffKey, line: &CaseLine) -> Found {
    let key = CaseIdentity::from_wrap(member.identity(), &line.wrap, line.case, line.epoch).unwrap();
    let page = items(vault, member, line.case, None).await.unwrap();
    assert!(page.next.is_none());
    let mut previous = None;
    let mut found = None;
    for (number, item) in (0_u64..).zip(&page.items) {
        let place = Place { case: line.case, item: item.item, sequence: number, previous };
        let opened = key.open_item(item.epoch, &item.data).unwrap().verify(key.reporter(), &place).unwrap();
        previous = Some(sha256(&[&item.data]));
        match (&mut found, opened.header.kind) {
            (None, ItemKind::Report) => {
                let body: ReportBody = serde_json::from_str(opened.body.expose_secret()).unwrap();
                found = Some(Found { story: body.story, files: Vec::new() });
            }
            (Some(found), ItemKind::Attachment) => {
                assert_eq!(item.blob, opened.header.file.as_ref().map(|file| file.blob));
                found.files.push(file(vault, member, &key, &opened).await);
            }
            (_, kind) => panic!("item {number} is a {kind:?}"),
        }
    }
    found.expect("a case without a report")
}

async fn file(vault: &Vault, member: &StaffKey, key: &CaseIdentity, item: &OpenedItem) -> (String, Vec<u8>) {
    let entry = item.header.file.as_ref().unwrap();
    let sight = staff::blob(vault, &member.recipient(), key.case(), entry.blob, None).await.unwrap();
    let Sight::Seen(body) = sight else { panic!("the file is not there") };
    let sealed = body.stream.try_collect::<Vec<_>>().await.unwrap().concat();
    assert_eq!(HEXLOWER.encode(&sha256(&[&sealed])), entry.sha256);
    let mut plain = Vec::new();
    key.open_attachment(sealed.as_slice()).await.unwrap().read_to_end(&mut plain).await.unwrap();
    let padding = plain.split_off(usize::try_from(entry.length).unwrap());
    assert!(padding.iter().all(|byte| *byte == 0));
    (entry.name.clone(), plain)
}

/// Whether a code, typed by somebody who comes back, opens this case.
pub async fn opens(vault: &Vault, words: &str) -> bool {
    reporter::recognise(vault, &Code::parse(words).unwrap()).await.unwrap().is_some()
}

/// Attachments that no item names, keys that no case uses, and cases without a key.
pub async fn orphans(vault: &Vault) -> Vec<String> {
    let mut orphans = Vec::new();
    let mut main = vault.stores().main.read().await.unwrap();
    let listed: Vec<_> = vault.blobs().list().map(Result::unwrap).collect().await;
    let mut blobs = Vec::new();
    for found in listed {
        match found {
            Listed::Blob(blob) => blobs.push(blob),
            Listed::Foreign => orphans.push("a file with a foreign name".to_owned()),
        }
    }
    let named: BTreeSet<_> = main.referenced_blobs(&blobs).await.unwrap().into_iter().collect();
    orphans.extend(blobs.iter().filter(|blob| !named.contains(blob)).map(|blob| format!("blob {blob}")));
    let keys = vault.stores().keys.read().await.unwrap().shred_ids(None, 100_000).await.unwrap();
    let cases: BTreeSet<_> = main.existing_cases(&keys).await.unwrap().into_iter().collect();
    orphans.extend(keys.iter().filter(|case| !cases.contains(case)).map(|case| format!("key of {case}")));
    let all = main.count_cases().await.unwrap();
    if usize::try_from(all).unwrap() != cases.len() {
        orphans.push(format!("{all} cases, {} of them with a key", cases.len()));
    }
    orphans
}

/// Files under a folder that are not under their final names.
pub fn temporary_files(folder: &Path) -> Vec<PathBuf> {
    files(folder)
        .into_iter()
        .filter(|path| path.file_name().unwrap().to_string_lossy().contains(['#', '~', '.']))
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            !["main.db", "main.db-wal", "main.db-shm", "keys.db", "keys.db-journal"].contains(&name.as_str())
        })
        .collect()
}

/// Files under a folder that hold these bytes.
pub fn holding(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let mut rest = bytes.as_slice();
        while let Some(place) = rest.iter().position(|byte| *byte == needle[0]) {
            if rest[place..].starts_with(needle) {
                return true;
            }
            rest = &rest[place + 1..];
        }
        false
    };
    files(folder).into_iter().filter(holds).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
