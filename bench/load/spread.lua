-- Sends a different token with each request, from the lines "host token" of the file BENCH_TOKENS, at most the first
-- BENCH_LIMIT. The order is random, or with BENCH_FROM the file's order from that line on.
local prepared = {}
local nextOne = tonumber(os.getenv('BENCH_FROM') or '')

local limit = tonumber(os.getenv('BENCH_LIMIT') or '') or math.huge

function init()
  for line in io.lines(os.getenv('BENCH_TOKENS')) do
    if #prepared == limit then break end
    local host, token = line:match('^(%S+) (%S+)$')
    prepared[#prepared + 1] =
      wrk.format('GET', nil, { Host = host, Authorization = 'Bearer ' .. token })
  end
  math.randomseed(os.time())
end

function request()
  if not nextOne then return prepared[math.random(#prepared)] end
  nextOne = nextOne % #prepared + 1
  return prepared[nextOne]
end

dofile(os.getenv('BENCH_REPORT'))
