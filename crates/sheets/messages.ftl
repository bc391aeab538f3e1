# What the crate `sheets` has to say, as suggested English. The application includes this file.
# Cells of pasted tables are read by the crate `figures`; its messages stand in its own file.

## The file
sheet-too-large = The file holds { $bytes } bytes; at most { $most } are read. Split it into several files.
sheet-is-a-workbook = This is a spreadsheet workbook, not CSV. Open it and save the sheet as "CSV UTF-8".
sheet-utf-16-damaged = The file is in UTF-16, and damaged. Save it again as "CSV UTF-8".
sheet-read-as-windows-1252 = The file is not UTF-8 and was read as Windows-1252, so that line { $line } says "{ $text }". If that is wrong, save the file again as "CSV UTF-8".
sheet-decimal-comma = { $text } has a decimal comma; it and the others in the file are read with a point.
sheet-decimals-mixed = { $text } has a decimal comma, and other numbers in the file have a point. Write all of them with a point.
sheet-not-utf-8 = The file is not UTF-8: line { $line } holds a character that cannot be read. Save it again as "CSV UTF-8".
sheet-empty = There is nothing in it. The first row names the columns.
sheet-open-quote = A quotation mark is opened and never closed. Close it, or remove it.
sheet-unreadable-row = This row cannot be read as CSV.
sheet-too-many-rows = There are more than { $most } rows. Split the file into several files.
sheet-too-many-columns = There are { $found } columns; at most { $most } are read.
sheet-more-issues = There are more problems than the { $most } listed. Put these right and try again.

## Workbooks
book-old-or-locked = This is an old Excel file (.xls), or a workbook locked with a password. Open it in Excel, take the password off, and save it as "Excel Workbook (.xlsx)".
book-locked = The file is locked with a password. Take the password off and save it again.
book-not-a-workbook = This is not an Excel workbook (.xlsx). Save it as "Excel Workbook (.xlsx)" or as "CSV UTF-8".
book-binary = This is a binary workbook (.xlsb). Open it and save it as "Excel Workbook (.xlsx)".
book-open-document = This is an OpenDocument file (.ods). Open it and save it as "Excel Workbook (.xlsx)".
book-damaged = The file is damaged and cannot be read. Open it, save it again under another name, and try with that.
book-packed-unusually = The file is packed in a way that is not read. Open it in Excel and save it again.
book-too-many-parts = The file holds { $found } parts; at most { $most } are read. Copy the sheet that is needed into a new workbook.
book-unpacked-too-large = Unpacked, the file would take { $bytes } bytes; at most { $most } are read. Copy the sheet that is needed into a new workbook.
book-packed-too-tightly = Unpacked, the file would be more than { $most } times as large; such a file is not read. Copy the sheet that is needed into a new workbook.
book-unpacked-larger-than-said = The file grows without end while it is unpacked, and is not read. Copy the sheet that is needed into a new workbook.
book-piece-too-long = The file holds a text without end. Copy the sheet that is needed into a new workbook.
book-part-not-utf-8 = The file is written in an unusual encoding. Open it in Excel and save it again.
book-part-with-doctype = The file holds definitions that no workbook needs, and is not read.
book-without-sheets = There is no sheet with cells in the workbook.
book-too-many-sheets = There are more than { $most } sheets. Copy the sheet that is needed into a new workbook.
book-too-many-cells = There are more than { $most } cells. Copy the sheet that is needed into a new workbook.
book-row-too-far = A row has the number { $row }; the last that a spreadsheet has is { $most }.
book-column-too-far = In row { $row } a cell stands beyond column { $most }, the last that a spreadsheet has.
book-rows-out-of-order = The rows after row { $row } are damaged. Open the file in Excel, save it again and try with that.
book-cells-out-of-order = The cells of row { $row } are damaged. Open the file in Excel, save it again and try with that.
book-sheet-missing = The cells of this sheet are missing from the file.
book-cells-far-apart = Row { $row } stands far from the others. Delete what stands there and save the file again.
book-cell-error = The cell shows the error { $text }. Put the formula right, or enter the value.
book-cell-uncomputed = The cell holds a formula without a result. Open the file in Excel, save it, and try again.
book-cell-too-long = The cell holds more text than is read. Shorten it.

## The header
sheet-column-without-name = Column { $column } has no name. Name it or remove it.
sheet-column-unknown = There is no column called { $column }. The columns are: { $known }.
sheet-column-twice = The column { $column } stands twice. Keep one.
sheet-column-missing = The column { $column } is missing. Add it to the first row.

## Rows and cells
sheet-row-width = The row has { $found } cells; the header has { $expected }.
sheet-cell-too-long = The cell holds { $length } characters; at most { $most } are read.
sheet-control-character = The cell holds a character that cannot be seen. Type the text again.

## Days
day-read-two-ways = { $text } may be { $first } or { $second }. Write it as one of these.
day-not-in-calendar = { $text } is not a day of the calendar.
day-short-year = { $text } has a year of two digits. Write all four.
day-unreadable = { $text } is not a day. Write it as 2014-08-18.

## Lists that are published
official-no-contact-list = No sheet looks like the list of schools: none has headings such as "Seed Code", "School Name" and "Primary Department".
official-no-statistics = No sheet looks like school-level statistics: none has headings such as "SeedCode" and "Pupil roll".
official-no-schools = The headings were found, but no row under them has a SEED code of seven digits.
official-session-unknown = The file does not say of which session it is. Name the session.
official-two-columns = This column looks like what { $read } holds, which is read; this one ({ $other }) is not.
official-headings-again = The headings stand here again; the row was passed over.
official-note-row = A note, not a school; the row was passed over: { $text }
official-row-without-seed = A row without a SEED code, such as a total; it was passed over: { $text }
official-seed-unreadable = { $text } is not a SEED code of seven digits; the row was passed over.
official-school-twice = The same school and department stands in row { $row } of { $sheet }; this one was passed over.
official-school-type-unknown = The row does not say whether the school is primary, secondary or special; it was passed over.
official-roll-not-whole = The roll is not a whole number of pupils.
official-stages-do-not-add-up = The stages add up to { $sum }; the roll is { $roll }.
official-quintiles-do-not-add-up = The SIMD quintiles add up to { $sum }; the roll is { $roll }.
official-name-missing = The school has no name; the row was passed over.
official-no-department = { $name } has no department that is marked "Yes"; the row was passed over.
official-department-twice = The department { $department } of this school stands on an earlier row too; it was passed over here.
official-neither-yes-nor-no = { $text } is neither yes nor no; it was read as no.
official-status-unknown = "{ $text }" does not say whether the school opened, closed or was mothballed; the row was passed over.
official-day-missing = The day of it is missing.
official-merger-without-code = A merger is told without SEED codes, so no predecessor was taken from it: { $text }
official-old-name-missing = The old name is missing.
official-split = { $name } was split; what came of it is not said, so nothing was changed.
official-stand-in-day = { $count } rows give { $day } as the day of opening. It stands for a day that is not known, and was not taken.
official-open-and-closed = { $name } is told to be closed or mothballed, but stands among the open schools in row { $row }; it was taken as open.
official-opened-and-not-open = { $name } is told to have opened, but is not among the open schools and never closed; it was passed over.
official-opened-with-closing-day = The row says that the school opened, and gives a day of closing; it was taken as closed.
official-opened-otherwise = { $name } is told to have opened with department { $department }, but is open with other departments; they were given its day of opening.
official-code-unknown = The SEED code { $seed }, named beside { $name }, is in none of the sheets; it was not taken.

## Pasted tables
paste-not-a-table = This is not a table with tabs. Copy the whole table, its heading row included.
paste-no-sessions = The heading row names no session, such as 2023/24.
paste-heading-empty = Column { $column } has no heading. Each value column starts with its session, such as 2023/24.
paste-session-twice = The session { $session } stands twice in the heading row.
paste-row-width = The row has { $found } cells; the heading row has { $expected }.
paste-number-in-theme = { $text } stands in the theme column, where a word belongs.
paste-word-in-value = { $text } stands in a value column, where a number or a marker belongs.
paste-label-missing = The row has no label in its first column.
paste-label-twice = The label { $label } stands on an earlier row too.
paste-themes-unconfirmed = Some rows have no theme. Confirm that a theme holds for the rows below it, or enter one in each row.
paste-theme-lost = The theme of this row is not known, because a damaged row stands above it. Put that row right first.

## The shift that a damaged row looks like
shift-cell-moved-left = It looks as if the cell in column { $from } belongs in column { $to }.
shift-empty-cell-too-many = It looks as if the empty cell in column { $column } is one too many, so that the cells after it belong one to the left.
shift-cell-missing = It looks as if a cell is missing in column { $column }, so that the cells from there belong one to the right.
