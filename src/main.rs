//! The `weft` program: the command line in front of the application.

use std::process::ExitCode;

fn main() -> ExitCode {
    weft::app::command::run()
}
