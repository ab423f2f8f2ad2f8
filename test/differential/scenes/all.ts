import type { Scene } from '../scene.ts';
import { assertionScenes } from './assertions.ts';
import { authorizeScenes } from './authorize.ts';
import { clientScenes } from './client-authentication.ts';
import { codeScenes } from './code.ts';
import { decisionScenes } from './decisions.ts';
import { deviceScenes } from './device.ts';
import { introspectScenes } from './introspect.ts';
import { redirectScenes } from './redirects.ts';
import { refreshScenes } from './refresh.ts';
import { registerScenes } from './register.ts';
import { revokeScenes } from './revoke.ts';

/** All scenes that both servers play. */
export const scenes: readonly Scene[] = [
  ...authorizeScenes,
  ...redirectScenes,
  ...decisionScenes,
  ...clientScenes,
  ...assertionScenes,
  ...codeScenes,
  ...refreshScenes,
  ...revokeScenes,
  ...introspectScenes,
  ...deviceScenes,
  ...registerScenes,
];
