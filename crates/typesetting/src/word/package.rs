//! The file around the body: a zip whose members and moments are always the same.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::body::Written;
use super::poster::LANDSCAPE;
use super::xml::{escaped, field, run};
use crate::error::Error;
use crate::model::{Block, Document};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";
/// A4 upright with margins of 25 mm.
pub(super) const PORTRAIT: &str = "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1701\" w:right=\"1418\" w:bottom=\"1531\" w:left=\"1418\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/>";
/// Where the name of a document's parts meets what they are.
const PARTS: &[(&str, &str)] = &[
    ("styles", "styles"),
    ("settings", "settings"),
    ("numbering", "numbering"),
    ("footnotes", "footnotes"),
    ("header", "header1"),
    ("footer", "footer1"),
];

/// The properties of a section: how it begins, its page, its columns, and whether the head of the page is printed.
pub(super) fn section(begins: &str, page: &str, columns: usize, headed: bool) -> String {
    let header = if headed { "<w:headerReference w:type=\"default\" r:id=\"header\"/>" } else { "" };
    format!(
        "<w:sectPr>{header}<w:footerReference w:type=\"default\" r:id=\"footer\"/><w:type w:val=\"{begins}\"/>{page}\
         <w:cols w:num=\"{columns}\" w:space=\"340\"/></w:sectPr>"
    )
}

/// All parts, zipped.
pub(super) fn zipped(document: &Document, written: Written) -> Result<Vec<u8>, Error> {
    let mut last = match document.blocks.last() {
        Some(Block::Poster(_)) => section("continuous", LANDSCAPE, 1, false),
        _ => section("nextPage", PORTRAIT, 1, true),
    };
    if document.cover {
        // The cover has neither head nor foot.
        last = last.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>");
    }
    let texts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", core(document)),
        ("docProps/app.xml", app()),
        ("word/_rels/document.xml.rels", relations(&written)),
        ("word/document.xml", format!("<w:document {NAMES}><w:body>\n{}{last}</w:body></w:document>", written.body)),
        ("word/styles.xml", include_str!("styles.xml").replace("LANGUAGE", &escaped(&document.language))),
        ("word/settings.xml", settings(&document.language)),
        ("word/numbering.xml", format!("<w:numbering {NAMES}>{}</w:numbering>", written.numbering)),
        ("word/footnotes.xml", footnotes(&written.footnotes)),
        ("word/header1.xml", header(document)),
        ("word/footer1.xml", footer(document)),
    ];
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let broken = |cause: &dyn std::fmt::Display| Error::Refused(vec![format!("the Word file: {cause}")]);
    let mut add = |name: &str, bytes: &[&[u8]]| -> Result<(), Error> {
        zip.start_file(name, options).map_err(|cause| broken(&cause))?;
        bytes.iter().try_for_each(|part| zip.write_all(part)).map_err(|cause| broken(&cause))
    };
    for (name, text) in &texts {
        let head = if name.starts_with("word/styles") { "" } else { HEAD };
        add(name, &[head.as_bytes(), text.as_bytes()])?;
    }
    for (at, picture) in written.pictures.iter().enumerate() {
        add(&format!("word/media/picture{}.png", at + 1), &[picture])?;
    }
    Ok(zip.finish().map_err(|cause| broken(&cause))?.into_inner())
}

fn content_types() -> String {
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut out = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
         <Override PartName=\"/docProps/app.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{kind}.document.main+xml\"/>"
    );
    for (name, file) in PARTS {
        out.push_str(&format!("<Override PartName=\"/word/{file}.xml\" ContentType=\"{kind}.{name}+xml\"/>"));
    }
    out + "</Types>"
}

const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";

fn package_relations() -> String {
    format!(
        "{RELATIONS}<Relationship Id=\"document\" Type=\"{RELATION}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"core\" \
         Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/>\
         <Relationship Id=\"app\" Type=\"{RELATION}/extended-properties\" Target=\"docProps/app.xml\"/></Relationships>"
    )
}

fn relations(written: &Written) -> String {
    let mut out = RELATIONS.to_owned();
    for (name, file) in PARTS {
        out.push_str(&format!("<Relationship Id=\"{name}\" Type=\"{RELATION}/{name}\" Target=\"{file}.xml\"/>"));
    }
    for at in 1..=written.pictures.len() {
        out.push_str(&format!(
            "<Relationship Id=\"picture{at}\" Type=\"{RELATION}/image\" Target=\"media/picture{at}.png\"/>"
        ));
    }
    out + &written.links + "</Relationships>"
}

/// What a catalogue reads. The only moment in the file is the day of the document.
fn core(document: &Document) -> String {
    let day = document.date;
    let moment = format!("{:04}-{:02}-{:02}T00:00:00Z", day.year, day.month, day.day);
    let authors = if document.authors.is_empty() { document.organisation.clone() } else { document.authors.join("; ") };
    let lines = [
        ("dc:title", document.title.as_str()),
        ("dc:creator", &authors),
        ("dc:description", document.description.as_deref().unwrap_or_default()),
        ("cp:keywords", &document.keywords.join(", ")),
        ("dc:language", &document.language),
        ("cp:lastModifiedBy", &document.organisation),
    ];
    let lines: String = lines.iter().map(|(name, text)| format!("<{name}>{}</{name}>", escaped(text))).collect();
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{lines}\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{moment}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{moment}</dcterms:modified></cp:coreProperties>"
    )
}

fn app() -> String {
    "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
     <Application>Weft</Application></Properties>"
        .into()
}

fn settings(language: &str) -> String {
    format!(
        "<w:settings xmlns:w=\"{WORD}\"><w:defaultTabStop w:val=\"720\"/><w:footnotePr><w:footnote w:id=\"-1\"/>\
         <w:footnote w:id=\"0\"/></w:footnotePr><w:compat><w:compatSetting w:name=\"compatibilityMode\" \
         w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"{}\"/></w:settings>",
        escaped(language)
    )
}

fn footnotes(notes: &str) -> String {
    let line = |id: &str, kind: &str, mark: &str| {
        format!("<w:footnote w:type=\"{kind}\" w:id=\"{id}\"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>")
    };
    let separators =
        line("-1", "separator", "separator") + &line("0", "continuationSeparator", "continuationSeparator");
    format!("<w:footnotes {NAMES}>{separators}{notes}</w:footnotes>")
}

fn header(document: &Document) -> String {
    let words = run("", &document.organisation) + "<w:r><w:tab/></w:r>" + &run("", &document.title);
    format!("<w:hdr {NAMES}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{words}</w:p></w:hdr>")
}

/// Edition and day, and the number of the page in the words of the document.
fn footer(document: &Document) -> String {
    let left: Vec<String> = document.version.iter().cloned().chain([document.spoken_day()]).collect();
    let mut runs = run("", &left.join(" \u{b7} ")) + "<w:r><w:tab/></w:r>";
    let mut rest = document.words.page.as_str();
    while let Some(open) = rest.find('{') {
        let known = [("{page}", "PAGE"), ("{pages}", "NUMPAGES")];
        let found = known.iter().find(|(name, _)| rest[open..].starts_with(name));
        let (length, made) = found.map_or((1, run("", "{")), |(name, code)| (name.len(), field(code, "", "1")));
        runs.push_str(&run("", &rest[..open]));
        runs.push_str(&made);
        rest = &rest[open + length..];
    }
    runs.push_str(&run("", rest));
    format!("<w:ftr {NAMES}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{runs}</w:p></w:ftr>")
}
