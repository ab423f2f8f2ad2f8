import { SpedyError } from '../contract/errors.ts';
import { ConfigError } from '../server/config.ts';
import { isUnavailable, OutcomeUnknown, StorageError } from '../storage/errors.ts';
import { asLine, CommandFailure, UsageError } from './failure.ts';

/** Like describeFailure, with a line for each invalid setting. */
export function describeFailures(error: unknown): string[] {
  return error instanceof ConfigError ? error.message.split('\n').map(asLine) : [describeFailure(error)];
}

/** Describes any error in one line, without stack, secrets and control characters. */
export function describeFailure(error: unknown): string {
  return asLine(reasonOf(error));
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message.replaceAll('\n', '; ');
  if (error instanceof UsageError || error instanceof CommandFailure) return error.message;
  if (error instanceof SpedyError || error instanceof StorageError) return error.message;
  if (error instanceof OutcomeUnknown) {
    return `the connection to the database was lost while saving the change (${innermost(error)}); check whether it was saved before you run the command again`;
  }
  if (isUnavailable(error)) {
    return `cannot use the database (${innermost(error)}); check that it is running and that DATABASE_URL is correct, then try again`;
  }
  return `unexpected error: ${innermost(error)}`;
}

/** A host name with several addresses fails once per address, in an AggregateError without a message. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
