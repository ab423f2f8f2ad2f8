-- Sends one request repeatedly. The headers are set with -H.
wrk.method = os.getenv('BENCH_METHOD')
local body = os.getenv('BENCH_BODY')
if body ~= '' then wrk.body = body end
dofile(os.getenv('BENCH_REPORT'))
