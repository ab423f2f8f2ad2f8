import { Socket } from 'node:net';

/** A socket that sends the statements of one turn of the event loop with one system call. */
export class BatchingSocket extends Socket {
  #holding = false;

  /** Called by pg before the messages of each statement. */
  override cork(): void {
    super.cork();
    if (this.#holding) return;
    this.#holding = true;
    super.cork();
    setImmediate(() => {
      this.#holding = false;
      super.uncork();
    });
  }
}
