import { dirname, join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFile, settingsPage } from '../../scripts/settings/page.ts';
import { errorCatalog } from '../../src/contract/errors.ts';
import { readSettings } from '../../src/server/config.ts';
import { settingList } from '../../src/server/settings/catalog.ts';
import { parseSettings } from '../../src/server/settings/settings-file.ts';
import { modulesUnder, pages, paths, read, readManifest, tableUnder } from './repository.ts';

/** Every path, whole and from each of its folders on. */
const endsOfPaths = new Set(
  paths.flatMap((path) => {
    const parts = path.split('/');
    return parts.map((_part, index) => parts.slice(index).join('/'));
  }),
);

describe.each(pages())('%s', (page) => {
  const text = read(page);
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');

  it('names only existing files and folders', () => {
    const named = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).filter(isPath);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });

  it('names functions only in files that contain them', () => {
    const named = [...prose.matchAll(/`([\w.]+)`(?:\s+in\s+|\s+\()`(src\/[^`]+\.ts)`/g)];
    const missing = named.filter(
      ([, name = '', path = '']) => !name.split('.').every((part) => hasWord(path, part)),
    );
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it('links only to existing pages and headings', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const own = links.filter((link) => !/^(https?|mailto):/.test(link));
    expect(own.filter((link) => !isValidLink(page, link))).toEqual([]);
  });

  it('names only npm scripts that package.json has', () => {
    const called = [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(test|start)\b)/g)];
    const names = called.map(([, script, short]) => script ?? short ?? '');
    expect(names.filter((name) => !(name in readManifest().scripts))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const rows = tableUnder('docs/errors.md', '## Codes');

  it('has one row for each code of the catalog, with its status, and no other', () => {
    const catalog = Object.entries(errorCatalog).map(([code, { status }]) => [code, String(status)]);
    expect(rows.map(([code, status]) => [code, status]).sort()).toEqual(catalog.sort());
  });

  it('says for each code when it occurs and what to do', () => {
    expect(rows.filter((row) => row.length !== 4 || row.includes(''))).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  it('has one line for each dependency, with its reason, and no other', () => {
    const { dependencies, devDependencies } = readManifest();
    const rows = [
      ...tableUnder('docs/dependencies.md', '## Runtime dependencies'),
      ...tableUnder('docs/dependencies.md', '## Development dependencies'),
    ];
    expect(rows.filter((row) => row.length !== 2 || row.includes(''))).toEqual([]);
    const named = rows.map(([name]) => name);
    expect(named).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  });
});

describe('docs/settings.md', () => {
  it('is what npm run settings writes', () => {
    expect(read('docs/settings.md')).toBe(settingsPage());
  });

  it('shows the defaults that are in force', () => {
    const { values } = readSettings({});
    const plain = settingList.filter(({ setting }) => !/ |unset|\{/.test(setting.shownDefault));
    const actual = plain.map(({ name, setting: { words } }) => {
      const value = values[name];
      return typeof value === 'boolean' ? words?.[value ? 1 : 0] : String(value);
    });
    expect(actual).toEqual(plain.map(({ setting }) => setting.shownDefault));
  });

  it('has an example file that sets each setting', () => {
    const text = exampleFile()
      .replaceAll(/^# /gm, '')
      .replace('"…"', `"${'A'.repeat(43)}="`);
    const { entries, problems } = parseSettings('spedy.toml', text);
    expect(problems).toEqual([]);
    expect([...entries.keys()].sort()).toEqual(settingList.map(({ setting }) => setting.key).sort());
    for (const { name, setting } of settingList)
      expect([name, setting.parse(entries.get(setting.key)?.text ?? '')]).not.toEqual([name, null]);
  });
});

describe('settings', () => {
  it('are read nowhere else', () => {
    const names = settingList.map(({ setting }) => setting.variable);
    const reading = new RegExp(String.raw`process\.env\s*[.[]|\benv\.(${names.join('|')})\b`);
    expect(modulesUnder('src').filter((path) => reading.test(read(path)))).toEqual([]);
  });
});

/** Returns whether a word in code style is a path here: it starts with a folder of the root, or is a file name. */
function isPath(word: string): boolean {
  if (!/^[\w.*-]+(\/[\w.*-]+)*\/?$/.test(word)) return false;
  const [first = ''] = word.split('/');
  return (word.includes('/') && paths.includes(first)) || /\.(ts|mjs|json|md)$/.test(word);
}

function exists(word: string): boolean {
  const path = word.replace(/\/$/, '');
  if (!path.includes('*')) return endsOfPaths.has(path);
  return paths.some((real) => matchesGlob(real, `**/${path}`));
}

function hasWord(path: string, word: string): boolean {
  return new RegExp(`\\b${word}\\b`).test(read(path));
}

function isValidLink(page: string, link: string): boolean {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? page : join(dirname(page), target).replaceAll('\\', '/').replace(/\/$/, '');
  if (!paths.includes(path)) return false;
  return anchor === undefined || anchorsOf(read(path)).includes(anchor);
}

/** Returns the anchors of a page's headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}
