import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { Audience } from '../../access/audience.ts';
import type { Permission } from '../../access/roles.ts';
import type { Scope } from '../../access/scopes.ts';
import { type ErrorCode, SpedyError } from '../../contract/errors.ts';
import type { OAuthErrorCode } from '../../contract/oauth-error.ts';
import type { ErrorForm } from '../../contract/schemas.ts';
import type { Principal } from '../../principals/principal.ts';
import type { Work } from '../../storage/load/work.ts';
import type { PathMethods } from '../arrival/methods.ts';
import type { HostTarget } from './hosts.ts';

/**
 * Who may use a route. Every route must declare its access, or the server does not start. `beforeEnrollment`:
 * also allows sessions without the second factor that the organization requires. `confirmed`: sessions need a recent
 * confirmation; routes that need one for some bodies only call `requireConfirmation`.
 */
export type RouteAccess =
  /**
   * No credential. `anyHost`: also on hosts without an organization. `beforeReady`: also before the database
   * is ready.
   */
  | {
      readonly credential: 'none';
      readonly anyHost?: true;
      readonly beforeReady?: true;
      /** Identifies the caller if a valid credential is present; ignores an invalid one. */
      readonly recognizes?: true;
      /** Whether the route counts a request itself, by `server.count`, for a caller that the gate does not know. */
      readonly countsItself?: (request: FastifyRequest) => boolean;
    }
  /** A dashboard session whose role has the permission. */
  | {
      readonly credential: 'session';
      readonly permission?: Permission;
      readonly beforeEnrollment?: true;
      readonly confirmed?: true;
    }
  /** Any credential with the scope whose member's role has the permission. */
  | {
      readonly credential: 'any';
      readonly scope: Scope | null;
      readonly permission?: Permission;
      readonly beforeEnrollment?: true;
      readonly confirmed?: true;
      /** The route's resource (RFC 8707) if it is not the API. */
      readonly audience?: 'mcp';
      /** Accepts only a token in the Authorization header, no session cookie. */
      readonly bearerOnly?: true;
      /** If set, only pages of these origins and the organization's own may send requests. */
      readonly origins?: readonly string[];
    };

/**
 * How much work a route makes. `none`: it uses no database, so it never waits for admission. `light`: only short
 * look-ups, if any, so it does not wait either. `list`: it may read many rows.
 */
export type RouteLoad = 'none' | 'light' | 'list';

/** The access of a route for administrators: a session, or a token that manages the organization. */
export const administratorAccess = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const satisfies RouteAccess;

/** The resource of a route. */
export function audienceOf(access: RouteAccess): Audience {
  return (access.credential === 'any' && access.audience) || 'api';
}

/** What the API reference says of a route and its schemas do not. */
export type RouteReference = {
  /** The codes of errors that its rule throws, besides those that its access, body and parameters imply. */
  readonly errors?: readonly ErrorCode[];
  /** The same for a route with OAuth's form of errors. */
  readonly oauthErrors?: readonly OAuthErrorCode[];
  /** Other statuses, where the form of errors has no codes (SCIM). */
  readonly statuses?: readonly number[];
  /** The form-encoded body or the query that `run` parses itself. */
  readonly form?: TSchema;
  readonly query?: TSchema;
  /** The media types of a body that is a file. */
  readonly upload?: readonly string[];
};

/** The error's code, and a reason for the operator's log only. */
export type LoggedError = { readonly code: string; readonly reason?: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** `oauth`: errors have the form of RFC 6749 5.2; `scim`: that of RFC 7644 3.12. */
    errorForm?: ErrorForm;
    /**
     * True: pages of any origin may send requests without a credential, for OAuth clients in a browser.
     * False: no other origin may read the response.
     */
    crossOrigin?: boolean;
    /** The path is for programs, but people open it in a browser: errors are pages. */
    forPeople?: true;
    /** What the API reference says beyond the schemas. Nothing reads it while serving. */
    reference?: RouteReference;
    /** By default, a request waits for admission, and reads and changes a few rows. */
    load?: RouteLoad;
    /** The result of isReadableCrossOrigin, computed at startup. */
    open?: boolean;
  }
  interface FastifyRequest {
    /** Null if the host names no organization, on routes that answer on any host. */
    target: HostTarget | null;
    /** The public origin of the request's host. */
    origin: string;
    /** Null on routes that need no credential. */
    principal: Principal | null;
    /** For whom the request's work is; null on routes that make none. */
    work: Work | null;
    /** Set if the path exists but does not support the request's method. */
    wrongMethodAt: PathMethods | null;
    /** Why the request was rejected, for the log. */
    loggedError: LoggedError | null;
  }
}

/** Sets the state of a new request. Decorators of Fastify would do the same in a slower loop over their names. */
export function beginRequest(request: FastifyRequest): void {
  request.target = null;
  request.origin = '';
  request.principal = null;
  request.work = null;
  request.wrongMethodAt = null;
  request.loggedError = null;
}

/**
 * Returns the principal of a request.
 * @throws Error if the route does not require a credential, which is a bug in the route
 */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal)
    throw new Error(`${request.routeOptions.url} reads a principal but does not require a credential`);
  return request.principal;
}

/**
 * Returns the organization of the request's host.
 * @throws SpedyError organization_not_found on the bare domain without a default organization
 */
export function organizationHostOf(request: FastifyRequest): HostTarget & { kind: 'organization' } {
  const { target } = request;
  if (target?.kind === 'organization') return target;
  if (target && target.missingDefault !== null) throw defaultOrganizationMissing(target.missingDefault);
  throw new SpedyError('organization_not_found', {
    message: `Use an organization's own address: ${request.origin.replace('://', '://{organization}.')}.`,
  });
}

/** The error of the bare domain while the default organization does not exist. */
export function defaultOrganizationMissing(slug: string): SpedyError {
  return new SpedyError('organization_not_found', {
    message: `This address belongs to the organization ${slug}, which does not exist yet. The operator can create it with spedy admin org create ${slug}, or correct SPEDY_DEFAULT_ORGANIZATION.`,
  });
}
