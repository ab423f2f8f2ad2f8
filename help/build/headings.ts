/** A heading of a page, with the address of its part. */
export type Heading = { readonly level: number; readonly text: string; readonly id: string };

/** The anchor of a heading, as code hosts write it: lowercase, without punctuation, with dashes. */
export function anchorOf(text: string, used: ReadonlySet<string>): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
  if (!used.has(slug)) return slug;
  let number = 1;
  while (used.has(`${slug}-${number}`)) number += 1;
  return `${slug}-${number}`;
}
