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
chart-control-usual = Usual ups and downs
chart-control-better = Change for the better
chart-control-worse = Change for the worse
chart-control-unusual = More than the usual
chart-control-point = { $label }: { $value }, { $what }.
chart-control-upper = Upper limit { $value }
chart-control-mean = Mean { $value }
chart-control-lower = Lower limit { $value }
chart-control-target = Target { $value }
chart-funnel-centre = All: { $value }
chart-funnel-outer = 99.8% limits
chart-funnel-inner = 95% limits
chart-funnel-unit = { $label }: { $value } of { $people }, { $where }.

## Checks of printed numbers
check-change = From { $from } to { $to } is a change of { $computed }, not { $stated }.
check-direction-up = From { $from } to { $to } is a rise.
check-direction-down = From { $from } to { $to } is a fall.
check-direction-level = From { $from } to { $to } is no change.
check-grim-input = { $percent }% of { $n } cannot be checked: it needs a percentage from 0 to 100 with at most six decimals, and a number of one or more.
check-impossible-share = { $percent }% cannot be a share of { $n }. The nearest are { $below } and { $above }.
check-gap = { $least } less { $most } is { $computed }, not { $stated }.
check-grim-mean-input = A mean of { $mean } of { $n } cannot be checked: it needs a mean from 0 to 1,000,000 with at most six decimals, and a number from 1 to 1,000,000.
check-impossible-mean = { $mean } cannot be the mean of { $n } whole answers. The nearest are { $below } and { $above }.
check-share-of-counts = { $numerator } of { $denominator } is { $computed }%, not { $percent }%.
check-total = The { $parts } parts come to { $computed }, not to { $stated }.
check-text-table = The text says { $stated }; the table prints { $printed } for { $session }.
check-course-up = The text says that it rises from each session to the next; from { $from } in { $from_session } to { $to } in { $to_session } it does not.
check-course-down = The text says that it falls from each session to the next; from { $from } in { $from_session } to { $to } in { $to_session } it does not.
check-course-level = The text says that it stays the same; from { $from } in { $from_session } to { $to } in { $to_session } it does not.
check-not-highest = { $value } in { $session } is not the highest: { $other } stands for { $other_session }.
check-not-lowest = { $value } in { $session } is not the lowest: { $other } stands for { $other_session }.
check-not-absent = The text says that there is no value before { $first }; the table prints { $value } for { $session }.
check-range-percent = { $value } is not a percentage: it must lie from 0 to 100.
check-range-points = { $value } is not a difference of two percentages: it must lie from −100 to 100.
check-range-below-zero = { $value } is below zero, and what is counted cannot be.
check-range-not-whole = { $value } is not a whole number, and what is counted is.
check-jump = From { $from } in { $from_session } to { $to } in { $to_session } is a step of { $step }; the usual step is { $usual }. Is it right, and was the same thing counted?
check-vintages = { $first_source } says { $first }, { $second_source } says { $second }.
check-note-period = The note speaks of { $first } to { $last }; its value stands under { $period }.
check-note-stale = The note says that the latest figures are those of { $said }; the table goes to { $newest }.
check-word-twice = “{ $word }” is read as twice in a year by some and as every second year by others. Say which.
check-said-twice = { $about }: { $first } and { $second } cannot both be true.
check-people-attendances = { $people } people cannot come to { $attendances } attendances in all: each came at least once.
check-more-than-all = { $people } people are more than there are ({ $all }). Attendances may have been counted.
check-swing = From { $before } in { $before_session } to { $value } in { $session } and { $after } in { $after_session }: people may have been counted in one session and attendances in another.
check-parts-session = The parts come to { $sum }. For { $session } the table prints { $value }; nearer is { $other } of { $other_session }. Say which session is meant, and whether people or attendances are counted.
check-parts-unit = The parts come to { $sum }; for { $session } the table prints { $value }. Say what is left out, and whether people or attendances are counted.
check-two-kinds = { $name } stands for two things: { $first } and { $second }. Give each a name of its own.
check-label-order = One label in two forms: “{ $first }” and “{ $second }”.
check-label-words = Two labels for one indicator: “{ $first }” and “{ $second }”. Does it count the same?
check-marker-unexplained = The table prints { $marker } and no legend that explains it.
check-address = { $printed } looks like { $known } misspelt.
check-lists = The lists differ. In the first alone: { $only_first }. In the second alone: { $only_second }.
check-number-listed = { $stated } are said to be there; { $listed } are listed.
check-each-has = Each is said to have one; none is printed for { $without }.

## Statistics
interval-said = { $value } of { $n }; the true share plausibly lies between { $lower } and { $upper }.
slope-said-less = From the most deprived end of the scale to the least the share rises by { $size }, plausibly by between { $least } and { $most }. All groups are in it, not the outer two alone.
slope-said-more = From the most deprived end of the scale to the least the share falls by { $size }, plausibly by between { $least } and { $most }. All groups are in it, not the outer two alone.
slope-said-unclear = Over the whole scale of deprivation no clear slope shows: anything from { $low } to { $high } percentage points fits these numbers.
slope-too-few-groups = A slope needs at least { $fewest } groups with people in them; there are { $groups }.
slope-logit-ends = A group in which everybody or nobody counts has no place on this scale. Use the straight line.
pool-session-twice = { $session } is given twice. Two sessions in a row are put together.
pool-overlap = { $first } and { $second } both hold { $session }, so they are not independent and cannot be compared.

## Verdicts
verdict-better = Better
verdict-worse = Worse
verdict-no-clear-change = No clear change
verdict-too-few = Too few to tell
verdict-few-cases = Too few to tell: each side needs at least { $fewest } cases.
verdict-few-answers = Too few to tell: fewer than { $fewest } in 100 of those invited answered.
verdict-few-groups = Too few to tell: there are fewer than { $fewest } groups.
verdict-few-registers = Too few to tell: fewer than { $fewest } in 100 of the meetings held have a register.
verdict-said-rose-better = Better: it rose from { $before } of { $before_n } to { $now } of { $now_n }, by { $size }. The rise plausibly lies between { $least } and { $most }.
verdict-said-rose-worse = Worse: it rose from { $before } of { $before_n } to { $now } of { $now_n }, by { $size }. The rise plausibly lies between { $least } and { $most }.
verdict-said-fell-better = Better: it fell from { $before } of { $before_n } to { $now } of { $now_n }, by { $size }. The fall plausibly lies between { $least } and { $most }.
verdict-said-fell-worse = Worse: it fell from { $before } of { $before_n } to { $now } of { $now_n }, by { $size }. The fall plausibly lies between { $least } and { $most }.
verdict-said-no-clear-change = No clear change: it was { $before } of { $before_n } and is { $now } of { $now_n }. Anything from a fall of { $fall } to a rise of { $rise } percentage points fits these numbers.
verdict-gap-narrower-better = Better: the gap went from { $before } to { $now } percentage points. It is narrower by { $size }, plausibly by between { $least } and { $most }.
verdict-gap-narrower-worse = Worse: the gap went from { $before } to { $now } percentage points. It is narrower by { $size }, plausibly by between { $least } and { $most }.
verdict-gap-wider-better = Better: the gap went from { $before } to { $now } percentage points. It is wider by { $size }, plausibly by between { $least } and { $most }.
verdict-gap-wider-worse = Worse: the gap went from { $before } to { $now } percentage points. It is wider by { $size }, plausibly by between { $least } and { $most }.
verdict-gap-no-clear-change = No clear change: the gap was { $before } and is { $now } percentage points. Anything from { $fall } narrower to { $rise } wider fits these numbers.
verdict-gap-ends = The least deprived went from { $least_before } to { $least_now }, the most deprived from { $most_before } to { $most_now }.

## Control limits
xmr-too-few = There are { $points } values. From { $enough } on they show what is usual.
xmr-trial = There are { $points } values, so the limits are on trial: no trend is called before there are { $enough }.
xmr-usual = Nothing but the usual ups and downs: all { $points } values lie about { $mean }, between { $lower } and { $upper }.
xmr-special = More than the usual ups and downs: { $special } of { $points } values. The usual ones lie about { $mean }, from { $lower } to { $upper }.
xmr-latest-usual = The latest value is one of the usual ups and downs.
xmr-latest-better = The latest value belongs to a change for the better: ask what was done, and keep it.
xmr-latest-worse = The latest value belongs to a change for the worse: ask what happened.
xmr-target-met = The target of { $target } will be met as things are.
xmr-target-missed = The target of { $target } will not be met by the present way of working.
xmr-target-sometimes = The target of { $target } will be met at some times and missed at others.

## Funnels
funnel-within = All { $units } lie within the 99.8% limits about { $centre }: chance alone may explain where each stands.
funnel-far = Outside the 99.8% limits about { $centre }, further than chance alone explains: { $far } of { $units }. That is a reason to ask, not a ranking.
funnel-spread = The differences are larger than chance alone explains, as they are where the people served differ.
funnel-few-units = With only { $units } nobody can tell whether they differ as a whole by more than chance. No order is given.
funnel-position-nobody = nobody counted
funnel-position-within = within the limits
funnel-position-above = above the 95% limit
funnel-position-below = below the 95% limit
funnel-position-far-above = above the 99.8% limit
funnel-position-far-below = below the 99.8% limit

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
