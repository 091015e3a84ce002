//! Files: who else can read secrets and data.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Finding;
use crate::cli::hygiene::read_secret;
use crate::config::{Config, DatabaseAddress};
use crate::secret::Secret;

const SECRETS: [&str; 3] = ["pepper", "form.key", "ledger.key"];

pub(super) fn secrets(config: &Config) -> Vec<Finding> {
    let folder = &config.secrets;
    let mut findings = private_folder(folder, "secrets.dir");
    if folder.starts_with(&config.data) {
        findings.push(Finding::wrong(
            "The secrets stand inside the data folder: each backup of the data carries the pepper with it. Move them, and set \
             secrets.dir.",
        ));
    }
    let mut seen: Vec<Secret<32>> = Vec::new();
    for name in SECRETS {
        match read_secret(&folder.join(name)) {
            Err(error) => findings.push(Finding::wrong(format!("{error}."))),
            Ok(secret) => {
                if secret.same_as(&Secret::new([0; 32])) || seen.iter().any(|other| other.same_as(&secret)) {
                    findings.push(Finding::wrong(format!(
                        "The secret {name} is all zeros, or the same as another: it was not drawn by chance. Replace it by 32 \
                         random bytes."
                    )));
                }
                seen.push(secret);
            }
        }
    }
    findings
}

pub(super) fn data(config: &Config) -> Vec<Finding> {
    let mut findings = private_folder(&config.data, "data");
    if config.blobs.exists() {
        findings.extend(private_folder(&config.blobs, "blobs.path"));
    }
    for (database, key) in
        [(&config.database.main, "database.main"), (&config.database.keys, "database.keys")]
    {
        if let DatabaseAddress::Sqlite(path) = database
            && mode(path).is_some_and(|mode| mode & 0o077 != 0)
        {
            findings.push(Finding::wrong(format!(
                "Others can read {} ({key}): run chmod 600 on it.",
                path.display()
            )));
        }
    }
    findings
}

pub(super) fn configuration(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let holds_address = [&config.database.main, &config.database.keys]
        .iter()
        .any(|database| matches!(database, DatabaseAddress::Postgres(_)));
    let Some(file) = file else { return Vec::new() };
    match mode(file) {
        Some(mode) if mode & 0o022 != 0 => {
            vec![Finding::wrong(format!("Others can change {}: run chmod 600 on it.", file.display()))]
        }
        Some(mode) if mode & 0o044 != 0 && holds_address => vec![Finding::wrong(format!(
            "Others can read {}, and it holds the address of a PostgreSQL server, perhaps with a password: run chmod 600 on it.",
            file.display()
        ))],
        Some(_) | None => Vec::new(),
    }
}

fn private_folder(folder: &Path, key: &str) -> Vec<Finding> {
    let place = folder.display();
    match mode(folder) {
        None => vec![Finding::wrong(format!(
            "The folder {place} ({key}) cannot be found, or this user may not see it. `redchannel init` makes it."
        ))],
        Some(mode) if mode & 0o077 != 0 => {
            vec![Finding::wrong(format!("Others can look into {place} ({key}): run chmod 700 on it."))]
        }
        Some(_) => Vec::new(),
    }
}

fn mode(path: &Path) -> Option<u32> {
    std::fs::metadata(path).ok().map(|about| about.mode())
}
