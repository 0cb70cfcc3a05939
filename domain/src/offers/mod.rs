//! Whether an offer can be believed: an order and its agency held against law and registers, and what an advert gives away.

mod advert;
mod check;
mod numbers;
mod offer;
mod order;
mod rules;
mod scanner;
mod words;

pub use advert::{Advert, Amount, AmountUse, FeePurpose, core, core_number, name_words};
pub use check::{Checked, Evidence, Finding, KNOWN_FLAGS, Raised, check};
pub use offer::{AskedBy, Fee, Given, Offer, Pay, SelectionPlace, VisaKind};
pub use order::{Label, OrderCode, Verdict, codes};
pub use rules::{
    AdvertWords, CheckKind, CheckResult, CheckWords, CurrencyWords, Fantastic, FlagRule, LabelWords,
    NextStep, OfferRules, PlaceWords, PostWords, ZeroCost, ZeroCostPost,
};
pub use scanner::Scanner;
