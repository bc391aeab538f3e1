//! Typesetting: a report document in, PDF bytes out. No clock, no network.
