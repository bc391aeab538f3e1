//! The letters about an application. Each carries a link of its own to the page where the next thing is done; the key under
//! which it is queued holds no link and is never used twice, so that nobody gets the same news again.

use super::{
    Application,
    frame::{Frame, links_until},
    store::links,
};
use crate::{
    plumbing::{
        clock::spoken_day,
        db::Write,
        mail::{self, Letter},
        problem::Problem,
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

/// Everything a letter about one cohort needs, made once for many letters.
pub(super) struct Desk<'a> {
    pub(super) weft: &'a Weft,
    pub(super) by: &'a str,
    pub(super) cohort: &'a Cohort,
    pub(super) frame: &'a Frame,
    until: String,
}

impl<'a> Desk<'a> {
    pub(super) async fn of(weft: &'a Weft, by: &'a str, cohort: &'a Cohort, frame: &'a Frame) -> Result<Self, Problem> {
        Ok(Self { weft, by, cohort, frame, until: links_until(weft, cohort).await? })
    }

    /// The address of an applicant's own page, by a new link.
    pub(super) async fn new_link(&self, write: &mut Write, application: &str) -> Result<String, Problem> {
        let token = links::add_link(self.weft, write, application, links::APPLICANT, &self.until).await?;
        Ok(format!("{}/a/{token}", self.weft.settings.public_url))
    }

    /// A link to a page of an applicant that is not in a letter yet: the token alone.
    pub(super) async fn new_token(&self, write: &mut Write, application: &str) -> Result<String, Problem> {
        links::add_link(self.weft, write, application, links::APPLICANT, &self.until).await
    }

    /// Writes to the applicant. `about` tells two letters of one kind apart, such as a second offer.
    pub(super) async fn to_applicant(
        &self,
        write: &mut Write,
        kind: &str,
        application: &Application,
        about: &str,
        sentence: &str,
    ) -> Result<(), Problem> {
        if application.email.is_empty() {
            return Ok(());
        }
        let link = self.new_link(write, &application.id).await?;
        self.write(write, kind, application, about, sentence, (&application.email, &link)).await
    }

    /// Sends the applicant the link they came by, as soon as their address is known.
    pub(super) async fn begun(&self, write: &mut Write, application: &Application, token: &str) -> Result<(), Problem> {
        let link = format!("{}/a/{token}", self.weft.settings.public_url);
        // Whoever mends a mistyped address gets the letter at the right one too.
        let about = crate::plumbing::ids::sha256(application.email.as_bytes());
        self.write(write, "application-begun", application, &about, "", (&application.email, &link)).await
    }

    /// Asks the endorser, by a link of their own. `whom` is the applicant, or the school or department with its people.
    pub(super) async fn to_endorser(
        &self,
        write: &mut Write,
        application: &Application,
        whom: &str,
    ) -> Result<(), Problem> {
        let token = links::add_link(self.weft, write, &application.id, links::ENDORSER, &self.until).await?;
        let link = format!("{}/e/{token}", self.weft.settings.public_url);
        let about = crate::plumbing::ids::sha256(application.endorser_email.as_bytes());
        self.write(write, "endorsement-asked", application, &about, whom, (&application.endorser_email, &link)).await
    }

    async fn write(
        &self,
        write: &mut Write,
        kind: &str,
        application: &Application,
        about: &str,
        sentence: &str,
        (to, link): (&str, &str),
    ) -> Result<(), Problem> {
        let title = self.cohort.full_title();
        let until = application.offer_expires_on.as_deref().map(spoken_day).unwrap_or_default();
        let closes =
            self.cohort.closes_on.as_deref().map_or_else(|| "soon".to_owned(), |day| format!("by {}", spoken_day(day)));
        let ask = self.frame.whom_to_ask();
        let values = [
            ("name", application.name.as_str()),
            ("cohort", &title),
            ("link", link),
            ("sentence", sentence),
            ("until", &until),
            ("closes", &closes),
            ("endorser", &application.endorser_name),
            ("ask", &ask),
            ("office", self.frame.office_title()),
            ("site", &self.frame.site),
        ];
        let once = format!("{kind}/{}/{about}", application.id);
        mail::queue(self.weft, write, self.by, &Letter { kind, once: &once, to, values: &values }).await?;
        Ok(())
    }
}
