/** The server cannot start, or not go on. The message is for the operator. */
export class WorkersFailed extends Error {
  override readonly name = 'WorkersFailed';
}
