import * as z from 'zod';

export const Id = z.uuid();

/** Milliseconds since 1970, UTC. */
export const Time = z.number();

export const Page = { limit: z.int().min(1).max(200).default(50) };
