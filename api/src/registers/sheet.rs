//! Lists as they come: CSV and XLSX as lines of cells, read within limits.

use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

/// Lines besides the first.
pub const MOST_LINES: usize = 5_000;
/// Cells of a line.
const MOST_CELLS: usize = 60;
/// Cells of a workbook, with those that are empty: reading each takes its time.
const MOST_READ: usize = 300_000;
/// What a workbook may hold unpacked.
const MOST_UNPACKED: u64 = 20_000_000;
/// Its tags: 5,000 full lines have fewer, with the texts that they share.
const MOST_TAGS: usize = 1_200_000;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, or blanks.
    Empty,
    /// Text, without blanks around it.
    Text(String),
    /// A number of the spreadsheet.
    Number(String),
    /// A day of the spreadsheet.
    Day(String),
    /// What cannot be taken, and why.
    Bad(&'static str),
}

/// A line of a list.
#[derive(Debug)]
pub struct Line {
    /// Its number in the file; the first is 1.
    pub number: u32,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not of the form that it says.
    Form,
    /// More lines or cells than may be, or too large when unpacked.
    TooMany,
}

fn text(text: &str) -> Cell {
    match text.trim() {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    }
}

fn is_blank(cells: &[Cell]) -> bool {
    cells.iter().all(|cell| *cell == Cell::Empty)
}

/// The lines of a CSV file that are not blank.
///
/// # Errors
///
/// [`Unreadable`].
pub fn csv(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut lines = Vec::new();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|_| Unreadable::Form)? {
        if lines.len() > MOST_LINES || record.len() > MOST_CELLS {
            return Err(Unreadable::TooMany);
        }
        let position = record.position().ok_or(Unreadable::Form)?;
        // The reader's position is that of the blank lines before a record.
        let begin = usize::try_from(position.byte()).map_err(|_| Unreadable::Form)?;
        let blank = bytes.iter().skip(begin).take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let skipped = blank.filter(|byte| **byte == b'\n').count();
        let number = position.line() + u64::try_from(skipped).unwrap_or_default();
        let cell = |bytes| str::from_utf8(bytes).map_or(Cell::Bad("encoding"), text);
        let cells: Vec<Cell> = record.iter().map(cell).collect();
        if !is_blank(&cells) {
            lines.push(Line { number: u32::try_from(number).map_err(|_| Unreadable::TooMany)?, cells });
        }
    }
    Ok(lines)
}

/// Counts the tags of what is written into it.
#[derive(Default)]
struct Tags(usize);

impl Write for Tags {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.iter().map(|byte| usize::from(*byte == b'<')).sum::<usize>();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Unpacks a workbook once into nothing: one that swells, or is long to read, is refused before it is read.
fn unpacks(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Form)?;
    let (mut left, mut tags) = (MOST_UNPACKED, Tags::default());
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Unreadable::Form)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut tags);
        left = left.checked_sub(read.map_err(|_| Unreadable::Form)?).ok_or(Unreadable::TooMany)?;
        if tags.0 > MOST_TAGS {
            return Err(Unreadable::TooMany);
        }
    }
    Ok(())
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Int(value) => Cell::Number(value.to_string()),
        DataRef::Float(value) => Cell::Number(value.to_string()),
        DataRef::DateTime(value) if value.is_datetime() => {
            let (year, month, day, ..) = value.to_ymd_hms_milli();
            Cell::Day(format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTimeIso(value) => Cell::Day(value.chars().take(10).collect()),
        DataRef::Bool(_) | DataRef::DateTime(_) | DataRef::DurationIso(_) => Cell::Bad("wrong_type"),
        DataRef::Error(_) => Cell::Bad("formula"),
    }
}

/// The lines of the first sheet of a workbook that are not blank. Cells are kept as they come: a single one in the
/// last corner of a sheet takes no more room than another.
///
/// # Errors
///
/// [`Unreadable`].
pub fn xlsx(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    unpacks(bytes)?;
    // The reader overflows on references far beyond a sheet. It holds nothing but these bytes.
    std::panic::catch_unwind(|| sheet(bytes)).unwrap_or(Err(Unreadable::Form))
}

fn sheet(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Form)?;
    let name = book.sheet_names().first().cloned().ok_or(Unreadable::Form)?;
    let mut rows: BTreeMap<u32, BTreeMap<usize, Cell>> = BTreeMap::new();
    let mut put = |(row, column): (u32, u32), cell: Cell| {
        if cell == Cell::Empty {
            return Ok(());
        }
        let column = usize::try_from(column).map_err(|_| Unreadable::TooMany)?;
        rows.entry(row).or_default().insert(column, cell);
        let is_within = rows.len() <= MOST_LINES + 1 && column < MOST_CELLS;
        if is_within { Ok(()) } else { Err(Unreadable::TooMany) }
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Unreadable::Form)?;
    let mut left = MOST_READ;
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(|_| Unreadable::Form)? {
        left = left.checked_sub(1).ok_or(Unreadable::TooMany)?;
        let is_formula = record.formula.is_some();
        put(record.pos, if is_formula { Cell::Bad("formula") } else { cell(&record.value) })?;
    }
    drop(cells);
    for region in book.merge_cells_by_sheet_name(&name).map_err(|_| Unreadable::Form)? {
        put(region.start, Cell::Bad("merged"))?;
    }
    let line = |(row, cells): (u32, BTreeMap<usize, Cell>)| {
        let width = cells.keys().next_back().map_or(0, |last| last + 1);
        let cells = (0..width).map(|column| cells.get(&column).cloned().unwrap_or(Cell::Empty)).collect();
        Line { number: row + 1, cells }
    };
    Ok(rows.into_iter().map(line).collect())
}
