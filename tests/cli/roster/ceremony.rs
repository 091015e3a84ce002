//! What keyholders have on their tables: keys, cards, drafts, notes.

use std::path::{Path, PathBuf};

use redchannel::crypto::agefile::Identity;
use redchannel::crypto::keyfile::StaffKey;
use redchannel::secret::Secret;
use tempfile::TempDir;

use super::super::{refusal, said, text};

/// A folder with keys, cards and drafts.
pub struct Ceremony {
    pub folder: TempDir,
}

impl Ceremony {
    /// Two keyholders with key files, a third of whom there is a card, and cards of three members.
    pub fn new() -> Self {
        let this = Self { folder: tempfile::tempdir().unwrap() };
        for keyholder in ["Keyholder 1", "Keyholder 2"] {
            let told = said(&["keygen", "--name", keyholder, "--out", text(this.folder.path())]).unwrap();
            let passphrase =
                told.lines().find_map(|line| line.strip_prefix("Passphrase, shown this once: ")).unwrap();
            let path = this.path(&format!("{}.pass", keyholder.to_lowercase().replace(' ', "-")));
            std::fs::write(&path, format!("{passphrase}\n")).unwrap();
            private(&path);
        }
        for (seed, name) in [(1, "Keyholder 3"), (2, "Intake officer 1"), (3, "Head"), (4, "Auditor")] {
            this.card(seed, name);
        }
        this
    }

    /// A draft whose keyholders are cards alone: nothing here needs the slow hash.
    pub fn of_cards() -> Self {
        let this = Self { folder: tempfile::tempdir().unwrap() };
        for (seed, name) in [
            (11, "Keyholder 1"),
            (12, "Keyholder 2"),
            (13, "Keyholder 3"),
            (2, "Intake officer 1"),
            (3, "Head"),
            (4, "Auditor"),
        ] {
            this.card(seed, name);
        }
        this
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str) -> String {
        text(&self.path(name)).to_owned()
    }

    pub fn card(&self, seed: u8, name: &str) {
        let key = StaffKey::from_seed(&Secret::new([seed; 32])).unwrap();
        let file = format!("{}.card.json", name.to_lowercase().replace(' ', "-"));
        std::fs::write(self.path(&file), key.card(name).unwrap().to_json()).unwrap();
    }

    pub fn begin(&self) -> String {
        let recovery = Identity::generate().recipient();
        said(&[
            "roster",
            "new",
            "--administration",
            "Customs of Examplia",
            "--recovery",
            recovery.as_str(),
            "--keyholder",
            &self.file("keyholder-1.card.json"),
            "--keyholder",
            &self.file("keyholder-2.card.json"),
            "--keyholder",
            &self.file("keyholder-3.card.json"),
            "--quorum",
            "2",
            "--channel",
            "integrity=Integrity Unit",
            "--expires",
            "2027-06-30",
            "--out",
            &self.file("draft"),
        ])
        .unwrap()
    }

    pub fn add(&self, card: &str, role: &str, more: &[&str]) -> String {
        let (draft, card) = (self.file("draft"), self.file(card));
        let arguments = ["roster", "add-member", "--draft", &draft, "--card", &card, "--role", role];
        said(&[&arguments, more].concat()).unwrap()
    }

    pub fn complete(&self) {
        self.begin();
        self.add("intake-officer-1.card.json", "intake", &["--team", "integrity"]);
        self.add("head.card.json", "head", &["--team", "integrity", "--until", "2027-01-31"]);
        let told = self.add("auditor.card.json", "oversight", &[]);
        assert!(told.contains("The draft is complete"), "{told}");
    }

    fn sign_arguments(&self, what: &[&str], keyholder: u8) -> Vec<String> {
        let (key, pass) = (format!("keyholder-{keyholder}.rckey"), format!("keyholder-{keyholder}.pass"));
        let mut arguments: Vec<String> =
            ["roster", "sign"].iter().chain(what).map(|&text| text.to_owned()).collect();
        arguments.extend(["--key".into(), self.file(&key), "--passphrase-file".into(), self.file(&pass)]);
        arguments
    }

    pub fn sign(&self, what: &[&str], keyholder: u8) -> String {
        let arguments = self.sign_arguments(what, keyholder);
        said(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).unwrap()
    }

    pub fn refused(&self, what: &[&str], keyholder: u8) -> String {
        let arguments = self.sign_arguments(what, keyholder);
        refusal(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }
}

/// For the owner alone, as a passphrase file must be.
pub fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
