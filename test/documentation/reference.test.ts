import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../scripts/reference/document.ts';
import { referencePages } from '../../scripts/reference/pages.ts';
import { paths } from '../architecture/repository.ts';

describe('the reference in docs/', () => {
  let written: ReadonlyMap<string, string>;
  beforeAll(async () => {
    written = await referencePages(await openApiDocument());
  });

  it('is what `npm run reference` writes from the code', () => {
    const stale = [...written].filter(
      ([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text,
    );
    expect(stale.map(([path]) => `${path}: run npm run reference`)).toEqual([]);
  });

  it('has no page of something that is gone', () => {
    const pages = paths.filter((path) => path.startsWith('docs/reference/') && path.endsWith('.md'));
    expect(pages.filter((path) => !written.has(path))).toEqual([]);
  });
});
