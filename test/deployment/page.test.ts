import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWithNamespaces, ImageRoot } from '../support/images/image-root.ts';
import { blocksOf } from '../support/servers/documented-block.ts';
import { findProgram } from '../support/servers/find-program.ts';
import { context, read } from './context.ts';

/** The commands in the console blocks of docs/containers.md, without their prompt and their line breaks. */
function commandsOf(heading: string, prompt: string): string[] {
  const text = blocksOf('console', 'docs/containers.md', heading).join('');
  const lines = text.replaceAll('\\\n', ' ').trim().split('\n');
  return lines.map((line) => {
    if (!line.startsWith(prompt)) throw new Error(`no command: ${line}`);
    return line.slice(prompt.length);
  });
}

describe('docs/containers.md', () => {
  // Without a daemon, the client parses the command and then cannot connect.
  it.skipIf(findProgram('docker') === null).each(commandsOf('## The image', '$ '))(
    'has a command that Docker understands: %s',
    (command) => {
      const run = (text: string) =>
        spawnSync('sh', ['-c', text], {
          cwd: context,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, DOCKER_HOST: 'unix:///nonexistent', DOCKER_BUILDKIT: '0' },
        }).stderr;
      expect(run(command)).toMatch(/Cannot connect to the Docker daemon|failed to connect|no such file/);
      expect(run(command.replace(/^docker (\w+)/, 'docker $1 --no-such-flag'))).toContain('unknown flag');
    },
  );

  it.skipIf(findProgram('kubectl') === null)('creates the secret that the Deployment reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spedy-kubectl-'));
    for (const name of ['database-url', 'secret-key']) writeFileSync(join(folder, name), name);
    const command = commandsOf('## Kubernetes', '$ ').find((line) => line.includes('create secret'));
    const { stdout, stderr } = spawnSync('sh', ['-c', `${command} --dry-run=client --output=yaml`], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder },
    });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe('');
    const secret = parse(stdout);
    const pod = parse(read('ops/kubernetes/deployment.yaml')).spec.template.spec;
    expect(secret.metadata).toMatchObject({ name: pod.volumes[0].secret.secretName, namespace: 'spedy' });
    const files = pod.containers[0].env.map(({ value }: { value: string }) => value.replace(/.*\//, ''));
    expect(Object.keys(secret.data).sort()).toEqual(files.sort());
  });
});

describeWithNamespaces('the installation with systemd', () => {
  it('creates the user, the settings, and a key that only root can read', async () => {
    const root = new ImageRoot('debian:bookworm-slim');
    try {
      // As npm would install the package.
      const installed = join(root.path, 'opt/spedy/lib/node_modules/spedy');
      cpSync(join(context, 'ops/systemd'), join(installed, 'ops/systemd'), { recursive: true });
      for (const name of ['etc/sysusers.d', 'etc/systemd/system'])
        mkdirSync(join(root.path, name), { recursive: true });
      const commands = commandsOf('## systemd', '# ');
      const script = ['systemctl() { :; }', 'journalctl() { :; }', 'npm() { :; }', ...commands].join('\n');
      const { code, output } = await root.run(['/bin/sh', '-euc', script], { folder: '/root' });
      expect(code, output).toBe(0);
      const unit = read('ops/systemd/spedy.service');
      const key = join(root.path, /^LoadCredential=secret-key:(.*)$/m.exec(unit)?.[1] ?? 'missing');
      expect(readFileSync(key, 'utf8')).toMatch(/^[\w+/]{43}=\n$/);
      expect(statSync(key).mode & 0o777).toBe(0o600);
      const environment = join(root.path, /^EnvironmentFile=-(.*)$/m.exec(unit)?.[1] ?? 'missing');
      expect(readFileSync(environment, 'utf8')).toBe('SPEDY_BASE_URL=https://spedy.example\n');
      expect(readFileSync(join(root.path, 'etc/systemd/system/spedy.service'), 'utf8')).toBe(unit);
      const user = /^User=(.*)$/m.exec(unit)?.[1];
      expect(readFileSync(join(root.path, 'etc/passwd'), 'utf8')).toMatch(new RegExp(`^${user}:`, 'm'));
    } finally {
      await root.remove();
    }
  });
});
