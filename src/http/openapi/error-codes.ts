import type { FastifySchema } from 'fastify';
import type { ErrorCode } from '../../contract/errors.ts';
import type { RouteAccess, RouteReference } from '../gate/request-state.ts';

type Documented = {
  readonly method: string;
  readonly access: RouteAccess;
  readonly schema: FastifySchema;
  readonly reference: RouteReference;
};

/** Every code with which a route can answer: those of the gate, of its body and parameters, and of its rule. */
export function errorCodesOf(route: Documented): readonly ErrorCode[] {
  const { access, reference } = route;
  return [
    ...new Set<ErrorCode>([
      'bad_request',
      'invalid_encoding',
      'unsupported_media_type',
      'rate_limited',
      'internal_error',
      'unavailable',
      ...inputCodes(route),
      ...(access.credential === 'none' ? hostCodes(access) : credentialCodes(access, route.method)),
      ...(reference.errors ?? []),
    ]),
  ];
}

function inputCodes({ method, schema, reference }: Documented): ErrorCode[] {
  const { body, params, querystring, headers } = schema;
  const hasBody = body !== undefined || reference.form !== undefined;
  return [
    ...(hasBody || [params, querystring, headers].some((part) => part !== undefined)
      ? (['validation_failed'] as const)
      : []),
    // A body is parsed for every method that can have one.
    ...(method === 'GET' ? [] : (['invalid_json', 'body_too_large'] as const)),
    ...(params === undefined ? [] : (['not_found'] as const)),
  ];
}

function hostCodes(access: RouteAccess): ErrorCode[] {
  return access.credential === 'none' && access.anyHost ? [] : ['organization_not_found'];
}

function credentialCodes(access: Exclude<RouteAccess, { credential: 'none' }>, method: string): ErrorCode[] {
  return [
    'organization_not_found',
    'authentication_required',
    'token_invalid',
    'token_revoked',
    'token_expired',
    'plan_required',
    'pats_disabled',
    ...(method === 'GET' ? [] : (['cross_site_request'] as const)),
    ...(access.beforeEnrollment
      ? []
      : (['two_factor_enrollment_required', 'two_factor_verification_required'] as const)),
    ...(access.credential === 'session' ? (['session_required'] as const) : scopeCodes(access.scope)),
    ...(access.permission === undefined ? [] : (['forbidden'] as const)),
    ...(access.confirmed ? (['confirmation_required'] as const) : []),
  ];
}

function scopeCodes(scope: string | null): ErrorCode[] {
  return scope === null ? [] : ['insufficient_scope'];
}
