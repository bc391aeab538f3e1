//! QR codes as drawings, for paper that leads back to a page: certificates, registers, forms.

use qrcodegen::{QrCode, QrCodeEcc};

use super::problem::Problem;

/// The quiet zone that readers need around a code, in modules.
const QUIET: i32 = 4;

/// A text as a QR code: one SVG document, dark on white, four units to a module, without a style or a script.
///
/// # Errors
/// [`Problem::Broken`] for a text of more than about 2,000 characters.
pub fn svg(text: &str) -> Result<String, Problem> {
    drawn(text, 1)
}

/// The same with white beside it, five times as wide as high: drawn as wide as a page, the code is a fifth of it.
///
/// # Errors
/// As [`svg`].
pub fn beside_nothing(text: &str) -> Result<String, Problem> {
    drawn(text, 5)
}

fn drawn(text: &str, times_as_wide: i32) -> Result<String, Problem> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Problem::broken)?;
    let side = code.size() + 2 * QUIET;
    let wide = side * times_as_wide;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {side}\" width=\"{}\" height=\"{}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#ffffff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000000\" \
         d=\"{path}\"/></svg>",
        wide * 4,
        side * 4
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_drawing_with_its_quiet_zone() {
        let svg = svg("https://weft.example/verify/ABCD-EFGH-JKMN-PQRS").unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && !svg.contains("style"));
        // The first dark module stands behind the quiet zone, and the code has its three finder patterns.
        assert!(svg.contains("d=\"M4 4h1v1h-1z"));
        assert!(super::svg(&"x".repeat(4000)).is_err());
    }
}
