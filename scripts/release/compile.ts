import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/** A relative module in a string: of an import, or of a URL. */
const relativeModule = /(['"])(\.{1,2}\/[^'"\n]*)\.ts\1/g;

/**
 * Writes src/ as JavaScript into dist/, because Node strips no types below node_modules. Types become spaces, so that every
 * line and column of a stack trace is the one of the source.
 */
export function compile(root: string): void {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const sources = globSync('src/**/*.{ts,js,json}', { cwd: root }).filter(
    (path) => !path.endsWith('.test.ts'),
  );
  for (const path of sources.sort()) {
    const target = join(root, path.replace(/^src/, 'dist').replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    if (path.endsWith('.ts')) writeFileSync(target, compiled(readFileSync(join(root, path), 'utf8')));
    else cpSync(join(root, path), target);
  }
}

function compiled(source: string): string {
  return stripTypeScriptTypes(source).replaceAll(relativeModule, '$1$2.js$1');
}
