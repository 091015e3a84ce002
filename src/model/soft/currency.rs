//! Currencies: codes of ISO 4217, and signs that stand for one currency alone.

pub use super::currencies::CODES;

use super::Warning;

/// Signs and short names of one currency alone. `$`, `£`, `¥` and "franc" stand for several, so they are asked about.
const SIGNS: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("₦", "NGN"),
    ("₵", "GHS"),
    ("₹", "INR"),
    ("₱", "PHP"),
    ("₫", "VND"),
    ("₩", "KRW"),
    ("₪", "ILS"),
    ("₴", "UAH"),
    ("₸", "KZT"),
    ("₺", "TRY"),
    ("₽", "RUB"),
    ("₾", "GEL"),
    ("₼", "AZN"),
    ("฿", "THB"),
    ("៛", "KHR"),
    ("₮", "MNT"),
    ("₡", "CRC"),
    ("₲", "PYG"),
    ("R$", "BRL"),
    ("US$", "USD"),
    ("EURO", "EUR"),
    ("EUROS", "EUR"),
    ("KSH", "KES"),
    ("USH", "UGX"),
    ("TSH", "TZS"),
];

/// Currencies without a smaller unit (ISO 4217): in their amounts a point or comma can only separate thousands.
const WHOLE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
    "XPF",
];

/// The code, if it is one.
pub fn known(code: &str) -> Option<&'static str> {
    CODES.binary_search(&code).ok().and_then(|place| CODES.get(place)).copied()
}

/// Whether it has no smaller unit.
pub fn is_whole(code: &str) -> bool {
    WHOLE.contains(&code)
}

/// The currency that was typed or chosen, or what is odd about it. Nothing typed is nothing odd.
pub fn read(typed: &str) -> (Option<&'static str>, Vec<Warning>) {
    let typed = typed.trim();
    if typed.is_empty() {
        return (None, Vec::new());
    }
    match sign(typed) {
        Some(code) => (Some(code), Vec::new()),
        None => (None, vec![Warning::CurrencyUnknown]),
    }
}

/// The currency that a code or a sign stands for.
pub fn sign(text: &str) -> Option<&'static str> {
    let capitals = text.trim().trim_end_matches('.').to_uppercase();
    let of_sign = || SIGNS.iter().find(|(sign, _)| *sign == capitals).map(|(_, code)| *code);
    known(&capitals).or_else(of_sign)
}
