import type { ConnectedApp } from '../../api/account/connected-apps.ts';

/** An application with its connections, in the given order. */
export type ApplicationConnections = {
  readonly applicationId: string;
  readonly client: ConnectedApp['client'];
  readonly connections: readonly ConnectedApp[];
};

/** Groups connections by application, in the order of their first connection. */
export function groupByApplication(apps: readonly ConnectedApp[]): readonly ApplicationConnections[] {
  return [...Map.groupBy(apps, ({ applicationId }) => applicationId)].flatMap(
    ([applicationId, connections]) => {
      const [first] = connections;
      return first ? [{ applicationId, client: first.client, connections }] : [];
    },
  );
}
