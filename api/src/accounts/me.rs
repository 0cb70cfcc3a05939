use crate::AppState;
use crate::http::auth::{AccountRead, AccountWrite, Who};
use crate::http::{Answer, ApiError, Caller, Valid};
use actix_web::web::Data;
use actix_web::{get, patch};
use domain::accounts::{OrganisationKind, Role};
use domain::identity::{IdentifierKind, mask};
use domain::law::Language;
use persistence::accounts::{self, Account};
use persistence::events::{self, Event, Thing};
use persistence::{Conn, candidates, people};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A body that staff belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    /// Its id.
    pub id: Uuid,
    /// Kind.
    pub kind: OrganisationKind,
    /// Stable code.
    #[schema(example = "MANPOWER")]
    pub code: String,
    /// Name.
    #[schema(example = "Dinas Ketenagakerjaan Kota Bontang")]
    pub name: String,
}

impl From<&persistence::organisations::Organisation> for OrganisationView {
    fn from(organisation: &persistence::organisations::Organisation) -> Self {
        Self {
            id: organisation.id,
            kind: organisation.kind,
            code: organisation.code.clone(),
            name: organisation.name.clone(),
        }
    }
}

/// A proven name, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameView {
    /// `phone` or `email`.
    pub kind: IdentifierKind,
    /// All but the last three characters hidden.
    #[schema(example = "***********199")]
    pub masked: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The account.
    pub account_id: Uuid,
    /// The person; also the id of the person's file.
    pub person_id: Uuid,
    /// Role.
    pub role: Role,
    /// Organisation of staff.
    pub organisation: Option<OrganisationView>,
    /// Proven names.
    pub names: Vec<NameView>,
    /// Language of messages.
    pub language: Language,
    /// The person's file, once it is opened: `/v1/candidates/{id}`.
    pub candidate_id: Option<Uuid>,
}

fn view(state: &AppState, conn: &mut Conn, account: &Account) -> Result<Answer, ApiError> {
    let key = people::key(conn, &state.vault, account.person)?;
    let names = accounts::names(conn, &key, account.id)?;
    let me = Me {
        account_id: account.id,
        person_id: account.person,
        role: account.role,
        organisation: account
            .organisation
            .and_then(|id| state.organisations.get(&id))
            .map(OrganisationView::from),
        names: names
            .into_iter()
            .map(|name| NameView { kind: name.kind, masked: mask(name.kind, &name.value) })
            .collect(),
        language: account.language,
        candidate_id: candidates::exists(conn, account.person)?.then_some(account.person),
    };
    Ok(Answer::ok(&me)?.version(account.version))
}

/// Who am I?
///
/// Account, role, organisation, and the id of the own file.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "The account", body = Me)),
    security(("bearer" = ["account:read"])),
)]
#[get("/v1/me")]
pub async fn read_me(caller: Caller<AccountRead>, state: Data<AppState>) -> Result<Answer, ApiError> {
    let (shared, who): (_, Who) = (state.clone(), (*caller).clone());
    state
        .db
        .transact(move |conn| {
            let account = accounts::find(conn, who.account)?;
            view(&shared, conn, &account)
        })
        .await
}

/// What can be changed of an account.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    /// Language of messages.
    pub language: Language,
}

/// Change the language of messages
///
/// Needs `If-Match` with the ETag of `GET /v1/me`.
#[utoipa::path(
    tag = "accounts",
    request_body(content = MePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Me)),
    security(("bearer" = ["account:write"])),
    extensions(("x-if-match" = json!("1"))),
)]
#[patch("/v1/me")]
pub async fn update_me(
    caller: Caller<AccountWrite>,
    state: Data<AppState>,
    body: Valid<MePatch>,
) -> Result<Answer, ApiError> {
    let version = caller.ctx.version()?;
    let (shared, who, digest) = (state.clone(), (*caller).clone(), body.digest);
    state
        .write(&caller, &digest, move |conn, act| {
            let before = accounts::find(conn, who.account)?;
            version.holds(before.version)?;
            let language = body.value.language;
            let version = accounts::set_language(conn, who.account, before.version, language)?;
            let key = people::key(conn, &shared.vault, before.person)?;
            let event = Event {
                thing: Thing::Account,
                id: before.id,
                version,
                kind: "account.language_changed",
                reason: None,
                payload: Some(json!({ "before": before.language, "after": language })),
            };
            events::append(conn, act, before.person, &key, &event)?;
            view(&shared, conn, &Account { language, version, ..before })
        })
        .await
}
