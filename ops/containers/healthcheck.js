// The image's health check: asks /readyz, and prints why the server is not ready. Plain JavaScript, because it runs every
// few seconds and starts in a few milliseconds this way; the image has no curl.
import { get } from 'node:http';

/** Milliseconds; less than the time limit of the check in the Dockerfile, so that the reason is printed. */
const timeout = 4_000;
const port = process.env.PORT || '3000';

// Failure is the default: whatever ends the program early, the check fails.
process.exitCode = 1;
const request = get({ host: '127.0.0.1', port, path: '/readyz', timeout, agent: false }, async (response) => {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  process.stdout.write(`${response.statusCode} ${body}\n`);
  if (response.statusCode === 200) process.exitCode = 0;
});
request.on('timeout', () => request.destroy(new Error(`no response within ${timeout / 1_000} seconds`)));
request.on('error', (error) => process.stdout.write(`port ${port}: ${error.message}\n`));
