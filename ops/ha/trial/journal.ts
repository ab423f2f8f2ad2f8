import type { Answer } from './request.ts';

/** A token whose creation was acknowledged. */
export type Token = {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
  /** When a revocation was first attempted, and when one was acknowledged. */
  revoking: number | null;
  revokedAt: number | null;
  /** Whether a revocation waits for its answer. */
  isBusy: boolean;
};

export type Violation = {
  readonly kind: 'lost' | 'revoked works' | 'status 500' | 'refresh lost' | 'check failed';
  readonly at: string;
  readonly what: string;
};

export type Write = {
  readonly front: string;
  readonly what: 'create' | 'revoke' | 'refresh';
  readonly began: number;
  readonly ended: number;
  readonly ok: boolean;
};

export type Probe = {
  readonly front: string;
  readonly began: number;
  readonly ended: number;
  readonly ready: boolean;
};

/** Milliseconds of service after which a revoked token must not work anywhere. */
const revocationLimit = 1_000;

/** Everything that the servers acknowledged, and everything that contradicts it. */
export class Journal {
  readonly tokens: Token[] = [];
  /** Those without an acknowledged revocation, the oldest first. */
  readonly active: Token[] = [];
  readonly writes: Write[] = [];
  readonly probes: Probe[] = [];
  readonly violations: Violation[] = [];
  /** How often each status was answered; 0 is no answer. */
  readonly statuses = new Map<number, number>();
  /** Milliseconds of every answer. */
  readonly durations: number[] = [];
  acknowledgedRefreshes = 0;
  reads = 0;

  created(id: string, secret: string, createdAt: number): void {
    const token = { id, secret, createdAt, revoking: null, revokedAt: null, isBusy: false };
    this.tokens.push(token);
    this.active.push(token);
  }

  revoked(token: Token, at: number): void {
    token.revokedAt ??= at;
    const index = this.active.indexOf(token);
    if (index >= 0) this.active.splice(index, 1);
  }

  write(front: string, what: Write['what'], answer: Answer, ok: boolean): void {
    this.writes.push({ front, what, began: answer.began, ended: answer.ended, ok });
    this.count(what, answer);
  }

  count(what: string, { status, text, began, ended }: Answer): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.durations.push(ended - began);
    if (status === 500) this.violate('status 500', `${what}: ${text}`);
  }

  violate(kind: Violation['kind'], what: string): void {
    this.violations.push({ kind, at: new Date().toISOString(), what });
  }

  /** Compares an answer to a request with a token to what was acknowledged when the request was sent. */
  judge(token: Token, { status, text, began }: Answer, revokedAtStart: number | null): void {
    this.reads += 1;
    const wasRevoked = revokedAtStart !== null && began - revokedAtStart > revocationLimit;
    if (status === 200 && wasRevoked)
      this.violate(
        'revoked works',
        `${token.id}, ${Math.round(began - revokedAtStart)} ms after its revocation`,
      );
    if (status === 401 && token.revoking === null) this.violate('lost', `${token.id}: ${text}`);
    if (status === 401 && !text.includes('token_revoked')) this.violate('lost', `${token.id}: ${text}`);
  }
}
