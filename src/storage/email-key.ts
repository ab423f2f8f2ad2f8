/**
 * Returns the key by which an email is unique among an organization's members and looked up. Two addresses
 * have the same key if they differ only in case according to Unicode (Unicode 3.13, D145), so a capital
 * letter or another encoding of an accent does not create another account.
 */
export function emailKey(email: string): string {
  return Array.from(email.normalize('NFD'), foldCase).join('').normalize('NFC');
}

/**
 * Returns the keys under which an email may be stored, in the order in which to try them. A member whose
 * folded key already belonged to another member when case folding was introduced kept the former key: the
 * address in lower case.
 */
export function emailKeys(email: string): readonly string[] {
  const former = email.toLowerCase();
  const key = emailKey(email);
  return former === key ? [key] : [former, key];
}

/** Returns the row with the earliest of several keys. */
export function firstOfKeys<Row extends { readonly emailKey: string }>(
  rows: readonly Row[],
  keys: readonly string[],
): Row | undefined {
  return rows.toSorted((a, b) => keys.indexOf(a.emailKey) - keys.indexOf(b.emailKey))[0];
}

/**
 * Full case folding of one character. Upper case unifies equal letters (ß and ẞ to SS, ς and σ to Σ), except
 * for the dotless i, whose upper case belongs to another letter.
 */
function foldCase(character: string): string {
  return character === 'ı' ? character : character.toLowerCase().toUpperCase().toLowerCase();
}
