//! The primitives alone, so that a change of a dependency shows where it costs: `cargo bench --bench crypto`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::SigningKey;
use redchannel::clock::Clock;
use redchannel::crypto::agefile::{Identity, Recipient, seal};
use redchannel::crypto::code::Code;
use redchannel::crypto::derive::PepperKeys;
use redchannel::crypto::frame::{self, Author, FrameHeader, ItemKind};
use redchannel::crypto::kdf::{Argon2Params, argon2id};
use redchannel::crypto::seal::{Founding, found_case};
use redchannel::model::id::{CaseId, ItemId};
use redchannel::secret::{Secret, SecretText};

/// A team of three and the recovery key.
const READERS: usize = 4;
const MIB: usize = 1024 * 1024;

fn recipient() -> Recipient {
    Identity::generate().recipient()
}

fn slow_hash(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slow hash");
    group.sample_size(20);
    let hash = |params| argon2id(params, b"eight by", &[2; 16], &[3; 32], "redchannel/v1/reporter");
    group.bench_function("reporter's", |bench| bench.iter(|| hash(Argon2Params::REPORTER)));
    group.bench_function("staff's", |bench| bench.iter(|| hash(Argon2Params::STAFF)));
    group.finish();
}

fn code(criterion: &mut Criterion) {
    let digits = Code::generate(&mut rand::rng()).digits();
    criterion.bench_function("code from digits", |bench| {
        bench.iter(|| Code::parse(black_box(digits.expose_secret())));
    });
}

fn report(criterion: &mut Criterion) {
    let signer = SigningKey::from_bytes(&[4; 32]);
    let header = FrameHeader {
        version: 1,
        case: CaseId::from_bytes([1; 16]),
        item: ItemId::from_bytes([2; 16]),
        kind: ItemKind::Report,
        sequence: 0,
        previous: None,
        author: Author::Reporter,
        day: Clock::System.today(),
        reporter: None,
        file: None,
    };
    let (body, case) = (SecretText::new("x".repeat(1000)), recipient());
    criterion.bench_function("report of 1 kB: frame, signature, sealing", |bench| {
        bench.iter(|| {
            let framed = frame::write(&header, &body, &signer).ok()?;
            seal(std::slice::from_ref(&case), framed.expose_secret()).ok()
        });
    });
}

fn founding(criterion: &mut Criterion) {
    let readers: Vec<_> = (0..READERS).map(|_| recipient()).collect();
    let (names, k_shred) = (PepperKeys::new(Secret::new([9; 32])), Secret::new([5; 32]));
    let reporter = SigningKey::from_bytes(&[4; 32]).verifying_key();
    let reply_to = Identity::generate().recipient();
    let founding = Founding {
        case: CaseId::from_bytes([1; 16]),
        readers: &readers,
        k_shred: &k_shred,
        reporter,
        reply_to: &reply_to,
    };
    criterion.bench_function("case for four readers", |bench| {
        bench.iter(|| found_case(&founding, &names, &mut rand::rng()));
    });
}

fn attachment(criterion: &mut Criterion) {
    let (plaintext, case) = (vec![7; MIB], recipient());
    let mut group = criterion.benchmark_group("attachment");
    group.throughput(Throughput::Bytes(1 << 20));
    group.bench_function("sealing 1 MiB", |bench| {
        bench.iter(|| seal(std::slice::from_ref(&case), black_box(&plaintext)));
    });
    group.finish();
}

criterion_group!(all, slow_hash, code, report, founding, attachment);
criterion_main!(all);
