# What the crate `figures` has to say, as suggested English. The application includes this file.
# Arguments are text that is ready to be shown.

## Sessions and periods
session-empty = Enter a session, such as 2023-24.
session-bare-year = { $year } may mean { $ending } or { $starting }. Enter the one you mean.
session-not-consecutive = { $text } is not one session: its second year must follow the first, as in { $starting }.
session-not-a-session = { $text } is not a session. Write it as 2023-24.
session-out-of-range = { $text } is outside the sessions Weft knows, 1900-01 to 2098-99.
period-not-consecutive = A figure covers one session or two in a row; { $first } to { $last } is neither.

## Reasons in place of a value
reason-not-collected = Not collected
reason-not-applicable = Not applicable
reason-to-be-confirmed = To be confirmed
reason-not-published = Not published
reason-suppressed = Hidden to protect people
reason-affected = Affected by Covid
reason-not-available = Not available
reason-included-with-other-session = Included with the session beside it
reason-unknown = { $text } is not a reason. Use one of: { $known }.

## Units
unit-percent = per cent
unit-percentage-points = percentage points
unit-count = number
unit-per-1000 = per 1,000

## Numbers and printed cells
number-not-a-number = { $text } is not a number. Write digits with at most one decimal point, such as 74.5.
number-thousands = The comma in { $text } does not part thousands. Write 10,443 or 10443, and a point for decimals.
band-reversed = The band from { $low } to { $high } ends below its start.
cell-space-in-number = There is a space inside the number { $text }. Write 10,443 or 10443.
cell-band-out-of-range = { $text } is not a band of percentages: it must run upwards between 0% and 100%.
cell-marker-without-meaning = The legend of this source does not say what { $text } means. Add it to the legend, or give a value or a reason.
cell-unreadable = { $text } is neither a number nor a marker of this source.
legend-blank = A marker in a legend cannot be empty.
legend-number = { $text } is a number, so it cannot be a marker in a legend.
legend-two-meanings = { $text } has two meanings in this legend: { $first } and { $second }. Keep one.

## Counts, rates and regional figures
counts-negative = { $numerator } of { $denominator }: a count cannot be below zero.
counts-zero-denominator = { $numerator } of { $denominator }: there is nobody to take a share of.
counts-more-than-all = { $numerator } of { $denominator }: the numerator cannot be more than the denominator.
counts-too-large = { $numerator } of { $denominator }: a count cannot be above 1,000,000,000.
rounding-decimals = A figure has at most { $most } decimals, not { $decimals }.
pool-area-twice = { $area } is given twice. Keep one row for each area.
pool-nobody = No area has given its counts.
coverage-complete = All { $all } areas are included.
coverage-partial = { $included } of { $all } areas are included. Missing: { $missing }.

## The provisional rule of protection
protect-small-numerator = The numerator is from 1 to 4. Counts that small may reveal a person and are not accepted.
protect-small-denominator = The denominator is from 1 to 4. Counts that small may reveal a person and are not accepted.
protect-small-difference = The denominator less the numerator is from 1 to 4. Counts that small may reveal a person and are not accepted.
protect-one-area = Only a figure over at least { $fewest } areas is shown; this one covers { $included }.

## Charts
chart-axis-start = The axis starts at { $start }, not at zero.
chart-break = Definition changes
chart-gap-row = Gap
chart-bar = { $label }: { $value }.
chart-driver = { $heading }: { $aspects }.
chart-finding-first-last = { $label }: { $first } in { $first_session } and { $last } in { $last_session }.
chart-finding-range = Highest { $highest } in { $highest_session }, lowest { $lowest } in { $lowest_session }.
chart-finding-one = { $label }: { $value } in { $session }, the only value.
chart-finding-none = { $label }: no values.
chart-finding-missing = No value for { $sessions }.
chart-finding-gap = The gap was { $first } percentage points in { $first_session } and { $last } in { $last_session }.
chart-finding-break = The definition changes from { $session }.

## Checks of printed numbers
check-change = From { $from } to { $to } is a change of { $computed }, not { $stated }.
check-direction-up = From { $from } to { $to } is a rise.
check-direction-down = From { $from } to { $to } is a fall.
check-direction-level = From { $from } to { $to } is no change.
check-grim-input = { $percent }% of { $n } cannot be checked: it needs a percentage from 0 to 100 with at most six decimals, and a number of one or more.
check-impossible-share = { $percent }% cannot be a share of { $n }. The nearest are { $below } and { $above }.
check-gap = { $least } less { $most } is { $computed }, not { $stated }.

## Disclosure control
disclosure-value = { $cell } is { $value }. A count is from 0 to 1,000,000,000,000.
disclosure-relation = { $relation } does not hold together: every cell must be of this table and stand once, and a total needs a part.
disclosure-sum = The parts of { $relation } add up to { $sum }, not to { $total }.
disclosure-two-values = { $cell } is { $first } in one table and { $second } in the other.
disclosure-name-twice = { $name } stands twice in one hierarchy.
disclosure-name-unknown = There is no { $name } to add a part to.
disclosure-threshold = Counts can be hidden below { $lowest } to { $highest }, not below { $threshold }.
disclosure-unsafe = { $count } hidden numbers could still be worked out from what is already published: { $cells }. Publish less detail.
disclosure-small = { $cell } is hidden because it is below { $threshold }.
disclosure-asked = { $cell } is hidden because it was named as one to protect.
disclosure-complementary = { $cell } is hidden because { $protects } could otherwise be worked out from { $relation }.
