# What the crate `sheets` has to say, as suggested English. The application includes this file.
# Cells of pasted tables are read by the crate `figures`; its messages stand in its own file.

## The file
sheet-too-large = The file holds { $bytes } bytes; at most { $most } are read. Split it into several files.
sheet-is-a-workbook = This is a spreadsheet workbook, not CSV. Open it and save the sheet as "CSV UTF-8".
sheet-utf-16 = The file is in UTF-16. Save it again as "CSV UTF-8".
sheet-not-utf-8 = The file is not UTF-8: line { $line } holds a character that cannot be read. Save it again as "CSV UTF-8".
sheet-empty = There is nothing in it. The first row names the columns.
sheet-open-quote = A quotation mark is opened and never closed. Close it, or remove it.
sheet-unreadable-row = This row cannot be read as CSV.
sheet-too-many-rows = There are more than { $most } rows. Split the file into several files.
sheet-too-many-columns = There are { $found } columns; at most { $most } are read.
sheet-other-separator = The columns are parted by a { $separator }. Save the file with commas.
sheet-more-issues = There are more problems than the { $most } listed. Put these right and try again.

## The header
sheet-column-without-name = Column { $column } has no name. Name it or remove it.
sheet-column-unknown = There is no column called { $column }. The columns are: { $known }.
sheet-column-twice = The column { $column } stands twice. Keep one.
sheet-column-missing = The column { $column } is missing. Add it to the first row.

## Rows and cells
sheet-row-width = The row has { $found } cells; the header has { $expected }.
sheet-cell-too-long = The cell holds { $length } characters; at most { $most } are read.
sheet-control-character = The cell holds a character that cannot be seen. Type the text again.

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
