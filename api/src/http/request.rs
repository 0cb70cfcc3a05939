//! What every request carries besides its body.

use super::answer::CODED;
use super::problem::{ApiError, Code, FieldError};
use crate::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::{DateTime, Utc};
use domain::law::Language;
use persistence::Act;
use std::future::{Ready, ready};
use std::net::IpAddr;

/// Id and language of a request: put into its extensions by `manners`.
#[derive(Debug, Clone)]
pub struct Named {
    /// Id of the request.
    pub id: String,
    /// Language asked for.
    pub language: Language,
}

/// Who asks from where, when, in which language, with which conditions.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Id of the request.
    pub request_id: String,
    /// Language of the answer.
    pub language: Language,
    /// When it came.
    pub now: DateTime<Utc>,
    /// The network that it came from: /24 of IPv4, /64 of IPv6.
    pub network: String,
    /// `Idempotency-Key`, if sent.
    pub idempotency_key: Option<String>,
    /// Method and path, for the fingerprint of an idempotency key.
    pub target: String,
    if_match: Option<String>,
}

impl Ctx {
    /// The context of a word of the program.
    #[must_use]
    pub fn of_program(word: &str, now: DateTime<Utc>) -> Self {
        Self {
            request_id: word.to_owned(),
            language: Language::Id,
            now,
            network: String::new(),
            idempotency_key: None,
            target: String::new(),
            if_match: None,
        }
    }

    /// The act of nobody known.
    #[must_use]
    pub fn act(&self) -> Act {
        Act { actor: None, organisation: None, request_id: self.request_id.clone(), at: self.now }
    }

    /// The versions that `If-Match` names.
    ///
    /// # Errors
    ///
    /// 428 if the header is missing.
    pub fn version(&self) -> Result<IfMatch, ApiError> {
        let sent = self.if_match.as_deref().ok_or(Code::VersionRequired)?.trim();
        Ok(if sent == "*" { IfMatch::Any } else { IfMatch::Of(sent.split(',').filter_map(tag).collect()) })
    }
}

/// What `If-Match` names (RFC 9110, 13.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: whatever version there is.
    Any,
    /// One of these versions; what is no ETag of ours is none.
    Of(Vec<i32>),
}

impl IfMatch {
    /// Whether the version that stands is one of them.
    ///
    /// # Errors
    ///
    /// 412 with the ETag of the version that stands.
    pub fn holds(&self, now: i32) -> Result<(), ApiError> {
        match self {
            Self::Of(versions) if !versions.contains(&now) => Err(ApiError::stale(now)),
            Self::Of(_) | Self::Any => Ok(()),
        }
    }
}

/// The version of one strong ETag: `"4-…"` of a GET, perhaps packed, or `"4"` of a write.
fn tag(sent: &str) -> Option<i32> {
    let tag = sent.trim().strip_prefix('"')?.strip_suffix('"')?;
    let tag = tag.split_once(CODED).map_or(tag, |(plain, _)| plain);
    let (version, digest) = match tag.split_once('-') {
        Some((version, digest)) => (version, Some(digest)),
        None => (tag, None),
    };
    let is_ours = version.bytes().all(|byte| byte.is_ascii_digit())
        && digest.is_none_or(|digest| digest.len() == DIGEST_LENGTH);
    is_ours.then(|| version.parse().ok()).flatten()
}

/// Of SHA-256 in base64, as a GET adds it.
const DIGEST_LENGTH: usize = 43;

fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The language that `Accept-Language` ranks first among ours; Indonesian by default.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let Some(sent) = text(headers, header::ACCEPT_LANGUAGE) else { return Language::Id };
    let quality = |part: &str| {
        part.split(';')
            .skip(1)
            .find_map(|parameter| parameter.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .unwrap_or(1.0)
    };
    let ours = |part: &str| {
        let tag = part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match tag.split('-').next() {
            Some("id" | "in") => Some(Language::Id),
            Some("en") => Some(Language::En),
            _ => None,
        }
    };
    sent.split(',')
        .filter_map(|part| Some((ours(part)?, quality(part))))
        .filter(|(_, quality)| *quality > 0.0)
        .fold(None, |best: Option<(Language, f32)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .map_or(Language::Id, |(language, _)| language)
}

/// The network of an address: what a household or a carrier's gateway shares.
#[must_use]
pub fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => network(IpAddr::V4(v4)),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    }
}

/// The client's address: the peer's, or what a proxy named in the settings says of it.
#[must_use]
pub fn client_address(req: &HttpRequest, proxies: &[IpAddr]) -> Option<IpAddr> {
    let peer = req.peer_addr()?.ip();
    if !proxies.contains(&peer) {
        return Some(peer);
    }
    let forwarded = text(req.headers(), "X-Forwarded-For").unwrap_or_default();
    // The last entry that no proxy of ours wrote.
    forwarded
        .rsplit(',')
        .map_while(|part| part.trim().parse().ok())
        .find(|address| !proxies.contains(address))
        .or(Some(peer))
}

fn ctx(req: &HttpRequest) -> Result<Ctx, ApiError> {
    let state = req.app_data::<Data<AppState>>().ok_or_else(|| ApiError::internal("no state"))?;
    let named =
        req.extensions().get::<Named>().cloned().ok_or_else(|| ApiError::internal("no request id"))?;
    let idempotency_key = match req.headers().get("Idempotency-Key") {
        None => None,
        Some(value) => {
            let key = value.to_str().unwrap_or_default().trim().trim_matches('"');
            if !(1..=64).contains(&key.len()) || !key.chars().all(|c| c.is_ascii_graphic()) {
                return Err(ApiError {
                    fields: vec![FieldError::new("Idempotency-Key", "format")],
                    ..Code::RequestParameter.into()
                });
            }
            Some(key.to_owned())
        }
    };
    let address = client_address(req, &state.settings.trusted_proxies);
    Ok(Ctx {
        request_id: named.id,
        language: named.language,
        now: state.clock.now(),
        network: address.map_or_else(|| "unknown".to_owned(), network),
        idempotency_key,
        target: format!("{} {}", req.method(), req.path()),
        if_match: text(req.headers(), header::IF_MATCH),
    })
}

impl FromRequest for Ctx {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(ctx(req))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_highest_rank_wins_and_indonesian_is_the_default() {
        let of = |sent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, sent.parse().unwrap());
            language(&headers)
        };
        assert_eq!(language(&HeaderMap::new()), Language::Id);
        for (sent, wanted) in [
            ("en", Language::En),
            ("id, en;q=0.8", Language::Id),
            ("en-GB;q=0.9, id;q=0.8", Language::En),
            ("fr, de", Language::Id),
            ("fr, en;q=0.1", Language::En),
            ("en;q=0, id;q=0.1", Language::Id),
        ] {
            assert_eq!(of(sent), wanted, "{sent}");
        }
    }

    #[test]
    fn a_network_is_what_a_gateway_shares() {
        for (address, wanted) in [
            ("203.0.113.9", "203.0.113.0/24"),
            ("::ffff:203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address.parse().unwrap()), wanted);
        }
    }
}
