use super::criteria::Case;
use super::facts::{Counting, Facts};
use super::finding::Decision;
use super::weigh::{weigh, weigh_programme};
use crate::law::{EmployerKind, Law, LawError, Programme, Requirement, Stage, Window, in_force};
use chrono::NaiveDate;

/// Where and for whom the work is: what some tests look at beside the person.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Destination, ISO 3166-1 alpha-2; none: any (crew without an order).
    pub country: Option<&'a str>,
    /// Field of the programme.
    pub field: Option<&'a str>,
    /// Who employs.
    pub employer: Option<EmployerKind>,
    /// Posts, ISCO-08.
    pub occupations: &'a [String],
    /// The window of the programme's notice.
    pub window: Option<Window>,
    /// Whether the way abroad is that of a migrant worker (trainees are none).
    pub is_pmi: bool,
}

impl<'a> Context<'a> {
    /// Of a programme in one of its countries and fields.
    pub(super) fn of(programme: &'a Programme, country: Option<&'a str>, field: Option<&'a str>) -> Self {
        let of_field = programme.fields.iter().find(|known| field == Some(known.code.as_str()));
        Self {
            country,
            field,
            employer: Some(programme.employer),
            occupations: of_field.map_or(&programme.occupations, |field| &field.occupations),
            window: programme.window,
            is_pmi: programme.is_pmi(),
        }
    }

    /// Of the country and field asked for, or the only ones there are.
    fn asked(programme: &'a Programme, question: &Question<'a>) -> Result<Self, LawError> {
        let country = match (question.country, programme.countries.as_slice()) {
            (asked, []) => asked,
            (None, [only]) => Some(only.as_str()),
            (Some(asked), offered) if offered.iter().any(|known| known == asked) => Some(asked),
            (Some(_) | None, _) => return Err(LawError::CountryNeeded),
        };
        let field = match (question.field, programme.fields.as_slice()) {
            (None, []) => None,
            (None, [only]) => Some(only.code.as_str()),
            (Some(asked), offered) if offered.iter().any(|known| known.code == asked) => Some(asked),
            (Some(_) | None, _) => return Err(LawError::FieldNeeded),
        };
        Ok(Self::of(programme, country, field))
    }
}

/// What is asked of [`assess`].
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Code of the programme.
    pub programme: &'a str,
    /// One of its countries; may be left out if it has one only.
    pub country: Option<&'a str>,
    /// One of its fields; may be left out if it has one only.
    pub field: Option<&'a str>,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// The stage asked about.
    pub stage: Stage,
    /// Which facts count.
    pub counting: Counting,
}

/// Judges a person for a programme.
///
/// # Errors
///
/// [`LawError`] if the question cannot be answered: no such programme, not in
/// force, a country or field missing or strange, nothing asked.
pub fn assess(law: &Law, facts: &Facts, question: &Question<'_>) -> Result<Decision, LawError> {
    let programme = law.programme(question.programme).ok_or(LawError::UnknownProgramme)?;
    requirements_of(law, programme, question.as_of)?;
    let context = Context::asked(programme, question)?;
    let case = case(facts, law, context, question.as_of, question.stage, question.counting);
    Ok(weigh_programme(programme, &case)?.decision(&case))
}

/// Everything asked by the general law and the programme on a day.
///
/// # Errors
///
/// [`LawError::NotInForce`] if the programme, or every rule, is outside its period.
pub fn requirements_of<'l>(
    law: &'l Law,
    programme: &'l Programme,
    day: NaiveDate,
) -> Result<Vec<&'l Requirement>, LawError> {
    let found: Vec<_> = listed(law, programme).filter(|requirement| is_in_force(requirement, day)).collect();
    let is_over = found.is_empty() && listed(law, programme).next().is_some();
    if is_over || !in_force(programme.from, programme.to, day) {
        return Err(LawError::NotInForce { code: programme.code.clone(), day });
    }
    Ok(found)
}

/// General law and programme, in and out of force.
pub(super) fn listed<'l>(law: &'l Law, programme: &'l Programme) -> impl Iterator<Item = &'l Requirement> {
    law.general.iter().chain(&programme.requirements)
}

pub(super) fn is_in_force(requirement: &Requirement, day: NaiveDate) -> bool {
    in_force(requirement.from.unwrap_or(NaiveDate::MIN), requirement.to, day)
}

/// Judges a list of requirements: those that are in force on `day`, and, for a
/// later day on which time will have cured what is missing, those of that day.
///
/// # Errors
///
/// [`LawError::NoRequirements`] if nothing of it is asked of this person.
pub fn judge_list(
    requirements: &[&Requirement],
    facts: &Facts,
    law: &Law,
    context: Context<'_>,
    day: NaiveDate,
    stage: Stage,
    counting: Counting,
) -> Result<Decision, LawError> {
    let case = case(facts, law, context, day, stage, counting);
    Ok(weigh(requirements, &case)?.decision(&case))
}

pub(super) fn case<'a>(
    facts: &'a Facts,
    law: &'a Law,
    context: Context<'a>,
    day: NaiveDate,
    stage: Stage,
    counting: Counting,
) -> Case<'a> {
    let Context { country, field, employer, occupations, window, is_pmi } = context;
    Case { facts, law, day, stage, counting, country, field, employer, occupations, window, is_pmi }
}
