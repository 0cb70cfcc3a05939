//! How often one network may use what is public.

use crate::http::request::network;
use crate::http::{ApiError, Code};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// Counts requests to public operations by address.
pub struct Limits {
    reads: DefaultKeyedRateLimiter<String>,
    /// Signing in has its own count by name, in the database; this one only stops floods.
    auth: DefaultKeyedRateLimiter<String>,
    /// A check of an offer reads a text and several lists.
    checks: DefaultKeyedRateLimiter<String>,
    /// Here and in no table: a row there would tell when a network reported.
    reports: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

/// What is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// What is public.
    Reads,
    /// Signing in.
    Auth,
    /// Checks of offers.
    Checks,
    /// Reports without name.
    Reports,
}

/// Reports that one network may send at once: a school behind one address.
const REPORTS: NonZeroU32 = match NonZeroU32::new(200) {
    Some(all) => all,
    None => NonZeroU32::MIN,
};
/// After so long it may send another.
const REPORT_EVERY: Duration = Duration::from_secs(20);

impl Counted {
    /// What a path counts as.
    #[must_use]
    pub fn of(pattern: &str) -> Self {
        match pattern {
            "/v1/offer-checks" => Self::Checks,
            "/v1/offer-reports" => Self::Reports,
            _ if pattern.starts_with("/v1/auth/") => Self::Auth,
            _ => Self::Reads,
        }
    }
}

impl Limits {
    /// So many a second, four times as many at once; of checks of offers a fifth, and a class of pupils at once.
    #[must_use]
    pub fn new(per_second: u32) -> Self {
        let keyed = |per_second: u32, burst: u32| {
            let rate = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
            let burst = rate.saturating_mul(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
            RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        };
        let reports = Quota::with_period(REPORT_EVERY).unwrap_or(Quota::per_hour(REPORTS));
        Self {
            reads: keyed(per_second, 4),
            auth: keyed(per_second.saturating_mul(20), 4),
            checks: keyed(per_second / 5, 20),
            reports: RateLimiter::keyed(reports.allow_burst(REPORTS)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    ///
    /// 429 with `Retry-After`.
    pub fn check(&self, address: Option<IpAddr>, counted: Counted) -> Result<(), ApiError> {
        let Some(address) = address else { return Ok(()) };
        let limiter = match counted {
            Counted::Reads => &self.reads,
            Counted::Auth => &self.auth,
            Counted::Checks => &self.checks,
            Counted::Reports => &self.reports,
        };
        limiter.check_key(&network(address)).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now()).as_secs().max(1);
            ApiError::from(Code::RateLimited).header("Retry-After", wait.to_string())
        })
    }

    /// Forgets addresses that have not been seen for a while.
    pub fn sweep(&self) {
        self.reads.retain_recent();
        self.auth.retain_recent();
        self.checks.retain_recent();
        self.reports.retain_recent();
    }
}
