# Words of indicators.
control-few = The present definition has { $points } values that can be compared. With { $more } more, this page can show which changes are larger than the usual ups and downs.
control-other-length = A value of another number of sessions
control-other-authorities = Over other authorities
control-earlier = By an earlier definition
control-upper = Upper limit
control-mean = Mean
control-lower = Lower limit
