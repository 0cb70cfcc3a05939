//! The day before, the day and the day after, for every rule that has a day; and the bounds of measures.

use crate::common::{LAW, Person, day};
use Outcome::{Met, NotMet, Unknown};
use domain::eligibility::{
    Context, Counting, Finding, Outcome, Question, Verdict, assess, judge_list, requirements_of,
};
use domain::law::{
    Confidence, EmployerKind, Law, LawError, Requirement, Restriction, Stage, is_open_for_some,
};

fn requirement(code: &str, test: &str) -> Requirement {
    let entry = format!("code = {code:?}\ntest = {test}\nsource = {{ kind = \"to_be_confirmed\" }}");
    toml::from_str(&entry).unwrap_or_else(|error| panic!("{test}: {error}"))
}

fn person(who: &str) -> Person {
    toml::from_str(who).unwrap_or_else(|error| panic!("{who}: {error}"))
}

fn judged(law: &Law, requirement: &Requirement, person: &Person, context: Context<'_>, on: &str) -> Finding {
    let facts = person.facts();
    let decision =
        judge_list(&[requirement], &facts, law, context, day(on), Stage::Depart, Counting::Verified).unwrap();
    decision.findings.into_iter().next().unwrap()
}

/// What comes out of a test for a person, day by day.
#[track_caller]
fn border(code: &str, test: &str, who: &str, days: &[(&str, &str, Outcome)]) {
    for (on, code_then, expected) in days {
        let finding = judged(&LAW, &requirement(code, test), &person(who), Context::default(), on);
        assert_eq!((finding.code.as_str(), finding.outcome), (*code_then, *expected), "{who} on {on}");
    }
}

#[test]
fn an_age_is_reached_on_the_birthday() {
    let test = "{ age_min = { years = 18 } }";
    let code = "ELG-AGE-18";
    border(
        code,
        test,
        r#"birth_date = "2008-06-01""#,
        &[("2026-05-31", code, NotMet), ("2026-06-01", code, Met), ("2026-06-02", code, Met)],
    );
    border(
        code,
        test,
        r#"birth_date = "2008-02-29""#,
        &[("2026-02-28", code, NotMet), ("2026-03-01", code, Met)],
    );
    let half = "{ age_min = { years = 19, months = 6 } }";
    border(
        "PRG-AGE-MIN",
        half,
        r#"birth_date = "2006-12-01""#,
        &[("2026-05-31", "PRG-AGE-MIN", NotMet), ("2026-06-01", "PRG-AGE-MIN", Met)],
    );
}

#[test]
fn at_most_39_ends_the_day_before_the_fortieth_birthday() {
    let code = "PRG-AGE-MAX";
    border(
        code,
        "{ age_max = { years = 39 } }",
        r#"birth_date = "1986-06-01""#,
        &[("2026-05-31", code, Met), ("2026-06-01", code, NotMet), ("2026-06-02", code, NotMet)],
    );
    border(
        code,
        "{ age_max = { years = 30, months = 6 } }",
        r#"birth_date = "1995-11-01""#,
        &[("2026-05-31", code, Met), ("2026-06-01", code, NotMet)],
    );
}

/// Korea, 2025: birth dates from 1985-06-03 to 2007-06-04 were accepted, whatever the day within the notice.
#[test]
fn a_window_is_the_reference_until_it_has_passed() {
    let finding = |code: &str, birth: &str, on: &str| {
        let question = Question {
            programme: "KR-EPS-MFG",
            country: None,
            field: None,
            as_of: day(on),
            stage: Stage::Apply,
            counting: Counting::Verified,
        };
        let decision = assess(&LAW, &person(&format!("birth_date = {birth:?}")).facts(), &question).unwrap();
        decision.findings.into_iter().find(|finding| finding.code == code)
    };
    for on in ["2025-05-01", "2025-06-01", "2025-06-02", "2025-06-03", "2025-06-04"] {
        for (code, birth, expected, tested) in [
            ("PRG-AGE-MAX", "1985-06-02", NotMet, "2025-06-02"),
            ("PRG-AGE-MAX", "1985-06-03", Met, "2025-06-02"),
            ("PRG-AGE-MAX", "1985-06-04", Met, "2025-06-02"),
            ("PRG-AGE-MIN", "2007-06-03", Met, "2025-06-04"),
            ("PRG-AGE-MIN", "2007-06-04", Met, "2025-06-04"),
            ("PRG-AGE-MIN", "2007-06-05", NotMet, "2025-06-04"),
        ] {
            let finding = finding(code, birth, on).unwrap();
            let part = &finding.parts[0];
            assert_eq!((finding.outcome, part.on), (expected, Some(day(tested))), "{code} {birth} on {on}");
            assert_eq!((part.confidence, part.cured_on), (Confidence::High, None), "{code} {birth} on {on}");
        }
    }
    for (birth, expected) in [("1985-06-05", NotMet), ("1985-06-06", Met)] {
        let finding = finding("PRG-AGE-MAX", birth, "2025-06-05").unwrap();
        assert_eq!((finding.outcome, finding.parts[0].confidence), (expected, Confidence::Low), "{birth}");
    }
    assert_eq!(finding("PRG-AGE-MIN", "2000-01-01", "2025-06-05"), None, "asked during the window only");
}

#[test]
fn a_proof_of_language_is_good_on_its_last_day() {
    let (code, lapsed, test) = ("PRG-LANG", "PRG-LANG-EXP", r#"{ language = [{ test = "EPS_TOPIK" }] }"#);
    for who in [
        r#"languages = [{ code = "EPS_TOPIK", until = "2026-06-01" }]"#,
        r#"languages = [{ code = "EPS_TOPIK", from = "2024-06-01" }]"#,
    ] {
        border(
            code,
            test,
            who,
            &[("2026-05-31", code, Met), ("2026-06-01", code, Met), ("2026-06-02", lapsed, NotMet)],
        );
    }
    border(
        code,
        test,
        r#"languages = [{ code = "EPS_TOPIK", from = "2026-06-01" }]"#,
        &[("2026-05-31", code, NotMet), ("2026-06-01", code, Met)],
    );
    border(code, test, r#"languages = [{ code = "EPS_TOPIK" }]"#, &[("2026-06-01", code, Unknown)]);
    border(
        code,
        r#"{ language = [{ test = "EPS_TOPIK", score = 120 }] }"#,
        r#"languages = [{ code = "EPS_TOPIK", value = 119, until = "2026-06-30" }]"#,
        &[("2026-06-01", code, NotMet)],
    );
    border(
        code,
        r#"{ language = [{ test = "JLPT", level = "N4" }] }"#,
        r#"languages = [{ code = "JLPT", value = "N3" }]"#,
        &[("2026-06-01", code, Met)],
    );
}

#[test]
fn a_certificate_is_good_on_its_last_day() {
    let (code, lapsed, test) = ("PRG-CERT", "PRG-CERT-EXP", r#"{ certificate = ["BNSP_HOUSEKEEPER"] }"#);
    for who in [
        r#"certificates = [{ code = "BNSP_HOUSEKEEPER", until = "2026-06-01" }]"#,
        r#"certificates = [{ code = "BNSP_HOUSEKEEPER", from = "2023-06-01" }]"#,
    ] {
        border(
            code,
            test,
            who,
            &[("2026-05-31", code, Met), ("2026-06-01", code, Met), ("2026-06-02", lapsed, NotMet)],
        );
    }
}

#[test]
fn a_document_is_good_on_its_last_day_and_a_passport_some_months_before() {
    border(
        "DOC-HEALTH",
        r#"{ document = { kind = "DOC-HEALTH" } }"#,
        r#"documents = [{ code = "DOC-HEALTH", until = "2026-06-01" }]"#,
        &[
            ("2026-05-31", "DOC-HEALTH", Met),
            ("2026-06-01", "DOC-HEALTH", Met),
            ("2026-06-02", "DOC-HEALTH-EXP", NotMet),
        ],
    );
    border(
        "DOC-HEALTH",
        r#"{ document = { kind = "DOC-HEALTH" } }"#,
        r#"documents = [{ code = "DOC-HEALTH", from = "2026-06-01" }]"#,
        &[
            ("2026-05-31", "DOC-HEALTH", Unknown),
            ("2026-06-01", "DOC-HEALTH", Met),
            ("2026-06-02", "DOC-HEALTH", Met),
        ],
    );
    let (code, six) = ("DOC-PASSPORT-EXP", r#"{ document = { kind = "DOC-PASSPORT", months_left = 6 } }"#);
    border(
        code,
        six,
        r#"documents = [{ code = "DOC-PASSPORT", until = "2026-12-01" }]"#,
        &[("2026-05-31", code, Met), ("2026-06-01", code, Met), ("2026-06-02", code, NotMet)],
    );
    border(code, six, r#"documents = [{ code = "DOC-PASSPORT" }]"#, &[("2026-06-01", code, Unknown)]);
    border(code, six, "", &[("2026-06-01", code, Unknown)]);
}

#[test]
fn a_reading_of_a_doctor_ages() {
    border(
        "PRG-DISEASE",
        r#"{ health = { fact = "FIT", is = ["FIT"] } }"#,
        r#"health = [{ code = "FIT", value = "FIT", from = "2026-03-01" }]"#,
        &[
            ("2026-05-31", "PRG-DISEASE", Met),
            ("2026-06-01", "PRG-DISEASE", Met),
            ("2026-06-02", "PRG-DISEASE", Unknown),
        ],
    );
}

#[test]
fn months_of_work_are_full_on_their_day() {
    let (code, year) = ("PRG-EXP", r#"{ experience = { occupations = ["7212"], months = 12 } }"#);
    let running = r#"work = [{ code = "7212", from = "2025-06-01" }]"#;
    border(
        code,
        year,
        running,
        &[("2026-05-31", code, NotMet), ("2026-06-01", code, Met), ("2026-06-02", code, Met)],
    );
    border(
        code,
        year,
        r#"work = [{ code = "7212", from = "2025-06-01", until = "2026-05-31" }]"#,
        &[("2026-06-02", code, Met)],
    );
    border(
        code,
        year,
        r#"work = [{ code = "7212", from = "2025-06-01", until = "2026-05-30" }]"#,
        &[("2026-06-02", code, NotMet)],
    );
    let split = r#"work = [{ code = "7212", from = "2024-01-01", until = "2024-06-30" }, { code = "7212", from = "2024-06-15", until = "2024-12-31" }, { code = "5120", from = "2020-01-01" }]"#;
    border(code, year, split, &[("2026-06-01", code, Met)]);
    let before = judged(&LAW, &requirement(code, year), &person(running), Context::default(), "2026-05-31");
    assert_eq!(before.parts[0].cured_on, Some(day("2026-06-01")));
}

#[test]
fn months_since_the_str_begin_on_its_date() {
    let (code, test) =
        ("PRG-EXP", r#"{ experience = { occupations = ["3221"], months = 24, since = "STR" } }"#);
    let nurse = r#"
        work = [{ code = "3221", from = "2020-01-01" }]
        certificates = [{ code = "STR", from = "2024-06-01" }]"#;
    border(
        code,
        test,
        nurse,
        &[("2026-05-31", code, NotMet), ("2026-06-01", code, Met), ("2026-06-02", code, Met)],
    );
    border(code, test, r#"work = [{ code = "3221", from = "2020-01-01" }]"#, &[("2026-06-01", code, NotMet)]);
    let undated = r#"
        work = [{ code = "3221", from = "2020-01-01" }]
        certificates = [{ code = "STR" }]"#;
    border(code, test, undated, &[("2026-06-01", code, Unknown)]);
}

#[test]
fn bounds_of_measures_and_numbers_belong_to_them() {
    let on = "2026-06-01";
    let between = r#"{ measure = { fact = "WEIGHT", min = 55, max = 60 } }"#;
    for (kilograms, expected) in [(54, NotMet), (55, Met), (60, Met), (61, NotMet)] {
        let who = format!(r#"health = [{{ code = "WEIGHT", value = {kilograms} }}]"#);
        border("PRG-WEIGHT", between, &who, &[(on, "PRG-WEIGHT", expected)]);
    }
    for (months, expected) in [(60, Met), (61, NotMet)] {
        let who = format!(r#"declarations = [{{ code = "KOREA_STAY_MONTHS", value = {months} }}]"#);
        let test = r#"{ declaration = { about = "KOREA_STAY_MONTHS", max = 60 } }"#;
        border("PRG-NEG", test, &who, &[(on, "PRG-NEG", expected)]);
    }
    for (level, years, expected) in [("SD", 7, NotMet), ("SD", 8, Met), ("SMP", 9, Met)] {
        let who = format!(r#"education = [{{ code = "{level}", value = {years} }}]"#);
        border("PRG-EDU", "{ education = { years = 8 } }", &who, &[(on, "PRG-EDU", expected)]);
    }
    border(
        "PRG-HEIGHT",
        r#"{ measure = { fact = "HEIGHT", min = 158 } }"#,
        "",
        &[(on, "PRG-HEIGHT", Unknown)],
    );
}

fn restriction(text: &str) -> Restriction {
    let common = "note = { id = '', en = '' }\nsource = { kind = 'notice' }\nconfidence = 'high'\n";
    toml::from_str(&format!("{common}{text}")).unwrap()
}

/// What the engine says of a country under these rows.
fn country_outcome(
    rows: &[&str],
    country: &str,
    employer: EmployerKind,
    posts: &[&str],
    on: &str,
) -> Outcome {
    let law = Law { restrictions: rows.iter().map(|row| restriction(row)).collect(), ..LAW.clone() };
    let occupations: Vec<_> = posts.iter().map(|&post| post.to_owned()).collect();
    let context = Context {
        country: Some(country),
        employer: Some(employer),
        occupations: &occupations,
        ..Context::default()
    };
    let asked = requirement("CTY-CLOSED", r#""country_open""#);
    judged(&law, &asked, &Person::default(), context, on).outcome
}

#[test]
fn a_country_is_open_from_its_first_to_its_last_day() {
    let rows = [
        "country = 'XA'\nstate = 'open'\nfrom = '2026-06-01'\nto = '2026-06-30'",
        "country = 'XA'\nemployer = 'individual'\nstate = 'closed'\nfrom = '2026-06-10'\nto = '2026-06-20'",
        "country = 'XA'\nemployer = 'individual'\noccupations = ['5311']\nstate = 'limited'\nfrom = '2026-06-15'",
        "country = 'XB'\nstate = 'warned'\nfrom = '2026-06-01'",
    ];
    let (legal, individual) = (EmployerKind::Legal, EmployerKind::Individual);
    for (country, employer, posts, on, expected) in [
        ("XA", legal, &["7212"][..], "2026-05-31", NotMet),
        ("XA", legal, &["7212"], "2026-06-01", Met),
        ("XA", legal, &["7212"], "2026-06-30", Met),
        ("XA", legal, &["7212"], "2026-07-01", NotMet),
        ("XA", individual, &["5152"], "2026-06-09", Met),
        ("XA", individual, &["5152"], "2026-06-10", NotMet),
        ("XA", individual, &["5152"], "2026-06-20", NotMet),
        ("XA", individual, &["5152"], "2026-06-14", NotMet),
        // Limited: what is not named is closed, also where the country is open.
        ("XA", individual, &["5152"], "2026-06-21", NotMet),
        ("XA", legal, &["5152"], "2026-06-21", Met),
        ("XA", individual, &["5311"], "2026-06-14", NotMet),
        ("XA", individual, &["5311"], "2026-06-15", Met),
        ("XA", individual, &["5311", "5152"], "2026-06-15", NotMet),
        ("XB", legal, &["7212"], "2026-05-31", NotMet),
        ("XB", legal, &["7212"], "2026-06-01", Outcome::Warning),
        ("XC", legal, &["7212"], "2026-06-01", NotMet),
    ] {
        let outcome = country_outcome(&rows, country, employer, posts, on);
        assert_eq!(outcome, expected, "{country} {employer} {posts:?} on {on}");
    }
}

#[test]
fn what_closes_later_closes_all_and_a_warning_opens_nothing() {
    let open = "country = 'XA'\nstate = 'open'\nfrom = '2025-01-01'";
    let closed = "country = 'XA'\nstate = 'closed'\nfrom = '2026-06-01'\nto = '2026-06-30'";
    let legal = "country = 'XA'\nemployer = 'legal'\nstate = 'open'\nfrom = '2025-01-01'";
    let household = "country = 'XA'\nemployer = 'individual'\nstate = 'closed'\nfrom = '2015-07-01'";
    let warned = "country = 'XA'\noccupations = ['5152']\nstate = 'warned'\nfrom = '2026-06-01'";
    let warned_wholly = "country = 'XA'\nstate = 'warned'\nfrom = '2026-06-01'";
    let named = "country = 'XA'\noccupations = ['5152']\nstate = 'limited'\nfrom = '2026-06-01'";
    let unnamed = "country = 'XA'\nstate = 'limited'\nfrom = '2026-06-01'\nto = '2026-06-30'";
    let again = "country = 'XA'\nstate = 'open'\nfrom = '2026-06-10'";
    let same_day = "country = 'XA'\nemployer = 'legal'\nstate = 'open'\nfrom = '2026-06-01'";
    let (before, first, last, after) = ("2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01");
    let (met, not_met, warning) = (Met, NotMet, Outcome::Warning);
    let (by_firm, at_home) = (EmployerKind::Legal, EmployerKind::Individual);
    for (rows, employer, days) in [
        // A warning of a post does not open what is closed for all posts, and is heard where it is open.
        (&[household, warned][..], at_home, [not_met, not_met, not_met, not_met]),
        (&[closed, warned], by_firm, [not_met, not_met, not_met, warning]),
        (&[open, closed, warned], by_firm, [met, not_met, not_met, warning]),
        (&[household, warned_wholly], at_home, [not_met, not_met, not_met, not_met]),
        (&[household, legal, warned_wholly], by_firm, [met, warning, warning, warning]),
        // A closing of all closes what was opened more exactly before, or on its day.
        (&[legal, household, closed], by_firm, [met, not_met, not_met, met]),
        (&[same_day, closed], by_firm, [not_met, not_met, not_met, met]),
        (&[legal, unnamed], by_firm, [met, not_met, not_met, met]),
        // What is opened again for all is open, but for whom a closing names more exactly.
        (&[legal, household, closed, again], by_firm, [met, not_met, met, met]),
        (&[legal, household, closed, again], at_home, [not_met, not_met, not_met, not_met]),
        // Posts that an act leaves open on the day of its closing.
        (&[open, closed, named], by_firm, [met, met, met, met]),
    ] {
        for (on, expected) in [before, first, last, after].into_iter().zip(days) {
            assert_eq!(country_outcome(rows, "XA", employer, &["5152"], on), expected, "{rows:?} on {on}");
        }
    }
}

#[test]
fn a_country_is_open_where_some_employer_may_take_somebody_for_some_post() {
    let closed = "country = 'XA'\nstate = 'closed'\nfrom = '2026-06-01'";
    let open = "country = 'XA'\nstate = 'open'\nfrom = '2025-01-01'";
    let named = "country = 'XA'\noccupations = ['5152']\nstate = 'limited'\nfrom = '2026-06-02'";
    let one_post = "country = 'XA'\noccupations = ['5152']\nstate = 'closed'\nfrom = '2026-06-01'";
    let hosts = "country = 'XA'\nemployer = 'host'\nstate = 'open'\nfrom = '2026-06-02'";
    for (rows, before, on, after) in [
        (&[][..], false, false, false),
        (&[open][..], true, true, true),
        (&[open, closed], true, false, false),
        (&[open, closed, named], true, false, true),
        (&[open, closed, hosts], true, false, true),
        (&[open, one_post], true, true, true),
    ] {
        let rows: Vec<_> = rows.iter().map(|row| restriction(row)).collect();
        let days =
            ["2026-05-31", "2026-06-01", "2026-06-02"].map(|on| is_open_for_some(&rows, "XA", day(on)));
        assert_eq!(days, [before, on, after], "{rows:?}");
        assert!(!is_open_for_some(&rows, "XB", day("2026-06-01")));
    }
}

/// A law with one programme in force for ten days, and a rule of it for four of these.
fn short_programme() -> Law {
    let mut law = LAW.clone();
    let mut programme = law.programme("MY-DOM-OCS").unwrap().clone();
    (programme.code, programme.from, programme.to) =
        ("X".to_owned(), day("2026-06-01"), Some(day("2026-06-10")));
    let rule = Requirement {
        from: Some(day("2026-06-04")),
        to: Some(day("2026-06-07")),
        ..requirement("PRG-AGE-MIN", "{ age_min = { years = 30 } }")
    };
    programme.requirements = vec![rule];
    law.programmes = vec![programme];
    law
}

#[test]
fn a_programme_and_its_rules_hold_from_their_first_to_their_last_day() {
    let law = short_programme();
    for (on, expected) in [
        ("2026-05-31", None),
        ("2026-06-01", Some(false)),
        ("2026-06-03", Some(false)),
        ("2026-06-04", Some(true)),
        ("2026-06-07", Some(true)),
        ("2026-06-08", Some(false)),
        ("2026-06-10", Some(false)),
        ("2026-06-11", None),
    ] {
        let found = requirements_of(&law, &law.programmes[0], day(on));
        let asks = found.map(|list| list.iter().any(|asked| asked.code == "PRG-AGE-MIN"));
        assert_eq!(asks, expected.ok_or(LawError::NotInForce { code: "X".to_owned(), day: day(on) }), "{on}");
    }
}

#[test]
fn time_cures_with_the_law_of_the_day_and_not_beyond_the_programme() {
    let law = short_programme();
    let on = |birth: &str, as_of: &str| {
        let who = format!(
            "birth_date = {birth:?}\nmarital_status = 'married'\ndocuments = [{{ code = 'DOC-MARITAL' }}]\n\
             declarations = [{{ code = 'PERMISSION_SPOUSE', value = 'GIVEN' }}]"
        );
        let question = Question {
            programme: "X",
            country: None,
            field: None,
            as_of: day(as_of),
            stage: Stage::Apply,
            counting: Counting::Verified,
        };
        let decision = assess(&law, &person(&who).facts(), &question).unwrap();
        let lapses: Vec<_> = decision.lapses.into_iter().map(|lapse| (lapse.code, lapse.until)).collect();
        (decision.verdict, decision.eligible_from, lapses)
    };
    // Eighteen on a day on which thirty is asked: a birthday cures, the end of a rule does not.
    assert_eq!(on("2008-06-03", "2026-06-01"), (Verdict::EligibleFrom, Some(day("2026-06-03")), vec![]));
    let ended = vec![("X".to_owned(), Some(day("2026-06-10")))];
    assert_eq!(on("2008-06-05", "2026-06-01"), (Verdict::NotEligible, None, ended.clone()));
    assert_eq!(on("2008-06-10", "2026-06-01"), (Verdict::EligibleFrom, Some(day("2026-06-10")), vec![]));
    assert_eq!(on("2008-06-11", "2026-06-01"), (Verdict::NotEligible, None, ended));
}

#[test]
fn a_question_that_the_law_cannot_answer_is_an_error() {
    let ask = |programme, country, field, as_of| {
        let (stage, counting) = (Stage::Apply, Counting::Verified);
        let question = Question { programme, country, field, as_of: day(as_of), stage, counting };
        assess(&LAW, &Person::default().facts(), &question).map(|decision| decision.verdict)
    };
    let on = "2026-06-01";
    assert_eq!(ask("NONE", None, None, on), Err(LawError::UnknownProgramme));
    let implied = ask("HK-DOM", None, None, on);
    assert!(implied.is_ok() && implied == ask("HK-DOM", Some("HK"), None, on));
    assert_eq!(ask("HK-DOM", Some("SG"), None, on), Err(LawError::CountryNeeded));
    assert_eq!(ask("HK-DOM", None, Some("CARE"), on), Err(LawError::FieldNeeded));
    assert_eq!(ask("EU-HOSP", None, None, on), Err(LawError::CountryNeeded));
    assert_eq!(ask("JP-SSW", None, None, on), Err(LawError::FieldNeeded));
    assert_eq!(ask("JP-SSW", None, Some("NONE"), on), Err(LawError::FieldNeeded));
    assert!(ask("CREW-FISH", None, None, on).is_ok() && ask("CREW-FISH", Some("TW"), None, on).is_ok());
    let early = LawError::NotInForce { code: "HK-DOM".to_owned(), day: day("2024-12-31") };
    assert_eq!(ask("HK-DOM", None, None, "2024-12-31"), Err(early));
}

#[test]
fn nothing_asked_is_never_eligible() {
    let facts = Person::default().facts();
    let later = Requirement { stage: Stage::Depart, ..requirement("PRG-SEX", r#"{ sex = "male" }"#) };
    let of_workers = Requirement { pmi_only: true, ..requirement("DOC-FAMPERMIT", r#""family_permission""#) };
    for list in [vec![], vec![&later], vec![&of_workers], vec![&later, &of_workers]] {
        let context = Context::default();
        let decision =
            judge_list(&list, &facts, &LAW, context, day("2026-06-01"), Stage::Apply, Counting::Claims);
        assert_eq!(decision, Err(LawError::NoRequirements));
    }
}

#[test]
fn a_later_answer_takes_the_place_of_an_earlier_one() {
    let on = "2026-06-01";
    let family = |answers: &str| format!("marital_status = \"married\"\ndeclarations = [{answers}]");
    let answer =
        |value: &str, from: &str| format!("{{ code = \"PERMISSION_SPOUSE\", value = \"{value}\"{from} }}");
    let (early, late) = (", from = \"2026-01-01\"", ", from = \"2026-05-01\"");
    for (answers, expected) in [
        ([answer("REFUSED", early), answer("GIVEN", late)], Met),
        ([answer("GIVEN", early), answer("REFUSED", late)], NotMet),
        ([answer("REFUSED", ""), answer("GIVEN", late)], Met),
        ([answer("REFUSED", late), answer("GIVEN", late)], NotMet),
    ] {
        let code = "DOC-FAMPERMIT";
        border(code, "\"family_permission\"", &family(&answers.join(", ")), &[(on, code, expected)]);
    }
    let ban = |value: &str, from: &str| format!("{{ code = \"TRAVEL_BAN\", value = \"{value}\"{from} }}");
    let test = r#"{ declaration = { about = "TRAVEL_BAN", is = ["NO"] } }"#;
    let lifted = format!("declarations = [{}, {}]", ban("YES", early), ban("NO", late));
    border("PRG-NEG", test, &lifted, &[(on, "PRG-NEG", Met)]);
    // What was said later was not known on the day.
    let days = [("2026-04-30", NotMet), ("2026-05-01", Met), ("2026-05-02", Met)];
    border("PRG-NEG", test, &lifted, &days.map(|(day, outcome)| (day, "PRG-NEG", outcome)));
    let said = family(&answer("GIVEN", late));
    let days = [("2026-04-30", Unknown), ("2026-05-01", Met), ("2026-05-02", Met)];
    let code = "DOC-FAMPERMIT";
    border(code, "\"family_permission\"", &said, &days.map(|(day, outcome)| (day, code, outcome)));
}
