//! The rules this repository keeps about itself.
