/** Returns a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A text as a cell of a table: one line, with its bars escaped. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/** A text as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** The line of a generated page that says where it comes from. */
export function origin(source: string): string {
  return `<!-- Written by npm run reference from ${source}. Do not edit. -->`;
}
