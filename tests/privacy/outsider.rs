//! A year of the ledger as a stranger sees it who fetches all that is public, every six hours.
//!
//! Months with forty reports, and all that follows from them, must look like months in which nothing happened. What has a structure
//! (times, sizes, tiles, lengths) is compared with a log of padding, byte count by byte count; what is random (leaves, roots,
//! signatures) is given to the distinguishers of [`super::distinguish`], which also get logs that are not like ours, and must tell.

use std::collections::BTreeSet;

use futures::StreamExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use redchannel::clock::{Clock, Day};
use redchannel::crypto::hash::sha256;
use redchannel::ledger::BLOCK;
use redchannel::ledger::checkpoint::Checkpoint;
use redchannel::ledger::leaf::{Leaf, leaf};
use redchannel::ledger::tree::{TilePlace, WIDTH, bundle_path, parse_bundle, tile_path, width};
use redchannel::model::id::CaseId;
use redchannel::vault::ledger::public::{checkpoint, resource};
use redchannel::vault::ledger::publish::{Published, When, publish};
use redchannel::vault::store::{Create, DatabaseUrl, EntryRow, Stores};
use redchannel::vault::{FileLimits, Vault};
use tempfile::TempDir;

use super::distinguish::{OF_A_BLOCK, OF_A_LEAF, Seen, distinguish, float, of_a_block, of_a_leaf};
use crate::support::world::parts;

const SIX_HOURS: i64 = 6 * 3600;
const PER_DAY: usize = 4;
const DAYS: usize = 364;
/// Days of a month here, so that there are thirteen of them.
const MONTH: usize = 28;
const REPORTS_PER_MONTH: usize = 40;
/// Follow-ups, replies, reads, and the like, for each report, at most.
const MORE: usize = 8;

/// A log of its own, in memory if the machine has a folder for it: nothing here has to survive.
struct Log {
    vault: Vault,
    clock: Clock,
    _folder: TempDir,
}

impl Log {
    async fn new() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let url = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
        let stores =
            Stores::open(folder.path(), &url("main.db"), &url("keys.db"), Create::Told).await.unwrap();
        let clock = Clock::fixed(20_780 * 86_400);
        let vault = Vault::open(parts(stores, folder.path(), &clock, FileLimits::default(), [0; 32]));
        Self { vault: vault.await.unwrap(), clock, _folder: folder }
    }

    /// Something happens: an entry in the transaction of an action, as every entry is.
    async fn happens(&self, rng: &mut StdRng) -> Leaf {
        let (r, ciphertext): ([u8; 32], [u8; 32]) = (rng.random(), rng.random());
        let row = EntryRow {
            chain: CaseId::from_bytes(rng.random()),
            seq: 0,
            data: ciphertext.to_vec(),
            leaf: leaf(&r, &sha256(&[&ciphertext])),
            day: self.vault.today(),
            receipt: None,
        };
        self.vault.stores().main.act().await.unwrap().record(&row).await.unwrap().commit().await.unwrap();
        row.leaf
    }

    /// The hour comes, and a stranger looks.
    async fn published(&self) -> Look {
        let before = checkpoint(&self.vault, None).await.unwrap().map_or(0, |row| row.size);
        assert!(matches!(publish(&self.vault, When::Due).await.unwrap(), Published::Head(_)));
        let look = Look::at(&self.vault, u64::try_from(before).unwrap()).await;
        self.clock.advance(SIX_HOURS);
        look
    }
}

/// Everything public that is new since the last look.
struct Look {
    hour: i64,
    size: u64,
    /// The path of each resource that is new, and the length of the answer.
    lengths: Vec<(String, usize)>,
    note: Vec<u8>,
    leaves: Vec<Leaf>,
}

/// Paths of tiles and bundles that a tree of `size` leaves has, and one of `before` had not.
fn new_paths(before: u64, size: u64) -> Vec<String> {
    let mut paths = Vec::new();
    for level in 0_u8..4 {
        let hashes = |size: u64| size >> (8 * u32::from(level));
        for number in hashes(before) / WIDTH..hashes(size).div_ceil(WIDTH) {
            let place = TilePlace { level, number };
            let (old, new) = (width(before, place), width(size, place));
            if new > old {
                paths.push(tile_path(place, new));
                if level == 0 {
                    paths.push(bundle_path(number, new));
                }
            }
        }
    }
    paths
}

impl Look {
    async fn at(vault: &Vault, before: u64) -> Self {
        let row = checkpoint(vault, None).await.unwrap().unwrap();
        let note = row.note.into_bytes();
        let size = Checkpoint::parse(&note).unwrap().claimed().size;
        let (mut lengths, mut leaves) = (Vec::new(), Vec::new());
        for path in new_paths(before, size) {
            let bytes = resource(vault, None, &path).await.unwrap().expect("what the size promises");
            lengths.push((path.clone(), bytes.len()));
            if path.starts_with("tile/entries/") {
                leaves.extend(parse_bundle(&bytes).unwrap());
            }
        }
        // Nothing is there that the size does not promise, and so nothing tells what waits.
        for path in new_paths(size, size + 1).into_iter().chain(new_paths(size, size + BLOCK)) {
            assert!(resource(vault, None, &path).await.unwrap().is_none(), "{path}");
        }
        let grown = usize::try_from(size - before).unwrap();
        let leaves = leaves.split_off(leaves.len() - grown);
        Self { hour: row.slot, size, lengths, note, leaves }
    }

    /// What has a structure, as numbers.
    fn structure(&self, before: u64) -> Vec<f64> {
        let lengths = self.lengths.iter().map(|(_, length)| *length);
        let paths = self.lengths.iter().map(|(path, _)| path.len());
        vec![
            float(usize::try_from(self.hour.rem_euclid(24)).unwrap()),
            float(usize::try_from(self.size - before).unwrap()),
            float(self.lengths.len()),
            float(lengths.sum()),
            float(paths.sum()),
            float(self.note.len()),
        ]
    }
}

const STRUCTURE: [&str; 6] =
    ["hour", "growth", "resources that changed", "bytes", "paths", "length of the note"];

/// A year, with what only we know of it.
struct Year {
    looks: Vec<Look>,
    busy: Vec<bool>,
    real: BTreeSet<Leaf>,
}

impl Year {
    /// How often something happens before each publication of a month with forty reports. Every fourth such month has them in one day.
    fn month(rng: &mut StdRng, number: usize) -> Vec<usize> {
        let mut events = vec![0; MONTH * PER_DAY];
        let scandal = number.is_multiple_of(4).then(|| rng.random_range(0..MONTH) * PER_DAY);
        for _ in 0..REPORTS_PER_MONTH {
            let first = match scandal {
                Some(day) => day + rng.random_range(0..PER_DAY),
                None => rng.random_range(0..events.len()),
            };
            events[first] += 1;
            for _ in 0..rng.random_range(0..=MORE) {
                let later = rng.random_range(first..events.len());
                events[later] += 1;
            }
        }
        events
    }

    async fn live(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut months = [true, false].repeat(DAYS / MONTH);
        months.truncate(DAYS / MONTH);
        months.shuffle(&mut rng);
        let log = Log::new().await;
        let (mut looks, mut busy, mut real) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut reports = 0;
        for is_busy in months {
            let events = if is_busy { Self::month(&mut rng, reports) } else { vec![0; MONTH * PER_DAY] };
            reports += usize::from(is_busy);
            for number in events {
                for _ in 0..number {
                    real.insert(log.happens(&mut rng).await);
                }
                looks.push(log.published().await);
                busy.push(is_busy);
            }
        }
        let waiting = log.vault.stores().main.read().await.unwrap().waiting(1).await.unwrap();
        assert!(waiting.is_empty(), "forty reports a month fit into the blocks of that month");
        Self { looks, busy, real }
    }

    /// Looks with the size before each.
    fn growth(&self) -> impl Iterator<Item = (u64, &Look, bool)> {
        let before = std::iter::once(0).chain(self.looks.iter().map(|look| look.size));
        before.zip(&self.looks).zip(&self.busy).map(|((before, look), busy)| (before, look, *busy))
    }
}

/// Nobody can tell, but by luck that nobody has.
fn nobody_tells(what: &str, names: &[&str], all: &[Seen]) {
    for verdict in distinguish(names, all) {
        let (accuracy, bound) = (verdict.accuracy, verdict.bound());
        eprintln!(
            "{what}: {}: {accuracy:.3} of {} pairs, luck up to {bound:.3}",
            verdict.name, verdict.pairs
        );
        assert!(verdict.pairs >= 100 && bound < 0.9, "too few to say anything");
        assert!(accuracy <= bound, "{what}: {} tells busy from quiet: {accuracy:.3}", verdict.name);
    }
}

/// At least one can tell, and surely.
fn somebody_tells(what: &str, names: &[&str], all: &[Seen]) {
    let verdicts = distinguish(names, all);
    let best = verdicts.iter().max_by(|one, other| one.accuracy.total_cmp(&other.accuracy)).unwrap();
    assert!(best.accuracy > best.bound(), "{what} goes unnoticed: {best:?}");
}

#[tokio::test]
async fn a_year_with_reports_looks_like_a_year_without() {
    let year = Year::live(0x0f).await;
    assert_eq!(year.looks.len(), DAYS * PER_DAY);
    assert!(year.real.len() > 1000, "{}", year.real.len());
    let first = year.looks[0].hour;
    for (number, (before, look, _)) in (0_i64..).zip(year.growth()) {
        // A log of padding, computed: its hour, its size, its resources, and how long each answer is.
        assert_eq!((look.hour, look.size), (first + 6 * number, before + BLOCK));
        for (path, length) in &look.lengths {
            let wanted = if path.starts_with("tile/entries/") { 34 } else { 32 };
            let hashes: usize = path.split_once(".p/").map_or(256, |(_, width)| width.parse().unwrap());
            assert_eq!(*length, wanted * hashes, "{path}");
        }
        assert_eq!(look.note.len(), year.looks[0].note.len() - 2 + look.size.to_string().len());
    }
    let structure = |(before, look, busy): (u64, &Look, bool)| Seen { numbers: look.structure(before), busy };
    nobody_tells("structure", &STRUCTURE, &year.growth().map(structure).collect::<Vec<_>>());
    let leaves = |(_, look, busy): (u64, &Look, bool)| Seen { numbers: of_a_block(&look.leaves), busy };
    nobody_tells("leaves of busy months", &OF_A_BLOCK, &year.growth().map(leaves).collect::<Vec<_>>());
    let holds = |look: &Look| look.leaves.iter().any(|leaf| year.real.contains(leaf));
    let holding = |look: &Look| Seen { numbers: of_a_block(&look.leaves), busy: holds(look) };
    nobody_tells(
        "blocks that hold something",
        &OF_A_BLOCK,
        &year.looks.iter().map(holding).collect::<Vec<_>>(),
    );
    // Root and signature are no place to hide a sign in either.
    let notes = |look: &Look| Seen {
        numbers: of_a_block(&[sha256(&[&look.note]), tail(&look.note)]),
        busy: holds(look),
    };
    nobody_tells("checkpoints", &OF_A_BLOCK, &year.looks.iter().map(notes).collect::<Vec<_>>());
    let mut rng = StdRng::seed_from_u64(7);
    let one_of_each: Vec<Seen> =
        year.looks.iter().flat_map(|look| of_each(&look.leaves, &year.real, &mut rng)).collect();
    nobody_tells("single leaves", &OF_A_LEAF, &one_of_each);
}

/// The end of the signature.
fn tail(note: &[u8]) -> [u8; 32] {
    let base64 = note.trim_ascii_end().rsplit(|byte| *byte == b' ').next().unwrap();
    let bytes = data_encoding::BASE64.decode(base64).unwrap();
    *bytes.last_chunk().unwrap()
}

/// A leaf that stands for something and one that is padding, of a block that has both.
fn of_each(block: &[Leaf], real: &BTreeSet<Leaf>, rng: &mut StdRng) -> Vec<Seen> {
    let places = |wanted: bool| -> Vec<usize> {
        (0..block.len()).filter(|place| real.contains(&block[*place]) == wanted).collect()
    };
    let picked = [true, false].map(|busy| places(busy).choose(rng).map(|place| (*place, busy)));
    let [Some(entry), Some(padding)] = picked else { return Vec::new() };
    [entry, padding].map(|(place, busy)| Seen { numbers: of_a_leaf(block, place), busy }).into()
}

/// Blocks of a log that is worse than ours, every second of which has something in it.
fn worse_log(rng: &mut StdRng, spoil: impl Fn(&mut Vec<Leaf>, &[Leaf])) -> (Vec<Seen>, Vec<Seen>) {
    let (mut blocks, mut single) = (Vec::new(), Vec::new());
    for number in 0..440 {
        let mut block: Vec<Leaf> = (0..BLOCK).map(|_| rng.random()).collect();
        let entries: Vec<Leaf> = (0..3).map(|_| rng.random()).collect();
        let busy = number % 2 == 0;
        if busy {
            spoil(&mut block, &entries);
            single.extend(of_each(&block, &entries.into_iter().collect(), rng));
        }
        blocks.push(Seen { numbers: of_a_block(&block), busy });
    }
    (blocks, single)
}

#[test]
fn the_distinguishers_tell_logs_that_are_worse_than_ours() {
    let mut rng = StdRng::seed_from_u64(3);
    let (_, first) = worse_log(&mut rng, |block, entries| block[..3].copy_from_slice(entries));
    somebody_tells("entries that stand before the padding", &OF_A_LEAF, &first);
    let (sorted, _) = worse_log(&mut rng, |block, entries| {
        block[..3].copy_from_slice(entries);
        block.sort_unstable();
    });
    somebody_tells("blocks that are sorted when they hold something", &OF_A_BLOCK, &sorted);
    let (marked, _) =
        worse_log(&mut rng, |block, _| block.iter_mut().take(16).for_each(|leaf| leaf[..8].fill(0)));
    somebody_tells("leaves with zeros in them", &OF_A_BLOCK, &marked);
    let (biased, _) = worse_log(&mut rng, |block, _| block.iter_mut().flatten().for_each(|byte| *byte |= 1));
    somebody_tells("leaves with a bit that is always set", &OF_A_BLOCK, &biased);
    // The chance itself is not told.
    let (same, _) = worse_log(&mut rng, |block, entries| block[20..23].copy_from_slice(entries));
    nobody_tells("nothing at all", &OF_A_BLOCK, &same);
}

#[tokio::test]
async fn a_log_without_padding_is_told_by_its_growth() {
    let log = Log::new().await;
    let mut rng = StdRng::seed_from_u64(4);
    let mut seen = Vec::new();
    let mut before = 0;
    for number in 0..500 {
        let busy = number % 2 == 0;
        // What a log would be that adds what there is.
        let grown = if busy { rng.random_range(1..5) } else { 1 };
        let look = Look {
            hour: number * 6,
            size: before + grown,
            lengths: Vec::new(),
            note: Vec::new(),
            leaves: Vec::new(),
        };
        seen.push(Seen { numbers: look.structure(before), busy });
        before = look.size;
    }
    somebody_tells("a log without padding", &STRUCTURE, &seen);
    // And ours, when it overflows: that is the second block, which a busy unit is warned of.
    futures::stream::iter(0..200)
        .fold(&mut rng, async |rng, _| {
            log.happens(rng).await;
            rng
        })
        .await;
    let growth: Vec<u64> = {
        let mut sizes = vec![0];
        for _ in 0..12 {
            // Two days go by without a publication: what waits is stale.
            if sizes.len() == 2 {
                log.clock.advance(8 * SIX_HOURS);
            }
            sizes.push(log.published().await.size);
        }
        sizes.windows(2).map(|two| two[1] - two[0]).collect()
    };
    assert!(growth.contains(&(2 * BLOCK)) && growth.contains(&BLOCK), "{growth:?}");
    assert_eq!(Day::containing(log.clock.now()), log.vault.today());
}
