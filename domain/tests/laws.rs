//! What holds for every person, programme and day. More cases: `PROPTEST_CASES`.

use crate::common::{LAW, LISTS, codes, day};
use chrono::{Days, NaiveDate};
use domain::candidates::{Body, Evidence, Reading, Standing};
use domain::eligibility::{
    Context, Counting, Decision, DocumentFact, Fact, Facts, Outcome, Question, Verdict, assess, judge_list,
    overview,
};
use domain::identity::{MaritalStatus, Sex};
use domain::ids::EvidenceId;
use domain::law::{
    Confidence, EvidenceCode, EvidenceKind, LawError, Programme, ReadingKind, Requirement, Stage,
};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

fn days_from(first: &'static str, span: u64) -> impl Strategy<Value = NaiveDate> {
    (0..span).prop_map(move |days| day(first) + Days::new(days))
}

/// Days of assessment, some within Korea's window.
fn as_of() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![9 => days_from("2025-01-01", 1000), 1 => days_from("2025-05-30", 8)]
}

/// The first day of things seen, before every day of assessment.
fn past() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![days_from("2021-01-01", 1460), days_from("2024-06-01", 2)]
}

/// A last day, often near the day of assessment.
fn last_day() -> impl Strategy<Value = Option<NaiveDate>> {
    proptest::option::of(days_from("2025-01-01", 2000))
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![4 => Just(Standing::Verified), 1 => Just(Standing::Claimed)]
}

fn codes_of(kind: EvidenceKind) -> Vec<&'static EvidenceCode> {
    LAW.evidence.codes.iter().filter(|code| code.kind == kind).collect()
}

/// Any value of a code; for numbers within what people have.
fn reading(code: &'static EvidenceCode) -> BoxedStrategy<Option<Reading>> {
    match code.reading {
        ReadingKind::None => Just(None).boxed(),
        ReadingKind::Option | ReadingKind::Level => {
            select(code.options.clone()).prop_map(|word| Some(Reading::Word(word))).boxed()
        }
        ReadingKind::Number => (code.min.unwrap_or(0)..=code.max.unwrap_or(300))
            .prop_map(|number| Some(Reading::Number(number)))
            .boxed(),
    }
}

fn body(kind: EvidenceKind) -> BoxedStrategy<Body> {
    match kind {
        EvidenceKind::Education => {
            let field = select(vec![Some("KEPERAWATAN"), Some("PERIKANAN"), Some("UMUM"), None]);
            let years = proptest::option::of(6..17_u8);
            (select(codes_of(kind)), field, years)
                .prop_map(|(code, field, years)| Body::Education {
                    level: code.code.clone(),
                    field: field.map(str::to_owned),
                    years,
                })
                .boxed()
        }
        EvidenceKind::Work => (select(vec!["2221", "3221", "5321", "6223", "7212"]), past(), last_day())
            .prop_map(|(occupation, from, until)| Body::Work {
                occupation: occupation.to_owned(),
                from,
                until,
            })
            .boxed(),
        EvidenceKind::Language => dated(kind, |code, result, from, until| Body::Language {
            test: code.code.clone(),
            result,
            from: Some(from),
            until,
        }),
        EvidenceKind::Certificate => dated(kind, |code, _, from, until| Body::Certificate {
            scheme: code.code.clone(),
            from: Some(from),
            until,
        }),
        EvidenceKind::Health => dated(kind, |code, reading, from, until| Body::Health {
            fact: code.code.clone(),
            reading: reading.unwrap_or(Reading::Number(1)),
            from: Some(from),
            until,
        }),
        EvidenceKind::Declaration => dated(kind, |code, answer, from, _| Body::Declaration {
            about: code.code.clone(),
            answer: answer.unwrap_or(Reading::Number(1)),
            from: Some(from),
        }),
    }
}

fn dated(
    kind: EvidenceKind,
    body: fn(&EvidenceCode, Option<Reading>, NaiveDate, Option<NaiveDate>) -> Body,
) -> BoxedStrategy<Body> {
    select(codes_of(kind))
        .prop_flat_map(move |code| {
            (reading(code), past(), last_day())
                .prop_map(move |(reading, from, until)| body(code, reading, from, until))
        })
        .boxed()
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let body = select(EvidenceKind::ALL).prop_flat_map(body);
    let id = proptest::option::of(any::<u128>());
    (body, standing(), id).prop_map(|(body, standing, id)| Evidence {
        id: id.map(|id| EvidenceId(uuid::Uuid::from_u128(id))),
        standing,
        body,
    })
}

fn document() -> impl Strategy<Value = DocumentFact> {
    let kinds =
        vec!["DOC-MARITAL", "DOC-COMPCERT", "DOC-HEALTH", "DOC-PASSPORT", "DOC-VISA", "DOC-PP", "DOC-PK"];
    (select(kinds), last_day(), standing()).prop_map(|(kind, until, standing)| DocumentFact {
        from: None,
        confidence: Confidence::High,
        kind: kind.to_owned(),
        until,
        standing,
    })
}

fn profile(standing: Standing) -> impl Strategy<Value = Facts> {
    fn fact<T: Copy>(value: Option<T>, standing: Standing) -> Option<Fact<T>> {
        value.map(|value| Fact { value, standing })
    }
    let sex = proptest::option::weighted(0.9, select(Sex::ALL));
    let status = proptest::option::weighted(0.9, select(MaritalStatus::ALL));
    let birth = proptest::option::weighted(0.9, days_from("1980-01-01", 11_000));
    (birth, sex, status).prop_map(move |(birth, sex, status)| Facts {
        birth_date: fact(birth, standing),
        sex: fact(sex, standing),
        marital_status: fact(status, standing),
        ..Facts::default()
    })
}

/// Anybody.
fn anybody() -> impl Strategy<Value = Facts> {
    let lists = prop_oneof![Just(Vec::new()), Just(LISTS.to_vec())];
    let rows = proptest::collection::vec(evidence(), 0..25);
    let documents = proptest::collection::vec(document(), 0..8);
    let identifiers = proptest::collection::vec((Just("bpjs_tk".to_owned()), standing()), 0..2);
    (profile(Standing::Verified), rows, documents, identifiers, lists).prop_map(
        |(profile, evidence, documents, identifiers, complete)| Facts {
            evidence,
            documents,
            identifiers,
            complete,
            ..profile
        },
    )
}

/// Somebody who has nearly everything that any programme asks, so that time often decides.
fn nearly_ready() -> impl Strategy<Value = Facts> {
    let rows = (past(), last_day(), proptest::collection::vec(last_day(), 100));
    let birth = days_from("1985-01-01", 9500);
    (birth, select(Sex::ALL), rows, proptest::collection::vec(document(), 0..3)).prop_map(
        |(birth, sex, (worked, left, untils), mut documents)| {
            let verified = |body| Evidence { id: None, standing: Standing::Verified, body };
            let best = |code: &EvidenceCode| match code.reading {
                ReadingKind::None => Reading::Number(0),
                ReadingKind::Number => Reading::Number(match code.code.as_str() {
                    "HEIGHT" => 170,
                    "WEIGHT" => 57,
                    "KOREA_STAY_MONTHS" => 0,
                    _ => code.max.unwrap_or(0),
                }),
                ReadingKind::Level => Reading::Word(code.options.last().cloned().unwrap_or_default()),
                ReadingKind::Option => {
                    Reading::Word(if code.code == "PLACE_OF_STAY" || code.options.is_empty() {
                        "INDONESIA".to_owned()
                    } else {
                        code.options[0].clone()
                    })
                }
            };
            let mut untils =
                untils.into_iter().map(|until| until.filter(|last| last.to_string().ends_with('7')));
            let mut until = || untils.next().flatten();
            let mut evidence: Vec<Evidence> = LAW
                .evidence
                .codes
                .iter()
                .filter_map(|code| {
                    let (name, from) = (code.code.clone(), None);
                    Some(verified(match code.kind {
                        EvidenceKind::Education | EvidenceKind::Work => return None,
                        EvidenceKind::Language => Body::Language {
                            test: name,
                            result: Some(best(code)),
                            from,
                            until: until().or(Some(day("2040-01-01"))),
                        },
                        EvidenceKind::Certificate => Body::Certificate {
                            scheme: name,
                            from: Some(worked),
                            until: until().or(Some(day("2040-01-01"))),
                        },
                        EvidenceKind::Health => Body::Health {
                            fact: name,
                            reading: best(code),
                            from,
                            until: until().or(Some(day("2040-01-01"))),
                        },
                        EvidenceKind::Declaration => {
                            Body::Declaration { about: name, answer: best(code), from: None }
                        }
                    }))
                })
                .collect();
            evidence.push(verified(Body::Education {
                level: "PROFESI".to_owned(),
                field: Some("KEPERAWATAN".to_owned()),
                years: Some(17),
            }));
            let jobs = ["2221", "6223", "7212"].map(|occupation| Body::Work {
                occupation: occupation.to_owned(),
                from: worked,
                until: left,
            });
            evidence.extend(jobs.map(verified));
            let kind = "DOC-MARITAL".to_owned();
            documents.push(DocumentFact {
                kind,
                from: None,
                until: None,
                confidence: Confidence::High,
                standing: Standing::Verified,
            });
            let fact = |value| Some(Fact { value, standing: Standing::Verified });
            Facts {
                birth_date: fact(birth),
                sex: Some(Fact { value: sex, standing: Standing::Verified }),
                marital_status: Some(Fact { value: MaritalStatus::Married, standing: Standing::Verified }),
                evidence,
                complete: LISTS.to_vec(),
                documents,
                identifiers: Vec::new(),
            }
        },
    )
}

/// Somebody with many readings of one fact, of the same days and without ids.
fn much_examined() -> impl Strategy<Value = Facts> {
    let kinds = select(vec![EvidenceKind::Health, EvidenceKind::Declaration]);
    (anybody(), proptest::collection::vec(kinds.prop_flat_map(body), 60)).prop_map(|(mut facts, readings)| {
        let verified = |body| Evidence { id: None, standing: Standing::Verified, body };
        facts.evidence.extend(readings.into_iter().map(verified));
        facts
    })
}

fn somebody() -> impl Strategy<Value = Facts> {
    prop_oneof![anybody(), nearly_ready()]
}

/// Every programme in each of its countries and fields.
fn places() -> Vec<(&'static Programme, Option<&'static str>, Option<&'static str>)> {
    fn each<'a>(codes: impl Iterator<Item = &'a String>) -> Vec<Option<&'a str>> {
        let codes: Vec<_> = codes.map(|code| Some(code.as_str())).collect();
        if codes.is_empty() { vec![None] } else { codes }
    }
    let of = |programme: &'static Programme| {
        let fields = each(programme.fields.iter().map(|field| &field.code));
        let countries = each(programme.countries.iter());
        let pairs = countries
            .into_iter()
            .flat_map(move |country| fields.clone().into_iter().map(move |field| (country, field)));
        pairs.map(move |(country, field)| (programme, country, field)).collect::<Vec<_>>()
    };
    LAW.programmes.iter().flat_map(of).collect()
}

fn all_decisions(facts: &Facts, as_of: NaiveDate, stage: Stage, counting: Counting) -> Vec<Decision> {
    let ask = |(programme, country, field): (&Programme, _, _)| {
        let question = Question { programme: &programme.code, country, field, as_of, stage, counting };
        assess(&LAW, facts, &question).unwrap()
    };
    places().into_iter().map(ask).collect()
}

/// The requirements that somebody may be asked, out of their periods.
fn timeless() -> Vec<Requirement> {
    let all = LAW.general.iter().chain(LAW.programmes.iter().flat_map(|programme| &programme.requirements));
    all.map(|asked| Requirement { from: None, to: None, ..asked.clone() }).collect()
}

/// Codes with their outcome; a lapsed proof stands for its rule.
fn outcomes(decision: &Decision) -> BTreeMap<&str, Outcome> {
    let mut outcomes = BTreeMap::new();
    for finding in &decision.findings {
        let code = finding.code.strip_suffix("-EXP").unwrap_or(&finding.code);
        let outcome = outcomes.entry(code).or_insert(finding.outcome);
        *outcome = Outcome::worst([*outcome, finding.outcome]);
    }
    outcomes
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotMet => 4,
        Outcome::Unknown => 3,
        Outcome::Warning => 2,
        Outcome::Met | Outcome::NotApplicable => 1,
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// `PROPTEST_CASES` where it is set, else 64.
fn cases() -> ProptestConfig {
    let config = config();
    let is_default = config.cases == 256;
    ProptestConfig { cases: if is_default { 64 } else { config.cases }, ..config }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_of_facts_does_not_matter(
        (facts, turned) in prop_oneof![somebody(), much_examined()].prop_flat_map(|facts| {
            let evidence = Just(facts.evidence.clone()).prop_shuffle();
            let documents = Just(facts.documents.clone()).prop_shuffle();
            let turned = (Just(facts.clone()), evidence, documents).prop_map(|(mut facts, evidence, documents)| {
                facts.complete.reverse();
                facts.identifiers.reverse();
                Facts { evidence, documents, ..facts }
            });
            (Just(facts), turned)
        }),
        as_of in as_of(),
        counting in select(Counting::ALL),
    ) {
        let decide = |facts: &Facts| all_decisions(facts, as_of, Stage::Depart, counting);
        prop_assert_eq!(decide(&facts), decide(&turned));
    }

    /// Declarations and findings of a doctor may say no, and a lapsed document is worse than none.
    #[test]
    fn a_verified_proof_never_makes_a_submitted_file_worse(
        facts in anybody(),
        added in select(&LISTS[..]).prop_flat_map(body),
        paper in document(),
        as_of in as_of(),
    ) {
        let before = Facts { complete: LISTS.to_vec(), ..facts };
        let mut after = before.clone();
        after.evidence.push(Evidence { id: None, standing: Standing::Verified, body: added });
        after.documents.push(DocumentFact { until: Some(day("2040-01-01")), standing: Standing::Verified, ..paper });
        after.identifiers.push(("bpjs_tk".to_owned(), Standing::Verified));
        let decide = |facts: &Facts| all_decisions(facts, as_of, Stage::Depart, Counting::Verified);
        for (before, after) in decide(&before).iter().zip(&decide(&after)) {
            let (before, after) = (outcomes(before), outcomes(after));
            for (code, outcome) in &before {
                prop_assert!(rank(after[code]) <= rank(*outcome), "{} became {:?}", code, after[code]);
            }
        }
    }

    #[test]
    fn a_decision_explains_itself(
        facts in somebody(),
        as_of in as_of(),
        stage in select(Stage::ALL),
        counting in select(Counting::ALL),
    ) {
        for decision in all_decisions(&facts, as_of, stage, counting) {
            let parts = || decision.findings.iter().flat_map(|finding| &finding.parts);
            let has = |outcome| parts().any(|part| part.outcome == outcome);
            let found: Vec<_> = decision.findings.iter().map(|finding| &finding.code).collect();
            let sorted: BTreeSet<_> = found.iter().copied().collect();
            prop_assert!(found.into_iter().eq(sorted), "each code once, in order");
            for finding in &decision.findings {
                let worst = Outcome::worst(finding.parts.iter().map(|part| part.outcome));
                prop_assert_eq!(finding.outcome, worst, "{}", &finding.code);
            }
            let is_final = parts().any(|part| part.outcome == Outcome::NotMet && part.cured_on.is_none());
            prop_assert!(parts().any(|part| part.outcome != Outcome::NotApplicable));
            prop_assert_eq!(decision.eligible_from.is_some(), decision.verdict == Verdict::EligibleFrom);
            match decision.verdict {
                Verdict::Eligible => prop_assert!(!has(Outcome::NotMet) && !has(Outcome::Unknown)),
                Verdict::Incomplete => prop_assert!(has(Outcome::Unknown) && !is_final),
                Verdict::EligibleFrom => prop_assert!(has(Outcome::NotMet) && !has(Outcome::Unknown) && !is_final),
                Verdict::NotEligible => prop_assert!(is_final || !decision.lapses.is_empty()),
            }
            if counting == Counting::Verified {
                prop_assert!(parts().all(|part| !part.claimed || part.outcome != Outcome::Met), "a claim never counts");
            }
        }
    }

    #[test]
    fn a_list_is_eligible_only_if_something_of_it_was_asked(
        facts in somebody(),
        asked in proptest::sample::subsequence(timeless(), 0..4),
        as_of in as_of(),
        counting in select(Counting::ALL),
    ) {
        let list: Vec<_> = asked.iter().collect();
        match judge_list(&list, &facts, &LAW, Context::default(), as_of, Stage::Apply, counting) {
            Ok(decision) => {
                let asks = decision.findings.iter().any(|finding| finding.outcome != Outcome::NotApplicable);
                prop_assert!(asks, "{:?}", decision);
            }
            Err(error) => prop_assert_eq!(error, LawError::NoRequirements),
        }
    }

    /// What is not named holds, and what is named does not.
    #[test]
    fn the_day_of_eligible_from_keeps_its_word(facts in nearly_ready(), as_of in as_of()) {
        let counting = Counting::Verified;
        for decision in all_decisions(&facts, as_of, Stage::Apply, counting) {
            let Some(from) = decision.eligible_from else { continue };
            prop_assert!(as_of < from);
            let named: BTreeSet<_> = decision.lapses.iter().map(|lapse| lapse.code.as_str()).collect();
            let then = all_decisions(&facts, from, Stage::Apply, counting);
            let today = all_decisions(&facts, as_of, Stage::Apply, counting);
            let place = today.iter().position(|other| *other == decision).unwrap();
            let open: BTreeSet<_> = [Outcome::NotMet, Outcome::Unknown]
                .into_iter()
                .flat_map(|outcome| codes(&then[place], outcome))
                .collect();
            prop_assert_eq!(open, named);
            prop_assert_eq!(then[place].verdict == Verdict::Eligible, decision.lapses.is_empty());
        }
    }

    #[test]
    fn a_met_part_stands_on_its_last_day_and_time_cures_on_its_day(
        facts in nearly_ready(),
        as_of in as_of(),
    ) {
        let context = Context { is_pmi: true, country: Some("JP"), ..Context::default() };
        let on = |asked: &Requirement, day| {
            let decision =
                judge_list(&[asked], &facts, &LAW, context, day, Stage::Depart, Counting::Verified).ok()?;
            decision.findings.into_iter().next()?.parts.into_iter().next()
        };
        for asked in timeless() {
            let Some(part) = on(&asked, as_of) else { continue };
            let days = [part.until, part.cured_on].into_iter().flatten();
            for last in days {
                let then = on(&asked, last).unwrap();
                prop_assert!(rank(then.outcome) <= rank(Outcome::Warning), "{:?} on {}: {:?}", &asked, last, then);
            }
        }
    }

    #[test]
    fn the_overview_has_every_programme_once_in_its_nearest_place_and_nearest_first(
        facts in somebody(),
        as_of in as_of(),
        counting in select(Counting::ALL),
    ) {
        let found = overview(&LAW, &facts, as_of, counting);
        let all: BTreeSet<_> = found.iter().map(|prospect| &prospect.programme.code).collect();
        prop_assert_eq!((all.len(), found.len()), (LAW.programmes.len(), LAW.programmes.len()));
        let distance = |decision: &Decision| {
            let (not_met, unknown) = (codes(decision, Outcome::NotMet).len(), codes(decision, Outcome::Unknown).len());
            (not_met, unknown, decision.eligible_from)
        };
        prop_assert!(found.is_sorted_by_key(|prospect| (distance(&prospect.decision), prospect.programme.code.clone())));
        let each = places().into_iter().zip(all_decisions(&facts, as_of, Stage::Apply, counting));
        for ((programme, country, field), decision) in each {
            let prospect = found.iter().find(|prospect| prospect.programme.code == programme.code).unwrap();
            prop_assert!(distance(&prospect.decision) <= distance(&decision));
            if (prospect.country.as_deref(), prospect.field.as_deref()) == (country, field) {
                prop_assert_eq!(&prospect.decision, &decision);
            }
        }
    }
}
