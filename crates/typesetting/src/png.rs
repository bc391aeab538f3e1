//! A drawing as a picture of pixels, for slides and for Word: white behind, in the face of the reports.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use crate::error::Error;
use crate::pdf::Typesetter;

/// The longest side a picture may have, in pixels: two high screens side by side.
const LONGEST: f32 = 8_000.0;

/// A picture as the bytes of a PNG file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Png {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

impl Typesetter {
    /// Draws an SVG document as a PNG, `scale` pixels for each of its units (2 for slides), at most 8,000 pixels on the
    /// longer side. What the drawing refers to outside itself is left out.
    ///
    /// # Errors
    /// [`Error::Drawing`] where the drawing cannot be read; its `chart` is empty. [`Error::TooLarge`] where it is
    /// longer than the typesetter's limit of characters.
    pub fn png(&self, svg: &str, scale: f32) -> Result<Png, Error> {
        let found = svg.len();
        let allowed = self.limits().characters;
        if found > allowed {
            return Err(Error::TooLarge { what: "characters", found, allowed });
        }
        let options = Options {
            font_family: self.family().to_owned(),
            fontdb: self.faces(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options).map_err(|cause| broken(cause.to_string()))?;
        let size = tree.size();
        let longest = size.width().max(size.height()) * scale.max(f32::MIN_POSITIVE);
        let scale = if longest > LONGEST { scale * LONGEST / longest } else { scale };
        let (width, height) = (pixels(size.width() * scale), pixels(size.height() * scale));
        let mut pixmap = Pixmap::new(width, height).ok_or_else(|| broken("it has no size".into()))?;
        pixmap.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        let bytes = pixmap.encode_png().map_err(|cause| broken(cause.to_string()))?;
        Ok(Png { bytes, width, height })
    }
}

/// A float to whole pixels, at least one; a size that is no number is one pixel.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 1 and the longest side")]
fn pixels(length: f32) -> u32 {
    length.round().clamp(1.0, LONGEST) as u32
}

fn broken(message: String) -> Error {
    Error::Drawing { chart: String::new(), message }
}
