import { matchesGlob } from 'node:path';
import { paths, read } from '../architecture/repository.ts';

/** A block of commands on a page. */
export type Block = {
  readonly page: string;
  /** The line of the page on which it starts. */
  readonly line: number;
  readonly text: string;
};

const published = ['*.md', 'docs/**/*.md', 'packages/*/*.md'];

/** Every block of shell commands of the documentation, in order. Released notes are not run again. */
export function commandBlocks(): readonly Block[] {
  const pages = paths.filter(
    (path) => path !== 'CHANGELOG.md' && published.some((glob) => matchesGlob(path, glob)),
  );
  return pages.flatMap((page) =>
    [...read(page).matchAll(/^```(?:sh|bash|shell|console)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
      page,
      line: read(page).slice(0, match.index).split('\n').length,
      text: match[1] ?? '',
    })),
  );
}
