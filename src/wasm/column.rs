//! One column of numbers, as it crosses the boundary.

/// A column of one type, in chunks: no chunk is copied when the column grows, and each is freed as soon as it has been
/// copied to the other side.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// Times in nanoseconds, payloads: `Float64Array`.
    F64(Vec<Vec<f64>>),
    /// Keys, actors, rows: `Uint32Array`.
    U32(Vec<Vec<u32>>),
    /// Codes: `Uint8Array`.
    U8(Vec<Vec<u8>>),
    /// A single number beside the columns.
    One(f64),
}

impl Column {
    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        match self {
            Column::F64(pieces) => pieces.iter().map(Vec::len).sum(),
            Column::U32(pieces) => pieces.iter().map(Vec::len).sum(),
            Column::U8(pieces) => pieces.iter().map(Vec::len).sum(),
            Column::One(_) => 1,
        }
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
