import type { Generated } from 'kysely';

export type OrganizationsTable = {
  id: string;
  slug: string;
  name: string;
  plan: string;
  pats_enabled: number;
  max_lifetime_days: number | null;
  expiry_required: number;
  idle_revocation_days: number | null;
  registration: string;
  /** `off`, `required` or `phishing-resistant`. */
  two_factor: Generated<string>;
  session_idle_hours: Generated<number>;
  session_lifetime_hours: Generated<number>;
  audit_retention_days: Generated<number | null>;
  usage_retention_days: Generated<number | null>;
  created_at: number;
  /** When its deletion was requested; null if it was not. Until it is erased, the operator can restore it. */
  deleted_at: Generated<number | null>;
  /** Until when a process erases it; null if none has begun. */
  erasing_until: Generated<number | null>;
};

/** Slugs that an organization gave up, so that no other one gets its old links too soon. */
export type HeldSlugsTable = {
  slug: string;
  /** The ID of the organization. It may have been erased, so this is no reference. */
  held_for: string;
  until: number;
};

/** The logo of an organization; no row if it has none. */
export type OrganizationLogosTable = {
  organization_id: string;
  /** `image/png`, `image/jpeg` or `image/webp`. */
  media_type: string;
  bytes: Uint8Array;
  /** A hash of the bytes, for its ETag. */
  version: string;
  /** In pixels. */
  width: number;
  height: number;
  /** What pages show behind it: `none`, `light` or `dark`. */
  background: string;
};
