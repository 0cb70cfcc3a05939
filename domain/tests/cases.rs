//! Worked examples that a lawyer can read: `cases/*.toml`.

use crate::common::{LAW, Person, codes, day, file};
use chrono::NaiveDate;
use domain::eligibility::{Context, Counting, Decision, Outcome, Question, Verdict, assess, judge_list};
use domain::law::{Requirement, Source, Stage, Test};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    rules: String,
    requirements: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    code: String,
    test: Test,
}

impl Order {
    fn requirements(&self) -> Vec<Requirement> {
        let wished = r#"code = "X"
            test = "ask"
            source = { kind = "employer" }"#;
        let wished: Requirement = toml::from_str(wished).unwrap();
        let requirement = |asked: &Asked| Requirement {
            code: asked.code.clone(),
            test: asked.test.clone(),
            source: Source { title: Some(self.rules.clone()), ..wished.source.clone() },
            ..wished.clone()
        };
        self.requirements.iter().map(requirement).collect()
    }
}

#[test]
fn every_candidate_fails_every_order_by_the_expected_codes() {
    let people: BTreeMap<String, Person> = file("tests/cases/candidates.toml");
    let orders: BTreeMap<String, Order> = file("tests/cases/orders.toml");
    let expected: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = file("tests/cases/expected.toml");
    let always =
        LAW.general.iter().filter(|asked| matches!(asked.code.as_str(), "ELG-AGE-18" | "DOC-FAMPERMIT"));
    let always: Vec<_> = always.collect();
    assert_eq!((people.len(), orders.len(), always.len()), (13, 16, 2));
    let mut wrong = Vec::new();
    for (person, facts) in people.iter().map(|(name, person)| (name, person.facts())) {
        for (order, own) in orders.iter().map(|(name, order)| (name, order.requirements())) {
            let list: Vec<_> = always.iter().copied().chain(&own).collect();
            let context = Context { is_pmi: true, ..Context::default() };
            let as_of = day("2026-06-01");
            let decision = judge_list(&list, &facts, &LAW, context, as_of, Stage::Apply, Counting::Verified);
            let decision = decision.unwrap();
            let found: BTreeSet<_> =
                codes(&decision, Outcome::NotMet).into_iter().map(str::to_owned).collect();
            if found != expected[person][order] {
                wrong.push(format!("{person} {order}: {found:?}, expected {:?}", expected[person][order]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    programme: String,
    country: Option<String>,
    field: Option<String>,
    as_of: NaiveDate,
    #[serde(default = "apply")]
    stage: Stage,
    #[serde(default = "verified")]
    counting: Counting,
    person: Person,
    verdict: Verdict,
    eligible_from: Option<NaiveDate>,
    #[serde(default)]
    lapses: Vec<Lapse>,
    #[serde(default)]
    not_met: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
    #[serde(default)]
    warning: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Lapse {
    code: String,
    until: NaiveDate,
}

fn apply() -> Stage {
    Stage::Apply
}

fn verified() -> Counting {
    Counting::Verified
}

impl Case {
    fn on(&self, as_of: NaiveDate) -> Decision {
        let question = Question {
            programme: &self.programme,
            country: self.country.as_deref(),
            field: self.field.as_deref(),
            as_of,
            stage: self.stage,
            counting: self.counting,
        };
        assess(&LAW, &self.person.facts(), &question).unwrap()
    }
}

#[test]
fn every_worked_case_comes_out_as_written() {
    let cases: Cases = file("tests/cases/assessments.toml");
    for case in &cases.case {
        let (name, decision) = (&case.name, case.on(case.as_of));
        assert_eq!(codes(&decision, Outcome::NotMet), case.not_met, "not met: {name}");
        assert_eq!(codes(&decision, Outcome::Unknown), case.unknown, "unknown: {name}");
        assert_eq!(codes(&decision, Outcome::Warning), case.warning, "warning: {name}");
        assert_eq!((decision.verdict, decision.eligible_from), (case.verdict, case.eligible_from), "{name}");
        let lapses = decision.lapses.iter().map(|lapse| (lapse.code.as_str(), lapse.until));
        assert!(
            lapses.eq(case.lapses.iter().map(|lapse| (lapse.code.as_str(), Some(lapse.until)))),
            "{name}"
        );
        if let Some(from) = case.eligible_from {
            let then = case.on(from);
            assert_eq!(then.verdict == Verdict::Eligible, case.lapses.is_empty(), "on its day: {name}");
            let before = case.on(from.pred_opt().unwrap());
            assert_ne!(before.verdict, Verdict::Eligible, "the day before: {name}");
        }
    }
}
