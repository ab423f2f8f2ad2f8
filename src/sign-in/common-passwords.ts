let list: Promise<readonly string[]> | undefined;

/**
 * Whether a password is one of the 49,233 commonest, in any case, also with spaces or dots between its letters. The
 * list is loaded when somebody first chooses a password.
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
