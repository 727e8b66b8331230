//! The standard normal distribution, drawn by the ziggurat method: 256 layers of equal area, one of which is picked at
//! random.
//!
//! ```text
//!   F ┤▄▄▄
//!     ┤█████▄▄      x below the next layer's edge: accepted at once, 98.8 % of the time;
//!     ┤█████████▄▄▄ between the two edges: accepted by the density; in the lowest layer beyond R: drawn from the tail
//!     └──────────────┬───► X
//!                    R
//! ```
//!
//! Sources: Marsaglia and Tsang (2000); Doornik (2005), ZIGNOR. The draws equal those of `rand_distr::StandardNormal`
//! bit for bit, and traces depend on that. Its tables are 4 KB that do not compress; here they are computed once.

use rand_core::Rng;
use std::sync::LazyLock;

const LAYERS: usize = 256;
/// Where the tail begins.
const R: f64 = 3.654_152_885_361_009;
/// The area of a layer; that of the lowest one includes the tail.
const AREA: f64 = 0.004_928_673_233_99;

/// Corrections to the computed tables: layers, and the units in the last place to add to their entries. The published
/// tables were computed with another mathematics library, which differs in the last bits of some entries.
const X_OFF: [(&[u8], i64); 3] = [
    (&[54, 81, 85, 102, 127, 145, 146, 149, 204, 225, 226, 234], 1),
    (&[86, 87, 137, 175, 186, 206], -1),
    (&[224], -2),
];
const F_OFF: [(&[u8], i64); 3] = [
    (&[3, 45, 55, 72, 85, 86, 90, 95, 97, 136, 149, 223], 1),
    (&[6, 17, 22, 23, 51, 53, 84, 94, 101, 145, 148, 154, 164, 224, 225], -1),
    (&[0], -6),
];

/// The edges of the layers (`x`) and the density at each edge (`f`).
struct Tables {
    x: [f64; LAYERS + 1],
    f: [f64; LAYERS + 1],
}

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

impl Tables {
    fn new() -> Tables {
        let mut x = [0.0; LAYERS + 1];
        x[0] = AREA / density(R);
        x[1] = R;
        for layer in 2..LAYERS {
            let last = x[layer - 1];
            x[layer] = moved((-2.0 * libm::log(AREA / last + density(last))).sqrt(), layer, &X_OFF);
        }
        let f = std::array::from_fn(|layer| moved(density(x[layer]), layer, &F_OFF));
        Tables { x, f }
    }
}

/// Applies the correction of an entry, if it has one.
fn moved(value: f64, layer: usize, off: &[(&[u8], i64)]) -> f64 {
    let moves = off.iter().filter(|(layers, _)| layers.iter().any(|&off| usize::from(off) == layer));
    moves.fold(value, |value, (_, units)| f64::from_bits(value.to_bits().wrapping_add_signed(*units)))
}

/// e^(−x²/2).
fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0)
}

/// Draws a number.
pub fn draw(rng: &mut impl Rng) -> f64 {
    let Tables { x: edges, f } = &*TABLES;
    loop {
        // Eight bits choose the layer, 52 others the position in it, from −1 to 1.
        let bits = rng.next_u64();
        let layer = (bits & 0xff) as usize;
        let place = f64::from_bits(0x4000_0000_0000_0000 | bits >> 12) - 3.0;
        let x = place * edges[layer];
        if x.abs() < edges[layer + 1] {
            return x;
        }
        if layer == 0 {
            return tail(rng, place);
        }
        if f[layer + 1] + (f[layer] - f[layer + 1]) * unit(rng) < density(x) {
            return x;
        }
    }
}

/// Draws a number from the tail beyond R. The sign is that of `place`.
fn tail(rng: &mut impl Rng, place: f64) -> f64 {
    let (mut x, mut y) = (1.0, 0.0);
    while -2.0 * y < x * x {
        x = libm::log(open_unit(rng)) / R;
        y = libm::log(open_unit(rng));
    }
    if place < 0.0 { x - R } else { R - x }
}

/// Uniform in [0, 1): 53 bits.
fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// Uniform in (0, 1): the middles of 2⁵² equal intervals.
fn open_unit(rng: &mut impl Rng) -> f64 {
    f64::from_bits(0x3ff0_0000_0000_0000 | rng.next_u64() >> 12) - (1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng as _;
    use rand_distr::Distribution as _;
    use rand_xoshiro::Xoshiro256PlusPlus;

    /// FNV-1a over the bits of `ZIG_NORM_X` and `ZIG_NORM_F` of rand_distr 0.6.0.
    #[test]
    fn the_tables_are_the_published_ones() {
        let Tables { x, f } = &*TABLES;
        let digest = x
            .iter()
            .chain(f)
            .fold(0xcbf2_9ce4_8422_2325, |digest: u64, entry| (digest ^ entry.to_bits()).wrapping_mul(0x100_0000_01b3));
        assert_eq!(digest, 0x37d8_4e2a_c60a_2458);
    }

    /// 3 million draws: 12,000 in each layer, 35,000 on the edges, 800 in the tail (P(|x| > R) = 2.6e-4).
    #[test]
    fn draws_are_those_of_the_crate() {
        let (mut ours, mut theirs) = (Xoshiro256PlusPlus::seed_from_u64(1), Xoshiro256PlusPlus::seed_from_u64(1));
        for _ in 0..3_000_000 {
            let expected: f64 = rand_distr::StandardNormal.sample(&mut theirs);
            assert_eq!(draw(&mut ours).to_bits(), expected.to_bits());
        }
    }
}
