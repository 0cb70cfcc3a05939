use crate::AppState;
use crate::http::answer::Cache;
use crate::http::{Answer, ApiError, Ctx};
use actix_web::get;
use actix_web::web::{Data, Query};
use chrono::NaiveDate;
use domain::outreach::Quarter;
use domain::statistics::{Figure, paired};
use persistence::signups;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Of which quarter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuarterQuery {
    /// A quarter of a calendar year that has been over for more than a week.
    #[param(pattern = "^20[0-9]{2}-Q[1-4]$", example = "2026-Q1")]
    pub quarter: String,
}

/// People of a kelurahan who came.
#[derive(Debug, Serialize, ToSchema)]
pub struct KelurahanCoverage {
    /// Its code.
    #[schema(example = "64.74.01.1003")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// How often people of it came; null: hidden.
    pub attended: Option<u32>,
}

/// People of a kecamatan who came.
#[derive(Debug, Serialize, ToSchema)]
pub struct KecamatanCoverage {
    /// Its name.
    #[schema(example = "Bontang Utara")]
    pub name: String,
    /// How often people of it came; null: hidden.
    pub attended: Option<u32>,
    /// How many people it has (2024).
    pub population: u32,
    /// Attendance per ten thousand people; null: hidden.
    pub per_10000: Option<u64>,
    /// Its kelurahan.
    pub kelurahan: Vec<KelurahanCoverage>,
}

/// Who came to meetings in a quarter.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutreachCoverage {
    /// First day.
    pub from: NaiveDate,
    /// First day after it.
    pub until: NaiveDate,
    /// How often people came, in all; null: hidden.
    pub attended: Option<u32>,
    /// How many people the city has (2024).
    pub population: u32,
    /// Attendance per ten thousand people; null: hidden.
    pub per_10000: Option<u64>,
    /// Of them people who said no kelurahan; null: hidden.
    pub without_kelurahan: Option<u32>,
    /// By kecamatan.
    pub kecamatan: Vec<KecamatanCoverage>,
}

fn per_10000(attended: Option<u32>, population: u32) -> Option<u64> {
    (u64::from(attended?) * 10_000).checked_div(u64::from(population))
}

/// Who was reached
///
/// Attendance by where people live, of a whole quarter. Figures under five are hidden, and so many others that none can be
/// computed from what is shown.
#[utoipa::path(
    tag = "outreach",
    params(QuarterQuery),
    responses((status = 200, description = "The quarter", body = OutreachCoverage)),
    security(()),
)]
#[get("/v1/outreach-coverage")]
pub async fn read_outreach_coverage(
    ctx: Ctx,
    state: Data<AppState>,
    query: Query<QuarterQuery>,
) -> Result<Answer, ApiError> {
    // Of a quarter that still runs two answers on two days would tell who came between.
    let quarter = Quarter::parse(&query.quarter)
        .filter(|quarter| quarter.is_settled(state.clock.day_of(ctx.now)))
        .ok_or_else(|| ApiError::parameter("quarter", "out_of_range"))?;
    let (from, until) = (state.clock.begin_of(quarter.from), state.clock.begin_of(quarter.until));
    let rows =
        state.db.transact::<_, ApiError>(move |conn| Ok(signups::attended(conn, from, until)?)).await?;
    let counts = rows.into_iter().map(|(code, count)| (code, u32::try_from(count).unwrap_or(u32::MAX)));
    Ok(Answer::ok(&coverage(&state, quarter, &counts.collect()))?.cache(Cache::Public))
}

/// What may be said of these counts.
fn coverage(state: &AppState, quarter: Quarter, counts: &BTreeMap<Option<String>, u32>) -> OutreachCoverage {
    let count = |code: Option<&str>| counts.get(&code.map(str::to_owned)).copied().unwrap_or_default();
    let mut districts: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for kelurahan in &state.catalogue.city.kelurahan {
        districts.entry(&kelurahan.district).or_default().push(kelurahan);
    }
    let population = |name: &str| state.catalogue.population.get(name).copied().unwrap_or_default();
    let mut districts: Vec<_> = districts.into_iter().collect();
    districts.sort_by_key(|(name, _)| std::cmp::Reverse(population(name)));
    let mut figures: Vec<Figure> = districts
        .iter()
        .map(|(_, all)| paired(&all.iter().map(|it| count(Some(&it.code))).collect::<Vec<_>>()))
        .collect();
    // Those who said no kelurahan are mostly few: what they hide is the kecamatan with the fewest people, no other.
    let smallest = figures.pop();
    figures.push(Figure::Sum(smallest.into_iter().chain([Figure::Cell(count(None))]).collect()));

    let city = Figure::Sum(figures).publish();
    let (last, whole) = match city.parts.split_last() {
        Some((last, whole)) => (last.parts.as_slice(), whole),
        None => (Default::default(), Default::default()),
    };
    let shown = whole.iter().chain(last);
    let kecamatan = districts.into_iter().zip(shown).map(|((name, all), shown)| KecamatanCoverage {
        name: name.to_owned(),
        attended: shown.count,
        population: population(name),
        per_10000: per_10000(shown.count, population(name)),
        kelurahan: all
            .into_iter()
            .zip(shown.cells())
            .map(|(it, attended)| KelurahanCoverage {
                code: it.code.clone(),
                name: it.name.clone(),
                attended,
            })
            .collect(),
    });
    let people = state.catalogue.population.values().sum();
    OutreachCoverage {
        from: quarter.from,
        until: quarter.until,
        attended: city.count,
        population: people,
        per_10000: per_10000(city.count, people),
        without_kelurahan: last.last().and_then(|shown| shown.count),
        kecamatan: kecamatan.collect(),
    }
}
