import { withoutSecrets } from '../contract/without-secrets.ts';

/** An error that the person who runs the command can fix, described in one line. Exit code 1. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
}

/** A command line that cannot be parsed. The message lists the options. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Nobody is signed in, or the sign-in has ended. Exit code 4. */
export class SignInNeeded extends CommandFailure {
  override readonly name = 'SignInNeeded';
}

/** Returns a text in one line, without secrets and control characters. */
export function asLine(text: string): string {
  // A server's message must neither control the terminal nor show its end before its beginning.
  return withoutSecrets(text)
    .replace(/\s*[\p{Cc}\u2028\u2029]+\s*/gu, ' ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, '');
}
