//! Articles in work, in every state.

use super::{COUNTER, DESK, Loading};
use crate::http::{ApiError, IfMatch};
use crate::information::{self, ArticleInput, TextView};
use chrono::{Datelike, Duration};
use domain::information::{ArticleKind, Audience, Topic, VersionState, VersionStep};
use domain::law::Language;
use persistence::Conn;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    slug: String,
    until: VersionState,
    title: String,
    title_en: String,
}

const BODY: &str = "Ini teks contoh. Petugas menulisnya, petugas lain memeriksa dan menerbitkannya; sesudah itu isinya \
                    tidak berubah lagi.";
const BODY_EN: &str = "This is an example. One officer writes it, another reviews and publishes it; after that its \
                       text does not change.";

impl Loading<'_> {
    /// Takes the shipped articles in again, and enters the drafts of `data/demo/drafts.json`.
    pub(super) fn articles(&self, conn: &mut Conn) -> Result<(), ApiError> {
        let state = self.state;
        crate::run::keep_articles(conn, &state.catalogue, state.clock.now())?;
        // A server may be running: what it serves stays noted.
        crate::countries::keep_pages(conn, &state.catalogue, state.clock.now())?;
        let drafts: Vec<Draft> = self.file("drafts.json")?;
        for draft in drafts {
            let at = state.clock.now() - Duration::days(10);
            let (author, act) = self.officer(COUNTER, at)?;
            let text = |language, title: &str, body: &str| TextView {
                language,
                title: title.to_owned(),
                summary: body.chars().take(60).collect(),
                body: body.to_owned(),
                steps: Vec::new(),
            };
            let today = state.clock.day_of(at);
            let input = ArticleInput {
                kind: ArticleKind::Article,
                topic: Topic::OfficialProcedure,
                audiences: vec![Audience::Candidate],
                owner: None,
                review_by: today.with_year(today.year() + 1).unwrap_or(today + Duration::days(365)),
                texts: vec![
                    text(Language::Id, &draft.title, BODY),
                    text(Language::En, &draft.title_en, BODY_EN),
                ],
                facts: Vec::new(),
            };
            information::draft(state, conn, &author, &act, &draft.slug, &input)?;
            let step = |conn: &mut Conn, email: &str, step| {
                let (who, act) = self.officer(email, at)?;
                information::step(state, conn, &who, &act, &draft.slug, &IfMatch::Any, step, Some(today))
            };
            if draft.until != VersionState::Draft {
                step(conn, COUNTER, VersionStep::Submit)?;
            }
            if draft.until == VersionState::Published {
                step(conn, DESK, VersionStep::Publish)?;
            }
        }
        Ok(())
    }
}
