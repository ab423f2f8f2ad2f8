import { hashPassword, passwordLength } from '../credentials/password.ts';
import { invalidField } from '../http/errors.ts';

/**
 * The hash of a password that somebody chose, of 12 to 200 characters. Any character may be in it, spaces at the ends
 * too; nothing else is asked of it (NIST SP 800-63B 3.1.1.2).
 * @throws SpedyError validation_failed on the field `path`
 */
export async function hashChosenPassword(path: string, password: string): Promise<string> {
  const length = [...password].length;
  const { min, max } = passwordLength;
  if (length < min || length > max) throw invalidField(path, `must have ${min} to ${max} characters`);
  return hashPassword(password);
}
