//! What may be published of counts of people.
//!
//! A figure under five could point at somebody, and so could the difference of a sum and its parts. Figures stand in a
//! tree of sums. Where one part is under five, all parts of that sum are hidden, whatever their size: no part is picked
//! by its value, so that who knows this rule, too, learns nothing. Then any value from nought to four of a small figure,
//! with the rest of the sum in a part beside it, is published in the same way. How many figures one small figure hides
//! depends on how few stand under one sum: see [`paired`].

/// The least figure that is shown.
pub const LEAST: u32 = 5;

/// A figure, or a sum with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Counted.
    Cell(u32),
    /// The sum of parts.
    Sum(Vec<Figure>),
}

/// A figure as published: `None` is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The figure.
    pub count: Option<u32>,
    /// Its parts.
    pub parts: Vec<Shown>,
}

impl Figure {
    /// The figure.
    #[must_use]
    pub fn count(&self) -> u32 {
        match self {
            Self::Cell(count) => *count,
            Self::Sum(parts) => parts.iter().map(Self::count).sum(),
        }
    }

    /// What of it may be published.
    #[must_use]
    pub fn publish(&self) -> Shown {
        self.show(true)
    }

    fn show(&self, is_shown: bool) -> Shown {
        let count = Some(self.count()).filter(|count| is_shown && *count >= LEAST);
        let parts = match self {
            Self::Cell(_) => Vec::new(),
            Self::Sum(parts) => {
                let are_shown = count.is_some() && parts.iter().all(|part| part.count() >= LEAST);
                parts.iter().map(|part| part.show(are_shown)).collect()
            }
        };
        Shown { count, parts }
    }
}

impl Shown {
    /// The cells below, in their order.
    #[must_use]
    pub fn cells(&self) -> Vec<Option<u32>> {
        if self.parts.is_empty() {
            return vec![self.count];
        }
        self.parts.iter().flat_map(Self::cells).collect()
    }
}

/// The sum of cells, by twos (one by three where their number is odd): a small one hides one beside it, not all.
#[must_use]
pub fn paired(cells: &[u32]) -> Figure {
    let sum = |cells: &[u32]| Figure::Sum(cells.iter().copied().map(Figure::Cell).collect());
    if cells.len() < 4 {
        return sum(cells);
    }
    let (odd, even) = cells.split_at(if cells.len().is_multiple_of(2) { 0 } else { 3 });
    let odd = Some(odd).filter(|cells| !cells.is_empty());
    Figure::Sum(odd.into_iter().chain(even.chunks(2)).map(sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Every way to share at most `most` among `cells` cells.
    fn tables(cells: usize, most: u32) -> Vec<Vec<u32>> {
        if cells == 0 {
            return vec![Vec::new()];
        }
        let shorter = tables(cells - 1, most);
        let mut all = Vec::new();
        for table in shorter {
            let used: u32 = table.iter().sum();
            all.extend((0..=most - used).map(|cell| [table.as_slice(), &[cell]].concat()));
        }
        all
    }

    /// Somebody who knows the rule and tries every table that would be published alike: all values stay possible.
    fn outsider_learns_nothing(cells: usize, most: u32, figure: impl Fn(&[u32]) -> Figure) {
        let all = tables(cells, most);
        let mut possible: HashMap<Shown, Vec<u8>> = HashMap::new();
        for table in &all {
            let values = possible.entry(figure(table).publish()).or_insert_with(|| vec![0; cells]);
            for (values, &cell) in values.iter_mut().zip(table).filter(|(_, cell)| **cell < LEAST) {
                *values |= 1 << cell;
            }
        }
        for table in &all {
            let shown = figure(table).publish();
            let values = &possible[&shown];
            for ((&cell, shown), values) in table.iter().zip(shown.cells()).zip(values) {
                assert!(shown.is_none_or(|shown| shown == cell && cell >= LEAST));
                assert!(cell >= LEAST || *values == 0b1_1111, "{table:?}: {values:b}");
            }
        }
    }

    #[test]
    fn whoever_knows_the_rule_cannot_narrow_a_small_figure() {
        outsider_learns_nothing(4, 24, paired);
        outsider_learns_nothing(5, 22, paired);
        // Two kecamatan (two kelurahan each), the second summed with those who said no kelurahan.
        outsider_learns_nothing(5, 22, |cells| {
            let [a, b, c, d, nowhere] = cells else { panic!("five cells") };
            let last = Figure::Sum(vec![paired(&[*c, *d]), Figure::Cell(*nowhere)]);
            Figure::Sum(vec![paired(&[*a, *b]), last])
        });
        // A city of one kecamatan of one kelurahan.
        outsider_learns_nothing(2, 40, |cells| {
            let [one, nowhere] = cells else { panic!("two cells") };
            Figure::Sum(vec![Figure::Sum(vec![paired(&[*one]), Figure::Cell(*nowhere)])])
        });
    }

    #[test]
    fn a_small_figure_hides_the_one_beside_it_and_a_small_sum_what_stands_beside_that() {
        assert_eq!(paired(&[9, 8, 7, 6]).publish().cells(), [Some(9), Some(8), Some(7), Some(6)]);
        assert_eq!(paired(&[9, 8, 0, 6]).publish().cells(), [Some(9), Some(8), None, None]);
        let hidden = paired(&[9, 8, 2, 2]).publish();
        assert_eq!((hidden.count, hidden.cells()), (Some(21), vec![None; 4]));
        assert_eq!(paired(&[1, 1, 1, 1]).publish().count, None);
        assert_eq!(paired(&[5, 4, 9, 9, 9]).publish().cells(), [None, None, None, Some(9), Some(9)]);
    }
}
