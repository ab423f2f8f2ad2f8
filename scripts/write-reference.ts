import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openApiDocument } from './reference/document.ts';
import { referencePages } from './reference/pages.ts';

/** Writes the pages of docs/ that come from the code: `npm run reference`. */
const root = new URL('../', import.meta.url);
const pages = await referencePages(await openApiDocument());
for (const path of globSync('docs/reference/**/*.md', { cwd: root })) rmSync(new URL(path, root));
for (const [path, text] of pages) {
  mkdirSync(dirname(new URL(path, root).pathname), { recursive: true });
  writeFileSync(new URL(path, root), text);
}
