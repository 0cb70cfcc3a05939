//! Takes everything of the demo away again; by the owner's role alone.

use crate::db::Conn;
use crate::error::RepoError;
use diesel::connection::SimpleConnection;

/// Deletes people who came in under `--demo` and all that is theirs, what belongs to nobody yet, and what is kept of
/// the files anew, the registers too.
///
/// # Errors
///
/// If a statement fails.
pub fn clear(conn: &mut Conn) -> Result<(), RepoError> {
    const PEOPLE: &str = "(SELECT id FROM person WHERE is_demo)";
    const ACCOUNTS: &str =
        "(SELECT id FROM account WHERE person_id IN (SELECT id FROM person WHERE is_demo))";
    conn.batch_execute(&format!(
        "DELETE FROM idempotency WHERE client IN {ACCOUNTS};
         DELETE FROM decision WHERE person_id IN {PEOPLE};
         DELETE FROM evidence WHERE person_id IN {PEOPLE};
         DELETE FROM document WHERE person_id IN {PEOPLE};
         DELETE FROM candidate WHERE person_id IN {PEOPLE};
         DELETE FROM message WHERE person_id IS NULL OR person_id IN {PEOPLE};
         DELETE FROM event_log WHERE owner_id IN {PEOPLE};
         DELETE FROM event WHERE owner_id IN {PEOPLE};
         DELETE FROM identifier WHERE person_id IN {PEOPLE};
         DELETE FROM refresh_token WHERE account_id IN {ACCOUNTS};
         DELETE FROM session WHERE account_id IN {ACCOUNTS};
         DELETE FROM login_name WHERE account_id IN {ACCOUNTS};
         DELETE FROM account WHERE person_id IN {PEOPLE};
         DELETE FROM person WHERE is_demo;
         DELETE FROM event_log WHERE (owner_id, thing_kind, thing_id, version) IN
             (SELECT owner_id, thing_kind, thing_id, version FROM event WHERE person_id IS NULL);
         DELETE FROM event WHERE person_id IS NULL;
         DELETE FROM article_version;
         DELETE FROM article;
         DELETE FROM report_mark;
         DELETE FROM offer_report;
         DELETE FROM report_group;
         DELETE FROM country_status;
         DELETE FROM country_page;
         DELETE FROM search_entry;
         DELETE FROM search_word;
         DELETE FROM job_order;
         DELETE FROM agency_contact;
         DELETE FROM agency_status;
         DELETE FROM agency;
         DELETE FROM organisation WHERE kind = 'agency';
         DELETE FROM outreach_signup;
         DELETE FROM outreach_event;
         DELETE FROM registration;
         DELETE FROM throttle;"
    ))
    .map_err(RepoError::query("demo.clear"))
}

/// Marks the messages that the demo's own acts caused as sent: they are not news.
///
/// # Errors
///
/// If the statement fails.
pub fn settle(conn: &mut Conn) -> Result<(), RepoError> {
    conn.batch_execute("UPDATE message SET state = 'sent', sent_at = created_at WHERE state = 'queued'")
        .map_err(RepoError::query("demo.settle"))
}
