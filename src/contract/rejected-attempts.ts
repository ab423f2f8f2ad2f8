import type { ChangeOrigin } from './change-origin.ts';

/** The audit actions of rejected attempts. */
export const refusal = {
  signIn: 'refusal.sign_in',
  secondFactor: 'refusal.second_factor',
  password: 'refusal.password',
  invitation: 'refusal.invitation',
  limit: 'refusal.limit',
} as const;

/** A rejected attempt. `account` is the member that it was about, or null for no member. */
export type Refusal = {
  readonly action: (typeof refusal)[keyof typeof refusal];
  readonly account: string | null;
  /** The reason, the email and whatever else helps; never the attempted secret. */
  readonly details: Readonly<Record<string, unknown>> & { readonly reason: string };
};

/** Where features report rejected attempts, for the audit log. */
export type Refusals = {
  /** Returns at once: waiting only for accounts that exist would reveal which do. */
  readonly note: (organizationId: string, from: ChangeOrigin, refused: Refusal) => void;
};
