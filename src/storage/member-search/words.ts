/** Letters of the beginning of a name by which members are sorted. Members who share them are sorted by ID. */
const orderedLetters = 24;
/** A word is as long as this at most, in an index and in a search. */
const longestWord = 40;
/** The name and the email of one member have at most so many words in the index. */
const mostWords = 60;
/** Letters of scripts that do not separate words. */
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Folds all spellings of a letter into one, also with and without accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Returns a text by whose order members are sorted by name. It has only digits and small letters, which all databases sort
 * alike.
 */
export function nameOrder(name: string): string {
  const letters = fold(name).slice(0, orderedLetters).split('');
  // Never empty, because a cursor has it.
  return `n${letters.map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0')).join('')}`;
}

/** Returns the words that a search must find, each as the beginning of a word. */
export function searchedWords(search: string): string[] {
  const words = fold(search).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map(shorten))];
}

/** Returns the words by which a member is found. */
export function memberWords(name: string, email: string): string[] {
  const words = searchedWords(`${name} ${email}`);
  return [...new Set(words.flatMap(withEnds))].slice(0, mostWords);
}

/** In scripts without spaces, a word can begin at each letter. */
function withEnds(word: string): string[] {
  if (!ideograph.test(word)) return [word];
  const letters = Array.from(word);
  return letters.map((_, index) => letters.slice(index).join(''));
}

function shorten(word: string): string {
  return Array.from(word).slice(0, longestWord).join('');
}
