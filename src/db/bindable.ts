import type { InValue } from '@libsql/client';
import type { Bindable } from './workerProtocol';

/** As the thread's driver takes it, which knows fewer types than the client's interface. */
export function toBindable(value: InValue): Bindable {
  if (value instanceof Date) return value.getTime();
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}
