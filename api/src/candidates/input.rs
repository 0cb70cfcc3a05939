use crate::AppState;
use crate::accounts::name;
use crate::http::{ApiError, FieldError};
use chrono::NaiveDate;
use domain::candidates::{Address, EmergencyContact, Profile};
use domain::identity::{IdentifierKind, MaritalStatus, Name, Nik, Sex};
use persistence::people::Identifier;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use validator::Validate;

/// What can be said about a person. Everything may be missing in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CandidateInput {
    /// Full name as on the identity card: one field, never split.
    #[schema(min_length = 1, max_length = 100, example = "Andi Contoh Pratama")]
    pub full_name: Option<String>,
    /// Name as in the passport, where it differs.
    #[schema(min_length = 1, max_length = 100, example = "ANDI CONTOH PRATAMA")]
    pub passport_name: Option<String>,
    /// Place of birth.
    #[schema(min_length = 1, max_length = 100, example = "Bontang")]
    pub birth_place: Option<String>,
    /// Birth date.
    #[schema(example = "2001-03-14")]
    pub birth_date: Option<NaiveDate>,
    /// Sex as on the identity card.
    pub sex: Option<Sex>,
    /// Marital status as on the identity card.
    pub marital_status: Option<MaritalStatus>,
    /// Address as on the identity card.
    pub address: Option<Address>,
    /// Whom to tell when something happens; sent whole.
    pub emergency_contact: Option<EmergencyContact>,
    /// Countries wished, ISO 3166-1 alpha-2.
    #[schema(max_items = 20, example = json!(["KR", "JP"]))]
    pub wished_countries: Option<Vec<String>>,
    /// Occupations wished, ISCO-08 unit groups.
    #[schema(max_items = 20, example = json!(["8160"]))]
    pub wished_occupations: Option<Vec<String>>,
    /// Numbers and contacts.
    pub identifiers: Option<Identifiers>,
}

/// Numbers under which others know a person, and contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Identifiers {
    /// Nomor Induk Kependudukan, 16 digits.
    #[schema(pattern = "^[0-9]{16}$", example = "6474011403019901")]
    pub nik: Option<String>,
    /// Number of the family card, 16 digits.
    #[schema(pattern = "^[0-9]{16}$", example = "6474010101200001")]
    pub kk: Option<String>,
    /// Passport number.
    #[schema(pattern = "^[A-Z0-9]{6,9}$", example = "X0000001")]
    pub passport: Option<String>,
    /// Phone, E.164 or Indonesian with a leading 0.
    #[schema(min_length = 5, max_length = 20, example = "+6281255500101")]
    pub phone: Option<String>,
    /// E-mail.
    #[schema(min_length = 5, max_length = 254, example = "andi@contoh.example")]
    pub email: Option<String>,
    /// SIAPkerja id.
    #[schema(min_length = 3, max_length = 40, pattern = "^[A-Za-z0-9._-]+$")]
    pub siapkerja: Option<String>,
    /// Sisko P2MI id.
    #[schema(min_length = 3, max_length = 40, pattern = "^[A-Za-z0-9._-]+$")]
    pub sisko: Option<String>,
    /// BPJS Ketenagakerjaan participant number.
    #[schema(pattern = "^[0-9]{11}$")]
    pub bpjs_tk: Option<String>,
    /// BPJS Kesehatan number.
    #[schema(pattern = "^[0-9]{13}$")]
    pub bpjs_kesehatan: Option<String>,
}

/// Identifiers by kind, in their normal form.
pub type Numbers = BTreeMap<IdentifierKind, String>;

impl Identifiers {
    fn slot(&mut self, kind: IdentifierKind) -> &mut Option<String> {
        match kind {
            IdentifierKind::Nik => &mut self.nik,
            IdentifierKind::Kk => &mut self.kk,
            IdentifierKind::Passport => &mut self.passport,
            IdentifierKind::Phone => &mut self.phone,
            IdentifierKind::Email => &mut self.email,
            IdentifierKind::Siapkerja => &mut self.siapkerja,
            IdentifierKind::Sisko => &mut self.sisko,
            IdentifierKind::BpjsTk => &mut self.bpjs_tk,
            IdentifierKind::BpjsKesehatan => &mut self.bpjs_kesehatan,
        }
    }
}

impl CandidateInput {
    /// What is on file, as it would have been sent.
    #[must_use]
    pub fn of(profile: &Profile, identifiers: &[Identifier]) -> Self {
        let profile = profile.clone();
        let mut numbers = Identifiers::default();
        for identifier in identifiers {
            *numbers.slot(identifier.kind) = Some(identifier.value.clone());
        }
        Self {
            full_name: profile.full_name,
            passport_name: profile.passport_name,
            birth_place: profile.birth_place,
            birth_date: profile.birth_date,
            sex: profile.sex,
            marital_status: profile.marital_status,
            address: Some(profile.address),
            emergency_contact: profile.emergency_contact,
            wished_countries: Some(profile.wished_countries),
            wished_occupations: Some(profile.wished_occupations),
            identifiers: Some(numbers),
        }
    }

    /// The profile and numbers in their normal form.
    ///
    /// # Errors
    ///
    /// 422 with every field that is wrong.
    pub fn check(self, state: &AppState, today: NaiveDate) -> Result<(Profile, Numbers), ApiError> {
        let catalogue = &state.catalogue;
        let mut errors = Vec::new();
        let mut wrong = |pointer: String, code: &str| errors.push(FieldError::new(pointer, code));
        let mut name = |pointer: &str, text: Option<String>| {
            let parsed = text.map(|text| text.parse::<Name>()).transpose();
            parsed
                .unwrap_or_else(|_| {
                    wrong(pointer.to_owned(), "format");
                    None
                })
                .map(|name| name.as_str().to_owned())
        };
        let full_name = name("/full_name", self.full_name);
        let passport_name = name("/passport_name", self.passport_name);
        let oldest = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default();
        if self.birth_date.is_some_and(|date| date > today || date < oldest) {
            wrong("/birth_date".to_owned(), "out_of_range");
        }
        let address = self.address.unwrap_or_default();
        if address.kelurahan.as_deref().is_some_and(|code| catalogue.kelurahan(code).is_none()) {
            wrong("/address/kelurahan".to_owned(), "unknown_code");
        }
        let mut emergency_contact = self.emergency_contact;
        if let Some(contact) = &mut emergency_contact {
            match name::phone(&contact.phone) {
                Some(phone) => contact.phone = phone,
                None => wrong("/emergency_contact/phone".to_owned(), "format"),
            }
        }
        let (wished_countries, wished_occupations) =
            (self.wished_countries.unwrap_or_default(), self.wished_occupations.unwrap_or_default());
        for (index, code) in wished_countries.iter().enumerate() {
            if !catalogue.is_country(code) {
                wrong(format!("/wished_countries/{index}"), "unknown_code");
            }
        }
        for (index, code) in wished_occupations.iter().enumerate() {
            if !catalogue.law.evidence.is_occupation(code) {
                wrong(format!("/wished_occupations/{index}"), "unknown_code");
            }
        }
        let mut sent = self.identifiers.unwrap_or_default();
        let mut numbers = Numbers::new();
        for &kind in IdentifierKind::ALL {
            let Some(value) = sent.slot(kind).take() else { continue };
            match normal(kind, &value) {
                Some(value) => drop(numbers.insert(kind, value)),
                None => wrong(format!("/identifiers/{kind}"), "format"),
            }
        }
        if !errors.is_empty() {
            return Err(ApiError::fields(errors));
        }
        let profile = Profile {
            full_name,
            passport_name,
            birth_place: self.birth_place,
            birth_date: self.birth_date,
            sex: self.sex,
            marital_status: self.marital_status,
            address,
            emergency_contact,
            wished_countries,
            wished_occupations,
        };
        Ok((profile, numbers))
    }
}

fn normal(kind: IdentifierKind, value: &str) -> Option<String> {
    match kind {
        IdentifierKind::Nik => value.parse::<Nik>().ok().map(|nik| nik.as_str().to_owned()),
        IdentifierKind::Phone => name::phone(value),
        IdentifierKind::Email => name::email(value),
        IdentifierKind::Kk
        | IdentifierKind::Passport
        | IdentifierKind::Siapkerja
        | IdentifierKind::Sisko
        | IdentifierKind::BpjsTk
        | IdentifierKind::BpjsKesehatan => Some(value.to_owned()),
    }
}
