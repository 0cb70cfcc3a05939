use super::assess::{is_in_force, listed};
use super::criteria::{Case, Judged, Shown, judge, required};
use super::finding::{Decision, Finding, Lapse, Outcome, Part, Verdict};
use crate::law::{LawError, Programme, Requirement, Stage, Strength, in_force};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A requirement and what came out of it.
struct Tested<'a> {
    /// The code that is raised: a lapsed proof has one of its own.
    code: Cow<'a, str>,
    requirement: &'a Requirement,
    judged: Judged<'a>,
}

impl<'a> Tested<'a> {
    fn of(requirement: &'a Requirement, case: &Case<'a>) -> Self {
        let judged = judge_requirement(requirement, case);
        let base = requirement.code.as_str();
        let has_own =
            matches!(base, "PRG-LANG" | "PRG-CERT") || base.starts_with("DOC-") && !base.ends_with("-EXP");
        let code =
            if judged.lapsed && has_own { Cow::Owned(format!("{base}-EXP")) } else { Cow::Borrowed(base) };
        Self { code, requirement, judged }
    }

    /// Neither not met nor unknown.
    fn is_fine(&self) -> bool {
        !matches!(self.judged.outcome, Outcome::NotMet | Outcome::Unknown)
    }

    fn part(&self, case: &Case<'a>) -> Part {
        let Self { requirement, judged, .. } = self;
        let needs_help = matches!(judged.outcome, Outcome::NotMet | Outcome::Unknown | Outcome::Warning);
        let remedy = || requirement.remedy.clone().or_else(|| case.law.rule(&self.code)?.remedy.clone());
        Part {
            stage: requirement.stage,
            outcome: judged.outcome,
            seen: judged.seen.iter().copied().map(Shown::to_value).collect(),
            required: required(&requirement.test, case).into_iter().map(Shown::to_value).collect(),
            source: judged.basis.map_or(&requirement.source, |row| &row.source).clone(),
            confidence: requirement.confidence.max(judged.confidence),
            evidence: judged.evidence.clone(),
            claimed: judged.claimed,
            remedy: if needs_help { remedy() } else { None },
            until: judged.until,
            cured_on: judged.cured_on,
            on: judged.on,
        }
    }
}

/// The test with all that stands around it: stage, trainees, condition, strength.
fn judge_requirement<'a>(requirement: &'a Requirement, case: &Case<'a>) -> Judged<'a> {
    let is_later = case.stage == Stage::Apply && requirement.stage == Stage::Depart;
    if is_later || (requirement.pmi_only && !case.is_pmi) {
        return Judged::of(Outcome::NotApplicable);
    }
    let condition = requirement.when.as_ref().map(|when| judge(when, case));
    let applies = condition.as_ref().map_or(Outcome::Met, |condition| condition.outcome);
    if matches!(applies, Outcome::NotMet | Outcome::NotApplicable) {
        return Judged::of(Outcome::NotApplicable);
    }
    let mut judged = judge(&requirement.test, case);
    if applies == Outcome::Unknown && judged.outcome != Outcome::Met {
        let claimed = condition.is_some_and(|condition| condition.claimed);
        judged = Judged { claimed, ..Judged::of(Outcome::Unknown) };
    }
    if requirement.strength == Strength::Advised
        && matches!(judged.outcome, Outcome::NotMet | Outcome::Unknown)
    {
        judged.outcome = Outcome::Warning;
    }
    judged
}

/// A verdict and what it rests on, before it is written out.
pub(super) struct Weighed<'a> {
    tested: Vec<Tested<'a>>,
    pub verdict: Verdict,
    pub eligible_from: Option<NaiveDate>,
    lapses: Vec<Lapse>,
}

impl<'a> Weighed<'a> {
    /// How many codes are not met, and how many unknown.
    pub fn open_codes(&self) -> (usize, usize) {
        let outcomes = self
            .tested
            .chunk_by(|one, next| one.code == next.code)
            .map(|parts| Outcome::worst(parts.iter().map(|part| part.judged.outcome)));
        outcomes.fold((0, 0), |(not_met, unknown), outcome| match outcome {
            Outcome::NotMet => (not_met + 1, unknown),
            Outcome::Unknown => (not_met, unknown + 1),
            Outcome::Met | Outcome::NotApplicable | Outcome::Warning => (not_met, unknown),
        })
    }

    /// Written out, one finding a code.
    pub fn decision(self, case: &Case<'a>) -> Decision {
        let finding = |tested: &[Tested<'a>]| {
            let parts: Vec<Part> = tested.iter().map(|part| part.part(case)).collect();
            Some(Finding {
                code: tested.first()?.code.clone().into_owned(),
                stage: parts.iter().map(|part| part.stage).min()?,
                outcome: Outcome::worst(parts.iter().map(|part| part.outcome)),
                parts,
            })
        };
        Decision {
            as_of: case.day,
            stage: case.stage,
            is_pmi: Some(case.is_pmi),
            verdict: self.verdict,
            eligible_from: self.eligible_from,
            lapses: self.lapses,
            findings: self.tested.chunk_by(|one, next| one.code == next.code).filter_map(finding).collect(),
        }
    }

    /// Time cures nothing after all: these stand against it by then.
    fn ruled_out(self, by: Vec<Lapse>) -> Self {
        Self { verdict: Verdict::NotEligible, eligible_from: None, lapses: by, ..self }
    }
}

/// Judges general law and programme; what only time would cure is out of reach
/// if the programme is over by then.
pub(super) fn weigh_programme<'a>(
    programme: &'a Programme,
    case: &Case<'a>,
) -> Result<Weighed<'a>, LawError> {
    let requirements: Vec<_> = listed(case.law, programme).collect();
    let weighed = weigh(&requirements, case)?;
    let is_over = weighed.eligible_from.is_some_and(|day| !in_force(programme.from, programme.to, day));
    Ok(if is_over {
        weighed.ruled_out(vec![Lapse { code: programme.code.clone(), until: programme.to }])
    } else {
        weighed
    })
}

/// Judges a list: what is in force of it on the day of the case.
pub(super) fn weigh<'a>(requirements: &[&'a Requirement], case: &Case<'a>) -> Result<Weighed<'a>, LawError> {
    let tested = test_all(requirements, case);
    if asks_nothing(&tested) {
        return Err(LawError::NoRequirements);
    }
    let verdict = verdict(&tested);
    let weighed = Weighed { tested, verdict, eligible_from: None, lapses: Vec::new() };
    Ok(if verdict == Verdict::EligibleFrom { look_ahead(weighed, requirements, case) } else { weighed })
}

/// All that are in force, in the order of codes.
fn test_all<'a>(requirements: &[&'a Requirement], case: &Case<'a>) -> Vec<Tested<'a>> {
    let in_force = requirements.iter().filter(|requirement| is_in_force(requirement, case.day));
    let mut tested: Vec<_> = in_force.map(|requirement| Tested::of(requirement, case)).collect();
    tested.sort_by(|one, next| one.code.cmp(&next.code));
    tested
}

/// Nothing asked is never "eligible".
fn asks_nothing(tested: &[Tested<'_>]) -> bool {
    tested.iter().all(|test| test.judged.outcome == Outcome::NotApplicable)
}

fn verdict(tested: &[Tested<'_>]) -> Verdict {
    let any = |outcome| tested.iter().any(|test| test.judged.outcome == outcome);
    if tested.iter().any(|test| test.judged.is_failure()) {
        Verdict::NotEligible
    } else if any(Outcome::Unknown) {
        Verdict::Incomplete
    } else if any(Outcome::NotMet) {
        Verdict::EligibleFrom
    } else {
        Verdict::Eligible
    }
}

/// Judges again on the day that cures what is missing, with the same facts and
/// the law of that day. What can be renewed by then is named; what cannot (an
/// age above the maximum) rules the person out.
fn look_ahead<'a>(now: Weighed<'a>, requirements: &[&'a Requirement], case: &Case<'a>) -> Weighed<'a> {
    let (mut then, mut tested) = (*case, Vec::new());
    let mut cure = cured_on(&now.tested);
    // A rule that begins in between may be cured later still; every round is a later day.
    while let Some(day) = cure.filter(|day| then.day < *day) {
        then.day = day;
        tested = test_all(requirements, &then);
        cure = cured_on(&tested);
    }
    let lost: Vec<_> = tested.iter().filter(|test| !test.is_fine()).collect();
    let (renewable, final_ones): (Vec<&Tested<'_>>, Vec<_>) =
        lost.iter().partition(|test| test.judged.lapsed || test.judged.outcome == Outcome::Unknown);
    if final_ones.is_empty() && !asks_nothing(&tested) {
        let lapses = lapses(&now, &renewable);
        Weighed { eligible_from: Some(then.day), lapses, ..now }
    } else {
        let by = lapses(&now, &final_ones);
        now.ruled_out(by)
    }
}

/// The last of the days on which time will have met what is not.
fn cured_on(tested: &[Tested<'_>]) -> Option<NaiveDate> {
    let not_met = tested.iter().filter(|test| test.judged.outcome == Outcome::NotMet);
    not_met.filter_map(|test| test.judged.cured_on).max()
}

/// Each code once, with the last day on which it stands; what lapses first, first.
fn lapses(now: &Weighed<'_>, lost: &[&Tested<'_>]) -> Vec<Lapse> {
    let mut last_days: BTreeMap<&str, Option<NaiveDate>> = BTreeMap::new();
    for lost in lost {
        let same = now.tested.iter().find(|held| std::ptr::eq(held.requirement, lost.requirement));
        let until = same.and_then(|held| held.judged.until);
        let known = last_days.entry(&lost.code).or_insert(until);
        *known = known.iter().copied().chain(until).min();
    }
    let mut lapses: Vec<_> =
        last_days.into_iter().map(|(code, until)| Lapse { code: code.to_owned(), until }).collect();
    lapses.sort_by_key(|lapse| lapse.until.unwrap_or(NaiveDate::MAX));
    lapses
}
