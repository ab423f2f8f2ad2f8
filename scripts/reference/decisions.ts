import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { origin, table } from './table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The index of the decisions. */
export function decisionsPage(): string {
  const rows = globSync('docs/decisions/[0-9]*.md', { cwd: root })
    .map((path) => basename(path.replaceAll('\\', '/')))
    .sort()
    .map((file) => {
      const [, number = '', title = ''] =
        /^# (\d+)\. (.+)$/m.exec(readFileSync(join(root, 'docs/decisions', file), 'utf8')) ?? [];
      return [number, `[${title}](${file})`];
    });
  return `# Decisions\n\n${origin('docs/decisions/')}\n\n${introduction}\n${table(['number', 'decision'], rows)}\n`;
}

const introduction = `Each decision has its context, what was decided, and what follows from it. A decision stays until a better one is measured.
`;
