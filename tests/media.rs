//! The cleaner before its judges: exiftool, mat2 and a search for every planted word, on files that real programs wrote.
//!
//! The files in `media_files/` were made once with `ImageMagick` and exiftool. Wherever a container has room, a word that begins
//! with `PLANTED` stands in it; there are positions of a satellite receiver, thumbnails, and trailers behind the end as well.

mod damage;
mod pixels;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use pixels::pixels;
use redchannel::media::{Cleaner, Cleaning, Kind, Removed, sniff};

/// A file, and how often the word stands in it readable by a search for bytes.
struct Sample {
    name: &'static str,
    bytes: &'static [u8],
    planted: usize,
}

macro_rules! samples {
    ($($name:literal: $planted:literal),* $(,)?) => {
        [$(Sample { name: $name, bytes: include_bytes!(concat!("media_files/", $name)), planted: $planted }),*]
    };
}

const SAMPLES: [Sample; 7] = samples! {
    "photo.jpg": 20,
    "progressive.jpg": 11,
    "screenshot.png": 18,
    "animation.png": 2,
    "photo.webp": 13,
    "animation.webp": 4,
    "lossless.webp": 1,
};

/// What exiftool may still see: properties of the file as such, of the picture and of its coding, and the orientation.
const HARMLESS: &[&str] = &[
    // the judge itself and the file system
    "ExifTool:ExifToolVersion",
    "System:FileName",
    "System:Directory",
    "System:FileSize",
    "System:FileModifyDate",
    "System:FileAccessDate",
    "System:FileInodeChangeDate",
    "System:FilePermissions",
    // every format
    "File:FileType",
    "File:FileTypeExtension",
    "File:MIMEType",
    "Composite:ImageSize",
    "Composite:Megapixels",
    // JPEG
    "File:ExifByteOrder",
    "File:ImageWidth",
    "File:ImageHeight",
    "File:EncodingProcess",
    "File:BitsPerSample",
    "File:ColorComponents",
    "File:YCbCrSubSampling",
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
    "IFD0:Orientation",
    "Adobe:DCTEncodeVersion",
    "Adobe:APP14Flags0",
    "Adobe:APP14Flags1",
    "Adobe:ColorTransform",
    // PNG
    "PNG:ImageWidth",
    "PNG:ImageHeight",
    "PNG:BitDepth",
    "PNG:ColorType",
    "PNG:Compression",
    "PNG:Filter",
    "PNG:Interlace",
    "PNG:Gamma",
    "PNG:WhitePointX",
    "PNG:WhitePointY",
    "PNG:RedX",
    "PNG:RedY",
    "PNG:GreenX",
    "PNG:GreenY",
    "PNG:BlueX",
    "PNG:BlueY",
    "PNG:BackgroundColor",
    "PNG:AnimationFrames",
    "PNG:AnimationPlays",
    // WebP
    "RIFF:WebP_Flags",
    "RIFF:ImageWidth",
    "RIFF:ImageHeight",
    "RIFF:AlphaPreprocessing",
    "RIFF:AlphaFiltering",
    "RIFF:AlphaCompression",
    "RIFF:VP8Version",
    "RIFF:HorizontalScale",
    "RIFF:VerticalScale",
    "RIFF:BackgroundColor",
    "RIFF:AnimationLoopCount",
    "RIFF:Duration",
];

/// Cleans a file that arrives in pieces of these lengths, over and over.
fn clean(file: &[u8], pieces: &[usize]) -> (Vec<u8>, Cleaning) {
    clean_as(sniff(file).expect("one of the three formats"), file, pieces)
}

fn clean_as(kind: Kind, file: &[u8], pieces: &[usize]) -> (Vec<u8>, Cleaning) {
    let mut cleaner = Cleaner::new(kind);
    let mut out = Vec::new();
    let mut rest = file;
    for length in pieces.iter().cycle() {
        let (piece, after) = rest.split_at(rest.len().min(*length));
        cleaner.push(piece, &mut out);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let cleaning = cleaner.finish(&mut out);
    (out, cleaning)
}

fn cleaned(sample: &Sample) -> Vec<u8> {
    let (out, cleaning) = clean(sample.bytes, &[sample.bytes.len()]);
    assert_eq!(cleaning, Cleaning::Cleaned { removed: Removed::Something }, "{}", sample.name);
    out
}

/// Writes bytes into a folder under a name a judge knows the format from.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a temporary folder can be written to");
    path
}

/// What a judge prints. Its absence fails the test: a judgement that was not passed is not an acquittal.
fn ask(judge: &str, package: &str, arguments: &[&str], file: &Path) -> String {
    let answer = Command::new(judge).args(arguments).arg(file).output().unwrap_or_else(|error| {
        panic!(
            "{judge} judges the cleaner and cannot be started ({error}): install the Debian package {package}"
        )
    });
    let answer = String::from_utf8_lossy(&[answer.stdout, answer.stderr].concat()).into_owned();
    assert!(!answer.trim().is_empty(), "{judge} says nothing about {}", file.display());
    answer
}

/// The tags exiftool finds, as `Group:Name`; duplicates, unknown tags and warnings too.
fn tags(file: &Path) -> BTreeSet<String> {
    ask("exiftool", "libimage-exiftool-perl", &["-G1", "-s", "-a", "-u"], file)
        .lines()
        .map(|line| {
            let (group, rest) = line.strip_prefix('[').and_then(|line| line.split_once(']')).expect(line);
            let (name, _) = rest.split_once(':').expect(line);
            format!("{group}:{}", name.trim())
        })
        .collect()
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len()).filter(|window| *window == needle).count()
}

#[test]
fn no_planted_word_is_left_in_any_file() {
    for sample in SAMPLES {
        assert_eq!(count(sample.bytes, b"PLANTED"), sample.planted, "{} is not what it was", sample.name);
        assert_eq!(count(&cleaned(&sample), b"PLANTED"), 0, "{}", sample.name);
    }
}

#[test]
fn exiftool_sees_nothing_but_the_picture_and_its_orientation() {
    let folder = tempfile::tempdir().unwrap();
    for sample in SAMPLES {
        let before = tags(&write(folder.path(), sample.name, sample.bytes));
        let harmful = |tags: &BTreeSet<String>| -> Vec<String> {
            tags.iter().filter(|tag| !HARMLESS.contains(&tag.as_str())).cloned().collect()
        };
        // lossless.webp carries a broken Exif chunk that the judge itself overlooks; the search for bytes does not.
        assert!(
            !harmful(&before).is_empty() || sample.name == "lossless.webp",
            "{}: the judge sees nothing at all",
            sample.name
        );
        let after = tags(&write(folder.path(), sample.name, &cleaned(&sample)));
        assert_eq!(harmful(&after), Vec::<String>::new(), "{}", sample.name);
    }
}

#[test]
fn exiftool_finds_the_cleaned_files_sound() {
    let folder = tempfile::tempdir().unwrap();
    for sample in SAMPLES {
        let path = write(folder.path(), sample.name, &cleaned(&sample));
        let answer =
            ask("exiftool", "libimage-exiftool-perl", &["-validate", "-warning", "-error", "-a"], &path);
        for line in answer.lines().filter(|line| !line.starts_with("Validate")) {
            // An Exif of one tag lacks the others on purpose.
            assert!(line.contains("Missing required JPEG IFD0 tag"), "{}: {line}", sample.name);
        }
    }
}

#[test]
fn mat2_sees_nothing_but_the_picture_and_its_orientation() {
    let folder = tempfile::tempdir().unwrap();
    // mat2 reads WebP only with a further package; exiftool and the search for bytes judge that format.
    for sample in SAMPLES.iter().filter(|sample| sniff(sample.bytes) != Some(Kind::Webp)) {
        let path = write(folder.path(), sample.name, &cleaned(sample));
        let answer = ask("mat2", "mat2", &["--show"], &path);
        let heading = answer.lines().next().unwrap_or_default();
        assert!(heading.contains("No metadata") || heading.starts_with("[+] Metadata for"), "{answer}");
        for line in answer.lines().skip(1) {
            let (name, _) = line.trim().split_once(':').expect(line);
            let known =
                HARMLESS.iter().any(|tag| tag.split_once(':').is_some_and(|(_, known)| known == name));
            assert!(known, "{}: {line}", sample.name);
        }
    }
}

#[test]
fn orientation_survives_in_jpeg() {
    let folder = tempfile::tempdir().unwrap();
    for (sample, turn) in SAMPLES.iter().zip(["6", "3"]) {
        let path = write(folder.path(), sample.name, &cleaned(sample));
        let answer = ask("exiftool", "libimage-exiftool-perl", &["-n", "-s3", "-Orientation"], &path);
        assert_eq!(answer.trim(), turn, "{}", sample.name);
    }
}

#[test]
fn every_byte_the_pixels_come_from_is_still_there() {
    for sample in SAMPLES {
        let before = pixels(sample.bytes);
        assert!(before.iter().map(|(_, data)| data.len()).sum::<usize>() > 100, "{}", sample.name);
        assert_eq!(pixels(&cleaned(&sample)), before, "{}", sample.name);
    }
}

#[test]
fn cleaning_a_cleaned_file_changes_nothing() {
    for sample in SAMPLES {
        let once = cleaned(&sample);
        assert_eq!(
            clean(&once, &[100]),
            (once, Cleaning::Cleaned { removed: Removed::Nothing }),
            "{}",
            sample.name
        );
    }
}

#[test]
fn a_file_that_stops_anywhere_is_never_called_clean_before_its_end() {
    for sample in SAMPLES {
        let whole = cleaned(&sample);
        for end in 0..whole.len() {
            let kind = sniff(&whole).unwrap();
            let (out, cleaning) = clean_as(kind, &whole[..end], &[end.max(1)]);
            assert_eq!(cleaning, Cleaning::PartlyCleaned, "{} up to {end}", sample.name);
            // What comes out is a beginning of the file: a segment that is only kept in a fresh form waits for its end.
            assert!(whole.starts_with(&out), "{} up to {end}", sample.name);
        }
    }
}
