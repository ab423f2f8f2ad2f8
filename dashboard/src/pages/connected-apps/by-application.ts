import type { ConnectedApp } from '../../api/account/connected-apps.ts';

/** An application with its sign-ins, in the order that they come in. */
export type ApplicationSignIns = {
  readonly applicationId: string;
  readonly client: ConnectedApp['client'];
  readonly signIns: readonly ConnectedApp[];
};

/** Sign-ins by their application, the application of the first one first. */
export function byApplication(apps: readonly ConnectedApp[]): readonly ApplicationSignIns[] {
  return [...Map.groupBy(apps, ({ applicationId }) => applicationId)].flatMap(([applicationId, signIns]) => {
    const [first] = signIns;
    return first ? [{ applicationId, client: first.client, signIns }] : [];
  });
}
