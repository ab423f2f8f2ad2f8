import { AddressAttemptLimit } from '../../contract/limits/attempt-limit.ts';
import type { Server } from '../../http/server.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { clientCall, formOf } from '../issuer/form-routes.ts';
import { DeviceAnswer, endpointConfig, oauthResponses } from '../schema.ts';
import { openDeviceRequest } from './device.ts';

/** Requests per minute from one address: each stores a row for ten minutes before anyone has signed in. */
const perMinute = 60;

/** `POST /api/v1/oauth/device` (RFC 8628 3.1). */
export function deviceEndpoint(scope: Server, context: OAuthContext): void {
  const limit = new AddressAttemptLimit(perMinute);
  scope.post(
    '/api/v1/oauth/device',
    {
      schema: {
        tags: ['OAuth'],
        summary: 'Request access from a device without a browser',
        description: 'Form parameters (RFC 8628 3.1): client_id, scope, resource.',
        response: oauthResponses({ 200: DeviceAnswer }),
      },
      config: endpointConfig,
    },
    async (request) => {
      formOf(request).check(['scope']);
      const { issuer, client, parameters } = await clientCall(context, request);
      limit.take(request.ip);
      return openDeviceRequest(context, issuer, client, parameters);
    },
  );
}
