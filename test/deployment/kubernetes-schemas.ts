import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';

const models = {
  ConfigMap,
  Deployment,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
};

export type Kind = keyof typeof models;
/** An object as its file has it. `mistakesIn` checks it against the schema of its kind. */
// biome-ignore lint/suspicious/noExplicitAny: the schemas check what the types would
export type Manifest = any;

/** Returns what Kubernetes' own schemas say against an object: also each field that they do not know. */
export function mistakesIn(manifest: Manifest): string[] {
  const Model = Object.entries(models).find(([kind]) => kind === manifest.kind)?.[1];
  if (Model === undefined) return [`unknown kind ${manifest.kind}`];
  const { apiVersion } = new Model();
  if (manifest.apiVersion !== apiVersion) return [`${manifest.kind} is in ${apiVersion}`];
  // The validators ignore unknown fields, but never look at them: what they did not look at is unknown.
  const unseen = new Set<string>();
  try {
    new Model().validate.call(watched(manifest, '', unseen));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return [...unseen].map((path) => `unknown field ${path}`);
}

/** Returns a view of a value that removes from `unseen` each field that somebody reads. */
function watched<T>(value: T, path: string, unseen: Set<string>): T {
  if (typeof value !== 'object' || value === null) return value;
  const pathOf = (name: string | symbol) => `${path}${path === '' ? '' : '.'}${String(name)}`;
  const seen = (name: string | symbol) => unseen.delete(pathOf(name));
  const nested = Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (!Array.isArray(value)) unseen.add(pathOf(name));
      return [name, watched(part, pathOf(name), unseen)];
    }),
  );
  const copy = Array.isArray(value) ? Object.values(nested) : nested;
  return new Proxy(copy, {
    get(target, name, receiver) {
      seen(name);
      return Reflect.get(target, name, receiver);
    },
    ownKeys(target) {
      for (const name of Reflect.ownKeys(target)) seen(name);
      return Reflect.ownKeys(target);
    },
  }) as T;
}
