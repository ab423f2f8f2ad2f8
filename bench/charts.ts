import type { Results } from './results.ts';

type Bar = { readonly name: string; readonly value: number };

const width = 800;
const labelWidth = 320;
const barHeight = 26;
const gap = 10;

/** Draws the charts of docs/performance/README.md. Returns SVG by name. */
export function chartsOf({ wire, lookUps, flows, peers }: Results): Record<string, string> {
  const ours = { hot: wire.hot, cold: wire.cold, ...flows.sqlite };
  const compared = ['hot', 'cold', 'introspection', 'refresh', 'code exchange'];
  return {
    peers: drawBars('Requests per second, higher is better', [
      ...barsOf(wire).filter(({ name }) => name === 'bare Fastify'),
      ...barsOf(ours)
        .filter(({ name }) => compared.includes(name))
        .map(({ name, value }) => ({ name: `Spedy, ${name}`, value })),
      ...barsOf(peers),
    ]),
    'table-size': drawBars(
      'Requests per second with a database lookup for each, by table size',
      barsOf(lookUps),
    ),
  };
}

function barsOf(group: Readonly<Record<string, { readonly perSecond: number } | undefined>>): Bar[] {
  return Object.entries(group).map(([name, figures]) => ({ name, value: figures?.perSecond ?? 0 }));
}

function drawBars(title: string, bars: readonly Bar[]): string {
  const maximum = Math.max(...bars.map(({ value }) => value));
  const height = 44 + bars.length * (barHeight + gap);
  const maximumLength = width - labelWidth - 90;
  const drawn = bars.map(({ name, value }, index) => {
    const y = 40 + index * (barHeight + gap);
    const length = Math.max(1, (value / maximum) * maximumLength);
    const label = `<text x="${labelWidth - 8}" y="${y + 18}" text-anchor="end">${escapeXml(name)}</text>`;
    const bar = `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3" fill="#4f6bed"/>`;
    const figure = `<text x="${(labelWidth + length + 8).toFixed(1)}" y="${y + 18}">${Math.round(value).toLocaleString('en')}</text>`;
    return `${label}${bar}${figure}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="14">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="12" y="24" font-weight="600">${escapeXml(title)}</text>
${drawn.join('\n')}
</svg>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
