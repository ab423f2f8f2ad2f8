/** Milliseconds between two reports of the same step. */
const defaultInterval = 5_000;

/** Reports the steps of long work that take long. */
export class Progress {
  readonly #report: (step: string, seconds: number) => void;
  readonly #interval: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(report: (step: string, seconds: number) => void, interval = defaultInterval) {
    this.#report = report;
    this.#interval = interval;
  }

  /** Begins a step, which ends the one before. */
  begin(step: string): void {
    this.end();
    const began = performance.now();
    this.#timer = setInterval(() => {
      this.#report(step, Math.round((performance.now() - began) / 1_000));
    }, this.#interval).unref();
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
