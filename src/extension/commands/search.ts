import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { plainText } from '../../db/snippets';
import { SearchFilter } from '../../protocol/api';
import type { App } from '../app';
import { search as find } from '../search';
import { showSidebar } from '../showSidebar';
import { argument } from './arguments';

const Search = SearchFilter.extend({
  kind: SearchFilter.shape.kind.default('all'),
  order: SearchFilter.shape.order.default('newest'),
  query: z.string().max(500),
  limit: z.int().min(1).max(200).default(50),
});

/** Without an argument the search opens in the sidebar. */
export async function search(app: App, arg: unknown) {
  const given = argument(Search, arg);
  if (!given) return openSearch(app);
  const { db } = await app.services();
  const { hits } = await find(db, given, new AbortController().signal);
  return hits.slice(0, given.limit).map(({ kind, id, chatId, projectId, snippet }) => ({
    kind,
    id,
    ...(chatId === null ? {} : { chatId }),
    projectId,
    snippet: plainText(snippet),
  }));
}

async function openSearch(app: App): Promise<void> {
  const id = uuidv7();
  app.searchAsked.id = id;
  await showSidebar();
  app.webviews.publish('searchAsked', { id });
}
