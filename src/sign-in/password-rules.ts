import { invalidField } from '../contract/errors.ts';
import { hashPassword, normalizePassword, passwordLength } from '../credentials/password.ts';
import { isCommonPassword } from './common-passwords.ts';

/** What somebody who knows a member would try first. */
export type PasswordOwner = {
  readonly email: string;
  readonly name: string;
  readonly organization: { readonly slug: string; readonly name: string };
};

/**
 * Refuses a weak password before anything is hashed or looked up. A password has 12 to 200 characters, of any kind,
 * spaces at the ends included. The most common passwords and the member's own email, name and organization are refused
 * (NIST SP 800-63B 3.1.1.2).
 * @throws SpedyError validation_failed on the field `path`
 */
export async function requireGoodPassword(
  path: string,
  password: string,
  owner: PasswordOwner,
): Promise<void> {
  // Half of a surrogate pair would be hashed as if it were any other.
  if (!password.isWellFormed()) throw invalidField(path, 'must be valid Unicode');
  const length = [...normalizePassword(password)].length;
  const { min, max } = passwordLength;
  if (length < min || length > max) throw invalidField(path, `must have ${min} to ${max} characters`);
  if (isOwn(password, owner))
    throw invalidField(
      path,
      'must not be your email, your name or the name of your organization: choose something that nobody would guess',
    );
  if (await isCommonPassword(password))
    throw invalidField(path, 'is one of the most common passwords, which are tried first: choose another');
}

/**
 * The hash of a password that somebody chose.
 * @throws SpedyError as `requireGoodPassword`
 */
export async function hashChosenPassword(
  path: string,
  password: string,
  owner: PasswordOwner,
): Promise<string> {
  await requireGoodPassword(path, password, owner);
  return hashPassword(password);
}

/** Whether it is what everybody knows of a member, whatever stands between the words and in whichever case. */
function isOwn(password: string, { email, name, organization }: PasswordOwner): boolean {
  const own = [email, email.replace(/@.*$/, ''), name, organization.slug, organization.name].map(lettersOf);
  const letters = lettersOf(password);
  return letters !== '' && own.includes(letters);
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}
