import { type Plan, planHasPats, plans } from '../access/plans.ts';
import { ownProvenance } from '../audit/provenance.ts';
import { setPlan } from '../organizations/change-organization.ts';
import { requireOrganization } from './find.ts';
import type { SpedyCommand } from './spedy-command.ts';
import { oneOf } from './suggestion.ts';
import type { OutputOptions, Terminal } from './terminal.ts';
import { printDone, withDatabase } from './with-database.ts';

/** `spedy org set-plan SLUG PLAN` */
export function orgSetPlan(org: SpedyCommand, terminal: Terminal): void {
  org
    .operation('set-plan', {
      summary: 'put an organization on a plan',
      details: 'Its tokens work, or stop, at once; they are kept on a plan that has none.',
      examples: ['spedy org set-plan acme-corp past_due'],
    })
    .argument('<slug>', "the organization's subdomain")
    .argument('<plan>', plans.join(', '), oneOf('plan', plans))
    .action((slug: string, plan: Plan, options: OutputOptions) =>
      withDatabase(terminal.env, async ({ db, now }) => {
        const { id } = await requireOrganization(db, slug);
        await setPlan(db, ownProvenance('operator', id, now), plan);
        const effect = planHasPats(plan) ? 'work' : 'do not work, and are kept';
        printDone(terminal, options, { organization: { id, slug, plan } }, [
          `${slug} is on the plan ${plan}: personal access tokens ${effect}.`,
        ]);
      }),
    );
}
