import type { Db } from '../db/open';
import { lastBills } from '../db/usage';
import { correctionOf } from '../models/estimates';

/** By how much this model's tokens differ from those that are counted here, judged by what it has billed lately. */
export const correctionFor = async (db: Db, modelId: string): Promise<number> =>
  correctionOf(await lastBills(db, modelId));
