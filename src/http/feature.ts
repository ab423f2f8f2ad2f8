import type { DescendantKind, Hooks, LeakKind, MemberRemoved, ReleaseMember } from '../contract/hooks.ts';
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

/** Everything that the rest of the server needs from a feature. `server/features.ts` lists them. */
export type Feature = {
  readonly routes?: (services: Services) => readonly Route[];
  /** Registers anything other than single routes, such as a content type or a static folder. */
  readonly register?: (server: Server, services: Services) => void | Promise<void>;
  readonly sweeps?: (services: Services) => readonly Sweep[];
  /** Its secrets that may leak, and how a leak report revokes each. */
  readonly leaks?: readonly LeakKind[];
  /** Its credentials that are created with other credentials. */
  readonly descendants?: readonly DescendantKind[];
  readonly memberRemoved?: MemberRemoved;
  readonly releaseMember?: ReleaseMember;
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
    releaseMember: async (db, organizationId, userId, limit) => {
      let released = 0;
      for (const { releaseMember } of features) {
        if (released >= limit) break;
        released += (await releaseMember?.(db, organizationId, userId, limit - released)) ?? 0;
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
