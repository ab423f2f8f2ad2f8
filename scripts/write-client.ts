import { copyFileSync, writeFileSync } from 'node:fs';
import { errorCatalog } from '../src/contract/errors.ts';

/** Writes what `@spedy/client` has from the server: the types of its API, which the dashboard has too, and its error codes. */
const source = new URL('../packages/client/src/', import.meta.url);
copyFileSync(new URL('../dashboard/src/api/schema.ts', import.meta.url), new URL('schema.ts', source));
const codes = Object.keys(errorCatalog).map((code) => `  '${code}',`);
writeFileSync(
  new URL('error-codes.ts', source),
  `// Written by \`npm run types\` from the server's catalog of errors.

/** The codes of the API's errors. */
export const errorCodes = [
${codes.join('\n')}
] as const;

/** A code of the API's errors. A newer server may have others. */
export type ErrorCode = (typeof errorCodes)[number];
`,
);
