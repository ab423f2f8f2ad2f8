import { renderMermaidSVG } from 'beautiful-mermaid';
import { escapeHtml } from './html.ts';

/** Tight spacing, because phones show diagrams too. */
const options = { padding: 12, nodeSpacing: 20, layerSpacing: 32 } as const;
/** Pixels up to which a diagram can shrink to the width of a phone and stay readable. Wider ones scroll. */
const phoneWidth = 400;

/**
 * Renders a Mermaid diagram to SVG that takes its colors and its font from the style sheet of the site. The style element
 * and attribute go, because the Content-Security-Policy allows no inline styles.
 * @param source a diagram with a line `accTitle: …`, which says what it shows to people who do not see it
 * @param prefix makes the IDs of this diagram unique on its page
 * @throws Error if the diagram has no `accTitle`
 */
export function renderDiagram(source: string, prefix: string): string {
  const title = /^\s*accTitle:\s*(.+)$/m.exec(source)?.[1];
  if (title === undefined) throw new Error(`A diagram needs a line "accTitle: …":\n${source}`);
  const svg = renderMermaidSVG(source.replace(/^\s*accTitle:.*\n/m, ''), options)
    .replaceAll(/<style>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ style="[^"]*"/g, '')
    .replaceAll(/\bid="([\w-]+)"/g, `id="${prefix}-$1"`)
    .replaceAll(/url\(#([\w-]+)\)/g, `url(#${prefix}-$1)`)
    .replace('<svg ', `<svg role="img" aria-label="${escapeHtml(title)}" `);
  const width = Number(/viewBox="[\d.]+ [\d.]+ ([\d.]+)/.exec(svg)?.[1]);
  return width <= phoneWidth
    ? `<div class="diagram diagram--narrow">${svg}</div>\n`
    : `<div class="diagram" tabindex="0">${svg}</div>\n`;
}
