import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import { applyCommand } from './apply/command.ts';
import { auditPrune } from './audit-prune.ts';
import { auditVerify } from './audit-verify.ts';
import { boardCreate } from './board-create.ts';
import { backupCommand } from './data/backup.ts';
import { restoreCommand } from './data/restore.ts';
import { keysDrop } from './keys/drop.ts';
import { keysList } from './keys/list.ts';
import { keysRotate } from './keys/rotate.ts';
import { mailList } from './mail/list.ts';
import { mailTest } from './mail/test.ts';
import { memberErase } from './member/erase.ts';
import { memberExport } from './member/export.ts';
import { migrateCommand } from './migrate.ts';
import { orgDelete } from './org/delete.ts';
import { orgRelease } from './org/release.ts';
import { orgRename } from './org/rename.ts';
import { orgRestore } from './org/restore.ts';
import { orgCreate } from './org-create.ts';
import { orgList } from './org-list.ts';
import { orgRemoveSingleSignOn } from './org-remove-single-sign-on.ts';
import { orgSetPlan } from './org-set-plan.ts';
import { tokenCreate } from './token-create.ts';
import { tokenList } from './token-list.ts';
import { tokenRevoke } from './token-revoke.ts';
import { userCreate } from './user/create.ts';
import { userDeactivate } from './user/deactivate.ts';
import { userEndSessions } from './user/end-sessions.ts';
import { userList } from './user/list.ts';
import { userReactivate } from './user/reactivate.ts';
import { userResetPassword } from './user/reset-password.ts';
import { userResetTwoFactor } from './user/reset-two-factor.ts';
import { userSetRole } from './user/set-role.ts';

const closing = `
Commands use the database in DATABASE_URL (default: sqlite:./data/spedy.db), also while servers use it, and migrate an
older schema first. Only migrate and org create can create a new database. Every command also works without "admin",
as in earlier versions: spedy org list.`;

/** Adds `spedy admin`: everything that works on the database directly, in the order of the help text. */
export function addAdminCommands(program: SpedyCommand, terminal: Terminal): void {
  const admin = program.group(
    'admin',
    'manage an installation and its database, for operators',
    'spedy admin org set-plan acme-corp pro',
  );
  admin.helpGroup('For operators:').addHelpText('after', closing);
  migrateCommand(admin, terminal);
  applyCommand(admin, terminal);
  backupCommand(admin, terminal);
  restoreCommand(admin, terminal);
  addOrganizations(admin, terminal);
  addMembers(admin, terminal);
  const member = admin.group(
    'member',
    "export or erase a person's data",
    'spedy admin member export --org acme-corp --email tim@acme.example tim.json',
  );
  memberExport(member, terminal);
  memberErase(member, terminal);
  const token = admin.group(
    'token',
    'create, list and revoke personal access tokens',
    'spedy admin token create --org acme-corp --email tim@acme.example --name "CI Pipeline" --expires-in 90d',
  );
  tokenCreate(token, terminal);
  tokenRevoke(token, terminal);
  tokenList(token, terminal);
  const board = admin.group(
    'board',
    'create boards',
    'spedy admin board create --org acme-corp --key WEB --name Website',
  );
  boardCreate(board, terminal);
  const audit = admin.group(
    'audit',
    'verify the audit log, and delete its older part',
    'spedy admin audit verify',
  );
  auditVerify(audit, terminal);
  auditPrune(audit, terminal);
  const mail = admin.group(
    'mail',
    'test the mail server and list messages',
    'spedy admin mail test ada@acme.example',
  );
  mailTest(mail, terminal);
  mailList(mail, terminal);
  const keys = admin.group('keys', 'list, rotate and delete secret keys', 'spedy admin keys rotate');
  keysList(keys, terminal);
  keysRotate(keys, terminal);
  keysDrop(keys, terminal);
}

function addOrganizations(admin: SpedyCommand, terminal: Terminal): void {
  const org = admin.group(
    'org',
    'create, list, rename, delete and restore organizations, and change their plan',
    'spedy admin org set-plan acme-corp pro',
  );
  orgCreate(org, terminal);
  orgSetPlan(org, terminal);
  orgList(org, terminal);
  orgRename(org, terminal);
  orgRelease(org, terminal);
  orgDelete(org, terminal);
  orgRestore(org, terminal);
  orgRemoveSingleSignOn(org, terminal);
}

function addMembers(admin: SpedyCommand, terminal: Terminal): void {
  const user = admin.group(
    'user',
    'create, list and deactivate members, change their role, reset how they sign in',
    'spedy admin user deactivate --org acme-corp --email tim@acme.example',
  );
  userCreate(user, terminal);
  userSetRole(user, terminal);
  userDeactivate(user, terminal);
  userReactivate(user, terminal);
  userResetPassword(user, terminal);
  userResetTwoFactor(user, terminal);
  userEndSessions(user, terminal);
  userList(user, terminal);
}
