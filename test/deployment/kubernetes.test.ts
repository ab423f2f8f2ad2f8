import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/server/config.ts';
import { parseDockerfile } from '../support/images/dockerfile.ts';
import { findProgram } from '../support/servers/find-program.ts';
import { context, read } from './context.ts';
import { type Kind, type Manifest, mistakesIn } from './kubernetes-schemas.ts';

const folder = 'ops/kubernetes';
const kustomization = parse(read(`${folder}/kustomization.yaml`));

const manifestsOf = (text: string): Manifest[] =>
  parseAllDocuments(text, { merge: true }).map((document) => document.toJS());
const files = readdirSync(join(context, folder)).filter((name) => name !== 'kustomization.yaml');
const manifests = files.flatMap((name) => manifestsOf(read(`${folder}/${name}`)));
const find = (kind: Kind): Manifest => manifests.find((manifest) => manifest.kind === kind);

describe('ops/kubernetes', () => {
  it('lists every file', () => {
    expect([...kustomization.resources].sort()).toEqual(files.sort());
  });

  it.each(manifests.map((manifest) => [manifest.kind, manifest] as const))(
    'has a %s that Kubernetes accepts',
    (_kind, manifest) => {
      expect(mistakesIn(manifest)).toEqual([]);
      expect(mistakesIn({ ...manifest, apiVersion: 'v9' })).not.toEqual([]);
    },
  );

  it('has no field that Kubernetes does not know', () => {
    const budget = find('PodDisruptionBudget');
    const misspelled = { ...budget, spec: { ...budget.spec, minAvailabel: 1 } };
    expect(mistakesIn(misspelled)).toEqual(['unknown field spec.minAvailabel']);
    const pod = structuredClone(find('Deployment'));
    pod.spec.template.spec.containers[0].securityContext.readOnlyRoot = true;
    const path = 'spec.template.spec.containers.0.securityContext.readOnlyRoot';
    expect(mistakesIn(pod)).toEqual([`unknown field ${path}`]);
    pod.spec.replicas = 'two';
    expect(mistakesIn(pod)[0]).toContain('replicas');
  });

  const deployment = find('Deployment');
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;

  it('runs two servers, of which one survives a drain, on different machines if possible', () => {
    expect(deployment.spec.replicas).toBe(2);
    expect(find('PodDisruptionBudget').spec.minAvailable).toBe(1);
    expect(pod.topologySpreadConstraints[0].topologyKey).toBe('kubernetes.io/hostname');
  });

  it('stops the old version before the new one migrates', () => {
    expect(deployment.spec.strategy).toEqual({ type: 'Recreate' });
  });

  it('gives a server no right that the restricted standard forbids', () => {
    expect(find('Namespace').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect([pod.automountServiceAccountToken, pod.enableServiceLinks]).toEqual([false, false]);
    for (const volume of pod.volumes) expect(Object.keys(volume)).not.toContain('hostPath');
  });

  it('has the user, the port and the volume of the image', () => {
    const instructions = parseDockerfile(read('Dockerfile')).stages.at(-1)?.instructions ?? [];
    const textOf = (keyword: string) => instructions.find((one) => one.keyword === keyword)?.text;
    const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
    expect(`${runAsUser}:${runAsGroup}`).toBe(textOf('USER'));
    expect(fsGroup).toBe(runAsGroup);
    expect(String(container.ports[0].containerPort)).toBe(textOf('EXPOSE'));
    expect(container.volumeMounts.map(({ mountPath }: Manifest) => mountPath)).toContain(textOf('VOLUME'));
  });

  it('asks for readiness at /readyz and for life at /healthz, and leaves time to stop', () => {
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect([container.livenessProbe, container.startupProbe].map(({ httpGet }) => httpGet.path)).toEqual([
      '/healthz',
      '/healthz',
    ]);
    const pause = container.lifecycle.preStop.sleep.seconds;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(pause + 10);
  });

  it('has settings that the server understands, and secrets only as files', () => {
    const { data } = find('ConfigMap');
    expect(readConfig(data).warnings).toEqual([]);
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'spedy' } }]);
    expect(container.env.map(({ name }: Manifest) => name)).toEqual([
      'DATABASE_URL_FILE',
      'SPEDY_SECRET_KEY_FILE',
    ]);
    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    expect(data.SPEDY_METRICS_PORT).toBe(String(container.ports[1].containerPort));
  });

  it('lets in the ingress controller and Prometheus only, and out to nothing private but DNS and PostgreSQL', () => {
    const { policyTypes, ingress, egress } = find('NetworkPolicy').spec;
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    for (const rule of [...ingress, ...egress]) {
      expect(rule.ports.length).toBeGreaterThan(0);
      expect((rule.from ?? rule.to).length).toBeGreaterThan(0);
    }
    const open = egress.filter((rule: Manifest) => rule.to[0].ipBlock?.cidr === '0.0.0.0/0');
    expect(open[0].to[0].ipBlock.except).toContain('169.254.0.0/16');
  });

  it('selects the same pods everywhere', () => {
    const labels = deployment.spec.template.metadata.labels;
    const selectors = [
      deployment.spec.selector.matchLabels,
      find('Service').spec.selector,
      find('PodDisruptionBudget').spec.selector.matchLabels,
      find('NetworkPolicy').spec.podSelector.matchLabels,
      pod.topologySpreadConstraints[0].labelSelector.matchLabels,
    ];
    for (const selector of selectors) expect(labels).toEqual(selector);
  });

  it('has both hosts in the ingress', () => {
    const { tls, rules } = find('Ingress').spec;
    const hosts = rules.map(({ host }: Manifest) => host);
    expect(hosts).toEqual(['spedy.example', '*.spedy.example']);
    expect(tls[0].hosts).toEqual(hosts);
    expect(find('ConfigMap').data.SPEDY_BASE_URL).toBe(`https://${hosts[0]}`);
  });

  it.skipIf(findProgram('kubectl') === null)('is built by kubectl', () => {
    const built = manifestsOf(
      execFileSync('kubectl', ['kustomize', join(context, folder)], { encoding: 'utf8' }),
    );
    expect(built.flatMap(mistakesIn)).toEqual([]);
    expect(built).toHaveLength(manifests.length);
    const [{ image }] = built.find(({ kind }) => kind === 'Deployment').spec.template.spec.containers;
    expect(image).toBe(`${kustomization.images[0].newName}:${JSON.parse(read('package.json')).version}`);
  });
});
