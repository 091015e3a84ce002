//! Migrations are compiled in, and so are the languages: a folder below `locales` is a language, and nothing else has to name it.
#![expect(clippy::use_debug, reason = "a text as Rust spells it is what goes into the table")]
#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script where things are by variables, and by nothing else"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=locales");
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?).join("locales");
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(target.join("locales.rs"), folders(&root)?)
}

/// The table of [`Folder`]s that `src/i18n/locale.rs` includes.
fn folders(root: &Path) -> io::Result<String> {
    let mut table = String::from("&[\n");
    for folder in sorted(root)?.into_iter().filter(|path| path.is_dir()) {
        let code = name(&folder)?;
        if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            return Err(io::Error::other(format!(
                "locales/{code}: a folder is named as the language's code, in small letters"
            )));
        }
        let meta = folder.join("meta.toml");
        let mut texts = String::new();
        for file in
            sorted(&folder)?.into_iter().filter(|file| file.extension().is_some_and(|end| end == "ftl"))
        {
            write!(texts, "({:?}, include_str!({:?})), ", name(&file)?, file.display().to_string())
                .map_err(io::Error::other)?;
        }
        writeln!(
            table,
            "    Folder {{ code: {code:?}, meta: include_str!({:?}), texts: &[{texts}] }},",
            meta.display().to_string()
        )
        .map_err(io::Error::other)?;
    }
    table.push(']');
    Ok(table)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> io::Result<&str> {
    path.file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| io::Error::other("a name below locales is not UTF-8"))
}
