use super::decide::read;
use super::view::DecisionView;
use crate::AppState;
use crate::candidates::PageQuery;
use crate::http::auth::EligibilityRead;
use crate::http::{Answer, ApiError, Caller, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, NaiveDate, Utc};
use domain::eligibility::Verdict;
use domain::law::Stage;
use persistence::decisions::Line;
use persistence::{candidates, decisions};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A decision in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionEntry {
    /// Its id.
    pub id: Uuid,
    /// Programme.
    #[schema(example = "KR-EPS-MFG")]
    pub programme: String,
    /// Country asked about.
    pub country: Option<String>,
    /// Field asked about.
    pub field: Option<String>,
    /// Stage.
    pub stage: Stage,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Verdict.
    pub verdict: Verdict,
    /// Set for `eligible_from`.
    pub eligible_from: Option<NaiveDate>,
    /// Codes not met.
    pub not_met: Vec<String>,
    /// Codes unknown.
    pub unknown: Vec<String>,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

impl From<Line> for DecisionEntry {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            programme: line.programme,
            country: line.country,
            field: line.field,
            stage: line.stage,
            as_of: line.as_of,
            verdict: line.verdict,
            eligible_from: line.eligible_from,
            not_met: line.not_met,
            unknown: line.unknown,
            created_at: line.created_at,
        }
    }
}

/// A page of decisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionPage {
    /// Newest first.
    pub data: Vec<DecisionEntry>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// The decisions of a person
#[utoipa::path(
    tag = "eligibility",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01"),
        PageQuery,
    ),
    responses((status = 200, description = "A page", body = DecisionPage)),
    security(("bearer" = ["eligibility:read"])),
)]
#[get("/v1/candidates/{id}/decisions")]
pub async fn list_decisions(
    caller: Caller<EligibilityRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Answer, ApiError> {
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list = format!("decisions|{id}");
    let before: Option<Uuid> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let (shared, sight, person) = (state.clone(), caller.sight(), *id);
    let rows = state
        .db
        .transact::<_, ApiError>(move |conn| {
            candidates::find(conn, &shared.vault, person, &sight)?;
            Ok(decisions::of_person(conn, person, before, limit + 1)?)
        })
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| row.id);
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        &format!("/v1/candidates/{id}/decisions"),
        &[("limit", query.limit.map(|limit| limit.to_string()))],
        next_cursor.as_ref(),
    );
    let data = rows.into_iter().map(DecisionEntry::from).collect();
    Ok(Answer::ok(&DecisionPage { data, next_cursor, has_more })?.link(link))
}

/// Read a decision
///
/// With the values it rested on; sentences in the language asked for.
#[utoipa::path(
    tag = "eligibility",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01"),
        ("decision_id" = Uuid, Path, description = "The decision", example = "0192f000-0000-7000-8000-0000000dec01"),
    ),
    responses((status = 200, description = "The decision", body = DecisionView)),
    security(("bearer" = ["eligibility:read"])),
)]
#[get("/v1/candidates/{id}/decisions/{decision_id}")]
pub async fn read_decision(
    caller: Caller<EligibilityRead>,
    state: Data<AppState>,
    path: Path<(Uuid, Uuid)>,
) -> Result<Answer, ApiError> {
    let (person, id) = path.into_inner();
    let (shared, sight) = (state.clone(), caller.sight());
    let stored = state
        .db
        .transact::<_, ApiError>(move |conn| {
            let (_, key) = candidates::find(conn, &shared.vault, person, &sight)?;
            Ok(decisions::find(conn, &key, person, id)?)
        })
        .await?;
    Answer::ok(&read(&state, &caller, stored))
}
