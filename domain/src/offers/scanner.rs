//! Reads an advert: patterns for numbers, amounts and names, phrases for what is said.

use super::advert::{Advert, Amount, AmountUse, FeePurpose};
use super::numbers::{Contact, apart, contact, is_account, is_paper};
use super::rules::OfferRules;
use super::words::{
    Phrase, before, behind, clauses, in_digits, plain, sentence_before, sentences, split, without_lookalikes,
};
use crate::text::undressed;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Reads adverts.
#[derive(Debug, Clone)]
pub struct Scanner {
    amount: Regex,
    number: Regex,
    bare: Regex,
    email: Regex,
    link: Regex,
    social: Regex,
    code: Regex,
    order: Regex,
    moment: Regex,
    glued: Regex,
    spaced: Regex,
    company: Regex,
    currencies: BTreeMap<String, String>,
    digits: BTreeMap<String, u32>,
    names: Vec<(Vec<String>, String)>,
    flags: Vec<(String, Vec<Phrase>, Vec<Phrase>)>,
    warnings: Vec<Phrase>,
    denials: Vec<Phrase>,
    borne: Vec<Phrase>,
    posts: Vec<(usize, Phrase)>,
}

/// What an amount is called by the number before its scale.
const NUMBER: &str = r"\d{1,3}(?:[.,]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?";
/// Top levels of addresses in adverts; `example` is that of invented ones.
const TOP: &str = "com|co|id|net|org|info|biz|me|xyz|site|online|top|link|ly|io|app|shop|click|club|page|web|example|kr|jp|tw|sg|my|hk";

impl Scanner {
    /// For these rules, the names of countries in lower case, and the digits of currencies' minor units.
    ///
    /// # Errors
    ///
    /// If the words of the rules make no pattern.
    pub fn new(
        rules: &OfferRules,
        countries: impl Iterator<Item = (String, String)>,
        digits: BTreeMap<String, u32>,
    ) -> Result<Self, regex::Error> {
        let words = &rules.words;
        let currencies: BTreeMap<String, String> = words
            .currencies
            .iter()
            .flat_map(|it| it.words.iter().map(|word| (word.clone(), it.code.clone())))
            .collect();
        let mut signs: Vec<&String> = currencies.keys().collect();
        signs.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
        let pattern = |at_start: bool| {
            let one = |sign: &&String| {
                let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let start = if at_start && is_word(sign.chars().next()) { r"\b" } else { "" };
                let end = if !at_start && is_word(sign.chars().last()) { r"\b" } else { "" };
                format!("{start}{}{end}", regex::escape(sign))
            };
            signs.iter().map(one).collect::<Vec<_>>().join("|")
        };
        let (first, last) = (pattern(true), pattern(false));
        let amount = format!(
            r"(?:(?P<before>{first})\.?\s{{0,2}}|\b)(?P<n>{NUMBER})(?:\s?(?:-|–|s/d|sd|sampai|hingga)\s?(?:(?:{first})\.?\s?)?(?P<m>{NUMBER}))?(?:\s?(?P<scale>jutaan|juta|jt|ribu|rb|miliar|milyar|million)\b|(?P<k>k)\b)?(?:\s(?P<rest>\d{{1,3}})\s?(?:ribu|rb)\b)?(?:\s?(?P<behind>{last}))?"
        );
        let only: BTreeSet<&String> =
            words.places.iter().filter(|it| it.only).map(|it| &it.country).collect();
        let own = countries.filter(|(_, code)| !only.contains(code) && code != "ID");
        let places =
            words.places.iter().flat_map(|it| it.names.iter().map(|name| (name.clone(), it.country.clone())));
        let mut names: Vec<(Vec<String>, String)> = own
            .chain(places)
            .map(|(name, code)| (split(&name), code))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let phrases = |all: &[String]| all.iter().map(|it| Phrase::new(it)).collect::<Vec<_>>();
        Ok(Self {
            amount: Regex::new(&amount)?,
            number: Regex::new(r"[+(]{0,2}\d(?:[^\p{L}\p{N}\n\x01\x02]{0,4}\d){5,}")?,
            bare: Regex::new(&format!(r"\b(?:{NUMBER})\b"))?,
            email: Regex::new(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")?,
            link: Regex::new(&format!(
                r"(?:https?://\S+)|(?:\b(?:[a-z0-9-]+\.)+(?:{TOP})\b(?:/[^\s,;)]*)?)"
            ))?,
            social: Regex::new(
                r"@([a-z0-9_][a-z0-9_.]{2,})|\b(?:ig|insta|instagram|telegram|tele|fb|facebook|tiktok|line)\s?(?:id)?\s?[:=]\s?([a-z0-9_][a-z0-9_.]{2,})|\b(?:ig|insta|instagram|telegram|tele|fb|facebook|tiktok|line)\s(?:id\s)?([a-z][a-z0-9]*[._][a-z0-9_.]*[a-z0-9])",
            )?,
            code: Regex::new(
                r"\b[a-z]+[a-z0-9]*(?:[-/][a-z0-9]+)*\b|\b[0-9]+[-/][a-z0-9/-]*[a-z][a-z0-9/-]*[-/][0-9]+\b",
            )?,
            order: Regex::new(
                r"\b(jo|job order|nomor order|no\.? order|order)[ .:#]*(?:no\.?|nomor)?[ .:#]*((?:[a-z]+[-/])*[a-z]*\d[a-z0-9/-]*)",
            )?,
            moment: Regex::new(
                r"\b(?:19|20)\d{2}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b|\b\d{1,2}[.:]\d{2}(?:\s?(?:-|–|s/d)\s?\d{1,2}[.:]\d{2}|\s(?:wita|wib|wit))\b",
            )?,
            // `WA0812…`: a word before a mobile is none of its parts.
            glued: Regex::new(r"\b([a-z]{2,12})[-/:.]?(\+?628\d|08\d)")?,
            spaced: Regex::new(r"\brp\.? ?\d{1,3}(?: \d{3})+\b")?,
            company: Regex::new(r"(?i)\b(p\.?t|c\.?v)(?:\.\s*|\s+)((?:[\p{L}\d&'-]+[ ]?){1,6})")?,
            currencies,
            digits,
            names,
            flags: rules
                .flags
                .iter()
                .map(|flag| (flag.code.clone(), phrases(&flag.phrases), phrases(&flag.unless)))
                .collect(),
            warnings: phrases(&words.warnings),
            denials: phrases(&words.denials),
            borne: phrases(&words.borne),
            posts: words
                .posts
                .iter()
                .enumerate()
                .flat_map(|(at, post)| phrases(&post.phrases).into_iter().map(move |it| (at, it)))
                .collect(),
        })
    }

    /// What a text says.
    #[must_use]
    pub fn read(&self, text: &str, rules: &OfferRules) -> Advert {
        let text = &undressed(text);
        let mut advert = Advert { words: format!(" {} ", split(text).join(" ")), ..Advert::default() };
        self.companies(text, rules, &mut advert);
        let mut rest = in_digits(&without_lookalikes(&text.to_lowercase()));
        for it in self.email.find_iter(&rest.clone()) {
            advert.emails.insert(it.as_str().trim_end_matches('.').to_owned());
            hide(&mut rest, it.range());
        }
        for it in self.link.find_iter(&rest.clone()) {
            let shown = it.as_str().trim_end_matches(['.', '/', '!', '?']);
            let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
            if (shown.contains("wa.me") || shown.contains("whatsapp")) && digits.len() >= 8 {
                advert.phones.insert(format!("+{digits}"));
            } else {
                advert.links.insert(shown.to_owned());
            }
            hide(&mut rest, it.range());
        }
        for it in self.social.captures_iter(&rest.clone()) {
            if let (Some(whole), Some(name)) = (it.get(0), (1..4).find_map(|group| it.get(group))) {
                advert.social.insert(name.as_str().trim_end_matches('.').to_owned());
                hide(&mut rest, whole.range());
            }
        }
        rest = self.glued.replace_all(&rest, "$1 $2").into_owned();
        while rest.contains("  ") {
            rest = rest.replace("  ", " ");
        }
        for it in self.spaced.find_iter(&rest.clone()) {
            let (sign, number) =
                it.as_str().split_at(it.as_str().find(|c: char| c.is_ascii_digit()).unwrap_or(0));
            let whole = format!("{sign}{}", number.replace(' ', "."));
            rest.replace_range(it.range(), &whole);
        }
        for it in self.moment.find_iter(&rest.clone()) {
            if stands_alone(&rest, it.range()) {
                blank(&mut rest, it.range());
            }
        }
        self.codes(&mut rest, rules, &mut advert);
        self.amounts(&mut rest, rules, &mut advert);
        self.numbers(&mut rest, rules, &mut advert);
        self.bare_amounts(&rest, rules, &mut advert);
        advert.unread = unread(&rest, rules);
        self.phrases(text, rules, &mut advert);
        advert
    }

    fn companies(&self, text: &str, rules: &OfferRules, advert: &mut Advert) {
        for it in self.company.captures_iter(text) {
            let (Some(kind), Some(name)) = (it.get(1), it.get(2)) else { continue };
            let is_big =
                |word: &&str| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
            let named: Vec<&str> = name.as_str().split(' ').take_while(is_big).collect();
            // Written small, the next words stand for the name; behind `PT` they are any words.
            let is_small = kind.as_str().starts_with(['p', 'c']);
            let named =
                if named.is_empty() && is_small { name.as_str().split(' ').take(3).collect() } else { named };
            let named: Vec<String> = named.into_iter().flat_map(split).collect();
            // CV is also a curriculum vitae.
            let is_company = kind.as_str().starts_with(['p', 'P'])
                || (is_big(&name.as_str())
                    && named.len() > 1
                    && !named.iter().any(|word| rules.words.resume.contains(word)));
            if is_company && named.first().is_some_and(|first| !rules.words.no_name.contains(first)) {
                advert.companies.push(named);
            }
        }
    }

    fn codes(&self, rest: &mut String, rules: &OfferRules, advert: &mut Advert) {
        for it in self.order.captures_iter(&rest.clone()) {
            let (Some(whole), Some(cue), Some(number)) = (it.get(0), it.get(1), it.get(2)) else { continue };
            let behind = rest.get(whole.end()..).unwrap_or_default();
            let more = behind.chars().take_while(|c| c.is_ascii_digit() || " -.".contains(*c));
            let is_phone = more.chain(number.as_str().chars()).filter(char::is_ascii_digit).count() > 8
                && !number.as_str().contains(|c: char| c.is_ascii_alphabetic());
            if is_phone || !is_order(whole.as_str(), cue.as_str(), number.as_str()) {
                continue;
            }
            let number = number.as_str().trim_end_matches(['-', '/']).to_uppercase();
            let number = if cue.as_str() == "jo" && number.starts_with(|c: char| c.is_ascii_digit()) {
                format!("JO{number}")
            } else {
                number
            };
            advert.orders.insert(number.clone());
            advert.numbers.insert(number);
            blank(rest, whole.range());
        }
        for it in self.code.find_iter(&rest.clone()) {
            let code = it.as_str();
            let is_order = code
                .strip_prefix("jo")
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || "-/".contains(c)));
            let digits = code.chars().filter(char::is_ascii_digit).count();
            let known = is_order || code.starts_with("sip2mi") || code.starts_with("sip3mi");
            let names_account = code.split(['-', '/']).any(|part| rules.words.account.contains(part));
            // `wa-0812-5550-7001`, `bca-1234567`
            let is_phone = (!known && digits > 7) || names_account || (is_order && digits > 8);
            let signs =
                code.chars().any(|c| c.is_ascii_digit()) && code.chars().any(|c| c.is_ascii_alphabetic());
            // `rp350` and `rm70` are amounts.
            let head: String = code.chars().take_while(char::is_ascii_alphabetic).collect();
            if !signs || is_phone || self.currencies.contains_key(&head) {
                continue;
            }
            let number = code.to_uppercase();
            if is_order {
                advert.orders.insert(number.clone());
            } else if code.starts_with("sip3mi") {
                advert.licences.insert(number.clone());
            }
            advert.numbers.insert(number);
            blank(rest, it.range());
        }
    }

    fn amounts(&self, rest: &mut String, rules: &OfferRules, advert: &mut Advert) {
        let text = rest.clone();
        let mut at = 0;
        while let Some(it) = self.amount.captures_at(&text, at) {
            let Some(whole) = it.get(0) else { break };
            // A currency before the next number belongs to that one: `terisi 2 USD 1.200`.
            let behind = it.name("behind").filter(|sign| {
                let next = text.get(sign.end()..).unwrap_or_default().trim_start_matches([' ', '.']);
                !next.starts_with(|c: char| c.is_ascii_digit())
            });
            at = it.name("behind").filter(|_| behind.is_none()).map_or(whole.end(), |sign| sign.start());
            let named = it.name("before").or(behind).and_then(|sign| self.currencies.get(sign.as_str()));
            let scale = match it.name("scale").map(|scale| scale.as_str()) {
                Some("juta" | "jt" | "jutaan" | "million") => 1_000_000,
                Some("ribu" | "rb") => 1_000,
                Some("miliar" | "milyar") => 1_000_000_000,
                _ if it.name("k").is_some() => 1_000,
                _ => 1,
            };
            let currency = match named {
                Some(code) => code.as_str(),
                None if scale > 1 => "IDR",
                None => continue,
            };
            let (used, purpose) = self.used(&text, whole.range(), currency, rules);
            let more = it.name("rest").and_then(|rest| rest.as_str().parse::<i64>().ok()).unwrap_or_default();
            for name in ["n", "m"] {
                let Some(hundredths) = it.name(name).and_then(|number| hundredths(number.as_str())) else {
                    continue;
                };
                let whole = hundredths.checked_mul(scale).and_then(|it| it.checked_add(more * 100_000));
                let digits = self.digits.get(currency).copied().unwrap_or(2);
                let minor = whole.and_then(|it| it.checked_mul(10_i64.pow(digits.min(4)))).map(|it| it / 100);
                let Some(minor) = minor else { continue };
                advert.amounts.push(Amount { currency: currency.to_owned(), minor, used, purpose });
            }
            blank(rest, whole.start()..at);
        }
    }

    fn numbers(&self, rest: &mut String, rules: &OfferRules, advert: &mut Advert) {
        let text = rest.clone();
        for it in self.number.find_iter(&text) {
            let said = plain(sentence_before(&text, it.start()), &rules.words.plain);
            let near: Vec<&String> = said.iter().rev().collect();
            let is_account = is_account(&near, rules);
            if is_paper(it.as_str(), &near, rules) {
                blank(rest, it.range());
                continue;
            }
            let parts = apart(it.as_str(), is_account);
            // The words before a run are those of its first number; those behind it in the run stand by themselves.
            let words = |at: usize| if at == 0 { near.as_slice() } else { &[] };
            let taken: Vec<Contact> =
                parts.iter().enumerate().filter_map(|(at, part)| contact(part, words(at), rules)).collect();
            if !taken.is_empty() {
                hide(rest, it.range());
            }
            for contact in taken {
                match contact {
                    Contact::Account(digits) => advert.accounts.insert(digits),
                    Contact::Phone(number) => advert.phones.insert(number),
                };
            }
        }
    }

    /// What an amount is for, by the words about it.
    fn used(
        &self,
        text: &str,
        range: std::ops::Range<usize>,
        currency: &str,
        rules: &OfferRules,
    ) -> (AmountUse, Option<FeePurpose>) {
        let words = &rules.words;
        let said = plain(before(text, range.start), &words.plain);
        let next = plain(behind(text, range.end), &words.plain);
        let clause: Vec<String> = said.iter().chain(&next).cloned().collect();
        let is_borne = self.borne.iter().any(|phrase| phrase.is_in(&clause, &words.negations));
        if is_borne || self.denies(&said, rules) {
            return (AmountUse::Other, None);
        }
        let near = || said.iter().rev().take(7);
        let period =
            next.iter().take(3).find(|word| words.monthly.contains(*word) || words.otherwise.contains(*word));
        let wage = if period.is_some_and(|word| words.otherwise.contains(word)) {
            AmountUse::OtherWage
        } else {
            AmountUse::Wage
        };
        let is_in = |words: &BTreeSet<String>, said: &[String], at: usize| {
            let word = said.get(at);
            let pair = at.checked_sub(1).and_then(|at| said.get(at)).zip(word);
            word.is_some_and(|word| words.contains(word))
                || pair.is_some_and(|(one, two)| words.contains(&format!("{one} {two}")))
        };
        let kinds = [(&words.wage, Cue::Wage), (&words.promise, Cue::Promise), (&words.fee, Cue::Fee)];
        let cue = |said: &[String], at: usize| kinds.iter().find(|it| is_in(it.0, said, at)).map(|it| it.1);
        let before = (said.len().saturating_sub(7)..said.len()).rev().find_map(|at| cue(&said, at));
        // `1,5 juta dibayar setelah lolos`
        let pays = |at| cue(&next, at).filter(|cue| *cue == Cue::Fee);
        let cue = before.or_else(|| (0..next.len().min(4)).find_map(pays));
        let own = || {
            // `biaya penempatan termasuk medical` is no medical's.
            if clause.iter().any(|word| words.not_own.contains(word)) {
                return None;
            }
            near().find_map(|word| {
                if words.exam.contains(word) {
                    Some(FeePurpose::Exam)
                } else if words.passport.contains(word) {
                    Some(FeePurpose::Passport)
                } else if words.medical.contains(word) {
                    Some(FeePurpose::Medical)
                } else {
                    None
                }
            })
        };
        match cue {
            Some(Cue::Wage) => (wage, None),
            Some(Cue::Fee) => match own() {
                Some(purpose) => (AmountUse::OwnCost, Some(purpose)),
                None => (AmountUse::Fee, Some(FeePurpose::Other)),
            },
            None if period.is_some() || currency != "IDR" => (wage, None),
            Some(Cue::Promise) | None => (AmountUse::Other, None),
        }
    }

    /// Numbers that are to be paid, without a currency: nobody asks for less than ten thousand rupiah.
    fn bare_amounts(&self, rest: &str, rules: &OfferRules, advert: &mut Advert) {
        for it in self.bare.find_iter(rest) {
            let said = plain(before(rest, it.start()), &rules.words.plain);
            let Some(hundredths) = hundredths(it.as_str()).filter(|it| *it >= 1_000_000) else { continue };
            if said.iter().rev().take(2).any(|word| rules.words.fee.contains(word)) {
                let (used, purpose) = self.used(rest, it.range(), "IDR", rules);
                advert.amounts.push(Amount { currency: "IDR".to_owned(), minor: hundredths, used, purpose });
            }
        }
    }

    fn phrases(&self, text: &str, rules: &OfferRules, advert: &mut Advert) {
        let none = BTreeSet::new();
        let text = text.to_lowercase();
        for sentence in sentences(&text) {
            let words = plain(sentence, &rules.words.plain);
            let warns = self.warnings.iter().any(|phrase| phrase.is_in(&words, &none));
            for clause in clauses(sentence) {
                let words = plain(clause, &rules.words.plain);
                let denies = self.denies(&words, rules);
                self.places(&words, rules, advert);
                for (at, phrase) in &self.posts {
                    if let Some(post) = rules.words.posts.get(*at)
                        && phrase.is_in(&words, &rules.words.negations)
                    {
                        advert.occupations.insert(post.occupation.clone());
                        advert.employer = advert.employer.or(post.employer);
                    }
                }
                for (code, phrases, unless) in &self.flags {
                    let says = |phrases: &[Phrase]| {
                        phrases.iter().any(|phrase| phrase.is_in(&words, &rules.words.negations))
                    };
                    if !warns && !denies && says(phrases) && !says(unless) {
                        advert.flags.insert(code.clone());
                    }
                }
            }
        }
    }

    /// Whether a clause says what is not done, and nothing else.
    fn denies(&self, clause: &[String], rules: &OfferRules) -> bool {
        self.denials.iter().any(|phrase| phrase.is_in(clause, &BTreeSet::new()))
            && !clause.iter().any(|word| rules.words.contrasts.contains(word))
    }

    fn places(&self, words: &[String], rules: &OfferRules, advert: &mut Advert) {
        let mut at = 0;
        while at < words.len() {
            let rest = words.get(at..).unwrap_or_default();
            let found = self.names.iter().find(|(name, _)| rest.starts_with(name));
            let is_language =
                at > 0 && words.get(at - 1).is_some_and(|word| rules.words.language.contains(word));
            if let Some((name, code)) = found {
                if !is_language {
                    advert.countries.insert(code.clone());
                }
                at += name.len();
            } else {
                at += 1;
            }
        }
    }
}

/// What a word near an amount says that it is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    Wage,
    Promise,
    Fee,
}

/// Whether a cue and a number mean an order: digits alone are a count (`job order 20 orang`), unless a word says that
/// they are its number.
fn is_order(whole: &str, cue: &str, number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let has_letters = number.contains(|c: char| c.is_ascii_alphabetic());
    if cue == "jo" {
        let is_apart = whole.len() > cue.len() + number.len();
        return (is_apart || !has_letters) && digits < 9;
    }
    has_letters || (digits < 9 && (whole.contains("no ") || whole.contains("no.") || whole.contains("nomor")))
}

/// Whether what was found is no part of a longer number.
fn stands_alone(text: &str, range: std::ops::Range<usize>) -> bool {
    let is_joined = |mark: Option<char>, next: Option<char>| {
        mark.is_some_and(|c| "./-".contains(c)) && next.is_some_and(|c| c.is_ascii_digit())
    };
    let (before, behind) = (text.get(..range.start), text.get(range.end..));
    let mut before = before.unwrap_or_default().chars().rev();
    let mut behind = behind.unwrap_or_default().chars();
    !is_joined(before.next(), before.next()) && !is_joined(behind.next(), behind.next())
}

/// In the place of a contact.
const CONTACT: char = '\u{1}';
/// Words behind that of a way to be reached in which its contact is looked for.
const BESIDE: usize = 6;
/// In the place of what else was read.
const READ: char = '\u{2}';

/// Puts a mark in the place of a contact that was read.
fn hide(text: &mut String, range: std::ops::Range<usize>) {
    let filler = CONTACT.to_string().repeat(range.len());
    text.replace_range(range, &filler);
}

/// Puts a mark in the place of what was read, so that it is not read again.
fn blank(text: &mut String, range: std::ops::Range<usize>) {
    let filler = READ.to_string().repeat(range.len());
    text.replace_range(range, &filler);
}

/// Whether a sentence speaks of a way to be reached or paid, and no contact that was read stands beside the word.
fn unread(rest: &str, rules: &OfferRules) -> bool {
    let words = &rules.words;
    let marked = rest.replace(CONTACT, "\u{1} ");
    sentences(&marked).into_iter().any(|sentence| {
        let said: Vec<String> = sentence
            .split_whitespace()
            .flat_map(|word| {
                if word.contains(CONTACT) { vec![CONTACT.to_string()] } else { plain(word, &words.plain) }
            })
            .collect();
        let is_contact = |word: &String| word.starts_with(CONTACT);
        said.iter().enumerate().any(|(at, word)| {
            let before = said.get(at.saturating_sub(3)..at).unwrap_or_default();
            let behind = said.iter().skip(at + 1).take(BESIDE);
            words.reach.contains(word)
                && !before.iter().any(|word| words.negations.contains(word))
                && !before.iter().rev().take_while(|word| !words.other.contains(*word)).any(is_contact)
                && !behind.into_iter().take_while(|word| !words.other.contains(*word)).any(is_contact)
        })
    })
}

/// A number as it is written (`1.500`, `2,5`, `8.750.000`), in hundredths.
fn hundredths(written: &str) -> Option<i64> {
    let parts: Vec<&str> = written.split(['.', ',']).collect();
    let (whole, part) = match parts.as_slice() {
        [whole @ .., last] if !whole.is_empty() && last.len() < 3 => (whole.concat(), *last),
        _ => (parts.concat(), ""),
    };
    format!("{whole}{part:0<2}").parse().ok()
}
