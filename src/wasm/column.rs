//! A column of numbers that crosses the boundary to JavaScript.

/// A column of one type, stored in chunks. No chunk is copied when the column grows, and each is freed as soon as it
/// has been copied to JavaScript.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// Times in nanoseconds, and payloads: `Float64Array`.
    F64(Vec<Vec<f64>>),
    /// Keys, actors, rows: `Uint32Array`.
    U32(Vec<Vec<u32>>),
    /// Codes: `Uint8Array`.
    U8(Vec<Vec<u8>>),
    /// A single number.
    One(f64),
}

impl Column {
    /// The number of values.
    pub fn len(&self) -> usize {
        match self {
            Column::F64(pieces) => pieces.iter().map(Vec::len).sum(),
            Column::U32(pieces) => pieces.iter().map(Vec::len).sum(),
            Column::U8(pieces) => pieces.iter().map(Vec::len).sum(),
            Column::One(_) => 1,
        }
    }

    /// Whether the column is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
