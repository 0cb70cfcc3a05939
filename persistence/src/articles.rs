//! Articles and their versions.

use crate::catalogue::ArticleFile;
use crate::db::Conn;
use crate::error::RepoError;
use crate::events::{self, Act, Event, Thing};
use crate::organisations::id_of;
use crate::schema::{article as a, article_version as v};
use crate::search;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Text};
use domain::information::{ArticleKind, Audience, Content, Lexicon, Topic, VersionState};
use domain::law::Language;
use serde_json::json;
use uuid::Uuid;

/// A version of an article.
#[derive(Debug, Clone)]
pub struct Version {
    /// The article.
    pub article: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// The article's counter: its ETag.
    pub version: i32,
    /// Number of this version, from 1.
    pub number: i32,
    /// Where it stands.
    pub state: VersionState,
    /// What it is.
    pub kind: ArticleKind,
    /// Its topic.
    pub topic: Topic,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// The organisation that keeps it true.
    pub owner: Uuid,
    /// Texts and facts.
    pub content: Content,
    /// By which day it must be looked at again.
    pub review_by: NaiveDate,
    /// The day on which it is to appear.
    pub publish_on: Option<NaiveDate>,
    /// When it appeared.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was replaced or given up.
    pub retired_at: Option<DateTime<Utc>>,
    /// Digest of the file it came from.
    pub file_digest: Option<String>,
    /// Who wrote it; none: it came from a file.
    pub author: Option<Uuid>,
    /// Who published it.
    pub publisher: Option<Uuid>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = v, check_for_backend(diesel::pg::Pg))]
struct Row {
    article_id: Uuid,
    number: i32,
    state: String,
    kind: String,
    topic: String,
    audiences: Vec<String>,
    owner_id: Uuid,
    content: serde_json::Value,
    review_by: NaiveDate,
    publish_on: Option<NaiveDate>,
    published_at: Option<DateTime<Utc>>,
    retired_at: Option<DateTime<Utc>>,
    file_digest: Option<String>,
    author_id: Option<Uuid>,
    publisher_id: Option<Uuid>,
    created_at: DateTime<Utc>,
}

fn version((row, slug, version): (Row, String, i32)) -> Result<Version, RepoError> {
    fn word<T: std::str::FromStr>(word: &str, column: &'static str) -> Result<T, RepoError> {
        word.parse().map_err(RepoError::corrupt("article_version", column))
    }
    let Row {
        article_id,
        number,
        state,
        kind,
        topic,
        audiences,
        owner_id,
        content,
        review_by,
        publish_on,
        published_at,
        retired_at,
        file_digest,
        author_id,
        publisher_id,
        created_at,
    } = row;
    Ok(Version {
        article: article_id,
        slug,
        version,
        number,
        state: word(&state, "state")?,
        kind: word(&kind, "kind")?,
        topic: word(&topic, "topic")?,
        audiences: audiences.iter().map(|it| word(it, "audiences")).collect::<Result<_, _>>()?,
        owner: owner_id,
        content: serde_json::from_value(content).map_err(RepoError::corrupt("article_version", "content"))?,
        review_by,
        publish_on,
        published_at,
        retired_at,
        file_digest,
        author: author_id,
        publisher: publisher_id,
        created_at,
    })
}

fn row(version: &Version) -> Result<Row, RepoError> {
    Ok(Row {
        article_id: version.article,
        number: version.number,
        state: version.state.as_str().to_owned(),
        kind: version.kind.as_str().to_owned(),
        topic: version.topic.as_str().to_owned(),
        audiences: version.audiences.iter().map(|it| it.as_str().to_owned()).collect(),
        owner_id: version.owner,
        content: serde_json::to_value(&version.content)
            .map_err(RepoError::corrupt("article_version", "content"))?,
        review_by: version.review_by,
        publish_on: version.publish_on,
        published_at: version.published_at,
        retired_at: version.retired_at,
        file_digest: version.file_digest.clone(),
        author_id: version.author,
        publisher_id: version.publisher,
        created_at: version.created_at,
    })
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Topic.
    pub topic: Option<Topic>,
    /// For whom.
    pub audience: Option<Audience>,
    /// What it is.
    pub kind: Option<ArticleKind>,
    /// State; none: any.
    pub state: Option<VersionState>,
    /// The organisation that keeps it.
    pub owner: Option<Uuid>,
    /// To be looked at again before this day.
    pub review_before: Option<NaiveDate>,
}

/// Versions by slug and number, after `after`, at most `limit`.
///
/// # Errors
///
/// If the query fails or a row is not understood.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(String, i32)>,
    limit: i64,
) -> Result<Vec<Version>, RepoError> {
    let mut query = v::table
        .inner_join(a::table.on(a::id.eq(v::article_id)))
        .select((Row::as_select(), a::slug, a::version))
        .order((a::slug, v::number))
        .limit(limit)
        .into_boxed();
    if let Some(topic) = filter.topic {
        query = query.filter(v::topic.eq(topic.as_str()));
    }
    if let Some(audience) = filter.audience {
        query = query.filter(v::audiences.contains(vec![audience.as_str()]));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(v::kind.eq(kind.as_str()));
    }
    if let Some(state) = filter.state {
        query = query.filter(v::state.eq(state.as_str()));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(v::owner_id.eq(owner));
    }
    if let Some(day) = filter.review_before {
        query = query.filter(v::review_by.lt(day));
    }
    if let Some((slug, number)) = after {
        // The first condition is where the index begins.
        query = query.filter(a::slug.ge(slug.clone()));
        query = query.filter(a::slug.gt(slug).or(v::number.gt(number)));
    }
    let rows: Vec<(Row, String, i32)> = query.load(conn).map_err(RepoError::query("article.list"))?;
    rows.into_iter().map(version).collect()
}

/// The version that people read.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn published(conn: &mut Conn, slug: &str) -> Result<Version, RepoError> {
    v::table
        .inner_join(a::table.on(a::id.eq(v::article_id)))
        .filter(a::slug.eq(slug))
        .filter(v::state.eq(VersionState::Published.as_str()))
        .select((Row::as_select(), a::slug, a::version))
        .first(conn)
        .map_err(RepoError::query("article"))
        .and_then(version)
}

/// A version by its number.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn find(conn: &mut Conn, slug: &str, number: i32) -> Result<Version, RepoError> {
    v::table
        .inner_join(a::table.on(a::id.eq(v::article_id)))
        .filter(a::slug.eq(slug))
        .filter(v::number.eq(number))
        .select((Row::as_select(), a::slug, a::version))
        .first(conn)
        .map_err(RepoError::query("article version"))
        .and_then(version)
}

/// Versions that people read, of these articles.
///
/// # Errors
///
/// If the query fails.
pub fn published_of(conn: &mut Conn, articles: &[Uuid]) -> Result<Vec<Version>, RepoError> {
    let rows: Vec<(Row, String, i32)> = v::table
        .inner_join(a::table.on(a::id.eq(v::article_id)))
        .filter(a::id.eq_any(articles))
        .filter(v::state.eq(VersionState::Published.as_str()))
        .select((Row::as_select(), a::slug, a::version))
        .load(conn)
        .map_err(RepoError::query("article.published_of"))?;
    rows.into_iter().map(version).collect()
}

/// Those of these slugs whose articles people can read.
///
/// # Errors
///
/// If the query fails.
pub fn published_slugs(conn: &mut Conn, slugs: &[String]) -> Result<Vec<String>, RepoError> {
    v::table
        .inner_join(a::table.on(a::id.eq(v::article_id)))
        .filter(a::slug.eq_any(slugs))
        .filter(v::state.eq(VersionState::Published.as_str()))
        .select(a::slug)
        .load(conn)
        .map_err(RepoError::query("article.published_slugs"))
}

/// An article, locked: its id, its counter, the number of its last version.
///
/// # Errors
///
/// [`RepoError::NotFound`] if there is none.
pub fn lock(conn: &mut Conn, slug: &str) -> Result<(Uuid, i32, i32), RepoError> {
    let (id, counter): (Uuid, i32) = a::table
        .filter(a::slug.eq(slug))
        .select((a::id, a::version))
        .for_update()
        .first(conn)
        .map_err(RepoError::query("article"))?;
    let last: Option<i32> = v::table
        .filter(v::article_id.eq(id))
        .select(diesel::dsl::max(v::number))
        .first(conn)
        .map_err(RepoError::query("article.last"))?;
    Ok((id, counter, last.unwrap_or_default()))
}

/// The organisation that keeps an article: by the version that people read, else by the last one.
///
/// # Errors
///
/// [`RepoError::NotFound`] if it has no version.
pub fn keeper(conn: &mut Conn, article: Uuid) -> Result<Uuid, RepoError> {
    v::table
        .filter(v::article_id.eq(article))
        .order((v::state.eq(VersionState::Published.as_str()).desc(), v::number.desc()))
        .select(v::owner_id)
        .first(conn)
        .map_err(RepoError::query("article"))
}

/// Versions of an article that are read or wait for their day: number, and the day that they wait for.
///
/// # Errors
///
/// If the query fails.
pub fn appearing(conn: &mut Conn, article: Uuid) -> Result<Vec<(i32, Option<NaiveDate>)>, RepoError> {
    let states = [VersionState::Scheduled.as_str(), VersionState::Published.as_str()];
    let rows: Vec<(i32, Option<NaiveDate>, String)> = v::table
        .filter(v::article_id.eq(article))
        .filter(v::state.eq_any(states))
        .select((v::number, v::publish_on, v::state))
        .load(conn)
        .map_err(RepoError::query("article.appearing"))?;
    let waits = |state: &str| state == VersionState::Scheduled.as_str();
    Ok(rows.into_iter().map(|(number, day, state)| (number, day.filter(|_| waits(&state)))).collect())
}

/// The id of an article: the same on every machine.
#[must_use]
pub fn article_id(slug: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:bontang-pmi:article:{slug}").as_bytes())
}

/// Enters an article without versions; whether it is new.
///
/// # Errors
///
/// If it cannot be written.
pub fn create(conn: &mut Conn, slug: &str, at: DateTime<Utc>) -> Result<bool, RepoError> {
    let made = diesel::insert_into(a::table)
        .values((a::id.eq(article_id(slug)), a::slug.eq(slug), a::version.eq(0), a::created_at.eq(at)))
        .on_conflict_do_nothing()
        .execute(conn)
        .map_err(RepoError::query("article.create"))?;
    Ok(made == 1)
}

/// Enters a version.
///
/// # Errors
///
/// If it cannot be written.
pub fn add(conn: &mut Conn, version: &Version) -> Result<(), RepoError> {
    diesel::insert_into(v::table)
        .values(row(version)?)
        .execute(conn)
        .map(|_| ())
        .map_err(RepoError::query("article_version.add"))
}

/// Writes where a version stands, if it still stands where it was judged.
///
/// # Errors
///
/// [`RepoError::Stale`] if it does not.
pub fn step(conn: &mut Conn, before: VersionState, after: &Version) -> Result<(), RepoError> {
    let found = v::table.find((after.article, after.number)).filter(v::state.eq(before.as_str()));
    let written = diesel::update(found)
        .set((
            v::state.eq(after.state.as_str()),
            v::publish_on.eq(after.publish_on),
            v::published_at.eq(after.published_at),
            v::retired_at.eq(after.retired_at),
            v::publisher_id.eq(after.publisher),
        ))
        .execute(conn)
        .map_err(RepoError::query("article_version.step"))?;
    if written == 1 { Ok(()) } else { Err(RepoError::Stale("article version")) }
}

/// Counts a change of the article and records it. Call it once in a transaction, last.
///
/// # Errors
///
/// If a row cannot be written.
pub fn record(
    conn: &mut Conn,
    act: &Act,
    version: &Version,
    kind: &'static str,
    reason: Option<&str>,
) -> Result<i32, RepoError> {
    let counter: i32 = diesel::update(a::table.find(version.article))
        .set(a::version.eq(a::version + 1))
        .returning(a::version)
        .get_result(conn)
        .map_err(RepoError::query("article.count"))?;
    let payload = json!({ "slug": version.slug, "number": version.number, "state": version.state });
    let event = Event {
        thing: Thing::Article,
        id: version.article,
        version: counter,
        kind,
        reason,
        payload: Some(payload),
    };
    events::append_plain(conn, act, version.owner, &event)?;
    Ok(counter)
}

/// Makes a version what people read: the one before it retires, the search knows it.
///
/// # Errors
///
/// If a row cannot be written.
pub fn publish(
    conn: &mut Conn,
    lexicon: &Lexicon,
    before: VersionState,
    version: &Version,
    at: DateTime<Utc>,
) -> Result<Version, RepoError> {
    diesel::update(v::table)
        .filter(v::article_id.eq(version.article))
        .filter(v::state.eq(VersionState::Published.as_str()))
        .set((v::state.eq(VersionState::Retired.as_str()), v::retired_at.eq(at)))
        .execute(conn)
        .map_err(RepoError::query("article_version.replace"))?;
    let published = Version { state: VersionState::Published, published_at: Some(at), ..version.clone() };
    step(conn, before, &published)?;
    // The version before it may have been of another kind, or in more languages.
    forget(conn, &published)?;
    search::enter(conn, lexicon, &entries(&published))?;
    Ok(published)
}

/// Takes an article out of the search.
///
/// # Errors
///
/// If the rows cannot be removed.
pub fn forget(conn: &mut Conn, version: &Version) -> Result<(), RepoError> {
    let kinds: Vec<&str> = ArticleKind::ALL.iter().map(|it| it.as_str()).collect();
    search::remove(conn, &kinds, &version.slug)
}

/// Makes the search know what people read, and `others`, and nothing else: a new release may have other roots and stop
/// words, and fewer programmes.
///
/// # Errors
///
/// If a row cannot be read or written.
pub fn index(conn: &mut Conn, lexicon: &Lexicon, others: &[search::Entry]) -> Result<(), RepoError> {
    // Articles before entries, as who publishes or retires one takes them.
    let _locked: Vec<Uuid> = a::table
        .select(a::id)
        .order(a::id)
        .for_update()
        .load(conn)
        .map_err(RepoError::query("article.lock"))?;
    search::clear(conn)?;
    search::enter(conn, lexicon, others)?;
    let read = Filter { state: Some(VersionState::Published), ..Filter::default() };
    for version in list(conn, &read, None, i64::MAX)? {
        search::enter(conn, lexicon, &entries(&version))?;
    }
    Ok(())
}

/// What the search knows of a version.
fn entries(version: &Version) -> Vec<search::Entry> {
    let entry = |(&language, said): (&Language, &domain::information::Said)| {
        let steps = said.steps.iter().flat_map(|step| [step.title.as_str(), step.text.as_str()]);
        let body: Vec<&str> = std::iter::once(said.body.as_str()).chain(steps).collect();
        search::Entry {
            kind: version.kind.as_str().to_owned(),
            code: version.slug.clone(),
            language,
            title: said.title.clone(),
            summary: said.summary.clone(),
            // Marks of CommonMark say nothing to a reader of an excerpt.
            body: body.join("\n").replace(['#', '*', '`', '>'], ""),
        }
    };
    version.content.texts.iter().map(entry).collect()
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    number: i32,
}

/// Versions whose day has come, older ones first, their articles locked; those that another process holds are left to it.
///
/// # Errors
///
/// If the query fails.
pub fn due(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Version>, RepoError> {
    let due: Vec<Due> = diesel::sql_query(
        "SELECT a.slug, v.number FROM article_version v JOIN article a ON a.id = v.article_id \
         WHERE v.state = 'scheduled' AND v.publish_on <= $1 \
         ORDER BY a.id, v.number FOR UPDATE OF a SKIP LOCKED",
    )
    .bind::<Date, _>(today)
    .load(conn)
    .map_err(RepoError::query("article.due"))?;
    let mut found: Vec<Version> =
        due.into_iter().map(|it| find(conn, &it.slug, it.number)).collect::<Result<_, _>>()?;
    // The query saw them before it locked: one may have been sent back in between.
    found.retain(|it| it.state == VersionState::Scheduled && it.publish_on.is_some_and(|day| day <= today));
    Ok(found)
}

/// Takes the files of `data/information/` into the one catalogue of articles: a new file is published as it stands; a
/// changed one replaces a version that came from a file, and waits for review where an officer's version is in force or
/// any waits for its day.
/// How many were new or changed.
///
/// # Errors
///
/// If a row cannot be written.
pub fn keep(
    conn: &mut Conn,
    lexicon: &Lexicon,
    files: &[ArticleFile],
    at: DateTime<Utc>,
) -> Result<usize, RepoError> {
    let act = Act { actor: None, organisation: None, request_id: "migrate".to_owned(), at };
    let mut changed = 0;
    for file in files {
        create(conn, &file.slug, at)?;
        let (article, counter, last) = lock(conn, &file.slug)?;
        if is_known(conn, article, &file.digest)? {
            continue;
        }
        changed += 1;
        let is_officers = v::state.eq(VersionState::Published.as_str()).and(v::file_digest.is_null());
        let must_wait = v::table
            .filter(v::article_id.eq(article))
            .filter(is_officers.or(v::state.eq(VersionState::Scheduled.as_str())));
        let must_wait: bool = diesel::select(diesel::dsl::exists(must_wait))
            .get_result(conn)
            .map_err(RepoError::query("article.must_wait"))?;
        let new = Version {
            article,
            slug: file.slug.clone(),
            version: counter,
            number: last + 1,
            state: VersionState::InReview,
            kind: file.kind,
            topic: file.topic,
            audiences: file.audiences.clone(),
            owner: id_of(&file.owner),
            content: file.content.clone(),
            review_by: file.review_by,
            publish_on: Some(file.published),
            published_at: None,
            retired_at: None,
            file_digest: Some(file.digest.clone()),
            author: None,
            publisher: None,
            created_at: at,
        };
        add(conn, &new)?;
        if must_wait {
            record(conn, &act, &new, "article.submitted", None)?;
        } else {
            let published = publish(conn, lexicon, new.state, &new, at)?;
            record(conn, &act, &published, "article.published", None)?;
        }
    }
    Ok(changed)
}

fn is_known(conn: &mut Conn, article: Uuid, digest: &str) -> Result<bool, RepoError> {
    let last: Option<String> = v::table
        .filter(v::article_id.eq(article))
        .filter(v::file_digest.is_not_null())
        .order(v::number.desc())
        .select(v::file_digest.assume_not_null())
        .first(conn)
        .optional()
        .map_err(RepoError::query("article.is_known"))?;
    Ok(last.as_deref() == Some(digest))
}
