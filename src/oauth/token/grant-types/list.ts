import { authorizationCode } from './authorization-code.ts';
import { deviceCode } from './device-code.ts';
import type { GrantType } from './grant-type.ts';
import { refreshToken } from './refresh-token.ts';

/** The grant types of the server, in the order in which clients see them. */
export const grantTypes: readonly GrantType[] = [authorizationCode, refreshToken, deviceCode];
