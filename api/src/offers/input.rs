use crate::AppState;
use crate::http::FieldError;
use crate::reports::{ContactText, Contacts};
use chrono::NaiveDate;
use domain::law::EmployerKind;
use domain::offers::{Advert, AskedBy, Fee, FeePurpose, Given, Offer, Pay, SelectionPlace, VisaKind};
use domain::registers::ContactKind;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// A wage that was promised.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferedWage {
    /// A month, in minor units of the currency.
    #[schema(minimum = 0, maximum = 100_000_000_000_i64, example = 200_000)]
    pub amount_minor: i64,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "JPY")]
    pub currency: String,
}

/// Money that is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedFee {
    /// For what.
    pub purpose: FeePurpose,
    /// By whom.
    #[serde(default)]
    pub asked_by: Option<AskedBy>,
    /// How much, in minor units of IDR (100 a rupiah); 0: nothing is asked. No fee for placement is small enough to be
    /// lawful.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000_000_000_i64)]
    pub amount_minor: Option<i64>,
}

/// What is known of an offer: at least one of these.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferInput {
    /// Name of the agency.
    #[serde(default)]
    #[schema(min_length = 2, max_length = 200)]
    pub agency: Option<String>,
    /// Number of its licence (SIP3MI).
    #[serde(default)]
    #[schema(min_length = 1, max_length = 60)]
    pub licence: Option<String>,
    /// Number of the job order.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 60)]
    pub order: Option<String>,
    /// Destination, ISO 3166-1 alpha-2.
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: Option<String>,
    /// Occupation, ISCO-08 unit group.
    #[serde(default)]
    #[schema(pattern = "^[0-9]{4}$")]
    pub occupation: Option<String>,
    /// Who employs.
    #[serde(default)]
    pub employer: Option<EmployerKind>,
    /// The wage a month.
    #[serde(default)]
    pub wage: Option<OfferedWage>,
    /// The visa.
    #[serde(default)]
    pub visa: Option<VisaKind>,
    /// Money that is asked for.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub fees: Vec<AskedFee>,
    /// Where one is selected.
    #[serde(default)]
    pub selection: Option<SelectionPlace>,
    /// Whether a contract was shown.
    #[serde(default)]
    pub contract_shown: Option<bool>,
    /// How the recruiter can be reached or paid.
    #[serde(default)]
    pub contacts: Contacts,
    /// E-mails of the recruiter.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub emails: Vec<ContactText>,
    /// Address of the office.
    #[serde(default)]
    #[schema(min_length = 5, max_length = 300)]
    pub address: Option<String>,
    /// The text of the advert: phones, accounts, amounts, countries, numbers and names are found in it. With one, an offer
    /// is at best `unconfirmed`.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 4000)]
    pub text: Option<String>,
    /// The day asked about; default today in the city.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

impl OfferInput {
    /// What is wrong with it in itself.
    #[must_use]
    pub fn wrong(&self, state: &AppState) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut demand = |holds: bool, at: &str, code: &'static str| {
            if !holds {
                wrong.push(FieldError::new(at.to_owned(), code));
            }
        };
        let catalogue = &state.catalogue;
        demand(self.country.as_ref().is_none_or(|it| catalogue.is_country(it)), "/country", "unknown_code");
        demand(
            self.occupation.as_ref().is_none_or(|it| catalogue.is_occupation(it)),
            "/occupation",
            "unknown_code",
        );
        let currency = self.wage.as_ref().map(|wage| &wage.currency);
        demand(
            currency.is_none_or(|it| catalogue.currencies.contains_key(it)),
            "/wage/currency",
            "unknown_code",
        );
        demand(!self.is_empty(), "", "required");
        wrong
    }

    fn is_empty(&self) -> bool {
        let texts = [
            &self.agency,
            &self.licence,
            &self.order,
            &self.country,
            &self.occupation,
            &self.address,
            &self.text,
        ];
        texts.into_iter().all(Option::is_none)
            && self.employer.is_none()
            && self.wage.is_none()
            && self.visa.is_none()
            && self.selection.is_none()
            && self.contract_shown.is_none()
            && self.fees.is_empty()
            && self.emails.is_empty()
            && self.contacts == Contacts::default()
    }

    /// The offer that it tells of, with what its advert says.
    #[must_use]
    pub fn offer(&self, advert: Option<&Advert>) -> Offer {
        let texts = [
            (ContactKind::Phone, &self.contacts.phones),
            (ContactKind::BankAccount, &self.contacts.accounts),
            (ContactKind::Social, &self.contacts.social),
            (ContactKind::Email, &self.emails),
        ];
        let texts = texts.into_iter().flat_map(|(kind, all)| all.iter().map(move |it| (kind, &it.0)));
        let links = self.contacts.links.iter().map(|it| (ContactKind::Web, &it.0));
        let contacts = texts
            .chain(links)
            .filter(|(_, written)| written.contains(char::is_alphanumeric))
            .map(|(kind, written)| Given::of(kind, written));
        let asked = self.fees.iter().filter(|it| it.amount_minor != Some(0));
        let mut offer = Offer {
            countries: self.country.iter().cloned().collect(),
            occupation: self.occupation.clone(),
            employer: self.employer,
            wages: self
                .wage
                .iter()
                .map(|wage| Pay { currency: wage.currency.clone(), minor: wage.amount_minor, monthly: true })
                .collect(),
            fees: asked
                .map(|it| Fee { purpose: it.purpose, asked_by: it.asked_by, idr_minor: it.amount_minor })
                .collect(),
            visa: self.visa,
            selection: self.selection,
            contract: self.contract_shown,
            contacts: contacts.collect(),
            address: self.address.clone(),
            ..Offer::default()
        };
        if let Some(advert) = advert {
            offer.take(advert);
        }
        offer
    }
}
