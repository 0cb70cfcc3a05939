//! Facts, requirements and the law of a day give a verdict that explains itself.

mod asked;
mod assess;
mod criteria;
mod facts;
mod finding;
mod nearest;
mod sentence;
mod weigh;

pub use asked::required_values;
pub use assess::{Context, Question, assess, judge_list, requirements_of};
pub use facts::{Counting, DocumentFact, Fact, Facts};
pub use finding::{Decision, Finding, Lapse, Outcome, Part, Verdict};
pub use nearest::{Prospect, overview};
pub use sentence::sentence;
