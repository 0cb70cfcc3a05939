//! The law with what is known of countries now.

use crate::AppState;
use crate::http::ApiError;
use domain::law::Law;
use persistence::Conn;
use persistence::catalogue::digest;
use persistence::countries::{self, Stamp};
use std::sync::{Arc, RwLock};

/// The law as it is judged by.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The law of the files, its restrictions replaced by the rows that are known now.
    pub law: Arc<Law>,
    /// SHA-256 of those rows, hex.
    pub digest: String,
    /// The rows, as they are kept with a decision.
    pub content: Arc<Vec<u8>>,
}

/// What was made last, and of which rows.
#[derive(Debug, Default)]
pub struct Known(RwLock<Option<(Stamp, InForce)>>);

impl AppState {
    /// The law in force, made anew only when a row has changed.
    ///
    /// # Errors
    ///
    /// If the rows cannot be read.
    pub fn law_in_force(&self, conn: &mut Conn) -> Result<InForce, ApiError> {
        let stamp = countries::stamp(conn)?;
        if let Ok(made) = self.countries.0.read()
            && let Some((of, law)) = made.as_ref()
            && *of == stamp
        {
            return Ok(law.clone());
        }
        let rows: Vec<_> = countries::known(conn, None, None)?.into_iter().map(|it| it.row).collect();
        let content = serde_json::to_vec(&rows)
            .map_err(|_| ApiError::internal("rows of countries that are no JSON"))?;
        let digest = digest(&content);
        let law = Law { restrictions: rows, ..self.catalogue.law.clone() };
        let made = InForce { law: Arc::new(law), digest, content: Arc::new(content) };
        if let Ok(mut kept) = self.countries.0.write() {
            *kept = Some((stamp, made.clone()));
        }
        Ok(made)
    }
}
