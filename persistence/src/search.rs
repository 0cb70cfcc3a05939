//! Full-text search in the words of the reader: PostgreSQL's stemmers with our own roots, and trigrams for what is
//! mistyped.

use crate::db::Conn;
use crate::error::RepoError;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Float, Text};
use domain::information::Lexicon;
use domain::law::Language;

/// Something that can be found.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `article`, `guide`, `country`, `programme`, `problem`.
    pub kind: String,
    /// Its name in addresses.
    pub code: String,
    /// Language of the text.
    pub language: Language,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Text without marks.
    pub body: String,
}

/// PostgreSQL's configuration for a language.
fn configuration(language: Language) -> &'static str {
    match language {
        Language::Id => "indonesian",
        Language::En => "english",
    }
}

/// A text as it is indexed: our roots and stop words are of Indonesian.
fn indexed(lexicon: &Lexicon, language: Language, text: &str) -> String {
    match language {
        Language::Id => lexicon.indexed(text),
        Language::En => text.to_lowercase(),
    }
}

/// Enters texts, or enters them anew.
///
/// # Errors
///
/// If a row cannot be written.
pub fn enter(conn: &mut Conn, lexicon: &Lexicon, entries: &[Entry]) -> Result<(), RepoError> {
    for entry in entries {
        let of = |text: &str| indexed(lexicon, entry.language, text);
        diesel::sql_query(
            "INSERT INTO search_entry (kind, code, language, title, summary, body, lexemes) \
             VALUES ($1, $2, $3, $4, $5, $6, \
               setweight(to_tsvector($7::regconfig, $8), 'A') || setweight(to_tsvector($7::regconfig, $9), 'B') \
               || setweight(to_tsvector($7::regconfig, $10), 'D')) \
             ON CONFLICT (kind, code, language) DO UPDATE SET title = excluded.title, summary = excluded.summary, \
               body = excluded.body, lexemes = excluded.lexemes",
        )
        .bind::<Text, _>(&entry.kind)
        .bind::<Text, _>(&entry.code)
        .bind::<Text, _>(entry.language.as_str())
        .bind::<Text, _>(&entry.title)
        .bind::<Text, _>(&entry.summary)
        .bind::<Text, _>(&entry.body)
        .bind::<Text, _>(configuration(entry.language))
        .bind::<Text, _>(of(&entry.title))
        .bind::<Text, _>(of(&entry.summary))
        .bind::<Text, _>(of(&entry.body))
        .execute(conn)
        .map_err(RepoError::query("search.enter"))?;
        let mut words: Vec<String> =
            Lexicon::split(&format!("{} {} {}", entry.title, entry.summary, entry.body))
                .filter(|word| word.chars().count() > 2)
                .collect();
        words.sort_unstable();
        words.dedup();
        diesel::sql_query(
            "INSERT INTO search_word (language, word) SELECT $1, unnest($2) ON CONFLICT DO NOTHING",
        )
        .bind::<Text, _>(entry.language.as_str())
        .bind::<Array<Text>, _>(words)
        .execute(conn)
        .map_err(RepoError::query("search.words"))?;
    }
    Ok(())
}

/// Takes a text out in all languages, whichever of these kinds it has. Its words stay: they are words.
///
/// # Errors
///
/// If the rows cannot be removed.
pub fn remove(conn: &mut Conn, kinds: &[&str], code: &str) -> Result<(), RepoError> {
    diesel::sql_query("DELETE FROM search_entry WHERE kind = ANY ($1) AND code = $2")
        .bind::<Array<Text>, _>(kinds)
        .bind::<Text, _>(code)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("search.remove"))
}

/// Takes all texts out; their words stay.
///
/// # Errors
///
/// If the rows cannot be removed.
pub fn clear(conn: &mut Conn) -> Result<(), RepoError> {
    diesel::sql_query("DELETE FROM search_entry")
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("search.clear"))
}

/// What was found.
#[derive(Debug, Clone, QueryableByName)]
pub struct Hit {
    /// What it is.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its name in addresses.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Title.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Summary.
    #[diesel(sql_type = Text)]
    pub summary: String,
    /// Pieces of the text, found words between `[[` and `]]`.
    #[diesel(sql_type = Text)]
    pub excerpt: String,
    /// How well it fits; only for comparing.
    #[diesel(sql_type = Float)]
    pub score: f32,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// How much of its trigrams a word must share with the one that it is taken for: `kasih` is no `kasar`, but `syarta` is
/// `syarat`.
const SIMILAR: f32 = 0.4;

/// Words as they are known: one that stands in no text becomes the most similar one that does.
fn mended(conn: &mut Conn, language: Language, words: &[String]) -> Result<Vec<String>, RepoError> {
    let mended: Vec<Word> = diesel::sql_query(
        "SELECT COALESCE(CASE WHEN EXISTS (SELECT FROM search_entry WHERE language = $1 \
             AND lexemes @@ plainto_tsquery($2::regconfig, asked)) OR length(asked) < 4 THEN asked END, \
           (SELECT word FROM search_word WHERE language = $1 AND word % asked AND similarity(word, asked) >= $4 \
              AND EXISTS (SELECT FROM search_entry WHERE language = $1 \
                AND lexemes @@ plainto_tsquery($2::regconfig, word)) \
            ORDER BY similarity(word, asked) DESC, word LIMIT 1), asked) AS word \
         FROM unnest($3) WITH ORDINALITY AS q (asked, place) ORDER BY place",
    )
    .bind::<Text, _>(language.as_str())
    .bind::<Text, _>(configuration(language))
    .bind::<Array<Text>, _>(words)
    .bind::<Float, _>(SIMILAR)
    .load(conn)
    .map_err(RepoError::query("search.mend"))?;
    Ok(mended.into_iter().map(|it| it.word).collect())
}

/// What answers a question best: each of its words counts the more the fewer texts have it; what was written to be read
/// comes before lists and before the pages of problems.
///
/// # Errors
///
/// If a query fails.
pub fn find(
    conn: &mut Conn,
    lexicon: &Lexicon,
    language: Language,
    question: &str,
    kinds: &[&str],
    limit: i64,
) -> Result<Vec<Hit>, RepoError> {
    let asked = match language {
        Language::Id => lexicon.asked(question, 24),
        Language::En => Lexicon::default().asked(question, 24),
    };
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    // A mistyped word is mended in the spelling of texts, so its root is sought again.
    let roots: Vec<String> = mended(conn, language, &asked)?
        .iter()
        .flat_map(|word| match language {
            Language::Id => lexicon.asked(word, 3),
            Language::En => vec![word.clone()],
        })
        .collect();
    diesel::sql_query(
        "WITH term AS ( \
           SELECT DISTINCT plainto_tsquery($2::regconfig, word) AS q FROM unnest($3) AS w (word) \
           WHERE numnode(plainto_tsquery($2::regconfig, word)) > 0), \
         weighed AS ( \
           SELECT q, ln(1 + (SELECT count(*) FROM search_entry WHERE language = $1)::float4 \
             / greatest(1, (SELECT count(*) FROM search_entry WHERE language = $1 AND lexemes @@ q))) AS weight FROM term), \
         found AS ( \
           SELECT e.kind, e.code, e.title, e.summary, e.body, \
             sum(weight * ts_rank('{0.15, 0.3, 0.55, 1.0}', e.lexemes, q, 1))::float4 \
               * (count(*)::float4 / (SELECT count(*) FROM term))::float4 \
               * CASE e.kind WHEN 'article' THEN 1 WHEN 'guide' THEN 1 WHEN 'country' THEN 0.6 \
                   WHEN 'programme' THEN 0.4 ELSE 0.2 END::float4 AS score \
           FROM search_entry e JOIN weighed ON e.lexemes @@ q \
           WHERE e.language = $1 AND e.kind = ANY ($4) \
           GROUP BY e.kind, e.code, e.title, e.summary, e.body \
           ORDER BY score DESC, e.kind, e.code LIMIT $5) \
         SELECT kind, code, title, summary, score, ts_headline($2::regconfig, body, \
           (SELECT string_agg(q::text, ' | ')::tsquery FROM (SELECT q FROM term UNION \
              SELECT plainto_tsquery($2::regconfig, raw) FROM unnest($6) AS r (raw)) AS every WHERE numnode(q) > 0), \
           'StartSel=[[, StopSel=]], MaxFragments=2, MaxWords=18, MinWords=6, FragmentDelimiter= … ') AS excerpt \
         FROM found ORDER BY score DESC, kind, code",
    )
    .bind::<Text, _>(language.as_str())
    .bind::<Text, _>(configuration(language))
    .bind::<Array<Text>, _>(&roots)
    .bind::<Array<Text>, _>(kinds)
    .bind::<BigInt, _>(limit)
    .bind::<Array<Text>, _>(Lexicon::split(question).collect::<Vec<_>>())
    .load(conn)
    .map_err(RepoError::query("search.find"))
}
