import type { AuditDetails, RefusalAction } from './audit-actions.ts';
import type { ChangeOrigin } from './change-origin.ts';

/** A rejected attempt. `account` is the member that it was about, or null for no member. */
export type Refusal = {
  readonly action: RefusalAction;
  readonly account: string | null;
  /** Never the attempted secret. */
  readonly details: AuditDetails<RefusalAction>;
};

/** Where features report rejected attempts, for the audit log. */
export type Refusals = {
  /** Returns at once: waiting only for accounts that exist would reveal which do. */
  readonly record: (organizationId: string, from: ChangeOrigin, refusal: Refusal) => void;
};
