use super::{programmes, rules, sets};
use crate::http::answer::{Answer, Cache};
use crate::http::{ApiError, Ctx};
use domain::law::Language;
use persistence::catalogue::Catalogue;
use serde::Serialize;
use std::collections::HashMap;

/// Answers of public data, written once at the start: the same bytes for everybody.
pub struct Public(HashMap<(String, Language), String>);

impl Public {
    /// Writes them.
    ///
    /// # Errors
    ///
    /// If one is no JSON.
    pub fn new(catalogue: &Catalogue) -> Result<Self, ApiError> {
        let mut answers = HashMap::new();
        for &language in Language::ALL {
            let mut add = |name: &str, body: String| {
                answers.insert((name.to_owned(), language), body);
            };
            add("rules", json(&rules::view(catalogue, language))?);
            add("programmes", json(&programmes::view(catalogue, language))?);
            for set in &catalogue.sets {
                add(&format!("reference/{}", set.code), json(&sets::view(set, language))?);
            }
        }
        Ok(Self(answers))
    }

    /// The answer of this name in the caller's language.
    #[must_use]
    pub fn answer(&self, name: &str, ctx: &Ctx) -> Option<Answer> {
        let body = self.0.get(&(name.to_owned(), ctx.language))?;
        Some(Answer::text(body.clone()).cache(Cache::Public))
    }
}

fn json(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(|_| ApiError::internal("public data that is no JSON"))
}
