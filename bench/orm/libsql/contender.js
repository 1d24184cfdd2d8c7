import Database from 'libsql';
import { synchronousDriver } from '../bare.js';

export const open = (file, synchronous) => synchronousDriver(new Database(file), synchronous);
