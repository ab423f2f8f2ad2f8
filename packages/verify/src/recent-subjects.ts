/**
 * Milliseconds after a change in which another process of the issuer may not know of it yet: the second that the issuer
 * promises, and as much again.
 */
const settling = 2_000;
/** Milliseconds for which a change is kept: longer than an introspection takes. */
const kept = 30_000;
const maxKept = 10_000;

/** What changed in the last seconds. Answers about it may be those of a process that does not know yet. */
export class RecentSubjects {
  readonly #now: () => number;
  readonly #at = new Map<string, number>();
  /** When anything may have changed. */
  #allAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(subjects: readonly string[]): void {
    const now = this.#now();
    for (const subject of subjects) {
      this.#at.delete(subject);
      this.#at.set(subject, now);
    }
    for (const [subject, at] of this.#at) {
      if (now - at < kept && this.#at.size <= maxKept) break;
      this.#at.delete(subject);
      // Too many to remember each one.
      if (now - at < kept) this.#allAt = Math.max(this.#allAt, at);
    }
  }

  addAll(): void {
    this.#allAt = this.#now();
  }

  /** Whether one of them changed after a question was asked, or shortly before. */
  isRecent(subjects: readonly string[], askedAt: number): boolean {
    const since = askedAt - settling;
    return this.#allAt > since || subjects.some((subject) => (this.#at.get(subject) ?? since) > since);
  }
}
