# Words of the plan.
progress-not-started = Not started
progress-on-track = On track
progress-some-way = Some way to go
progress-met = Met
progress-not-met = Not met
