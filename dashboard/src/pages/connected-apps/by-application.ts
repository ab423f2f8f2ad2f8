import type { ConnectedApp } from '../../api/account/connected-apps.ts';

/** An application with its connections, in the given order. */
export type ApplicationSignIns = {
  readonly applicationId: string;
  readonly client: ConnectedApp['client'];
  readonly signIns: readonly ConnectedApp[];
};

/** Groups connections by application, in the order of their first connection. */
export function byApplication(apps: readonly ConnectedApp[]): readonly ApplicationSignIns[] {
  return [...Map.groupBy(apps, ({ applicationId }) => applicationId)].flatMap(([applicationId, signIns]) => {
    const [first] = signIns;
    return first ? [{ applicationId, client: first.client, signIns }] : [];
  });
}
