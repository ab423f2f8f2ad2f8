import { type Static, Type } from 'typebox';
import { compileExact } from '../../contract/exact-check.ts';
import { priorities, statuses } from '../../tickets/schema.ts';
import mobileApp from './boards/mobile-app.json' with { type: 'json' };
import publicApi from './boards/public-api.json' with { type: 'json' };
import website from './boards/website.json' with { type: 'json' };
import { colleagues, people } from './team.ts';

const exactly = { additionalProperties: false };
const Colleague = Type.Enum([...colleagues]);
const DemoComment = Type.Object(
  { author: Type.Enum([...people]), body: Type.String(), internal: Type.Optional(Type.Boolean()) },
  exactly,
);

const DemoTicket = Type.Object(
  {
    daysAgo: Type.Integer({ minimum: 1 }),
    title: Type.String(),
    description: Type.String(),
    author: Colleague,
    assignee: Type.Union([Colleague, Type.Null()]),
    priority: Type.Enum([...priorities]),
    status: Type.Enum([...statuses]),
    comments: Type.Array(DemoComment),
  },
  exactly,
);
export type DemoTicket = Static<typeof DemoTicket>;

const DemoBoard = Type.Object(
  {
    key: Type.String(),
    name: Type.String(),
    members: Type.Array(Type.Enum([...people])),
    /** Oldest first. */
    tickets: Type.Array(DemoTicket),
  },
  exactly,
);
type DemoBoard = Static<typeof DemoBoard>;

const check = compileExact(DemoBoard);

/**
 * Returns the demo's boards. Tim is not on the mobile board and Cora is not on the API's, so each of them sees
 * different tickets.
 * @throws SpedyError validation_failed if a file does not match the schema
 */
export function readDemoBoards(): DemoBoard[] {
  return [website, publicApi, mobileApp].map((board) => {
    const checked = check(board);
    if ('error' in checked) throw checked.error;
    return checked.value;
  });
}
