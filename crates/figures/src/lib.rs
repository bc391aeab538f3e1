//! Figures: a value, a band or a reason, and the arithmetic that makes one. Pure: no input, no output, no clock.
