import type { Content } from './content.ts';

/** Returns the plain text of a message. */
export function textOf({
  organization,
  title,
  paragraphs,
  facts = [],
  action,
  advice = [],
  reason,
}: Content): string {
  const parts = [
    organization,
    title,
    ...paragraphs,
    ...(facts.length === 0 ? [] : [facts.map(([label, value]) => `${label}: ${value}`).join('\n')]),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...advice,
    `-- \n${reason}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
