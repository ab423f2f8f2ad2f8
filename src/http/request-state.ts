import type { FastifyRequest } from 'fastify';
import type { Audience } from '../access/audience.ts';
import type { Permission } from '../access/roles.ts';
import type { Scope } from '../access/scopes.ts';
import type { Principal } from '../principals/principal.ts';
import { SpedyError } from './errors.ts';
import type { HostTarget } from './hosts.ts';
import type { PathMethods } from './methods.ts';

/**
 * Who a route lets in. Every route declares one; one that forgets fails at start. `beforeEnrollment`: also a session
 * of a member who has yet to set up the second factor that the organization requires.
 */
export type RouteAccess =
  /** Anybody. `anyHost`: at a host of no organization too. `beforeReady`: while the database is not there yet. */
  | {
      readonly credential: 'none';
      readonly anyHost?: true;
      readonly beforeReady?: true;
      /** Knows who asks where a good credential came along; a bad one is no matter. */
      readonly recognizes?: true;
    }
  /** Whoever is signed in through the dashboard, in a role that has the permission. */
  | { readonly credential: 'session'; readonly permission?: Permission; readonly beforeEnrollment?: true }
  /** Any credential with the scope, of a member whose role has the permission. */
  | {
      readonly credential: 'any';
      readonly scope: Scope | null;
      readonly permission?: Permission;
      readonly beforeEnrollment?: true;
      /** The resource that the route belongs to (RFC 8707), where it is not the API. */
      readonly audience?: 'mcp';
      /** A session's cookie does not count: only a token in the Authorization header does. */
      readonly bearerOnly?: true;
      /** Where given, pages of these origins and the organization's own may ask, and of no other. */
      readonly origins?: readonly string[];
    };

/** The resource that a route belongs to. */
export function audienceOf(access: RouteAccess): Audience {
  return (access.credential === 'any' && access.audience) || 'api';
}

/** The error's code, and what else the operator needs to know, which is not shown. */
export type Refusal = { readonly code: string; readonly reason?: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** `oauth`: errors have the form of RFC 6749 5.2. */
    errorForm?: 'oauth';
    /**
     * True: pages of any origin may ask, though no credential is needed: what OAuth clients in a browser do. False: none
     * may read the answer.
     */
    crossOrigin?: boolean;
    /** People open it in a browser, though its path is one for programs: its errors are pages. */
    forPeople?: true;
    /** What isOpenToOrigins says of the route, known at start. */
    open?: boolean;
  }
  interface FastifyRequest {
    /** Null where the host names no organization, on routes that answer at any host. */
    target: HostTarget | null;
    /** The public origin of the host the request came to. */
    origin: string;
    /** Null on routes that let anybody in. */
    principal: Principal | null;
    /** Where the path is known and has not the request's method. */
    wrongMethodAt: PathMethods | null;
    /** Why the request was refused, for the log. */
    refusal: Refusal | null;
  }
}

/**
 * The principal of a request to a route that demands one.
 * @throws Error when the route lets anybody in: a mistake in the route, not of the caller
 */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal)
    throw new Error(`${request.routeOptions.url} reads a principal but lets anybody in`);
  return request.principal;
}

/**
 * The organization whose host the request came to.
 * @throws SpedyError organization_not_found on the bare domain, unless an organization lives there
 */
export function organizationHostOf(request: FastifyRequest): HostTarget & { kind: 'organization' } {
  const { target } = request;
  if (target?.kind === 'organization') return target;
  if (target && target.awaits !== null) throw defaultOrganizationMissing(target.awaits);
  throw new SpedyError('organization_not_found', {
    message: `This works at an organization's own address only: ${request.origin.replace('://', '://{organization}.')}.`,
  });
}

/** What the bare domain answers while the organization that is to live there does not exist. */
export function defaultOrganizationMissing(slug: string): SpedyError {
  return new SpedyError('organization_not_found', {
    message: `This address belongs to the organization ${slug}, which does not exist yet. The operator creates it with spedy org create ${slug}, or corrects SPEDY_DEFAULT_ORGANIZATION.`,
  });
}
