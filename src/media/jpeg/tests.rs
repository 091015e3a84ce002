//! What stays of a JPEG, segment by segment.

use super::super::{Cleaning, Kind, Removed, tests::clean};

const TABLE: &[u8] = b"\xFF\xDB\0\x04\x01\x02";
const SCAN: &[u8] = b"\xFF\xDA\0\x03\x00data\xFF\x00more\xFF\xD3rest";
const END: &[u8] = b"\xFF\xD9";
const CLEANED: Cleaning = Cleaning::Cleaned { removed: Removed::Something };

fn jpeg(parts: &[&[u8]]) -> Vec<u8> {
    [b"\xFF\xD8".as_slice(), &parts.concat()].concat()
}

#[test]
fn segments_that_draw_stay_and_all_others_go() {
    let file = jpeg(&[b"\xFF\xFE\0\x06note", TABLE, b"\xFF\xEF\0\x04xx", SCAN, END]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[TABLE, SCAN, END]), CLEANED));
}

#[test]
fn a_file_without_metadata_is_left_as_it_is() {
    let file = jpeg(&[TABLE, SCAN, TABLE, SCAN, END]);
    assert_eq!(clean(Kind::Jpeg, &file), (file, Cleaning::Cleaned { removed: Removed::Nothing }));
}

#[test]
fn comments_between_scans_go() {
    let file = jpeg(&[SCAN, b"\xFF\xFE\0\x06note", TABLE, SCAN, END]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[SCAN, TABLE, SCAN, END]), CLEANED));
}

#[test]
fn what_follows_the_end_of_the_image_is_cut() {
    let file = jpeg(&[SCAN, END, b"\0\0\0\x18ftypmp42 a film with sound"]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[SCAN, END]), CLEANED));
}

#[test]
fn fill_bytes_before_markers_are_understood() {
    let file = jpeg(&[b"\xFF\xFF", TABLE, b"\xFF", SCAN, b"\xFF\xFF", END]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[TABLE, SCAN, END]), CLEANED));
}

#[test]
fn jfif_loses_thumbnail_and_density_but_not_the_shape_of_a_pixel() {
    let thumbnail = b"\xFF\xE0\0\x13JFIF\0\x01\x02\x01\x01\x2C\x01\x2C\x01\x01rgb";
    let plain = b"\xFF\xE0\0\x10JFIF\0\x01\x01\x00\0\x01\0\x01\0\0";
    let extension = b"\xFF\xE0\0\x0DJFXX\0\x10small";
    let file = jpeg(&[thumbnail, extension, thumbnail, SCAN, END]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[plain, SCAN, END]), CLEANED));
    let oblong = b"\xFF\xE0\0\x10JFIF\0\x01\x01\x01\0\x02\0\x01\0\0";
    let kept = b"\xFF\xE0\0\x10JFIF\0\x01\x01\x00\0\x02\0\x01\0\0";
    assert_eq!(clean(Kind::Jpeg, &jpeg(&[oblong, SCAN, END])), (jpeg(&[kept, SCAN, END]), CLEANED));
}

#[test]
fn the_colour_transform_is_all_that_stays_of_adobe() {
    let long = b"\xFF\xEE\0\x13Adobe\0\x64\x80\0\0\x07\x02extra";
    let short = b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\x02";
    let file = jpeg(&[long, long, SCAN, END]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[short, SCAN, END]), CLEANED));
}

#[test]
fn orientation_outlives_the_exif_it_stood_in_once() {
    let exif =
        b"\xFF\xE1\0\x2AExif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0at home!";
    let fresh = b"\xFF\xE1\0\x22Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let file = jpeg(&[exif, exif, SCAN, exif, END]);
    assert_eq!(clean(Kind::Jpeg, &file), (jpeg(&[fresh, SCAN, END]), CLEANED));
    let again = jpeg(&[fresh, SCAN, END]);
    assert_eq!(clean(Kind::Jpeg, &again), (again, Cleaning::Cleaned { removed: Removed::Nothing }));
}

#[test]
fn from_the_break_on_the_file_is_untouched() {
    let file = jpeg(&[b"\xFF\xFE\0\x06note", TABLE, b"garbage\xFF\xFE\0\x06note"]);
    let expected = jpeg(&[TABLE, b"garbage\xFF\xFE\0\x06note"]);
    assert_eq!(clean(Kind::Jpeg, &file), (expected, Cleaning::PartlyCleaned));
    let too_short = jpeg(&[TABLE, b"\xFF\xFE\0\x01rest"]);
    assert_eq!(clean(Kind::Jpeg, &too_short), (too_short, Cleaning::PartlyCleaned));
}

#[test]
fn a_file_that_stops_keeps_its_picture_and_not_its_metadata() {
    let in_scan = jpeg(&[TABLE, SCAN, b"\xFF"]);
    assert_eq!(clean(Kind::Jpeg, &in_scan), (in_scan, Cleaning::PartlyCleaned));
    let in_table = jpeg(&[b"\xFF\xDB\0\x43\x01"]);
    assert_eq!(clean(Kind::Jpeg, &in_table), (in_table, Cleaning::PartlyCleaned));
    let in_exif = jpeg(&[TABLE, b"\xFF\xE1\x10\x00Exif\0\0at home"]);
    assert_eq!(clean(Kind::Jpeg, &in_exif), (jpeg(&[TABLE]), Cleaning::PartlyCleaned));
}
