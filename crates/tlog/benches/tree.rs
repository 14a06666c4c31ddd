//! Appending to the head (performance.md: at most 3 µs with SM3).

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_base::Algorithm;
use fadu_tlog::TreeHead;
use fadu_tlog::merkle::leaf_hash;

fn append(c: &mut Criterion) {
    for algorithm in [Algorithm::Sm3, Algorithm::Sha256] {
        let mut head = TreeHead::new(algorithm);
        let leaf = [7; 32];
        c.bench_function(&format!("append {algorithm}"), |b| {
            b.iter(|| head.append(leaf_hash(algorithm, &leaf), |_, _, _| ()));
        });
    }
}

criterion_group!(benches, append);
criterion_main!(benches);
