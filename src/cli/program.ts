import { version } from '../version.ts';
import { auditVerify } from './audit-verify.ts';
import { boardCreate } from './board-create.ts';
import { demo } from './demo/command.ts';
import { doctorCommand } from './doctor.ts';
import { keysDrop } from './keys/drop.ts';
import { keysList } from './keys/list.ts';
import { keysRotate } from './keys/rotate.ts';
import { migrateCommand } from './migrate.ts';
import { orgCreate } from './org-create.ts';
import { orgSetPlan } from './org-set-plan.ts';
import { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';
import { tokenCreate } from './token-create.ts';
import { tokenRevoke } from './token-revoke.ts';
import { userCreate } from './user-create.ts';
import { userDeactivate } from './user-deactivate.ts';
import { userResetTwoFactor } from './user-reset-two-factor.ts';
import { userSetRole } from './user-set-role.ts';

const closing = `
The commands work on the database that DATABASE_URL names (sqlite:./data/spedy.db unless set), also while servers run
on it, and bring an older one up to date first. Only migrate and org create make a new one. Exit codes: 0 done,
1 could not be done, 2 not understood.

Examples:
  $ spedy org create acme-corp --name "Acme Corp" --plan pro --admin-email ada@acme.example
  $ spedy token create --org acme-corp --email ada@acme.example --name "CI Pipeline" --expires-in 90d`;

/** Every command, in reading order. */
export function buildProgram(terminal: Terminal): SpedyCommand {
  const program = new SpedyCommand('spedy')
    .description("The operator's commands of Spedy.")
    .version(version)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText('after', closing);

  migrateCommand(program, terminal);
  const org = program.group(
    'org',
    'make organizations and set their plan',
    'spedy org set-plan acme-corp pro',
  );
  orgCreate(org, terminal);
  orgSetPlan(org, terminal);
  const user = program.group(
    'user',
    'make members, set their role, deactivate them, reset their second factor',
    'spedy user deactivate --org acme-corp --email tim@acme.example',
  );
  userCreate(user, terminal);
  userSetRole(user, terminal);
  userDeactivate(user, terminal);
  userResetTwoFactor(user, terminal);
  const token = program.group(
    'token',
    'make and revoke personal access tokens',
    'spedy token create --org acme-corp --email tim@acme.example --name "CI Pipeline" --expires-in 90d',
  );
  tokenCreate(token, terminal);
  tokenRevoke(token, terminal);
  const board = program.group(
    'board',
    'make boards',
    'spedy board create --org acme-corp --key WEB --name Website',
  );
  boardCreate(board, terminal);
  const audit = program.group('audit', 'check the audit log', 'spedy audit verify');
  auditVerify(audit, terminal);
  const keys = program.group('keys', 'list, rotate and drop the secret keys', 'spedy keys rotate');
  keysList(keys, terminal);
  keysRotate(keys, terminal);
  keysDrop(keys, terminal);
  doctorCommand(program, terminal);
  demo(program, terminal);
  return program;
}
