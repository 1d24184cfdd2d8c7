import Database from 'better-sqlite3';
import { synchronousDriver } from '../bare.js';

export const open = (file, synchronous) => synchronousDriver(new Database(file), synchronous);
