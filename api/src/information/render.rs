//! `CommonMark` as HTML, with nothing in it that could act.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

/// Elements within each other; what lies deeper is shown at this depth. Cleaning takes time with its square.
const MOST_DEPTH: usize = 16;

/// HTML of a text. HTML inside the text is shown as text, and a picture as its words: fetching it would tell another
/// host who reads. What is left is cleaned again.
#[must_use]
pub fn to_html(text: &str) -> String {
    let mut depth: usize = 0;
    let events = Parser::new(text).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(tag) => {
            depth += 1;
            (depth <= MOST_DEPTH).then_some(Event::Start(tag))
        }
        Event::End(tag) => {
            depth = depth.saturating_sub(1);
            (depth < MOST_DEPTH).then_some(Event::End(tag))
        }
        other => Some(other),
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

    #[test]
    fn a_picture_is_its_words_and_depth_ends() {
        assert_eq!(to_html("![peta *kota*](http://far.example/t.png)"), "<p>peta <em>kota</em></p>\n");
        let deep = to_html(&format!("{}dalam", "> ".repeat(9_990)));
        assert_eq!(deep.matches("<blockquote>").count(), super::MOST_DEPTH);
        assert_eq!(deep.matches("</blockquote>").count(), super::MOST_DEPTH);
        assert!(deep.contains("dalam"));
    }
}
