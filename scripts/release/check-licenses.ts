// `npm run licenses`: fails if the license of a package that the product contains is not accepted.
import { fileURLToPath } from 'node:url';
import { licenseProblems } from './licenses.ts';

const problems = licenseProblems(fileURLToPath(new URL('../../', import.meta.url)));
process.stdout.write(problems.length === 0 ? 'All licenses are accepted.\n' : '');
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
