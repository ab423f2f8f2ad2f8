import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { navigation, type Section } from '../navigation.ts';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where every address of the site begins. */
export const base = '/help/';

export type SourcePage = {
  /** Its path in the repository, with `/` on every system. */
  readonly source: string;
  /** Its address below the base, without the base: `how-to/ci`, '' for the first page. */
  readonly path: string;
  readonly text: string;
  /** The first heading, as plain text. */
  readonly title: string;
  /** Its name in the navigation, or its title. */
  readonly name: string;
  readonly section: string;
};

/** Pages outside docs/, with their addresses. */
const rootPages: Readonly<Record<string, string>> = {
  'SECURITY.md': 'report-a-vulnerability',
  'CONTRIBUTING.md': 'contributing',
  'CHANGELOG.md': 'changelog',
};

/** Every page of the site: those of the navigation in its order, then all others by their path. */
export function readPages(): readonly SourcePage[] {
  const listed = navigation.flatMap(({ title, entries }) =>
    entries.map((entry) => ({ ...entry, section: title })),
  );
  const sources = [
    ...Object.keys(rootPages),
    ...globSync('docs/**/*.md', { cwd: root }).map((path) => path.replaceAll('\\', '/')),
  ];
  const inOrder = [
    ...listed.filter(({ source }) => sources.includes(source)).map(({ source }) => source),
    ...sources.filter((source) => !listed.some((entry) => entry.source === source)).sort(),
  ];
  return inOrder.map((source) => {
    const text = withoutComments(readFileSync(join(root, source), 'utf8'));
    const title = titleOf(source, text);
    const entry = listed.find((one) => one.source === source);
    return {
      source,
      path: pathOf(source),
      text,
      title,
      name: entry?.title ?? title,
      section: entry?.section ?? sectionOf(source),
    };
  });
}

/** The sections of the navigation with the pages that exist. */
export function visibleSections(pages: readonly SourcePage[]): readonly Section[] {
  const exists = (source: string) => pages.some((page) => page.source === source);
  return navigation.map((section) => ({
    ...section,
    entries: section.entries.filter(({ source }) => exists(source)),
  }));
}

/** The address of a page below the base. A README is the page of its folder. */
function pathOf(source: string): string {
  const own = rootPages[source];
  if (own !== undefined) return own;
  const path = source.replace(/^docs\//, '').replace(/\.md$/, '');
  return path === 'README' ? '' : path.replace(/\/README$/, '');
}

/** Removes comments, which say where a generated page comes from. */
function withoutComments(text: string): string {
  return text.replaceAll(/^<!--[\s\S]*?-->\n/gm, '');
}

function titleOf(source: string, text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`${source} has no heading`);
  return title.replaceAll(/[`*]/g, '');
}

/** The section of a page that is not in the navigation: that of its folder's own page. */
function sectionOf(source: string): string {
  const folderPage = `${dirname(source)}/README.md`;
  return navigation.find(({ entries }) => entries.some((one) => one.source === folderPage))?.title ?? 'More';
}

/** The file that a relative link of a page leads to, as its path in the repository. */
export function targetOf(source: string, link: string): string {
  return posix.normalize(posix.join(posix.dirname(source), link)).replace(/\/$/, '');
}
