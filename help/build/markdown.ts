import MarkdownIt, { type Token } from 'markdown-it';
import { renderDiagram } from './diagrams.ts';
import { anchorOf, type Heading } from './headings.ts';
import { highlight } from './highlight.ts';
import { escapeHtml } from './html.ts';

/** What a page's links and images lead to on the site. */
export type Links = {
  /** The address of a link, or null if its file is not part of the site: then only its text stays. */
  readonly link: (href: string) => string | null;
  /** The address and size of an image. */
  readonly image: (src: string) => { readonly src: string; readonly width: number; readonly height: number };
};
/** A part of a page for the search: from one heading to the next, or a row of a table that explains one name. */
export type Part = { readonly heading: Heading; readonly text: string };
export type RenderedPage = {
  readonly html: string;
  readonly headings: readonly Heading[];
  readonly parts: readonly Part[];
};

/** The level of a row of a table as a part of a page: below every heading. */
export const rowLevel = 7;

const markdown = new MarkdownIt({ html: false, linkify: false });
/** Tables of the pages have line breaks in their cells; no other HTML is allowed. */
markdown.inline.ruler.before('text', 'line_break', (state, silent) => {
  if (!state.src.startsWith('<br>', state.pos)) return false;
  if (!silent) state.push('hardbreak', 'br', 0);
  state.pos += '<br>'.length;
  return true;
});

/** Renders a page. Nothing in it is inline that the Content-Security-Policy forbids: no style, script or handler. */
export function renderPage(text: string, links: Links): RenderedPage {
  const tokens = markdown.parse(text, {});
  const headings: Heading[] = [];
  const rows: Heading[] = [];
  const used = new Set<string>();
  const addAnchor = (token: Token, text: string): Heading => {
    const id = anchorOf(text, used);
    used.add(id);
    token.attrSet('id', id);
    return { level: Number(token.tag.slice(1)) || rowLevel, text, id };
  };
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') headings.push(addAnchor(token, plainText(tokens[index + 1])));
    const name = token.type === 'tr_open' ? nameOf(tokens[index + 2]) : null;
    if (name !== null) rows.push(addAnchor(token, name));
    // The only style that Markdown makes: the alignment of a column.
    const style = token.attrGet('style');
    if (style !== null) {
      token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style');
      token.attrJoin('class', String(style).replace('text-align:', ''));
    }
    if (token.type === 'inline') token.children = rewritten(token.children ?? [], links);
  }
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return { html, headings, parts: partsOf(tokens, [...headings, ...rows]) };
}

/** Rewrites the links and images of a paragraph. A link to a file outside the site becomes its text. */
function rewritten(children: readonly Token[], links: Links): Token[] {
  const result: Token[] = [];
  let isDropped = false;
  for (const token of children) {
    if (token.type === 'link_open') {
      const href = links.link(String(token.attrGet('href')));
      isDropped = href === null;
      if (href === null) continue;
      token.attrSet('href', href);
      if (/^https?:/.test(href)) token.attrSet('rel', 'noreferrer');
    }
    if (token.type === 'link_close' && isDropped) {
      isDropped = false;
      continue;
    }
    if (token.type === 'image') {
      const { src, width, height } = links.image(String(token.attrGet('src')));
      const size = { src, width: String(width), height: String(height), loading: 'lazy' };
      for (const [name, value] of Object.entries(size)) token.attrSet(name, value);
    }
    result.push(token);
  }
  return result;
}

let diagrams = 0;
markdown.renderer.rules.fence = (tokens, index) => {
  const { content = '', info = '' } = tokens[index] ?? {};
  const [language = ''] = info.trim().split(/\s+/);
  if (language === 'mermaid') {
    diagrams += 1;
    return renderDiagram(content, `d${diagrams}`);
  }
  // A region that scrolls needs a way to it by keyboard.
  const code = `<pre tabindex="0"><code>${highlight(content, language)}</code></pre>`;
  return `<div class="code" data-language="${escapeHtml(language)}">${code}</div>\n`;
};
markdown.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
markdown.renderer.rules.heading_close = (tokens, index) => {
  const { tag = '' } = tokens[index] ?? {};
  const id = tokens[index - 2]?.attrGet('id') ?? '';
  if (tag === 'h1') return '</h1>\n';
  const name = escapeHtml(`Link to “${plainText(tokens[index - 1])}”`);
  return ` <a class="anchor" href="#${id}" aria-label="${name}">#</a></${tag}>\n`;
};

/** What the parts of a page say, without code blocks. */
function partsOf(tokens: readonly Token[], headings: readonly Heading[]): Part[] {
  const parts: { heading: Heading; text: string[] }[] = [];
  const byId = new Map(headings.map((heading) => [heading.id, heading]));
  let row: { heading: Heading; text: string[] } | undefined;
  let section: { heading: Heading; text: string[] } | undefined;
  for (const [index, token] of tokens.entries()) {
    const heading = byId.get(String(token.attrGet('id')));
    const part = heading && { heading, text: [] };
    if (part) parts.push(part);
    if (part && token.type === 'heading_open') section = part;
    if (token.type === 'tr_open') row = part;
    if (token.type === 'tr_close') row = undefined;
    const isOwn = token.type === 'inline' && tokens[index - 1]?.type !== 'heading_open';
    const current = row ?? section;
    // The name of a row is its heading.
    const isName = row !== undefined && plainText(token) === row.heading.text;
    if (isOwn && !isName) current?.text.push(plainText(token));
  }
  return parts.map(({ heading, text }) => ({ heading, text: text.join(' ').replaceAll(/\s+/g, ' ') }));
}

/** The name that a row of a table explains, such as an error code or a setting: its first cell, if that is only code. */
function nameOf(cell: Token | undefined): string | null {
  const [code, ...others] = cell?.children ?? [];
  return code?.type === 'code_inline' && others.length === 0 ? code.content : null;
}

function plainText(token: Token | undefined): string {
  const words = (token?.children ?? []).map(({ type, content }) =>
    type === 'softbreak' || type === 'hardbreak' ? ' ' : content,
  );
  return words.join('');
}
