/** Why a client cannot be let in just now, in a sentence for the person at the authorize page. */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem';
}

/** The client's metadata document cannot be used. @param reason the end of the sentence */
export function documentProblem(reason: string, cause?: unknown): ClientProblem {
  return new ClientProblem(`The application's metadata document could not be read: ${reason}.`, { cause });
}
