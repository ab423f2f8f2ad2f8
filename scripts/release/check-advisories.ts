// `npm run advisories`: fails if the registry knows of a vulnerability in a runtime dependency, or cannot be asked.
import { fileURLToPath } from 'node:url';
import { audit } from './audit.ts';

const result = audit(fileURLToPath(new URL('../../', import.meta.url)));
if ('unanswered' in result) {
  process.stderr.write(`${result.unanswered}.\n`);
  process.exitCode = 2;
} else if (result.found.length > 0) {
  for (const advisory of result.found) process.stderr.write(`${advisory}\n`);
  process.exitCode = 1;
} else process.stdout.write('No advisories of moderate or higher severity.\n');
