//! States as packed bits, and the one set in which they are remembered.

/// `64 × W − 1` bits; the highest says that a place of the set is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Bits<const W: usize>([u64; W]);

impl<const W: usize> Bits<W> {
    /// No bit.
    pub(super) const NONE: Self = Bits([0; W]);
    /// How many bits a state may have.
    pub(super) const ROOM: usize = 64 * W - 1;

    #[inline(always)]
    fn zip(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let mut all = self;
        for (one, two) in all.0.iter_mut().zip(other.0) {
            *one = join(*one, two);
        }
        all
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    #[inline(always)]
    pub(super) fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    #[inline(always)]
    pub(super) fn without(self, other: Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    pub(super) fn one(bit: usize) -> Self {
        let mut all = Bits::NONE;
        if let Some(word) = all.0.get_mut(bit / 64) {
            *word = 1 << (bit % 64);
        }
        all
    }

    pub(super) fn with(self, bit: usize) -> Self {
        self.or(Bits::one(bit))
    }

    pub(super) fn has(self, bit: usize) -> bool {
        self.0
            .get(bit / 64)
            .is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    #[inline(always)]
    pub(super) fn is_none(self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The bits that are set.
    pub(super) fn each(self) -> impl Iterator<Item = usize> {
        (0..Self::ROOM).filter(move |bit| self.has(*bit))
    }

    /// Every choice of these bits.
    pub(super) fn subsets(self) -> impl Iterator<Item = Self> {
        let bits: Vec<usize> = self.each().collect();
        (0..1_u64 << bits.len().min(63)).map(move |number| {
            let chosen = bits.iter().enumerate();
            chosen
                .filter(|(i, _)| number >> i & 1 == 1)
                .fold(Bits::NONE, |all, (_, bit)| all.with(*bit))
        })
    }

    #[inline(always)]
    fn hash(self) -> usize {
        let mix = |all: u64, word: &u64| {
            let wide = u128::from(all ^ word) * 0x9E37_79B9_7F4A_7C15;
            (wide >> 64) as u64 ^ wide as u64
        };
        self.0.iter().fold(0x5851_F42D_4C95_7F2D, mix) as usize
    }
}

/// A set of states, used again for one search after another.
pub(super) struct Seen<const W: usize> {
    places: Vec<Bits<W>>,
    len: usize,
}

const SMALL: usize = 1 << 10;

impl<const W: usize> Seen<W> {
    pub(super) fn new() -> Seen<W> {
        Seen {
            places: vec![Bits::NONE; SMALL],
            len: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Forgets everything, keeps the memory.
    pub(super) fn clear(&mut self) {
        if self.places.len() > SMALL && self.len * 16 < self.places.len() {
            self.places
                .truncate(SMALL.max(self.len.next_power_of_two() * 4));
        }
        self.places.fill(Bits::NONE);
        self.len = 0;
    }

    /// Whether it is new.
    #[inline(always)]
    pub(super) fn insert(&mut self, state: Bits<W>) -> bool {
        if self.len * 2 >= self.places.len() {
            self.grow();
        }
        let new = self.put(state.with(Bits::<W>::ROOM));
        self.len += usize::from(new);
        new
    }

    #[inline(always)]
    fn put(&mut self, taken: Bits<W>) -> bool {
        let mask = self.places.len() - 1;
        let mut at = taken.hash() & mask;
        while let Some(place) = self.places.get_mut(at) {
            if place.is_none() {
                *place = taken;
                return true;
            }
            if *place == taken {
                return false;
            }
            at = (at + 1) & mask;
        }
        false
    }

    fn grow(&mut self) {
        let larger = vec![Bits::NONE; self.places.len() * 2];
        let old = std::mem::replace(&mut self.places, larger);
        for taken in old.into_iter().filter(|place| !place.is_none()) {
            self.put(taken);
        }
    }
}
