import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../support/answers/api-document.ts';
import { pages, read, root } from './repository.ts';

type Operation = { readonly summary?: string; readonly tags?: readonly string[] };
type Document = {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

describe('GET /openapi.json', () => {
  let document: Document;
  beforeAll(async () => {
    document = JSON.parse(await apiDocument());
  });

  /** Returns every operation, named `GET /path`. */
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        ...operation,
      })),
    );

  it('gives every route a summary', () => {
    expect(operations()).not.toEqual([]);
    expect(operations().filter(({ summary = '' }) => summary.trim() === '')).toEqual([]);
  });

  it('gives every route one tag of the list', () => {
    const known = document.tags.map(({ name }) => name);
    const tagged = ({ tags = [] }: Operation) =>
      tags.length === 1 && tags.every((tag) => known.includes(tag));
    expect(operations().filter((operation) => !tagged(operation))).toEqual([]);
  });

  it('has every route that the documentation names', () => {
    const known = operations().map(({ name }) => withoutNames(name));
    const named = pages().flatMap((page) =>
      [...read(page).matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/api\/[^`\s?]+)/g)].map(
        ([, route = '']) => route,
      ),
    );
    expect(named).not.toEqual([]);
    expect(named.filter((route) => !known.includes(withoutNames(route)))).toEqual([]);
  });

  it('matches the dashboard’s generated types; `npm run types` regenerates them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spedy-openapi-'));
    try {
      writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
      await expect(checkTypes(join(folder, 'openapi.json'))).resolves.toBeDefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** @throws Error when dashboard/src/api/schema.ts differs from what the generator makes of the document */
function checkTypes(documentPath: string) {
  const { resolve } = createRequire(join(root, 'dashboard/package.json'));
  const generator = join(dirname(resolve('openapi-typescript/package.json')), 'bin/cli.js');
  const output = join(root, 'dashboard/src/api/schema.ts');
  return promisify(execFile)(process.execPath, [generator, documentPath, '--output', output, '--check']);
}

/** Returns a route with the names of its parameters removed. */
function withoutNames(route: string): string {
  return route.replaceAll(/\{\w+\}/g, '{}');
}
