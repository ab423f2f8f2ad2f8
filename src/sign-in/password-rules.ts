import { invalidField } from '../contract/errors.ts';
import { hashPassword, normalizePassword, passwordLength } from '../credentials/password.ts';
import { isCommonPassword } from './common-passwords.ts';

/** The member's public data, which must not be the password. */
export type PasswordOwner = {
  readonly email: string;
  readonly name: string;
  readonly organization: { readonly slug: string; readonly name: string };
};

/**
 * Rejects weak passwords. A password has 12 to 200 characters of any kind, including leading and trailing spaces, and is
 * neither a common password nor the member's email, name or organization (NIST SP 800-63B 3.1.1.2).
 * @throws SpedyError validation_failed on the field `path`
 */
export async function requireGoodPassword(
  path: string,
  password: string,
  owner: PasswordOwner,
): Promise<void> {
  // All lone surrogates would have the same hash.
  if (!password.isWellFormed()) throw invalidField(path, 'must be valid Unicode');
  const length = [...normalizePassword(password)].length;
  const { min, max } = passwordLength;
  if (length < min || length > max) throw invalidField(path, `must have ${min} to ${max} characters`);
  if (isOwnData(password, owner))
    throw invalidField(
      path,
      'must not be your email, your name or the name of your organization: choose a password that is hard to guess',
    );
  if (await isCommonPassword(password))
    throw invalidField(path, 'is one of the most common passwords: choose another');
}

/**
 * Validates a new password and returns its hash.
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

/** Returns whether a password is public data of the member, ignoring case, spaces and punctuation. */
function isOwnData(password: string, { email, name, organization }: PasswordOwner): boolean {
  const ownData = [email, email.replace(/@.*$/, ''), name, organization.slug, organization.name].map(
    lettersOf,
  );
  const letters = lettersOf(password);
  return letters !== '' && ownData.includes(letters);
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}
