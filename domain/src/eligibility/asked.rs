use super::assess::{Context, case};
use super::criteria::{Shown, required};
use super::facts::{Counting, Facts};
use crate::law::{Law, Stage, Test};
use crate::value::Value;
use chrono::NaiveDate;

/// What a test asks, as the values that a finding would show: for lists of requirements.
#[must_use]
pub fn required_values(test: &Test, law: &Law) -> Vec<Value> {
    let facts = Facts::default();
    let context =
        Context { country: None, field: None, employer: None, occupations: &[], window: None, is_pmi: true };
    // What is asked depends on the law alone, not on facts or day.
    let case = case(&facts, law, context, NaiveDate::MIN, Stage::Apply, Counting::Claims);
    required(test, &case).into_iter().map(Shown::to_value).collect()
}
