//! Sealing: small secrets that must be read again are stored so that the database alone does not give them away.
//!
//! The key comes from the data folder's `secret` and a purpose; what is sealed is bound to a context, such as the id of its row,
//! so that it cannot be moved to another. ChaCha20-Poly1305 (RFC 8439), the nonce in front, as hexadecimal digits.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::{
    ids::{hex, keyed},
    problem::Problem,
    state::Weft,
};

fn key(weft: &Weft, purpose: &str) -> Result<LessSafeKey, Problem> {
    let broken = |what: &str| Problem::broken(anyhow::anyhow!("{what}"));
    let key = UnboundKey::new(&CHACHA20_POLY1305, &keyed(&weft.secret, &format!("seal|{purpose}"))?);
    Ok(LessSafeKey::new(key.map_err(|ring::error::Unspecified| broken("no key to seal with"))?))
}

/// Seals bytes for a purpose and a context.
///
/// # Errors
/// [`Problem::Broken`] when the system has no randomness to give.
pub fn seal(weft: &Weft, purpose: &str, context: &str, bytes: &[u8]) -> Result<String, Problem> {
    let nonce: [u8; NONCE_LEN] = weft.random.bytes()?;
    let mut sealed = bytes.to_vec();
    key(weft, purpose)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context.as_bytes()), &mut sealed)
        .map_err(|ring::error::Unspecified| Problem::broken(anyhow::anyhow!("a secret could not be sealed")))?;
    Ok(format!("{}{}", hex(&nonce), hex(&sealed)))
}

/// Opens what [`seal`] made for the same purpose and context; nothing where it was altered, or sealed under another secret.
///
/// # Errors
/// [`Problem::Broken`] when there is no key.
pub fn open(weft: &Weft, purpose: &str, context: &str, sealed: &str) -> Result<Option<Vec<u8>>, Problem> {
    let bytes: Option<Vec<u8>> = (0..sealed.len())
        .step_by(2)
        .map(|at| sealed.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let Some((nonce, rest)) = bytes.as_ref().and_then(|bytes| bytes.split_first_chunk::<NONCE_LEN>()) else {
        return Ok(None);
    };
    let mut rest = rest.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let opened = key(weft, purpose)?.open_in_place(nonce, Aad::from(context.as_bytes()), &mut rest);
    Ok(opened.ok().map(|bytes| bytes.to_vec()))
}
