//! `CommonMark` as HTML, with nothing in it that could act.

use pulldown_cmark::{Event, Parser, html};

/// HTML of a text. HTML inside the text is shown as text; what is left is cleaned again.
#[must_use]
pub fn to_html(text: &str) -> String {
    let events = Parser::new(text).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    });
    let mut written = String::with_capacity(text.len() * 2);
    html::push_html(&mut written, events);
    ammonia::clean(&written)
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn text_becomes_html_and_html_stays_text() {
        assert_eq!(to_html("## Biaya\n\n- satu\n"), "<h2>Biaya</h2>\n<ul>\n<li>satu</li>\n</ul>\n");
        let hostile =
            to_html("a <img src=x onerror=y> [x](javascript:alert(1))\n\n<script>alert(1)</script>");
        assert_eq!(
            hostile,
            "<p>a &lt;img src=x onerror=y&gt; <a rel=\"noopener noreferrer\">x</a></p>\n&lt;script&gt;alert(1)&lt;/script&gt;"
        );
    }
}
