-- Sends one of many tokens with each request, in an order of chance: lines of "host token", from the file that
-- BENCH_TOKENS names, or of its first BENCH_LIMIT.
local prepared = {}

function init()
  for line in io.lines(os.getenv('BENCH_TOKENS')) do
    local host, token = line:match('^(%S+) (%S+)$')
    prepared[#prepared + 1] =
      wrk.format('GET', nil, { Host = host, Authorization = 'Bearer ' .. token })
  end
  math.randomseed(os.time())
end

local limit = tonumber(os.getenv('BENCH_LIMIT') or '') or math.huge

function request()
  return prepared[math.random(math.min(limit, #prepared))]
end

dofile(os.getenv('BENCH_REPORT'))
