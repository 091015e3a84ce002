//! An export in memory, to be tampered with.

use std::collections::BTreeMap;
use std::path::Path;

use redchannel::ledger::export::{ITEMS, ItemsLine, MANIFEST, Manifest, WAITING, records_path};
use redchannel::ledger::verify::{ExportFiles, PublicFiles};
use redchannel::model::id::CaseId;
use serde_json::Value;

/// The files by path.
#[derive(Clone, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Memory {
    /// Reads a folder.
    pub fn load(folder: &Path) -> Self {
        fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, files);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        walk(folder, folder, &mut files);
        Self(files)
    }

    /// Writes a folder.
    pub fn store(&self, folder: &Path) {
        for (name, bytes) in &self.0 {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }

    pub fn file(&mut self, path: &str) -> &mut Vec<u8> {
        self.0.get_mut(path).unwrap_or_else(|| panic!("{path} is not there"))
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }

    /// The lines of a file, as JSON.
    pub fn lines(&self, path: &str) -> Vec<Value> {
        self.text(path).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn put_lines(&mut self, path: &str, lines: &[Value]) {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        self.0.insert(path.to_owned(), (lines.join("\n") + "\n").into_bytes());
    }

    /// Changes the record of a leaf of the first log.
    pub fn record(&mut self, index: u64, change: impl FnOnce(&mut Value)) {
        let mut lines = self.lines(&records_path(1));
        change(&mut lines[usize::try_from(index).unwrap()]);
        self.put_lines(&records_path(1), &lines);
    }

    /// Changes what is said to be stored of a case.
    pub fn items(&mut self, chain: CaseId, change: impl FnOnce(&mut ItemsLine)) {
        let mut lines: Vec<ItemsLine> =
            self.text(ITEMS).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        change(lines.iter_mut().find(|line| line.chain == chain).unwrap());
        let lines: Vec<Value> = lines.iter().map(|line| serde_json::to_value(line).unwrap()).collect();
        self.put_lines(ITEMS, &lines);
    }

    pub fn manifest(&self) -> Manifest {
        serde_json::from_slice(&self.0[MANIFEST]).unwrap()
    }

    /// Where an entry of the first log stands.
    pub fn index_of(&self, chain: CaseId, sequence: u64) -> u64 {
        let lines = self.lines(&records_path(1));
        let is = |line: &&Value| {
            line["chain"].as_str() == Some(chain.to_string().as_str())
                && line["sequence"].as_u64() == Some(sequence)
        };
        lines.iter().find(is).unwrap()["index"].as_u64().unwrap()
    }

    /// The leaf of the first log at which there is padding, from an index on.
    pub fn pad_from(&self, index: u64) -> u64 {
        let lines = self.lines(&records_path(1));
        let at = |line: &&Value| line["pad"] == true && line["index"].as_u64().unwrap() >= index;
        lines.iter().find(at).unwrap()["index"].as_u64().unwrap()
    }

    /// The leaves of the first log that nothing explains.
    pub fn unexplained(&self) -> Vec<u64> {
        let lines = self.lines(&records_path(1));
        let open = lines.iter().filter(|line| line["r"].is_null());
        open.map(|line| line["index"].as_u64().unwrap()).collect()
    }

    pub fn waiting(&self) -> Vec<Value> {
        self.lines(WAITING)
    }
}

impl PublicFiles for Memory {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(path).cloned())
    }
}

impl ExportFiles for Memory {
    fn names(&self, folder: &str) -> Result<Vec<String>, String> {
        let below = self.0.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
        Ok(below.filter(|name| !name.contains('/')).map(str::to_owned).collect())
    }

    fn each_line(&self, path: &str, take: &mut dyn FnMut(&str)) -> Result<(), String> {
        let bytes = self.0.get(path).ok_or("it is not there")?;
        String::from_utf8(bytes.clone()).unwrap().lines().for_each(take);
        Ok(())
    }
}
