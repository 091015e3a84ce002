//! Shares of a recovery key: paper that must still be worth something when everybody who knows this program has left.

use redchannel::clock::Day;
use redchannel::crypto::agefile::Recipient;
use redchannel::crypto::shares::{Share, Sheet, combine, read, read_all};
use serde::Deserialize;

use super::Hex;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    needed: u8,
    shares: u8,
    scalar: Hex,
    identity: String,
    recipient: Recipient,
    sheets: Vec<Printed>,
}

#[derive(Deserialize)]
struct Printed {
    number: u8,
    lines: Vec<String>,
}

#[test]
fn committed_sheets_give_their_key_and_are_printed_the_same_way() {
    let vectors: Vectors = serde_json::from_str(include_str!("shares.json")).unwrap();
    assert_eq!(vectors.cases.len(), 4);
    for vector in &vectors.cases {
        let read = |printed: &Printed| read(&printed.lines.join("\n")).unwrap().share;
        let shares: Vec<Share> = vector.sheets.iter().map(read).collect();
        assert_eq!(shares.len(), usize::from(vector.shares));
        for (share, printed) in shares.iter().zip(&vector.sheets) {
            assert_eq!((share.number(), share.rule().needed()), (printed.number, vector.needed));
            let day = Day::from_number(20_000);
            let sheet = Sheet { share, recipient: &vector.recipient, administration: None, day };
            let text = sheet.to_text();
            assert!(printed.lines.iter().all(|line| text.expose_secret().contains(line)));
        }
        for selection in shares.windows(usize::from(vector.needed)) {
            let identity = combine(selection).unwrap();
            assert_eq!(identity.to_text().expose_secret(), vector.identity);
            assert_eq!(identity.recipient(), vector.recipient);
            assert!(identity.scalar().unwrap().same_as(&vector.scalar.secret()));
        }
        let all: Vec<String> = vector.sheets.iter().flat_map(|printed| printed.lines.clone()).collect();
        assert_eq!(read_all(&all.join("\n")).unwrap().len(), shares.len());
        assert!(combine(&shares).is_ok(), "more than needed fit, too");
    }
}
