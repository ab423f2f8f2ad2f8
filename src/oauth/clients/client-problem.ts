/** Why a client cannot be used now, as a sentence for the authorization page. */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem';
}

/** A file fetched from a client's own server. */
export type ClientFile = 'metadata document' | 'key set';

/** Creates the error for a client's file that cannot be used. @param reason the end of the sentence */
export function documentProblem(
  reason: string,
  cause?: unknown,
  what: ClientFile = 'metadata document',
): ClientProblem {
  return new ClientProblem(`The app's ${what} could not be read: ${reason}.`, { cause });
}
