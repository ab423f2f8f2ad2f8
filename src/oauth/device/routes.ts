import { AddressAttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { clientRequestOf, formOf } from '../issuer/form-routes.ts';
import { formSchema } from '../protocol/form-schema.ts';
import { endpointConfig } from '../protocol/schema.ts';
import { openDeviceRequest } from './device-request.ts';
import { DeviceResponse } from './schema.ts';

/** Requests per minute from one address: each stores a row for ten minutes before anyone has signed in. */
const perMinute = 60;

/** `POST /api/v1/oauth/device` (RFC 8628 3.1). */
export function deviceRoute(context: OAuthContext): Route {
  const limit = new AddressAttemptLimit(context.limits, 'devices', perMinute);
  return defineRoute({
    method: 'POST',
    path: '/api/v1/oauth/device',
    operationId: 'startDeviceAuthorization',
    tag: 'OAuth',
    summary: 'Request access from a device without a browser',
    description: 'Form parameters (RFC 8628 3.1): client_id, scope, resource.',
    access: { credential: 'none' },
    config: endpointConfig,
    reference: {
      form: formSchema(['scope', 'resource']),
      oauthErrors: [
        'invalid_request',
        'invalid_client',
        'invalid_scope',
        'invalid_target',
        'unauthorized_client',
      ],
    },
    response: { 200: DeviceResponse },
    run: async ({ request }) => {
      formOf(request).check(['scope']);
      const { issuer, client, parameters } = await clientRequestOf(context, request);
      await limit.take(request.ip);
      return openDeviceRequest(context, issuer, client, parameters);
    },
  });
}
