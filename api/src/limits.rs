//! How often one network may use what is public.

use crate::http::request::network;
use crate::http::{ApiError, Code};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Counts requests to public operations by address.
pub struct Limits {
    reads: DefaultKeyedRateLimiter<String>,
    /// Signing in has its own count by name, in the database; this one only stops floods.
    auth: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

impl Limits {
    /// So many a second, four times as many at once.
    #[must_use]
    pub fn new(per_second: u32) -> Self {
        let keyed = |per_second: u32| {
            let rate = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(3));
            RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        };
        Self {
            reads: keyed(per_second),
            auth: keyed(per_second.saturating_mul(20)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    ///
    /// 429 with `Retry-After`.
    pub fn check(&self, address: Option<IpAddr>, is_auth: bool) -> Result<(), ApiError> {
        let Some(address) = address else { return Ok(()) };
        let limiter = if is_auth { &self.auth } else { &self.reads };
        limiter.check_key(&network(address)).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now()).as_secs().max(1);
            ApiError::from(Code::RateLimited).header("Retry-After", wait.to_string())
        })
    }

    /// Forgets addresses that have not been seen for a while.
    pub fn sweep(&self) {
        self.reads.retain_recent();
        self.auth.retain_recent();
    }
}
