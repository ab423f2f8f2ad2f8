-- Sends one of many tokens with each request: lines of "host token", from the file that BENCH_TOKENS names, or of its
-- first BENCH_LIMIT. In an order of chance; with BENCH_FROM in the file's order, from the token of that number on.
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
