export type Place = readonly [table: string, column: string];

/** Where the ids of what is in a table are: its own first, then those that lead to it. */
export const IDS: readonly (readonly [Place, ...Place[]])[] = [
  [
    ['messages', 'id'],
    ['messages', 'parent_id'],
    ['chats', 'leaf_id'],
    ['requests', 'message_id'],
    ['request_parts', 'message_id'],
    ['pieces', 'message_id'],
    ['images', 'message_id'],
  ],
  [
    ['chats', 'id'],
    ['messages', 'chat_id'],
    ['images', 'chat_id'],
  ],
  [
    ['projects', 'id'],
    ['chats', 'project_id'],
    ['files', 'project_id'],
    ['project_folders', 'project_id'],
    ['images', 'project_id'],
  ],
  [
    ['requests', 'id'],
    ['request_parts', 'request_id'],
  ],
  [
    ['files', 'id'],
    ['request_parts', 'file_id'],
  ],
  [
    ['users', 'id'],
    ['messages', 'author_id'],
  ],
  [['images', 'id']],
];
