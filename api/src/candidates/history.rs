use crate::AppState;
use crate::http::auth::CandidatesRead;
use crate::http::{Answer, ApiError, Caller, page};
use actix_web::get;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, Utc};
use persistence::events::{self, Recorded};
use persistence::{accounts, candidates};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

domain::words! {
    /// Who acted.
    #[derive(ToSchema)]
    pub enum Actor {
        /// The person whose file it is.
        Candidate = "candidate",
        /// Somebody of an organisation.
        Staff = "staff",
        /// The program itself.
        System = "system",
    }
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What, e.g. `candidate.submitted`.
    #[schema(example = "candidate.submitted")]
    pub event: String,
    /// Kind of the thing: `candidate`, `evidence`, `document`, `decision`.
    #[schema(example = "candidate")]
    pub thing: String,
    /// The thing.
    pub thing_id: Uuid,
    /// Its version after it.
    pub version: i32,
    /// Who.
    pub actor: Actor,
    /// Name of the organisation that acted.
    pub organisation: Option<String>,
    /// Account that acted; only staff see it.
    pub account_id: Option<Uuid>,
    /// Reason code, where there is one.
    pub reason: Option<String>,
}

/// A page of a history.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryPage {
    /// Newest first.
    pub data: Vec<HistoryEntry>,
    /// For the next page.
    pub next_cursor: Option<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// From the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// Entries on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<i64>,
}

/// The history of a file
///
/// Who did what, when: every change of the file, its evidence, documents and decisions.
#[utoipa::path(
    tag = "candidates",
    params(
        ("id" = Uuid, Path, description = "The person", example = "0192f000-0000-7000-8000-000000000c01"),
        PageQuery,
    ),
    responses((status = 200, description = "A page", body = HistoryPage)),
    security(("bearer" = ["candidates:read"])),
)]
#[get("/v1/candidates/{id}/history")]
pub async fn read_history(
    caller: Caller<CandidatesRead>,
    state: Data<AppState>,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Answer, ApiError> {
    let limit = query.limit.unwrap_or(page::LIMIT);
    let list = format!("history|{id}");
    let before: Option<(DateTime<Utc>, Uuid, i32)> =
        query.cursor.as_deref().map(|cursor| page::position(&state.vault, &list, cursor)).transpose()?;
    let (shared, sight, person) = (state.clone(), caller.sight(), *id);
    let (rows, owner) = state
        .db
        .transact::<_, ApiError>(move |conn| {
            candidates::find(conn, &shared.vault, person, &sight)?;
            let owner = accounts::of_person(conn, person)?.map(|account| account.id);
            Ok((events::history(conn, person, before, limit + 1)?, owner))
        })
        .await?;
    let (rows, has_more) = page::cut(rows, limit);
    let last = rows.last().filter(|_| has_more).map(|row| (row.at, row.thing_id, row.version));
    let next_cursor = last.map(|last| page::cursor(&state.vault, &list, &last)).transpose()?;
    let link = page::next_link(
        &format!("/v1/candidates/{id}/history"),
        &[("limit", query.limit.map(|limit| limit.to_string()))],
        next_cursor.as_ref(),
    );
    let is_staff = caller.is_staff();
    let entry = |row: Recorded| HistoryEntry {
        actor: match row.actor_id {
            None => Actor::System,
            Some(account) if Some(account) == owner => Actor::Candidate,
            Some(_) => Actor::Staff,
        },
        organisation: row
            .organisation_id
            .and_then(|id| state.organisations.get(&id))
            .map(|it| it.name.clone()),
        account_id: row.actor_id.filter(|_| is_staff),
        at: row.at,
        event: row.kind,
        thing: row.thing_kind,
        thing_id: row.thing_id,
        version: row.version,
        reason: row.reason,
    };
    let data = rows.into_iter().map(entry).collect();
    Ok(Answer::ok(&HistoryPage { data, next_cursor, has_more })?.link(link))
}
