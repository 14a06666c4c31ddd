//! The Merkle tree of RFC 6962: leaves are hashed after a byte 0, nodes after a byte 1.

use fadu_base::{Algorithm, Digest};

/// Where the hashes of complete subtrees come from: node (`level`, `index`) covers the leaves
/// `index << level` to `(index + 1) << level`. Level 0 holds leaf hashes.
pub trait HashSource {
    /// The node's hash, or `None` when the source does not hold it.
    fn node(&self, level: u32, index: u64) -> Option<Digest>;
}

/// The hash of a leaf with this data.
pub fn leaf_hash(algorithm: Algorithm, data: &[u8]) -> Digest {
    algorithm.digest_parts(&[&[0], data])
}

/// The hash of a node with these children.
pub fn node_hash(algorithm: Algorithm, left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [1; 65];
    let (_, children) = bytes.split_at_mut(1);
    let (l, r) = children.split_at_mut(32);
    l.copy_from_slice(left.bytes());
    r.copy_from_slice(right.bytes());
    algorithm.digest(&bytes)
}

/// The root of the tree with no leaf: the hash of nothing.
pub fn empty_root(algorithm: Algorithm) -> Digest {
    algorithm.digest(&[])
}

/// The head of a growing tree: its size and the hashes of the complete subtrees along its right
/// edge (a compact range), at most 64 of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TreeHead {
    algorithm: Algorithm,
    size: u64,
    // One hash for each bit set in `size`, biggest subtree first.
    edge: Vec<Digest>,
}

impl TreeHead {
    /// The tree with no leaf.
    pub fn new(algorithm: Algorithm) -> TreeHead {
        TreeHead {
            algorithm,
            size: 0,
            edge: Vec::with_capacity(64),
        }
    }

    /// A head stored earlier; `None` unless `edge` has one hash for each bit set in `size`.
    pub fn restore(algorithm: Algorithm, size: u64, edge: Vec<Digest>) -> Option<TreeHead> {
        (edge.len() == size.count_ones() as usize).then_some(TreeHead {
            algorithm,
            size,
            edge,
        })
    }

    /// Adds the next leaf by its leaf hash. Each node that became complete is given to `seen` as
    /// (level, index, hash), the leaf itself first, so that a caller can store tiles.
    pub fn append(&mut self, leaf: Digest, mut seen: impl FnMut(u32, u64, Digest)) {
        let mut hash = leaf;
        let mut index = self.size;
        let mut level = 0;
        seen(level, index, hash);
        while index & 1 == 1 {
            let Some(left) = self.edge.pop() else { break };
            hash = node_hash(self.algorithm, &left, &hash);
            index >>= 1;
            level += 1;
            seen(level, index, hash);
        }
        self.edge.push(hash);
        self.size += 1;
    }

    /// The root of the tree as it stands.
    pub fn root(&self) -> Digest {
        let mut hashes = self.edge.iter().rev();
        match hashes.next() {
            None => empty_root(self.algorithm),
            Some(last) => hashes.fold(*last, |right, left| node_hash(self.algorithm, left, &right)),
        }
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the complete subtrees, biggest first; with `size` enough to go on later.
    pub fn edge(&self) -> &[Digest] {
        &self.edge
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// A whole tree in memory: for tests, small logs and audits.
#[derive(Clone, Debug)]
pub struct MemoryTree {
    head: TreeHead,
    levels: Vec<Vec<Digest>>,
}

impl MemoryTree {
    pub fn new(algorithm: Algorithm) -> MemoryTree {
        MemoryTree {
            head: TreeHead::new(algorithm),
            levels: Vec::new(),
        }
    }

    /// Adds a leaf with this data and says its index.
    pub fn push(&mut self, data: &[u8]) -> u64 {
        self.push_hash(leaf_hash(self.head.algorithm, data))
    }

    /// Adds a leaf by its leaf hash and says its index.
    pub fn push_hash(&mut self, leaf: Digest) -> u64 {
        let levels = &mut self.levels;
        self.head.append(leaf, |level, _, hash| {
            if levels.len() <= level as usize {
                levels.push(Vec::new());
            }
            if let Some(row) = levels.get_mut(level as usize) {
                row.push(hash);
            }
        });
        self.head.size - 1
    }

    pub fn head(&self) -> &TreeHead {
        &self.head
    }
}

impl HashSource for MemoryTree {
    fn node(&self, level: u32, index: u64) -> Option<Digest> {
        let row = self.levels.get(level as usize)?;
        row.get(usize::try_from(index).ok()?).copied()
    }
}
