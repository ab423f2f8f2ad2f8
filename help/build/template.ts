import type { Section } from '../navigation.ts';
import { escapeHtml } from './html.ts';
import type { RenderedPage } from './markdown.ts';
import type { SourcePage } from './pages.ts';

/** The addresses of the files that every page loads. */
export type Assets = {
  readonly theme: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly font: string;
  readonly icon: string;
  readonly searchIndex: string;
};
type Neighbor = { readonly href: string; readonly name: string };
export type PageParts = {
  readonly page: Pick<SourcePage, 'title' | 'source'>;
  readonly rendered: RenderedPage;
  readonly sections: readonly Section[];
  /** The address of a page, by its source. */
  readonly addressOf: (source: string) => string;
  /** The page of the navigation that this page belongs to. */
  readonly current: string;
  readonly previous: Neighbor | null;
  readonly next: Neighbor | null;
  readonly assets: Assets;
  readonly version: string;
};

const logo =
  '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/><path d="M20.5 9.5h-6a3.5 3.5 0 0 0 0 7h3a3 3 0 0 1 0 6h-7"/></svg>';
const menuIcon = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 4h12M2 8h12M2 12h12"/></svg>';
const searchIcon =
  '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/></svg>';
const themeIcon =
  '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6"/><path class="filled" d="M8 2a6 6 0 0 1 0 12z"/></svg>';

/** Returns a whole page. It is complete without scripts; they add the search, the theme and buttons to copy. */
export function pageHtml(parts: PageParts): string {
  const { page, rendered, assets, version } = parts;
  const title = page.source === 'docs/README.md' ? 'Spedy help' : `${page.title} · Spedy help`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<script src="${assets.theme}"></script>
<link rel="preload" href="${assets.font}" as="font" type="font/woff2" crossorigin>
${assets.styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<script type="module" src="${assets.script}"></script>
</head>
<body data-index="${assets.searchIndex}">
<a class="skip" href="#_content">Skip to the content</a>
<header class="bar">
<button class="icon menu" type="button" popovertarget="_navigation" aria-label="Menu">${menuIcon}</button>
<a class="home" href="${parts.addressOf('docs/README.md')}">${logo}<span>Spedy <b>help</b></span></a>
<button class="search" type="button" id="_search" aria-label="Search" aria-keyshortcuts="/" hidden>${searchIcon}<span>Search</span><kbd>/</kbd></button>
<button class="icon" type="button" id="_theme" hidden>${themeIcon}</button>
<a class="dashboard" href="/">Dashboard</a>
</header>
<div class="columns">
${navigationHtml(parts)}
<main id="_content" tabindex="-1">
<article>
${rendered.html}</article>
${neighborsHtml(parts)}
<footer>Spedy ${escapeHtml(version)} · <code>${escapeHtml(page.source)}</code></footer>
</main>
${outlineHtml(rendered)}
</div>
</body>
</html>
`;
}

function navigationHtml({ sections, addressOf, current }: PageParts): string {
  const lists = sections.map(({ title, entries }) => {
    const items = entries.map((entry) => {
      const mark = entry.source === current ? ' aria-current="page"' : '';
      return `<li><a href="${addressOf(entry.source)}"${mark}>${escapeHtml(entry.title)}</a></li>`;
    });
    return `<h2>${escapeHtml(title)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
  });
  return `<nav class="pages" id="_navigation" popover aria-label="Pages">\n${lists.join('\n')}\n</nav>`;
}

function outlineHtml({ headings }: RenderedPage): string {
  const parts = headings.filter(({ level }) => level === 2 || level === 3);
  if (parts.length < 2) return '<div class="outline"></div>';
  const items = parts.map(
    ({ level, text, id }) => `<li class="level${level}"><a href="#${id}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="outline" aria-label="On this page"><h2>On this page</h2>\n<ul>\n${items.join('\n')}\n</ul></nav>`;
}

function neighborsHtml({ previous, next }: PageParts): string {
  const link = (to: Neighbor | null, rel: string, label: string) =>
    to === null
      ? '<span></span>'
      : `<a rel="${rel}" href="${to.href}"><small>${label}</small>${escapeHtml(to.name)}</a>`;
  if (previous === null && next === null) return '';
  return `<nav class="neighbors" aria-label="Next pages">${link(previous, 'prev', 'Previous')}${link(next, 'next', 'Next')}</nav>`;
}
