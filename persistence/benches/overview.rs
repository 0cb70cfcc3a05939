//! How long one person takes: against one programme, and against all of them (what the overview does).

use criterion::{Criterion, criterion_group, criterion_main};
use domain::candidates::{Body, Evidence, Reading, Standing};
use domain::eligibility::{Counting, DocumentFact, Fact, Facts, Question, assess, overview};
use domain::identity::{MaritalStatus, Sex};
use domain::law::{Confidence, EvidenceKind, Stage};
use persistence::catalogue::Catalogue;
use std::hint::black_box;
use std::path::Path;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap_or_default()
}

/// Somebody with a full file.
fn person() -> Facts {
    let standing = Standing::Verified;
    let health = |fact: &str, number| Body::Health {
        fact: fact.to_owned(),
        reading: Reading::Number(number),
        from: Some(day("2026-05-20")),
        until: None,
    };
    let bodies = [
        Body::Education {
            level: "SMA_SMK".to_owned(),
            field: Some("TEKNIK_LAS".to_owned()),
            years: Some(12),
        },
        Body::Work { occupation: "7212".to_owned(), from: day("2019-06-01"), until: None },
        Body::Work { occupation: "8160".to_owned(), from: day("2017-01-01"), until: Some(day("2019-05-31")) },
        Body::Language {
            test: "EPS_TOPIK".to_owned(),
            result: None,
            from: None,
            until: Some(day("2027-08-10")),
        },
        Body::Certificate { scheme: "BNSP_WELDER".to_owned(), from: Some(day("2024-06-01")), until: None },
        health("HEIGHT", 171),
        health("WEIGHT", 66),
        Body::Declaration {
            about: "PERMISSION_PARENT".to_owned(),
            answer: Reading::Word("GIVEN".to_owned()),
            from: None,
        },
    ];
    Facts {
        birth_date: Some(Fact { value: day("2001-03-14"), standing }),
        sex: Some(Fact { value: Sex::Male, standing }),
        marital_status: Some(Fact { value: MaritalStatus::Single, standing }),
        evidence: bodies.into_iter().map(|body| Evidence { id: None, standing, body }).collect(),
        complete: vec![
            EvidenceKind::Education,
            EvidenceKind::Work,
            EvidenceKind::Language,
            EvidenceKind::Certificate,
        ],
        documents: vec![DocumentFact {
            kind: "DOC-MARITAL".to_owned(),
            from: None,
            until: None,
            confidence: Confidence::High,
            standing,
        }],
        identifiers: Vec::new(),
    }
}

fn benches(criterion: &mut Criterion) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let Ok(catalogue) = Catalogue::read(&data) else { return eprintln!("data/ does not read") };
    let (law, facts, as_of) = (&catalogue.law, person(), day("2026-06-01"));
    let question = Question {
        programme: "KR-EPS-MFG",
        country: None,
        field: None,
        as_of,
        stage: Stage::Apply,
        counting: Counting::Claims,
    };
    criterion.bench_function("one person, one programme", |b| {
        b.iter(|| assess(law, black_box(&facts), &question));
    });
    criterion.bench_function("one person, all programmes", |b| {
        b.iter(|| overview(law, black_box(&facts), as_of, Counting::Claims));
    });
    criterion
        .bench_function("the catalogue, read and checked", |b| b.iter(|| Catalogue::read(black_box(&data))));
}

criterion_group!(all, benches);
criterion_main!(all);
