//! Backups under a passphrase, as age files (<https://age-encryption.org/v1>): whoever has the passphrase can open them with
//! any program that reads age, not only with this one.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use age::secrecy::SecretString;
use anyhow::Context;
use clap::Args;

use super::command::Refusal;

/// What every age file begins with.
const FIRST: &[u8] = b"age-encryption.org/v1\n";

/// How hard a guess at the passphrase is made, as the binary logarithm of scrypt's N: 256 MB of memory and about a second.
const WORK: u8 = 18;

/// The most work a file may ask for when it is opened: four times as much for a backup made with more care, and no more,
/// since the file says it and a hostile one could ask for hours.
const MOST_WORK: u8 = 20;

/// The fewest characters of a passphrase. A backup can be guessed at for years, without anybody seeing it.
const SHORTEST: usize = 12;

/// Where the passphrase of a backup is read from.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Passphrase {
    /// A file whose first line is the passphrase of the backup: it is then encrypted, and opened again with the same.
    #[arg(long, env = "WEFT_PASSPHRASE_FILE", value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    /// The passphrase, where one was given.
    ///
    /// # Errors
    /// When the file cannot be read, or its first line is too short.
    pub(super) fn read(&self) -> Result<Option<SecretString>, Refusal> {
        let Some(path) = &self.passphrase_file else { return Ok(None) };
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("reading the passphrase in {name}"))?;
        let line = text.lines().next().unwrap_or_default();
        if line.chars().count() < SHORTEST {
            return Err(Refusal::Rejected(vec![format!(
                "{name}:1:1: a passphrase has at least {SHORTEST} characters; four or five words that do not belong together are good"
            )]));
        }
        Ok(Some(SecretString::from(line.to_owned())))
    }
}

/// Writes what `from` holds to `to`, encrypted.
///
/// # Errors
/// When either cannot be read or written.
pub(super) fn seal(from: &Path, to: fs::File, passphrase: SecretString) -> anyhow::Result<()> {
    seal_with(from, to, passphrase, WORK)
}

fn seal_with(from: &Path, to: fs::File, passphrase: SecretString, work: u8) -> anyhow::Result<()> {
    let mut recipient = age::scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(work);
    let one: &dyn age::Recipient = &recipient;
    let mut out = age::Encryptor::with_recipients(std::iter::once(one))?.wrap_output(to)?;
    io::copy(&mut fs::File::open(from)?, &mut out)?;
    out.finish()?.sync_all()?;
    Ok(())
}

/// Whether a file is encrypted.
///
/// # Errors
/// When it cannot be read.
pub(super) fn is_sealed(file: &Path) -> io::Result<bool> {
    let mut first = Vec::new();
    fs::File::open(file)?.take(FIRST.len() as u64).read_to_end(&mut first)?;
    Ok(first == FIRST)
}

/// Writes what an encrypted file holds to `to`. A file that was cut or altered is found before its end is believed.
///
/// # Errors
/// A sentence about the file or the passphrase.
pub(super) fn open(from: &Path, to: &Path, passphrase: SecretString) -> Result<(), String> {
    let file = fs::File::open(from).map_err(|cause| cause.to_string())?;
    let damaged = |cause: &dyn std::fmt::Display| format!("the encrypted file is cut off or damaged ({cause})");
    let decryptor = age::Decryptor::new_buffered(io::BufReader::new(file)).map_err(|cause| damaged(&cause))?;
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MOST_WORK);
    let one: &dyn age::Identity = &identity;
    let mut source = decryptor.decrypt(std::iter::once(one)).map_err(|cause| match cause {
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => "the passphrase does not open this file".to_owned(),
        age::DecryptError::ExcessiveWork { .. } => {
            "this file asks for far more work than a backup of this program does; it was not opened".to_owned()
        }
        other => damaged(&other),
    })?;
    let mut out = fs::File::create_new(to).map_err(|cause| format!("it cannot be unpacked ({cause})"))?;
    io::copy(&mut source, &mut out).map_err(|cause| damaged(&cause))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn a_sealed_file_opens_with_its_passphrase_alone_and_never_when_it_was_cut_or_altered() {
        let folder = temp_dir::TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        // Longer than one of the format's pieces of 64 KiB, so that whole pieces can be cut off too.
        let plain: Vec<u8> = (0..150_000_u32).map(|at| (at % 251) as u8).collect();
        fs::write(at("plain"), &plain).unwrap();
        seal_with(&at("plain"), fs::File::create(at("sealed")).unwrap(), secret("four words of wool"), 2).unwrap();
        assert!(is_sealed(&at("sealed")).unwrap() && !is_sealed(&at("plain")).unwrap());
        open(&at("sealed"), &at("opened"), secret("four words of wool")).unwrap();
        assert_eq!(fs::read(at("opened")).unwrap(), plain);
        let wrong = open(&at("sealed"), &at("never"), secret("four words of silk")).unwrap_err();
        assert_eq!(wrong, "the passphrase does not open this file");
        let sealed = fs::read(at("sealed")).unwrap();
        let mut tried = 0;
        for length in (0..sealed.len()).step_by(307).chain(sealed.len() - 20..sealed.len()) {
            fs::write(at("cut"), &sealed[..length]).unwrap();
            let _ = fs::remove_file(at("out"));
            open(&at("cut"), &at("out"), secret("four words of wool")).expect_err("a cut file was believed");
            tried += 1;
        }
        for place in (0..sealed.len()).step_by(307) {
            let mut altered = sealed.clone();
            altered[place] ^= 0x10;
            fs::write(at("altered"), &altered).unwrap();
            let _ = fs::remove_file(at("out"));
            open(&at("altered"), &at("out"), secret("four words of wool")).expect_err("an altered file was believed");
            tried += 1;
        }
        assert!(tried > 900, "{tried}");
    }
}
