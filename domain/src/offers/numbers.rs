//! Numbers of an advert: where one ends and the next begins, and what each is.

use super::rules::OfferRules;

/// The groups of digits of a run, each with the `+` before it, and what stands before it.
fn groups(run: &str) -> Vec<(&str, String)> {
    let mut groups = Vec::new();
    let mut rest = run;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (gap, tail) = rest.split_at(at);
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (digits, tail) = tail.split_at(end);
        groups.push((gap, format!("{}{digits}", if gap.ends_with('+') { "+" } else { "" })));
        rest = tail;
    }
    groups
}

/// Whether a number begins as phones do.
fn begins(number: &str) -> bool {
    let has_area = number.starts_with('0') && !number.starts_with("00");
    has_area || number.starts_with('+') || number.starts_with("62")
}

/// Whether the next group belongs to a phone that has come so far: a whole one is followed by other things, too.
fn goes_on(phone: &str, last: usize, gap: &str, next: &str) -> bool {
    let len = phone.trim_start_matches('+').len();
    let is_whole = (begins(phone) && len > 9) || crate::reports::is_mobile(phone);
    if len + next.len() > 16 || (next.len() > 2 && begins(next) && !(len < 9 && begins(phone))) {
        return false;
    }
    // `0812-5550-1001 (24 jam)`, and `0 8 1 2 …`, and `0812 5550 70 01`.
    !is_whole || (matches!(gap, "-" | "." | " ") && len + next.len() < 14 && (next.len() > 2 || last < 3))
}

/// Numbers that stand beside each other, apart. An account is whole, however it is grouped.
pub(super) fn apart(run: &str, is_account: bool) -> Vec<String> {
    // `0812-5550-1001/1002` are two that differ at their end.
    if let Some((first, tail)) = run.rsplit_once('/')
        && tail.len() < 5
        && tail.chars().all(|c| c.is_ascii_digit())
    {
        let mut all = apart(first, is_account);
        let twin = all.last().filter(|it| it.len() > 9).and_then(|it| it.get(..it.len() - tail.len()));
        if let Some(twin) = twin.map(|begin| format!("{begin}{tail}")) {
            all.push(twin);
            return all;
        }
    }
    let mut parts: Vec<(String, usize)> = Vec::new();
    for (gap, group) in groups(run) {
        let len = group.len();
        match parts.last_mut() {
            Some((part, last))
                if if is_account {
                    !gap.contains(['(', ')', ',', ';', ':']) && part.len() + len <= 16
                } else {
                    goes_on(part, *last, gap, &group)
                } =>
            {
                part.push_str(group.trim_start_matches('+'));
                *last = len;
            }
            _ => parts.push((group, len)),
        }
    }
    parts.into_iter().map(|it| it.0).collect()
}

/// A number of an advert.
pub(super) enum Contact {
    /// Digits.
    Account(String),
    /// `+` and digits.
    Phone(String),
}

/// Whether a number is that of a paper, by the word right before it; what begins as phones do is none, unless it is as long
/// as that paper's numbers are.
pub(super) fn is_paper(written: &str, near: &[&String], rules: &OfferRules) -> bool {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let mut words = near.iter().skip_while(|word| matches!(word.as_str(), "no" | "nomor"));
    let lengths = words.next().and_then(|word| rules.words.papers.get(*word));
    let local = digits.trim_start_matches("62").trim_start_matches('0');
    lengths.is_some_and(|it| {
        if it.is_empty() { !begins(written.trim_start_matches('(')) } else { it.contains(&digits.len()) }
    }) && !crate::reports::is_mobile(local)
}

/// Whether the nearest word that says what a number is speaks of an account; another number takes the word for itself.
pub(super) fn is_account(near: &[&String], rules: &OfferRules) -> bool {
    for word in near {
        if word.chars().filter(char::is_ascii_digit).count() > 5 {
            return false;
        }
        if rules.words.account.contains(*word) {
            return true;
        }
        if rules.words.call.contains(*word) {
            return false;
        }
    }
    false
}

/// What a number is, by its form and the words before it. Whatever looks like one counts, a valid phone or not.
pub(super) fn contact(part: &str, near: &[&String], rules: &OfferRules) -> Option<Contact> {
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    let is_mobile = digits.starts_with("08") || digits.starts_with("628");
    let is_local = crate::reports::is_mobile(&digits);
    // A mobile is one, whatever account stands before it, unless its word stands right there.
    let is_of_account = if is_mobile {
        near.first().is_some_and(|word| rules.words.account.contains(*word))
    } else {
        is_account(near, rules)
    };
    if is_of_account {
        (digits.len() >= 6).then_some(Contact::Account(digits))
    } else if digits.len() < if part.starts_with('+') { 8 } else { 9 } {
        None
    } else if near.iter().any(|word| rules.words.fee.contains(*word))
        && !is_local
        && !(begins(part) && digits.len() <= 15)
    {
        Some(Contact::Account(digits))
    } else {
        Some(Contact::Phone(format!("+{}", crate::reports::phone(part))))
    }
}
