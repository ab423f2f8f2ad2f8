/**
 * A token of the search index: a 32-bit integer computed from an organization and three letters of a text, a board, or a
 * range of tickets. The organization is part of every token, so that a search reads nothing of other organizations.
 * Different tokens can be equal by chance, so whoever searches compares what was found with the text.
 */
export type Token = number;

/** Which text the letters are in: the title, or the title and the description. */
export type Part = 'title' | 'text';

const kinds = { title: 1, text: 2, board: 3, range: 4, words: 5 } as const;
/** Stands for the third letter of a pair, and for what is before and after a line. No code point is negative. */
const [noLetter, lineEnd] = [-1, -2];
/** So many letters before a space and after it are a token: few texts have both, even if both words are common. */
const besideSpace = 4;
/** Maximum number of tokens of letters that a search chooses from. */
const mostConsidered = 8;
/** Letters of scripts in which two of them are often a whole word. */
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Returns all tokens of a ticket. Its search text has the display ID, the title and the description on their own lines. */
export function ticketTokens(organizationId: string, boardId: string, searchText: string): Token[] {
  const [, title = '', ...description] = searchText.split('\n');
  const text = [title, ...description].join('\n');
  return [
    boardToken(organizationId, boardId),
    ...textTokens(organizationId, 'title', title),
    ...textTokens(organizationId, 'text', text),
    ...wordTokens(organizationId, text),
  ];
}

/** Returns the tokens of a folded text, without duplicates. No token spans two lines, because no search does. */
function textTokens(organizationId: string, part: Part, text: string): Set<Token> {
  const seed = seedOf(organizationId, kinds[part]);
  const tokens = new Set<Token>();
  let [first, second] = [lineEnd, lineEnd];
  for (const letter of text) {
    const third = letter === '\n' ? lineEnd : (letter.codePointAt(0) ?? 0);
    if (third !== lineEnd) {
      if (first !== lineEnd && second !== lineEnd) tokens.add(hash(seed, first, second, third));
      if (isPair(second, third)) tokens.add(hash(seed, second, third, noLetter));
    }
    [first, second] = third === lineEnd ? [lineEnd, lineEnd] : [second, third];
  }
  return tokens;
}

/**
 * Returns tokens that each text has that contains a folded search. There are none for a search of one letter, or of two
 * that are no ideographs.
 */
export function searchTokens(organizationId: string, part: Part, search: string): Token[] {
  const seed = seedOf(organizationId, kinds[part]);
  const letters = lettersOf(search);
  const [first = 0, second = 0] = letters;
  if (letters.length === 2 && isPair(first, second)) return [hash(seed, first, second, noLetter)];
  const last = letters.length - 3;
  const count = Math.min(last + 1, mostConsidered);
  const tokens = new Set<Token>();
  for (let index = 0; index < count; index += 1) {
    const start = count === 1 ? 0 : Math.round((index * last) / (count - 1));
    const [one = 0, two = 0, three = 0] = letters.slice(start, start + 3);
    tokens.add(hash(seed, one, two, three));
  }
  return [...tokens];
}

/**
 * Returns the tokens of adjacent words in a folded text, without duplicates: the letters beside each space. A text that
 * contains a search has all tokens of the search.
 */
export function wordTokens(organizationId: string, text: string): Token[] {
  const seed = seedOf(organizationId, kinds.words);
  const tokens = new Set<Token>();
  for (let space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
    const [start, end] = [space - besideSpace, space + 1 + besideSpace];
    if (start < 0 || end > text.length) continue;
    const letters = text.slice(start, end);
    if (!letters.includes('\n')) tokens.add(hash(seed, hashOf(letters), noLetter, noLetter));
  }
  return [...tokens];
}

/** One ticket in so many is a sample, whatever its texts are: it tells how frequent tokens are. */
const sampled = 1_024;

/** Whether a ticket is a sample. Both databases have the same ones. */
export function isSample(ticketId: string): boolean {
  return (hash(hashOf(ticketId), 0, 0, 0) >>> 0) % sampled === 0;
}

/** Returns the token of all tickets of a board. */
export function boardToken(organizationId: string, boardId: string): Token {
  return hash(seedOf(organizationId, kinds.board), hashOf(boardId), 0, 0);
}

/** Returns the token of a range of `2 ** bits` tickets of an organization, by the number of a ticket in it. */
export function rangeToken(organizationId: string, bits: number, ordinal: number): Token {
  return hash(seedOf(organizationId, kinds.range), bits, ordinal >> bits, 0);
}

function lettersOf(text: string): number[] {
  return Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
}

function isPair(first: number, second: number): boolean {
  // Most letters are before the first of these scripts.
  return first > 0x10ff && second > 0x10ff && isIdeograph(first) && isIdeograph(second);
}

function isIdeograph(letter: number): boolean {
  return ideograph.test(String.fromCodePoint(letter));
}

function seedOf(organizationId: string, kind: number): number {
  return hash(hashOf(organizationId), kind, 0, 0);
}

function hashOf(text: string): number {
  let state = 0;
  for (let index = 0; index < text.length; index += 1) state = mix(state, text.charCodeAt(index));
  return state;
}

function hash(seed: number, first: number, second: number, third: number): Token {
  const mixed = mix(mix(mix(seed, first), second), third);
  const spread = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return spread ^ (spread >>> 16);
}

/** The constants are those of well-known hash functions (the golden ratio; MurmurHash3). */
function mix(state: number, value: number): number {
  const mixed = Math.imul(state ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
