//! Letters about learning: applications and places, endorsement, meetings of a cohort, certificates, forms.

use super::Template;

pub(super) const LETTERS: &[Template] = &[];
