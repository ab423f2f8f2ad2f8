import { ConfigError } from '../config.ts';
import { SpedyError } from '../http/errors.ts';
import { withoutSecrets } from '../http/logging.ts';
import { isUnavailable, OutcomeUnknown, StorageError } from '../storage/errors.ts';

/** Something that the operator can mend, in one line; nothing was changed. Exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** A command line that cannot be understood; the message lists what can be given. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** One line about anything that was thrown: no stack, no secret, no control character. */
export function describeFailure(error: unknown): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what an operator typed must not steer the terminal
  return withoutSecrets(reasonOf(error)).replace(/\s*[\u0000-\u001f\u007f-\u009f]+\s*/g, ' ');
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message.replaceAll('\n', '; ');
  if (error instanceof UsageError || error instanceof CommandFailure) return error.message;
  if (error instanceof SpedyError || error instanceof StorageError) return error.message;
  if (error instanceof OutcomeUnknown) {
    return `the connection to the database was lost while the change was saved (${innermost(error)}): it may have been made or not, so look before you run the command again`;
  }
  if (isUnavailable(error)) {
    return `the database cannot be used now (${innermost(error)}): check that it runs and that DATABASE_URL is right, then try again`;
  }
  return `unexpected error: ${innermost(error)}`;
}

/** A name that stands for several addresses fails once for each, in an error without a message of its own. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
