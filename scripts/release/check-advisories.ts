// `npm run advisories`: fails if the registry knows of a vulnerability in a runtime dependency, or cannot be asked.
import { fileURLToPath } from 'node:url';
import { audit } from './audit.ts';

const advisories = audit(fileURLToPath(new URL('../../', import.meta.url)));
if (advisories === null) {
  process.stderr.write('The registry did not answer: check the network, and try again.\n');
  process.exitCode = 2;
} else if (advisories.length > 0) {
  for (const advisory of advisories) process.stderr.write(`${advisory}\n`);
  process.exitCode = 1;
} else process.stdout.write('No advisories of moderate or higher severity.\n');
