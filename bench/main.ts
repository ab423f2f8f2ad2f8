/**
 * `npm run bench` measures throughput. An option measures something else: `--scale` how the cost of requests grows with the
 * data, `--regions` how long a revocation takes to reach other regions, `--workers` what a second worker adds, `--cost` the
 * processor time of single requests, `--mixed` the latency of hot requests beside others, `--rates` refreshes and
 * introspections, `--memory` resident memory, `--overload` twice the capacity.
 */
const has = (option: string) => process.argv.includes(option);
if (has('--scale')) await import('./scale/main.ts');
else if (has('--regions')) await import('./regions/main.ts');
else if (has('--workers')) await import('./workers.ts');
else if (has('--cost')) await import('./cost/main.ts');
else if (has('--mixed')) await import('./mixed/main.ts');
else if (has('--rates')) await import('./rates.ts');
else if (has('--memory')) await import('./memory.ts');
else if (has('--overload')) await import('./overload/main.ts');
else await import('./throughput.ts');
