import { readdirSync, readFileSync } from 'node:fs';
import { until } from './until';

/** Signals every process of a group and waits until all are gone; the stubborn are killed. */
export async function endGroup(group: number, signal: 'SIGTERM' | 'SIGKILL') {
  send(group, signal);
  const gone = () => membersOf(group).length === 0;
  await until('VS Code’s processes to end', gone, 5_000).catch(() => send(group, 'SIGKILL'));
  await until('VS Code’s processes to die', gone);
}

export function hasExtensionHost(group: number): boolean {
  return membersOf(group).some(({ command }) => command.includes('--type=extensionHost'));
}

function send(group: number, signal: 'SIGTERM' | 'SIGKILL') {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface Member {
  pid: string;
  command: string;
}

/** From /proc, since a bare Debian has no `ps`. */
function membersOf(group: number): Member[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return isAliveIn(group, pid) ? [{ pid, command: commandOf(pid) }] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

function isAliveIn(group: number, pid: string): boolean {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=\w \d)/);
  const [state, , processGroup] = rest.split(' ');
  return Number(processGroup) === group && state !== 'Z';
}

const commandOf = (pid: string) =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
