import { listVisibleBoards } from '../../tickets/boards-queries.ts';
import { BoardPage } from '../../tickets/schema.ts';
import { BoardListArguments } from '../schema.ts';
import { boardLine, pageTitle } from '../text.ts';
import { defineTool } from '../tool.ts';

export const listBoards = defineTool({
  name: 'list_boards',
  title: 'List boards',
  description:
    'Lists the boards that you can see, oldest first, with the ID and key that other tools accept. Use it to find the ' +
    'board for a ticket. Members see the boards they are on; administrators see all boards.',
  effect: 'reads',
  scope: 'tickets:read',
  isList: true,
  input: BoardListArguments,
  output: BoardPage,
  run: async ({ db, viewer }, page) => {
    const data = await listVisibleBoards(db, viewer, page);
    return { data, text: [pageTitle('board', data), ...data.data.map(boardLine)].join('\n') };
  },
});
