//! The rules against worked examples, at their borders and as properties.

#[cfg(test)]
mod borders;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod common;
#[cfg(test)]
mod laws;
mod offers;
