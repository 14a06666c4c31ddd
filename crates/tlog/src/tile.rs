//! Tiles of height 8 and their addresses, as C2SP tlog-tiles writes them: `tile/0/x001/234.p/17`.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use fadu_base::{Algorithm, Digest};

use crate::merkle::{HashSource, node_hash};

/// Levels of the tree that one tile covers.
pub const HEIGHT: u32 = 8;
/// Hashes of a full tile.
pub const WIDTH: u64 = 256;

/// What a tile holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TileKind {
    /// Hashes of tree level 8 × this number.
    Hashes(u8),
    /// The leaves' data themselves.
    Entries,
}

/// The address of a tile; `width` is 1 to 256, less than 256 for a partial one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TilePath {
    pub kind: TileKind,
    pub index: u64,
    pub width: u16,
}

/// The text is no address of a tile.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("不是登记册分块地址：`{0}`")]
pub struct TileError(pub String);

impl TilePath {
    /// The tile that holds leaf hashes (level 0) or higher nodes of a tree of `size` leaves, as wide
    /// as the tree makes it; `None` when the tree does not reach there.
    pub fn of_size(kind: TileKind, index: u64, size: u64) -> Option<TilePath> {
        let level = match kind {
            TileKind::Hashes(level) => u32::from(level),
            TileKind::Entries => 0,
        };
        let nodes = size.checked_shr(level * HEIGHT).unwrap_or(0);
        let width = nodes.checked_sub(index.checked_mul(WIDTH)?)?.min(WIDTH);
        (width > 0).then_some(TilePath {
            kind,
            index,
            width: width as u16,
        })
    }

    /// All tiles of a tree of `size` leaves that are new or wider than in the tree of `from` leaves;
    /// entry bundles included.
    pub fn changed(from: u64, size: u64) -> Vec<TilePath> {
        let mut tiles = Vec::new();
        for level in 0..8_u8 {
            let shift = u32::from(level) * HEIGHT;
            let (old, new) = (from >> shift, size >> shift);
            if new <= old {
                break;
            }
            for index in old / WIDTH..new.div_ceil(WIDTH) {
                tiles.extend(TilePath::of_size(TileKind::Hashes(level), index, size));
                if level == 0 {
                    tiles.extend(TilePath::of_size(TileKind::Entries, index, size));
                }
            }
        }
        tiles
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (i, group) in groups.iter().enumerate().rev() {
            if i > 0 {
                write!(f, "x{group:03}/")?
            } else {
                write!(f, "{group:03}")?
            }
        }
        if u64::from(self.width) < WIDTH {
            write!(f, ".p/{}", self.width)
        } else {
            Ok(())
        }
    }
}

impl FromStr for TilePath {
    type Err = TileError;
    fn from_str(text: &str) -> Result<TilePath, TileError> {
        let path = read_path(text).ok_or_else(|| TileError(text.chars().take(80).collect()))?;
        // One address for one tile: other spellings of the numbers are refused.
        if path.to_string() == text {
            Ok(path)
        } else {
            Err(TileError(text.chars().take(80).collect()))
        }
    }
}

fn read_path(text: &str) -> Option<TilePath> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let kind = if kind == "entries" {
        TileKind::Entries
    } else {
        TileKind::Hashes(kind.parse().ok().filter(|l| *l < 64)?)
    };
    let (number, width) = match rest.split_once(".p/") {
        Some((number, width)) => (number, width.parse().ok().filter(|w| (1..256).contains(w))?),
        None => (rest, 256),
    };
    let mut index = 0_u64;
    for group in number.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let value: u64 = digits.parse().ok().filter(|_| digits.len() == 3)?;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    Some(TilePath { kind, index, width })
}

/// The bytes of an entry bundle: each entry after its length in two bytes, big end first.
/// `None` when an entry is longer than 65,535 bytes.
pub fn bundle(entries: &[&[u8]]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        out.extend_from_slice(entry);
    }
    Some(out)
}

/// Nodes of a tree read from tiles (their concatenated hashes, as served).
#[derive(Clone, Debug)]
pub struct Tiles {
    algorithm: Algorithm,
    tiles: HashMap<(u8, u64), Vec<Digest>>,
}

impl Tiles {
    pub fn new(algorithm: Algorithm) -> Tiles {
        Tiles {
            algorithm,
            tiles: HashMap::new(),
        }
    }

    /// Takes a tile of hashes; a wider one replaces a narrower one.
    ///
    /// # Errors
    /// When the bytes are not `width` times 32, or the path is an entry bundle's.
    pub fn insert(&mut self, path: TilePath, bytes: &[u8]) -> Result<(), TileError> {
        let error = || TileError(path.to_string());
        let TileKind::Hashes(level) = path.kind else {
            return Err(error());
        };
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() != usize::from(path.width) {
            return Err(error());
        }
        let slot = self.tiles.entry((level, path.index)).or_default();
        if slot.len() < hashes.len() {
            *slot = hashes.iter().map(|h| Digest(*h)).collect();
        }
        Ok(())
    }
}

impl HashSource for Tiles {
    fn node(&self, level: u32, index: u64) -> Option<Digest> {
        let (tile_level, above) = (u8::try_from(level / HEIGHT).ok()?, level % HEIGHT);
        // 2^above hashes of the tile lie under the node.
        let first = index.checked_shl(above)?;
        let tile = self.tiles.get(&(tile_level, first / WIDTH))?;
        let from = (first % WIDTH) as usize;
        let mut row = tile.get(from..from + (1 << above))?.to_vec();
        while row.len() > 1 {
            row = row
                .as_chunks::<2>()
                .0
                .iter()
                .map(|[left, right]| node_hash(self.algorithm, left, right))
                .collect();
        }
        row.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::MemoryTree;
    use crate::proof;

    #[test]
    fn addresses_go_there_and_back() {
        for (kind, index, width, text) in [
            (TileKind::Hashes(0), 0, 256, "tile/0/000"),
            (TileKind::Hashes(1), 1_234_067, 256, "tile/1/x001/x234/067"),
            (TileKind::Hashes(0), 273, 64, "tile/0/273.p/64"),
            (TileKind::Entries, 1_000, 1, "tile/entries/x001/000.p/1"),
        ] {
            let path = TilePath { kind, index, width };
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path));
        }
        for bad in [
            "tile/0/00",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/x000/001",
            "tile/00/000",
            "tile/0/001/000",
            "tile/0/+01",
            "0/000",
        ] {
            assert!(bad.parse::<TilePath>().is_err(), "{bad}");
        }
    }

    #[test]
    fn changed_tiles_are_those_that_grew() {
        let names = |from, size| {
            TilePath::changed(from, size)
                .iter()
                .map(TilePath::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(names(0, 0), "");
        assert_eq!(names(0, 3), "tile/0/000.p/3 tile/entries/000.p/3");
        assert_eq!(
            names(255, 257),
            "tile/0/000 tile/entries/000 tile/0/001.p/1 tile/entries/001.p/1 tile/1/000.p/1"
        );
    }

    #[test]
    fn proofs_from_tiles_equal_proofs_from_the_tree() {
        let size = 70_000_u64;
        let algorithm = Algorithm::Sha256;
        let mut tree = MemoryTree::new(algorithm);
        for i in 0..size {
            tree.push(&i.to_be_bytes());
        }
        let mut tiles = Tiles::new(algorithm);
        for path in TilePath::changed(0, size) {
            let TileKind::Hashes(level) = path.kind else {
                continue;
            };
            let first = path.index * WIDTH;
            let node = |i| tree.node(u32::from(level) * HEIGHT, i).unwrap().0;
            let bytes: Vec<u8> = (first..first + u64::from(path.width))
                .flat_map(node)
                .collect();
            tiles.insert(path, &bytes).unwrap();
        }
        for index in [0, 255, 256, 65_535, 65_536, 69_999] {
            assert_eq!(
                proof::inclusion(algorithm, &tiles, index, size),
                proof::inclusion(algorithm, &tree, index, size)
            );
        }
        assert_eq!(proof::root(algorithm, &tiles, size), Ok(tree.head().root()));
    }
}
