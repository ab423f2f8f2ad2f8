import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { version } from '../../src/contract/version.ts';
import { buildClient } from './client.ts';
import { writeFileList } from './file-list.ts';
import { hashedName, Images } from './images.ts';
import { type Links, type RenderedPage, renderPage } from './markdown.ts';
import { base, readPages, root, type SourcePage, targetOf, visibleSections } from './pages.ts';
import { searchIndex } from './search-index.ts';
import { type Assets, pageHtml } from './template.ts';

/** The folder of the build. */
const distribution = join(root, 'help/dist');

/**
 * Builds the site into a folder: an HTML file for each page, the files that they load, compressed copies, and files.json,
 * from which the server knows them.
 * @throws Error that names the page, if a link leads to no page or heading
 */
export async function buildSite(folder = distribution): Promise<void> {
  const client = await buildClient(folder);
  const write = (name: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  const writeHashed = (name: string, extension: string, content: string | Buffer) => {
    const path = hashedName(name, extension, content);
    write(path, content);
    return base + path;
  };

  const pages = readPages();
  const images = new Images(folder);
  const rendered = pages.map((page) => ({ ...page, ...renderPage(page.text, linksOf(page, pages, images)) }));
  requireAnchors(rendered);
  const assets: Assets = {
    ...client,
    icon: writeHashed('icon', '.svg', readFileSync(join(root, 'dashboard/public/favicon.svg'))),
    searchIndex: writeHashed('search-index', '.json', searchIndex(rendered)),
  };

  const sections = visibleSections(pages);
  const order = sections.flatMap(({ entries }) => entries.map(({ source }) => source));
  const addressOf = (source: string) => base + (pages.find((page) => page.source === source)?.path ?? '');
  const neighbor = (source: string | undefined) => {
    const page = pages.find((one) => one.source === source);
    return page ? { href: base + page.path, name: page.name } : null;
  };
  const shared = { sections, addressOf, assets, version };
  for (const page of rendered) {
    const index = order.indexOf(page.source);
    const html = pageHtml({
      ...shared,
      page,
      rendered: page,
      // A page that is not in the navigation belongs to the page of its folder.
      current: index === -1 ? `${dirname(page.source)}/README.md` : page.source,
      previous: index === -1 ? null : neighbor(order[index - 1]),
      next: index === -1 ? null : neighbor(order[index + 1]),
    });
    write(page.path === '' ? 'index.html' : `${page.path}.html`, html);
  }
  const missing = renderPage(missingText, { link: (href) => base + href, image: (src) => images.add(src) });
  const missingPage = { source: 'help', title: 'No such page' };
  const alone = { ...shared, current: '', previous: null, next: null };
  write('404.html', pageHtml({ ...alone, page: missingPage, rendered: missing }));
  writeFileList(folder, pages);
}

const missingText = `# No such page

This address does not exist in the help. Search for what you need, or begin with [the first page]().
`;

/** Rewrites the links of a page: to pages of the site, and to nothing for other files of the repository. */
function linksOf(page: SourcePage, pages: readonly SourcePage[], images: Images): Links {
  return {
    link: (href) => {
      if (/^(https?|mailto):/.test(href) || href.startsWith('#')) return href;
      const [path = '', anchor] = href.split('#');
      const target = targetOf(page.source, path);
      const source = ['', '.md', '/README.md'].map((end) => target + end);
      // The README of the repository and of docs/ introduce the same.
      const found =
        pages.find((one) => source.includes(one.source)) ?? (target === 'README.md' ? pages[0] : null);
      if (!found) return null;
      return base + found.path + (anchor === undefined ? '' : `#${anchor}`);
    },
    image: (src) => images.add(targetOf(page.source, src)),
  };
}

/** @throws Error if a link leads to a heading that its page does not have */
function requireAnchors(pages: readonly (SourcePage & RenderedPage)[]): void {
  const anchors = new Set(
    pages.flatMap(({ path, parts }) => parts.map(({ heading }) => `${base}${path}#${heading.id}`)),
  );
  for (const { source, path, html } of pages) {
    for (const [, href = ''] of html.matchAll(/ href="((?:\/help\/[^"]*)?#[^"]+)"/g)) {
      const target = href.startsWith('#') ? base + path + href : href;
      if (!anchors.has(target)) throw new Error(`${source} links to ${target}, which does not exist`);
    }
  }
}
