import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { placeOf, type Surroundings } from './locationFileSystem';

const MOUNTS = String.raw`
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /proc rw - proc proc rw
30 22 0:30 / /home rw shared:2 - nfs4 server:/home rw,vers=4.2
31 30 8:1 / /home/ada/disk rw - ext4 /dev/sdb1 rw
32 22 0:32 / /mnt/share rw - cifs //server/share rw
33 22 0:33 / /mnt/ssh rw - fuse.sshfs ada@host:/ rw
34 22 0:34 / /mnt/stick rw - fuseblk /dev/sdc1 rw
35 22 0:35 / /mnt/c rw - 9p C:\134 rw,aname=drvfs
36 22 0:36 / /media/sf\040share rw - vboxsf share rw
37 22 0:37 / /mnt/vm rw - virtiofs vm rw
38 22 254:0 /home/ada/project /workspaces/project rw - ext4 /dev/vda rw
39 22 0:39 /folder /mnt/bound rw - nfs server:/x rw
40 22 0:40 /@home /mnt/btrfs rw - btrfs /dev/sdd rw,subvolid=257,subvol=/@home
41 22 0:41 /@home/ada /mnt/btrfs-bound rw - btrfs /dev/sdd rw,subvolid=257,subvol=/@home
42 22 0:42 / /tmp rw - tmpfs tmpfs rw
43 22 0:43 / /run/user rw - overlay overlay rw
44 22 8:2 / /over rw - ext4 /dev/sde rw
45 44 0:45 / /over rw - nfs server:/over rw
46 22 0:46 / /Users/ada rw - fakeowner osxfs rw
`;

const MAC_TABLE = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ada@server/share on /Volumes/share (smbfs, nodev, nosuid, mounted by ada)
server:/x on /Volumes/x (nfs, asynchronous)
ada@host: on /Volumes/ssh (macfuse, local, synchronous)
`;

const around = (platform: NodeJS.Platform, more: Partial<Surroundings> = {}): Surroundings => ({
  platform,
  mountInfo: () => Promise.resolve(MOUNTS),
  mountTable: () => Promise.resolve(MAC_TABLE),
  realPath: (folder) => Promise.resolve(folder),
  ...more,
});

describe('on Linux', () => {
  test.each([
    ['/var/lib/x', true, 'a disk'],
    ['/home', false, 'nfs itself'],
    ['/home/ada/library', false, 'below nfs'],
    ['/home/ada/disk/x', true, 'a disk mounted below nfs'],
    ['/homes', true, 'a name that only begins like a mount point'],
    ['/mnt/share/a/b', false, 'smb'],
    ['/mnt/ssh/x', false, 'a program’s file system'],
    ['/mnt/stick', false, 'a disk through a program'],
    ['/mnt/c/Users/ada', false, 'Windows’ disk under WSL'],
    ['/media/sf share/x', false, 'a virtual machine’s share, with a space'],
    ['/mnt/vm/x', false, 'virtiofs'],
    ['/workspaces/project/x', false, 'part of a disk, bound into a container'],
    ['/mnt/bound/x', false, 'part of an nfs, bound'],
    ['/mnt/btrfs/x', true, 'a subvolume'],
    ['/mnt/btrfs-bound/x', false, 'part of a subvolume, bound'],
    ['/tmp/x', true, 'tmpfs'],
    ['/run/user/1', true, 'overlay'],
    ['/over/x', false, 'nfs mounted over a disk'],
    ['/Users/ada/x', false, 'the Mac around a container'],
  ])('%s: WAL is safe: %s (%s)', async (folder, isSafeForWal) => {
    expect(await placeOf(folder, around('linux'))).toMatchObject({ isSafeForWal });
  });

  test('links are followed first', async () => {
    const realPath = () => Promise.resolve('/mnt/share/x');
    expect(await placeOf('/tmp/link', around('linux', { realPath }))).toMatchObject({
      isSafeForWal: false,
      isWatchable: false,
      kind: 'cifs',
    });
  });

  test('without a mount table a disk is taken for a disk, and asked instead of watched', async () => {
    const mountInfo = () => Promise.reject(new Error('no /proc'));
    expect(await placeOf('/x', around('linux', { mountInfo }))).toMatchObject({
      isSafeForWal: true,
      isWatchable: false,
    });
  });

  test.runIf(process.platform === 'linux')(
    'this machine’s own temporary folder is found',
    async () => {
      expect((await placeOf(tmpdir())).kind).toBeTypeOf('string');
    },
  );
});

test.each([
  ['/Users/ada/Library', true],
  ['/Volumes/share/x', false],
  ['/Volumes/x', false],
  ['/Volumes/ssh/x', false],
])('on macOS %s: WAL is safe: %s', async (folder, isSafeForWal) => {
  expect(await placeOf(folder, around('darwin'))).toMatchObject({ isSafeForWal });
});

test.each([
  [String.raw`C:\Users\ada`, true],
  [String.raw`\\server\share\x`, false],
  [String.raw`\\wsl$\Ubuntu\home`, false],
  [String.raw`\\?\C:\Users\ada`, true],
  ['//server/share/x', false],
])('on Windows %s: WAL is safe: %s', async (folder, isSafeForWal) => {
  expect(await placeOf(folder, around('win32'))).toMatchObject({ isSafeForWal });
});

test('a mapped drive is known by what it is mapped to', async () => {
  const realPath = () => Promise.resolve(String.raw`\\server\share\x`);
  const place = await placeOf(String.raw`Z:\x`, around('win32', { realPath }));
  expect(place.isSafeForWal).toBe(false);
});
