import { type Plan, planHasPats, plans } from '../../access/plans.ts';
import { ownOrigin } from '../../contract/change-origin.ts';
import { setPlan } from '../../organizations/change-organization.ts';
import { requireOrganization } from '../find.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { oneOf } from '../suggestion.ts';
import type { OutputOptions, Terminal } from '../terminal.ts';
import { printDone, withDatabase } from '../with-database.ts';

/** `spedy admin org set-plan SLUG PLAN` */
export function orgSetPlan(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('set-plan', {
      summary: "change an organization's plan",
      details:
        'Takes effect immediately. On a plan without personal access tokens, existing tokens stop working but are kept.',
      examples: ['spedy admin org set-plan acme-corp past_due'],
    })
    .argument('<slug>', "the organization's subdomain")
    .argument('<plan>', plans.join(', '), oneOf('plan', plans))
    .action((slug: string, plan: Plan, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const { id } = await requireOrganization(db, slug);
        await setPlan(db, id, ownOrigin('operator', now), plan);
        const effect = planHasPats(plan) ? 'work' : 'are kept but do not work';
        printDone(terminal, options, { organization: { id, slug, plan } }, [
          `${slug} is now on plan ${plan}: personal access tokens ${effect}.`,
        ]);
      }),
    );
}
