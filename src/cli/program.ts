import { version } from '../contract/version.ts';
import { auditVerify } from './admin/audit-verify.ts';
import { boardCreate } from './admin/board-create.ts';
import { keysDrop } from './admin/keys/drop.ts';
import { keysList } from './admin/keys/list.ts';
import { keysRotate } from './admin/keys/rotate.ts';
import { mailList } from './admin/mail/list.ts';
import { mailTest } from './admin/mail/test.ts';
import { migrateCommand } from './admin/migrate.ts';
import { orgDelete } from './admin/org/delete.ts';
import { orgRelease } from './admin/org/release.ts';
import { orgRename } from './admin/org/rename.ts';
import { orgRestore } from './admin/org/restore.ts';
import { orgCreate } from './admin/org-create.ts';
import { orgList } from './admin/org-list.ts';
import { orgRemoveSingleSignOn } from './admin/org-remove-single-sign-on.ts';
import { orgSetPlan } from './admin/org-set-plan.ts';
import { tokenCreate } from './admin/token-create.ts';
import { tokenList } from './admin/token-list.ts';
import { tokenRevoke } from './admin/token-revoke.ts';
import { userCreate } from './admin/user/create.ts';
import { userDeactivate } from './admin/user/deactivate.ts';
import { userEndSessions } from './admin/user/end-sessions.ts';
import { userList } from './admin/user/list.ts';
import { userReactivate } from './admin/user/reactivate.ts';
import { userResetPassword } from './admin/user/reset-password.ts';
import { userResetTwoFactor } from './admin/user/reset-two-factor.ts';
import { userSetRole } from './admin/user/set-role.ts';
import { demo } from './demo/command.ts';
import { doctorCommand } from './doctor.ts';
import { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';

const closing = `
Commands use the database in DATABASE_URL (default: sqlite:./data/spedy.db), also while servers use it, and migrate an
older schema first. Only migrate and org create can create a new database. Exit codes: 0 success, 1 failure,
2 invalid usage.

Examples:
  $ spedy org create acme-corp --name "Acme Corp" --plan pro --admin-email ada@acme.example
  $ spedy token create --org acme-corp --email ada@acme.example --name "CI Pipeline" --expires-in 90d`;

/** Builds all commands, in the order of the help text. */
export function buildProgram(terminal: Terminal): SpedyCommand {
  const program = new SpedyCommand('spedy')
    .description('The Spedy command line for operators.')
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
    'create, list, rename, delete and restore organizations, and change their plan',
    'spedy org set-plan acme-corp pro',
  );
  orgCreate(org, terminal);
  orgSetPlan(org, terminal);
  orgList(org, terminal);
  orgRename(org, terminal);
  orgRelease(org, terminal);
  orgDelete(org, terminal);
  orgRestore(org, terminal);
  orgRemoveSingleSignOn(org, terminal);
  const user = program.group(
    'user',
    'create, list and deactivate members, change their role, reset how they sign in',
    'spedy user deactivate --org acme-corp --email tim@acme.example',
  );
  userCreate(user, terminal);
  userSetRole(user, terminal);
  userDeactivate(user, terminal);
  userReactivate(user, terminal);
  userResetPassword(user, terminal);
  userResetTwoFactor(user, terminal);
  userEndSessions(user, terminal);
  userList(user, terminal);
  const token = program.group(
    'token',
    'create, list and revoke personal access tokens',
    'spedy token create --org acme-corp --email tim@acme.example --name "CI Pipeline" --expires-in 90d',
  );
  tokenCreate(token, terminal);
  tokenRevoke(token, terminal);
  tokenList(token, terminal);
  const board = program.group(
    'board',
    'create boards',
    'spedy board create --org acme-corp --key WEB --name Website',
  );
  boardCreate(board, terminal);
  const audit = program.group('audit', 'verify the audit log', 'spedy audit verify');
  auditVerify(audit, terminal);
  const mail = program.group(
    'mail',
    'test the mail server and list messages',
    'spedy mail test ada@acme.example',
  );
  mailTest(mail, terminal);
  mailList(mail, terminal);
  const keys = program.group('keys', 'list, rotate and delete secret keys', 'spedy keys rotate');
  keysList(keys, terminal);
  keysRotate(keys, terminal);
  keysDrop(keys, terminal);
  doctorCommand(program, terminal);
  demo(program, terminal);
  return program;
}
