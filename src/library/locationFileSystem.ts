import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Where a folder is, as far as it matters for a library. */
export interface Place {
  /** Whether all who write there share memory and locks, so that a WAL is safe. */
  isSafeForWal: boolean;
  /** Whether the system tells of what others write there. */
  isWatchable: boolean;
  /** What it is called there, such as nfs4; for the log. */
  kind: string;
}

export interface Surroundings {
  platform: NodeJS.Platform;
  /** Of Linux: /proc/self/mountinfo. */
  mountInfo(): Promise<string>;
  /** Of macOS: what `mount` prints. */
  mountTable(): Promise<string>;
  /** With links and mapped drives resolved. */
  realPath(folder: string): Promise<string>;
}

const LOCAL: Place = { isSafeForWal: true, isWatchable: true, kind: 'local' };
const away = (kind: string): Place => ({ isSafeForWal: false, isWatchable: false, kind });

/** Network file systems, those of a program, and folders of the host that a virtual machine or container sees. */
const AWAY =
  /^(nfs\d?|cifs|smb\d?|smbfs|smbfs2|ncpfs|afs|afpfs|auristorfs|ceph|lustre|gpfs|beegfs|gfs2?|ocfs2|orangefs|pvfs2|coda|acfs|panfs|davfs|webdav|9p|v9fs|drvfs|wslfs|vboxsf|prl_fs|vmhgfs|virtiofs|hgfs|fakeowner|osxfs|fuse|fuseblk|fuse\..*|macfuse|osxfuse)$/i;

/** What cannot be found out is taken for local: a disk is by far the likeliest. */
export async function placeOf(folder: string, around: Surroundings = here): Promise<Place> {
  const real = await around.realPath(folder).catch(() => folder);
  try {
    switch (around.platform) {
      case 'linux':
        return onLinux(real, await around.mountInfo());
      case 'darwin':
        return onMac(real, await around.mountTable());
      case 'win32':
        // A mapped drive has its server's name when it is resolved.
        return {
          ...(/^[\\/]{2}(?![?.][\\/])/.test(real) ? away('network') : LOCAL),
          isWatchable: false,
        };
      default:
        return { ...LOCAL, isWatchable: false };
    }
  } catch {
    return { ...LOCAL, isWatchable: false };
  }
}

interface Mount {
  /** What of its file system is to be seen there. */
  root: string;
  point: string;
  type: string;
  options: string;
}

function onLinux(folder: string, mountInfo: string): Place {
  const mount = mountOf(folder, mountInfo.split('\n').flatMap(parseMount));
  if (!mount) return LOCAL;
  if (AWAY.test(mount.type)) return away(mount.type);
  return isBindMount(mount)
    ? { ...LOCAL, isSafeForWal: false, kind: `${mount.type}, bound` }
    : LOCAL;
}

/** `36 35 98:0 /root /point rw,noatime shared:1 - ext4 /dev/sda1 rw`, with spaces as \040. */
function parseMount(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ').map(unescape);
  const [type, , options = ''] = after.split(' ').map(unescape);
  return root && point && type ? [{ root, point, type, options }] : [];
}

const unescape = (text: string) =>
  text.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

/** Of mounts at the same point the last one is on top. */
function mountOf(folder: string, mounts: Mount[]): Mount | undefined {
  const above = mounts.filter(({ point }) => isWithin(folder, point));
  const longest = Math.max(...above.map(({ point }) => point.length));
  return above.findLast(({ point }) => point.length === longest);
}

const isWithin = (folder: string, point: string) =>
  folder === point || folder.startsWith(point.endsWith('/') ? point : `${point}/`);

/** Part of a file system shown at another place, as containers do. The root of all, and a subvolume, are none. */
function isBindMount({ root, point, type, options }: Mount): boolean {
  if (root === '/' || point === '/') return false;
  return !(type === 'btrfs' && options.split(',').includes(`subvol=${root}`));
}

/** `/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)`. */
function onMac(folder: string, table: string): Place {
  const mounts = [...table.matchAll(/^.* on (?<point>\/.*) \((?<kind>[^,)]+)(?<rest>[^)]*)\)$/gm)];
  const above = mounts.filter(({ groups }) => isWithin(folder, groups?.['point'] ?? ''));
  const mount = above.toSorted(
    (a, b) => (b.groups?.['point']?.length ?? 0) - (a.groups?.['point']?.length ?? 0),
  )[0]?.groups;
  const kind = mount?.['kind'] ?? 'local';
  const isLocal = !mount || /\blocal\b/.test(mount['rest'] ?? '');
  // Writes to a file that stays open are not told of soon enough there.
  return { ...(AWAY.test(kind) || !isLocal ? away(kind) : LOCAL), isWatchable: false };
}

const here: Surroundings = {
  platform: process.platform,
  mountInfo: () => readFile('/proc/self/mountinfo', 'utf8'),
  mountTable: async () => (await promisify(execFile)('/sbin/mount')).stdout,
  realPath: (folder) => realpath(path.resolve(folder)),
};
