let list: Promise<readonly string[]> | undefined;

/**
 * Returns whether a password is one of the 49,233 most common ones, ignoring case and separators such as spaces or dots.
 * The list is loaded on first use.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  list ??= loadList();
  const passwords = await list;
  const folded = password.normalize('NFKC').toLowerCase();
  const joined = folded.replace(/[\s._-]/g, '');
  return passwords.includes(folded) || (joined !== '' && passwords.includes(joined));
}

async function loadList(): Promise<readonly string[]> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return dictionary['passwords-common'];
}
