//! The `weft` program: the command line in front of the application.

use std::{alloc::System, process::ExitCode};

use cap::Cap;

/// Every allocation of the program passes here; only the process that reads files of others is given a limit.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    if weft::app::read_file::is_asked() {
        // A limit below what is in use already is the only thing that can be refused here.
        return match ALLOCATOR.set_limit(weft::app::read_file::MEMORY) {
            Ok(()) => weft::app::read_file::run(),
            Err(()) => ExitCode::FAILURE,
        };
    }
    weft::app::command::run()
}
