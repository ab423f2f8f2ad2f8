import type { Options } from 'minisearch';

/** A part of a page, as the search finds it. */
export type Found = {
  /** Its address below the base. */
  readonly id: string;
  readonly title: string;
  /** The page that it is on, or the section of a page. */
  readonly page: string;
  readonly text: string;
  /** The beginning of the text. */
  readonly shown: string;
};

/**
 * How parts are indexed and searched, in the build and in the browser alike. Names such as `token_invalid` and
 * `SPEDY_BASE_URL` are words, and so are their parts.
 */
export const searchOptions: Options<Found> = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'shown'],
  tokenize: (text) =>
    (text.match(/[\p{L}\p{N}_]+/gu) ?? []).flatMap((word) =>
      word.includes('_') ? [word, ...word.split('_').filter((part) => part !== '')] : [word],
    ),
  searchOptions: {
    prefix: true,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    combineWith: 'AND',
    boost: { title: 4, page: 2 },
  },
};
