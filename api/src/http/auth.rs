//! Who calls: the type of the argument is the permission.

use super::problem::{ApiError, Code};
use super::request::Ctx;
use crate::AppState;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use domain::accounts::{OrganisationKind, Role, Scope};
use persistence::Act;
use persistence::organisations::Organisation;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use uuid::Uuid;

/// Names the scope that an operation needs.
pub trait Grants: 'static {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! scopes {
    ($( $name:ident ),+ $(,)?) => { $(
        #[doc = concat!("Needs the scope `", stringify!($name), "`.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Grants for $name { const SCOPE: Scope = Scope::$name; }
    )+ };
}

scopes! {
    AccountRead, AccountWrite,
    CandidatesCreate, CandidatesRead, CandidatesWrite, CandidatesSubmit, CandidatesList, CandidatesSearch,
    CandidatesNote, CandidatesReturn, CandidatesVerify, CandidatesReopen,
    EvidenceWrite, EvidenceVerify, DocumentsRead, DocumentsWrite, DocumentsVerify,
    EligibilityRead, EligibilityDecide, InformationWrite, InformationPublish,
    CountriesWrite, CountriesApprove, ReportsRead, ReportsDecide,
    RegistersWrite,
    OutreachRead, OutreachWrite,
}

/// Somebody who is signed in, and the request.
#[derive(Debug, Clone)]
pub struct Who {
    /// The account.
    pub account: Uuid,
    /// Its person.
    pub person: Uuid,
    /// Its role.
    pub role: Role,
    /// The session.
    pub session: Uuid,
    /// Organisation of staff.
    pub organisation: Option<Organisation>,
    /// Scopes, separated by blanks.
    pub scope: String,
    /// The request.
    pub ctx: Ctx,
}

impl Who {
    /// The act of this caller in this request.
    #[must_use]
    pub fn act(&self) -> Act {
        Act {
            actor: Some(self.account),
            organisation: self.organisation.as_ref().map(|organisation| organisation.id),
            ..self.ctx.act()
        }
    }

    /// Whether the caller holds a scope.
    #[must_use]
    pub fn holds(&self, scope: Scope) -> bool {
        self.scope.split(' ').any(|held| held == scope.as_str())
    }

    /// Whether the caller works for the service.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.role != Role::Candidate
    }

    /// Which files the caller may see.
    #[must_use]
    pub fn sight(&self) -> persistence::candidates::Sight {
        use persistence::candidates::Sight;
        match (&self.role, &self.organisation) {
            (Role::Candidate, _) => Sight::Own(self.person),
            (_, Some(office)) if office.kind == OrganisationKind::Kelurahan => {
                Sight::Kelurahan { office: office.id, region: office.region.clone().unwrap_or_default() }
            }
            (_, office) => Sight::City { office: office.as_ref().map(|office| office.id) },
        }
    }
}

/// A caller who holds the scope `S`, or 401, or 403.
#[derive(Debug, Clone)]
pub struct Caller<S> {
    who: Who,
    scope: PhantomData<S>,
}

impl<S> Deref for Caller<S> {
    type Target = Who;

    fn deref(&self) -> &Who {
        &self.who
    }
}

fn unauthenticated() -> ApiError {
    ApiError::from(Code::AuthRequired).header("WWW-Authenticate", "Bearer")
}

/// 403 that names the scope that is needed.
#[must_use]
pub fn forbidden(scope: Scope) -> ApiError {
    let needed = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
    ApiError::from(Code::AuthForbidden).header("WWW-Authenticate", needed)
}

fn caller(req: &HttpRequest, scope: Scope) -> Result<Who, ApiError> {
    let state = req.app_data::<Data<AppState>>().ok_or_else(|| ApiError::internal("no state"))?;
    let token = req
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token)
        .ok_or_else(unauthenticated)?;
    let ctx = Ctx::extract(req).into_inner()?;
    let claims = state.tokens.verify(token, ctx.now).ok_or_else(unauthenticated)?;
    if state.ended.contains(claims.sid) {
        return Err(unauthenticated());
    }
    let organisation = match claims.org {
        // Who belongs to an office sees by it; without one nothing is known of what they may see.
        None if claims.role.has_office() => return Err(unauthenticated()),
        None => None,
        Some(id) => Some(state.organisations.get(&id).cloned().ok_or_else(unauthenticated)?),
    };
    if !claims.scope.split(' ').any(|held| held == scope.as_str()) {
        return Err(forbidden(scope));
    }
    Ok(Who {
        account: claims.sub,
        person: claims.person,
        role: claims.role,
        session: claims.sid,
        organisation,
        scope: claims.scope,
        ctx,
    })
}

impl<S: Grants> FromRequest for Caller<S> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(req, S::SCOPE).map(|who| Self { who, scope: PhantomData }))
    }
}
