import { authorizeDifferences } from './intended/authorize.ts';
import { deviceDifferences } from './intended/devices.ts';
import type { Difference } from './intended/difference.ts';
import { registrationDifferences } from './intended/registration.ts';
import { tokenDifferences } from './intended/tokens.ts';

/** Every intended difference. Remove one that no longer occurs. */
export const differences: readonly Difference[] = [
  ...authorizeDifferences,
  ...tokenDifferences,
  ...deviceDifferences,
  ...registrationDifferences,
];

/** The intended differences by the name of the scenario. */
export const intended: ReadonlyMap<string, Difference> = new Map(
  differences.flatMap((difference) =>
    difference.scenarios.map((scenario) => [scenario, difference] as const),
  ),
);
