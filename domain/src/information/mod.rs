//! Safe-migration information (PP 59/2021, art. 4(4)): what an article holds, how it comes to be published, and how
//! words of people find it.

mod article;
mod lexicon;
mod state;

pub use article::{ArticleKind, Audience, Content, Fact, GuideStep, Said, Topic, fits};
pub use lexicon::Lexicon;
pub use state::{Refused, VersionState, VersionStep, is_overtaken, may_publish};
