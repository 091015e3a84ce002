//! The simplest ways to tell two kinds of things apart: one threshold on one number, and the nearer of two means over all numbers.
//!
//! What is trained on one half is judged on the other, in pairs of one of each kind. If the numbers do not depend on the kind, then
//! whatever was learnt is right for half of a pair on average, independently of the other pairs. Hoeffding: the share over n pairs is
//! above 1/2 + ε with probability exp(−2nε²) at most. [`Verdict::bound`] is the 1/2 + ε that is passed by luck once in 10¹² times, so
//! that a test which looks at fewer than a thousand such figures fails by luck less than once in 10⁹.

/// The natural logarithm of 10¹².
const LUCK: f64 = 27.7;

/// One thing that is seen: numbers, of which each has a name; and its kind.
#[derive(Clone, Debug)]
pub struct Seen {
    pub numbers: Vec<f64>,
    pub busy: bool,
}

/// How well one distinguisher did.
#[derive(Debug)]
pub struct Verdict {
    pub name: String,
    /// Share of the tests in which it was right.
    pub accuracy: f64,
    /// Pairs in the test.
    pub pairs: usize,
}

impl Verdict {
    /// What luck gives at most.
    pub fn bound(&self) -> f64 {
        0.5 + (LUCK / (2.0 * float(self.pairs))).sqrt()
    }
}

/// Trains every distinguisher on every second thing of each kind, and tests it on the others, as many of one kind as of the other.
pub fn distinguish(names: &[&str], all: &[Seen]) -> Vec<Verdict> {
    let kind = |busy| all.iter().filter(move |seen| seen.busy == busy);
    let pairs: Vec<[&Seen; 2]> = kind(true).zip(kind(false)).map(|(busy, quiet)| [busy, quiet]).collect();
    let half = |odd: usize| -> Vec<&Seen> { pairs.iter().skip(odd).step_by(2).flatten().copied().collect() };
    let (train, test) = (half(0), half(1));
    let judge = |name: String, says_busy: &dyn Fn(&Seen) -> bool| {
        let right = test.iter().filter(|seen| says_busy(seen) == seen.busy).count();
        Verdict { name, accuracy: float(right) / float(test.len()), pairs: test.len() / 2 }
    };
    let mut verdicts = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let (threshold, above) = threshold(&train, number);
        let says = |seen: &Seen| (seen.numbers[number] > threshold) == above;
        verdicts.push(judge((*name).to_owned(), &says));
    }
    let means = Means::of(&train, names.len());
    verdicts.push(judge("all together".to_owned(), &|seen| means.says_busy(seen)));
    verdicts
}

/// The threshold, and the side of it that is called busy, which is right most often.
fn threshold(train: &[&Seen], number: usize) -> (f64, bool) {
    let mut sorted: Vec<(f64, bool)> = train.iter().map(|seen| (seen.numbers[number], seen.busy)).collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let all_busy = sorted.iter().filter(|(_, busy)| *busy).count();
    // All are above minus infinity.
    let (mut quiet_below, mut busy_below) = (0, 0);
    let mut best = (f64::NEG_INFINITY, true, all_busy);
    for (place, (value, busy)) in sorted.iter().enumerate() {
        if *busy {
            busy_below += 1;
        } else {
            quiet_below += 1;
        }
        if sorted.get(place + 1).is_some_and(|(next, _)| next <= value) {
            continue;
        }
        let right_above = quiet_below + all_busy - busy_below;
        for (above, right) in [(true, right_above), (false, sorted.len() - right_above)] {
            if right > best.2 {
                best = (*value, above, right);
            }
        }
    }
    (best.0, best.1)
}

/// The means of both kinds, in units of each number's spread.
struct Means {
    busy: Vec<f64>,
    quiet: Vec<f64>,
    spread: Vec<f64>,
}

impl Means {
    fn of(train: &[&Seen], numbers: usize) -> Self {
        let mean = |of: &dyn Fn(&Seen) -> bool, number: usize| {
            let values: Vec<f64> =
                train.iter().filter(|seen| of(seen)).map(|seen| seen.numbers[number]).collect();
            values.iter().sum::<f64>() / float(values.len())
        };
        let spread = |number: usize| {
            let middle = mean(&|_| true, number);
            let square = |seen: &&Seen| (seen.numbers[number] - middle).powi(2);
            (train.iter().map(square).sum::<f64>() / float(train.len())).sqrt().max(1e-9)
        };
        Self {
            busy: (0..numbers).map(|number| mean(&|seen| seen.busy, number)).collect(),
            quiet: (0..numbers).map(|number| mean(&|seen| !seen.busy, number)).collect(),
            spread: (0..numbers).map(spread).collect(),
        }
    }

    fn says_busy(&self, seen: &Seen) -> bool {
        let distance = |means: &[f64]| {
            let parts = seen.numbers.iter().zip(means).zip(&self.spread);
            parts.map(|((value, mean), spread)| ((value - mean) / spread).powi(2)).sum::<f64>()
        };
        distance(&self.busy) < distance(&self.quiet)
    }
}

pub fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

/// What can be said of the leaves of one block without knowing what they stand for.
pub const OF_A_BLOCK: [&str; 16] = [
    "ones",
    "bytes (chi²)",
    "pairs of bits (serial)",
    "runs of bits",
    "neighbouring bytes (correlation)",
    "leaves that rise",
    "place of the smallest",
    "place of the largest",
    "smallest leaf",
    "largest leaf",
    "first leaf",
    "last leaf",
    "bytes of zero",
    "bytes of 255",
    "closest two leaves",
    "sum of even places",
];

/// The same, as numbers.
pub fn of_a_block(leaves: &[[u8; 32]]) -> Vec<f64> {
    let bytes = leaves.concat();
    let bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let start = |leaf: &[u8; 32]| f64::from(u32::from_be_bytes(*leaf.first_chunk().unwrap()));
    let counts = |pick: &dyn Fn(&u8) -> bool| float(bytes.iter().filter(|byte| pick(byte)).count());
    let mut histogram = [0_usize; 256];
    for byte in &bytes {
        histogram[usize::from(*byte)] += 1;
    }
    let expected = float(bytes.len()) / 256.0;
    let chi = histogram.iter().map(|count| (float(*count) - expected).powi(2) / expected).sum();
    let mut pairs = [0_usize; 4];
    for two in bits.windows(2) {
        pairs[usize::from(two[0]) * 2 + usize::from(two[1])] += 1;
    }
    let even = float(bits.len()) / 4.0;
    let serial = pairs.iter().map(|count| (float(*count) - even).powi(2) / even).sum();
    let product = |two: &[u8]| (f64::from(two[0]) - 127.5) * (f64::from(two[1]) - 127.5);
    let mut sorted: Vec<f64> = leaves.iter().map(start).collect();
    sorted.sort_by(f64::total_cmp);
    let place = |of: Option<&[u8; 32]>| float(leaves.iter().position(|leaf| Some(leaf) == of).unwrap());
    let evens = leaves.iter().step_by(2).map(start).sum::<f64>();
    vec![
        float(bits.iter().filter(|bit| **bit).count()),
        chi,
        serial,
        float(bits.windows(2).filter(|two| two[0] != two[1]).count()),
        bytes.windows(2).map(product).sum(),
        float(leaves.windows(2).filter(|two| two[0] < two[1]).count()),
        place(leaves.iter().min()),
        place(leaves.iter().max()),
        sorted[0],
        sorted[sorted.len() - 1],
        start(&leaves[0]),
        start(&leaves[leaves.len() - 1]),
        counts(&|byte| *byte == 0),
        counts(&|byte| *byte == 255),
        sorted.windows(2).map(|two| two[1] - two[0]).fold(f64::INFINITY, f64::min),
        evens,
    ]
}

/// What can be said of one leaf among those of its block.
pub const OF_A_LEAF: [&str; 8] = [
    "place",
    "rank",
    "ones",
    "first byte",
    "last byte",
    "distance to the one before",
    "place, even or odd",
    "bits that change",
];

/// The same, as numbers.
pub fn of_a_leaf(block: &[[u8; 32]], place: usize) -> Vec<f64> {
    let leaf = &block[place];
    let before = &block[place.checked_sub(1).unwrap_or(block.len() - 1)];
    let bits = |bytes: &mut dyn Iterator<Item = u8>| f64::from(bytes.map(u8::count_ones).sum::<u32>());
    vec![
        float(place),
        float(block.iter().filter(|other| *other < leaf).count()),
        bits(&mut leaf.iter().copied()),
        f64::from(leaf[0]),
        f64::from(leaf[31]),
        bits(&mut leaf.iter().zip(before).map(|(one, other)| one ^ other)),
        float(place % 2),
        bits(&mut leaf.iter().map(|byte| byte ^ (byte >> 1))),
    ]
}
