import type { Content } from './content.ts';

const fonts = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Programs that support it use the second half in the dark; others show the light colors, which are inline. */
const dark = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#0f1115!important}
.card{background:#181b21!important;border-color:#2b303a!important}
.ink,.ink a{color:#e8eaee!important}
.muted,.muted a{color:#a3aab6!important}
.line{border-color:#2b303a!important}
.button{background:#8ab4ff!important;color:#0b1220!important}
}
@media (max-width:480px){.pad{padding:24px 20px!important}}
`.replaceAll('\n', '');

const paragraph = (text: string, color: 'ink' | 'muted', size: number) =>
  `<p class="${color}" style="margin:0 0 16px;font-size:${size}px;line-height:1.55;color:${colors[color]};overflow-wrap:anywhere">${escaped(text)}</p>`;
const colors = { ink: '#1c2129', muted: '#5b6472' } as const;

/** Returns the HTML of a message, for light and dark, without any address but that of its link. */
export function htmlOf(content: Content): string {
  const { organization, subject, title, paragraphs, facts = [], action, advice = [], reason } = content;
  const body = [
    `<p class="muted" style="margin:0 0 20px;font-size:14px;font-weight:600;color:${colors.muted};overflow-wrap:anywhere"><bdi>${escaped(organization)}</bdi></p>`,
    `<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600;color:${colors.ink};overflow-wrap:anywhere">${escaped(title)}</h1>`,
    ...paragraphs.map((text) => paragraph(text, 'ink', 16)),
    facts.length === 0 ? '' : factsOf(facts),
    action ? buttonOf(action) : '',
    ...advice.map((text) => paragraph(text, 'muted', 14)),
  ].join('\n');
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>${dark}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5f7;font-family:${fonts}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:#f4f5f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="card" style="max-width:560px;background:#ffffff;border:1px solid #e0e3e8;border-radius:12px">
<tr><td class="pad" style="padding:32px;font-family:${fonts}">
${body}
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="padding:16px 20px;font-family:${fonts}">
<p class="muted" style="margin:0;font-size:13px;line-height:1.5;color:${colors.muted};overflow-wrap:anywhere">${escaped(reason)}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function factsOf(facts: NonNullable<Content['facts']>): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><td class="muted line" style="padding:8px 16px 8px 0;border-top:1px solid #e0e3e8;font-size:14px;line-height:1.5;color:${colors.muted};vertical-align:top;white-space:nowrap">${escaped(label)}</td><td class="ink line" style="padding:8px 0;border-top:1px solid #e0e3e8;font-size:14px;line-height:1.5;color:${colors.ink};overflow-wrap:anywhere;word-break:break-word"><bdi>${escaped(value)}</bdi></td></tr>`,
  );
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px">${rows.join('')}</table>`;
}

function buttonOf({ label, url }: NonNullable<Content['action']>): string {
  return `<p style="margin:4px 0 20px"><a class="button" href="${escaped(url)}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:#2457d6;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none">${escaped(label)}</a></p>
${paragraph('If the button does not work, copy this address into your browser:', 'muted', 14)}
<p class="muted" style="margin:0 0 16px;font-size:13px;line-height:1.5;color:${colors.muted};word-break:break-all">${escaped(url)}</p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
