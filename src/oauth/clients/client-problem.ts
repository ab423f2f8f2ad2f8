/** Why a client cannot be let in just now, in a sentence for the person at the authorize page. */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem';
}

/** What is read from a client's own server. */
export type ClientFile = 'metadata document' | 'key set';

/** A file of the client's cannot be used. @param reason the end of the sentence */
export function documentProblem(
  reason: string,
  cause?: unknown,
  what: ClientFile = 'metadata document',
): ClientProblem {
  return new ClientProblem(`The application's ${what} could not be read: ${reason}.`, { cause });
}
