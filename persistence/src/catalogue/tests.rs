use super::{Catalogue, CatalogueError};
use domain::accounts::OrganisationKind;
use domain::value::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

fn data() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../data"))
}

fn shipped() -> Catalogue {
    Catalogue::read(data()).unwrap_or_else(|error| panic!("{error}"))
}

/// A copy of the data that goes away with the test.
struct Copy(PathBuf);

impl Copy {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("catalogue-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let copy = Self(std::env::temp_dir().join(name));
        for folder in ["", "information", "law", "programmes", "reference"] {
            fs::create_dir_all(copy.0.join(folder)).unwrap();
            for entry in fs::read_dir(data().join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    fs::copy(&path, copy.0.join(folder).join(path.file_name().unwrap())).unwrap();
                }
            }
        }
        copy
    }

    /// Replaces the first place where `old` stands; gives its line.
    fn change(&self, file: &str, old: &str, new: &str) -> usize {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (before, _) = text.split_once(old).unwrap_or_else(|| panic!("{old:?} does not stand in {file}"));
        fs::write(path, text.replacen(old, new, 1)).unwrap();
        before.matches('\n').count() + 1
    }

    fn read(&self) -> Result<Catalogue, CatalogueError> {
        Catalogue::read(&self.0)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// One change that must stop the reading, in this file, `below` lines after the changed place.
#[track_caller]
fn stops_at((file, old, new): (&str, &str, &str), below: usize, reason: &str) {
    let copy = Copy::new();
    let line = copy.change(file, old, new) + below;
    let error = copy.read().map(|_| ()).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), (file, Some(line)), "{error}");
    assert!(error.reason.contains(reason), "{error}");
    assert_eq!(error.to_string(), format!("data/{file}:{line}: {}", error.reason));
    assert!(!error.to_string().contains('\n'), "{error}");
}

#[test]
fn the_shipped_data_reads() {
    let catalogue = shipped();
    assert_eq!(catalogue.law.programmes.len(), 22);
    assert!(catalogue.law.programmes.is_sorted_by_key(|programme| &programme.code));
    assert_eq!(catalogue.law.evidence.occupations.len(), 436);
    assert_eq!(catalogue.city.kelurahan.len(), 15);
    assert_eq!(catalogue.city.desks.len(), 8);
    assert_eq!(catalogue.holidays.years().collect::<Vec<_>>(), [2024, 2025, 2026, 2027]);
    assert!(catalogue.nik_prefixes.contains("647401"));
    assert!(catalogue.nik_prefixes.contains("640412"), "left the province in 2012");
    assert!(!catalogue.nik_prefixes.contains("999999"));
    assert!(catalogue.is_country("KR") && !catalogue.is_country("XX"));
    assert!(catalogue.kelurahan("64.74.01.1003").is_some_and(|it| it.name == "Lok Tuan"));
    assert!(catalogue.document("DOC-PASSPORT").is_some_and(|it| it.lapses));
    assert!(catalogue.reason("NOT_LEGIBLE").is_some() && catalogue.reason("OTHER").is_none());
    assert!(catalogue.needs.iter().all(|need| !need.what.contains("age")));
}

#[test]
fn every_requirement_has_its_period_and_its_uri() {
    let law = shipped().law;
    let all = law.programmes.iter().flat_map(|it| &it.requirements).chain(&law.general);
    for requirement in all {
        assert!(requirement.from.is_some(), "{}", requirement.code);
        let source = &requirement.source;
        assert_eq!(source.uri.is_some(), source.instrument.is_some(), "{}", requirement.code);
    }
    let age = law.general.iter().find(|it| it.code == "ELG-AGE-18").unwrap();
    assert_eq!(age.source.uri.as_deref(), Some("/akn/id/act/uu/2017/18"));
    assert_eq!(age.from, "2017-11-22".parse().ok());
}

#[test]
fn lists_have_no_code_twice_and_no_empty_name() {
    for set in &shipped().sets {
        assert!(!set.rows.is_empty(), "{}", set.code);
        let mut codes: Vec<_> = set.rows.iter().map(|row| (&row.parent, &row.code)).collect();
        codes.sort();
        assert!(codes.is_sorted_by(|one, next| one < next), "{}", set.code);
        assert!(
            set.rows.iter().all(|row| !row.name.id.is_empty() && !row.name.en.is_empty()),
            "{}",
            set.code
        );
    }
}

#[test]
fn desks_and_kelurahan_are_organisations() {
    let organisations = shipped().organisations();
    let of = |kind| organisations.iter().filter(move |it| it.kind == kind);
    assert_eq!(of(OrganisationKind::Desk).filter(|it| it.region.is_none()).count(), 8);
    assert_eq!(of(OrganisationKind::Kelurahan).filter(|it| it.region.as_ref() == Some(&it.code)).count(), 15);
    assert!(organisations.iter().all(|it| it.id == crate::organisations::id_of(&it.code)));
}

#[test]
fn values_have_names() {
    let catalogue = shipped();
    let name = |code, scale| catalogue.name_of(&Value::scaled(code, scale)).map(|it| it.en);
    let named = |code, scale, expected: &str| assert_eq!(name(code, scale).as_deref(), Some(expected));
    named("D3", "education", "Diploma 3");
    named("7212", "occupation", "Welders and Flame Cutters");
    named("PRESENT", "PIERCING", "Piercing: Present");
    named("DOC-PASSPORT", "document", "Passport");
    named("GIVEN", "family_permission", "Given");
    named("female", "sex", "Female");
    named("N4", "JLPT", "JLPT N4");
    named("CARE", "field", "Nursing care");
    assert_eq!(name("N6", "JLPT"), None);
    assert_eq!(name("<=60", "months"), None);
    assert_eq!(catalogue.name_of(&Value::number(120, "EPS_TOPIK")).unwrap().id, "EPS-TOPIK 120");
    assert_eq!(catalogue.name_of(&Value::number(24, "months")), None);
}

#[test]
fn a_bundle_gives_the_law_that_it_was_made_of() {
    let (catalogue, again) = (shipped(), shipped());
    assert_eq!(catalogue.law_bundle, again.law_bundle);
    assert_eq!(catalogue.law_digest, again.law_digest);
    assert_eq!(catalogue.data_digest, again.data_digest);
    assert_eq!(catalogue.law_digest.len(), 64);
    let law = Catalogue::law_from(&catalogue.law_bundle, &catalogue.data_bundle).unwrap();
    assert!(law == catalogue.law);
    assert!(Catalogue::law_from(b"{}", &catalogue.data_bundle).is_err());
    assert!(Catalogue::law_from(b"nothing", &catalogue.data_bundle).is_err());
}

#[test]
fn one_letter_makes_another_version() {
    let (shipped, copy) = (shipped(), Copy::new());
    copy.change("law/general.toml", "# What the general law", "# what the general law");
    let law = copy.read().unwrap();
    assert_ne!(law.law_digest, shipped.law_digest);
    assert_eq!(law.data_digest, shipped.data_digest);
    copy.change("rules.toml", "At least 18", "At most 18");
    assert_ne!(copy.read().unwrap().data_digest, shipped.data_digest);
    copy.change("reasons.toml", "NOT_LEGIBLE", "UNREADABLE");
    assert_eq!(copy.read().unwrap().law_digest, law.law_digest);
}

#[test]
fn a_mistake_of_syntax_stops_at_its_line() {
    stops_at(("law/general.toml", "pmi_only = true", "pmi_only == true"), 0, "");
}

#[test]
fn an_unknown_word_stops_at_its_line() {
    stops_at(("programmes/DE-TRIPLEWIN.toml", "scheme = \"g2g\"", "scheme = \"G2G\""), 0, "unknown variant");
    stops_at(("remedies.toml", "usual_days = 270", "usual_dais = 270"), 0, "unknown field");
}

#[test]
fn an_unknown_instrument_stops() {
    let change = ("law/general.toml", "\"UU-18-2017\", article = \"13\"", "\"UU-81-2017\", article = \"13\"");
    stops_at(change, 0, "\"UU-81-2017\" is no instrument");
}

#[test]
fn a_law_without_article_stops() {
    let change = (
        "law/general.toml",
        "instrument = \"PP-59-2021\", article = \"35\", letter = \"i\", ",
        "instrument = \"PP-59-2021\", ",
    );
    stops_at(change, 0, "names its article");
}

#[test]
fn a_code_without_texts_stops() {
    stops_at(("programmes/JP-SSW.toml", "\"PRG-LANG\"", "\"PRG-LANGUAGE\""), 0, "has no texts in rules.toml");
    let copy = Copy::new();
    copy.change("rules.toml", "\"PRG-CERT-EXP\"", "\"PRG-CERT-OLD\"");
    let error = copy.read().unwrap_err().to_string();
    assert!(error.starts_with("data/programmes/"), "{error}");
    assert!(error.ends_with("\"PRG-CERT-EXP\" has no texts in rules.toml"), "{error}");
}

#[test]
fn an_unknown_remedy_stops() {
    stops_at(("rules.toml", "\"MARITAL_STATEMENT\"", "\"MARITAL\""), 0, "\"MARITAL\" is no remedy");
}

#[test]
fn an_unknown_desk_stops() {
    stops_at(("remedies.toml", "desk = \"HEALTH\"", "desk = \"CLINIC\""), 0, "\"CLINIC\" is no desk");
    stops_at(("city.toml", "verifying_desk = \"MANPOWER\"", "verifying_desk = \"NOBODY\""), 0, "is no desk");
}

#[test]
fn an_unknown_document_stops() {
    stops_at(("remedies.toml", "\"DOC-COLOUR\"", "\"DOC-COLOR\""), 0, "is no document kind");
    stops_at(("documents.toml", "what = \"DOC-KK\"", "what = \"DOC-FAMILY\""), 0, "is no document kind");
    stops_at(
        ("law/general.toml", "kind = \"DOC-VISA\" } },", "kind = \"DOC-VIZA\" } },"),
        0,
        "is no document kind",
    );
}

#[test]
fn an_unknown_field_of_the_file_stops() {
    stops_at(
        ("documents.toml", "what = \"birth_place\"", "what = \"age\""),
        0,
        "is no field that a file can need",
    );
}

#[test]
fn an_unknown_code_of_evidence_stops() {
    stops_at(("programmes/KR-EPS-SVC.toml", "\"FINGERS\"", "\"TOES\""), 0, "\"TOES\" is no health code");
    stops_at(
        ("programmes/HK-DOM.toml", "\"BNSP_HOUSEKEEPER\"", "\"BNSP_MAID\""),
        0,
        "is no certificate code",
    );
    stops_at(
        ("programmes/JP-SSW.toml", "level = \"N4\"", "level = \"N6\""),
        0,
        "\"N6\" is no option of JLPT",
    );
    stops_at(("programmes/SG-DOM.toml", "\"ELSEWHERE\"", "\"ANYWHERE\""), 0, "is no option of PLACE_OF_STAY");
    stops_at(
        ("programmes/TW-SP2T-NURSE.toml", "\"KEPERAWATAN\"", "\"PERAWAT\""),
        0,
        "is no field of evidence.toml",
    );
    stops_at(
        ("programmes/JP-SSW.toml", "field = [\"CARE\"]", "field = [\"CARES\"]"),
        0,
        "is no field of this programme",
    );
}

#[test]
fn a_number_that_cannot_be_stops() {
    stops_at(
        ("programmes/TW-SP2T-NURSE.toml", "min = 55, max = 60", "min = 65, max = 60"),
        0,
        "the least is above",
    );
    stops_at(
        ("programmes/TW-SP2T-NURSE.toml", "min = 158", "min = 1580"),
        0,
        "is no number that HEIGHT can have",
    );
}

#[test]
fn an_unknown_country_or_occupation_stops() {
    stops_at(("programmes/EU-HOSP.toml", "\"HR\"", "\"HX\""), 0, "\"HX\" is no country");
    stops_at(("restrictions.toml", "\"YE\"", "\"YY\""), 0, "\"YY\" is no country");
    stops_at(("programmes/MY-PLANT.toml", "\"9211\"", "\"9999\""), 0, "\"9999\" is no unit group");
    stops_at(("programmes/HK-DOM.toml", "\"HKD\"", "\"HK$\""), 0, "is no currency");
}

#[test]
fn a_period_that_ends_before_it_starts_stops() {
    stops_at(
        ("programmes/KR-EPS-MFG.toml", "to = \"2025-06-04\"\nsource", "to = \"2024-06-04\"\nsource"),
        0,
        "ends before it starts",
    );
    stops_at(
        ("programmes/HK-DOM.toml", "valid_to = \"2025-09-29\"", "valid_to = \"2024-09-27\""),
        0,
        "ends before it starts",
    );
}

#[test]
fn a_code_that_stands_twice_stops() {
    stops_at(("reasons.toml", "\"WRONG_DOCUMENT\"", "\"NOT_LEGIBLE\""), 0, "stands here twice");
    stops_at(("evidence.toml", "code = \"WEIGHT\"", "code = \"HEIGHT\""), 0, "stands here twice");
    stops_at(("city.toml", "64.74.01.1002", "64.74.01.1001"), 0, "stands here twice");
}

#[test]
fn an_empty_or_unfillable_text_stops() {
    stops_at(
        (
            "rules.toml",
            "met = { id = \"Anda berumur {seen}. Syaratnya paling sedikit {required}.\"",
            "met = { id = \"\"",
        ),
        0,
        "met is empty",
    );
    stops_at(("rules.toml", "You are {seen} old.", "You are {age} old."), 0, "{seen} and {required} only");
}

#[test]
fn a_role_without_right_stops() {
    let copy = Copy::new();
    copy.change("roles.toml", "role = \"admin\"", "role = \"auditor\"\norganisation = \"desk\"");
    assert_eq!(copy.read().unwrap_err().to_string(), "data/roles.toml: role \"admin\" has no grant");
    stops_at(("roles.toml", "scopes = [\"account:read\", \"account:write\"]", "scopes = []"), 0, "");
}

#[test]
fn a_city_without_kelurahan_or_with_a_strange_one_stops() {
    let copy = Copy::new();
    let text = fs::read_to_string(copy.0.join("city.toml")).unwrap();
    let (before, _) = text.split_once("[[kelurahan]]").unwrap();
    fs::write(copy.0.join("city.toml"), before.replacen("zone =", "kelurahan = []\nzone =", 1)).unwrap();
    assert!(copy.read().unwrap_err().to_string().ends_with("the city has no kelurahan"));
    stops_at(("city.toml", "\"64.74.03.1003\"", "\"64.72.03.1003\""), 0, "is not in region 64.74");
}

#[test]
fn a_status_without_standard_stops() {
    let copy = Copy::new();
    copy.change("services.toml", "status = \"noted\"", "status = \"returned\"");
    assert_eq!(
        copy.read().unwrap_err().to_string(),
        "data/services.toml: status \"noted\" has no service standard"
    );
}

#[test]
fn names_are_kept_until_lists_on_paper_are_entered() {
    let change = ("services.toml", "days = 30", "days = 7");
    stops_at(change, 0, "names go before the lists on paper are entered");
}

#[test]
fn a_mistake_in_a_list_stops_at_its_line() {
    stops_at(("reference/indonesia-holidays-2024-2027.csv", "2026-01-01,", "2026-13-01,"), 0, "");
    stops_at(
        ("reference/indonesia-holidays-2024-2027.csv", "LIBUR_NASIONAL", "LIBUR"),
        0,
        "is no kind of holiday",
    );
    stops_at(("reference/occupation-names-id.csv", "2221,", "2229,"), 0, "is no unit group");
}

#[test]
fn a_missing_file_stops() {
    let copy = Copy::new();
    fs::remove_file(copy.0.join("services.toml")).unwrap();
    assert_eq!(copy.read().unwrap_err().to_string(), "data/services.toml: cannot be read: entity not found");
}

#[test]
fn articles_are_long_enough_to_help_short_enough_to_read_and_say_where_it_stands() {
    let catalogue = Catalogue::read(data()).unwrap();
    for article in &catalogue.articles {
        assert!(article.content.facts.len() >= 3, "{}: fewer than three facts", article.slug);
        for (language, said) in &article.content.texts {
            let words = said.body.split_whitespace().count();
            assert!(words >= 250, "{} in {language}: {words} words", article.slug);
            let steps = said.steps.iter().map(|it| format!("{} {}", it.title, it.text));
            let whole = words + steps.map(|it| it.split_whitespace().count()).sum::<usize>();
            assert!(whole <= 800, "{} in {language}: {whole} words with its steps", article.slug);
            let whole = format!("{} {} {}", said.title, said.summary, said.body).to_lowercase();
            let verdict =
                whole.split(|c: char| !c.is_alphanumeric()).any(|word| word == "aman" || word == "safe");
            assert!(!verdict, "{} in {language}: nothing here is called safe", article.slug);
        }
    }
    assert!(catalogue.articles.len() >= 33, "{}", catalogue.articles.len());
}
