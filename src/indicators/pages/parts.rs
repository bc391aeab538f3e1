//! Small pieces that several of these pages share.

/// A choice of a list.
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What is shown.
    pub(super) label: String,
}
