import type { Scenario } from '../scenario.ts';
import { assertionScenarios } from './assertions.ts';
import { authorizeScenarios } from './authorize.ts';
import { clientScenarios } from './client-authentication.ts';
import { codeScenarios } from './code.ts';
import { decisionScenarios } from './decisions.ts';
import { deviceScenarios } from './device.ts';
import { introspectScenarios } from './introspect.ts';
import { redirectScenarios } from './redirects.ts';
import { refreshScenarios } from './refresh.ts';
import { registerScenarios } from './register.ts';
import { revokeScenarios } from './revoke.ts';

/** All scenarios that both servers run. */
export const scenarios: readonly Scenario[] = [
  ...authorizeScenarios,
  ...redirectScenarios,
  ...decisionScenarios,
  ...clientScenarios,
  ...assertionScenarios,
  ...codeScenarios,
  ...refreshScenarios,
  ...revokeScenarios,
  ...introspectScenarios,
  ...deviceScenarios,
  ...registerScenarios,
];
