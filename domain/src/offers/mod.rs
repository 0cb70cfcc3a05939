//! Whether an offer can be believed: an order and its agency held against law and registers, and what an advert gives away.

mod advert;
mod check;
mod order;
mod rules;
mod words;

pub use advert::{Advert, Amount, AmountUse, FeePurpose, Scanner, core};
pub use check::{
    AskedBy, Checked, Evidence, Fee, Finding, Given, Offer, Pay, Raised, SelectionPlace, VisaKind, check,
};
pub use order::{Label, OrderCode, Verdict, codes};
pub use rules::{
    AdvertWords, CheckKind, CheckResult, CheckWords, CurrencyWords, Fantastic, FlagRule, LabelWords,
    NextStep, OfferRules, PlaceWords, PostWords, ZeroCost, ZeroCostPost,
};
