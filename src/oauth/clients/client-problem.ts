/** Why a client cannot be used, in words for the person whose browser brings it. */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem';
}
