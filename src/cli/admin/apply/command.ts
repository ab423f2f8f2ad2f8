import { hooksOf } from '../../../http/feature.ts';
import { features } from '../../../server/features.ts';
import type { Database } from '../../../storage/database.ts';
import { CommandFailure } from '../../failure.ts';
import { readLine } from '../../read-line.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import type { OutputOptions, Terminal } from '../../terminal.ts';
import { printDone, withDatabase } from '../../with-database.ts';
import { type Change, describe, describePlan, type Plan } from './changes.ts';
import { applyOrganization, planOrganization } from './organization.ts';
import { type Declarations, readDeclarations } from './read-file.ts';

type Options = OutputOptions & { readonly dryRun?: true; readonly prune?: true; readonly yes?: true };

/** `spedy apply FILE` */
export function applyCommand(admin: SpedyCommand, terminal: Terminal): void {
  admin
    .operation('apply', {
      summary: 'make organizations, members and boards as a YAML file declares them',
      details:
        'What the file leaves out stays as it is, and a second run changes nothing. Each organization is changed completely or not at all.',
      examples: [
        'spedy admin apply spedy.yaml --dry-run',
        'spedy admin apply spedy.yaml',
        'spedy admin apply spedy.yaml --prune --yes',
      ],
    })
    .argument('<file>', 'the YAML file; - for standard input')
    .option('--dry-run', 'only show what would change')
    .option('--prune', 'also remove members, and members of boards, that the lists in the file leave out')
    .option('--yes', 'remove them without asking')
    .action(async (file: string, options: Options) => {
      const declarations = await readDeclarations(terminal, file);
      await withDatabase(terminal.env, ({ db, now }) => apply(terminal, db, declarations, options, now));
    });
}

async function apply(
  terminal: Terminal,
  db: Database,
  file: Declarations,
  options: Options,
  now: number,
): Promise<void> {
  const { memberRemoved } = hooksOf(features);
  const settings = { now, prune: options.prune === true, hooks: { memberRemoved } };
  const planned: Plan[] = [];
  // All are planned before the first is changed, so that a mistake anywhere in the file changes nothing.
  for (const index of file.organizations.keys())
    planned.push(await planOrganization(db, file, index, settings));
  if (options.dryRun) return printPlans(terminal, options, planned);
  await confirmRemovals(terminal, options, planned.flatMap(removals));
  const applied: Plan[] = [];
  for (const [index, plan] of planned.entries()) {
    const confirm = (now: Plan) => requireSameRemovals(plan, now);
    applied.push(await applyOrganization(db, file, index, { ...settings, confirm }));
  }
  printPlans(terminal, options, applied);
}

function printPlans(terminal: Terminal, options: Options, plans: readonly Plan[]): void {
  const dryRun = options.dryRun === true;
  const result = {
    dryRun,
    changes: plans.flatMap(({ changes }) => changes),
    unchanged: plans.reduce((sum, { unchanged }) => sum + unchanged, 0),
  };
  printDone(terminal, options, result, describePlan(plans, dryRun));
}

function removals({ changes }: Plan): readonly Change[] {
  return changes.filter(({ action }) => action === 'remove');
}

/** @throws CommandFailure without a yes */
async function confirmRemovals(
  terminal: Terminal,
  { yes }: Options,
  removed: readonly Change[],
): Promise<void> {
  if (removed.length === 0 || yes) return;
  if (!terminal.stdin.isTTY)
    throw new CommandFailure(
      `--prune would remove ${removed.length}: look at them with --dry-run, then add --yes. Nothing was changed`,
    );
  for (const change of removed) terminal.stderr.write(`${change.organization}: ${describe(change)}\n`);
  terminal.stderr.write(`Remove ${removed.length}? This cannot be undone. Type yes: `);
  if ((await readLine(terminal.stdin, 'answer')).trim() !== 'yes')
    throw new CommandFailure('cancelled; nothing was changed');
}

/** Nothing is removed that was not shown. @throws CommandFailure */
function requireSameRemovals(planned: Plan, now: Plan): void {
  const names = (plan: Plan) => removals(plan).map(describe).sort().join('\n');
  if (names(planned) !== names(now))
    throw new CommandFailure(
      'the database changed since the plan was made; run the command again. This organization was not changed',
    );
}
