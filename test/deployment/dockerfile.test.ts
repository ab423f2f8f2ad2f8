import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { contextFilter } from '../support/images/build.ts';
import { parseDockerfile } from '../support/images/dockerfile.ts';
import { context, read } from './context.ts';

describe('Dockerfile', () => {
  const source = read('Dockerfile');
  const { args, stages } = parseDockerfile(source);
  const last = stages.at(-1);

  it('has no mistake that a linter finds', () => {
    const problems = validate(source).map(({ message, range }) => `${range.start.line + 1}: ${message}`);
    expect(problems).toEqual([]);
    expect(validate('FROM node\nHEALTHCHEK CMD x\n')).toHaveLength(1);
  });

  it('uses the Node of package.json, and base images with a version', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
    const all = { ...dependencies, ...optionalDependencies, ...devDependencies };
    expect(args.NODE_VERSION).toBe(all.node);
    for (const { image } of stages) expect(image).toMatch(/^(node:\d+\.\d+\.\d+-|debian:)bookworm-slim$/);
  });

  it('ends as a user without a name that could be mapped to root, and keeps no secret', () => {
    const users = last?.instructions.filter(({ keyword }) => keyword === 'USER').map(({ text }) => text);
    expect(users).toEqual(['10001:10001']);
    expect(source).not.toMatch(/(PASSWORD|SECRET|TOKEN|DATABASE_URL)\w*=/);
  });

  it('installs packages as they are locked', () => {
    const installs = source.split('\n').filter((line) => /npm (i|install|ci|exec|x)\b/.test(line));
    expect(installs).toEqual([
      expect.stringContaining('npm ci --ignore-scripts'),
      // The package contains npm-shrinkwrap.json.
      expect.stringMatching(/npm install --global .*--ignore-scripts .*\/package\/\*\.tgz$/),
    ]);
  });
});

describe('.dockerignore', () => {
  const isSent = contextFilter(context);
  const sent = (path: string) => isSent(`${context}/${path}`);

  it.each([
    '.env',
    '.env.production',
    'dashboard/.env',
    'secrets/secret_key',
    'data/spedy.db',
    'data/spedy.db-wal',
    'backup.db',
    'tls.pem',
    'ops/tls.key',
    '.git/config',
    'node_modules/node/package.json',
    'dashboard/node_modules/typescript/package.json',
    'dashboard/dist/index.html',
    'spedy-0.1.0.tgz',
    'npm-debug.log',
    'compose.override.yaml',
  ])('leaves out %s', (path) => {
    expect(sent(path)).toBe(false);
  });

  it.each([
    'package.json',
    'package-lock.json',
    '.npmrc',
    'bin/start.js',
    'src/server/main.ts',
    'docs/guide.md',
  ])('lets in %s', (path) => {
    expect(sent(path)).toBe(true);
  });
});
