//! Inclusion and consistency proofs (RFC 6962 section 2.1; verification as in RFC 9162 section 2.1.3).

use fadu_base::{Algorithm, Digest};

use crate::merkle::{HashSource, empty_root, node_hash};

/// Why a proof proves nothing.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProofError {
    #[error("第 {index} 号不在共 {size} 条的登记册里")]
    OutOfRange { index: u64, size: u64 },
    #[error("登记册不能从 {from} 条变成 {to} 条")]
    Shrinks { from: u64, to: u64 },
    #[error("证明应有 {expected} 个指纹，实有 {found} 个")]
    Length { expected: usize, found: usize },
    #[error("算出的根与登记册页首不同")]
    Root,
    #[error("登记册里缺第 {level} 层第 {index} 个结点")]
    Missing { level: u32, index: u64 },
}

/// Checks that the leaf hash `leaf` is leaf `index` of the tree of `size` leaves with this root.
///
/// # Errors
/// `OutOfRange`, `Length` or `Root`.
pub fn verify_inclusion(
    algorithm: Algorithm,
    index: u64,
    size: u64,
    leaf: &Digest,
    proof: &[Digest],
    root: &Digest,
) -> Result<(), ProofError> {
    if size <= index {
        return Err(ProofError::OutOfRange { index, size });
    }
    // The lowest `inner` steps go by the bits of the index, above them every brother is on the left.
    let inner = bit_length(index ^ (size - 1));
    let expected = (inner + (index >> inner).count_ones()) as usize;
    if proof.len() != expected {
        return Err(ProofError::Length {
            expected,
            found: proof.len(),
        });
    }
    let mut hash = *leaf;
    for (step, brother) in proof.iter().enumerate() {
        let on_left = inner as usize <= step || (index >> step) & 1 == 1;
        hash = if on_left {
            node_hash(algorithm, brother, &hash)
        } else {
            node_hash(algorithm, &hash, brother)
        };
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// Checks that the tree of `to` leaves begins with the tree of `from` leaves. `from` = 0 proves
/// nothing and is an error.
///
/// # Errors
/// `Shrinks`, `Length` or `Root`.
pub fn verify_consistency(
    algorithm: Algorithm,
    from: u64,
    to: u64,
    proof: &[Digest],
    from_root: &Digest,
    to_root: &Digest,
) -> Result<(), ProofError> {
    if from == 0 || to < from {
        return Err(ProofError::Shrinks { from, to });
    }
    if from == to {
        return match (proof.len(), from_root == to_root) {
            (0, true) => Ok(()),
            (0, false) => Err(ProofError::Root),
            (found, _) => Err(ProofError::Length { expected: 0, found }),
        };
    }
    // The old tree's rightmost complete subtree is where the path begins.
    let shift = from.trailing_zeros();
    let inner = bit_length((from - 1) ^ (to - 1)) - shift;
    let start = (from - 1) >> shift;
    let above = (inner + (start >> inner).count_ones()) as usize;
    let expected = above + usize::from(!from.is_power_of_two());
    if proof.len() != expected {
        return Err(ProofError::Length {
            expected,
            found: proof.len(),
        });
    }
    let (seed, path) = match proof.split_first() {
        Some((first, rest)) if !from.is_power_of_two() => (*first, rest),
        _ => (*from_root, proof),
    };
    let (mut old, mut new) = (seed, seed);
    for (step, brother) in path.iter().enumerate() {
        if inner as usize <= step || (start >> step) & 1 == 1 {
            old = node_hash(algorithm, brother, &old);
            new = node_hash(algorithm, brother, &new);
        } else {
            new = node_hash(algorithm, &new, brother);
        }
    }
    if old == *from_root && new == *to_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// The proof that leaf `index` is in the tree of the first `size` leaves.
///
/// # Errors
/// `OutOfRange`, or `Missing` when the source lacks a node.
pub fn inclusion(
    algorithm: Algorithm,
    source: &impl HashSource,
    index: u64,
    size: u64,
) -> Result<Vec<Digest>, ProofError> {
    if size <= index {
        return Err(ProofError::OutOfRange { index, size });
    }
    let mut path = Vec::new();
    let (mut begin, mut end) = (0, size);
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            path.push(range(algorithm, source, middle, end)?);
            end = middle;
        } else {
            path.push(range(algorithm, source, begin, middle)?);
            begin = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `to` leaves begins with the tree of `from` leaves.
///
/// # Errors
/// `Shrinks`, or `Missing` when the source lacks a node.
pub fn consistency(
    algorithm: Algorithm,
    source: &impl HashSource,
    from: u64,
    to: u64,
) -> Result<Vec<Digest>, ProofError> {
    if from == 0 || to < from {
        return Err(ProofError::Shrinks { from, to });
    }
    let mut path = Vec::new();
    let (mut begin, mut end) = (0, to);
    while end != from {
        let middle = begin + split(end - begin);
        if from <= middle {
            path.push(range(algorithm, source, middle, end)?);
            end = middle;
        } else {
            path.push(range(algorithm, source, begin, middle)?);
            begin = middle;
        }
    }
    // When the old tree is a subtree of its own, the verifier has its root already.
    if begin != 0 {
        path.push(range(algorithm, source, begin, end)?);
    }
    path.reverse();
    Ok(path)
}

/// The root of the tree of the first `size` leaves.
///
/// # Errors
/// `Missing` when the source lacks a node.
pub fn root(
    algorithm: Algorithm,
    source: &impl HashSource,
    size: u64,
) -> Result<Digest, ProofError> {
    if size == 0 {
        Ok(empty_root(algorithm))
    } else {
        range(algorithm, source, 0, size)
    }
}

// The hash of the leaves begin to end; begin is a multiple of the biggest power of two inside.
fn range(
    algorithm: Algorithm,
    source: &impl HashSource,
    begin: u64,
    end: u64,
) -> Result<Digest, ProofError> {
    let mut parts = Vec::new();
    let mut at = begin;
    while at < end {
        let level = (end - at).ilog2();
        let index = at >> level;
        parts.push(
            source
                .node(level, index)
                .ok_or(ProofError::Missing { level, index })?,
        );
        at += 1 << level;
    }
    let mut parts = parts.into_iter().rev();
    let last = parts.next().ok_or(ProofError::Missing {
        level: 0,
        index: begin,
    })?;
    Ok(parts.fold(last, |right, left| node_hash(algorithm, &left, &right)))
}

// The biggest power of two below n (n > 1).
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

fn bit_length(n: u64) -> u32 {
    64 - n.leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{MemoryTree, leaf_hash};

    // RFC 6962 section 2.1 word for word: slow and obvious.
    fn naive(algorithm: Algorithm, leaves: &[Digest]) -> Digest {
        match leaves {
            [] => empty_root(algorithm),
            [one] => *one,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
                node_hash(algorithm, &naive(algorithm, left), &naive(algorithm, right))
            }
        }
    }

    #[test]
    fn all_small_trees_prove_all_their_leaves_and_pasts() {
        for algorithm in [Algorithm::Sm3, Algorithm::Sha256] {
            let mut tree = MemoryTree::new(algorithm);
            let mut leaves = Vec::new();
            let mut roots = vec![empty_root(algorithm)];
            for size in 1..=40_u64 {
                tree.push(&size.to_be_bytes());
                leaves.push(leaf_hash(algorithm, &size.to_be_bytes()));
                let now = naive(algorithm, &leaves);
                roots.push(now);
                assert_eq!(
                    (tree.head().root(), root(algorithm, &tree, size)),
                    (now, Ok(now))
                );
                for index in 0..size {
                    let proof = inclusion(algorithm, &tree, index, size).unwrap();
                    let leaf = leaves[index as usize];
                    assert_eq!(
                        verify_inclusion(algorithm, index, size, &leaf, &proof, &now),
                        Ok(())
                    );
                    for other in (0..size).filter(|o| *o != index) {
                        assert!(
                            verify_inclusion(algorithm, other, size, &leaf, &proof, &now).is_err()
                        );
                    }
                }
                for from in 1..=size {
                    let proof = consistency(algorithm, &tree, from, size).unwrap();
                    let old = roots[from as usize];
                    assert_eq!(
                        verify_consistency(algorithm, from, size, &proof, &old, &now),
                        Ok(())
                    );
                    assert!(
                        from == size
                            || verify_consistency(algorithm, from, size, &proof, &now, &now)
                                .is_err()
                    );
                }
            }
        }
    }

    #[test]
    fn a_stored_head_goes_on_where_it_stopped() {
        let mut tree = MemoryTree::new(Algorithm::Sm3);
        for i in 0..11_u8 {
            tree.push(&[i]);
        }
        let mut head =
            crate::TreeHead::restore(Algorithm::Sm3, 11, tree.head().edge().to_vec()).unwrap();
        tree.push(b"x");
        head.append(leaf_hash(Algorithm::Sm3, b"x"), |_, _, _| ());
        assert_eq!(&head, tree.head());
        assert_eq!(crate::TreeHead::restore(Algorithm::Sm3, 11, vec![]), None);
    }
}
