import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach } from 'vitest';
import { AnswerChecker } from './answer-checker.ts';
import { apiDocument } from './api-document.ts';
import { type ObservedServer, observeAnswers } from './observe-answers.ts';
import { answersFile } from './server-environment.ts';

type State = {
  readonly problems: string[];
  /** By the routes of the server, because tests create many servers with the same ones. */
  readonly checkers: Map<string, Promise<AnswerChecker>>;
  /** Answers that are being checked. */
  readonly checking: Set<Promise<void>>;
};

declare global {
  /** Vitest loads this file again for each test file, but the process stays. */
  var checkedAnswers: State | undefined;
}

const state = globalThis.checkedAnswers ?? startChecking();

function startChecking(): State {
  const started: State = { problems: [], checkers: new Map(), checking: new Set() };
  globalThis.checkedAnswers = started;
  observeAnswers((answer, from) => {
    const check = checkerOf(started, from).then((checker) => {
      const problem = checker.problemOf(answer);
      if (problem !== null) started.problems.push(problem);
      started.checking.delete(check);
    });
    started.checking.add(check);
  });
  return started;
}

function checkerOf({ checkers }: State, { server, routes }: ObservedServer): Promise<AnswerChecker> {
  const key = routes();
  const checker = checkers.get(key) ?? server.openApi().then((document) => new AnswerChecker(document));
  checkers.set(key, checker);
  return checker;
}

/** Fails the test that got an answer which the OpenAPI document does not describe. */
async function failOnProblems(): Promise<void> {
  await Promise.all(state.checking);
  const problems = new Set([...state.problems.splice(0), ...(await problemsOfProcesses())]);
  if (problems.size > 0) throw new Error(`Answers differ from /openapi.json:\n${[...problems].join('\n')}`);
}

async function problemsOfProcesses(): Promise<string[]> {
  if (!existsSync(answersFile)) return [];
  const lines = readFileSync(answersFile, 'utf8').split('\n');
  rmSync(answersFile);
  const known =
    state.checkers.get('processes') ?? apiDocument().then((text) => new AnswerChecker(JSON.parse(text)));
  state.checkers.set('processes', known);
  const checker = await known;
  // A process that was killed while it wrote leaves half a line.
  const whole = lines.slice(0, -1);
  return whole.flatMap((line) => checker.problemOf(JSON.parse(line)) ?? []);
}

afterEach(failOnProblems);
// For answers after the last test, while a file closes its servers.
afterAll(failOnProblems);
