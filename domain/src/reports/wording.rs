//! Like wording, seen without reading: the least hashes of pairs of words (`MinHash`), cut into bands. Two texts share a
//! band the more likely the more pairs they share.

use std::collections::BTreeSet;

/// Bands of a text; each is made of two least hashes.
pub const BANDS: usize = 32;
/// Hashes in a band.
const ROWS: usize = 2;
/// Shared bands from which on two texts are alike: texts that share four pairs in ten share five on average, texts that
/// share one in ten less than one.
const ENOUGH: usize = 4;
/// Fewer pairs say nothing.
const LEAST: usize = 8;

/// Pairs of neighbouring words; words of one letter and of digits alone say nothing.
#[must_use]
pub fn shingles(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1 && !word.chars().all(|c| c.is_ascii_digit()))
        .map(str::to_lowercase)
        .collect();
    words.windows(2).map(|pair| pair.join(" ")).collect()
}

/// Spreads a hash anew for each of many rows.
fn mixed(hash: u64, row: u64) -> u64 {
    let mut x = hash ^ row.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The bands of a text whose pairs have these (keyed) hashes; none for a short text.
#[must_use]
pub fn bands(hashes: &[u64]) -> Vec<u64> {
    if hashes.len() < LEAST {
        return Vec::new();
    }
    let least = |row: u64| hashes.iter().map(|&hash| mixed(hash, row + 1)).min().unwrap_or_default();
    (0..BANDS as u64)
        .map(|band| {
            let rows = (0..ROWS as u64).map(|row| least(band * ROWS as u64 + row));
            rows.fold(band, |all, hash| mixed(all ^ hash, 77))
        })
        .collect()
}

/// Whether texts that share so many bands are alike.
#[must_use]
pub fn alike(shared: usize) -> bool {
    shared >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(text: &str) -> Vec<u64> {
        let hash = |pair: String| pair.bytes().fold(7_u64, |all, byte| mixed(all, u64::from(byte)));
        bands(&shingles(text).into_iter().map(hash).collect::<Vec<_>>())
    }

    fn shared(one: &str, other: &str) -> usize {
        hashed(one).iter().zip(hashed(other)).filter(|(one, other)| **one == *other).count()
    }

    #[test]
    fn a_copy_with_edits_is_alike_and_another_text_is_not() {
        let one = "Lowongan kerja pabrik di luar negeri gaji besar berangkat cepat tanpa ribet cukup KTP \
                   langsung proses hubungi nomor ini";
        let edited = "Info lowongan kerja pabrik di luar negeri gaji besar berangkat cepat tanpa ribet cukup KTP \
                      saja segera hubungi kami";
        let other = "Pelatihan bahasa Jepang dasar dibuka di balai latihan kota, peserta membawa fotokopi ijazah dan \
                     mendaftar di meja ketenagakerjaan";
        assert!(alike(shared(one, edited)), "{}", shared(one, edited));
        assert!(!alike(shared(one, other)));
        assert!(hashed("gaji besar cepat").is_empty());
    }
}
