//! Files from reporters: request → metadata remover → age → blob, in constant memory and never in clear on the disk.
//!
//! Each file is an act of its own: the text before it is safe already, a file that is refused costs nothing but itself.

use std::io::Write;

use age::stream::StreamWriter;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub use super::FileRefusal;
use super::blobs::BlobWriter;
use super::case_keys::bound_now;
use super::items::{Appended, Draft, append};
use super::pipe::Pipe;
use super::reporter::Access;
use super::{Refusal, Vault};
use crate::crypto::agefile;
use crate::crypto::frame::{FileEntry, FileTreatment, ItemKind};
use crate::crypto::padding::attachment_length;
use crate::media::{self, Cleaner, Cleaning};
use crate::model::file_name;
use crate::model::id::{BlobId, ItemId};
use crate::random;
use crate::secret::SecretText;

/// After so many bytes of a file the room on the disk is looked at again.
const LOOK_EVERY: u64 = 1024 * 1024;

/// Bytes looked at to tell what kind of file it is.
const SNIFF_BYTES: usize = 16;

/// Whether the reporter wants the file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepOriginal {
    /// Nothing is removed: it is evidence.
    Yes,
    /// Metadata is removed where we can.
    No,
}

/// What is known of a file before its bytes.
#[derive(Debug)]
pub struct FileMeta {
    /// The form it came with.
    pub form_nonce: [u8; 16],
    /// Name as sent.
    pub name: SecretText,
    /// Type as declared.
    pub media_type: String,
    /// Whether to leave it as it is.
    pub keep: KeepOriginal,
}

/// A file that is stored.
#[derive(Clone, Copy, Debug)]
pub struct StoredFile {
    /// Its true length, after cleaning.
    pub bytes: u64,
    /// What was done to it.
    pub treatment: FileTreatment,
    /// Whether the same form brought the same file before; then nothing was stored twice.
    pub before: bool,
}

/// A file being received. Dropped before [`FileUpload::finish`], it leaves nothing.
pub struct FileUpload {
    vault: Vault,
    access: Access,
    meta: FileMeta,
    blob: BlobId,
    received: u64,
    length: u64,
    sniffed: Zeroizing<Vec<u8>>,
    cleaner: Option<Cleaner>,
    age: StreamWriter<Pipe>,
    pipe: Pipe,
    /// Of what is kept of the file, before the padding.
    content: Sha256,
    /// Of the ciphertext.
    hash: Sha256,
    writer: BlobWriter,
}

impl std::fmt::Debug for FileUpload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileUpload(…)")
    }
}

/// Begins a file.
pub async fn begin_file(
    vault: &Vault,
    access: &Access,
    meta: FileMeta,
) -> Result<Box<FileUpload>, FileRefusal> {
    // The session may be older than the case's present key.
    let present = bound_now(vault, access.case, &access.keys).await?;
    let access = present.map_or_else(|| access.clone(), |present| access.with(present));
    let mut tx = vault.0.stores.main.read().await.map_err(Refusal::from)?;
    let used = tx.case_blob_bytes(access.case).await.map_err(Refusal::from)?;
    drop(tx);
    if u64::try_from(used).unwrap_or(u64::MAX) >= vault.0.limits.case_bytes {
        return Err(FileRefusal::CaseFull);
    }
    if !vault.0.quota.has_room(&vault.0.blobs, vault.today(), 0) {
        return Err(FileRefusal::StoreFull);
    }
    let pipe = Pipe::default();
    let age = agefile::encryptor(std::slice::from_ref(&access.recipient))
        .map_err(Refusal::unavailable)?
        .wrap_output(pipe.clone())
        .map_err(Refusal::unavailable)?;
    let blob = BlobId::random(&mut random::rng());
    Ok(Box::new(FileUpload {
        vault: vault.clone(),
        access,
        meta,
        blob,
        received: 0,
        length: 0,
        sniffed: Zeroizing::new(Vec::new()),
        cleaner: None,
        age,
        pipe,
        content: Sha256::new(),
        hash: Sha256::new(),
        writer: vault.0.blobs.start(blob),
    }))
}

impl FileUpload {
    /// Takes the next bytes.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), FileRefusal> {
        let more = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        let before = self.received;
        self.received = before.saturating_add(more);
        // Many uploads at once, none of them finished, must not eat up what is reserved for reports without files.
        let look = self.received / LOOK_EVERY > before / LOOK_EVERY;
        if look && !self.vault.0.quota.has_room(&self.vault.0.blobs, self.vault.today(), 0) {
            return Err(FileRefusal::StoreFull);
        }
        if self.received > self.vault.0.limits.file_bytes {
            return Err(FileRefusal::TooBig);
        }
        if self.received > more && self.sniffed.is_empty() {
            return self.pass(chunk).await;
        }
        // The first bytes decide what kind of file it is; they may come one by one.
        self.sniffed.extend_from_slice(chunk);
        if self.sniffed.len() < SNIFF_BYTES { Ok(()) } else { self.decide().await }
    }

    async fn decide(&mut self) -> Result<(), FileRefusal> {
        let first = std::mem::take(&mut *self.sniffed);
        if self.meta.keep == KeepOriginal::No {
            self.cleaner = media::sniff(&first).map(Cleaner::new);
        }
        self.pass(&Zeroizing::new(first)).await
    }

    async fn pass(&mut self, chunk: &[u8]) -> Result<(), FileRefusal> {
        match &mut self.cleaner {
            None => self.encrypt(chunk).await,
            Some(cleaner) => {
                let mut kept = Zeroizing::new(Vec::with_capacity(chunk.len()));
                cleaner.push(chunk, &mut kept);
                self.encrypt(&kept).await
            }
        }
    }

    async fn encrypt(&mut self, plaintext: &[u8]) -> Result<(), FileRefusal> {
        self.length = self.length.saturating_add(u64::try_from(plaintext.len()).unwrap_or(u64::MAX));
        self.content.update(plaintext);
        self.seal(plaintext).await
    }

    async fn seal(&mut self, plaintext: &[u8]) -> Result<(), FileRefusal> {
        self.age.write_all(plaintext).map_err(Refusal::unavailable)?;
        self.drain().await
    }

    async fn drain(&mut self) -> Result<(), FileRefusal> {
        let ciphertext = self.pipe.take();
        if ciphertext.is_empty() {
            return Ok(());
        }
        self.hash.update(&ciphertext);
        Ok(self.writer.put(ciphertext.into()).await?)
    }

    /// Ends the file: pads, closes, makes it durable and puts its manifest into the case. Only then may it be acknowledged.
    pub async fn finish(mut self) -> Result<StoredFile, FileRefusal> {
        if !self.sniffed.is_empty() {
            self.decide().await?;
        }
        let treatment = self.end_cleaning().await?;
        let item = self.item();
        let mut tx = self.vault.0.stores.main.read().await.map_err(Refusal::from)?;
        let before = tx.item_by_id(item).await.map_err(Refusal::from)?.is_some();
        drop(tx);
        if before {
            return Ok(StoredFile { bytes: self.length, treatment, before });
        }
        let padded = attachment_length(self.length);
        if !self.vault.0.quota.has_room(&self.vault.0.blobs, self.vault.today(), padded) {
            return Err(FileRefusal::StoreFull);
        }
        self.pad(padded).await?;
        let Self { vault, access, meta, blob, length, age, pipe, mut hash, mut writer, .. } = self;
        age.finish().map_err(Refusal::unavailable)?;
        let last = pipe.take();
        hash.update(&last);
        writer.put(last.into()).await?;
        let stored_bytes = writer.finish().await?;
        let entry = FileEntry {
            blob,
            name: file_name::clean(meta.name.expose_secret()),
            media_type: meta.media_type,
            length,
            sha256: HEXLOWER.encode(&hash.finalize()),
            treatment,
        };
        let draft = Draft {
            item,
            kind: ItemKind::Attachment,
            body: SecretText::default(),
            file: Some((entry, stored_bytes)),
        };
        keep(&vault, &access, &draft, blob, stored_bytes).await?;
        Ok(StoredFile { bytes: length, treatment, before })
    }

    /// The same name and content with the same form are the same item. The place in the form says nothing: whoever sends again may
    /// have chosen other files, and must not be told that these are stored.
    fn item(&self) -> ItemId {
        let name = Sha256::digest(self.meta.name.expose_secret());
        let content = self.content.clone().finalize();
        let what = [b"file".as_slice(), name.as_slice(), content.as_slice()].concat();
        self.access.keys.item_id(&self.meta.form_nonce, &what)
    }

    async fn end_cleaning(&mut self) -> Result<FileTreatment, FileRefusal> {
        if self.meta.keep == KeepOriginal::Yes {
            return Ok(FileTreatment::Original);
        }
        let Some(cleaner) = self.cleaner.take() else { return Ok(FileTreatment::Untouched) };
        let mut rest = Zeroizing::new(Vec::new());
        let cleaning = cleaner.finish(&mut rest);
        self.encrypt(&rest).await?;
        Ok(match cleaning {
            Cleaning::Cleaned { removed: _ } => FileTreatment::Cleaned,
            Cleaning::PartlyCleaned => FileTreatment::PartlyCleaned,
        })
    }

    async fn pad(&mut self, padded: u64) -> Result<(), FileRefusal> {
        let zeros = vec![0_u8; 64 * 1024];
        let mut missing = padded.saturating_sub(self.length);
        while missing > 0 {
            let now = usize::try_from(missing).unwrap_or(usize::MAX).min(zeros.len());
            self.seal(zeros.get(..now).unwrap_or_default()).await?;
            missing = missing.saturating_sub(u64::try_from(now).unwrap_or(u64::MAX));
        }
        Ok(())
    }
}

/// Puts the manifest into the case.
async fn keep(
    vault: &Vault,
    access: &Access,
    draft: &Draft,
    blob: BlobId,
    bytes: u64,
) -> Result<(), FileRefusal> {
    match append(vault, access, draft).await {
        Ok(Appended::Stored) => {
            vault.0.quota.add(bytes);
            Ok(())
        }
        // The same form, sent twice at the same time: the other one's blob stays.
        Ok(Appended::Before) => Ok(vault.0.blobs.delete(blob).await?),
        // When a commit fails it is unknown whether it was made. The manifest may be there, and a second sending would be told so:
        // the blob stays, and is the sweeper's if nothing names it.
        Err(refusal) => Err(refusal.into()),
    }
}
