//! Roles, kinds of organisations and scopes.

use serde::{Deserialize, Serialize};

crate::words::schema_words! {
    /// What an account may be.
    pub enum Role {
        Candidate = "candidate",
        Officer = "officer",
        Supervisor = "supervisor",
        Auditor = "auditor",
        Admin = "admin",
    }
}

crate::words::schema_words! {
    /// What kind of body staff belong to.
    pub enum OrganisationKind {
        /// A desk of the one-roof service (PP 59/2021, art. 31).
        Desk = "desk",
        /// A kelurahan office.
        Kelurahan = "kelurahan",
        Provider = "provider",
        Agency = "agency",
        Employer = "employer",
        Partner = "partner",
    }
}

crate::words::schema_words! {
    /// One thing that a caller may do.
    pub enum Scope {
        AccountRead = "account:read",
        AccountWrite = "account:write",
        CandidatesCreate = "candidates:create",
        CandidatesRead = "candidates:read",
        CandidatesWrite = "candidates:write",
        CandidatesSubmit = "candidates:submit",
        CandidatesList = "candidates:list",
        CandidatesSearch = "candidates:search",
        CandidatesNote = "candidates:note",
        CandidatesReturn = "candidates:return",
        CandidatesVerify = "candidates:verify",
        CandidatesReopen = "candidates:reopen",
        /// Values of health facts.
        HealthRead = "health:read",
        /// Values of declarations.
        DeclarationsRead = "declarations:read",
        EvidenceWrite = "evidence:write",
        EvidenceVerify = "evidence:verify",
        DocumentsRead = "documents:read",
        DocumentsWrite = "documents:write",
        DocumentsVerify = "documents:verify",
        EligibilityRead = "eligibility:read",
        EligibilityDecide = "eligibility:decide",
        /// Writing articles and seeing those in work.
        InformationWrite = "information:write",
        /// Publishing and retiring what others wrote.
        InformationPublish = "information:publish",
        /// Entering changes of status of countries.
        CountriesWrite = "countries:write",
        /// Approving what others entered.
        CountriesApprove = "countries:approve",
        /// Reading reports of offers.
        ReportsRead = "reports:read",
        /// Passing them on, closing and answering them.
        ReportsDecide = "reports:decide",
        /// Keeping the registers of agencies and job orders.
        RegistersWrite = "registers:write",
        /// Names of those who signed up for a meeting.
        OutreachRead = "outreach:read",
        /// Planning meetings and entering who came.
        OutreachWrite = "outreach:write",
    }
}

/// One row of the table of rights (`data/roles.toml`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Kind of organisation; absent: people of no organisation.
    #[serde(default)]
    pub organisation: Option<OrganisationKind>,
    /// One desk only (its code); absent: any.
    #[serde(default)]
    pub desk: Option<String>,
    /// What they may do.
    pub scopes: Vec<Scope>,
}

/// The table of rights.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Its rows.
    #[serde(rename = "grant")]
    pub grants: Vec<Grant>,
}

impl Role {
    /// Whether those who hold it belong to an office, by which they see.
    #[must_use]
    pub fn has_office(self) -> bool {
        match self {
            Self::Officer | Self::Supervisor => true,
            Self::Candidate | Self::Auditor | Self::Admin => false,
        }
    }
}

impl Roles {
    /// The row for a role in an organisation (kind and code): the one that names the
    /// organisation's code before the one for its kind. None: no right at all.
    #[must_use]
    pub fn grant(&self, role: Role, organisation: Option<(OrganisationKind, &str)>) -> Option<&Grant> {
        let kind = organisation.map(|(kind, _)| kind);
        let mut fitting = self.grants.iter().filter(|grant| grant.role == role && grant.organisation == kind);
        let code = organisation.map(|(_, code)| code);
        fitting
            .clone()
            .find(|grant| grant.desk.is_some() && grant.desk.as_deref() == code)
            .or_else(|| fitting.find(|grant| grant.desk.is_none()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(desk: Option<&str>, scope: Scope) -> Grant {
        Grant {
            role: Role::Officer,
            organisation: Some(OrganisationKind::Desk),
            desk: desk.map(str::to_owned),
            scopes: vec![scope],
        }
    }

    #[test]
    fn the_named_desk_comes_before_its_kind_and_nothing_is_granted_by_default() {
        let roles = Roles {
            grants: vec![grant(None, Scope::AccountRead), grant(Some("MANPOWER"), Scope::CandidatesVerify)],
        };
        let of =
            |code| roles.grant(Role::Officer, Some((OrganisationKind::Desk, code))).map(|g| g.scopes.clone());
        assert_eq!(of("MANPOWER"), Some(vec![Scope::CandidatesVerify]));
        assert_eq!(of("HEALTH"), Some(vec![Scope::AccountRead]));
        assert_eq!(roles.grant(Role::Officer, None), None);
        assert_eq!(roles.grant(Role::Supervisor, Some((OrganisationKind::Desk, "MANPOWER"))), None);
    }
}
