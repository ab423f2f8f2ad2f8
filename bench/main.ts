/** `npm run bench` measures throughput; with `--scale`, how the cost of requests grows with the data. */
if (process.argv.includes('--scale')) await import('./scale/main.ts');
else await import('./throughput.ts');
