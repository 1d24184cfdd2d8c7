import { DatabaseSync } from 'node:sqlite';
import { synchronousDriver } from '../bare.js';

export const open = (file, synchronous) => synchronousDriver(new DatabaseSync(file), synchronous);
