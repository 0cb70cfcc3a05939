use super::sheet::Cell;
use domain::registers::{is_garbled, minor_units};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As they stand.
    Text,
    /// `yes` or `no`.
    Flag,
    /// `YYYY-MM-DD`, or a day of the spreadsheet.
    Day,
    /// A whole number.
    Integer,
    /// An amount in the main unit of the line's currency.
    Wage,
    /// An amount in rupiah.
    Rupiah,
    /// Parted by `;`.
    List,
    /// A list whose entries may begin with `@`.
    Accounts,
    /// `City: address`, parted by `;`.
    Branches,
}

/// A column of a list.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in the first line.
    pub name: &'static str,
    /// Where its value stands in the body of the form.
    pub pointer: &'static str,
    /// How it is read.
    pub kind: Kind,
}

impl Column {
    /// A column.
    #[must_use]
    pub const fn new(name: &'static str, pointer: &'static str, kind: Kind) -> Self {
        Self { name, pointer, kind }
    }

    fn holds(&self, pointer: &str) -> bool {
        pointer.strip_prefix(self.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The column in which a field of the form stands.
#[must_use]
pub fn column_of(columns: &[Column], pointer: &str) -> String {
    let found = columns.iter().find(|column| column.holds(pointer));
    found.map_or_else(|| pointer.trim_start_matches('/').replace('/', "_"), |column| column.name.to_owned())
}

fn text_of(kind: Kind, cell: &Cell) -> Result<Option<&str>, &'static str> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Bad(code) => return Err(code),
        Cell::Number(text) if matches!(kind, Kind::Integer | Kind::Wage | Kind::Rupiah) => text,
        Cell::Day(text) if kind == Kind::Day => text,
        // A spreadsheet has turned it into a number or a day: zeros or digits are lost.
        Cell::Number(_) | Cell::Day(_) => return Err("number_cell"),
        Cell::Text(text) => text,
    };
    let is_formula = text.starts_with('=') || (text.starts_with('@') && kind != Kind::Accounts);
    match () {
        () if is_formula => Err("formula"),
        () if is_garbled(text) => Err("encoding"),
        () => Ok(Some(text)),
    }
}

/// A value as the form would send it; what cannot be read stays text, which the form's schema refuses.
fn value_of(kind: Kind, text: &str, digits: u32) -> Value {
    let parts = || text.split(';').map(str::trim).filter(|part| !part.is_empty());
    let amount = |digits| {
        if text.starts_with('-') {
            return json!(-1);
        }
        minor_units(text, digits).map_or_else(|| json!(text), Value::from)
    };
    match kind {
        Kind::Text | Kind::Day => json!(text),
        Kind::Flag => match text.to_lowercase().as_str() {
            "yes" => json!(true),
            "no" => json!(false),
            _ => json!(text),
        },
        Kind::Integer => text.parse::<i64>().map_or_else(|_| json!(text), Value::from),
        Kind::Wage => amount(digits),
        Kind::Rupiah => amount(2),
        Kind::List | Kind::Accounts => parts().collect(),
        Kind::Branches => parts()
            .map(|part| match part.split_once(':') {
                Some((city, address)) => json!({ "city": city.trim(), "address": address.trim() }),
                None => json!(part),
            })
            .collect(),
    }
}

/// A line as the form would send it, and the cells that cannot be read: column and code.
pub fn body_of<'a>(
    cells: &[(&'a Column, &Cell)],
    currencies: &BTreeMap<String, u32>,
) -> (Map<String, Value>, Vec<(&'a str, &'static str)>) {
    let currency = cells.iter().find(|(column, _)| column.name == "currency");
    let digits = match currency {
        Some((_, Cell::Text(code))) => currencies.get(code).copied().unwrap_or(2),
        _ => 2,
    };
    let (mut body, mut wrong) = (Map::new(), Vec::new());
    for (column, cell) in cells {
        match text_of(column.kind, cell) {
            Err(code) => wrong.push((column.name, code)),
            Ok(None) => {}
            Ok(Some(text)) => {
                let value = value_of(column.kind, text, digits);
                let pointer = column.pointer.trim_start_matches('/');
                match pointer.split_once('/') {
                    None => {
                        body.insert(pointer.to_owned(), value);
                    }
                    Some((outer, inner)) => {
                        let outer = body.entry(outer).or_insert_with(|| json!({}));
                        if let Some(outer) = outer.as_object_mut() {
                            outer.insert(inner.to_owned(), value);
                        }
                    }
                }
            }
        }
    }
    (body, wrong)
}
