import type {
  CountAccess,
  DescendantKind,
  Hooks,
  LeakKind,
  MemberOffboarded,
  MemberRemoved,
  ReleaseMember,
} from '../contract/hooks.ts';
import type { InSlices, Slice } from '../storage/slices.ts';
import type { Route } from './define-route.ts';
import type { Server } from './server.ts';
import type { Services } from './services.ts';

/** A task of the periodic cleanup. */
export type Sweep = {
  /** Its name in the log. */
  readonly name: string;
} & (
  | { readonly slice: Slice }
  /** @param inSlices runs each part of its work on many rows */
  | { readonly run: (inSlices: InSlices) => unknown }
);

/** Work that servers do all the time. Any number of processes may do it at the same time. */
export type Background = {
  /** Its name in the log. */
  readonly name: string;
  /** Milliseconds between two rounds, unless there is more to do. */
  readonly every: number;
  /** Does one round. Returns whether there may be more to do now. */
  readonly round: (stop: AbortSignal) => Promise<boolean>;
};

/** Everything that the rest of the server needs from a feature. `server/features.ts` lists them. */
export type Feature = {
  readonly routes?: (services: Services) => readonly Route[];
  /** Registers anything other than single routes, such as a content type or a static folder. */
  readonly register?: (server: Server, services: Services) => void | Promise<void>;
  readonly sweeps?: (services: Services) => readonly Sweep[];
  readonly background?: (services: Services) => readonly Background[];
  /** Its secrets that may leak, and how a leak report revokes each. */
  readonly leaks?: readonly LeakKind[];
  /** Its credentials that are created with other credentials. */
  readonly descendants?: readonly DescendantKind[];
  readonly memberRemoved?: MemberRemoved;
  readonly memberOffboarded?: MemberOffboarded;
  readonly releaseMember?: ReleaseMember;
  readonly countAccess?: CountAccess;
};

/** Collects what the features contribute to each other. */
export function hooksOf(features: readonly Feature[]): Hooks {
  return {
    leaks: features.flatMap(({ leaks = [] }) => leaks),
    descendants: features.flatMap(({ descendants = [] }) => descendants),
    memberRemoved: async (...removed) => {
      const details = {};
      for (const { memberRemoved } of features) Object.assign(details, await memberRemoved?.(...removed));
      return details;
    },
    memberOffboarded: async (...offboarded) => {
      const details = {};
      for (const { memberOffboarded } of features)
        Object.assign(details, await memberOffboarded?.(...offboarded));
      return details;
    },
    countAccess: async (...of) => {
      const counts = {};
      for (const { countAccess } of features) Object.assign(counts, await countAccess?.(...of));
      return counts;
    },
    releaseMember: async (db, organizationId, userId, limit, at) => {
      let released = 0;
      for (const { releaseMember } of features) {
        if (released >= limit) break;
        released += (await releaseMember?.(db, organizationId, userId, limit - released, at)) ?? 0;
      }
      return released;
    },
  };
}

/** Registers a feature's routes. */
export async function registerFeature(server: Server, feature: Feature, services: Services): Promise<void> {
  for (const route of feature.routes?.(services) ?? []) server.route(route);
  await feature.register?.(server, services);
}
