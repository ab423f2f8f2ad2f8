import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach } from 'vitest';
import { AnswerChecker } from './answer-checker.ts';
import { apiDocument } from './api-document.ts';
import { type ObservedServer, observeAnswers } from './observe-answers.ts';
import { answersFile } from './server-environment.ts';

type State = {
  readonly problems: string[];
  /** By the routes of the server, because tests create many servers with the same ones. */
  readonly checkers: Map<string, AnswerChecker>;
};

declare global {
  /** Vitest loads this file again for each test file, but the process stays. */
  var checkedAnswers: State | undefined;
}

const state = globalThis.checkedAnswers ?? startChecking();

function startChecking(): State {
  const started: State = { problems: [], checkers: new Map() };
  globalThis.checkedAnswers = started;
  observeAnswers((answer, from) => {
    const problem = checkerOf(started, from).problemOf(answer);
    if (problem !== null) started.problems.push(problem);
  });
  return started;
}

function checkerOf({ checkers }: State, { server, routes }: ObservedServer): AnswerChecker {
  const key = routes();
  const checker = checkers.get(key) ?? new AnswerChecker(server.swagger());
  checkers.set(key, checker);
  return checker;
}

/** Fails the test that got an answer which the OpenAPI document does not describe. */
async function failOnProblems(): Promise<void> {
  const problems = new Set([...state.problems.splice(0), ...(await problemsOfProcesses())]);
  if (problems.size > 0) throw new Error(`Answers differ from /openapi.json:\n${[...problems].join('\n')}`);
}

async function problemsOfProcesses(): Promise<string[]> {
  if (!existsSync(answersFile)) return [];
  const lines = readFileSync(answersFile, 'utf8').split('\n');
  rmSync(answersFile);
  const checker = state.checkers.get('processes') ?? new AnswerChecker(JSON.parse(await apiDocument()));
  state.checkers.set('processes', checker);
  // A process that was killed while it wrote leaves half a line.
  const whole = lines.slice(0, -1);
  return whole.flatMap((line) => checker.problemOf(JSON.parse(line)) ?? []);
}

afterEach(failOnProblems);
// For answers after the last test, while a file closes its servers.
afterAll(failOnProblems);
