/**
 * What an email is unique by among an organization's members and looked up by: two addresses have the same key where
 * Unicode takes them for the same but for their case (Unicode 3.13, D145), so that neither the way in which an accent
 * is typed nor a capital letter makes another account.
 */
export function emailKey(email: string): string {
  return Array.from(email.normalize('NFD'), foldCase).join('').normalize('NFC');
}

/**
 * The keys under which an email may be kept, to be tried in this order. A member whose address another member's
 * turned out to equal, once case was folded as it is now, has kept the key of before: the address in lower case.
 */
export function emailKeys(email: string): readonly string[] {
  const former = email.toLowerCase();
  const key = emailKey(email);
  return former === key ? [key] : [former, key];
}

/** Of rows found under several keys the one of the earliest. */
export function firstOfKeys<Row extends { readonly emailKey: string }>(
  rows: readonly Row[],
  keys: readonly string[],
): Row | undefined {
  return rows.toSorted((one, other) => keys.indexOf(one.emailKey) - keys.indexOf(other.emailKey))[0];
}

/**
 * Full case folding of one character. Upper case leads alike letters together (ß and ẞ to SS, ς and σ to Σ); the
 * dotless i alone must not follow, whose upper case is that of another letter.
 */
function foldCase(character: string): string {
  return character === 'ı' ? character : character.toLowerCase().toUpperCase().toLowerCase();
}
