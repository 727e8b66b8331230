//! A growing list stored in chunks of a fixed size.
//!
//! Growing never copies a chunk, so a column of a million rows takes no more memory while it grows than when it is
//! finished. The chunks can also be freed one by one.

use std::ops::{Index, IndexMut};

/// Every chunk except the last holds 2 to this power values.
const BITS: u32 = 14;
const LENGTH: usize = 1 << BITS;

/// A growing list of plain values.
#[derive(Clone, PartialEq, Debug)]
pub struct Chunked<T>(Vec<Vec<T>>);

impl<T> Default for Chunked<T> {
    fn default() -> Chunked<T> {
        Chunked(Vec::new())
    }
}

impl<T: Copy> Chunked<T> {
    /// A list of `count` copies of a value.
    pub fn filled(value: T, count: usize) -> Chunked<T> {
        let mut pieces = Chunked::default();
        (0..count).for_each(|_| pieces.push(value));
        pieces
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * LENGTH + last.len())
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends a value.
    #[inline(never)]
    pub fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < LENGTH => last.push(value),
            // The first chunk starts small, because most lists stay small.
            None => self.0.push(vec![value]),
            Some(_) => {
                let mut piece = Vec::with_capacity(LENGTH);
                piece.push(value);
                self.0.push(piece);
            }
        }
    }

    /// The value at an index, if there is one.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index >> BITS)?.get(index & (LENGTH - 1))
    }

    /// The last value, if there is one.
    pub fn last(&self) -> Option<&T> {
        self.0.last()?.last()
    }

    /// The last value, mutable, if there is one.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.0.last_mut()?.last_mut()
    }

    /// All values, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    /// All values, mutable, in order.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }

    /// The chunks themselves.
    pub fn into_inner(self) -> Vec<Vec<T>> {
        self.0
    }
}

// Not inlined, for size: every one of the many call sites would get its own two bounds checks.
impl<T> Index<usize> for Chunked<T> {
    type Output = T;

    #[inline(never)]
    fn index(&self, index: usize) -> &T {
        &self.0[index >> BITS][index & (LENGTH - 1)]
    }
}

impl<T> IndexMut<usize> for Chunked<T> {
    #[inline(never)]
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.0[index >> BITS][index & (LENGTH - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three chunks: two full ones and one with a single value.
    #[test]
    fn it_is_a_list_whatever_its_length() {
        let mut pieces = Chunked::default();
        assert_eq!((pieces.len(), pieces.is_empty(), pieces.get(0), pieces.last()), (0, true, None, None));
        for value in 0..2 * LENGTH + 1 {
            assert_eq!(pieces.len(), value);
            pieces.push(value);
            assert_eq!((pieces[value], pieces.last()), (value, Some(&value)));
        }
        assert!(pieces.iter().copied().eq(0..2 * LENGTH + 1));
        assert_eq!((pieces.get(2 * LENGTH), pieces.get(2 * LENGTH + 1)), (Some(&(2 * LENGTH)), None));
        pieces[LENGTH] = 7;
        *pieces.last_mut().expect("a value") = 8;
        pieces.push(9);
        pieces.push(9);
        let lengths: Vec<usize> = pieces.clone().into_inner().iter().map(Vec::len).collect();
        assert_eq!(lengths, [LENGTH, LENGTH, 3]);
        assert_eq!((pieces[LENGTH - 1], pieces[LENGTH], pieces[2 * LENGTH]), (LENGTH - 1, 7, 8));
        assert_eq!(Chunked::filled(9, 2).into_inner(), [[9, 9]]);
    }
}
