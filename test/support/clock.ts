/** A clock that stands still until a test moves it. Milliseconds since the epoch. */
export class TestClock {
  #time: number;

  constructor(time = Date.parse('2026-06-01T12:00:00.000Z')) {
    this.#time = time;
  }

  readonly now = (): number => this.#time;

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** The time that many milliseconds from now, as the API writes it. */
  in(milliseconds: number): string {
    return new Date(this.#time + milliseconds).toISOString();
  }
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
