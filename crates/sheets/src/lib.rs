//! Sheets: bytes in, rows and issues out. Pure, with caps.
