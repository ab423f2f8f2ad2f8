import type { Values } from './random.ts';

/** Increase it when the data changes, so that no kept data set of an older form is used. */
export const dataSetVersion = 3;

/** The slugs of the large organization and of a small one. */
export const largeSlug = 'large';
export const neighborSlug = 'small-0';

/** How many rows of each kind a data set has. */
export type Counts = {
  readonly tickets: number;
  /** Tokens of ordinary members, without those of the member with many. */
  readonly tokens: number;
  /** Tokens of the member with many. */
  readonly manyTokens: number;
  readonly applications: number;
  /** Connections of ordinary applications. */
  readonly connections: number;
  /** Connections of each application that a run blocks. */
  readonly connectionsOfOne: number;
  readonly events: number;
  readonly smallOrganizations: number;
};

/** Returns the counts for a number of tickets. Comments are as many as tickets. */
export function countsOf(tickets: number): Counts {
  return {
    tickets,
    tokens: Math.ceil(tickets / 25),
    manyTokens: Math.min(2_000, Math.ceil(tickets / 25)),
    // The first page is always full.
    applications: Math.max(20, Math.ceil(tickets / 1_000)),
    connections: Math.ceil(tickets / 10),
    connectionsOfOne: Math.min(1_000, Math.ceil(tickets / 10)),
    events: 2 * tickets,
    smallOrganizations: Math.ceil(tickets / 100),
  };
}

/** The number of members that a run removes, and of applications that it blocks. */
export const targets = 3;
/** The number of tokens of the member whose own usage does not grow with the data. */
export const fewTokens = 18;
export const daysOfUsage = 90;

/** What a run has to know about a built data set. */
export type DataSet = {
  readonly counts: Counts;
  /** Milliseconds since the epoch: when it was built. The newest rows are from then. */
  readonly at: number;
  readonly organizationId: string;
  /** Secrets of tokens that may do everything their members may do. */
  readonly tokens: {
    readonly admin: string;
    /** A team member who is on all boards. */
    readonly everyBoard: string;
    /** A team member who is on one board. */
    readonly oneBoard: string;
    readonly fewTokens: string;
    readonly manyTokens: string;
    /** An administrator of a small organization. */
    readonly neighbor: string;
  };
  /** A member who is the target of many events, a few of them of one action. */
  readonly busyMember: string;
  readonly removableMembers: readonly string[];
  readonly blockableApplications: readonly string[];
  /** A word of exactly one ticket, and that ticket's display ID. */
  readonly hit: { readonly word: string; readonly displayId: string };
};

/** The times of the large organization's history: one year until now. */
export function timeOf(index: number, count: number, at: number): number {
  const year = 365 * 86_400_000;
  return Math.floor(at - year + (year * (index + 1)) / (count + 1));
}

/** What the functions that make rows share. */
export type Making = { readonly counts: Counts; readonly at: number; readonly values: Values };
