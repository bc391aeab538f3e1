-- What 200 connections ask for, one line of a file after another: a path, a tab, and perhaps a cookie.
local asked, at, threads = {}, 0, {}
wrong = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for line in io.lines(args[1]) do
    local path, cookie = line:match("^([^\t]*)\t(.*)$")
    local headers = { ["Accept-Encoding"] = "gzip" }
    if cookie ~= "" then headers["Cookie"] = cookie end
    asked[#asked + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #asked + 1
  return asked[at]
end

function response(status)
  if status ~= 200 and status ~= 303 and status ~= 304 then wrong = wrong + 1 end
end

function done(summary, latency)
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong") end
  local errors = summary.errors
  io.write(string.format("weft wrong %d\n", wrong + errors.connect + errors.read + errors.write + errors.timeout))
  io.write(string.format("weft answers %d\n", summary.requests))
  io.write(string.format("weft rate %.1f\n", summary.requests / summary.duration * 1000000))
  for _, share in ipairs({ 50, 95, 99 }) do
    io.write(string.format("weft p%d %.2f\n", share, latency:percentile(share) / 1000))
  end
end
