import MiniSearch from 'minisearch';
import { searchOptions } from '../search-options.ts';
import { type Part, rowLevel } from './markdown.ts';
import type { SourcePage } from './pages.ts';

/** The longest text of a part that a result shows, in characters. All of it is searched. */
const shown = 180;

/** Returns the search index of the site as JSON, which browsers load when somebody searches. */
export function searchIndex(pages: readonly (SourcePage & { readonly parts: readonly Part[] })[]): string {
  const index = new MiniSearch(searchOptions);
  for (const page of pages) {
    for (const { heading, text } of page.parts) {
      // Of an operation, what it does is found; its fields, which many operations share, would hide everything else.
      if (heading.level === rowLevel && page.path.startsWith('reference/api/')) continue;
      const isFirst = heading.level === 1;
      index.add({
        id: isFirst ? page.path : `${page.path}#${heading.id}`,
        title: isFirst ? page.name : heading.text,
        page: isFirst ? page.section : page.name,
        text,
        shown: text.length > shown ? `${text.slice(0, shown).replace(/\s\S*$/, '')} …` : text,
      });
    }
  }
  return JSON.stringify(index);
}
