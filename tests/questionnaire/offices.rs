//! Offices are found however they are typed, and a faulty list is told all its faults.

use redchannel::clock::Day;
use redchannel::model::offices::Offices;
use redchannel::model::questionnaire::taking::Around;
use redchannel::model::report::Audience;

use super::{about, the};

const VALDORIA: &str = include_str!("../../config/packs/valdoria/offices.toml");

fn valdoria() -> Offices {
    Offices::parse(VALDORIA).unwrap_or_else(|faults| panic!("{faults}"))
}

fn found(typed: &str) -> Vec<String> {
    valdoria().search(typed, 5).into_iter().map(|office| office.code.clone()).collect()
}

#[test]
fn the_example_has_thirty_offices_in_five_languages() {
    let list = valdoria();
    assert_eq!(list.all().len(), 30);
    assert_eq!(list.languages(), the().languages());
    let grouped = list.grouped("fr");
    assert_eq!(grouped.len(), 5);
    assert_eq!(grouped.iter().map(|(_, offices)| offices.len()).sum::<usize>(), 30);
    assert_eq!(grouped[1].0, "La Côte");
    let karsa = list.office("VD-101").unwrap();
    assert_eq!(karsa.label("ar"), "معبر جسر كارسا (VD-101)");
    assert_eq!(karsa.locode.as_deref(), Some("XVKAR"));
}

#[test]
fn an_office_is_found_without_accents_in_any_language_and_by_its_codes() {
    for (typed, code) in [
        ("karsa", "VD-101"),
        ("poste frontiere pont karsa", "VD-101"),
        ("AEROPORT valdor fret", "VD-305"),
        ("santa agua", "VD-501"),
        ("كارسا", "VD-101"),
        ("محطه قطار", "VD-105"),
        ("القصر", "VD-403"),
        ("vd-307", "VD-307"),
        ("xvmir", "VD-204"),
    ] {
        assert_eq!(found(typed).first().map(String::as_str), Some(code), "{typed}");
    }
    assert_eq!(found("rivago").len(), 5);
    assert_eq!(found(""), Vec::<String>::new());
    assert_eq!(found("atlantis"), Vec::<String>::new());
}

#[test]
fn only_what_is_certain_becomes_an_office() {
    let list = valdoria();
    let exactly = |typed: &str| list.exactly(typed).map(|office| office.code.as_str());
    for typed in ["VD-101", "vd-101", "معبر جسر كارسا (VD-101)", "karsa bridge BORDER post", "XVKAR"]
    {
        assert_eq!(exactly(typed), Some("VD-101"), "{typed}");
    }
    // Two offices share this UN/LOCODE.
    assert_eq!(exactly("XVNOR"), None);
    assert_eq!(exactly("Karsa"), None);
    assert_eq!(exactly("("), None);
    let situation = about(Audience::Trader, "SOL", None);
    let around = Around { situation, today: Day::parse("2026-11-25").unwrap(), offices: Some(&list) };
    let taken = the().take([("where.t", "Col d'Altara (VD-401)")], &around, 2);
    let place = taken.answers.answer("where").unwrap();
    assert_eq!((place.plain.as_deref(), place.typed.as_str()), (Some("VD-401"), "Col d'Altara (VD-401)"));
}

#[test]
fn each_fault_of_a_list_is_named_with_its_place() {
    for (from, to, what) in [
        ("code = \"VD-102\"", "code = \"VD-101\"", "office \"VD-101\": there are two offices with this code"),
        ("code = \"VD-102\"", "code = \"vd 102\"", "office \"vd 102\": its code must be"),
        ("kind = \"border\"", "kind = \"fence\"", "office \"VD-101\": kind must be one of: border, port"),
        ("region = \"north\"", "region = \"west\"", "office \"VD-101\": there is no region \"west\""),
        ("locode = \"XVKAR\"", "locode = \"XVKAR1\"", "office \"VD-101\": locode must be"),
        (
            "name.pt = \"Posto fronteiriço da ponte de Karsa\"\n",
            "",
            "office \"VD-101\", name: is missing in pt",
        ),
        (
            "name.en = \"Tel Amra border post\"",
            "name.en = \"KARSA bridge border-post\"",
            "office \"VD-102\": is called as \"VD-101\" is in en",
        ),
        ("key = \"coast\"", "key = \"north\"", "region \"north\": there are two regions with this key"),
        ("kind = \"border\"", "king = \"border\"", "office \"VD-101\", king: there is no such key"),
        ("languages = [", "tongues = [", "languages: must list the languages"),
    ] {
        assert!(VALDORIA.contains(from), "{from}");
        let said = Offices::parse(&VALDORIA.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(said.contains(what), "{from} → {to}: {said}");
    }
}
