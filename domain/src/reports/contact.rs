//! A contact as it is compared, however it is written.

use super::MarkKind;
use crate::text::{plain, undressed};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Letters and digits that a contact has at least.
const SHORTEST: usize = 4;
/// Digits of an Indonesian number without `0` or `62`.
const LOCAL: std::ops::RangeInclusive<usize> = 9..=12;

/// What a platform's addresses say.
#[derive(Default)]
struct Platform {
    /// Parts of a query that say whose page it is.
    keys: Vec<&'static str>,
    /// Pages that are nobody's without one.
    pages: Vec<&'static str>,
}

/// The list beside this file. It belongs to the program: marks that are kept were made with it.
static PLATFORMS: LazyLock<BTreeMap<&'static str, Platform>> = LazyLock::new(|| {
    let lines = include_str!("platforms.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let host = words.next()?;
            let (pages, keys) = words.partition(|word| word.starts_with('/'));
            Some((host, Platform { keys, pages }))
        })
        .collect()
});

/// The platform of a host, or of one above it.
fn platform(host: &str) -> Option<&'static Platform> {
    let own = PLATFORMS.get(host);
    own.or_else(|| host.split_once('.').and_then(|(_, above)| platform(above)))
}

/// Whose page an address on a platform is, where it is an account's own page: `instagram.com/contoh` is of `contoh`.
#[must_use]
pub fn page_of(address: &str) -> Option<&str> {
    let (host, path) = address.split_once('/')?;
    platform(host)?;
    Some(path.trim_start_matches('@')).filter(|path| !path.is_empty() && !path.contains(['/', '?']))
}

/// The digits of a text.
fn digits(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
}

/// Whether digits are an Indonesian mobile without `0` or `62`; none begins with 80.
pub(crate) fn is_mobile(digits: &str) -> bool {
    digits.starts_with('8') && !digits.starts_with("80") && LOCAL.contains(&digits.len())
}

/// Whether digits are an Indonesian mobile with `0` or `62`.
fn is_wallet(digits: &str) -> bool {
    digits.strip_prefix("62").or_else(|| digits.strip_prefix('0')).is_some_and(is_mobile)
}

/// A phone by its country's code, without `+`; an Indonesian one may be written without. One number however it is written:
/// `0812…`, `+62 (0)812…`, `0062812…`, `812…`.
#[must_use]
pub fn phone(written: &str) -> String {
    let written = &undressed(written);
    let all = digits(written);
    let (is_international, all) = match all.strip_prefix("00") {
        Some(rest) => (true, rest.to_owned()),
        None => (written.trim_start().starts_with('+'), all),
    };
    let local = match all.strip_prefix("62").unwrap_or(&all).strip_prefix('0') {
        Some(local) => Some(local),
        None => (!is_international && is_mobile(&all)).then_some(all.as_str()),
    };
    local.map_or_else(|| all.clone(), |local| format!("62{local}"))
}

/// Whether this can be the host of an address: words are none.
fn is_host(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let is_top = |label: &str| {
        label.starts_with("xn--") || (label.chars().count() > 1 && label.chars().all(char::is_alphabetic))
    };
    !name.contains(char::is_whitespace)
        && (name.rsplit_once('.').is_some_and(|(own, top)| !own.is_empty() && is_top(top))
            || name.parse::<std::net::Ipv4Addr>().is_ok())
}

/// Short names of platforms.
const SHORT: [&str; 5] = ["ig", "fb", "tele", "insta", "yt"];

/// Whether this is only the name of a platform.
fn is_platform_name(word: &str) -> bool {
    PLATFORMS.keys().any(|host| host.split('.').next() == Some(word))
}

/// An address without what does not tell, or the phone that it is of; none: it is everybody's, or no address.
fn link(written: &str) -> Option<(MarkKind, String)> {
    if written.contains(char::is_whitespace) || (written.starts_with("mailto:") && written.contains('?')) {
        return None;
    }
    for scheme in ["tel:", "sms:"] {
        if let Some(number) = written.strip_prefix(scheme) {
            return Some((MarkKind::Phone, phone(number)));
        }
    }
    if let Some(query) = written.strip_prefix("whatsapp://send?") {
        let number = query.split('&').find_map(|part| part.strip_prefix("phone="))?;
        return Some((MarkKind::Phone, phone(number)));
    }
    let bare =
        ["https://", "http://", "mailto:"].iter().find_map(|it| written.strip_prefix(it)).unwrap_or(written);
    let bare = bare.split('#').next().unwrap_or_default().trim_start_matches("www.");
    let (place, query) = bare.split_once('?').unwrap_or((bare, ""));
    let place = place.trim_end_matches('/');
    let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    // Pages of the government are nobody's.
    if !is_host(host) || host == "go.id" || host.ends_with(".go.id") {
        return None;
    }
    let port = [":443", ":80"].iter().find_map(|port| host.strip_suffix(port));
    let (host, place) = (port.unwrap_or(host), &format!("{}{path}", port.unwrap_or(host)));
    let Some(platform) = platform(host) else { return Some((MarkKind::Link, place.to_owned())) };
    let host = ["m.", "web.", "mobile."].iter().find_map(|part| host.strip_prefix(part)).unwrap_or(host);
    let said = |key: &str| {
        query.split('&').filter_map(|part| part.split_once('=')).find(|it| it.0 == key && !it.1.is_empty())
    };
    let kept: Vec<(&str, &str)> = platform.keys.iter().filter_map(|key| said(key)).collect();
    if platform.keys.contains(&"phone") {
        let is_double =
            query.matches("phone=").count() > 1 || (!kept.is_empty() && digits(path).len() >= SHORTEST);
        if is_double {
            return Some((MarkKind::Link, written.to_owned()));
        }
        let number = kept.first().map_or(path, |(_, value)| *value);
        if number.trim_start_matches('/').chars().all(|c| c.is_ascii_digit() || "+-%".contains(c))
            && digits(number).len() >= SHORTEST
        {
            return Some((MarkKind::Phone, phone(number.trim_start_matches('/'))));
        }
    }
    // `t.me/+62812…` is a chat with that number.
    if let Some(number) = path.strip_prefix("/+").filter(|it| digits(it).len() == it.len() && it.len() > 7) {
        return Some((MarkKind::Phone, phone(&format!("+{number}"))));
    }
    if kept.is_empty() && (path.is_empty() || platform.pages.contains(&path)) {
        return None;
    }
    let query: Vec<String> = kept.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some((MarkKind::Link, format!("{host}{path}{mark}{}", query.join("&"))))
}

/// A contact as it is compared, and as what: the address of a chat with a number is that phone. None: it is nobody's.
#[must_use]
pub fn contact(kind: MarkKind, written: &str) -> Option<(MarkKind, String)> {
    let is_number = matches!(kind, MarkKind::Phone | MarkKind::Account);
    // A letter that only looks like another makes another address, but no other number.
    let plain = if is_number { undressed(written) } else { plain(written) };
    let lower = plain.trim().to_lowercase();
    let (kind, value) = match kind {
        MarkKind::Phone if lower.contains(['/', ':']) => {
            link(&lower).unwrap_or_else(|| (kind, phone(&lower)))
        }
        MarkKind::Phone => (kind, phone(&lower)),
        // Wallets are known by the phone.
        MarkKind::Account if is_wallet(&digits(&lower)) => (MarkKind::Phone, phone(&lower)),
        MarkKind::Account => (kind, digits(&lower)),
        MarkKind::Link if digits(&lower).len() > 7 && !lower.contains(char::is_alphabetic) => {
            (MarkKind::Phone, phone(&lower))
        }
        MarkKind::Link => link(&lower)?,
        // People give the address of the page, too.
        MarkKind::Social if lower.contains('/') => link(&lower)?,
        MarkKind::Social => {
            // `IG: contoh.fiktif`
            let mut parts = lower.split([' ', ':']).filter(|part| !part.is_empty());
            let name = match (parts.next(), parts.next(), parts.next()) {
                (Some(label), Some(name), None) if is_platform_name(label) || SHORT.contains(&label) => name,
                _ => &lower,
            };
            let name = name.trim_start_matches('@');
            let is_name = !name.contains(char::is_whitespace) && !is_platform_name(name);
            (kind, is_name.then(|| name.to_owned())?)
        }
        MarkKind::Wording => (kind, lower),
    };
    let tells = value.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST;
    // `1111111111` is in the place of an account, `1500046` a bank's hotline.
    let is_filler = is_number
        && (value.chars().all(|c| value.starts_with(c)) || (value.starts_with("1500") && value.len() == 7));
    (tells && !is_filler).then_some((kind, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_phone_written_in_many_ways_is_one() {
        for written in [
            "0812-5550-0101",
            "+62 812 5550 0101",
            "62812 5550 0101",
            "+62 (0)812 5550 0101",
            "0062 812 5550 0101",
            "812 5550 0101",
            "０８１２５５５００１０１",
            "＋６２ 812 5550 0101",
        ] {
            assert_eq!(phone(written), "6281255500101", "{written}");
        }
        assert_eq!(phone("0548 21234"), "6254821234");
        assert_eq!(phone("+82 10 1234 5678"), "821012345678");
        assert_eq!(phone("00 82 10 1234 5678"), "821012345678");
        assert_eq!(phone("+81 90 1234 567"), "81901234567", "Japan is no Indonesian mobile");
        assert_eq!(phone("81255500"), "81255500");
        assert_eq!(phone("803400007511"), "803400007511");
    }

    #[test]
    fn an_address_keeps_what_says_whose_it_is() {
        let read = |written| contact(MarkKind::Link, written).map(|(kind, value)| (kind.as_str(), value));
        for (written, wanted) in [
            ("https://www.Contoh.example/Loker/", "contoh.example/loker"),
            ("contoh.example/loker?id=1", "contoh.example/loker"),
            (
                "https://m.facebook.com/profile.php?mibextid=Zb&id=100001#x",
                "facebook.com/profile.php?id=100001",
            ),
            ("facebook.com/profile.php?id=100999", "facebook.com/profile.php?id=100999"),
            ("https://www.facebook.com/loker.contoh?ref=share", "facebook.com/loker.contoh"),
            ("https://youtube.com/watch?t=3&v=abcd1234", "youtube.com/watch?v=abcd1234"),
            ("forms.gle/AbCd", "forms.gle/abcd"),
        ] {
            assert_eq!(read(written), Some(("link", wanted.to_owned())), "{written}");
        }
        for written in [
            "https://wa.me/6281255500101?text=halo",
            "wa.me/+6281255500101",
            "https://api.whatsapp.com/send?phone=6281255500101&text=x",
        ] {
            assert_eq!(read(written), Some(("phone", "6281255500101".to_owned())), "{written}");
        }
        assert_eq!(read("wa.me/message/ABCD12"), Some(("link", "wa.me/message/abcd12".to_owned())));
        for nobodys in [
            "https://www.facebook.com/",
            "instagram.com",
            "wa.me",
            "m.facebook.com",
            "facebook.com/profile.php",
            "",
        ] {
            assert_eq!(read(nobodys), None, "{nobodys}");
        }
    }

    #[test]
    fn other_contacts_are_without_what_does_not_tell() {
        let read = |kind, written| contact(kind, written).map(|(_, value)| value);
        assert_eq!(read(MarkKind::Social, "@Contoh.Fiktif ").as_deref(), Some("contoh.fiktif"));
        assert_eq!(read(MarkKind::Account, "012-345 6789").as_deref(), Some("0123456789"));
        assert_eq!(
            contact(MarkKind::Phone, "https://wa.me/6281255500101"),
            contact(MarkKind::Phone, "0812 5550 0101")
        );
        assert_eq!(read(MarkKind::Phone, "tidak ada"), None);
        assert_eq!(read(MarkKind::Phone, "0812/5550/0101").as_deref(), Some("6281255500101"));
        for (kind, words) in [
            (MarkKind::Link, "tidak ada"),
            (MarkKind::Link, "facebook"),
            (MarkKind::Link, "1.500"),
            (MarkKind::Link, "contoh.example/ lalu wa 0812"),
            (MarkKind::Link, "evil://contoh.example"),
            (MarkKind::Social, "tidak tahu"),
            (MarkKind::Social, "@Facebook"),
        ] {
            assert_eq!(read(kind, words), None, "{words} is nobody's");
        }
        for written in [
            "tel:+6281255500101",
            "whatsapp://send?phone=6281255500101",
            "https://t.me/+6281255500101",
            "0812-5550-0101",
        ] {
            assert_eq!(
                contact(MarkKind::Link, written),
                Some((MarkKind::Phone, "6281255500101".to_owned())),
                "{written}"
            );
        }
        assert_eq!(
            read(MarkKind::Link, "evil.example/r?to=https://contoh.example").as_deref(),
            Some("evil.example/r")
        );
        assert_eq!(read(MarkKind::Link, "https://contoh.example:443/a").as_deref(), Some("contoh.example/a"));
        assert_ne!(read(MarkKind::Link, "https://соntoh.example").as_deref(), Some("contoh.example"));
        assert_eq!(read(MarkKind::Link, "203.0.113.7/daftar").as_deref(), Some("203.0.113.7/daftar"));
        let page = "https://www.instagram.com/Contoh.Fiktif/";
        assert_eq!(contact(MarkKind::Social, page), contact(MarkKind::Link, page));
    }
}
