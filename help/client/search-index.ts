import MiniSearch from 'minisearch';
import { type Found, searchOptions } from '../search-options.ts';

/** Reads the index that the build wrote. In a file of its own, because only a search needs it. */
export function loadSearchIndex(json: string): MiniSearch<Found> {
  return MiniSearch.loadJSON(json, searchOptions);
}
